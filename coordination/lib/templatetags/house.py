"""Tags of the house: small parts whose markup would otherwise be written a hundred times. Shown on /stil/."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy

from coordination.lib import ago, phones
from coordination.lib.errorlist import complaints_of
from coordination.lib.levels import ICONS, Level
from coordination.lib.markdown import to_html
from coordination.lib.named import address_with
from coordination.lib.notes import details_of
from coordination.lib.numbers import grouped

register = template.Library()

BADGE_ICONS = {"success": "check", "info": "info", "warning": "warn", "danger": "close", "plain": ""}
LIGHTS = {
    "ok": pgettext_lazy("traffic light", "up to date"),
    "due": pgettext_lazy("traffic light", "due soon"),
    "old": pgettext_lazy("traffic light", "overdue"),
    "none": pgettext_lazy("traffic light", "never confirmed"),
}
BARS = ("ok", "due", "old", "acc")


@register.simple_tag
@lru_cache(maxsize=500)
def icon(name: str, size: str = "") -> SafeString:
    """A picture beside a word, never instead of it: hidden from screen readers. ``size``: s, l or none."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        static("icons.svg"),
        name,
    )


@register.filter
def markdown(text: str) -> SafeString:
    """What people wrote in Markdown, without anything active in it."""
    return to_html(text)


@register.simple_tag
def badge(text: object, kind: str = "plain", icon: str | None = None) -> SafeString:
    """State of a thing as shape, colour and word."""
    return format_html(
        '<span class="kern-badge kern-badge--{}">{}{}</span>',
        kind,
        _picture(BADGE_ICONS[kind] if icon is None else icon),
        text,
    )


@register.simple_tag
def address(name: str, uid: object) -> SafeString:
    """The address of a page about one row, as ``url`` gives it; quick where a page has dozens of them."""
    return SafeString(address_with(name, uid))


@register.simple_tag
def level(value: int) -> SafeString:
    """Who may see a datum (``coordination.lib.levels``)."""
    return _level(value, get_language())


@lru_cache(maxsize=50)
def _level(value: int, language: str | None) -> SafeString:
    known = Level(value)
    return format_html('<span class="sn-level">{}{}</span>', _picture(ICONS[known]), known.label)


@register.simple_tag
def light(state: str, text: object = "") -> SafeString:
    """Traffic light of freshness: ok, due, old, none. With its own text the state is said to screen readers only."""
    return _light(state, text if isinstance(text, str) else str(text), get_language())


@lru_cache(maxsize=500, typed=True)  # a text that is safe and one that is not are two
def _light(state: str, text: str, language: str | None) -> SafeString:
    spoken = format_html('<span class="sr">{}: </span>', LIGHTS[state]) if text else ""
    return format_html(
        '<span class="sn-light sn-light--{}"><svg aria-hidden="true"><use href="{}#l-{}"/></svg>'
        "<span>{}{}</span></span>",
        state,
        static("icons.svg"),
        state,
        spoken,
        text or LIGHTS[state],
    )


@register.simple_tag
def reach(is_open: bool, text: object) -> SafeString:
    """Can somebody be reached now? The words say until when, or from when."""
    return format_html('<span class="sn-now sn-now--{}">{}</span>', "on" if is_open else "off", text)


@register.simple_tag
def due(moment: date | datetime | None) -> SafeString:
    """A deadline: red when it has passed, amber on its day."""
    if moment is None:
        return SafeString("")
    days = ago.days_until(moment)
    kind = " sn-due--late" if days < 0 else " sn-due--soon" if days == 0 else ""
    return format_html('<span class="sn-due{}">{}{}</span>', kind, icon("clock", "s"), ago.overdue(moment))


@register.simple_tag
def tel(number: str) -> SafeString:
    """A telephone number to tap, written the German way."""
    if not number:
        return SafeString("")
    return format_html('<a class="tel" href="tel:{}">{}</a>', number.replace(" ", ""), phone(number))


