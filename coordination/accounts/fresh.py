"""The password once more before what counts: a screen left alone must not be enough."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from coordination.accounts import typed
from coordination.accounts.sessions import STAMPS


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether the person signed in, or gave password or factor once more, within the last minutes."""
    if not request.user.is_authenticated:
        return False
    moments = [record["at"] for record in get_authentication_records(request, request.user)]
    moments.append(request.session.get(STAMPS, {}).get("began", 0))
    return time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT


class ConfirmFirst:
    """For views of who is signed in, after LoginRequiredMixin: the password once more (``MayRequired.asks_again``)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = confirm_first(request) if request.user.is_authenticated else None
        return answer or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def confirm_first(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the page that asks for the password once more, or None if that was done lately.

    What was sent is kept and carried out after it; sent to an address with a question mark (which allauth cannot take
    up again) it waits on the page of what was typed.
    """
    if signed_in_lately(request):
        return None
    if request.method == "POST" and request.GET and (kept := typed.keep(request, person=request.user.pk)):
        request.session[typed.KEY] = kept
        return redirect(f"{reverse('account_reauthenticate')}?next={reverse('accounts:typed')}")
    return suspend_request(request, reverse("account_reauthenticate"))
