"""Telling people that they stand in the directory (Art. 14 GDPR): by mail, once per network, within a month."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from coordination.accounts.models import Network, NetworkRule
from coordination.directory.models import Affiliation, ContactPoint, NoticeGiven, Person
from coordination.lib import mail
from coordination.lib.personal import short_notice

MOST_AT_ONCE = 200  # a large import is told over several nights, not in one flood


def waiting_for_notice(network: Network):
    """People of a network who work today, can be written to, and were not told yet."""
    mails = ContactPoint.objects.filter(person=OuterRef("pk"), kind="mail", withdrawn_at__isnull=True)
    told = NoticeGiven.objects.filter(person=OuterRef("pk"), network=network)
    works = Affiliation.objects.in_force().filter(person=OuterRef("pk"))
    rows = Person.objects.filter(Exists(mails), Exists(works), ~Exists(told), network=network)
    return rows.filter(removed_at__isnull=True).order_by("id")


def give_notices(*, most: int = MOST_AT_ONCE) -> int:
    """Write to whoever waits, in networks that have the rule on; return how many. Nobody is written to twice."""
    count = 0
    for network in Network.objects.filter(is_active=True).order_by("id"):
        if not network.has_rule(NetworkRule.Rule.NOTICE_MAIL):
            continue
        sections = short_notice(network)
        for person in waiting_for_notice(network)[: most - count]:
            with transaction.atomic():
                _given, fresh = NoticeGiven.objects.get_or_create(
                    network=network, person=person, defaults={"at": timezone.now()}
                )
                if fresh:
                    to = person.contacts.filter(kind="mail", withdrawn_at__isnull=True).order_by(
                        "sort_order", "id"
                    )
                    mail.queue(
                        "directory/mail/notice",
                        to=to[0].value,
                        context={"person": person, "network_name": str(network), "sections": sections},
                    )
                    count += 1
    return count
