"""Many people save one record at the same moment: each edit counts or is told as a conflict, none is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from coordination.directory.models import Institution
from coordination.directory.services.institutions import change_institution
from coordination.lib import history
from coordination.lib.errors import EditConflict
from tests.factories.directory import InstitutionFactory

THREADS, EDITS = 4, 6


def edits_of(number: int, user, pk: int) -> list[str]:
    """Edit the record again and again, always from what was just read; return the texts that were taken."""
    taken = []
    try:
        for count in range(EDITS):
            row = Institution.objects.select_related("type").get(pk=pk)
            row.short_name = f"{number}-{count}"
            try:
                change_institution(by=user, institution=row, traits={}, listings=[])
            except EditConflict:
                continue
            taken.append(row.short_name)
    finally:
        connection.close()
    return taken


@pytest.mark.django_db(transaction=True)
def test_no_edit_is_lost_without_a_word():
    with history.changes(by=None):
        kita = InstitutionFactory()

    with ThreadPoolExecutor(THREADS) as pool:
        each = list(pool.map(lambda number: edits_of(number, None, kita.pk), range(THREADS)))
    taken = [text for texts in each for text in texts]

    kita.refresh_from_db()
    remembered = set(kita.history.exclude(short_name="").values_list("short_name", flat=True))
    assert taken
    assert kita.version == 1 + len(taken)
    assert remembered == set(taken)
    assert kita.short_name in taken


@pytest.mark.django_db
def test_without_the_version_the_second_edit_would_be_lost():
    """Counter-check: two copies of one row, written past the guard, and the first text is gone."""
    kita = InstitutionFactory()
    first, second = Institution.objects.get(pk=kita.pk), Institution.objects.get(pk=kita.pk)
    first.short_name, second.city = "Sonne", "Troisdorf"
    first.save()

    super(type(second).__mro__[1], second).save(force_update=True)

    assert Institution.objects.get(pk=kita.pk).short_name == ""
