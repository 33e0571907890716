"""What relations and the map hold of people: nothing by column; a note could name somebody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Free, Mention

MENTIONS = [Mention(model="network.Relation", fields=["note"], why=_("Relations between institutions"))]

FREE = [
    Free(model="network.GraphResult", why="Counts and ids of institutions, no names."),
]
