"""What the drawing library (70.0) does not do for the tags of a PDF.

Each part says its language: a screen reader would read Arabic steps between German headings with the wrong voice (WCAG
3.1.2). And each sign says which letters it stands for: of a vowel mark above its letter nothing is said, and the PDF
then breaks a rule of PDF/UA-1 (7.21.7). And the time for the tags grows with the pages, not with their square.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SILENT = "\N{WORD JOINER}"  # for a sign whose letter the sign beside it has said already


class _Pages:
    """The PDF as its tags need it. The library counts all pages again for each tag: 400 handouts took minutes by it."""

    def __init__(self, pdf: Any) -> None:
        self.page_references, self.add_object = pdf.page_references, pdf.add_object


_taught: set[int] = set()


def teach(pdf: Any, tags: Any) -> None:
    """Teach both to the library (``weasyprint.pdf`` and its ``tags``), once per process."""
    if id(tags) in _taught:
        return
    _taught.add(id(tags))
    build, fonts = tags._build_box_tree, pdf.build_fonts_dictionary

    def with_language(box: Any, parent: Any, pdf: Any, *parts: Any) -> Iterator[Any]:
        element = getattr(getattr(box, "_box", box), "element", None)
        language = element.attrib.get("lang") if element is not None else None
        for tagged in build(box, parent, pdf if isinstance(pdf, _Pages) else _Pages(pdf), *parts):
            if element is not None and language and element.tag not in {"html", "body"}:
                tagged["Lang"] = tags.pydyf.String(language)
            yield tagged

    def with_letters(document: Any, used: dict[Any, Any], *parts: Any) -> Any:
        for font in used.values():
            font.to_unicode.update({sign: SILENT for sign, text in font.to_unicode.items() if not text})
        return fonts(document, used, *parts)

    tags._build_box_tree, pdf.build_fonts_dictionary = with_language, with_letters
