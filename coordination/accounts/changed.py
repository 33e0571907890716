"""Whoever changes an access is not alone in knowing it: one mail at once, to every address concerned."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.accounts.devices import coarse, device_of, where
from coordination.lib import mail
from coordination.lib.limits import address_of

WHAT = {
    "password_changed": _("The password was changed."),
    "password_set": _("A password was set."),
    "password_reset": _("A new password was set with a link from a mail."),
    "totp_activated": _("An app for codes was set up as the second factor."),
    "totp_deactivated": _("The app for codes was removed as the second factor."),
    "webauthn_added": _("A passkey or security key was added."),
    "webauthn_removed": _("A passkey or security key was removed."),
    "recovery_codes_generated": _("New spare codes were made; the old ones stopped working."),
    "account_connected": _("The sign-in through your authority was connected with the account."),
    "account_disconnected": _("The sign-in through your authority was taken from the account."),
    "factor_reset": _("The second factor was removed by the operators of this installation."),
    "address_asked": _("A new e-mail address was asked for. It counts when it has been confirmed."),
    "address_changed": _("The e-mail address of the account was changed."),
}


def tell_of(what: str, *, user: Any, request: HttpRequest | None, to: str | None = None) -> None:
    """Queue the mail about a change; ``to``: another address than the account's."""
    agent = request.META.get("HTTP_USER_AGENT", "") if request is not None else ""
    mail.queue(
        "accounts/mail/access_changed",
        to=to or user.email,
        context={
            "name": user.first_name,
            "what": WHAT[what],
            "at": timezone.localtime(),
            "device": device_of(agent),
            "where": where(coarse(address_of(request))) if request is not None else "",
        },
        language=user.language,
    )
