"""Pages behind the links of mails: GET shows buttons, POST acts. No account, no cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import Link
from coordination.lib.errors import RuleBroken
from coordination.lib.guests import without_cookie
from network.forms.relays import AnswerForm
from network.models import Briefing, WeeklyMail
from network.services import taps

GONE = 410


class _Tap(View):
    """A page of one link. An invented link is a 404, a spent one says so kindly."""

    purpose: str
    link: Link

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = taps.link_of(kwargs["token"], self.purpose)
        if found is None:
            raise Http404
        self.link = found

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        base = {
            "link": self.link,
            "network": self.link.network,
            "noindex": True,
            "token": self.kwargs["token"],
        }
        response = render(self.request, template, base | context, status=status)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def spent(self, title: Any, text: Any, status: int = GONE) -> HttpResponse:
        return self.show(
            "network/public/tap_done.html", {"title": title, "text": text, "kind": "info"}, status
        )


@method_decorator(without_cookie, name="dispatch")
class RelayTap(_Tap):
    """Answer a briefing for one's institutions; several with one press."""

    purpose = Link.Purpose.RELAY

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(AnswerForm(answer=request.GET.get("antwort", "")))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST, answer=request.POST.get("antwort", ""))
        if self.closed() is not None or not form.is_valid():
            return self.page(form)
        try:
            chosen = taps.tap_relay(link=self.link, relays=self.chosen(), **form.given())
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        context = {
            "title": _("Thank you!"),
            "text": _("Noted: %(state)s.") % {"state": chosen[0].get_state_display()},
            "institutions": [one.institution for one in chosen],
            "left": [
                one for one in taps.relays_behind(self.link)[2] if not one.is_answered and one not in chosen
            ],
            "needs_help": chosen[0].state == chosen[0].State.NEEDS_HELP,
            "kind": "success",
        }
        return self.show("network/public/tap_done.html", context)

    def chosen(self) -> list[UUID]:
        found = []
        for text in self.request.POST.getlist("relay")[:200]:
            try:
                found.append(UUID(text))
            except ValueError:
                continue
        return found

    def closed(self) -> tuple[Any, Any] | None:
        """Why there is nothing to press any more; None while there is."""
        briefing, appointment, relays = taps.relays_behind(self.link)
        if briefing is None or appointment is None:
            return _("This is no longer asked"), _("The briefing or the appointment is gone.")
        if briefing.state != Briefing.State.ISSUED:
            return _("This briefing is closed"), _("Nothing is asked any more. Thank you!")
        if relays and all(one.is_answered for one in relays):
            return _("Answered already"), _("Your answer was: %(state)s. There is nothing left to do.") % {
                "state": relays[0].get_state_display()
            }
        if not relays:
            return (
                _("Somebody else carries it now"),
                _("This relay has moved to another multiplier. You need not do anything."),
            )
        if not self.link.is_usable:
            return (
                _("This link has expired"),
                _("Please use the link of your newest mail, or sign in."),
            )
        return None

    def page(self, form: AnswerForm) -> HttpResponse:
        if (why := self.closed()) is not None:
            return self.spent(*why)
        briefing, _appointment, relays = taps.relays_behind(self.link)
        context = {
            "title": briefing.title if briefing else "",
            "briefing": briefing,
            "relays": [one for one in relays if not one.is_answered],
            "form": form,
        }
        return self.show("network/public/tap_relay.html", context)


class SheetTap(_Tap):
    """The paper of a briefing, for whoever holds its link."""

    purpose = Link.Purpose.RELAY

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        briefing, _appointment, relays = taps.relays_behind(self.link)
        sheet = briefing.sheet if briefing and relays else None
        if sheet is None or self.link.revoked_at or not sheet.path.is_file():
            raise Http404
        response = FileResponse(
            sheet.path.open("rb"), as_attachment=True, filename=sheet.name, content_type=sheet.content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, no-store"
        return response


@method_decorator(without_cookie, name="dispatch")
class TermTap(_Tap):
    """„Would you go on for a further term?“"""

    purpose = Link.Purpose.TERM

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.link.is_usable:
            return self.spent(
                _("Answered already"), _("Your answer has reached the coordination, or the link has expired.")
            )
        return self.show("network/public/tap_term.html", {"title": _("Would you go on?")})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = request.POST.get("antwort")
        if answer not in {"ja", "nein"}:
            return self.get(request)
        try:
            taps.tap_term(link=self.link, goes_on=answer == "ja")
        except RuleBroken as broken:
            return self.spent(_("Answered already"), broken.message)
        text = (
            _("Good! The coordination asks the head of your institution to name you again.")
            if answer == "ja"
            else _("Thank you for your work. The coordination looks for a successor with you.")
        )
        return self.show(
            "network/public/tap_done.html", {"title": _("Thank you!"), "text": text, "kind": "success"}
        )


@method_decorator(without_cookie, name="dispatch")
class WeeklyStop(_Tap):
    """End the weekly mail; one POST is enough, also from the mail program (RFC 8058)."""

    purpose = Link.Purpose.WEEKLY

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = WeeklyMail.objects.filter(network=self.link.network, person__uid=self.link.data.get("person"))
        is_stopped = rows.filter(stopped_at__isnull=False).exists()
        return self.show(
            "network/public/tap_stop.html", {"title": _("Weekly mail"), "is_stopped": is_stopped}
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("wieder"):
            taps.resume_weekly(link=self.link)
        else:
            taps.stop_weekly(link=self.link)
        if request.POST.get("List-Unsubscribe"):
            return HttpResponse(status=200)
        return redirect(reverse("net:weekly-stop", args=[self.kwargs["token"]]))


class Welcome(View):
    """The kit for new multipliers: what the task is, and is not."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        crumbs = [(_("Start"), reverse("site:start")), (_("For multipliers"), None)]
        return render(
            request, "network/public/welcome.html", {"title": _("For multipliers"), "crumbs": crumbs}
        )
