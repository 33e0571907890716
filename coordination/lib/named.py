"""Addresses of pages by their name, as navigation and foot need them: some forty on each page, always the same."""

from functools import lru_cache

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