@register.simple_tag
def button(
    label: object,
    url: str = "",
    kind: str = "secondary",
    icon: str = "",
    small: bool = False,
    about: object = "",
    **attributes: object,
) -> SafeString:
    """A link that looks like a button when it has a url, else a submit button. ``about`` names the thing it acts on."""
    css = f"kern-btn kern-btn--{kind}" + (" kern-btn--small" if small else "")
    inside = format_html('{}<span class="kern-label">{}</span>', _picture(icon), label)
    if about:
        attributes["aria_label"] = f"{label}: {about}"
    if url:
        return format_html('<a class="{}" href="{}"{}>{}</a>', css, url, _attributes(attributes), inside)
    attributes.setdefault("type", "submit")
    return format_html('<button class="{}"{}>{}</button>', css, _attributes(attributes), inside)


@register.simple_tag
def icon_button(label: object, url: str = "", icon: str = "edit", **attributes: object) -> SafeString:
    """Icon alone, for edit and “…” only; the label is its accessible name."""
    css = "kern-btn kern-btn--tertiary kern-btn--icon kern-btn--small"
    attributes["aria_label"] = label
    if url:
        return format_html(
            '<a class="{}" href="{}"{}>{}</a>', css, url, _attributes(attributes), _picture(icon)
        )
    attributes.setdefault("type", "submit")
    return format_html('<button class="{}"{}>{}</button>', css, _attributes(attributes), _picture(icon))


@register.simple_tag
def bars(total: float = 0, **parts: float) -> SafeString:
    """One stacked bar of ok, due, old, acc, out of ``total`` or of their sum. The numbers stand beside it."""
    whole = total or sum(parts.values()) or 1
    start, drawn = 0.0, []
    for kind in BARS:
        width = round(100 * parts.get(kind, 0) / whole, 2)
        if width:
            drawn.append((kind, f"{start:g}", f"{width:g}"))
        start += width
    return format_html(
        '<svg class="sn-bars" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" width="100" height="10" rx="1"/>{}</svg>',
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="10"/>', drawn),
    )


@register.inclusion_tag("parts/_error_summary.html", name="error_summary")
def error_summary(*forms: object) -> dict[str, object]:
    """What to correct, over any number of forms and formsets, each line a link to its field."""
    return {"complaints": complaints_of(*forms)}


@register.simple_tag
def pages(page_obj: object) -> list[object]:
    """Page numbers around the current one, with a gap sign between."""
    return list(page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1))


@register.filter
def since(moment: date | datetime | None) -> str:
    """ "vor 3 Tagen" """
    return ago.since(moment) if moment else ""


@register.filter
def overdue(moment: date | datetime | None) -> str:
    """ "2 Tage überfällig" """
    return ago.overdue(moment) if moment else ""


@register.filter
def phone(number: str | None) -> str:
    """German display form; a number never breaks over two lines."""
    return phones.display(number).replace(" ", "\N{NO-BREAK SPACE}") if number else ""


@register.filter
def initials(name: object) -> str:
    """First letters of the first and the last word."""
    words = [word for word in str(name or "").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def thousands(number: float | None) -> str:
    """1.036 in German, 1,036 in English."""
    return "" if number is None else grouped(number)


@register.filter
def undo_url(message: object) -> str:
    """Where a flash message can be undone, see ``coordination.lib.notes``."""
    return details_of(message).get("undo", "")


@register.filter
def note_link(message: object) -> tuple[str, str] | None:
    """(label, url) a flash message leads to."""
    link = details_of(message).get("link")
    return tuple(link) if link else None


def _picture(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


def _attributes(attributes: dict[str, object]) -> SafeString:
    """HTML attributes; ``aria_label`` becomes aria-label, True stands alone, False and None are left out."""
    drawn = SafeString("")
    for name, value in attributes.items():
        if value is True:
            drawn += format_html(" {}", name.replace("_", "-"))
        elif value not in (False, None, ""):
            drawn += format_html(' {}="{}"', name.replace("_", "-"), value)
    return drawn
