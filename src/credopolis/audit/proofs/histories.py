"""Least times where entries expire, or where an act needs a list: from below by `bounds`, from above by lives.

The time from grade F to grade T is the least over every life from its first day on: whatever it did before, and
however it prepared it, is on file when it enters F. One is in a grade where one stands after an entry, or after all
that ends in one morning. Lives are planned (`plan`), their days follow (`dated`), and each is lived through the
machine: what it does is true, and each entering of a grade along it is a way that others may be as quick as. Where the
quickest life meets the bound the time is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from credopolis.audit.proofs.aims import Aim, Goal
from credopolis.audit.proofs.bounds import Bounds
from credopolis.audit.proofs.dated import Made, dated
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.enters import Entered
from credopolis.audit.proofs.found import LONGEST_TOLD, Pair
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.ops import Op
from credopolis.audit.proofs.plan import Planner
from credopolis.audit.proofs.state import Move
from credopolis.audit.proofs.witness import Teller

_MOST_SWEPT: Final = 300
"""Entries that a life is swept along by, up or down."""
_MOST_PLANS: Final = 40
"""Plans of one way that are tried before it is left at what was found."""
_MOST_A_ROUND: Final = 40_000
"""Steps for plans that enter in one way: what they do not find then is seldom found at all."""
_ALIKE: Final = 2
"""Plans that only order the same things differently are tried so often."""


@dataclass(frozen=True)
class Way:
    """The quickest way that was found: days, and its story unless that is too long to tell."""

    days: int
    witness: Witness | None


class Lived:
    """The quickest ways that lives went, between grades and after entries of acts."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.ways: dict[Pair, Way] = {}
        self.entered = {machine.first().grade}
        self._watching: list[Callable[[Teller], None]] = []

    def live(self, made: Sequence[Made]) -> None:
        """Live by entries on days, and keep every way that is quicker than those known."""
        machine = self._machine
        teller = Teller(machine, machine.first())
        listed = OnLists(machine, teller)
        for day, act in made:
            if day > teller.day:
                teller.wait(day - teller.day)
            listed.look()
            if act >= 0 and not listed.open_to(machine.moves[act]):
                break  # lived, it goes another way than it was planned
            if act >= 0:
                before, move = teller.state, machine.moves[act]
                teller.post(move)
                listed.entered(move, before != teller.state or not (move.cap or move.times or move.only))
        numbers = {name: k for k, name in enumerate(machine.names)}
        grade, entered = machine.first().grade, {machine.first().grade: 0}
        for n, step in enumerate(teller.steps, 1):
            now = numbers[step.grade]
            for of, day in entered.items():
                known = self.ways.get((of, now))
                if of != now and (known is None or step.day - day < known.days):
                    self.ways[of, now] = Way(step.day - day, self._told(teller, n, day, step.day))
            if now != grade:
                entered[now], grade = step.day, now
        self.entered |= set(entered)
        for look in self._watching:
            look(teller)

    def sweep(self, first: int = 0) -> None:
        """Live by the largest losses to the bottom, by the largest gains to the top, and down again, from a day on."""
        machine = self._machine
        acts = [k for k, move in enumerate(machine.moves) if move.points and machine.lists.open_to(move)]
        made = list[Made]()
        for sign in (-1, 1, -1):
            act = max(acts, key=lambda k: sign * machine.moves[k].points, default=-1)
            if act < 0 or sign * machine.moves[act].points <= 0:
                continue
            cap = machine.moves[act].cap or machine.moves[act].times or _MOST_SWEPT
            points = abs(machine.moves[act].points)
            often = min((machine.high - machine.low) // points + 1, _MOST_SWEPT, cap)
            limit = machine.a_day(sign)
            a_day = -(-limit // points) if limit else often
            made += [((made[-1][0] if made else first) + n // a_day, act) for n in range(often)]
        self.live([*made, (made[-1][0] if made else first, -1)])

    @staticmethod
    def _told(teller: Teller, n: int, begins: int, ends: int) -> Witness | None:
        return Witness(teller.start, tuple(teller.steps[:n]), begins, ends) if n <= LONGEST_TOLD else None

    def follow(self, act: str, wanted: frozenset[int]) -> Callable[[], Way | None]:
        """From now on, keep the quickest way from an entry of an act that drops to a grade, to any of some grades."""
        names, best = self._machine.names, list[Way]()
        goals = {names[grade] for grade in wanted}
        struck = next(move for move in self._machine.moves if move.name == act)

        def look(teller: Teller) -> None:
            day, before = -1, teller.start.grade
            for n, step in enumerate(teller.steps, 1):
                grade = names.index(before)
                if step.act == act and grade >= struck.falls_to and struck.open_in(grade):
                    day = step.day
                if day >= 0 and step.grade in goals and (not best or step.day - day < best[-1].days):
                    best.append(Way(step.day - day, self._told(teller, n, day, step.day)))
                before = step.grade

        self._watching.append(look)
        return lambda: best[-1] if best else None


class OnLists:
    """Until when a life that is told is on each list that an act needs, as far as is seen from day to day."""

    def __init__(self, machine: Machine, teller: Teller) -> None:
        self._machine, self._teller, self._seen = machine, teller, 0
        self._until: dict[int, float] = {}
        self._made: Counter[str] = Counter()
        self._grade = teller.start.grade

    def open_to(self, move: Move) -> bool:
        """Whether the life can do an act today."""
        return move.needs < 0 or self._until.get(move.needs, 0) > self._teller.day

    def look(self) -> None:
        """See what has happened by itself: a grade that lists may have been entered."""
        for step in self._teller.steps[self._seen :]:
            if step.grade != self._grade and self._machine.grade_lists:
                self._put_on(self._machine.grade_lists[self._machine.names.index(step.grade)], step.day)
            self._grade = step.grade
        self._seen = len(self._teller.steps)

    def entered(self, move: Move, counts: bool) -> None:
        """An entry of an act today. counts : whether it does for certain."""
        self.look()
        machine, fell = self._machine, move.falls_to
        if fell >= 0 and machine.grade_lists and machine.names[fell] == self._grade and machine.lock_days[fell]:
            self._put_on(machine.grade_lists[fell], self._teller.day)
        self._made[move.name] += counts
        if counts and self._made[move.name] >= move.adds_after:
            self._put_on(move.adds_to, self._teller.day)
        self._until.pop(move.removes_from, None)

    def _put_on(self, k: int, day: int) -> None:
        if k >= 0:
            self._until[k] = day + (self._machine.list_days[k] or float("inf"))


class Histories:
    """Least times of a machine over all lives."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds, self._after = bounds, 0
        self._planner = Planner(bounds)
        self.lived = Lived(bounds.machine)

    def lives_of(self, lived: Lived, after: int) -> None:
        """Let lives be lived on another machine, so many days later, and look there for the quickest ways."""
        self.lived, self._after = lived, after

    @property
    def reachable(self) -> frozenset[int]:
        """Grades that may be reached."""
        return self._bounds.reachable()

    def floor(self, of: int, to: int, effort: Effort) -> int | None:
        """Days that no life undercuts between two grades, None if it can never be; `lived` holds the quickest."""
        known = partial(self.lived.ways.get, (of, to))
        return self._quickest(self._bounds.entered(of), Goal(of, None, frozenset({to})), known, effort)

    def back(self, act: int, wanted: Sequence[int], effort: Effort) -> tuple[int | None, Witness | None, bool]:
        """Days from an entry of an act that drops to a grade to any of some grades; the story; whether it is proved."""
        after = self.lived.follow(self._bounds.machine.moves[act].name, frozenset(wanted))
        floor = self._quickest(self._bounds.struck(act), Goal(-1, act, frozenset(wanted)), after, effort)
        way = after()
        return (None, None, floor is None) if way is None else (way.days, way.witness, way.days <= (floor or 0))

    def _quickest(
        self, entered: tuple[Entered, ...], goal: Goal, known: Callable[[], Way | None], effort: Effort
    ) -> int | None:
        """The bound, once lives are lived that are as quick as can be found; `known` tells the quickest so far."""
        bounds = self._bounds
        if (way := known()) is not None and way.days == 0:
            return 0
        try:
            ways = bounds.ways_to(goal.grades, effort)
            floor = bounds.least(entered, goal.grades, ways, effort)
        except OutOfEffort:
            return 0
        if floor is None:
            return None
        classes = list(bounds.classes(entered, ways))
        rounds = [(*each, greedy) for greedy in (True, False) for each in classes]
        for n, (points, nodes, greedy) in enumerate(rounds):
            if (way := known()) is not None and way.days <= floor:
                break
            with effort.share(1, max(len(rounds) - n, effort.left / _MOST_A_ROUND)) as part:
                try:
                    aim = Aim(goal, points, ways, bounds.before(nodes, part), floor)
                    self._try(aim, part, greedy, known)
                except OutOfEffort:
                    continue
        return floor

    def _try(self, aim: Aim, effort: Effort, greedy: bool, known: Callable[[], Way | None]) -> None:
        """Live by one plan after another, those left out that only order the same things differently; in haste, by the
        first that has days. Raises OutOfEffort."""
        seen: Counter[tuple[object, ...]] = Counter()
        tried = 0
        for taken, ops in self._planner.plans(aim, effort, greedy=greedy):
            way = known()
            if way is not None and (way.days <= aim.floor or (taken >= way.days and not greedy)):
                return
            shape = _shape(ops)
            seen[shape] += 1
            if seen[shape] > _ALIKE:
                continue
            tried += 1
            effort.spend(10 * len(ops))
            made = dated(self._bounds.machine, ops)
            if made is not None:
                self.lived.live([(day + self._after, act) for day, act in made])
            if tried >= _MOST_PLANS or (greedy and made is not None):
                return


def _shape(ops: tuple[Op, ...]) -> tuple[object, ...]:
    """What happens before a grade is entered and after, in whatever order."""
    at = next((k for k, op in enumerate(ops) if op.enters), -1) + 1
    return tuple(tuple(sorted(Counter(part).items())) for part in (ops[:at], ops[at:]))
