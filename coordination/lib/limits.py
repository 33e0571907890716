"""How often somebody may ask: a fixed window in one table, so that all web workers count together.

One statement counts (``INSERT … ON CONFLICT … RETURNING``): two requests at once never share a number, on both
databases. Which pages are limited stands in ``settings.LIMITS``; a view may also carry ``@limited``.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac

from coordination.lib import pages
from coordination.lib.models import RateCount

logger = logging.getLogger(__name__)

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(\d+)/(\d*)([smhd])")
READING = {"GET", "HEAD", "OPTIONS"}

COUNT = (
    "INSERT INTO lib_ratecount (key, period, count) VALUES (%s, %s, 1) ON CONFLICT (key) DO UPDATE SET"
    " count = CASE WHEN lib_ratecount.period = excluded.period THEN lib_ratecount.count + 1 ELSE 1 END,"
    " period = excluded.period RETURNING count"
)


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds; written ``10/m``, ``5/15m``, ``100/d``."""

    most: int
    seconds: int

    @classmethod
    def of(cls, text: str) -> Rate:
        match = RATE.fullmatch(text)
        if not match:
            raise ValueError(f"Not a rate: {text}. Write 10/m, 5/15m or 100/d.")
        return cls(int(match[1]), int(match[2] or 1) * UNITS[match[3]])


def seconds_to_wait(name: str, asker: str, rate: Rate, *, now: float | None = None) -> int:
    """Count one request and return how long the asker has to wait, 0 if it may go on.

    A database that is not to be had stops nobody here: the page itself will say so.
    """
    moment = time.time() if now is None else now
    end = (int(moment) // rate.seconds + 1) * rate.seconds
    key = salted_hmac("coordination.lib.limits", f"{name}\n{asker}", algorithm="sha256").hexdigest()
    try:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [key, end])
            count = cursor.fetchone()[0]
    except DatabaseError:
        logger.warning("The limit of %s could not be counted", name)
        return 0
    return max(1, end - int(moment)) if count > rate.most else 0


def asker_of(request: HttpRequest) -> str:
    """Return who asks: the account, else the address; behind our proxy the last it noted, which nobody can forge."""
    user = getattr(request, "user", None)
    if settings.SESSION_COOKIE_NAME in request.COOKIES and user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return address_of(request)


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address, empty if there is none; of IPv6 the network /64, which one household has.

    Behind our proxy (BEHIND_PROXY) the last address it noted counts: what stands before can be forged.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    for text in (forwarded.rpartition(",")[2].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        if isinstance(address, ipaddress.IPv6Address):
            if address.ipv4_mapped:
                return str(address.ipv4_mapped)
            return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
        return str(address)
    return ""


def refusal(request: HttpRequest, name: str, rate: Rate) -> HttpResponse | None:
    """Return the page that asks to wait, or None if the request may go on."""
    wait = seconds_to_wait(name, asker_of(request), rate)
    if not wait:
        return None
    response = pages.too_many(request)
    response["Retry-After"] = str(wait)
    return response


def limited(
    name: str, rate: str, *, writing_only: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator of a view: at most ``rate`` requests (``writing_only``: not counting GET) of one asker."""
    parsed = Rate.of(rate)

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            counts = not writing_only or request.method not in READING
            refused = refusal(request, name, parsed) if counts else None
            return refused or view(request, *args, **kwargs)

        return inner

    return wrap


class LimitsMiddleware:
    """The limits of ``settings.LIMITS``: name of the page → rate; ``POST 5/15m`` counts only what is sent to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.LIMITS_OFF:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.limits = {name: parsed(text) for name, text in settings.LIMITS.items()}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        rate, writing_only = self.limits.get(name, (None, False))
        if rate is None or (writing_only and request.method in READING):
            return None
        return refusal(request, name, rate)


def parsed(text: str) -> tuple[Rate, bool]:
    word, _gap, rate = text.rpartition(" ")
    return Rate.of(rate), word == "POST"


def delete_past(*, now: float | None = None) -> int:
    """Delete counts whose period is over; return how many."""
    return RateCount.objects.filter(period__lt=int(time.time() if now is None else now)).delete()[0]
