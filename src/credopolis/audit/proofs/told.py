"""Stories of ways through the graph, told step by step."""

from __future__ import annotations

from credopolis.audit.proofs.found import LONGEST_TOLD, history
from credopolis.audit.proofs.graph import RELEASE, Graph
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.ways import Ways
from credopolis.audit.proofs.witness import Teller


def told(graph: Graph | None, ways: Ways, entry: tuple[int, int], node: int) -> Witness | None:
    """The story from the start to a node and on to the goal; None if it is too long to tell."""
    if graph is None or ways.steps[node] > LONGEST_TOLD:
        return None
    hows = history(graph, entry)
    if hows is None:
        return None
    teller = Teller(graph.machine, graph.machine.first())
    for how in hows:
        _step(teller, graph.machine, how)
    begins = teller.day
    while ways.then[node] >= 0:
        _step(teller, graph.machine, int(ways.by[node]))
        node = int(ways.then[node])
    return teller.witness(begins)


def _step(teller: Teller, machine: Machine, how: int) -> None:
    if how == RELEASE:
        teller.wait(teller.state.lock)
    else:
        teller.post(machine.moves[how])
