"""Falls travel along ties as an independent reckoning on the same graph says (networkx)."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from credopolis.company.desk import book_of
from credopolis.firms import course, links, month
from credopolis.firms.cascades import cascades
from credopolis.firms.course import Falls, FirmCourse, Town
from credopolis.firms.generate import generate
from credopolis.firms.given import values

TOWN = Town(np.full(6, 12_000), np.full(6, 4_000), np.repeat(np.arange(2), 3), ("East", "West"))


def _graph(one: FirmCourse) -> nx.MultiGraph:
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(one.firms)))
    for i in range(len(one.firms)):
        for j in one.links.supplier[one.links.start[i] : one.links.start[i + 1]]:
            if j >= 0:
                graph.add_edge(i, int(j))
    return graph


def _tally(one: FirmCourse) -> np.ndarray:
    return np.zeros(2 * len(one.law.acts) + month.COUNTS, np.int64)


def test_what_partners_did_is_told_as_the_graph_has_it() -> None:
    """Month by month, of every company: how many of its partners fell, and the first of them."""
    one = course.begin(book_of("popular-company"), TOWN, seed=2, rates={"contract_default": 1.5})
    seen = 0
    for _ in range(30):
        fell = set(np.flatnonzero(one.fell).tolist())
        one.month(_tally(one))
        graph = _graph(one)
        for i in graph:
            others = [j for _, j in graph.edges(i) if j in fell]
            assert one.hits[i] == min(len(others), 255), i
            assert one.by[i] == (min(others) if others else -1), i
            seen += len(others)
    assert seen > 10


def test_cascades_are_the_components_of_who_brought_down_whom() -> None:
    one = course.begin(book_of("popular-company"), TOWN, seed=4, rates={"contract_default": 1.5})
    for _ in range(60):
        one.month(_tally(one))
    falls = one.all_falls()
    found = cascades(falls)
    brought = nx.DiGraph()
    brought.add_nodes_from(zip(falls.month.tolist(), falls.firm.tolist(), strict=True))
    for m, firm, partner in zip(falls.month.tolist(), falls.firm.tolist(), falls.partner.tolist(), strict=True):
        if partner >= 0:
            assert (m - 1, partner) in brought
            brought.add_edge((m - 1, partner), (m, firm))
    components = sorted(len(held) for held in nx.weakly_connected_components(brought))
    assert components == sorted(found.size.tolist()) and components[-1] > 3
    roots = [node for node in brought if brought.in_degree(node) == 0]
    longest = [max(nx.single_source_shortest_path_length(brought, root).values()) for root in roots]
    assert sorted(longest) == sorted(found.lasts.tolist())
    assert {(int(falls.month[k]), int(falls.firm[k])) for k in found.first} == set(roots)


def test_no_falls_are_no_cascades() -> None:
    none = cascades(Falls(*(np.zeros(0, np.int32) for _ in range(3))))
    assert len(none.size) == 0


@pytest.mark.parametrize("share", [0.05, 0.4])
def test_sisters_are_pairs_of_one_district(share: float) -> None:
    firms = generate(1, TOWN.people, TOWN.employed, TOWN.province, values())
    other = links.sisters(1, firms, share)
    has = np.flatnonzero(other >= 0)
    assert (other[other[has]] == has).all() and (firms["district"][has] == firms["district"][other[has]]).all()
    assert abs(len(has) / len(firms) - share) < 0.08


def test_ties_have_the_law_and_the_life_that_were_given() -> None:
    """The tail of suppliers and of customers (cmp-093), how many are near, and how long ties last."""
    town = Town(np.full(40, 60_000), np.full(40, 20_000), np.repeat(np.arange(8), 5), tuple("abcdefgh"))
    given = values()
    firms = generate(3, town.people, town.employed, town.province, given)
    held = links.tie(3, firms, given)
    counts = np.diff(held.start)
    assert abs(counts.mean() - given["links"]) < 1.0
    tail = counts[counts >= 20]
    assert 1.0 < 1 / np.mean(np.log(tail / 19.5)) < 1.9
    there = held.supplier >= 0
    owner = np.repeat(np.arange(len(firms)), counts)
    near = (firms["province"][owner[there]] == firms["province"][held.supplier[there]]).mean()
    assert abs(near - (given["link_local"] + (1 - given["link_local"]) / 8)) < 0.02
    before = held.supplier.copy()
    for now in range(1, 25):
        links.renew(3, held, now)
    gone = (held.supplier != before)[there].mean()
    assert abs(gone - (1 - np.exp(-2 / given["link_years"]))) < 0.02
    customers = np.bincount(before[there], minlength=len(firms))
    top = np.sort(customers)[::-1][:150].astype(float)
    assert 0.8 < 1 / np.mean(np.log(top[:-1] / top[-1])) < 1.5
