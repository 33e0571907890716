"""Periodic work of this room."""

from __future__ import annotations

from datetime import time, timedelta

from coordination.directory.services import bin as paper_bin
from coordination.directory.services import imports
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
