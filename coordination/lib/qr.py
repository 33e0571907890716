"""QR codes as drawings inside the page: no request to anybody, readable by a screen reader, sharp on paper."""

from __future__ import annotations

import io

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST = 1000  # signs; beyond that cameras of old telephones fail


def qr_svg(text: str, *, title: str, size_mm: int = 25) -> SafeString:
    """Return an inline SVG that says ``text`` (an address, mostly). ``title`` is read aloud: where the code leads.

    Colours follow the text around it; the white margin of four modules is inside, as the standard asks. Raises
    ``ValueError`` for an empty or too long text.
    """
    if not text or len(text) > LONGEST:
        raise ValueError(f"A QR code takes 1 to {LONGEST} signs.")
    code = segno.make(text, error="m", micro=False)
    side = code.symbol_size(border=4)[0]
    path = _path(code)
    return mark_safe(  # noqa: S308 -- numbers of ours and escaped text
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" width="{size_mm}mm" height="{size_mm}mm"'
        f' viewBox="0 0 {side} {side}"><title>{escape(title)}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" stroke="#000" stroke-width="1"/></svg>'
    )


def _path(code: segno.QRCode) -> str:
    """Draw each run of dark modules as one stroke through their middle."""
    steps = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                steps.append(f"M{x + 4} {y + 4.5}h{run - x}")
            x = max(run, x + 1)
    return "".join(steps)


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """Return the same code as a picture, for mails and slides."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()
