"""Numbers as people read them."""

from __future__ import annotations

from django.utils.formats import number_format


def grouped(number: float | str) -> str:
    """1.036 in German, 1,036 in English; words stay words."""
    return number if isinstance(number, str) else number_format(number, use_l10n=True, force_grouping=True)
