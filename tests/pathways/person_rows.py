"""Rows of this room about a person, for tests/directory/seeded.py."""

from django.utils import timezone

from coordination.pathways.models import Pathway, Release
from tests.pathways import person_rows_finder, person_rows_handouts


def make(*, user, person, network, other_user):
    code = f"weg-{user.pk}"
    pathway = Pathway.objects.create(network=network, title=code, code=code, slug=code)
    now, today = timezone.now(), timezone.localdate()
    submitted = {"pathway": pathway, "submitted_at": now}
    Release.objects.create(
        **submitted, number=1, state="retired", retired_at=now, retired_reason="x", submitted_by=user
    )
    approved = {"approved_by": user, "approved_at": now, "valid_from": today, "review_due": today}
    Release.objects.create(**submitted, **approved, number=2, state="approved", submitted_by=other_user)
    for part in (person_rows_handouts, person_rows_finder):
        part.make(user=user, person=person, network=network, other_user=other_user)
