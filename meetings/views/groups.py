"""Groups of my networks, one group with its seats, meetings, decisions and tasks, and how it works."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.views.records import RecordForm
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from meetings import series
from meetings.forms.groups import DayForm, GroupForm, RhythmForm
from meetings.models import Decision, Group, Meeting, Seat, SeatTerm, Task
from meetings.seating import board_of
from meetings.services import groups as verbs
from meetings.services import sittings
from meetings.services.group_rights import leads, offices_of, prepares
from meetings.tabs import crumbs, group_tabs

LATEST, AHEAD = 6, dt.timedelta(days=370)


def group_of(user: Any, uid: Any) -> Group:
    """A group of the user's networks; 404 for foreign and missing alike."""
    rows = Group.objects.visible_to(user).select_related("network__land", "reports_to")
    return get_object_or_404(rows, uid=uid)


def prepared(user: Any, uid: Any) -> Group:
    """A group whose meetings the user prepares; 404 otherwise."""
    group = group_of(user, uid)
    if not prepares(user, group):
        raise Http404
    return group


class GroupPage(RecordForm):
    """A page with one form around a group."""

    permission = "meetings.view_group"
    reach = Reach.GROUP
    group: Group

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs((self.group.name, self.group.get_absolute_url()), (self.title, None))

    def undo_url(self, written: Any, change_set: Any) -> str:
        return ""

    def next_url(self, written: Any) -> str:
        return self.group.get_absolute_url()

    def cancel_url(self) -> str:
        return self.group.get_absolute_url()


class GroupList(MayRequired, View):
    """Groups of my networks: mine first, each with its next meeting, vacant seats, open tasks."""

    permission = "meetings.view_group"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user, today = request.user, timezone.localdate()
        scope = scope_of(user)
        filled = SeatTerm.objects.in_force(today).holders().filter(seat=OuterRef("pk"))
        vacant = (
            Seat.objects.standing(today)
            .filter(~Exists(filled), group=OuterRef("pk"))
            .order_by()
            .values("group")
            .annotate(n=Count("pk"))
            .values("n")
        )
        ahead = Meeting.objects.visible_to(user).coming().filter(group=OuterRef("pk"))
        rows = (
            Group.objects.visible_to(user)
            .active(today)
            .select_related("network")
            .annotate(
                vacant=Subquery(vacant),
                next_at=Subquery(ahead.values("starts_at")[:1]),
                next_uid=Subquery(ahead.values("uid")[:1]),
            )
            .order_by("network__name", "kind", "name", "id")
        )
        mine = set(offices_of(user))
        groups = sorted(rows, key=lambda one: one.pk not in mine)
        context = {
            "title": _("Groups"),
            "tabs": group_tabs("groups"),
            "groups": groups,
            "mine": mine,
            "several": len(scope.tenants) > 1,
            "may_add": bool(scope.may("meetings.add_group")),
            "ended": Group.objects.visible_to(user).filter(ended_on__lt=today).order_by("name", "id"),
        }
        return render(request, "meetings/group_list.html", context)


