"""The texts of a network's public pages: what comes with us, what the network wrote, and its details filled in.

A text may hold words in double square brackets (``[[Telefon]]``); they stand for the details of the network, so that a
new telephone number is right on every page at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coordination.accounts.models import Network, NetworkText

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "texts"
ENDINGS = {
    NetworkText.Variant.STANDARD: "",
    NetworkText.Variant.EASY: ".easy",
    NetworkText.Variant.ENGLISH: ".en",
}
GERMAN = (NetworkText.Variant.STANDARD, NetworkText.Variant.EASY)
_WORD = re.compile(r"\[\[([^\[\]\n]{1,40})\]\]")
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")


def _plain(text: str) -> str:
    """Text as Markdown that means just this text."""
    return _SIGNS.sub(r"\\\1", text)


def _phone(text: str) -> str:
    number = re.sub(r"[^\d+]", "", text)
    return f"[{_plain(text)}](tel:{number})" if number else _plain(text)


def _mail(text: str) -> str:
    return f"<{text}>" if _MAIL.fullmatch(text) else _plain(text)


# Word in the text → how it is read from the network.
WORDS: dict[str, Callable[[Any], str]] = {
    "Netzwerk": lambda network: _plain(network.name),
    "Träger": lambda network: _plain(network.host_body),
    "Koordination": lambda network: _plain(network.contact_name),
    "Anschrift": lambda network: _plain(network.contact_address),
    "Telefon": lambda network: _phone(network.contact_phone),
    "E-Mail": lambda network: _mail(network.contact_email),
    "Land": lambda network: _plain(str(network.land)),
    "Rechtsgrundlage": lambda network: _plain(network.legal_basis or "§ 3 KKG"),
    "InsoFa": lambda network: _plain(network.insofa_label),
}


@dataclass(frozen=True)
class Shown:
    """A text as a page shows it. ``own``: written by the network; ``missing``: details nobody has entered yet."""

    text: str
    variant: str
    own: bool
    as_of: Any = None
    missing: tuple[str, ...] = ()

    @property
    def is_german(self) -> bool:
        return self.variant in GERMAN


@cache
def default(page: str, variant: str) -> str:
    """Return the text that comes with us, or nothing."""
    path = FOLDER / f"{page}{ENDINGS[NetworkText.Variant(variant)]}.md"
    return path.read_text("utf-8") if path.is_file() else ""


def filled(text: str, network: Network | None) -> tuple[str, tuple[str, ...]]:
    """Return the text with the network's details in it, and the words for which there are none."""
    missing: dict[str, None] = {}

    def put(match: re.Match[str]) -> str:
        word = match[1].strip()
        if word not in WORDS:
            return match[0]
        value = WORDS[word](network) if network is not None else ""
        if not value:
            missing[word] = None
            gap = _("to be filled in: %(word)s") % {"word": _plain(word)}
            return f"*({gap})*"
        return value

    return _WORD.sub(put, text), tuple(missing)


def shown(page: str, network: Network | None, *, wanted: tuple[str, ...]) -> Shown | None:
    """Return the first of the wanted variants there is: the network's own before the one that comes with us."""
    rows = {}
    if network is not None:
        rows = {row.variant: row for row in network.texts.filter(page=page).published()}
    for variant in wanted:
        row = rows.get(variant)
        text = row.text if row else default(page, variant)
        if text:
            whole, missing = filled(text, network)
            return Shown(whole, variant, row is not None, row.published_on if row else None, missing)
    return None


def gaps(network: Network) -> list[str]:
    """Return the details without which the pages that the law asks for are not complete."""
    needed = ("Träger", "Koordination", "Anschrift", "Telefon", "E-Mail")
    return [word for word in needed if not WORDS[word](network)]
