"""Around signing in: through the authority's server, how long the session lasts, what was typed when it ended."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView
from requests import RequestException

from coordination.accounts import oidc, sessions, typed
from coordination.accounts.services.access import end_sessions
from coordination.lib.notes import tell

# No answer, or none that makes sense: whatever the server says is no fault of ours.
UNREACHABLE = (RequestException, OAuth2Error, AttributeError, KeyError, TypeError, ValueError)
logger = logging.getLogger(__name__)


@require_POST
def oidc_login(request: HttpRequest) -> HttpResponse:
    """Send the browser to the authority's server, with state, nonce and a challenge for the code."""
    if not settings.OIDC_SERVER:
        raise Http404
    nonce = secrets.token_urlsafe(24)
    provider = get_adapter().get_provider(request, provider=oidc.PROVIDER)
    provider.oauth2_adapter_class = lambda request, _provider_id: oidc.HouseOIDC(request)
    try:
        return provider.redirect(
            request,
            process="login",
            next_url=get_next_redirect_url(request),
            data={"nonce": nonce},
            auth_params={"nonce": nonce},
        )
    except UNREACHABLE as wrong:
        return _unreachable(request, wrong)


@require_GET
def oidc_callback(request: HttpRequest) -> HttpResponseBase:
    """The answer of the server."""
    if not settings.OIDC_SERVER:
        raise Http404
    try:
        return OAuth2CallbackView.adapter_view(oidc.HouseOIDC(request))(request)
    except UNREACHABLE as wrong:
        return _unreachable(request, wrong)


@csrf_exempt  # the server comes without a cookie; what it signed is what counts
@require_POST
def oidc_ended(request: HttpRequest) -> HttpResponse:
    """Somebody signed out at the server (back-channel logout): every session of the account ends here."""
    if not settings.OIDC_SERVER:
        raise Http404
    try:
        user = oidc.HouseOIDC(request).who_left(request.POST.get("logout_token", "")[:10_000])
    except UNREACHABLE as wrong:
        logger.warning("A sign-out of the authority's server was refused: %s", type(wrong).__name__)
        answer = JsonResponse({"error": "invalid_request"}, status=400)
    else:
        if user is not None:
            end_sessions(user=user)
        answer = HttpResponse(status=200)
    answer["Cache-Control"] = "no-store"
    return answer


def _unreachable(request: HttpRequest, wrong: Exception) -> HttpResponse:
    logger.warning("The server of the authority gave no sense: %s", type(wrong).__name__)
    return oidc.refused_page(request, "unreachable")


def session(request: HttpRequest) -> HttpResponse:
    """How many seconds are left; asking prolongs nothing, POST does."""
    if not request.user.is_authenticated:
        return JsonResponse({"left": 0, "may_go_on": False})
    if request.method == "POST":
        sessions.go_on(request)
    left = sessions.left(request)
    return JsonResponse({"left": left.seconds, "may_go_on": left.may_go_on})


class Typed(LoginRequiredMixin, TemplateView):
    """What was typed when the session ended: send it on, or drop it."""

    template_name = "accounts/typed.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.kept = typed.waiting(request) if request.user.is_authenticated else None
        if request.user.is_authenticated and self.kept is None:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Your text is still there"), kept=self.kept, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed.drop(request)
        tell(request, _("The text was dropped."))
        return redirect(settings.LOGIN_REDIRECT_URL)
