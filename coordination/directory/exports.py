"""Lists as files: XLSX, CSV, ODS, vCard. Exactly the rows of the list, and of each row only what the person may see."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Network, NetworkRule, User
from coordination.accounts.permissions import scope_of
from coordination.accounts.services.audit import record
from coordination.directory import list_sheets, vcards
from coordination.directory.models import ContactPoint
from coordination.directory.nouns import NAMES
from coordination.directory.resources import InstitutionResource
from coordination.lib import sheets
from coordination.lib.levels import Level

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "vcf": "text/vcard; charset=utf-8",
}
# Columns of the list → columns of the sheet, where the two differ.
WIDER = {
    "municipality": ["street", "house_number", "postcode", "city", "part", "municipality"],
    "agreements": [],
}


# From here on an export that holds more than public contacts needs a second person.
MANY = 100
CONTACTS = {"phone", "mobile", "fax", "mail", "web"}


@dataclass(frozen=True)
class Export:
    """A list as a file: whose rows, in which format, which columns (None: all).

    ``is_public``: only what everybody may see, entries and details alike; it may be handed on.
    """

    noun: str
    kind: str
    rows: QuerySet
    columns: Sequence[str] | None = None
    is_public: bool = False

    def reader(self, by: User) -> Any:
        """As whom the rows are read."""
        return AnonymousUser() if self.is_public else by

    @property
    def file_name(self) -> str:
        public = f"_{_('public')}" if self.is_public else ""
        return f"{NAMES[self.noun]}{public}_{timezone.localdate():%Y-%m-%d}.{self.kind}"

    @property
    def has_contacts(self) -> bool:
        """Whether numbers or mail addresses go out; cards always hold them, and a list of people is one by itself."""
        return (
            self.kind == "vcf"
            or self.noun == "person"
            or not self.columns
            or bool(CONTACTS & {*self.columns})
        )


def needs_four_eyes(user: User, export: Export) -> list[int]:
    """Return the networks whose second person must agree: many rows, contacts above public level, rule switched on."""
    if export.is_public or not export.has_contacts or export.rows.order_by()[: MANY + 1].count() <= MANY:
        return []
    rows = export.rows.order_by().values("pk")
    contacts = ContactPoint.objects.visible_to(user, owner=export.noun).filter(
        **{f"{export.noun}__in": rows}, level__gt=Level.PUBLIC
    )
    people = export.noun == "person" and export.rows.filter(level__gt=Level.PUBLIC).exists()
    if not people and not contacts.exists():
        return []
    off = NetworkRule.objects.filter(rule=NetworkRule.Rule.FOUR_EYES_EXPORT, is_on=False)
    mine = scope_of(user).may("directory.add_export") - {*off.values_list("network", flat=True)}
    return sorted(network for network in mine if _touches(export, network))


def rule_is_on(user: User) -> bool:
    """Whether any network of this person asks for a second pair of eyes."""
    off = NetworkRule.objects.filter(rule=NetworkRule.Rule.FOUR_EYES_EXPORT, is_on=False)
    return bool(scope_of(user).may("directory.add_export") - {*off.values_list("network", flat=True)})


def _touches(export: Export, network: int) -> bool:
    if export.noun == "institution":
        return export.rows.listed_in([network]).exists()  # type: ignore[attr-defined]
    rows: Any = export.rows
    return (rows.working_in([network]) if export.noun == "person" else rows.offered_in([network])).exists()


def only_public(export: Export) -> Export:
    """The same list with nothing but what everybody may see."""
    seen = export.rows.model._default_manager.visible_to(None)
    rows = export.rows.filter(pk__in=seen.order_by().values("pk"))
    return replace(export, rows=rows, is_public=True)


def answer(*, by: User, export: Export) -> HttpResponseBase:
    """Return the list as a file and write down who took it."""
    target = tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115 -- FileResponse closes it
    try:
        count = write(target, export, by=by)
        target.seek(0)
        note(by=by, export=export, count=count)
    except BaseException:
        target.close()
        raise
    return FileResponse(
        target, as_attachment=True, filename=export.file_name, content_type=TYPES[export.kind]
    )


def note(*, by: User, export: Export, count: int) -> None:
    """Write down who took a list, in every network whose data may be in it."""
    for network in scope_of(by).may("directory.add_export"):
        detail = f"{export.noun} {export.kind} {count}"
        if export.is_public:
            detail += f": {_('only what is public')}"
        record(by=by, did=AuditEntry.Did.EXPORTED, network=network, detail=detail)


def write(
    target: Any, export: Export, *, by: User, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Write the list into an open file and return how many rows it has; never all of them in memory."""
    reader = export.reader(by)
    if export.kind == "vcf":
        return vcards.write(target, export.rows, by=reader, noun=export.noun)
    heads, lines = _sheet(export.rows, by=reader, noun=export.noun, columns=export.columns)
    kinds: Any = {"xlsx": sheets.write_xlsx, "ods": sheets.write_ods, "csv": sheets.write_csv}
    written = 0

    def counted() -> Iterator[list[Any]]:
        nonlocal written
        for line in lines:
            written += 1
            if written % 100 == 0:
                progress(written)
            yield line

    kinds[export.kind](target, title=str(NAMES[export.noun]), columns=heads, rows=counted())
    return written


def _sheet(
    rows: QuerySet, *, by: User, noun: str, columns: Sequence[str] | None
) -> tuple[list[sheets.Column], Iterable[list[Any]]]:
    if noun != "institution":
        draw = list_sheets.people if noun == "person" else list_sheets.services
        return draw(rows, by=by, columns=columns)
    tenants = scope_of(by).tenants
    network = Network.objects.filter(pk__in=tenants).first() if len(tenants) == 1 else None
    resource = InstitutionResource(user=by, network=network)
    keys = [key for column in columns for key in WIDER.get(column, [column])] if columns else None
    heads, lines = resource.sheet_columns(keys), resource.rows(rows, keys)
    if columns and "agreements" in columns:
        heads.append(sheets.Column(name=_("Agreements"), width=40))
        return heads, list_sheets.with_agreements(lines, by=by)
    return heads, lines
