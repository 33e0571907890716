"""What this room holds of people: entries of the directory, their contacts, what they asked for."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Person
from coordination.directory.retention import PERIODS
from coordination.directory.services.erasure import forget_person
from coordination.lib import erasures
from coordination.lib.personal.shapes import (
    Activity,
    Fate,
    Free,
    Holding,
    Mention,
    Subject,
)


def _person(column: str = "person"):
    return lambda subject: Q(**{column: subject.person_id}) if subject.person_id else None


def _user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


def _asked(subject: Subject) -> Q | None:
    found = Q(pk=None)
    if subject.person_id:
        found |= Q(person=subject.person_id)
    if subject.user_id:
        found |= Q(asked_by=subject.user_id)
    return found


__all__ = ["ACTIVITIES", "FREE", "HOLDINGS", "MENTIONS", "PERIODS"]

ACTIVITIES = [
    Activity(
        key="directory",
        title=_("Directory of the network"),
        purpose=_("So that whoever worries about a child finds the right person to speak to."),
        ground=_(
            "Public task (Art. 6(1)(e) GDPR with § 3 KKG) for names, functions and work contacts; consent "
            "(Art. 6(1)(a) GDPR) where there is no office to speak for"
        ),
        people=_("Professionals and volunteers of the institutions in the network"),
        recipients=_("By publication level: everybody, professionals, the network, the coordination"),
    ),
    Activity(
        key="private",
        title=_("Private contacts"),
        purpose=_("To reach somebody outside the office in an emergency of the network."),
        ground=_("Consent (Art. 6(1)(a) GDPR), withdrawn as easily as given"),
        people=_("People who gave a private number or address"),
        recipients=_("The coordination alone; each look is logged"),
    ),
    Activity(
        key="rights",
        title=_("Requests of people about their data"),
        purpose=_("To correct, erase and answer, and to be able to prove it."),
        ground=_("Legal obligation (Art. 6(1)(c) with Art. 12 to 21 GDPR)"),
        people=_("Whoever asks"),
        recipients=_("The coordination; the data protection officer"),
    ),
    Activity(
        key="lists",
        title=_("Imports and exports of lists"),
        purpose=_(
            "To take over lists of the authorities, and to hand out lists under the control of two people."
        ),
        ground=_("Public task (Art. 6(1)(e) GDPR with § 3 KKG)"),
        people=_("People named in lists; people who import and export"),
        recipients=_("The coordination"),
    ),
]

_WHILE = _("12 months after the last function has ended")
_REQUESTS = _("36 months")

HOLDINGS = [
    Holding(
        model="directory.ContactPoint", activity="directory",
        fields=["person", "kind", "purpose", "value", "display", "note", "legal_ground", "consent_text"],
        find=_person(), fate=Fate.DELETE, kept=_WHILE, order=20,
    ),
    Holding(
        model="directory.PrivateContact", activity="private",
        fields=["person", "kind", "value", "display", "channel", "consent_text"], derived=["affiliation", "membership"],
        find=_person(), fate=Fate.DELETE, kept=_("Until the function or role ends, or the consent is withdrawn"),
        order=15,
    ),
    Holding(
        model="directory.NoticeGiven", activity="rights", fields=["person"], find=_person(), fate=Fate.DELETE,
        kept=_WHILE, order=20,
    ),
    Holding(
        model="directory.DataRequest", activity="rights",
        fields=["person", "asked_by", "kind", "wanted", "text", "answer"], derived=["decided_by"], find=_asked,
        fate=Fate.EMPTY, empty={"wanted": {}, "text": "", "answer": _("[erased]"), "person": None},
        kept=_REQUESTS, why=_("That a request was answered in time remains, without its words and without the name."),
        order=16,
    ),
    Holding(
        model="directory.DataRequest", activity="rights", fields=["decided_by"], only=True,
        find=_user("decided_by"), fate=Fate.STAY, kept=_REQUESTS,
        why=_("Who decided is an erased account then."),
    ),
    Holding(
        model="directory.Affiliation", activity="directory", fields=["person"], find=_person(), fate=Fate.DELETE,
        kept=_WHILE, order=30,
    ),
    Holding(
        model="directory.Person", activity="directory",
        fields=["title", "first_name", "last_name", "specialisms", "note", "user"], derived=["sort_key", "search_text"],
        find=_person("pk"), fate=Fate.DELETE, kept=_WHILE, order=90,
    ),
    Holding(
        model="directory.Person", activity="rights", fields=["restricted_by"], only=True,
        find=_user("restricted_by"), fate=Fate.STAY, kept=_WHILE,
        why=_("That somebody handles the restriction of an entry; the name is gone with the account."),
    ),
    Holding(
        model="directory.ImportRun", activity="lists", fields=["by", "file_name"], only=True, find=_user("by"),
        fate=Fate.STAY, kept=_("As long as the entries it made"),
        why=_("What was imported when remains answerable; the name is gone with the account."),
    ),
    Holding(
        model="directory.ExportRequest", activity="lists", fields=["asked_by", "noun", "query", "reason"], only=True,
        derived=["decided_by"], find=_user("asked_by"), fate=Fate.STAY, kept=_("24 months"),
        why=_("Which lists were handed out remains answerable; the name is gone with the account."),
    ),
    Holding(
        model="directory.ExportRequest", activity="lists", fields=["decided_by"], only=True,
        find=_user("decided_by"), fate=Fate.STAY, kept=_("24 months"),
        why=_("Which lists were handed out remains answerable; the name is gone with the account."),
    ),
    Holding(
        model="directory.ProtectionLift", activity="lists", fields=["asked_by", "reason"], only=True,
        derived=["decided_by"], find=_user("asked_by"), fate=Fate.STAY, kept=_("As long as the institution"),
        why=_("Who lifted the protection of a place must remain answerable; the name is gone with the account."),
    ),
    Holding(
        model="directory.ProtectionLift", activity="lists", fields=["decided_by"], only=True,
        find=_user("decided_by"), fate=Fate.STAY, kept=_("As long as the institution"),
        why=_("Who lifted the protection of a place must remain answerable; the name is gone with the account."),
    ),
]  # fmt: skip

_CELLS = [
    "name",
    "raw",
    "clean",
    "problems",
    "notes",
    "differences",
    "corrected",
    "marks",
    "keys",
    "search_text",
]
MENTIONS = [
    Mention(
        model="directory.Institution",
        fields=["name", "short_name", "other_names", "description", "photo_alt"],
        why=_("Institutions"),
    ),
    Mention(
        model="directory.Listing", fields=["notes", "source", "confirmed_by"], why=_("Entries in networks")
    ),
    Mention(model="directory.Agreement", fields=["note"], why=_("Agreements")),
    Mention(
        model="directory.Service",
        fields=["name", "description", "audience", "hours_text", "waiting_time", "source"],
        why=_("Services"),
    ),
    Mention(model="directory.ContactPoint", fields=["purpose", "note"], why=_("Contacts")),
    Mention(model="directory.Person", fields=["note", "specialisms"], why=_("Other people")),
    Mention(model="directory.Hours", fields=["note", "source"], why=_("Opening hours")),
    Mention(model="directory.OnCallShift", fields=["holder"], why=_("Shifts of the on-call telephone")),
    Mention(
        model="directory.ExportRequest",
        fields=["query", "described", "reason"],
        why=_("Requests for exports"),
    ),
    Mention(model="directory.ProtectionLift", fields=["reason"], why=_("Requests to lift protections")),
    Mention(model="directory.DataRequest", fields=["text", "answer", "wanted"], why=_("Requests of others")),
    Mention(model="directory.ImportProfile", fields=["name", "defaults"], why=_("Import profiles")),
    Mention(
        model="directory.ImportRun",
        fields=["file_name", "header", "notes", "sample", "defaults", "problem", "conflicts"],
        why=_("Imports"),
    ),
    Mention(model="directory.ImportRow", fields=_CELLS, why=_("Rows of imports")),
]

_ADDRESS = "The address of an institution."
_WORDS = "Reference data: words of the field with their source."
FREE = [
    Free(
        model="directory.Institution", why=_ADDRESS,
        fields=["street", "house_number", "address_extra", "postcode", "city", "part", "sort_key", "search_text"],
    ),
    Free(model="directory.Service", fields=["code", "sort_key", "search_text"], why="Derived, or a word of ours."),
    Free(model="directory.Identifier", why="Numbers of institutions in lists of authorities."),
    Free(model="directory.ConsentText", why="Wordings published by the coordination; nobody is named in them."),
    Free(model="directory.ImportProfile", fields=["mapping"], why="Names of columns."),
    Free(model="directory.ImportRun", fields=["file_hash", "mapping", "counts"], why="Names of columns, counts."),
    Free(model="directory.ImportRun", fields=["facets"], why="Counts of what is wrong, by column."),
    Free(model="directory.ExportRequest", fields=["kind"], why="Endings of files."),
    Free(model="directory.Hours", fields=["osm"], why="Hours in the notation of OpenStreetMap."),
    Free(model="directory.CatchmentPart", why="Streets for which a service works; nobody lives in them by name."),
    Free(model="directory.ImportRow", fields=["candidates", "kept"], why="Ids and names of institutions."),
    *(
        Free(model=f"directory.{name}", why=_WORDS)
        for name in ("InstitutionType", "Profession", "Topic", "TargetGroup", "Language", "Feature", "Function",
                     "ServiceKind")
    ),
    *(
        Free(model=f"places.{name}", why="Geography of Germany, from public registers.")
        for name in ("Land", "District", "Municipality", "Dataset", "Postcode", "PostcodePlace",
                     "SchoolHoliday")
    ),
]  # fmt: skip


# --- Erasing again after a restore ------------------------------------------------------------------------------------


@erasures.eraser("directory.person")
def erase_person(uid: UUID) -> bool:
    """The entry is gone and its history too; an older backup brings it back, here it goes again."""
    person = Person.objects.filter(uid=uid).first()
    if person is None:
        return False
    forget_person(person)
    return True
