"""What comes round for the graph: counted changes of PostgreSQL are folded, so that the version adds up quickly."""

from __future__ import annotations

from datetime import time, timedelta

from coordination.lib.tasks import periodic, task
from network.models.graph import GraphChange, fold


@periodic(every=timedelta(days=1), key="network.graph", at=time(2, 20))
@task(retries=3)
def fold_changes() -> int:
    """Fold each network's rows into one; return how many went."""
    networks = GraphChange.objects.order_by().values_list("network_id", flat=True).distinct()
    return sum(fold(network) for network in list(networks))
