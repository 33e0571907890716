"""Mail: rendered and written into the outbox inside the business transaction, sent by a task, one mail per person.

    queue("accounts/mail/invitation", to=invited.email, context={"link": link}, tokens=[link.secret])

renders ``templates/accounts/mail/invitation.txt`` (first line „Betreff: …“) and, if there is one, ``invitation.html``.
Both extend ``mail/base.txt`` and ``mail/base.html``. In the demo nothing is sent: ``/mails/`` shows every mail.

"Not twice" is possible only up to the crash between the server's yes and our note of it. Which way to err then is said
per mail: ``at_least_once`` for invitations and links people wait for, ``at_most_once`` (default) for the rest.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from coordination.lib.errors import RuleBroken
from coordination.lib.models.mail import OutboxMail
from coordination.lib.outbox import deliver, send_again, send_due
from coordination.lib.tasks import nudge

__all__ = ["AT_LEAST_ONCE", "AT_MOST_ONCE", "address", "deliver", "queue", "send_again", "send_due"]

AT_LEAST_ONCE, AT_MOST_ONCE = OutboxMail.Delivery.AT_LEAST_ONCE, OutboxMail.Delivery.AT_MOST_ONCE

_SUBJECT_LINE = re.compile(r"\A\s*(?:Betreff|Subject):[ \t]*(?P<subject>[^\n]*)\n(?P<next>[^\n]*)\n?")
_FONT = "font-family:'Fira Sans','Segoe UI',Arial,sans-serif"
# Mail programs know inline styles only: `style="{{ style.p }}"` in the mail templates.
STYLE = {
    "font": _FONT,
    "h1": f"{_FONT};margin:0 0 12px;font-size:26px;line-height:32px;color:#171a2b;font-weight:600",
    "h2": f"{_FONT};margin:16px 0 4px;font-size:18px;line-height:25px;color:#171a2b;font-weight:600",
    "p": f"{_FONT};margin:0 0 14px;font-size:16px;line-height:24px;color:#171a2b",
    "soft": f"{_FONT};margin:0 0 14px;font-size:14px;line-height:21px;color:#51577a",
    "a": "color:#2044aa",
}
_GAPS = re.compile(r"\n{3,}")


def queue(
    template: str,
    *,
    to: str,
    context: dict[str, Any],
    subject: str | None = None,
    reply_to: str | None = None,
    tokens: Sequence[str] = (),
    delivery: str = AT_MOST_ONCE,
    language: str = "",
    calendar: bytes = b"",
    stop_address: str = "",
) -> OutboxMail:
    """Write one mail to one address into the outbox, in the caller's transaction.

    ``stop_address``: where one POST ends mails that come round (RFC 8058, List-Unsubscribe-Post).

    ``calendar``: a date to take over (``lib/ical.py``), sent as a file beside the text.
    ``tokens``: every secret in the mail (the random part of a link); blanked in the stored bodies once it is sent.
    One that does not occur in the mail is a mistake of ours (ValueError). Line breaks in address or subject:
    ``RuleBroken``.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        values = {
            "site_address": settings.SITE_ADDRESS.rstrip("/"),
            "subject": subject or "",
            "language": translation.get_language(),
            "style": STYLE,
            **context,
        }
        text = _render(f"{template}.txt", values)
        if match := _SUBJECT_LINE.match(text):
            subject, text = subject or match["subject"], text[match.end() :]
            if match["next"].strip():
                raise RuleBroken(_("A subject is one line, without line breaks."), code="mail_header")
        if not subject:
            raise ValueError(f"{template}.txt begins with no subject line and none was given.")
        subject = _header(subject)
        try:
            html = _render(f"{template}.html", {**values, "subject": subject})
        except TemplateDoesNotExist as missing:
            if missing.args[0] != f"{template}.html":
                raise
            html = ""

    if unused := [token for token in tokens if not token or (token not in text and token not in html)]:
        raise ValueError(f"{len(unused)} of the tokens of {template} do not occur in the mail.")

    uid = uuid.uuid4()
    mail = OutboxMail.objects.create(
        uid=uid,
        message_id=f"<{uid}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>",
        template=template,
        to=address(to),
        reply_to=address(reply_to) if reply_to else "",
        subject=subject,
        text=_GAPS.sub("\n\n", text).strip() + "\n",
        html=html.strip(),
        calendar=calendar.decode(),
        tokens=list(tokens),
        headers=_stop_headers(stop_address),
        delivery=delivery,
        state=OutboxMail.State.SHOWN if settings.DEMO else OutboxMail.State.QUEUED,
    )
    if not settings.DEMO:
        nudge(deliver)
    return mail


def _render(name: str, values: dict[str, Any]) -> str:
    """Render a mail; text without HTML escapes (Django escapes by default, whatever the file is called)."""
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(values, autoescape=name.endswith(".html")))


def _stop_headers(address: str) -> dict[str, str]:
    if not address:
        return {}
    return {
        "List-Unsubscribe": f"<{_header(address)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _header(text: str) -> str:
    if any(ord(sign) < 32 or sign in "\x7f\x85\u2028\u2029" for sign in str(text)):
        raise RuleBroken(_("A subject is one line, without line breaks."), code="mail_header")
    return str(text).strip()[:300]


def address(text: str) -> str:
    """Return one bare mail address, or raise ``RuleBroken``: no lists, no names, no line breaks."""
    text = str(text)
    try:
        validate_email(text)
    except ValidationError:
        raise RuleBroken(
            _("Please check the mail address: it has the form name@example.org."), code="mail_address"
        ) from None
    if any(sign.isspace() or sign in ",;<>" for sign in text):
        raise RuleBroken(_("Please give exactly one mail address."), code="mail_address")
    return text
