"""Rows of the directory's lists, drawn in Python: tick, cells, menu of what can be done with the row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.directory.cells import ANY
from coordination.lib.templatetags.house import icon


class RowMenu:
    """The menu behind "…": the same links for every row but the uid in them."""

    def __init__(self, links: Sequence[tuple[str, str, str]]) -> None:
        """``links``: (label, icon, name of the page, with ``?…`` if something follows)."""
        drawn = []
        for label, picture, page in links:
            name, _mark, query = page.partition("?")
            url = reverse(name, args=[ANY]) + (f"?{query}" if query else "")
            drawn.append((url, icon(picture, "s"), label))
        items = format_html_join("", '<li><a href="{}">{}{}</a></li>', drawn)
        self.text = format_html(
            '<button class="kern-btn kern-btn--tertiary kern-btn--icon kern-btn--small" type="button"'
            ' popovertarget="m-{}" aria-label="{}: [[name]]">{}</button>'
            '<ul class="sn-pop sn-rowmenu" id="m-{}" popover>{}</ul>',
            ANY,
            _("More actions"),
            icon("more"),
            ANY,
            items,
        )

    def of(self, row: Any) -> str:
        return self.text.replace(ANY, str(row.uid)).replace("[[name]]", escape(str(row)))


@lru_cache(maxsize=500)
def _cell_start(label: str) -> str:
    return f'<td class="kern-table__cell" role="cell" data-l="{escape(label)}">'


def draw_row(row: Any, *, picks: bool, menu: RowMenu | None, shows_menu: bool = True) -> SafeString:
    """One ``<tr>`` from ``row.cells``, pairs of column and drawn cell; the first cell names the row."""
    parts = ['<tr role="row">']
    if picks:
        parts.append(
            '<td class="kern-table__cell pick" role="cell"><input class="kern-form-check__checkbox" type="checkbox"'
            f' name="selected" value="{row.uid}" form="bulk" data-pick aria-label="{escape(row.pick_label)}"></td>'
        )
    for place, (column, cell) in enumerate(row.cells):
        drawn = cell if isinstance(cell, SafeString) else conditional_escape(cell)
        if place == 0:
            parts.append(f'<th class="kern-table__header" role="rowheader" scope="row">{drawn}</th>')
        else:
            parts.append(f"{_cell_start(str(column.label))}{drawn}</td>")
    if menu is not None:
        inside = menu.of(row) if shows_menu else ""
        parts.append(f'<td class="kern-table__cell end" role="cell">{inside}</td>')
    parts.append("</tr>")
    return SafeString("".join(parts))
