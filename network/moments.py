"""Days worth a look back, from the first recorded one to today: for the slider of the map and its list."""

from __future__ import annotations

import datetime as dt

MOST = 24  # stops of the slider


def moments(known: dt.date | None, today: dt.date, chosen: dt.date | None = None) -> list[dt.date]:
    """First days of months (of every second, third … where there are many), the first ``known`` day, ``chosen``, today.

    Rising; one alone says that there is nothing to look back on.
    """
    first = min(known or today, chosen or today)
    months = (today.year - first.year) * 12 + today.month - first.month
    step = max(1, -(-months // (MOST - 2)))
    found = {first, today}
    for back in range(0, months, step):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        if (day := dt.date(year, month + 1, 1)) > first:
            found.add(day)
    if chosen and chosen <= today:
        found.add(chosen)
    return sorted(found)
