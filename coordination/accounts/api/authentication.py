"""Who asks: a token in the header ``Authorization: Token …``, or the session of a browser (with its CSRF token)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions

from coordination.accounts.models import ApiToken
from coordination.accounts.permissions import scope_of
from coordination.lib.api.language import language_asked, speak
from coordination.lib.api.problems import Problem
from coordination.lib.api.throttles import wait_of
from coordination.lib.limits import asker_of

WORD = b"token"


class TokenAuthentication(authentication.BaseAuthentication):
    """A token speaks for its owner, with the rights the owner has at this moment and no others."""

    def authenticate(self, request: Any) -> tuple[Any, ApiToken] | None:
        parts = authentication.get_authorization_header(request).split()
        if not parts:
            return None
        if len(parts) != 2 or parts[0].lower() != WORD:
            raise exceptions.AuthenticationFailed
        token = ApiToken.objects.usable().of_token(parts[1].decode("latin-1")).select_related("user").first()
        if token is None:
            if wait := wait_of("api wrong token", asker_of(request._request)):
                raise exceptions.Throttled(wait=wait)
            raise exceptions.AuthenticationFailed
        if not language_asked(request._request):
            speak(token.user.language)
        if scope_of(token.user).lacks_second_factor:
            raise without_factor()
        token.note_use()
        return token.user, token

    def authenticate_header(self, request: Any) -> str:
        return 'Token realm="Schutznetz"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of somebody who is signed in on the pages; writing needs the CSRF token."""

    def authenticate(self, request: Any) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if getattr(request._request, "second_factor_missing", False):  # the middleware has looked
            raise without_factor()
        return found

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as refused:
            sentence = _("The CSRF token is missing or wrong. Programs use a token instead of a session.")
            raise Problem(403, "csrf_failed", sentence) from refused


def without_factor() -> Problem:
    """Whoever has a role that needs a second factor and has none reaches only its set-up, here as on the pages."""
    return Problem(403, "second_factor_missing", _("Please set up your second factor first."))
