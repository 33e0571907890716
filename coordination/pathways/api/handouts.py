"""Handouts in the interface: the register of one's networks; whether a printed code still holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from coordination.lib import codes
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown
from coordination.pathways.currency_words import said
from coordination.pathways.handout import language_of
from coordination.pathways.models import Handout


class HandoutShape(Shape):
    """One printed sheet. ``changes``: what no longer holds, old and new as far as public."""

    uid = shown(serializers.UUIDField)
    code = shown(help_text="As it stands on the paper; its page is /h/CODE/, as JSON /h/CODE/stand.json.")
    network = shown(help_text="Slug of the network.")
    pathway = shown(serializers.UUIDField)
    version = shown(serializers.IntegerField, "Number of the version it was printed from.")
    postcode, municipality, part = shown(), shown(help_text="AGS."), shown()
    institution = shown(serializers.UUIDField, "For which it was made; none: for everybody.", allow_null=True)
    format = shown(help_text=", ".join(Handout.Format.values))
    language = shown(help_text="Language tag of the texts of the way: de, tr, ar, de-simple …")
    state = shown(help_text=", ".join(Handout.State.values))
    issued_at = shown(serializers.DateTimeField)
    outdated_at = shown(serializers.DateTimeField, allow_null=True)
    withdrawn_at = shown(serializers.DateTimeField, allow_null=True)
    withdrawn_reason = shown()
    replaced_by = shown(serializers.UUIDField, "The one in its place.", allow_null=True)
    prints, views = shown(serializers.IntegerField), shown(serializers.IntegerField)
    changes = shown(serializers.ListField, child=serializers.DictField())


class HandoutViewSet(Listed, Shown):
    """What the asker's networks have printed, newest first. Of readers there are numbers only."""

    room = "pathways"
    permission = "pathways.view_handout"
    sorts = {"issued": ("issued_at",), "views": ("views",)}
    sort = "-issued"
    parameters = (
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter(
            "code",
            "The code on the paper, however it is grouped.",
            narrow=lambda rows, value: rows.filter(code=code_of(value)),
        ),
        Parameter("state", "Whether it holds.", choices=tuple(Handout.State.values)),
        Parameter("format", "Which paper.", choices=tuple(Handout.Format.values)),
        Parameter("pathway", "Of this pathway.", "uid", lookup="release__pathway__uid"),
    )

    def get_serializer_class(self) -> type[Shape]:
        return HandoutShape

    def get_queryset(self) -> Any:
        rows = Handout.objects.visible_to(self.request.user)
        return rows.select_related(
            "network", "municipality", "release__pathway", "replaced_by", "institution"
        )

    def rows(self, page: Iterable[Handout]) -> list[dict[str, Any]]:
        return [_row(handout) for handout in page]


def code_of(text: str) -> str:
    """The code that is meant; a typo means none."""
    try:
        return codes.read(text)
    except codes.CodeTyped:
        return ""


def _row(handout: Handout) -> dict[str, Any]:
    return {
        "uid": str(handout.uid),
        "code": handout.shown,
        "network": handout.network.slug,
        "pathway": str(handout.release.pathway.uid),
        "version": handout.release.number,
        "postcode": handout.postcode,
        "municipality": handout.municipality.ags,
        "part": handout.part,
        "institution": str(handout.institution.uid) if handout.institution else None,
        "format": handout.format,
        "language": language_of(handout.content),
        "state": handout.state,
        "issued_at": handout.issued_at.isoformat(),
        "outdated_at": handout.outdated_at.isoformat() if handout.outdated_at else None,
        "withdrawn_at": handout.withdrawn_at.isoformat() if handout.withdrawn_at else None,
        "withdrawn_reason": handout.withdrawn_reason,
        "replaced_by": str(handout.replaced_by.uid) if handout.replaced_by else None,
        "prints": handout.prints,
        "views": handout.views,
        "changes": [_change(one) for one in handout.changes],
    }


def _change(one: dict[str, Any]) -> dict[str, str]:
    words = said(one)
    return {"kind": one["kind"], "what": words.what, "old": words.old, "new": words.new}


NOUNS: dict[str, Any] = {"handouts": HandoutViewSet}
