"""The twin's jobs: who loses work, finds other, changes it and is promoted; each day's chances are worked out anew."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from credopolis.core import purposes
from credopolis.core.schema import EDUCATION, OCCUPATIONS
from credopolis.engine.scenario import Scenario

from .twin_entitled import decision
from .twin_services import Services
from .twin_stages import CLOSES, WORKS
from .twin_state import JOB, Due, Life, Record, draw, exponential, key_of, low_uniform
from .twin_tables import Tables

if TYPE_CHECKING:
    from .twin_families import Families

OUTCOMES = ("loses work", "finds work", "changes work", "is promoted")
AT_WORK = WORKS[1:]  # all but farmers


def high_uniform(bits: int) -> float:
    """In [0, 1), from the high half of a draw."""
    return (bits >> 32) / 2**32


class Jobs:
    """Work of every life."""

    def __init__(self, scenario: Scenario, tables: Tables, record: Record, services: Services) -> None:
        self.s, self.t, self.record, self.services = scenario, tables, record, services
        self.p = scenario.regime.jobs
        grows = scenario.regime.stages.stands and "stages" not in scenario.off
        self.stands = self.p.stands and "jobs" not in scenario.off and grows
        self.families: Families
        self.means = (1.0, 1.0)  # of the province a tick ago, of finding work and of promotion

    def _key(self, life: Life, day: int) -> int:
        return key_of(self.s.seed, int(purposes.JOBS), life.number, day)

    @staticmethod
    def _years(life: Life, day: int) -> int:
        return (day - life.born) * 4 // 1461

    def odds(self, life: Life, day: int) -> float:
        """Lives out of work for each at work, of its age, schooling and area."""
        years, p = self._years(life, day), self.p
        out = p.young if years < 25 else p.twenties if years < 30 else p.older
        out *= p.tertiary if EDUCATION[life.education] == "tertiary" else p.others
        out *= 1.0 if life.has("urban") else p.rural
        out = min(out, 0.9)
        return out / (1 - out)

    def _weights(self, life: Life) -> dict[str, float]:
        work = self.s.tables.params.work
        rows = (work.urban if life.has("urban") else work.rural).value
        return dict(zip(work.occupations, rows[life.education], strict=True))

    def begin(self, life: Life, day: int) -> None:
        """Day 0, or the day on which a life leaves school."""
        if not self.stands:
            return
        if OCCUPATIONS[life.occupation] == "unemployed":
            weights = self._weights(life)
            at_work = sum(weights[name] for name in AT_WORK)
            chance = min(self.odds(life, day) * at_work / weights["unemployed"], 1.0) if weights["unemployed"] else 0.0
            life.seeks = low_uniform(draw(self._key(life, day), 4)) < chance
        self.await_next(life, day)

    def await_next(self, life: Life, day: int) -> None:
        """When something may happen next; never where it cannot."""
        life.job_on = 0
        if not self.stands:
            return
        p, last = self.p, self.s.days
        if life.seeks:
            a_year = 2 * p.finds_a_year
        elif OCCUPATIONS[life.occupation] in AT_WORK:
            a_year = p.finds_a_year * self.odds(life, day) + p.changes_a_year + 2 * p.promoted_a_year
            birthdays = (life.born - (-1461 * years // 4) for years in (25, 30))
            last = min([last, *(birthday for birthday in birthdays if birthday > day)])
        else:
            return
        mean = -1 / math.log(1 - min(a_year / 365.25, 0.99)) if a_year > 0 else 1e9
        due = min(day + 1 + int(exponential(draw(self._key(life, day), 0)) * mean), last)
        if due < self.s.days:
            life.job_on = due
            self.record.schedule(life, Due(due, JOB, since=day))

    def _times(self, life: Life, gate: str, first: float, mean: float) -> float:
        """How many times the usual hazard holds by a gate, as a share of twice that."""
        own = 1.0
        if life.grade is not None:
            name = self.t.grades[life.grade]
            if gate in self.t.rulebook.gates:
                if decision(self.t.rulebook, gate, name, life.listed)[0] == "refused":
                    own = 0.0 if gate == "promotion" else own
                elif decision(self.t.rulebook, gate, name)[0] == "first":
                    own = round(1000 * first) / 1000
        return min(own / mean, 2.0) / 2 if mean > 0 else 0.0

    def mean_of(self, grades: list[str]) -> tuple[float, float] | None:
        """How soon lives in their grades find work, and are promoted, on average; None where nobody is in a grade."""
        if not self.stands or not grades:
            return None
        found = []
        for gate, first in (("job_assignment", self.p.first_hired), ("promotion", self.p.first_promoted)):
            words = [
                decision(self.t.rulebook, gate, g)[0] if gate in self.t.rulebook.gates else "granted" for g in grades
            ]
            refused = words.count("refused") if gate == "promotion" else 0
            firsts = words.count("first")
            found.append((len(grades) - firsts - refused + firsts * round(1000 * first) / 1000) / len(grades))
        return found[0], found[1]

    def _other_work(self, life: Life, day: int, key: int, besides: frozenset[str] = frozenset()) -> str | None:
        """What else a life does; what is refused leaves the rest in the same proportions, by a draw of its own.

        besides : work that is left out, too.
        """
        weights, refused = self._weights(life), self.services.refused_gates(life)
        whole, ends, total = sum(weights.values()), {}, 0.0
        for name, weight in weights.items():
            begin, total = total, total + weight
            ends[name] = round(65_536 * begin / whole), round(65_536 * total / whole)

        def work_of(v: int, without: set[str]) -> str | None:
            low, high, mine = next((low, high, name) for name, (low, high) in ends.items() if low <= v < high)
            if mine not in without:
                return mine
            left = {name: end - begin for name, (begin, end) in ends.items() if name not in without}
            at = (v - low) * sum(left.values())
            for name, size in left.items():
                at -= size * (high - low)
                if at < 0:
                    return name
            return None

        none = {"farmer", "unemployed"} | besides
        found = work_of(int(low_uniform(draw(key, 2)) * 65_536), none)
        if found is not None and CLOSES.get(found) in refused:
            gate = CLOSES[found]
            self.record.count("doors", self.record.cell(life, day), tuple(CLOSES.values()).index(gate))
            self.record.note(life, day, "door", day, gate)
            closed = none | {name for name in ends if CLOSES.get(name) in refused}
            found = work_of(int(low_uniform(draw(key, 3)) * 65_536), closed)
        return found

    def happen(self, life: Life, day: int) -> None:
        """What may happen to a life's work today."""
        if not self.stands or life.job_on != day:
            return
        if life.seeks:
            self._seek(life, day)
        elif OCCUPATIONS[life.occupation] in AT_WORK and not any(
            day == life.born - (-1461 * years // 4) for years in (25, 30)
        ):
            self._change(life, day)
        self.await_next(life, day)

    def _count(self, life: Life, day: int, outcome: str) -> None:
        self.record.count("jobs", self.record.cell(life, day), OUTCOMES.index(outcome))

    def _take(self, life: Life, day: int, found: str) -> None:
        life.occupation = OCCUPATIONS.index(found)
        if found == "official":
            self.families.become_official(life, day)

    def _seek(self, life: Life, day: int) -> None:
        key = self._key(life, day)
        bits = draw(key, 1)
        if low_uniform(bits) >= self._times(life, "job_assignment", self.p.first_hired, self.means[0]):
            return
        found = self._other_work(life, day, key)
        if found is None:
            return
        life.seeks = False
        self._take(life, day, found)
        self._count(life, day, "finds work")
        self.record.note(life, day, "hired", day, found)
        if high_uniform(bits) < self.p.loses_class and life.income_now > 1:
            life.income_now -= 1
            self.record.note(life, day, "job", day, f"earns less than before: income class {life.income_now}")

    def _change(self, life: Life, day: int) -> None:
        p, key = self.p, self._key(life, day)
        bits = draw(key, 1)
        loses = p.finds_a_year * self.odds(life, day)
        mark = low_uniform(bits) * (loses + p.changes_a_year + 2 * p.promoted_a_year)
        if mark < loses:
            life.occupation, life.seeks = OCCUPATIONS.index("unemployed"), True
            self._count(life, day, "loses work")
            self.record.note(life, day, "job", day, "loses its work")
        elif mark < loses + p.changes_a_year:
            found = self._other_work(life, day, key)
            if found is not None:
                self._take(life, day, found)
                self._count(life, day, "changes work")
                self.record.note(life, day, "changed", day, found)
        elif life.income_now < 5 and high_uniform(bits) < self._times(
            life, "promotion", p.first_promoted, self.means[1]
        ):
            life.income_now += 1
            self._count(life, day, "is promoted")
            self.record.note(life, day, "job", day, f"is promoted: income class {life.income_now}")
