"""How long a sign-in lasts: until nothing happened for a while, and never longer than a day's work.

The stamps stand in the session itself, so looking at them asks the database nothing; once a minute they are written.
``UserSession`` holds beside it what the person sees in the own list.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.core import context as current
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import UpdateError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone

from coordination.accounts import typed
from coordination.accounts.devices import coarse, device_of
from coordination.accounts.models import UserSession
from coordination.accounts.roles import NEEDS_SECOND_FACTOR
from coordination.accounts.scope import scope_of
from coordination.lib.limits import address_of
from coordination.lib.patience import Busy, unless_busy

STAMPS = "sign_in"  # in the session: began, seen, row
ENDED = "ended"  # in the session after it: whose it was, and why it ended
EVERY = 60  # seconds between two notes of being seen
ASKED_BY_PAGES = {"lib:job", "accounts:demo"}  # progress, codes of the demo: asked for again and again
IDLE, OVER = "leerlauf", "frist"  # what the login page says about the end


@dataclass(frozen=True)
class Left:
    """Seconds until a session ends: by doing nothing, and in any case."""

    idle: int
    all: int

    @property
    def seconds(self) -> int:
        return min(self.idle, self.all)

    @property
    def may_go_on(self) -> bool:
        """Whether doing something prolongs it."""
        return self.all > self.idle


def idle_seconds(user: Any) -> int:
    """Return how long nothing may happen: less for roles that open protected data."""
    guarded = any(role in NEEDS_SECOND_FACTOR for _network, role in scope_of(user).roles)
    return 60 * (settings.SESSION_IDLE_MINUTES if guarded else settings.SESSION_IDLE_MINUTES_OTHERS)


def left(request: HttpRequest, *, now: float | None = None) -> Left:
    """Return what is left of the session of a signed-in person."""
    moment = time.time() if now is None else now
    stamps = request.session[STAMPS]
    until_idle = stamps["seen"] + idle_seconds(request.user) - moment
    return Left(int(until_idle), int(stamps["began"] + settings.SESSION_HOURS * 3600 - moment))


def this_session() -> UserSession | None:
    """The row of the session that asks now."""
    stamps = current.request.session.get(STAMPS)
    return UserSession.objects.filter(uid=stamps["row"]).first() if stamps else None


def go_on(request: HttpRequest) -> None:
    """Note that the person was here; while the database is busy for long, the next page does."""
    session, stamps = request.session, request.session[STAMPS]
    changed = session.modified
    session[STAMPS] = {**stamps, "seen": time.time()}
    try:
        with unless_busy():
            UserSession.objects.filter(uid=stamps["row"]).update(seen_at=timezone.now())
            session.save()
    except Busy:
        session[STAMPS] = stamps
    except UpdateError:  # the session was ended elsewhere: Django's own middleware says so
        return
    session.modified = changed


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Every way of signing in passes here: note it in the session and in the person's list."""
    if not hasattr(request, "session"):
        return
    if earlier := request.session.get(STAMPS):  # the same person signed in once more
        UserSession.objects.filter(uid=earlier["row"]).delete()
    if not request.session.session_key:
        request.session.save()
    row = UserSession.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
        address=coarse(address_of(request)),
    )
    request.session.pop(ENDED, None)
    request.session.set_expiry(0)  # the cookie goes with the browser: offices share machines
    now = time.time()
    request.session[STAMPS] = {"began": now, "seen": now, "row": str(row.uid)}


@receiver(user_logged_out)
def finish(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    if stamps := request.session.get(STAMPS):
        UserSession.objects.filter(uid=stamps["row"]).delete()


def _by_itself(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name == "accounts:session" or (name in ASKED_BY_PAGES and "HX-Request" in request.headers)


class SessionsMiddleware:
    """End what has lasted long enough. Who was typing signs in again and finds the text: see ``typed``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        why = self._look(request) if request.user.is_authenticated else self._look_back(request)
        key = request.session.session_key
        response = self.get_response(request)
        if request.session.session_key != key:
            self._follow(request)
        return self._say_why(request, response, why)

    def _look(self, request: HttpRequest) -> str:
        if STAMPS not in request.session:  # made on the machine itself
            begin(None, request, request.user)
            return ""
        remaining = left(request)
        if remaining.seconds <= 0:
            return self._end(request, IDLE if remaining.may_go_on else OVER)
        if typed.KEY in request.session and request.method == "POST":
            typed.sent(request)
        return ""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Note that the person was here; what a page asks by itself is no sign of anybody."""
        stamps = request.session.get(STAMPS) if request.user.is_authenticated else None
        if stamps is None or time.time() - stamps["seen"] < EVERY or _by_itself(request):
            return
        go_on(request)

    def _end(self, request: HttpRequest, why: str) -> str:
        """End it, but remember whose it was: a page still open there may yet be sent."""
        UserSession.objects.filter(uid=request.session[STAMPS]["row"]).delete()
        person = request.user.pk
        request.session.flush()
        request.user = AnonymousUser()
        request.session[ENDED] = {"user": person, "why": why}
        request.session.set_expiry(typed.KEPT)
        return self._look_back(request)

    def _look_back(self, request: HttpRequest) -> str:
        """A session that ended a moment ago: keep what is being sent, and say why the sign-in is needed."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or ENDED not in request.session:
            return ""
        ended = request.session[ENDED]
        if kept := typed.keep(request, person=ended["user"]):
            request.session[typed.KEY] = kept
        return ended["why"]

    def _follow(self, request: HttpRequest) -> None:
        """A new session id (after a new password, say) is still the same sign-in."""
        stamps = request.session.get(STAMPS)
        if stamps and request.session.session_key:
            UserSession.objects.filter(uid=stamps["row"]).update(session_key=request.session.session_key)

    def _say_why(self, request: HttpRequest, response: HttpResponseBase, why: str) -> HttpResponseBase:
        """The login page says what happened; a part of a page (htmx) that needs it opens it as a whole page."""
        target = response.headers.get("Location", "")
        if not target or not target.startswith(resolve_url(settings.LOGIN_URL)):
            return response
        if why:
            target = f"{target}{'&' if '?' in target else '?'}ende={why}"
            response.headers["Location"] = target
        if getattr(request, "htmx", None):
            page = urlsplit(request.htmx.current_url or "").path or "/"  # type: ignore[attr-defined]
            response.status_code = 204
            del response.headers["Location"]
            response.headers["HX-Redirect"] = (
                f"{resolve_url(settings.LOGIN_URL)}?next={page}&ende={why or IDLE}"
            )
        return response
