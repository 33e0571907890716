"""Sending what stands in the outbox: claim (lease), send, mark; one connection per run, growing waits on failure."""

from __future__ import annotations

import logging
import smtplib
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.lib.models.mail import OutboxMail
from coordination.lib.tasks import WAITS, nudge, task

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # a sender that does not report back within this time is taken for dead
TIMEOUT = 30  # seconds for the mail server to answer; well below the lease


@task(retries=0, queue="mail")
def deliver() -> int:
    """Send what is due. Comes round every minute, so a run that fails needs no tries of its own."""
    return send_due()


def send_due(*, limit: int = 500) -> int:
    """Send due mails, oldest first, over one connection; return how many the server took. Runs outside transactions.

    Any number may run at once: each mail is claimed by one sender for ``LEASE``.
    """
    if settings.DEMO:
        return 0
    sent, connection = 0, get_connection(timeout=TIMEOUT)
    try:
        for pk in OutboxMail.objects.due().order_by("due_at", "id").values_list("pk", flat=True)[:limit]:
            if (mail := _claim(pk)) is None:
                continue
            if not _server_answers(mail, connection):
                break  # the other mails keep their tries for a server that is there
            sent += _send(mail, connection)
    finally:
        _quietly_close(connection)
    return sent


def _claim(pk: int) -> OutboxMail | None:
    """Take one mail for us alone. One whose sender vanished in the act and must not go twice is left to a human."""
    claim, now = uuid.uuid4(), timezone.now()
    mine = OutboxMail.objects.filter(pk=pk)
    mine.due().filter(state=OutboxMail.State.SENDING, delivery=OutboxMail.Delivery.AT_MOST_ONCE).update(
        state=OutboxMail.State.FAILED,
        error=_("Unclear whether the mail arrived: the sender was interrupted."),
    )
    if not mine.due().update(
        state=OutboxMail.State.SENDING, claim=claim, lease_until=now + LEASE, tries=F("tries") + 1
    ):
        return None
    return OutboxMail.objects.filter(claim=claim).first()


def _server_answers(mail: OutboxMail, connection: BaseEmailBackend) -> bool:
    """Open the connection if it is not open; nothing of the mail has left us if that fails."""
    try:
        connection.open()
    except Exception as problem:  # refused, unknown host, wrong password, certificate …
        _quietly_close(connection)
        _not_sent(mail, problem, unclear=False)
        return False
    return True


def _send(mail: OutboxMail, connection: BaseEmailBackend) -> bool:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **mail.headers},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach("termin.ics", mail.calendar, "text/calendar")
    try:
        taken = message.send()
    except Exception as problem:
        _quietly_close(connection)
        _not_sent(mail, problem, unclear=_is_unclear(problem))
        return False
    if not taken:
        _not_sent(mail, OSError("The server took nothing."), unclear=False)
        return False
    mail.state, mail.sent_at, mail.error = OutboxMail.State.SENT, timezone.now(), ""
    mail.blank_tokens()
    _note(mail)
    return True


def _not_sent(mail: OutboxMail, problem: Exception, *, unclear: bool) -> None:
    """Plan the next try, or leave it to a human: after the last try, at a final no, or when it is unclear."""
    logger.warning("Mail %s not sent: %s", mail.uid, type(problem).__name__)
    code = getattr(problem, "smtp_code", "")
    mail.error = f"{type(problem).__name__} {code}".strip()
    if unclear and mail.delivery == OutboxMail.Delivery.AT_MOST_ONCE:
        mail.state, mail.error = (
            OutboxMail.State.FAILED,
            f"{mail.error}: {_('unclear whether the mail arrived')}",
        )
    elif _is_final(problem) or mail.tries > len(WAITS):
        mail.state = OutboxMail.State.FAILED
    else:
        mail.state, mail.due_at = OutboxMail.State.QUEUED, timezone.now() + WAITS[mail.tries - 1]
    _note(mail)


def _is_unclear(problem: Exception) -> bool:
    """The connection broke off in the middle: perhaps the server had it already. A clear no is never unclear."""
    if isinstance(
        problem, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | ConnectionRefusedError
    ):
        return False
    return isinstance(problem, smtplib.SMTPServerDisconnected | TimeoutError | ConnectionError)


def _is_final(problem: Exception) -> bool:
    """The server will never take this mail to this person (5xx about the recipient)."""
    if not isinstance(problem, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _text in problem.recipients.values())


def _note(mail: OutboxMail) -> None:
    """Write the outcome if the claim is still ours."""
    OutboxMail.objects.filter(pk=mail.pk, claim=mail.claim).update(
        state=mail.state,
        sent_at=mail.sent_at,
        error=mail.error[:300],
        due_at=mail.due_at,
        text=mail.text,
        html=mail.html,
        headers=mail.headers,
        tokens=mail.tokens,
        claim=None,
        lease_until=None,
    )


def _quietly_close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception:
        logger.debug("Mail connection did not close cleanly")


def send_again(mail: OutboxMail) -> bool:
    """Let an undelivered mail be tried anew, as a human decided. False: it is not waiting for one."""
    again = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.FAILED)
    done = again.update(state=OutboxMail.State.QUEUED, tries=0, due_at=timezone.now(), error="")
    if done:
        nudge(deliver)
    return bool(done)