class GroupDetail(MayRequired, View):
    """Mandate, seats with warnings, next meeting, decisions and tasks of one group."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        group = group_of(user, kwargs["uid"])
        meetings = list(
            Meeting.objects.visible_to(user)
            .filter(group=group)
            .annotate(
                decided=Count("decisions", distinct=True),
            )
            .order_by("-starts_at", "-id")[: LATEST * 2]
        )
        ahead = sorted((one for one in meetings if not one.is_over), key=lambda one: one.starts_at)
        leading = leads(user, group)
        tasks = Task.objects.of_group(group, user, leads=leading).to_do()
        context = {
            "title": group.name,
            "group": group,
            "crumbs": crumbs((group.name, None)),
            "board": board_of(group),
            "next": ahead[0] if ahead else None,
            "ahead": ahead[1:4],
            "held": [one for one in meetings if one.is_over][:LATEST],
            "decisions": Decision.objects.visible_to(user)
            .filter(group=group)
            .order_by("-decided_on", "-serial", "-id")[:LATEST],
            "tasks": list(tasks.select_related("seat", "person").order_by("due", "id")[:LATEST]),
            "rhythm": series.words(group.rhythm),
            "prepares": prepares(user, group),
            "leads": leading,
            "member": group.pk in offices_of(user),
        }
        return render(request, "meetings/group_detail.html", context)


class GroupAdd(GroupPage):
    permission = "meetings.add_group"
    reach = Reach.ALL
    title = gettext_lazy("Set up a group")
    submit_label = gettext_lazy("Set up group")
    done_text = gettext_lazy("The group is set up. Now give it its seats.")

    def find(self) -> None:
        networks = Network.objects.filter(pk__in=scope_of(self.request.user).may("meetings.add_group"))
        wanted = self.request.GET.get("netz", "")
        chosen = networks.filter(slug=wanted[:60]).first() if wanted else None
        self.group = Group(network=chosen or networks.order_by("name", "id")[0])

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return crumbs((self.title, None))

    def form(self, data: Any = None) -> GroupForm:
        return GroupForm(data, instance=self.group)

    def write(self, form: GroupForm, more: list[Any]) -> Group:
        return verbs.found_group(by=self.request.user, group=form.instance)

    def cancel_url(self) -> str:
        return reverse("meetings:group-list")


class GroupEdit(GroupPage):
    title = gettext_lazy("Edit the group")
    done_text = gettext_lazy("The group has been saved.")

    def find(self) -> None:
        self.group = prepared(self.request.user, self.kwargs["uid"])

    def form(self, data: Any = None) -> GroupForm:
        return GroupForm(data, instance=self.group)

    def write(self, form: GroupForm, more: list[Any]) -> Group:
        if not form.has_changed():
            return form.instance
        return verbs.save_group(by=self.request.user, group=form.instance, reason=form.reason_given)

    def more_context(self, form: Any) -> dict[str, Any]:
        may_end = self.group.network_id in scope_of(self.request.user).may("meetings.change_group")
        if not may_end or self.group.ended_on:
            return {}
        url = reverse("meetings:group-end", args=[self.group.uid])
        return {"delete_url": url, "delete_label": _("Dissolve this group …")}


class GroupEnd(GroupPage):
    permission = "meetings.change_group"
    reach = Reach.ALL
    template_name = "base_form.html"
    title = gettext_lazy("Dissolve the group")
    submit_label = gettext_lazy("Dissolve group")
    done_text = gettext_lazy("The group is dissolved. What it decided stays in the register.")

    def find(self) -> None:
        rows = Group.objects.visible_to(self.request.user)
        may = scope_of(self.request.user).may("meetings.change_group")
        self.group = get_object_or_404(rows.filter(network__in=may), uid=self.kwargs["uid"])

    def form(self, data: Any = None) -> DayForm:
        return DayForm(data)

    def write(self, form: DayForm, more: list[Any]) -> Group:
        return verbs.end_group(by=self.request.user, group=self.group, last_day=form.cleaned_data["last_day"])


class GroupRhythm(GroupPage):
    """The rule, then the days that follow from it to choose from."""

    template_name = "meetings/rhythm_form.html"
    title = gettext_lazy("Rhythm and series")
    submit_label = gettext_lazy("Save rhythm")
    done_text = gettext_lazy("The rhythm is saved. Choose below which days to plan.")

    def find(self) -> None:
        self.group = prepared(self.request.user, self.kwargs["uid"])

    def form(self, data: Any = None) -> RhythmForm:
        return RhythmForm(data, group=self.group)

    def write(self, form: RhythmForm, more: list[Any]) -> Group:
        group = self.group
        group.rhythm = form.rule()
        group.starts_at, group.minutes = form.cleaned_data["starts_at"], form.cleaned_data["minutes"]
        return verbs.save_group(by=self.request.user, group=group)

    def next_url(self, written: Any) -> str:
        return f"{reverse('meetings:group-rhythm', args=[self.group.uid])}#tage"

    def more_context(self, form: Any) -> dict[str, Any]:
        if not self.group.rhythm:
            return {"days": [], "group": self.group}
        today = timezone.localdate()
        days = sittings.planned_days(self.group, first=today + dt.timedelta(days=1), last=today + AHEAD)
        return {
            "group": self.group,
            "rhythm": series.words(self.group.rhythm),
            "days": [(one.day.isoformat(), series.day_words(one)) for one in days],
        }


class SeriesPlan(MayRequired, View):
    """Plan meetings on the chosen days of the rhythm."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        group = prepared(request.user, kwargs["uid"])
        today = timezone.localdate()
        try:
            offered = sittings.planned_days(group, first=today + dt.timedelta(days=1), last=today + AHEAD)
            wanted = set(request.POST.getlist("tag"))
            days = [one.day for one in offered if one.day.isoformat() in wanted]
            if not days:
                raise RuleBroken(_("Please choose at least one day."), code="no_day")
            made = sittings.plan_series(by=request.user, group=group, days=days)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect("meetings:group-rhythm", uid=group.uid)
        tell(
            request,
            _("%(n)s meetings are planned, each with the beginning of its agenda.") % {"n": len(made)},
        )
        return redirect(group)


def network_filter(request: HttpRequest) -> Q:
    """„?netz=…“ in the address: only this network of the user."""
    wanted = request.GET.get("netz", "")[:60]
    return Q(group__network__slug=wanted) if wanted else Q()
