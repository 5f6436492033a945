"""Where a plan stands in the loose graph of `bounds`, and where ends of entries and parts of entries lead."""

from __future__ import annotations

from credopolis.audit.proofs.aims import At
from credopolis.audit.proofs.bounds import Bounds
from credopolis.audit.proofs.ops import FADE, Op, Ops, unfiled
from credopolis.audit.proofs.state import Move


class PlacesOfPlans:
    """The nodes of a graph by score, grade, lock and phase."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds, self.machine = bounds, bounds.machine
        graph = bounds.graph
        self._after = graph.after[: len(self.machine.moves)]
        self._released = graph.released
        self._places = {
            place: node
            for node, place in enumerate(
                zip(
                    graph.score.tolist(), graph.grade.tolist(), graph.locked.tolist(), graph.phase.tolist(), strict=True
                )
            )
        }
        self._at = list(self._places)
        self._counted = [
            tuple(g for g in self.machine.counted_grades if move.points < 0 and not 0 <= move.falls_to <= g)
            for move in self.machine.moves
        ]

    def _of_part(self, node: int, move: Move, points: int) -> int:
        """Where an entry leads of which the day's limit leaves fewer points; where it is if that is nowhere known."""
        machine = self.machine
        score, grade, locked, phase = self._at[node]
        score, phase = min(max(score + points, machine.low), machine.high), 1 if phase == 2 and move.takes else phase
        if 0 <= move.falls_to <= grade:
            then, lock = move.falls_to, machine.lock_days[move.falls_to]
        else:
            then, lock = machine.follow(score, grade, int(locked), points, phase > 0)
        return self._places.get((score, then, lock > 0, phase), node)

    def _faded(self, at: At, day: int) -> tuple[Ops, At]:
        """What stands no longer on a day after entering ends by then."""
        ops: list[Op] = []
        for entry, many in at.standing:
            k, moved, made = entry
            if max(made, 0) + self.machine.moves[k].term < day:
                for _ in range(many):
                    ops.append(Op(FADE, k, moved))
                    node = self._taken_back(at.node, moved)
                    at = at._replace(node=node, standing=unfiled(at.standing, entry))
        return tuple(ops), at

    def _taken_back(self, node: int, moved: int) -> int:
        """Where the end of an entry leads."""
        machine = self.machine
        score, grade, locked, phase = self._at[node]
        score = min(max(score - moved, machine.low), machine.high)
        then, lock = machine.follow(score, grade, int(locked), -moved, phase > 0)
        return self._places.get((score, then, lock > 0, phase), node)
