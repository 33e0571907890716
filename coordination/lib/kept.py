"""What costs a look at many rows and changes seldom: kept in the process until something was changed.

Numbers on tabs, „58 von 412“ and the words of a filter are the same for every page somebody opens between two changes.
They are kept under the newest change set, which every tracked write brings; a minute at most, as on PostgreSQL a change
may become visible behind one that began later. The key must hold whatever the answer depends on besides the rows: the
scope of who asks and the day.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from coordination.lib.models import ChangeSet

SECONDS, MOST = 60.0, 500

_kept: dict[Hashable, tuple[float, Any, Any]] = {}
_lock = Lock()


def stamp_of(request: Any) -> Any:
    """Return what changes with every tracked write, asked once per request; None while nothing was ever written."""
    if not hasattr(request, "_newest_change"):
        request._newest_change = ChangeSet.objects.order_by("-id").values_list("uid", flat=True).first()
    return request._newest_change


def kept(key: Hashable, stamp: Any, make: Callable[[], Any], *, seconds: float = SECONDS) -> Any:
    """Return what ``make`` returned under this key since the change ``stamp``; not older than some seconds."""
    now = time.monotonic()
    found = _kept.get(key)
    if stamp is not None and found is not None and found[1] == stamp and found[0] > now - seconds:
        return found[2]
    value = make()
    with _lock:
        if len(_kept) >= MOST:
            for old in sorted(_kept, key=lambda one: _kept[one][0])[: MOST // 4]:
                del _kept[old]
        _kept[key] = (now, stamp, value)
    return value


def forget() -> None:
    """Empty the store."""
    with _lock:
        _kept.clear()
