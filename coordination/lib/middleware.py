"""What holds for every request: headers, caches, a number for the log."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from coordination.lib import logs, pages
from coordination.lib.patience import is_busy

Answer = Callable[[HttpRequest], HttpResponseBase]

# What no page of ours needs is switched off: a planted script could use none of it either.
SWITCHED_OFF = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media gamepad geolocation"
    " gyroscope hid idle-detection local-fonts magnetometer microphone midi payment picture-in-picture"
    " screen-wake-lock serial usb xr-spatial-tracking"
)
OURS = "fullscreen publickey-credentials-create publickey-credentials-get"
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=()" for name in SWITCHED_OFF.split()] + [f"{name}=(self)" for name in OURS.split()]
)

HEADERS = {
    "Cache-Control": "private, no-store",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # For answers that never reach the policy of the pages: refusals of the outer layers, static files.
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
PUBLIC = "_public_seconds"


class HeadersMiddleware:
    """Outermost: whatever answers, and be it the refusal of a foreign host, carries every header of protection."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", _hsts())
        return response


def _hsts() -> str:
    """Django sets it too, but not on what its own middleware never sees."""
    parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    parts += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
    parts += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
    return "; ".join(parts)


class NumberMiddleware:
    """Give each request a number that every line of its log carries and the answer names; write one line about it.

    A number from a proxy of ours (BEHIND_PROXY) is kept, so that both logs can be read side by side.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.logger = logging.getLogger("schutznetz.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "") if settings.SECURE_PROXY_SSL_HEADER else ""
        number = given if logs.is_number(given) else uuid.uuid4().hex
        began = time.monotonic()
        with logs.numbered(number):
            response = self.get_response(request)
            response["X-Request-ID"] = number
            self.logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": logs.route_of(request),
                    "status": response.status_code,
                    "ms": round((time.monotonic() - began) * 1000),
                    "user": logs.pseudonym(request),
                },
            )
        return response


class FormAddressMiddleware:
    """Who opens the address of a form in a browser reads why nothing happened; programs get Django's bare answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        wants_page = "text/html" in request.headers.get("Accept", "")
        if response.status_code == 405 and wants_page and not getattr(response, "content", b"-"):
            return pages.only_by_form(response)
        return response


class BusyMiddleware:
    """Who waited in vain for the lock of the database is told so, instead of reading about a fault."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponseBase | None:
        return pages.busy(request) if is_busy(fault) else None


class NoStoreMiddleware:
    """Keep what a signed-in person sees out of every cache and out of the browser's Back button after signing out.

    Caches keep only what a view declares for them (``caching.public`` or a ``Cache-Control`` of its own), and nothing
    that sets a cookie. A request without our session cookie is not asked who it is.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        seconds = getattr(response, PUBLIC, None)
        if self._is_personal(request) or response.cookies:
            response["Cache-Control"] = "private, no-store"
        elif seconds and response.status_code in {200, 304}:
            response.headers.setdefault("Cache-Control", f"public, max-age={seconds}")
        else:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _is_personal(self, request: HttpRequest) -> bool:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified
        return known and request.user.is_authenticated
