"""Changing one's own e-mail address: asked for, confirmed from the new one, told to the old one."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.accounts import changed
from coordination.accounts.models import AuditEntry, Link, User
from coordination.accounts.services.access import end_sessions
from coordination.accounts.services.audit import record
from coordination.lib import mail
from coordination.lib.errors import RuleBroken


def ask_for_address(*, by: User, email: str, request: HttpRequest | None = None) -> None:
    """Send a link to the new address and a word to the old one.

    An address that has an account gets a mail too, of another kind: the answer here tells nothing.
    """
    email = mail.address(email.strip().lower())
    if email == by.email:
        raise RuleBroken(_("This is your address already."), code="same")
    with transaction.atomic():
        for earlier in Link.objects.usable().filter(purpose=Link.Purpose.ADDRESS, made_by=by):
            earlier.revoke()
        link, token = Link.make(Link.Purpose.ADDRESS, recipient=email, made_by=by, data={"from": by.email})
        if User.objects.filter(email__iexact=email).exists():
            link.revoke()
            mail.queue("accounts/mail/address_taken", to=email, context={}, language=by.language)
        else:
            address = settings.SITE_ADDRESS.rstrip("/") + reverse("accounts:address", args=[token])
            mail.queue(
                "accounts/mail/new_address",
                to=email,
                context={"name": by.first_name, "address": address},
                tokens=[token],
                delivery=mail.AT_LEAST_ONCE,
                language=by.language,
            )
        changed.tell_of("address_asked", user=by, request=request)


def take_address(*, link: Link, request: HttpRequest | None = None) -> User:
    """Make the confirmed address that of the account; all sessions end, both addresses are told."""
    with transaction.atomic():
        link = Link.objects.select_for_update().get(pk=link.pk)
        user = link.made_by
        if not link.is_usable or user is None or not user.is_active or user.email != link.data["from"]:
            raise RuleBroken(_("This link has been used or has expired."), code="link_spent")
        if User.objects.filter(email__iexact=link.recipient).exclude(pk=user.pk).exists():
            raise RuleBroken(_("This address cannot be used."), code="taken")
        old, user.email = user.email, link.recipient
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        link.use_up()
        end_sessions(user=user)
        for address in (old, user.email):
            changed.tell_of("address_changed", user=user, request=request, to=address)
        networks = set(user.memberships.in_force().values_list("network", flat=True)) - {None}
        for network in sorted(networks) or [None]:
            record(by=user, did=AuditEntry.Did.ADDRESS_CHANGED, to=user, network=network)
    return user
