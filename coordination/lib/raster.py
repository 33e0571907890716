"""The only door to resvg: one of our own SVG pictures as PNG, with our own fonts. Opens no address, no other file."""

from __future__ import annotations

from coordination.lib.pdf_fetch import font_folder, unpack_fonts

WIDTH = 2400  # pixels: sharp on a slide and across A4
MOST = 6000  # pixels high at most: a picture, no wall


def png(svg: str, *, width: float, height: float) -> bytes:
    """The picture on white; ``width`` and ``height`` are its own measures, which say how high it becomes."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 -- needed for one kind of download only

    unpack_fonts()
    wide = min(WIDTH, int(MOST * width / height))
    fonts = [str(file) for file in sorted(font_folder().glob("FiraSans-*.ttf"))]
    return svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        width=wide,
        skip_system_fonts=bool(fonts),
        font_files=fonts,
        sans_serif_family="Fira Sans",
    )
