"""Cells of the lists, drawn in Python: fifty rows of included templates would cost half of the page's time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.directory.models import Affiliation, Agreement, Institution, Listing, Person, Service
from coordination.lib.templatetags import house

# The uid in an address as it is made; where it stands, another is put in.
ANY = "00000000-0000-0000-0000-000000000000"
NOTHING = mark_safe('<span class="muted">–</span>')


@lru_cache(maxsize=200)
def _level(value: int, language: str | None) -> SafeString:
    return house.level(value)


@lru_cache(maxsize=200)
def _light(state: str, language: str | None) -> SafeString:
    return house.light(state)


def level_tag(value: int) -> SafeString:
    return _level(value, get_language())


def light_tag(state: str, text: object = "") -> SafeString:
    return house.light(state, text) if text else _light(state, get_language())


@lru_cache(maxsize=50)
def _any_address(model: Any, language: str | None, prefix: str) -> str:
    return model(uid=ANY).get_absolute_url()


def _address(row: Any) -> str:
    """The page of a row: finding the address of fifty pages that differ in their uid alone takes long."""
    return _any_address(row.__class__, get_language(), get_script_prefix()).replace(ANY, str(row.uid))


def _link(row: Any, below: object = "") -> SafeString:
    link = format_html('<a href="{}">{}</a>', _address(row), row)
    return format_html('{}<span class="sub">{}</span>', link, below) if below else link


def _day(day: Any) -> SafeString:
    return (
        format_html('<span class="sub num">{}</span>', date_format(day, "d.m.Y")) if day else SafeString("")
    )


def _lines(parts: list[SafeString], between: str = " ") -> SafeString:
    return SafeString(between.join(parts)) if parts else NOTHING


# --- institutions -----------------------------------------------------------------------------------------------------
def institution(row: Institution) -> SafeString:
    provider = getattr(row, "seen_provider", "")
    return _link(row, provider if not row.protected_place else _("Address is not stored"))


def type_(row: Institution) -> object:
    return row.type.short_name


def place(row: Institution) -> object:
    if row.protected_place:
        return NOTHING
    name = row.municipality.name if row.municipality else row.city
    return format_html('{}<span class="sub">{}</span>', name, row.part) if row.part else name or NOTHING


def _of_each_network(row: Any, parts: list[tuple[Listing, SafeString]]) -> SafeString:
    """With entries in several networks, each cell says which it speaks of."""
    if len(parts) < 2:
        return _lines([part for _listing, part in parts])
    named = [(listing.network.short_name or listing.network.name, part) for listing, part in parts]
    return format_html_join("", '<span class="sub">{}</span>{}', named)


def level(row: Any) -> SafeString:
    return _of_each_network(row, [(one, level_tag(one.level)) for one in row.my_listings])


def light(row: Any) -> SafeString:
    parts = [(one, light_tag(one.light()) + _day(one.confirmed_on)) for one in row.my_listings]
    return _of_each_network(row, parts)


def networks(row: Any) -> SafeString:
    """The own networks that list the row."""
    return _lines(
        [
            format_html("<div>{}</div>", listing.network.short_name or listing.network.name)
            for listing in row.my_listings
        ],
        "",
    )


def status(row: Any) -> SafeString:
    parts = [(one, SafeString(conditional_escape(one.get_status_display()))) for one in row.my_listings]
    return _of_each_network(row, parts)


def agreements(row: Any) -> SafeString:
    def word(agreement: Agreement) -> SafeString:
        return light_tag(agreement.light(), agreement.get_kind_display())

    return _lines([word(agreement) for agreement in row.seen_agreements], "<br>")


def topics(row: Any) -> object:
    return ", ".join(str(topic) for topic in row.topics.all()) or NOTHING


# --- contacts, of whatever stands in the list ------------------------------------------------------------------------
def phone(row: Any) -> SafeString:
    contact = next((one for one in row.seen_contacts if one.kind in {"phone", "mobile"}), None)
    return format_html('<span class="nowrap num">{}</span>', contact) if contact else NOTHING


def mail(row: Any) -> SafeString:
    contact = next((one for one in row.seen_contacts if one.kind == "mail"), None)
    return format_html('<a class="cut" href="{}">{}</a>', contact.href, contact) if contact else NOTHING


# --- people and services ---------------------------------------------------------------------------------------------
def person(row: Person) -> SafeString:
    return _link(row, row.specialisms)


def profession(row: Person) -> object:
    return row.profession or NOTHING


def affiliations(row: Any) -> SafeString:
    def line(one: Affiliation) -> SafeString:
        return format_html("<div>{}</div>", _link(one.institution, one.function or ""))

    return _lines([line(one) for one in row.seen_affiliations], "")


def own_level(row: Person | Service) -> SafeString:
    return level_tag(row.level)


def service(row: Service) -> SafeString:
    return _link(row, getattr(row, "seen_provider", "") or "")


def kind(row: Service) -> object:
    return row.kind.short_name


def catchment(row: Service) -> object:
    return ", ".join(str(area) for area in row.areas.all()) or row.get_catchment_display()


def audience(row: Service) -> object:
    return row.audience or NOTHING


def fee(row: Service) -> object:
    return row.get_fee_display() or NOTHING


def hours(row: Service) -> object:
    return row.hours_text or NOTHING


def waiting(row: Service) -> SafeString:
    return format_html("{}{}", row.waiting_time, _day(row.waiting_as_of)) if row.waiting_time else NOTHING
