"""Addresses of pages by their name: some forty of navigation and foot, always the same, and those of single rows.

Django looks an address up anew each time; for the links of one record that took a fifteenth of its page.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language


def address_of(name: str) -> str:
    """Return the address of a page without arguments in today's language; „“ if its room is not installed."""
    return _address(name, get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=1000)
def _address(name: str, language: str | None, urlconf: str, prefix: str) -> str:
    """The last three are what an address depends on besides the name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


# The uid in an address as it is looked up; where it stands, another is put in.
_ANY = "00000000-0000-0000-0000-000000000000"


def address_with(name: str, uid: Any) -> str:
    """Return the address of a page about one row; raises NoReverseMatch if there is no such page."""
    known = _with_any(name, get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return known.replace(_ANY, str(uid))


@lru_cache(maxsize=1000)
def _with_any(name: str, language: str | None, urlconf: str, prefix: str) -> str:
    return reverse(name, args=[_ANY])
