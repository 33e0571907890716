"""The network map and its measures, on graphs as regions have them: blocks of places, few hubs, many with one tie.

Ratios to networkx and igraph come from the same run on the same graph; igraph is GPL and judges here alone.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from functools import cache
from typing import Any

from django.db import connection
from django.test import Client

from coordination.accounts.roles import Role
from coordination.directory.models import Institution, Listing
from coordination.lib import history
from coordination.lib.levels import Level
from network import loading
from network.arrays import Arrays, made_of
from network.bubbles import MOST_NODES
from network.findings import findings
from network.graph import plain_graph
from network.measures import betweenness, net_of
from network.models import Relation
from tests.bench.measure import Figures, bench, clock, median_ms
from tests.factories.accounts import MembershipFactory, NetworkFactory
from tests.factories.directory import InstitutionTypeFactory


def pairs_of(n: int, m: int, seed: int = 5) -> list[tuple[int, int]]:
    """District blocks with four fifths of the ties inside, heavy-tailed numbers, three quarters tied to one house."""
    chance = random.Random(seed)
    block = max(n // 30, 10)
    weights = [1 / (1 + place % block) for place in range(n)]
    found: set[tuple[int, int]] = {(at, at - at % 4) for at in range(n) if at % 4}
    by_block = [list(range(start, min(start + block, n))) for start in range(0, n, block)]
    while len(found) < m:
        one = chance.randrange(n)
        pool = by_block[one // block] if chance.random() < 0.8 else range(n)
        other = (
            chance.choices(pool, [weights[at] for at in pool])[0] if len(pool) < 1000 else chance.randrange(n)
        )
        if one != other and (other, one) not in found:
            found.add((one, other))
    return sorted(found)


def graph_of(n: int, m: int) -> Arrays:
    marks = [at % 7 for at in range(n)]
    return made_of(n, pairs_of(n, m), groups=marks, multipliers=[int(at % 3 > 0) for at in range(n)])


@cache
def stored(n: int, m: int) -> tuple[Any, Client]:
    """A network in the database with its coordinator signed in."""
    network = NetworkFactory(name=f"Netz {n}", slug=f"netz-{n}")
    kinds = [
        InstitutionTypeFactory(code=code, group=group, name=code)
        for code, group in (("daycare", "education"), ("school", "education"), ("spz", "health"))
    ]
    houses = [
        Institution(name=f"Haus {at}", type=kinds[at % 3], city="Ort", part=f"Teil {at % 12}")
        for at in range(n)
    ]
    for house in houses:
        house.derive()
    with history.changes(by=None):
        history.bulk_create(houses)
        history.bulk_create(
            [Listing(institution=one, network=network, level=Level.NETWORK) for one in houses]
        )
        history.bulk_create(
            [
                Relation(network=network, source=houses[a], target=houses[b], kind="refers")
                for a, b in pairs_of(n, m)
            ]
        )
    client = Client()
    client.force_login(MembershipFactory(network=network, role=Role.COORDINATOR).user)
    return network, client


@bench("Network map, 600 institutions, kept", unit="ms", goal=400)
def the_map_kept() -> Figures:
    _network, client = stored(MOST_NODES, 1500)
    times = []
    client.get("/arbeit/netz/karte/")
    for _ in range(40):
        with clock() as each:
            assert client.get("/arbeit/netz/karte/").status_code == 200
        times.append(each.seconds * 1000)
    return Figures(sorted(times)[37], note="p95")


@bench("Network map anew after a change, 3,000 / 15,000", unit="ms", goal=1000)
def the_map_anew() -> Figures:
    _network, client = stored(3000, 15000)

    def work() -> None:
        loading.forget()
        assert client.get("/arbeit/netz/karte/").status_code == 200

    return Figures(median_ms(work, rounds=7), note="read, arrays, bubbles, page")


@bench("All answers, 3,000 / 15,000", unit="s", goal=5)
def answers() -> Figures:
    return _answers(3000, 15000)


@bench("All answers, 10,000 / 50,000", unit="s", goal=60)
def answers_large() -> Figures:
    return _answers(10000, 50000)


def _answers(n: int, m: int) -> Figures:
    graph = graph_of(n, m)
    with clock() as ours:
        found = findings(graph)
    return Figures(ours.seconds, note=f"{found['cut_points']} cut points, {found['bridge_count']} bridges")


@bench("Betweenness 1,000 / 5,000 (ratio at most 1/20)", unit="s", against="networkx", goal=None)
def against_networkx() -> Figures:
    import networkx as nx

    graph = graph_of(1000, 5000)
    net_of(graph)
    with clock() as ours:
        betweenness(graph)
    with clock() as theirs:
        nx.betweenness_centrality(plain_graph(graph))
    return Figures(ours.seconds, theirs.seconds, note=f"x{theirs.seconds / ours.seconds:.0f}")


@bench("Betweenness 3,000 / 15,000 (ratio at most 3)", unit="s", against="igraph", goal=None)
def against_igraph() -> Figures:
    import igraph

    graph = graph_of(3000, 15000)
    net_of(graph)
    one, other = graph.pairs
    net = igraph.Graph(graph.n, list(zip(one.tolist(), other.tolist(), strict=True)))
    with clock() as ours:
        betweenness(graph)
    with clock() as theirs:
        net.betweenness()
    return Figures(ours.seconds, theirs.seconds)


@bench("Loading 100,000 / 500,000 (ratio at most 2.5)", unit="s", against="bare driver", goal=None)
def load() -> Figures:
    network, _client = stored(100_000, 500_000)
    known = connection.settings_dict["NAME"]
    words = [sys.executable, "-m", "tests.bench.load_child", str(known), str(network.pk)]
    found = json.loads(subprocess.run(words, check=True, capture_output=True, timeout=600).stdout)
    note = f"{found['mb']:.0f} MB at most (goal 150), CPU seconds in a process of its own"
    return Figures(found["ours"], found["theirs"], note=note)
