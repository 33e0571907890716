"""What was typed when the session had ended: kept for the same person until signed in again, then sent on or dropped.

Works without script and for every form. Never kept: passwords, codes, files, what does not fit.
"""

from __future__ import annotations

import re
import time
from typing import Any

from django.http import HttpRequest

KEY = "typed"
KEPT = 30 * 60  # seconds
MOST = 200_000  # signs of all values together
SECRET = re.compile(r"passw|code|token|secret|credential", re.IGNORECASE)
ONLY_HERE = "/arbeit/"


def keep(request: HttpRequest, *, person: int | None) -> dict[str, Any] | None:
    """Return what of a request is worth keeping, for the session after it; None if nothing is."""
    if request.method != "POST" or not request.path.startswith(ONLY_HERE):
        return None
    values = [
        (name, value)
        for name, several in request.POST.lists()
        if not SECRET.search(name)
        for value in several
    ]
    if not any(value.strip() for _name, value in values) or sum(len(v) for _n, v in values) > MOST:
        return None
    return {
        "user": person,
        "path": request.get_full_path(),
        "values": values,
        "files": bool(request.FILES),
        "until": time.time() + KEPT,
    }


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """Return what waits for the person signed in now; what is somebody else's or too old is dropped."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    if kept["user"] != request.user.pk or kept["until"] < time.time():
        drop(request)
        return None
    return kept


def sent(request: HttpRequest) -> None:
    """Forget it once the form it was typed into is sent again."""
    kept = request.session.get(KEY)
    if kept is not None and kept["path"] == request.get_full_path():
        drop(request)


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
