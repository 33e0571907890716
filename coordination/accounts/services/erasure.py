"""Forgetting an account (Art. 17 GDPR): what it was goes, that it was stays, without a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Membership, User
from coordination.accounts.permissions import forget_scope, require
from coordination.accounts.roles import Role
from coordination.accounts.services.audit import record
from coordination.lib import erasures, history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.personal.erase import erase
from coordination.lib.personal.shapes import Before, Subject

NOWHERE = "erased.invalid"


def _no_name(user: User) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("Erased account")


EMPTY_ACCOUNT: dict[str, Any] = {
    "email": lambda user: f"{user.uid}@{NOWHERE}",
    "first_name": "",
    "last_name": _no_name,
    "salutation": "",
    "language": "de",
    "password": lambda user: make_password(None),
    "is_active": False,
    "is_staff": False,
    "is_superuser": False,
    "last_login": None,
    "sort_key": "",
    "search_text": "",
}


def subject_of(*, user: Any = None, person: Any = None) -> Subject:
    """Return whom it is about: an account with its entry in the directory, or an entry with its account."""
    person = person or getattr(user, "person", None)
    user = user or getattr(person, "user", None)
    values = set()
    if person is not None:
        values = {contact.value for contact in person.contacts.all()}
        values |= {contact.value for contact in person.private_contacts.all()}
    mails = {value.lower() for value in values if "@" in value}
    if user is not None:
        mails.add(user.email.lower())
    phones = {value for value in values if value.startswith("+")}
    return Subject(user=user, person=person, mails=frozenset(mails), phones=frozenset(phones))


def account_alone(user: User) -> Subject:
    """The account without the entry in the directory: name and contacts of the entry are not searched for."""
    person = getattr(user, "person", None)
    if person is None:
        return subject_of(user=user)
    theirs = {contact.value.lower() for contact in person.contacts.all()}
    return Subject(user=_nameless(user), mails=frozenset({user.email.lower()} - theirs))


def _nameless(user: User) -> User:
    """The same row, not saved, without the name that the directory still knows."""
    shadow = User(pk=user.pk, uid=user.uid, email=user.email)
    shadow._state.adding = False
    return shadow


def keeps_a_network(user: User) -> str:
    """Return the name of a network whose last coordinator this is; empty if there is none."""
    others = Membership.objects.in_force().filter(network=OuterRef("network"), role=Role.COORDINATOR)
    others = others.filter(is_deputy=False, user__is_active=True).exclude(user=user)
    mine = user.memberships.in_force().filter(~Exists(others), role=Role.COORDINATOR, network__isnull=False)
    last = mine.select_related("network").order_by("network__name", "id").first()
    return str(last.network) if last else ""


def check_erasable(user: User) -> None:
    """Raise RuleBroken for the last coordinator of a network: somebody has to be there to answer."""
    if network := keeps_a_network(user):
        raise RuleBroken(
            _("%(name)s is the last coordinator of %(network)s. Please name another one first.")
            % {"name": user, "network": network},
            code="last_coordinator",
        )


def erase_account(*, by: User, user: User, reason: str) -> None:
    """Erase an account, one's own or one of the network; the entry in the directory stays as it is.

    Raises RuleBroken without a reason and for the last coordinator; PermissionDenied for accounts of others' networks.
    """
    if not reason.strip():
        raise RuleBroken(_("Please say why; it is kept without the name."), code="reason_missing")
    networks = list(
        user.memberships.filter(network__isnull=False).values_list("network", flat=True).distinct()
    )
    if by != user:
        if not networks:
            raise RuleBroken(_("This account is not one of your network."), code="not_here")
        for network in networks:
            require(by, "accounts.change_membership", network)
    check_erasable(user)
    with transaction.atomic():
        erasures.remember("accounts.user", user.uid)
        for network in networks or [None]:  # before: the reason may name the person, and is searched then
            record(by=by, did=AuditEntry.Did.ERASED, to=user, network=network, detail=reason.strip())
        forget_account(user)


def forget_account(user: User, subject: Subject | None = None) -> None:
    """End every role and empty the account; the journal is the caller's. Runs again without harm."""
    with transaction.atomic(), history.changes(source=ChangeSet.Source.SYSTEM):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        for membership in user.memberships.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=yesterday)):
            membership.valid_until = yesterday
            membership.valid_from = min(membership.valid_from, yesterday) if membership.valid_from else None
            membership.save()
        erase(subject or account_alone(user))
    user.refresh_from_db()
    forget_scope(user)


def forgettable(before: Before, networks: Collection[int]) -> QuerySet[User]:
    """Accounts without a role today, whose last role, last sign-in and beginning lie longer back than is kept.

    With roles in several networks the longest period counts. An account closed for not being used has still its roles:
    it is reckoned from the day on which it was closed.
    """
    idle = dt.timedelta(days=round(settings.IDLE_ACCOUNT_MONTHS * 30.44))
    roles = Membership.objects.filter(user=OuterRef("pk"))
    kept = Q(valid_until__isnull=True) | Q(valid_until__gte=before(None).date())
    for pk in networks:
        kept |= Q(network=pk, valid_until__gte=before(pk).date())
    default = before(None)
    longest = min([default, *(before(pk) for pk in networks)])
    ended = ~Exists(roles.filter(kept))
    unused = (Q(last_login__isnull=True) | Q(last_login__lt=default)) & Q(date_joined__lt=default)
    asleep = Q(is_active=False, closed_because="idle", date_joined__lt=longest - idle) & (
        Q(last_login__isnull=True) | Q(last_login__lt=longest - idle)
    )
    rows = User.objects.filter((unused & ended) | asleep, is_staff=False)
    return rows.exclude(email__endswith=f"@{NOWHERE}")
