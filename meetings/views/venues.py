"""Venues of my networks with their rooms: the list, the form, deleting, the time line and taking a change back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell
from coordination.lib.timeline import Reading, Timeline, Words
from meetings.forms import events as forms
from meetings.models import Room, Venue
from meetings.services import venues as verbs
from meetings.views.event_forms import OfEvent, network_for
from meetings.views.events import crumbs_to

PER_PAGE = 20


def own_venues(user: Any) -> QuerySet[Venue]:
    """Venues the user may change."""
    return Venue.objects.filter(network__in=scope_of(user).may("meetings.change_event"))


def crumbs_of(venue: Venue | None, here: Any) -> list[tuple[Any, str | None]]:
    way = [*crumbs_to(None), (_("Venues"), reverse("meetings:venue-list"))]
    if venue is not None:
        way.append((venue.name, venue.get_absolute_url()))
    return [*way, (here, None)]


class VenueList(MayRequired, ListView):
    """Houses and rooms in which events take place, by name."""

    permission = "meetings.change_event"
    template_name = "meetings/venue_list.html"
    paginate_by = 50

    def get_queryset(self):
        return own_venues(self.request.user).prefetch_related("rooms").order_by("name", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Venues"), crumbs=crumbs_to(None, _("Venues")), **kwargs)


class _OfVenue(OfEvent):
    venue: Venue | None = None

    def find(self) -> None:
        self.owner = self.venue = get_object_or_404(own_venues(self.request.user), uid=self.kwargs["uid"])

    def form(self, data: Any = None) -> Any:
        return forms.VenueForm(data, instance=self.venue)

    def write(self, form: Any, more: list[Any]) -> Venue:
        return verbs.save_venue(by=self.request.user, venue=form.instance, rooms=form.cleaned_data["rooms"])

    def undo_url(self, written: Any, change_set: Any) -> str:
        if self.venue is None or change_set is None:
            return ""
        return reverse("meetings:venue-undo", args=[self.venue.uid, change_set.uid])

    def next_url(self, written: Any) -> str:
        return reverse("meetings:venue-list")

    def cancel_url(self) -> str:
        return reverse("meetings:venue-list")

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs_of(None, self.title)


class VenueAdd(_OfVenue):
    title = gettext_lazy("New venue")

    def find(self) -> None:
        self.network = network_for(self)

    def form(self, data: Any = None) -> forms.VenueForm:
        return forms.VenueForm(data, instance=Venue(network=self.network))


class VenueEdit(_OfVenue):
    template_name = "meetings/venue_form.html"
    title = gettext_lazy("Edit a venue")

    def more_context(self, form: Any) -> dict[str, Any]:
        here = [self.kwargs["uid"]]
        return {
            "story_url": reverse("meetings:venue-story", args=here),
            "delete_url": reverse("meetings:venue-delete", args=here),
            "delete_label": _("Delete the venue …"),
        }


class VenueDelete(_OfVenue):
    title = gettext_lazy("Delete the venue")
    submit_label = gettext_lazy("Delete")
    done_text = gettext_lazy("The venue has been deleted.")
    case_data_hint = False

    def form(self, data: Any = None) -> Any:
        form = forms.ReleaseForm(data)
        del form.fields["note"]
        return form

    def write(self, form: Any, more: list[Any]) -> Any:
        verbs.delete_venue(by=self.request.user, venue=self.owner)
        return self.owner

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs_of(self.owner, self.title)


def line_of(venue: Venue) -> Timeline:
    """The time line of a venue and its rooms, for people who change it."""
    reading = Reading(
        rows={Venue: Q(), Room: Q()},
        level=Level.COORDINATION,
        knows_people=Q(),
        words={Room: Words(value=("name",))},
    )
    return Timeline(venue, reading)


class VenueStory(MayRequired, View):
    """Who changed what of a venue and its rooms, and when; each change can be taken back."""

    permission = "meetings.change_event"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        venue = get_object_or_404(own_venues(request.user), uid=kwargs["uid"])
        line = line_of(venue)
        page = Paginator(line.change_sets(), PER_PAGE).get_page(request.GET.get("page"))
        entries = line.entries(page.object_list)
        for entry in entries:
            if entry.may_undo:
                entry.undo_url = reverse("meetings:venue-undo", args=[venue.uid, entry.change_set.uid])
        context = {
            "title": _("Timeline"),
            "facts": venue.name,
            "entries": entries,
            "page_obj": page,
            "crumbs": crumbs_of(venue, _("Timeline")),
        }
        return render(request, "meetings/story.html", context)


class VenueUndo(MayRequired, View):
    """POST takes one change of a venue or its rooms back, deleting it too; what was changed since stays and is told."""

    permission = "meetings.change_event"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        networks = scope_of(request.user).may(self.permission)
        rows = Venue.history.filter(uid=kwargs["uid"], network__in=networks).order_by("-history_id")
        last = rows.first()
        if last is None:
            raise Http404
        change_set = get_object_or_404(ChangeSet, uid=kwargs["change"])
        venue = own_venues(request.user).filter(uid=kwargs["uid"]).first()
        if venue is None and last.change_set_id != change_set.pk:
            raise Http404
        story = redirect("meetings:venue-story", kwargs["uid"]) if venue else redirect("meetings:venue-list")
        if venue is not None:
            entries = line_of(venue).entries([change_set])
            if not entries:
                raise Http404
            if not entries[0].may_undo:
                tell(request, _("This change cannot be taken back here any more."), kind="warning")
                return story
        try:
            undone = verbs.take_back(by=request.user, venue_id=last.id, change_set=change_set)
        except RuleBroken as broken:
            tell(request, broken.messages[0], kind="warning")
            return story
        if undone.conflicts:
            sentence = _("Not taken back: the same entry has been changed since, or something else needs it.")
            tell(request, sentence, kind="warning")
            return story
        back = ""
        if venue is not None and undone.change_set is not None:
            back = reverse("meetings:venue-undo", args=[venue.uid, undone.change_set.uid])
        tell(request, _("The change has been taken back."), undo=back)
        return story
