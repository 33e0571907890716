"""Periodic work of this room."""

from __future__ import annotations

from datetime import time, timedelta

from coordination.accounts.models import Network
from coordination.directory.services import bin as paper_bin
from coordination.directory.services import imports, notices, private
from coordination.lib.personal import retention
from coordination.lib.tasks import periodic, task


@periodic(every=timedelta(days=1), key="directory.bin", at=time(3, 30))
@task(retries=3)
def empty_bin() -> int:
    """Delete for good what has lain in the bin for 30 days."""
    return paper_bin.empty()


@periodic(every=timedelta(days=1), key="directory.imports", at=time(3, 40))
@task(retries=3)
def forget_import_rows() -> int:
    """Delete the cells of imported sheets after 30 days."""
    return imports.forget_old_rows()


@periodic(every=timedelta(days=1), key="directory.private", at=time(0, 20))
@task(retries=3)
def end_private_contacts() -> int:
    """Delete private contacts whose function or role has ended."""
    return private.delete_ended()


@periodic(every=timedelta(days=1), key="personal.retention", at=time(4, 10))
@task(retries=3)
def keep_no_longer() -> dict[str, int]:
    """Delete or empty what every room has kept long enough, by the periods of each network."""
    return retention.run(list(Network.objects.values_list("pk", flat=True)))


@periodic(every=timedelta(days=1), key="directory.notices", at=time(6, 15))
@task(retries=3)
def tell_newly_entered() -> int:
    """Write to people who stand in the directory since lately (Art. 14 GDPR)."""
    return notices.give_notices()
