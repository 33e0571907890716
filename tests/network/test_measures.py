"""Measures agree with networkx and with tables of the literature. No database."""

from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from network import measures
from network.arrays import made_of
from network.breaks import breaks, pieces_without
from network.cover import next_to_close, next_to_win, reached
from network.loading import carried_by_provider
from network.silos import contact_matrix, e_i_index, silos


def ours(net, **facts):
    """A networkx graph as arrays, with the names in the order of the places."""
    names = list(net)
    at = {name: place for place, name in enumerate(names)}
    return made_of(len(names), [(at[one], at[other]) for one, other in net.edges], **facts), names


def some_graphs():
    yield nx.empty_graph(0)
    yield nx.empty_graph(1)
    yield nx.path_graph(2)
    yield nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(5))
    yield nx.star_graph(6)
    for seed in range(6):
        yield nx.gnm_random_graph(40, 25 + 8 * seed, seed=seed)
    yield nx.barabasi_albert_graph(120, 2, seed=3)


@pytest.mark.parametrize("net", list(some_graphs()), ids=lambda net: f"{len(net)}-{net.size()}")
def test_both_engines_agree(net):
    graph, names = ours(net)

    def by_name(values):
        return {name: pytest.approx(values[at], abs=1e-9) for at, name in enumerate(names)}

    assert nx.betweenness_centrality(net) == by_name(measures.betweenness(graph))
    assert nx.closeness_centrality(net) == by_name(measures.closeness(graph))
    assert measures.cut_points(graph) == set(nx.articulation_points(net))
    assert measures.bridges(graph) == {tuple(sorted(pair)) for pair in nx.bridges(net)}
    assert [len(part) for part in measures.components(graph)] == sorted(
        (len(part) for part in nx.connected_components(net)), reverse=True
    )
    assert nx.core_number(net) == by_name(measures.core_numbers(graph))
    assert dict(net.degree) == by_name(graph.degree)
    found, bridges = breaks(graph)
    assert {one.node for one in found} == measures.cut_points(graph)
    assert {one[:2] for one in bridges} == measures.bridges(graph)
    for one in found:
        assert sorted(len(piece) for piece in pieces_without(graph, one.node))[:-1] == list(one.pieces)


def test_krackhardts_kite_has_three_different_leaders():
    """Krackhardt 1990: Diane has the most ties, Heather stands between, Fernando and Garth are nearest to all."""
    graph, _names = ours(nx.krackhardt_kite_graph())

    between, close = measures.betweenness(graph), measures.closeness(graph)

    assert graph.degree.tolist() == [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
    assert np.argmax(graph.degree) == 3
    assert between.round(3).tolist() == [0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0]
    assert close.round(3).tolist() == [0.529, 0.529, 0.5, 0.6, 0.5, 0.643, 0.643, 0.6, 0.429, 0.31]
    assert measures.cut_points(graph) == {7, 8}


def test_the_medici_stand_between_the_families_of_florence():
    """Padgett and Ansell 1993, as in Jackson 2008: Medici .522, Guadagni .255, Albizzi .212 of all shortest ways."""
    graph, names = ours(nx.florentine_families_graph())

    share = dict(zip(names, measures.betweenness(graph).round(3).tolist(), strict=True))

    assert (share["Medici"], share["Guadagni"], share["Albizzi"]) == (0.522, 0.255, 0.212)


def test_zacharys_club_hangs_on_its_two_leaders():
    """Zachary 1977; figures as in Freeman's definition, published many times: 0.438, 0.304, core of four."""
    graph, _names = ours(nx.karate_club_graph())

    between = measures.betweenness(graph)

    assert (round(between[0], 3), round(between[33], 3)) == (0.438, 0.304)
    assert int(measures.core_numbers(graph).max()) == 4
    assert measures.cut_points(graph) == {0}


def test_several_ties_of_two_and_loops_count_once():
    graph = made_of(3, [(0, 1), (1, 0), (0, 1), (2, 2)])

    assert graph.degree.tolist() == [1, 1, 0]
    assert measures.components(graph)[0].tolist() == [0, 1]


def test_steps_and_shortest_ways():
    graph = made_of(6, [(0, 1), (1, 3), (0, 2), (2, 3), (3, 4)])

    assert measures.steps_from(graph, [0]).tolist() == [0, 1, 1, 2, 3, -1]
    assert sorted(measures.shortest_ways(graph, 0, 4)) == [[0, 1, 3, 4], [0, 2, 3, 4]]
    assert measures.shortest_ways(graph, 0, 5) == []
    assert graph.around(np.arange(6) == 4, 1).tolist() == [False, False, False, True, True, False]


@pytest.mark.parametrize("seed", range(12))
def test_greedy_is_near_the_best_of_all_choices(seed):
    """Never below 63 % of what trying everything finds; the first choice is the best single one."""
    net = nx.gnm_random_graph(14, 16, seed=seed)
    graph, _names = ours(net, multipliers=[int(at % 6 == 0) for at in range(14)])
    open_ = set(np.flatnonzero(~reached(graph)).tolist())

    def gains(chosen):
        return len(open_ & {at for one in chosen for at in (one, *net[one])})

    candidates = np.flatnonzero(graph.gaps).tolist()
    best = max((gains(chosen) for chosen in combinations(candidates, 3)), default=0)
    found = next_to_win(graph, 3)

    assert sum(one.gains for one in found) == gains([one.node for one in found])
    assert sum(one.gains for one in found) >= 0.63 * best
    if found:
        alone = sorted((gains([one]) for one in candidates), reverse=True)
        assert (found[0].gains, found[0].next_best) == (alone[0], alone[1])


@pytest.mark.parametrize("seed", range(6))
def test_who_closes_the_most_gaps_is_the_best_of_all_choices(seed):
    """Providers above houses, some rings among them: greedy is never below what trying everything finds."""
    chance = np.random.default_rng(seed)
    above = {at: int(chance.integers(0, 12)) for at in range(12) if chance.random() < 0.8}
    own = [int(chance.random() < 0.3) for _at in range(12)]
    pairs = [(house, provider) for house, provider in above.items() if house != provider]
    bare = made_of(12, pairs, multipliers=own)
    houses, providers = (np.array(side, dtype=int) for side in zip(*pairs, strict=True))
    graph = replace(
        bare,
        kind_names=("belongs",),
        carried=carried_by_provider(bare.multipliers > 0, houses, providers),
    )

    def gains(chosen):
        spoken = bare.multipliers > 0
        spoken[list(chosen)] = True
        reached_now = spoken | carried_by_provider(spoken, houses, providers)
        return int((graph.unreached & reached_now).sum())

    found = next_to_close(graph, 3)
    best = max(gains(chosen) for chosen in combinations(range(12), 3))

    assert sum(one.gains for one in found) == gains([one.node for one in found])
    assert sum(one.gains for one in found) >= 0.63 * best


def test_silos_count_pairs_and_say_who_could_begin():
    graph = made_of(6, [(0, 1), (1, 0), (1, 2), (3, 4)], groups=[0, 0, 1, 2, 2, 2])

    contacts = contact_matrix(graph, 4)

    assert contacts.tolist() == [[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert e_i_index(contacts) == [0.0, 1.0, -1.0, None]
    assert [row[:2] for row in silos(graph, 4).missing] == [(0, 2), (1, 2)]
