"""What all pages of records share: finding the record, its time line, forms that never overwrite others' work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.models import Institution, Person, Service
from coordination.directory.reading import networks_of, reading_of, who_did
from coordination.lib import history
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.models import ChangeSet, Tracked
from coordination.lib.notes import tell
from coordination.lib.timeline import Entry, Timeline

PER_PAGE, COUNTED, LATEST = 20, 99, 4
NEWEST = "neuestes"


@dataclass(frozen=True)
class Noun:
    """A kind of record: its model, the word in names of addresses and permissions, the list it stands in."""

    model: type[Any]
    name: str
    plural: Any

    def visible_to(self, user: Any) -> QuerySet:
        """What the user finds in the workspace: visible, and of the own networks."""
        networks = scope_of(user).may(f"directory.view_{self.name}")
        seen = self.model.objects.visible_to(user)
        if self.name == "service":
            return seen.offered_in(networks) | seen.national()
        return seen.listed_in(networks) if self.name == "institution" else seen.working_in(networks)

    def editable_by(self, user: Any) -> QuerySet:
        return self.visible_to(user).filter(
            Exists(self.model.objects.editable_by(user).filter(pk=OuterRef("pk")))
        )

    def url(self, action: str, *args: Any) -> str:
        return reverse(f"directory:{self.name}-{action}", args=args)

    @property
    def list_url(self) -> str:
        return reverse(f"directory:{self.name}-list")


INSTITUTION = Noun(Institution, "institution", gettext_lazy("Institutions"))
PERSON = Noun(Person, "person", gettext_lazy("People"))
SERVICE = Noun(Service, "service", gettext_lazy("Services"))
NOUNS = {noun.name: noun for noun in (INSTITUTION, PERSON, SERVICE)}


def noun_of(record: Tracked) -> Noun:
    return next(noun for noun in NOUNS.values() if isinstance(record, noun.model))


def crumbs_to(record: Tracked, *here: str) -> list[tuple[Any, str | None]]:
    """Breadcrumb: list, record, and what is done with it."""
    noun = noun_of(record)
    way: list[tuple[Any, str | None]] = [(noun.plural, noun.list_url)]
    if not here:
        return [*way, (str(record), None)]
    return [*way, (str(record), record.get_absolute_url()), *((word, None) for word in here)]


class Story(NamedTuple):
    """The time line for one reader: entries shown, their page if all are shown, how many there are."""

    entries: list[Entry]
    page: Any
    count: int | str


def sees_story(user: Any, record: Tracked, networks: set[int] | None = None) -> bool:
    """Whether the reader sees a time line of the record at all."""
    return reading_of(user, record, networks_of(record) if networks is None else networks) is not None


def story_of(
    request: HttpRequest,
    record: Tracked,
    *,
    may_change: bool,
    networks: set[int] | None = None,
    latest: int = 0,
) -> Story | None:
    """Return the ``latest`` entries, or one page of all; None where the reader sees no time line."""
    reading = reading_of(request.user, record, networks_of(record) if networks is None else networks)
    if reading is None:
        return None
    line, noun = Timeline(record, reading), noun_of(record)
    count: int | str
    if latest:
        # One question for the newest and for their number: nobody counts further on a tab.
        found = list(line.change_sets()[: COUNTED + 1])
        page, change_sets = None, found[:latest]
        count = len(found) if len(found) <= COUNTED else f"{COUNTED}+"
    else:
        page = Paginator(line.change_sets(), PER_PAGE).get_page(request.GET.get("page"))
        change_sets, count = list(page.object_list), page.paginator.count
    entries = line.entries(change_sets)
    if may_change:
        for entry in entries:
            if entry.may_undo:
                entry.undo_url = noun.url("undo", record.uid, entry.change_set.uid)
    return Story(entries, page, count)


def is_latest_asked(request: HttpRequest) -> bool:
    """Whether only the card with the newest changes is wanted, which a record fetches once it stands."""
    return request.GET.get("bereich") == NEWEST and bool(request.headers.get("HX-Request"))


def latest_card(request: HttpRequest, record: Tracked, **options: Any) -> HttpResponse:
    """Return the card with the newest changes; the history with its rights is the dear half of a record."""
    story = story_of(request, record, latest=LATEST, **options)
    context = {"entries": story.entries if story else [], "count": story.count if story else None}
    return render(request, "directory/_timeline_latest.html", context)


def tabs_of(record: Tracked, found: list[tuple[str, Any, Any]], current: str) -> list[dict[str, Any]]:
    """Tabs of a record from (key of the section, label, count)."""
    url = record.get_absolute_url()  # type: ignore[attr-defined]
    return [
        {
            "label": label,
            "count": count,
            "key": key,
            "current": key == current,
            "url": f"{url}?bereich={key}" if key else url,
        }
        for key, label, count in found
    ]


class RecordForm(MayRequired, View):
    """A page with one form that writes to a record.

    Hooks in reading order: ``find`` sets ``owner`` (the record), ``form`` makes the form, ``write`` calls the verb,
    ``done_text`` says what happened. Whoever saves an older version sees both texts and loses nothing.
    """

    permission = "directory.change_institution"
    template_name = "directory/record_form.html"
    title: Any = ""
    submit_label: Any = gettext_lazy("Save")
    done_text: Any = gettext_lazy("Saved.")
    case_data_hint = True
    owner: Any = None

    def find(self) -> None:
        raise NotImplementedError

    def form(self, data: Any = None) -> BaseForm:
        raise NotImplementedError

    def more_forms(self, data: Any = None) -> list[BaseForm]:
        return []

    def write(self, form: Any, more: list[Any]) -> Any:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        return self.page(self.form(), self.more_forms())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        form, more = self.form(request.POST), self.more_forms(request.POST)
        if not all([form.is_valid(), *(one.is_valid() for one in more)]):
            return self.page(form, more)
        for one in (form, *more):
            if (version := one.cleaned_data.get("version")) and one.instance.pk:
                one.instance.version = version
        reason = form.cleaned_data.get("reason", "")
        try:
            with history.changes(by=request.user, source=ChangeSet.Source.FORM, reason=reason) as frame:
                written = self.write(form, more)
        except EditConflict as conflict:
            return self.page(form, more, conflict=self.both_versions([form, *more], conflict))
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form, more)
        return self.done(written, frame.change_set)

    def both_versions(self, forms: list[Any], conflict: EditConflict) -> dict[str, Any] | None:
        """What was saved meanwhile beside what was typed; the next saving means it."""
        current = conflict.current
        form = next((one for one in forms if type(one.instance) is type(current)), None)
        if current is None or form is None:
            forms[0].add_error(None, conflict)
            return None
        form.renew_version(current.version)
        last = current.history.select_related("change_set__user").latest("history_id").change_set
        among = networks_of(self.owner) if self.owner is not None else set()
        who = who_did(self.request.user, last, among)
        return {"who": who, "at": last.at, "rows": form.compare(current)}

    def done(self, written: Any, change_set: ChangeSet | None) -> HttpResponse:
        if change_set is None:
            tell(self.request, _("Nothing was changed."), kind="info")
        else:
            tell(self.request, self.said(written), undo=self.undo_url(written, change_set))
            for notice in written.notices if isinstance(written, Institution) else ():
                tell(self.request, notice, kind="info")
        return redirect(self.next_url(written))

    def said(self, written: Any) -> Any:
        return self.done_text

    def undo_url(self, written: Any, change_set: ChangeSet) -> str:
        return noun_of(self.owner).url("undo", self.owner.uid, change_set.uid) if self.owner else ""

    def next_url(self, written: Any) -> str:
        return (self.owner or written).get_absolute_url()

    def cancel_url(self) -> str:
        return self.owner.get_absolute_url() if self.owner else reverse("directory:institution-list")

    def crumbs(self) -> list[tuple[Any, str | None]]:
        if self.owner is None:
            return [(INSTITUTION.plural, INSTITUTION.list_url), (self.title, None)]
        return crumbs_to(self.owner, self.title)

    def page(self, form: Any, more: list[Any], conflict: Any = None) -> HttpResponse:
        context = {
            "title": self.title,
            "form": form,
            "more_forms": more,
            "conflict": conflict,
            "submit_label": self.submit_label,
            "cancel_url": self.cancel_url(),
            "crumbs": self.crumbs(),
            "owner": self.owner,
            **self.more_context(form),
        }
        return render(self.request, self.template_name, context)

    def more_context(self, form: Any) -> dict[str, Any]:
        return {}

    def editable(self, noun: Noun, uid: Any) -> Any:
        """The record, or 404 alike for foreign, missing and only readable ones."""
        return get_object_or_404(noun.editable_by(self.request.user), uid=uid)
