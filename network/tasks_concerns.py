"""What comes round among concerns: those in charge are told of what waits too long."""

from __future__ import annotations

from datetime import time, timedelta

from coordination.lib.tasks import periodic, task
from network.services import concern_watch


@periodic(every=timedelta(days=1), key="network.concerns", at=time(6, 30))
@task(retries=3)
def watch_concerns() -> int:
    return concern_watch.tell_late()
