"""Cells of the list of multipliers and the badges of their states."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.lib.templatetags import house
from network.models import Appointment, Briefing, Relay

NOTHING = mark_safe('<span class="muted">–</span>')
S, R = Appointment.State, Relay.State
LOOKS = {
    S.PROPOSED: "warning",
    S.CONFIRMED: "info",
    S.ACTIVE: "success",
    S.PAUSED: "warning",
    S.ENDED: "plain",
}
RELAY_LOOKS = {
    R.OPEN: "plain",
    R.PLANNED: "info",
    R.DONE: "success",
    R.NOT_RELEVANT: "plain",
    R.NEEDS_HELP: "warning",
}


def state_badge(row: Appointment) -> SafeString:
    return house.badge(row.get_state_display(), LOOKS[S(row.state)])


def relay_badge(row: Relay) -> SafeString:
    if row.state in Relay.WAITING and row.briefing.state == Briefing.State.CLOSED:
        return house.badge(_("not answered"), "plain")
    return house.badge(row.get_state_display(), RELAY_LOOKS[R(row.state)])


def name(row: Any) -> SafeString:
    return format_html('<a href="{}"><b>{}</b></a>', row.get_absolute_url(), row.person)


def places(row: Any) -> SafeString:
    if not row.places:
        return NOTHING
    one = '<span class="sn-line"><a href="{}">{}</a>{}</span>'
    parts = [
        (
            place.institution.get_absolute_url(),
            place.institution,
            mark_safe("")
            if place.role == "main"
            else format_html(' <span class="muted">({})</span>', place.get_role_display()),
        )
        for place in row.places[:3]
    ]
    drawn = format_html_join("", one, parts)
    if (more := len(row.places) - 3) > 0:
        words = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        return format_html('{}<span class="sub">{}</span>', drawn, words)
    return drawn


def state(row: Any) -> SafeString:
    badge = state_badge(row)
    if row.state == S.ENDED:
        return format_html('{}<span class="sub">{}</span>', badge, row.get_end_reason_display())
    if row.leaves_soon and row.successor_id:
        return format_html('{}<span class="sub">{}</span>', badge, _("successor named"))
    return badge


def term(row: Any) -> SafeString:
    if row.valid_until is None:
        return NOTHING
    day = date_format(row.valid_until, "SHORT_DATE_FORMAT")
    if row.leaves_soon:
        return format_html('<span class="sn-due sn-due--soon">{}{}</span>', house.icon("clock", "s"), day)
    return format_html("{}", day)


def waiting(row: Any) -> SafeString:
    if not row.open_relays:
        return NOTHING
    return format_html("{}", row.open_relays)
