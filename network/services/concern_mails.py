"""Mails along the way of a concern: down the edges by which it came, to everybody who raised or joined it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from coordination.accounts.models import Membership, User
from coordination.accounts.roles import MAY, Reach
from coordination.lib import mail
from coordination.lib.models import OutboxMail
from network.models import Concern, ConcernStep


def waiting_for(concern: Concern) -> list[User]:
    """Everybody with an open account who raised or joined it, each once."""
    asked = Q(pk=concern.raised_by_id) | Q(pk__in=concern.supporters.values("user"))
    return list(User.objects.filter(asked, is_active=True).order_by("id"))


def coordinators(concern: Concern) -> list[User]:
    """Who takes concerns up in this network today."""
    roles = [role for role, may in MAY.items() if may.get("network.change_concern", 0) >= Reach.ALL]
    rows = Membership.objects.in_force().filter(network=concern.network_id, role__in=roles)
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("id"))


def tell_all(concern: Concern, step: ConcernStep, *, but: Any = None) -> int:
    """Tell everybody who waits about one hop; return how many. Who acted knows it already."""
    people = [user for user in waiting_for(concern) if user != but]
    return _tell(
        people,
        concern,
        "network/mail/concern_hop",
        lambda: {"sentence": step.sentence(), "said": step.text, "is_end": not concern.is_open},
        at_least_once=not concern.is_open,
    )


def tell_coordination(concern: Concern, template: str, *, to: Collection[User] | None = None) -> int:
    """Tell those who take concerns up; the one who raised it is not told twice."""
    people = [user for user in (to or coordinators(concern)) if user.pk != concern.raised_by_id]
    return _tell(people, concern, template, dict)


def _tell(
    people: Iterable[User], concern: Concern, template: str, more: Any, *, at_least_once: bool = False
) -> int:
    count = 0
    for user in people:
        with translation.override(user.language):
            words = more()
        mail.queue(
            template,
            to=user.email,
            context={
                "name": user.get_full_name(),
                "concern": concern,
                "institution": str(concern.institution or ""),
                "network_name": str(concern.network),
                "address": settings.SITE_ADDRESS.rstrip("/") + concern.get_absolute_url(),
                "is_own": user.pk == concern.raised_by_id,
                **words,
            },
            reply_to=concern.network.contact_email or None,
            delivery=mail.AT_LEAST_ONCE if at_least_once else mail.AT_MOST_ONCE,
            language=user.language,
        )
        count += 1
    return count


def forget_mails(concern: Concern) -> int:
    """Empty the mails kept about a concern; those not sent yet are not sent. They are known by the address in them."""
    told = Q(text__contains=str(concern.uid)) | Q(html__contains=str(concern.uid))
    rows = OutboxMail.objects.filter(told, template__startswith="network/mail/concern")
    waiting = rows.filter(state=OutboxMail.State.QUEUED).delete()[0]
    return waiting + rows.update(subject="–", text="–", html="")
