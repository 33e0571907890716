"""The demo's handouts: some in circulation, one whose number has changed since it was printed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination.accounts.models import Network, User
from coordination.directory.catchment import Place
from coordination.lib.reference import read_entries
from coordination.pathways.models import Handout, HandoutNotice, Release
from coordination.pathways.services.handouts import check, issue
from coordination.places.models import Municipality

FILE = "handouts.yaml"
NEEDED = {
    "network",
    "way",
    "postcode",
    "municipality",
    "format",
    "code",
    "phrase",
    "days_ago",
    "prints",
    "views",
}


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Issue what the file names; what stands there stays. Without the pathway or the place nothing happens."""
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    if not path.exists():
        return done
    for entry in read_entries(path, needed=NEEDED, known={"issued_by", "printed_with"}, key="code"):
        if Handout.objects.filter(code=entry["code"]).exists():
            done["unchanged"] += 1
        elif _issue(entry):
            done["created"] += 1
    return done


def _issue(entry: dict[str, Any]) -> bool:
    network = Network.objects.filter(slug=entry["network"]).first()
    releases = Release.objects.in_force().select_related("pathway__network")
    release = releases.filter(pathway__network=network, pathway__code=entry["way"]).first()
    towns = Municipality.objects.select_related("district__land")
    town = towns.filter(name=entry["municipality"], networks__network=network).first()
    if network is None or release is None or town is None:
        return False
    by = User.objects.filter(email=entry.get("issued_by", "")).first()
    handout = issue(by=by, release=release, place=Place(town, entry["postcode"]), format=entry["format"])
    handout.code, handout.phrase = entry["code"], entry["phrase"]
    handout.issued_at = timezone.now() - dt.timedelta(days=entry["days_ago"])
    handout.prints, handout.views = entry["prints"], entry["views"]
    handout.content = _as_then(handout.content, entry.get("printed_with", {}))
    if entry.get("printed_with"):
        handout.content_hash = (
            f"demo-{entry['code']}"  # what it was printed with is not what would be printed now
        )
    handout.save()
    if by is not None:
        HandoutNotice.objects.get_or_create(
            handout=handout, user=by, defaults={"confirmed_at": timezone.now()}
        )
    check([handout])
    return True


def _as_then(content: dict[str, Any], numbers: dict[str, str]) -> dict[str, Any]:
    """Kind of service → number that stood there on the day of printing."""
    contacts = [{**one, "number": numbers.get(one["kind"], one["number"])} for one in content["contacts"]]
    return {**content, "contacts": contacts}
