"""Search with German words: folding, stems, compounds, typing errors, citations, numbers. See docs/adr/0011-search.md.

What can be found is said by the rooms (``search.py`` with ``KINDS``, named in ``settings.SEARCHES``); the language
work is done here in Python, counting and ranking by the database with plain SQL, the same on both.
"""

from coordination.lib.search.documents import Document, Kind, Piece, audiences
from coordination.lib.search.writing import forget, refresh, true_up

__all__ = ["Document", "Kind", "Piece", "audiences", "forget", "refresh", "true_up"]
