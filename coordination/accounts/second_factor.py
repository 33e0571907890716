"""The second factor is compulsory for some roles: without one, such a person reaches only its set-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from coordination.accounts.oidc import FACTOR_BY_SERVER
from coordination.accounts.permissions import scope_of

INTERFACE = "/api/v1/"
SET_UP = "mfa_activate_totp"
OPEN = {SET_UP, "mfa_add_webauthn", "account_reauthenticate", "account_logout", "accounts:session"}


class SecondFactorMiddleware:
    """Send whoever lacks the second factor that a role of theirs needs to its set-up, from every other page.

    Costs no question of its own: the look-up of the scope, which nearly every page needs, brings the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not scope_of(request.user).lacks_second_factor:
            return None
        if request.session.get(FACTOR_BY_SERVER) == str(
            request.user.pk
        ):  # the authority's server has asked for one
            return None
        request.second_factor_missing = True  # the set-up page says why it is there
        if request.path.startswith(
            INTERFACE
        ):  # which refuses by itself (api/authentication.py), in its own shape
            return None
        name = request.resolver_match.view_name if request.resolver_match is not None else ""
        if name == "lib:file":  # the logo on the set-up page: what everybody may see, and no more
            request.user = AnonymousUser()
            return None
        if name in OPEN:
            return None
        return redirect(SET_UP)
