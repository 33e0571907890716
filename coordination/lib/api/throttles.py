"""How often a token or a session may ask, counted by all web workers together (``settings.LIMITS``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

from coordination.lib.limits import asker_of, parsed, seconds_to_wait


def wait_of(name: str, asker: str) -> int:
    """Count one request under the limit ``name``; return the seconds to wait, 0 if it may go on."""
    if settings.LIMITS_OFF or name not in settings.LIMITS:
        return 0
    rate, _writing = parsed(settings.LIMITS[name])
    return seconds_to_wait(name, asker, rate)


class PerAsker(BaseThrottle):
    """Each token has its own count, each signed-in person one for all browsers; writing is counted apart."""

    def allow_request(self, request: Any, view: Any) -> bool:
        token = request.auth
        if token is not None:
            asker = f"token {token.pk}"
        elif request.user.is_authenticated:
            asker = f"user {request.user.pk}"
        else:
            asker = asker_of(request._request)
        self.seconds = wait_of("api" if request.method in SAFE_METHODS else "api writing", asker)
        return not self.seconds

    def wait(self) -> float:
        return self.seconds
