"""What a page adds when it is printed."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.lib.qr import LONGEST, qr_svg

register = template.Library()


@register.simple_tag
def paper_code(address: object) -> SafeString:
    """The address as QR code, so that who holds the paper finds the page of today."""
    text = str(address)
    return _drawn(text, _("QR code: leads to this page")) if 0 < len(text) <= LONGEST else SafeString("")


@lru_cache(maxsize=512)
def _drawn(text: str, title: str) -> SafeString:
    return qr_svg(text, title=title, size_mm=24)
