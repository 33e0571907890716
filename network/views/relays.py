"""A multiplier's own relays, and one of them: answer, take back, take over, hand over, pass on to the houses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.models import Institution
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from network.forms.relays import AnswerForm, HandOverForm
from network.models import Appointment, Briefing, Relay
from network.services import relays as verbs
from network.services.briefings import pass_on
from network.tabs import tabs
from network.views.briefings import crumbs
from network.views.multiplier_cells import relay_badge

VIEW, CHANGE = "network.view_relay", "network.change_relay"


class MyRelays(MayRequired, View):
    """What I am to carry: open ones first, duties before offers; below what I have answered."""

    permission = VIEW
    reach = Reach.OWN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        mine = (
            Relay.objects.visible_to(user).of_user(user).select_related("briefing", "institution", "through")
        )
        waiting = list(
            mine.waiting().order_by("-briefing__is_duty", "briefing__due_on", "briefing_id", "id")[:100]
        )
        done = list(mine.filter(state__in=Relay.ANSWERED).order_by("-answered_at", "-id")[:20])
        deputy = (
            Relay.objects.visible_to(user)
            .waiting()
            .filter(
                institution__in=Appointment.objects.active()
                .filter(person__user=user.pk)
                .values("institutions__institution")
            )
        )
        others = deputy.exclude(appointment__person__user=user.pk)
        others = list(
            others.select_related("briefing", "institution", "through").order_by("briefing__due_on", "id")[
                :20
            ]
        )
        for one in (*waiting, *done, *others):
            one.badge = relay_badge(one)
        own = (
            Appointment.objects.visible_to(user)
            .filter(person__user=user.pk)
            .running()
            .select_related("network")
        )
        context = {
            "title": _("My relays"),
            "waiting": waiting,
            "done": done,
            "others": others,
            "appointments": list(own.order_by("valid_from", "id")),
            "tabs": tabs(user, "network:briefing-list"),
            "crumbs": crumbs((_("My relays"), None)),
        }
        return render(request, "network/relay_mine.html", context)


def relay_of(user: Any, uid: UUID) -> Any:
    """One relay at an institution the reader may see; foreign and missing are the same 404."""
    rows = Relay.objects.visible_to(user).filter(institution__in=Institution.objects.visible_to(user))
    related = ("briefing__network", "briefing__sheet", "institution", "appointment__person__user", "through")
    return get_object_or_404(rows.select_related(*related), uid=uid)


class RelayPage(MayRequired, View):
    """The kit, and one form with a button for each answer."""

    permission = VIEW
    reach = Reach.OWN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = relay_of(request.user, kwargs["uid"])
        return self.page(relay, AnswerForm(answer=request.GET.get("antwort", "")))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = relay_of(request.user, kwargs["uid"])
        if not may_answer(request.user, relay):
            raise PermissionDenied(CHANGE)
        form = AnswerForm(request.POST, answer=request.POST.get("antwort", ""))
        if not form.is_valid():
            return self.page(relay, form)
        try:
            verbs.answer(by=request.user, relay=relay, **form.given())
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(relay, form)
        tell(request, _("Thank you. Noted: %(state)s.") % {"state": relay.get_state_display()})
        return redirect("network:relay-mine" if relay.appointment and self.is_mine(relay) else relay.briefing)

    def is_mine(self, relay: Relay) -> bool:
        return bool(relay.appointment and relay.appointment.person.user_id == self.request.user.pk)

    def page(self, relay: Any, form: AnswerForm) -> HttpResponse:
        user, briefing = self.request.user, relay.briefing
        may = may_answer(user, relay)
        shown = (
            relay.appointment_id
            and Appointment.objects.visible_to(user).filter(pk=relay.appointment_id).exists()
        )
        is_open = briefing.state == Briefing.State.ISSUED and not relay.is_answered
        mine = self.is_mine(relay)
        stands_there = (
            Appointment.objects.active().filter(person__user=user.pk).of_institution([relay.institution_id])
        )
        context = {
            "title": briefing.title,
            "relay": relay,
            "briefing": briefing,
            "badge": relay_badge(relay),
            "who": relay.appointment.person if shown else None,
            "form": form,
            "may_answer": may and is_open,
            "may_reopen": may and relay.is_answered and briefing.state == Briefing.State.ISSUED,
            "may_hand_over": is_open and briefing.network_id in scope_of(user).may(CHANGE),
            "may_take_over": is_open and not mine and stands_there.exists(),
            "has_houses": is_open and mine and relay.institution.houses.exists(),
            "crumbs": crumbs((briefing.title, briefing.get_absolute_url()), (str(relay.institution), None)),
        }
        return render(self.request, "network/relay_page.html", context)


def may_answer(user: Any, relay: Relay) -> bool:
    try:
        verbs.require_answer(user, relay)
    except PermissionDenied:
        return False
    return True


class RelayAct(MayRequired, View):
    """One POST each: take over, take the answer back, pass on to the houses of a provider."""

    permission = VIEW
    reach = Reach.OWN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = relay_of(request.user, kwargs["uid"])
        try:
            done = self.act(relay, kwargs["word"])
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, done)
        return redirect(relay.briefing if relay.pk is None else relay)

    def act(self, relay: Relay, word: str) -> Any:
        by = self.request.user
        match word:
            case "uebernehmen":
                verbs.take_over(by=by, relay=relay)
                return _("You carry it from now on.")
            case "zuruecknehmen":
                verbs.reopen(by=by, relay=relay)
                return _("The answer is taken back.")
            case "haeuser":
                count = pass_on(by=by, relay=relay)
                words = ngettext("Passed on to %(n)s house.", "Passed on to %(n)s houses.", count)
                return words % {"n": count}
        raise Http404


class RelayHandOver(MayRequired, View):
    """Give an open relay to somebody else."""

    permission = CHANGE
    reach = Reach.ALL
    title = gettext_lazy("Hand over")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = self.relay()
        return self.page(relay, HandOverForm(relay=relay))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relay = self.relay()
        form = HandOverForm(request.POST, relay=relay)
        if not form.is_valid():
            return self.page(relay, form)
        to = form.cleaned_data["to"]
        try:
            verbs.hand_over(by=request.user, relay=relay, to=to)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(relay, form)
        tell(request, _("%(person)s carries it from now on.") % {"person": to.person})
        return redirect(relay.briefing)

    def relay(self) -> Relay:
        relay = relay_of(self.request.user, self.kwargs["uid"])
        if relay.briefing.network_id not in scope_of(self.request.user).may(CHANGE):
            raise Http404
        return relay

    def page(self, relay: Relay, form: HandOverForm) -> HttpResponse:
        way = [(relay.briefing.title, relay.briefing.get_absolute_url())]
        context = {
            "title": self.title,
            "facts": f"{relay.briefing} · {relay.institution}",
            "form": form,
            "crumbs": crumbs(*way, (self.title, None)),
            "cancel_url": relay.get_absolute_url(),
            "submit_label": _("Hand over"),
        }
        return render(self.request, "network/relay_form.html", context)
