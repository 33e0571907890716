"""The password once more before what counts: a screen left alone must not be enough."""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from coordination.accounts.sessions import STAMPS


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether the person signed in, or gave password or factor once more, within the last minutes."""
    if not request.user.is_authenticated:
        return False
    moments = [record["at"] for record in get_authentication_records(request, request.user)]
    moments.append(request.session.get(STAMPS, {}).get("began", 0))
    return time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT


def confirm_first(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the page that asks for the password once more, or None if that was done lately.

    What was sent is kept and carried out after it.
    """
    if signed_in_lately(request):
        return None
    return suspend_request(request, reverse("account_reauthenticate"))
