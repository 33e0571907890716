"""Work of the pathways in the background."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coordination.accounts.models import Network
from coordination.lib import search
from coordination.lib.tasks import periodic, task
from coordination.pathways import drawing
from coordination.pathways.models import Handout
from coordination.pathways.search import HANDOUTS
from coordination.pathways.services import deadends, handouts, notices

EVERY = dt.timedelta(minutes=5)


@task(retries=2)
def draw_handout(uid: str) -> str:
    """Draw a handout into the store; one that lies there is left."""
    rows = Handout.objects.select_related("network__logo", "release__pathway", "file")
    handout = rows.filter(uid=uid).first()
    return str(drawing.drawn(handout).uid) if handout is not None else ""


@periodic(every=EVERY, key="pathways.currency")
@task(retries=1)
def check_handouts() -> int:
    """Compare what is in circulation with today where anything was written; count the newly outdated.

    Handouts have no history that the search follows: what was issued since the last run is put into its index here.
    """
    fresh = Handout.objects.filter(issued_at__gt=timezone.now() - 3 * EVERY).order_by("pk")
    search.refresh(HANDOUTS, fresh.values_list("pk", flat=True))
    stamp = handouts.stamp()
    waiting = Handout.objects.unchecked(stamp).order_by().values_list("network", flat=True).distinct()
    networks = Network.objects.filter(pk__in=list(waiting)).order_by("id")
    return sum(len(handouts.check_network(network)) for network in networks)


@periodic(every=dt.timedelta(days=1), key="pathways.notices", at=dt.time(3, 50))
@task(retries=3)
def forget_unconfirmed_notices() -> int:
    """Addresses that nobody confirmed within 60 days."""
    return notices.forget_unconfirmed()


@periodic(every=dt.timedelta(minutes=5), key="pathways.deadends")
@task(retries=1)
def check_dead_ends() -> int:
    """Renew the dead-end check where services, hours, rotas or pathways have changed; all of it once a day."""
    return deadends.keep_current()
