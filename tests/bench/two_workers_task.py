"""The work of ``script/two-workers``: it takes a moment and leaves one row, however often it is done."""

import time
from uuid import UUID

from django.db import transaction

from coordination.lib.models import Erasure
from coordination.lib.tasks import task

KIND = "bench.two-workers"


@task(retries=3)
def note(number: int) -> None:
    with transaction.atomic():
        Erasure.objects.get_or_create(kind=KIND, uid=UUID(int=number))
        time.sleep(0.03)
