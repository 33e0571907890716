"""Rows of this room about a person, for tests/directory/seeded.py."""

from django.utils import timezone

from coordination.overview.models import Barrier


def make(*, user, person, network, other_user):
    Barrier.objects.create(network=network, text="x", reply_to=user.email)
    Barrier.objects.create(network=network, text="x", done_by=user, done_at=timezone.now(), answer="x")
