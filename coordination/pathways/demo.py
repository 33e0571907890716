"""The demo's pathways: every template adopted, some published by two people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Network, User
from coordination.lib.history import changes
from coordination.lib.reference import broken, read_entries
from coordination.pathways.checks import findings
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import DeadEnds, Pathway, Release, Remark, Reviewer
from coordination.pathways.services.adopting import copy
from coordination.pathways.services.deadends import refresh
from coordination.pathways.slots import slot_findings

FILE = "pathways.yaml"
NEEDED = {"network", "adopt", "publish", "submitted_by", "approved_by", "decided"}
KNOWN = {"asked", "remarks"}


@transaction.atomic
def load_demo(folder: Path) -> Counter[str]:
    """Adopt and publish what the file names. What stands there stays; without templates nothing happens.

    A pathway that the checks would stop is not published: the demo breaks no rule of the house.
    """
    path = folder / FILE
    done: Counter[str] = Counter(created=0, unchanged=0)
    templates = {row.code: row for row in Pathway.objects.templates()}
    if not path.exists() or not templates:
        return done
    with changes(by=None, source="demo"):
        for entry in read_entries(path, needed=NEEDED, known=KNOWN, key="network"):
            network = Network.objects.filter(slug=entry["network"]).first()
            if network is None:
                sentence = _("“%(word)s” is not known here.") % {"word": entry["network"]}
                raise broken(path, entry["network"], sentence, code="network_unknown")
            for code in entry["adopt"]:
                if code not in templates:
                    sentence = _("“%(word)s” is not known here.") % {"word": code}
                    raise broken(path, entry["network"], sentence, code="template_unknown")
                if Pathway.objects.filter(network=network, slug=templates[code].slug).exists():
                    done["unchanged"] += 1
                    continue
                made = copy(templates[code], network)
                done["created"] += 1
                if code in entry["publish"]:
                    _publish(made, entry)
            _remarks(network, entry, done)
            if not DeadEnds.objects.filter(network=network).exists():
                refresh(network)
    return done


def _publish(pathway: Pathway, entry: dict) -> None:
    flow, today = flow_of(pathway), timezone.localdate()
    if pathway.network is None or findings(flow, today=today) or slot_findings(flow, pathway.network):
        return
    people = {
        user.email: user
        for user in User.objects.filter(email__in=[entry["submitted_by"], entry["approved_by"]])
    }
    release = Release(pathway=pathway, number=1)
    release.submit_by(people.get(entry["submitted_by"]), flow.content(), "")
    release.approve_by(
        people.get(entry["approved_by"]),
        valid_from=today - dt.timedelta(days=50),
        review_due=today + dt.timedelta(days=315),
        note=entry["decided"],
    )
    release.publish()


def _remarks(network: Network, entry: dict, done: Counter[str]) -> None:
    """Who was asked for remarks and what was remarked; once, so that settling in the demo lasts."""
    ways = {way.code: way for way in Pathway.objects.of_networks([network.pk])}
    if Remark.objects.filter(pathway__in=ways.values()).exists():
        return
    people, now = {user.email: user for user in User.objects.all()}, timezone.now()
    for row in entry.get("asked", ()):
        Reviewer.objects.create(
            pathway=ways[row["pathway"]],
            user=people[row["user"]],
            asked_by=people[row["by"]],
            asked_at=now - dt.timedelta(days=row["days_ago"]),
        )
    for row in entry.get("remarks", ()):
        made = now - dt.timedelta(days=row["days_ago"])
        Remark.objects.create(
            pathway=ways[row["pathway"]],
            step_code=row.get("step", ""),
            author=people[row["by"]],
            text=row["text"],
            made_at=made,
            settled_at=made + dt.timedelta(days=2) if row.get("settled") else None,
        )
    done["created"] += len(entry.get("remarks", ()))
