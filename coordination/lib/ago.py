"""How long ago, how soon, how late: in words, reckoned in whole days of the local calendar."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def local_day(moment: date | datetime) -> date:
    """The calendar day of a moment where we live; a day is itself."""
    if isinstance(moment, datetime):
        return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).date()
    return moment


def days_until(moment: date | datetime, *, today: date | None = None) -> int:
    """Whole days from today to ``moment``; negative when it has passed."""
    return (local_day(moment) - (today or timezone.localdate())).days


def in_days(days: int) -> str:
    """Words for a distance in days, both ways."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    days = -days
    if days < 60:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 730:
        months = days // 30
        return ngettext("%(n)d month ago", "%(n)d months ago", months) % {"n": months}
    years = days // 365
    return ngettext("%(n)d year ago", "%(n)d years ago", years) % {"n": years}


def since(moment: date | datetime, *, now: datetime | None = None) -> str:
    """Words for how long ago something was: minutes and hours within the day, then days, months, years."""
    now = now or timezone.now()
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        minutes = int((now - moment).total_seconds() // 60)
        if 0 <= minutes < 1:
            return _("just now")
        if 0 < minutes < 60:
            return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
        if 0 < minutes < 360:
            hours = minutes // 60
            return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return in_days(days_until(moment, today=timezone.localtime(now).date()))


def overdue(moment: date | datetime, *, today: date | None = None) -> str:
    """Words for a deadline; the day itself is still in time."""
    days = days_until(moment, today=today)
    if days < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}
    return in_days(days)
