"""The graph followed node by node is the graph followed by arrays; and bounds without the score hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from credopolis.audit.proofs import graph
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.graph import FAR, Graph, graph_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.rungs import Rungs
from credopolis.audit.proofs.ways import Backwards
from credopolis.rulebook import Rulebook

from .small import small_rulebooks
from .test_times import EVERYTHING


def both(machine: Machine, few: int, patch: pytest.MonkeyPatch) -> tuple[Graph, list[np.ndarray]]:
    """The graph and the days and steps to every grade, with so few nodes followed one by one."""
    patch.setattr(graph, "FEW", few)
    found = graph_of(machine)
    ways = [Backwards(found).ways_to(np.flatnonzero(found.grade == to).tolist()) for to in range(len(machine.names))]
    return found, [part for way in ways for part in (way.days, way.then, way.by, way.steps)]


@EVERYTHING
@given(small_rulebooks())
def test_one_by_one_is_all_at_once(book: Rulebook) -> None:
    machine = machine_of(book)
    assert machine is not None
    with pytest.MonkeyPatch.context() as patch:
        one, ways = both(machine, 10**9, patch)
        many, others = both(machine, 0, patch)
    for name in ("score", "grade", "locked", "after", "released", "came_from", "came_by"):
        assert np.array_equal(getattr(one, name), getattr(many, name)), name
    assert all(np.array_equal(a, b) for a, b in zip(ways, others, strict=True))


@EVERYTHING
@given(small_rulebooks(caps=True))
def test_no_time_is_shorter_than_rungs_say(book: Rulebook) -> None:
    machine = machine_of(book)
    assert machine is not None
    rungs, whole = Rungs(machine), graph_of(machine)
    within = {grade for grade, _ in rungs.reachable}
    assert set(whole.grade.tolist()) <= within
    backwards = Backwards(whole)
    for of in range(len(machine.names)):
        nodes = list(whole.entries(of))
        bound = rungs.days_from(rungs.entries(of))
        for to in range(len(machine.names)):
            days = backwards.ways_to(np.flatnonzero(whole.grade == to).tolist()).days[nodes].min(initial=FAR)
            assert days == FAR or bound[to] <= days


def test_a_graph_beyond_the_effort_is_given_up() -> None:
    from credopolis.rulebook import parse_rulebook

    text = (
        "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
        "score: {start: 0, min: 0, max: 9000}\ngrades: {A: {}}\nacts: {gain: {points: 1}}\n"
    )
    machine = machine_of(parse_rulebook(text, "b.yaml"))
    assert machine is not None
    with pytest.raises(OutOfEffort):
        graph_of(machine, Effort(1000))
