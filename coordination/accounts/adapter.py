"""How allauth behaves here: no sign-up without invitation, every mail through the outbox, secrets encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from coordination.accounts import changed, typed, vault
from coordination.accounts.devices import device_of
from coordination.accounts.fresh import signed_in_lately
from coordination.accounts.reset_tokens import ResetTokens
from coordination.accounts.services.sign_ins import note_sign_in
from coordination.lib import mail
from coordination.lib.limits import address_of

# Mails with a text of our own; everything else allauth has to say goes out in its own (German) words.
OURS = {
    "account/email/password_reset_key": "accounts/mail/password_reset",
    "account/email/unknown_account": "accounts/mail/unknown_account",
}
OWN_STAGE = {"allauth.mfa.stages.AuthenticateStage": "coordination.accounts.oidc.FactorStage"}


class HouseAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in a moment ago is not asked again: setting up the second factor follows at once."""
        return not signed_in_lately(current.request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 -- a name for "nobody knows", nothing listens there

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, per account and address.

        Allauth would count them per account alone: whoever knows an address could lock its owner out.
        """

    def get_login_stages(self) -> list[str]:
        return [OWN_STAGE.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        note_sign_in(user=user, steps=get_authentication_records(request, user))
        return redirect("accounts:typed") if typed.waiting(request) else response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came through the authority's server is signed out there too."""
        return request.session.get("oidc_end") or super().get_logout_redirect_url(request)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person at once that the access was changed, in one mail of our own words."""
        changed.tell_of(template_prefix.rpartition("/")[2], user=user, request=current.request, to=email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox; the secret of a reset link is blanked there once it is sent."""
        if template := OURS.get(template_prefix):
            if "user" not in context:  # as much work for an address without an account
                ResetTokens().make_token(get_user_model()())
            link = context.get("password_reset_url", "")
            token = link.rstrip("/").rsplit("/", 1)[-1]
            values = {"address": link, "name": getattr(context.get("user"), "first_name", "")}
            mail.queue(
                template,
                to=email,
                context=values,
                tokens=[token] if token else [],
                delivery=mail.AT_LEAST_ONCE,
            )
            return
        message = self.render_mail(template_prefix, email, context)
        mail.queue(
            "accounts/mail/notice",
            to=email,
            context={"text": message.body},
            subject=" ".join(message.subject.split()),
        )


class HouseFactors(DefaultMFAAdapter):
    """Second factors: what is kept of them is encrypted (``vault``)."""

    def encrypt(self, text: str) -> str:
        return vault.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Propose what the person knows the key by: this device."""
        device = device_of(current.request.META.get("HTTP_USER_AGENT", ""))
        return device or super().generate_authenticator_name(user, type)
