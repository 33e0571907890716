"""What the house holds of people: declared by every room in its ``personal.py``, read here for everybody.

A room says it once; the export of a person, erasure, retention, the privacy notice and the record of processing
(Art. 13, 15, 17, 30 GDPR) are made from it. The modules stand in ``settings.PERSONAL``; each may have the lists
``ACTIVITIES``, ``HOLDINGS``, ``MENTIONS``, ``FREE`` and ``PERIODS`` (``shapes.py``). A house test walks all models: a
column that can hold words about a person and stands in none of these lists is an error.
"""

from coordination.lib.personal.collected import (
    activities,
    activity,
    free,
    holdings,
    mentions,
    periods,
)
from coordination.lib.personal.notice import Section, notice, record_of_processing, short_notice
from coordination.lib.personal.shapes import (
    Activity,
    Fate,
    Fixed,
    Free,
    Holding,
    Mention,
    Period,
    Subject,
)

__all__ = [
    "Activity",
    "Fate",
    "Fixed",
    "Free",
    "Holding",
    "Mention",
    "Period",
    "Section",
    "Subject",
    "activities",
    "activity",
    "free",
    "holdings",
    "mentions",
    "notice",
    "periods",
    "record_of_processing",
    "short_notice",
]
