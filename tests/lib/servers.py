"""A mail server that answers as told, without a network."""

from __future__ import annotations

import smtplib
from typing import Any, ClassVar

from django.core.mail.backends.base import BaseEmailBackend

TRY_LATER = smtplib.SMTPDataError(451, b"4.7.1 try again later")
NOBODY = smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"no such user")})
CUT_OFF = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
REFUSED = ConnectionRefusedError(111, "Connection refused")


class Server(BaseEmailBackend):
    """Answers one planned error per mail or opening, then takes everything."""

    answers: ClassVar[list[Exception]] = []
    closed: ClassVar[list[Exception]] = []
    taken: ClassVar[list[Any]] = []

    def __init__(self, *args: Any, timeout: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timeout = timeout

    def open(self) -> bool:
        if self.closed:
            raise self.closed.pop(0)
        return True

    def send_messages(self, messages: list[Any]) -> int:
        for message in messages:
            message.message()  # as a real one: builds the headers
            if self.answers:
                raise self.answers.pop(0)
            self.taken.append(message)
        return len(messages)
