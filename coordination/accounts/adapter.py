"""How allauth behaves here: no sign-up without invitation, every mail through the outbox."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as current
from django.http import HttpRequest

from coordination.lib import mail

# Mails with a text of our own; everything else allauth has to say goes out in its own (German) words.
OURS = {
    "account/email/password_reset_key": "accounts/mail/password_reset",
    "account/email/unknown_account": "accounts/mail/unknown_account",
}


class HouseAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in a moment ago is not asked again: setting up the second factor follows at once."""
        request = current.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox; the secret of a reset link is blanked there once it is sent."""
        if template := OURS.get(template_prefix):
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
