"""What of this room opens without signing in and ends with the account: the addresses of the own calendars.

Tasks by one tap go by ``accounts.Link``, which the end of the account closes itself. Called by name
(``settings.CREDENTIALS``).
"""

from __future__ import annotations

from coordination.accounts.models import User
from meetings.models import CalendarFeed


def end(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()
