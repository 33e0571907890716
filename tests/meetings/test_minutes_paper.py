"""Minutes on paper: tagged, complete, and for each reader only what that reader may see."""

import pytest
from django.urls import reverse

from tests.factories.meetings_groups import (
    AttendanceFactory,
    DecisionFactory,
    GroupFactory,
    ItemFactory,
    MinutesFactory,
    TaskFactory,
    TermFactory,
    held,
)

pytestmark = pytest.mark.django_db


def test_minutes_come_as_tagged_paper(client, ada, network):
    import page

    group = GroupFactory(network=network)
    meeting = held(group)
    term = TermFactory(seat__group=group)
    AttendanceFactory(meeting=meeting, seat=term.seat, person=term.person)
    item = ItemFactory(meeting=meeting)
    MinutesFactory(item=item, text="Besprochen:\n\n- **eins**\n- zwei\n")
    DecisionFactory(item=item)
    TaskFactory(group=group, item=item, seat=term.seat)
    ItemFactory(meeting=meeting, is_confidential=True, title="Personalfrage")
    client.force_login(ada)

    answer = client.get(reverse("meetings:minutes-paper", args=[meeting.uid]))

    assert answer["Content-Type"] == "application/pdf"
    report = page.validate_pdf_bytes(answer.content)
    assert report.is_compliant, report
