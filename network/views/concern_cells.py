"""Cells of the list of concerns, and what a reader may know of one: where it comes from, who raised it."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.lib.ago import days_until, local_day
from coordination.lib.templatetags import house
from network.models import Concern

NOTHING = mark_safe('<span class="muted">–</span>')
S = Concern.State
LOOKS = {
    S.RAISED: "warning",
    S.TAKEN_UP: "info",
    S.WITH_GROUP: "info",
    S.DECIDED: "info",
    S.ANSWERED: "success",
    S.DECLINED: "plain",
}


def origin(row: Any) -> str:
    """The institution; for whoever may not know it only what kind of institution it is."""
    if row.institution is None:
        return ""
    if row.is_known:
        return str(row.institution)
    return _("Type of institution: %(type)s") % {"type": row.institution.type.short_name}


def state_badge(row: Concern) -> SafeString:
    return house.badge(row.get_state_display(), LOOKS[S(row.state)])


def title(row: Any) -> SafeString:
    link = format_html('<a href="{}">{}</a>', row.get_absolute_url(), row.title)
    below = origin(row)
    return format_html('{}<span class="sub">{}</span>', link, below) if below else link


def state(row: Any) -> SafeString:
    badge = state_badge(row)
    if row.group_name and row.state == S.WITH_GROUP and row.meeting_on:
        day = date_format(row.meeting_on, "d.m.Y")
        return format_html('{}<span class="sub">{}, {}</span>', badge, row.group_name, day)
    if row.is_known and not row.is_released and row.is_open:
        return format_html('{}<span class="sub">{}</span>', badge, _("not released"))
    return badge


def days_open(row: Any) -> int:
    """Whole days from raising to the end, or until today."""
    end = row.answered_at or row.declined_at
    last = local_day(end) if end else None
    return max(0, -days_until(row.raised_at, today=last))


def waits(row: Any) -> SafeString:
    n = days_open(row)
    if row.is_open:
        words = ngettext("for %(n)s day", "for %(n)s days", n)
    else:
        words = ngettext("after %(n)s day", "after %(n)s days", n)
    day = date_format(local_day(row.raised_at), "d.m.Y")
    return format_html('{}<span class="sub num">{}</span>', words % {"n": n}, day)


def promised(row: Any) -> SafeString:
    if row.promised_on is None:
        return NOTHING
    day = format_html('<span class="num">{}</span>', date_format(row.promised_on, "d.m.Y"))
    return format_html("{} {}", day, house.due(row.promised_on)) if row.is_open else day


def voices(row: Any) -> SafeString:
    """How many ask the same: the one who raised it and those who joined."""
    n = row.joined + 1
    words = ngettext("%(n)s voice", "%(n)s voices", n) % {"n": n}
    mine = format_html('<span class="sub">{}</span>', _("you too")) if row.is_joined else ""
    return format_html('<span class="num">{}</span>{}', words, mine)


def network(row: Any) -> str:
    return row.network.short_name or row.network.name
