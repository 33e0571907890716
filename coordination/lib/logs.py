"""What goes to the log: what happened, never to whom or what they wrote.

Neither query strings nor bodies, names, mails, addresses of links or the texts of errors leave this module: of an
exception its kind and the places in our code, of a request its route (``/einladung/<str:token>/``), of a person a
pseudonym that needs the secret key to be made.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

BLANK = "•••"
NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
EXTRAS = ("method", "route", "status", "ms", "user")

MAIL = re.compile(r"[^\s<>\"'=,;()]+@[^\s<>\"',;()]+")
QUERY = re.compile(r"\?[^\s\"'<>]*")
# Secrets are long and mixed; words, uids of rows and dotted names of modules are not.
SECRET = re.compile(
    r"(?<![\w.-])(?!(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b)(?=[\w-]*\d)[A-Za-z0-9_-]{20,}"
)

_number: ContextVar[str] = ContextVar("request_number", default="")


def is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text))


@contextmanager
def numbered(number: str) -> Iterator[None]:
    """All lines of the log inside carry this number."""
    token = _number.set(number)
    try:
        yield
    finally:
        _number.reset(token)


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the address, not the address: it holds no token and no id. Unknown addresses: ``-``."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "-"


def pseudonym(request: HttpRequest) -> str:
    """Return the same sixteen signs for the same account, made with the secret key; empty for anonymous people.

    Looks only at an account that the page itself has looked up: the log costs no question.
    """
    user = request.__dict__.get("_cached_user")
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("coordination.lib.logs", str(user.pk), algorithm="sha256").hexdigest()[:16]


def cleaned(text: str) -> str:
    """Blank query strings, mail addresses and long secrets."""
    return SECRET.sub(BLANK, MAIL.sub(BLANK, QUERY.sub("?" + BLANK, text)))


def message_of(record: logging.LogRecord) -> str:
    """Return the message without what people typed.

    Django names the path in warnings about a request, and the foreign host in refusals: there the sentence stays and
    its parts go.
    """
    if record.name.startswith("django.security."):
        return record.name.rpartition(".")[2]
    request = getattr(record, "request", None)
    if request is not None and record.name.startswith("django."):
        route = route_of(request) if isinstance(request, HttpRequest) else "-"
        parts = record.args if isinstance(record.args, tuple) else ()
        return cleaned(_filled(record.msg, tuple(route if _is_address(part) else part for part in parts)))
    return cleaned(_sentence(record))


PLAIN = (str, int, float, date, time, timedelta, UUID, PurePath, type(None))


def _sentence(record: logging.LogRecord) -> str:
    """Return the message with its parts; of a part that is not plain (a form, an error, a row) only its kind."""
    parts = record.args
    if isinstance(parts, Mapping):
        return _filled(record.msg, {key: _plain(part) for key, part in parts.items()})
    return _filled(record.msg, tuple(_plain(part) for part in parts)) if parts else str(record.msg)


def _filled(sentence: object, parts: Any) -> str:
    try:
        return str(sentence) % parts
    except (TypeError, ValueError):
        return str(sentence)


def _is_address(part: object) -> bool:
    return isinstance(part, str) and part.startswith("/")


def _plain(part: object) -> object:
    return part if isinstance(part, PLAIN) else type(part).__name__


def error_of(record: logging.LogRecord) -> str:
    """Return kind and places of an exception and of its causes, without their texts (they quote what people typed)."""
    exception = record.exc_info[1] if record.exc_info else None
    if exception is None:
        return ""
    if settings.DEBUG:
        return "".join(traceback.format_exception(exception))
    return described(exception)


def described(exception: BaseException) -> str:
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = exception
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__, limit=-25)
        ]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


class LineFormatter(logging.Formatter):
    """One line for eyes; an exception follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = " ".join(f"{name}={record.__dict__[name]}" for name in EXTRAS if record.__dict__.get(name))
        line = " ".join(
            part for part in (at, record.levelname, f"{record.name}:", message_of(record), facts) if part
        )
        error = error_of(record)
        return f"{line}\n{error}" if error else line


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, message, request and, where there are, status, ms, user, error."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if number := _number.get():
            entry["request"] = number
        entry |= {
            name: record.__dict__[name] for name in EXTRAS if record.__dict__.get(name) not in (None, "")
        }
        if error := error_of(record):
            entry["error"] = error
        return json.dumps(entry, ensure_ascii=False)
