"""``/institutions/bulk``: up to a thousand institutions in one request, one transaction and one change set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from coordination.accounts.models import Network
from coordination.accounts.permissions import scope_of
from coordination.directory.api.pages import unknown_network
from coordination.directory.columns import COLUMNS, TRAIT_KEYS
from coordination.directory.models import Listing
from coordination.directory.services import many
from coordination.lib.api import idempotency
from coordination.lib.api.problems import Problem, wrong_fields
from coordination.lib.api.shapes import LevelField, Shape, shown, text
from coordination.lib.api.views import HouseView
from coordination.lib.errors import EditConflict
from coordination.lib.levels import Level

_KINDS: dict[str, Any] = {
    "protected_place": {"type": "boolean"},
    "age_from": {"type": "integer", "nullable": True},
    "age_until": {"type": "integer", "nullable": True},
    "latitude": {"type": "number", "nullable": True},
    "longitude": {"type": "number", "nullable": True},
    **{key: {"type": "array", "items": {"type": "string"}} for key in TRAIT_KEYS},
}
_ROW: dict[str, Any] = {
    "type": "object",
    "description": "One institution, by the columns of a sheet. Words of lists by code or name.",
    "properties": {
        **{
            column.key: _KINDS.get(column.key, {"type": "string"})
            for column in COLUMNS
            if column.key != "uid"
        },
    },
    "additionalProperties": False,
}
_VERSION = {"uid": {"type": "string", "format": "uuid"}, "version": {"type": "integer"}}
_SEEN = {"similar_seen": {"type": "boolean"}}
NEW_ROW = {**_ROW, "required": ["name", "type"], "properties": _ROW["properties"] | _SEEN}
CHANGED_ROW = {**_ROW, "required": ["uid", "version"], "properties": _VERSION | _ROW["properties"]}


class Head(Shape):
    """What holds for all rows."""

    network = text(60, "Slug of the network; needed only where several are possible.")
    partial = serializers.BooleanField(
        required=False, help_text="Write the rows without errors; else all or none."
    )
    scheme = text(40, "The list the “number” of a row comes from, such as nrw-schulnummer.")
    level = LevelField(required=False, help_text="New entries are visible for.")
    contact_level = LevelField(required=False, help_text="Their telephone, mail, website are visible for.")
    status = serializers.ChoiceField(Listing.Status.values, required=False, help_text="Of new entries.")
    source = text(120)
    reason = text(200, "Why; it stands in the history. No details of individual children or families.")


@extend_schema_field(NEW_ROW)
class _NewRow(serializers.JSONField):
    """A new institution."""


@extend_schema_field(CHANGED_ROW)
class _ChangedRow(serializers.JSONField):
    """A changed institution."""


class ManyNew(Head):
    """Institutions to be added."""

    rows = serializers.ListField(child=_NewRow(), min_length=1, max_length=1000)


class ManyChanged(Head):
    """Institutions to be changed; what a row does not say stays."""

    rows = serializers.ListField(child=_ChangedRow(), min_length=1, max_length=1000)


class ErrorShape(Shape):
    """One error of one row."""

    row = shown(serializers.IntegerField, "Position of the row, from 1.")
    pointer, field, value, code = shown(), shown(allow_null=True), shown(serializers.JSONField), shown()
    detail = shown(help_text="What is wrong, and what would be right.")


class Written(Shape):
    """What was written; ``uids`` in the order of the rows, null for a row that was not."""

    written = shown(serializers.IntegerField)
    unchanged = shown(serializers.IntegerField, "Rows that say what stands there already.")
    uids = shown(serializers.ListField, child=serializers.UUIDField(allow_null=True))
    change_set = shown(serializers.UUIDField, "The one change of the history.", allow_null=True)
    errors = ErrorShape(
        many=True, read_only=True, help_text="With “partial”: of the rows that were left out."
    )


class Bulk(HouseView):
    """Many institutions in one request. Rows are checked like those of a sheet; every error of every row is told."""

    room = "directory"
    permission = "directory.view_institution"

    @extend_schema(request=ManyNew, responses={201: Written}, operation_id="institutions_bulk_create")
    def post(self, request: Any) -> Response:
        """Add up to 1,000 institutions. A row that is there already is an error that names it."""
        return idempotency.replayed(
            idempotency.once(request, lambda: self._write(many.add_many, NEW_ROW, 201))
        )

    @extend_schema(request=ManyChanged, responses=Written, operation_id="institutions_bulk_update")
    def patch(self, request: Any) -> Response:
        """Change up to 1,000 institutions by uid, each with the version that was read."""
        return idempotency.replayed(
            idempotency.once(request, lambda: self._write(many.change_many, CHANGED_ROW, 200))
        )

    def _write(self, verb: Any, row: dict[str, Any], status: int) -> idempotency.Outcome:
        sent = self.request.data
        if not isinstance(sent, dict):
            raise wrong_fields(
                [{"pointer": "", "code": "not_an_object", "detail": _("The body is no object.")}]
            )
        head = Head(data={name: value for name, value in sent.items() if name != "rows"}).validated()
        word = "add" if verb is many.add_many else "change"
        network = network_of(self.request.user, head.pop("network", ""), f"directory.{word}_institution")
        rows = checked_rows(sent.get("rows"), set(row["properties"]))
        reason, partial = head.pop("reason", ""), head.pop("partial", False)
        defaults = {"level": Level.COORDINATION.value, "contact_level": Level.COORDINATION.value} | head
        try:
            done = verb(
                by=self.request.user,
                network=network,
                rows=rows,
                defaults=defaults,
                partial=partial,
                reason=reason,
            )
        except EditConflict as conflict:
            raise Problem(412, "edit_conflict", conflict.messages[0]) from None
        if done.errors and not partial:
            sentence = _("Nothing was written: %(n)s of %(rows)s rows have errors.")
            told = sentence % {"n": len({error["row"] for error in done.errors}), "rows": len(rows)}
            raise Problem(400, "rows_with_errors", told, errors=_plain(done.errors))
        return status, answer_of(done, len(rows)), ""


def answer_of(done: many.Many, count: int) -> dict[str, Any]:
    """What is told, and kept for a repeated request: ids and counts; values only of rows that were not written."""
    return {
        "written": len(done.uids),
        "unchanged": len(done.unchanged),
        "uids": [str(done.uids[position]) if position in done.uids else None for position in range(count)],
        "change_set": str(done.change_set.uid) if done.change_set else None,
        "errors": _plain(done.errors),
    }


def network_of(user: Any, slug: str, permission: str) -> Network:
    """Return the network that is named, or the only one where the user may do this; a 400 that names them else."""
    mine = {
        tenant.slug: pk
        for pk, tenant in scope_of(user).tenants.items()
        if pk in scope_of(user).may(permission)
    }
    if not mine:
        raise PermissionDenied(permission)
    if not slug and len(mine) == 1:
        slug = next(iter(mine))
    if slug not in mine:
        raise unknown_network(slug, mine)
    return Network.objects.get(pk=mine[slug])


def checked_rows(rows: Any, members: set[str]) -> list[dict[str, Any]]:
    """Return the rows, or raise with every member that is none: whether they are right is the import's business."""
    most = settings.API_BULK_ROWS
    if not isinstance(rows, list) or not rows:
        raise wrong_fields(
            [{"pointer": "/rows", "code": "required", "detail": _("Please send “rows”, a list of objects.")}]
        )
    if len(rows) > most:
        sentence = _("At most %(most)s rows in one request.") % {"most": most}
        raise wrong_fields([{"pointer": "/rows", "code": "too_many", "detail": sentence}])
    errors = []
    for position, row in enumerate(rows):
        place = f"/rows/{position}"
        if not isinstance(row, dict):
            errors.append(
                {
                    "row": position + 1,
                    "pointer": place,
                    "code": "not_an_object",
                    "detail": _("The row is no object."),
                }
            )
            continue
        for name, value in row.items():
            if name not in members:
                sentence = _("“%(name)s” is not known here. Known: %(known)s.")
                told = sentence % {"name": name[:60], "known": ", ".join(sorted(members))}
                errors.append(
                    {
                        "row": position + 1,
                        "pointer": f"{place}/{name}"[:200],
                        "code": "unknown_field",
                        "detail": told,
                    }
                )
            elif not _is_cell(value):
                sentence = _("A text, a number, true or false, or a list of texts is expected here.")
                errors.append(
                    {
                        "row": position + 1,
                        "pointer": f"{place}/{name}",
                        "code": "wrong_kind",
                        "detail": sentence,
                    }
                )
    if errors:
        raise wrong_fields(errors[:1000])
    return rows


def _is_cell(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, str | int | float | bool)


def _plain(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ids as text, so that the answer can be kept as JSON."""
    return [
        {name: str(value) if name == "uid" else _uids_as_text(value) for name, value in error.items()}
        for error in errors
    ]


def _uids_as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [{k: str(v) for k, v in each.items()} if isinstance(each, dict) else each for each in value]
    return value
