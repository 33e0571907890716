"""Sign-in through the authority's own server (OpenID Connect). It says who comes; what they may do, we say.

Only accounts there are get in: by the identity connected before, else by the verified address. Nobody makes an account,
nobody gains a role. The token is checked whole: signature, issuer, recipient, time, nonce.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coordination.accounts.models import User

PROVIDER = "oidc"
ENDED = "http://schemas.openid.net/event/backchannel-logout"  # the name the protocol gives it
FACTOR_BY_SERVER = "factor_by_server"  # in the session: for whom the server vouches
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
KEPT = ("sub", "email", "email_verified")  # of all the server tells


class HouseOIDC(OpenIDConnectOAuth2Adapter):
    """The talk with the server, with every check the protocol knows."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    @property
    def openid_config(self) -> dict[str, Any]:
        config = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.OIDC_SERVER:
            raise OAuth2Error("The server calls itself by another name.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("oidc_callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        if request.GET.get("iss", settings.OIDC_SERVER).rstrip("/") != settings.OIDC_SERVER:
            raise OAuth2Error("The answer comes from another server.")
        claims = self.claims_of(str(kwargs["response"].get("id_token", "")), app.client_id)
        if "email" not in claims:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The details belong to somebody else.")
            claims = {**told, **claims}
        request.oidc_claims, request.oidc_end = claims, self.end_address(app.client_id)  # type: ignore[attr-defined]
        kept = {name: claims[name] for name in KEPT if name in claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": kept})

    def claims_of(self, id_token: str, client_id: str) -> dict[str, Any]:
        """Return what the token says, or raise OAuth2Error: every doubt refuses."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            kid = jwt.get_unverified_header(id_token).get("kid")
            key = next(key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if kid in (key.key_id, None))
            claims = jwt.decode(
                id_token,
                key,
                algorithms=ALGORITHMS,
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=30,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, StopIteration, ValueError, TypeError, AttributeError) as wrong:
            raise OAuth2Error("The token is not valid.") from wrong
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("The token was made for another application.")
        return claims

    def who_left(self, logout_token: str) -> User | None:
        """Return whose sessions end with a sign-out at the server (back-channel logout), or raise OAuth2Error.

        A token of a sign-in is none of a sign-out: that one names its event and carries no nonce. The server is asked
        for its keys only when the token looks like one.
        """
        try:
            said = jwt.decode(logout_token, options={"verify_signature": False})
        except jwt.PyJWTError as wrong:
            raise OAuth2Error("The token cannot be read.") from wrong
        events = said.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(ENDED), dict) or "nonce" in said:
            raise OAuth2Error("The token ends nothing.")
        claims = self.claims_of(logout_token, self.get_provider().app.client_id)
        known = SocialAccount.objects.filter(provider=PROVIDER, uid=claims["sub"]).select_related("user")
        found = known.first()
        return found.user if found else None

    def end_address(self, client_id: str) -> str:
        """Where the server is told of signing out; empty if it offers no such thing."""
        if not (end := self.openid_config.get("end_session_endpoint")):
            return ""
        back = self.request.build_absolute_uri("/")
        return f"{end}?{urlencode({'client_id': client_id, 'post_logout_redirect_uri': back})}"


class HouseSocialAdapter(DefaultSocialAccountAdapter):
    """Who comes through the server, and who does not."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = request.oidc_claims  # type: ignore[attr-defined]
        expected = (sociallogin.state.get("data") or {}).get("nonce", "")
        if not expected or not secrets.compare_digest(str(claims.get("nonce", "")), expected):
            raise refused(request, "failed")
        if sociallogin.state.get("process") != "login":
            raise refused(request, "failed")
        if not sociallogin.is_existing:
            user = account_of(claims)
            if user is None:
                raise refused(request, "unknown")
            sociallogin.connect(request, user)
        if vouches(claims):
            request.session[FACTOR_BY_SERVER] = str(sociallogin.user.pk)
        request.session["oidc_end"] = request.oidc_end  # type: ignore[attr-defined]

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        raise refused(request, "cancelled" if str(error) == "cancelled" else "failed")


class FactorStage(AuthenticateStage):
    """The second factor of our own, unless the server says that it has asked for one and we believe it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not factor_by_server(request, self.login.user) and super()._should_handle(request)


def account_of(claims: dict[str, Any]) -> User | None:
    """Return the account of a verified address, unless another identity of the server has it already."""
    if claims.get("email_verified") not in (True, "true") or not claims.get("email"):
        return None
    user = User.objects.filter(email__iexact=str(claims["email"])).first()
    if user is None or SocialAccount.objects.filter(user=user, provider=PROVIDER).exists():
        return None
    return user


def vouches(claims: dict[str, Any]) -> bool:
    """Whether the server says, in words we were told to believe, that it asked for a second factor."""
    amr = claims.get("amr")
    said = {*(amr if isinstance(amr, list) else []), claims.get("acr")}
    return any(word in said for word in settings.OIDC_SECOND_FACTOR)


def factor_by_server(request: HttpRequest, user: Any) -> bool:
    return user is not None and request.session.get(FACTOR_BY_SERVER) == str(user.pk)


def refused_page(request: HttpRequest, why: str) -> HttpResponse:
    status = {"unreachable": 503}.get(why, 403)
    return render(request, "socialaccount/refused.html", {"why": why}, status=status)


def refused(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(refused_page(request, why))
