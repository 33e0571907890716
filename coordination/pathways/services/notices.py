"""Holders of a handout who want a mail when it no longer holds: by their account, or by a confirmed address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Link
from coordination.lib import mail
from coordination.lib.errors import RuleBroken
from coordination.pathways.models import Handout, HandoutNotice

UNCONFIRMED = dt.timedelta(days=60)


@transaction.atomic
def ask_for_notice(*, by: Any, handout: Handout, email: str = "", language: str = "de") -> HandoutNotice:
    """Note the wish. Somebody signed in is told at the address of the account; else a mail asks to confirm the address.

    The answer on the page is the same whether the address stands there already: it tells nobody anything.
    """
    if handout.withdrawn_at is not None:
        raise RuleBroken(_("This handout is withdrawn; there will be no more news of it."), code="withdrawn")
    if by is not None and by.is_authenticated:
        notice, _new = HandoutNotice.objects.get_or_create(handout=handout, user=by)
        notice.confirm()
        return notice
    address = mail.address(email.strip().lower())
    notice, _new = HandoutNotice.objects.get_or_create(
        handout=handout, email=address, defaults={"language": language[:5]}
    )
    if notice.confirmed_at is None:
        _send(notice, "handout_confirm", language=language)
    return notice


@transaction.atomic
def confirm(*, link: Link) -> HandoutNotice:
    """The address is right: its holder pressed the button behind the mail."""
    notice = _notice(link)
    notice.confirm()
    link.use_up()
    return notice


@transaction.atomic
def stop(*, link: Link) -> None:
    """No more mails, and the address is gone."""
    _notice(link).delete()
    link.use_up()


def _notice(link: Link) -> HandoutNotice:
    link = Link.objects.select_for_update().get(pk=link.pk)
    notice = HandoutNotice.objects.filter(uid=link.data.get("notice")).first() if link.is_usable else None
    if notice is None:
        raise RuleBroken(_("This link has been used or has expired."), code="link_spent")
    return notice


def tell_holders(old: Handout, new: Handout | None) -> int:
    """Write to everybody who asked: the old one no longer holds, and where the new one is. Return how many.

    The wish goes on with the new one; after a withdrawal it ends, and addresses go with it.
    """
    count = 0
    for notice in old.notices.confirmed().select_related("user").order_by("id"):
        if notice.user is not None and not notice.user.is_active:
            continue
        if new is not None and _has_already(notice, new):
            notice.delete()
        elif new is not None:
            notice.follow_to(new)
        _send(notice if notice.pk else None, "handout_outdated", old=old, new=new, to=notice.address,
              language=notice.user.language if notice.user is not None else notice.language)  # fmt: skip
        count += 1
    if new is None:
        old.notices.all().delete()
    return count


def _has_already(notice: HandoutNotice, new: Handout) -> bool:
    return HandoutNotice.objects.filter(handout=new, user=notice.user, email=notice.email).exists()


def _send(
    notice: HandoutNotice | None, template: str, *, language: str, to: str = "",
    old: Handout | None = None, new: Handout | None = None,
) -> None:  # fmt: skip
    handout = old or notice.handout  # type: ignore[union-attr]  # one of the two is always given
    to, tokens, stop_address = to or (notice.address if notice else ""), [], ""
    if notice is not None:
        _link, token = Link.make(
            Link.Purpose.HANDOUT, recipient=to, network=handout.network, data={"notice": str(notice.uid)}
        )
        tokens = [token]
        stop_address = _site(reverse("ways:notice", args=[token]), language)
    mail.queue(
        f"pathways/mail/{template}",
        to=to,
        context={
            "handout": handout,
            "new": new,
            "address": _site(reverse("ways:currency", args=[handout.shown]), language),
            "link_address": stop_address,
            "network_name": handout.network.name,
        },
        tokens=tokens,
        language=language,
    )


def _site(path: str, language: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path


def forget_unconfirmed() -> int:
    """Delete wishes whose address nobody confirmed for 60 days; return how many."""
    border = timezone.now() - UNCONFIRMED
    return HandoutNotice.objects.filter(confirmed_at__isnull=True, asked_at__lt=border).delete()[0]
