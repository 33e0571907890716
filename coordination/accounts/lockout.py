"""Wrong passwords: after a few, one account cannot be tried any more from one address, for a while.

django-axes counts in the database, for accounts that do not exist as for those that do.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coordination.lib import limits


def name_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the account that is tried: the address typed, written the same way each time."""
    given = (
        (credentials or {}).get("email")
        or (credentials or {}).get("username")
        or request.POST.get("login", "")
    )
    return str(given).strip().lower().replace("\x00", "")[:254]


def address_of(request: HttpRequest) -> str | None:
    return limits.address_of(request) or None


def locked_page(request: HttpRequest, response: Any, credentials: Any = None) -> HttpResponse:
    """The same answer for accounts there are and accounts there are not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    answer = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def locked() -> QuerySet[AccessAttempt, dict[str, Any]]:
    """Return the accounts locked now, by address: username, ip_address, failures, last."""
    return (
        AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME)
        .order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("username", "ip_address")
    )


def unlock(address: str) -> int:
    """Forget the wrong passwords for one account, from wherever they came; return how many rows went."""
    return AccessAttempt.objects.filter(username=address.strip().lower()).delete()[0]


def delete_past() -> int:
    """Addresses of visitors are kept for seven days at most."""
    return AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - dt.timedelta(days=7)).delete()[0]
