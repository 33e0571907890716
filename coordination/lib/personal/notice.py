"""Privacy notice (Art. 13, 14 GDPR) and record of processing (Art. 30), written from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.lib.personal.collected import activities, holdings, periods
from coordination.lib.personal.labels import has_words, label
from coordination.lib.personal.shapes import Activity, Fixed, Period


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs and, if any, rows of a table of two columns (what, text)."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Processing:
    """One line of the record of processing."""

    title: str
    purpose: str
    ground: str
    people: str
    recipients: str
    categories: list[str]
    kept: list[tuple[str, str]]


def kept_for(period: Period | Fixed, network_id: int | None = None) -> str:
    """Return a period in words, as this network has set it."""
    if isinstance(period, Fixed):
        return str(period.kept)
    from coordination.lib.personal.retention import months_of  # noqa: PLC0415 -- it reads a model

    months = months_of(period, network_id)
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}


def _categories(activity: Activity) -> list[str]:
    """The columns in the words of the forms, each once."""
    found: dict[str, None] = {}
    for holding in holdings():
        if holding.activity == activity.key:
            for name in holding.fields:
                column: Any = holding.of._meta.get_field(name)
                if has_words(column):
                    found.setdefault(label(column))
    return list(found)


def record_of_processing(network: Any) -> list[Processing]:
    """Return the record of processing of one network, one entry per activity."""
    return [
        Processing(
            title=str(one.title),
            purpose=str(one.purpose),
            ground=str(one.ground),
            people=str(one.people),
            recipients=str(one.recipients),
            categories=_categories(one),
            kept=_kept(one, network),
        )
        for one in activities()
    ]


def _kept(one: Activity, network: Any) -> list[tuple[str, str]]:
    """The periods of an activity; where there is none, what its models say."""
    mine = [p for p in periods() if p.activity == one.key]
    if mine:
        return [
            (str(p.title), kept_for(p, getattr(network, "pk", None) or getattr(network, "id", None)))
            for p in mine
        ]
    said = {str(h.of._meta.verbose_name): str(h.kept) for h in holdings() if h.activity == one.key}
    return list(said.items())


def notice(network: Any) -> list[Section]:
    """Return the privacy notice of a network as sections; ``network`` may be None before one is set up."""
    body = getattr(network, "host_body", "") or str(network or "")
    office = [
        getattr(network, name, "")
        for name in ("contact_name", "contact_address", "contact_phone", "contact_email")
    ]
    return [
        Section(
            _("Who is responsible"),
            [line for line in (body, *office) if line],
        ),
        Section(
            _("No data of individual children or families"),
            [
                _(
                    "This network holds no data of individual children or families. The law on networks (§ 3 KKG) "
                    "gives no power for it, and the forms warn whoever is about to write such data."
                ),
            ],
        ),
        *(_section(one) for one in record_of_processing(network)),
        Section(
            _("This website"),
            [
                _(
                    "The public pages set no cookies, count nobody and load nothing from other servers. Signing in "
                    "sets one cookie that ends with the browser; forms set one against forged requests (§ 25(2) TDDDG)."
                ),
            ],
        ),
        Section(_("Your rights"), _rights()),
    ]


def _rights() -> list[str]:
    return [
        _(
            "You may ask what is kept about you (Art. 15 GDPR), have it corrected (Art. 16), erased (Art. 17) or "
            "restricted (Art. 18), and take your data with you (Art. 20). Signed in, you find all this under “My "
            "data”; without an account please write to the coordination."
        ),
        _(
            "You may object to the processing on grounds of your situation (Art. 21 GDPR) and withdraw a consent at "
            "any time, as easily as you gave it (Art. 7(3)); what was done before remains lawful."
        ),
        _("You may complain to the data protection authority of your Land (Art. 77 GDPR)."),
    ]


def _section(one: Processing) -> Section:
    rows = [
        (_("What for"), one.purpose),
        (_("Legal ground"), one.ground),
        (_("Whose data"), one.people),
        (_("Which data"), ", ".join(one.categories)),
        (_("Who receives them"), one.recipients),
        (_("How long"), "; ".join(f"{what}: {kept}" for what, kept in one.kept)),
    ]
    return Section(one.title, rows=[(label, text) for label, text in rows if text])


def short_notice(network: Any, keys: Iterable[str] = ("directory",)) -> list[Section]:
    """Return what a newly entered person is told (Art. 14 GDPR): responsible body, the activities named, rights."""
    whole = {section.title: section for section in notice(network)}
    wanted = [str(one.title) for one in activities() if one.key in set(keys)]
    titles = [_("Who is responsible"), *wanted, _("Your rights")]
    return [whole[title] for title in titles if title in whole]
