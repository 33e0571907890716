"""Pictures drawn anew: what was hidden in the old file stays behind."""

from __future__ import annotations

import io

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from coordination.lib.errors import RuleBroken

MAX_PIXELS = 40_000_000


def redraw(upload: File, longest_side: int) -> tuple[bytes, str]:
    """Return fresh bytes and their ending, .png (with transparency) or .jpg; see ``files.keep_picture``."""
    upload.seek(0)
    if b"<svg" in upload.read(4096).lower():
        raise RuleBroken(
            _("SVG drawings are not taken, as they can carry programs. Please save it as PNG."), code="svg"
        )
    upload.seek(0)
    try:
        with Image.open(upload, formats=["PNG", "JPEG", "WEBP"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise RuleBroken(
                    _("The picture is too large: at most 40 million pixels."), code="picture_pixels"
                )
            upright = ImageOps.exif_transpose(picture)
            has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
            bare = upright.convert("RGBA" if has_alpha else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise RuleBroken(
            _("This is no picture we can read. Please save it as PNG or JPEG."), code="picture"
        ) from None
    bare.thumbnail((longest_side, longest_side))
    bare.info.clear()
    out = io.BytesIO()
    if has_alpha:
        bare.save(out, "PNG", optimize=True)
        return out.getvalue(), ".png"
    bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), ".jpg"
