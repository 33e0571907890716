"""What reporting pathways hold of people: who submitted and who approved a version."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Fate, Free, Holding, Mention


def _user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


ACTIVITIES = [
    Activity(
        key="pathways",
        title=_("Reporting pathways"),
        purpose=_("To show who answers for a published version: submitted by one, approved by another."),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG)"),
        people=_("People who submit and approve versions"),
        recipients=_("The coordination; the data protection officer"),
    )
]

_KEPT = _("As long as the version")
_WHY = _("Who submitted and approved a version remains answerable; the name is gone with the account.")

HOLDINGS = [
    Holding(
        model="pathways.Release", activity="pathways", fields=["submitted_by"], only=True,
        find=_user("submitted_by"), fate=Fate.STAY, kept=_KEPT, why=_WHY,
    ),
    Holding(
        model="pathways.Release", activity="pathways", fields=["approved_by"], only=True,
        find=_user("approved_by"), fate=Fate.STAY, kept=_KEPT, why=_WHY,
    ),
]  # fmt: skip

MENTIONS = [
    Mention(
        model="pathways.Release",
        fields=["change_note", "approval_note", "retired_reason"],
        why=_("Versions of pathways"),
    ),
    Mention(
        model="pathways.Pathway", fields=["title", "who", "purpose", "source"], why=_("Reporting pathways")
    ),
    Mention(
        model="pathways.Step",
        fields=["title", "body", "responsible", "documents", "source"],
        why=_("Steps of pathways"),
    ),
    Mention(model="pathways.StepVariant", fields=["body", "source"], why=_("Steps of pathways")),
    Mention(model="lib.Translation", fields=["text"], why=_("Steps of pathways")),
    Mention(model="pathways.LegalBasis", fields=["checked_by"], why=_("Legal bases")),
]

_FROZEN = (
    "A published version is frozen; it names services, never people. A mistake is followed by a new version."
)
_LAW = "Words of the law with their source."
FREE = [
    Free(model="pathways.Release", fields=["content"], why=_FROZEN),
    Free(model="pathways.Pathway", fields=["code", "slug"], why="Words of ours."),
    Free(model="pathways.Step", fields=["code"], why="A word of ours."),
    Free(
        model="lib.Translation",
        fields=["field", "language", "german_mark"],
        why="Words of ours and a mark of a text.",
    ),
    Free(model="pathways.Transition", fields=["label"], why="Yes, no, or a word of the pathway."),
    Free(
        model="pathways.LegalBasis",
        fields=["code", "citation", "title", "wording", "link", "source"],
        why=_LAW,
    ),
]
