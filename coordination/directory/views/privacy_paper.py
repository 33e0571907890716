"""An export of a person for the page, as a file, on paper. Never kept: each is made when it is asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from coordination.lib.pdf import render_pdf
from coordination.lib.personal.export import Export, said


def shown(export: Export) -> list[dict[str, Any]]:
    """The chapters of an export with values as people read them."""
    return [
        {
            "title": chapter.title,
            "purpose": chapter.purpose,
            "ground": chapter.ground,
            "recipients": chapter.recipients,
            "kept": chapter.kept,
            "parts": [
                {
                    "title": part.title,
                    "count": len(part.records),
                    "records": [
                        {"values": _rows(record.values), "history": [_rows(one) for one in record.history]}
                        for record in part.records
                    ],
                }
                for part in chapter.parts
            ],
        }
        for chapter in export.chapters
    ]


def _rows(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(label, said(value)) for label, value in values.items()]


def as_json(export: Export) -> HttpResponse:
    response = HttpResponse(export.as_json(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("my-data")}.json"'
    return response


def as_pdf(export: Export) -> HttpResponse:
    context = {"title": _("Data about %(name)s") % {"name": export.name}, "chapters": shown(export)}
    paper = render_pdf("directory/print/person_data.html", context)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_("my-data")}.pdf"'
    return response
