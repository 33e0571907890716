"""Counts of the directory for the monitor."""

from collections.abc import Iterable

from coordination.directory.models import Institution, Person
from coordination.lib.metrics import Labelled, figure


@figure("institutions", "Institutions outside the bin")
def _institutions() -> Iterable[Labelled]:
    return [("", Institution.objects.filter(removed_at__isnull=True).count())]


@figure("people", "People outside the bin")
def _people() -> Iterable[Labelled]:
    return [("", Person.objects.filter(removed_at__isnull=True).count())]
