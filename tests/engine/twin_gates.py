"""The twin's gates: requests of every grade at every benefit and restriction, but refusals that are drawn."""

from __future__ import annotations

from collections import Counter

from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.gates import BENEFITS, COUNTED, FIGURES, GATES
from credopolis.mechanisms.queues import QUEUES
from credopolis.mechanisms.services import SERVICES
from credopolis.rulebook import Rulebook

from .twin_entitled import decision
from .twin_queues import Place

COMES_WITH_THE_GRADE = {"easier_credit", "transport_fares", "promotion", "tax_relief"}
CLOSED_BY = {"job_assignment": "public_employment", "public_housing": "social_benefits"}


class Gates:
    """Requests of every province, by grade, gate, how they are counted, and figure."""

    def __init__(self, scenario: Scenario, rulebook: Rulebook, provinces: int) -> None:
        self.sums: list[Counter[tuple[str, str, str, str]]] = [Counter() for _ in range(provinces)]
        self.change(scenario, rulebook)

    def change(self, scenario: Scenario, rulebook: Rulebook) -> None:
        """Other rules hold."""
        self.s, self.book = scenario, rulebook
        self.queue = scenario.regime.queues.stands and "queues" not in scenario.off
        self.serve = scenario.regime.services.stands and "services" not in scenario.off
        drawn = [getattr(scenario.regime.services, one.name) for one in SERVICES if one.name in rulebook.gates]
        self.capped = min(1.0, 0.99 * 365.25 / max(sum(drawn), 1e-300))

    def after(self, days: int, held: list[list[str]], places: list[Place]) -> None:
        """After a tick, when queues have been served. held : grades of the scored lives of each province."""
        for sums, grades, place in zip(self.sums, held, places, strict=True):
            for gate in GATES:
                self._ask(sums, gate, Counter(grades), place, days / 365.25)

    def _has(self, grade: str, gate: str) -> bool:
        return any(
            decision(self.book, name, grade)[0] == ("first" if gate in BENEFITS else "refused")
            for name in self._names(gate)
            if name in self.book.gates
        )

    def _word(self, grade: str, gate: str) -> str:
        return decision(self.book, gate, grade)[0] if gate in self.book.gates else "granted"

    @staticmethod
    def _names(gate: str) -> tuple[str, ...]:
        """A gate's own name, and those under which rulebooks close parts of it."""
        return ("travel", "flights", "high_speed_rail") if gate == "travel" else (gate,)

    def _granted(self, grade: str, gate: str) -> float:
        """Requests a year that a grade leaves open."""
        p = self.s.regime.services
        known = [name for name in self._names(gate) if name in self.book.gates]
        if not known:
            return float(getattr(p, gate))
        bites = ("refused", "delayed")
        its = [name for name in known if decision(self.book, name, grade)[0] not in bites]
        return sum(float(getattr(p, name)) for name in its) * self.capped

    def _how(self, gate: str) -> str:
        if gate in {queue.name for queue in QUEUES}:
            return "as expected" if self.queue else "not in this run"
        if gate in {service.name for service in SERVICES}:
            return "refusals as drawn" if self.serve else "not in this run"
        return "held without asking" if gate in COMES_WITH_THE_GRADE else "asked by companies, who come later"

    def _ask(
        self, sums: Counter[tuple[str, str, str, str]], gate: str, grades: Counter[str], place: Place, years: float
    ) -> None:
        how, p = self._how(gate), self.s.regime.queues
        closed_by = CLOSED_BY.get(gate, "") if gate in BENEFITS else gate
        served = {grade: n for grade, n in grades.items() if not self._has(grade, closed_by)}
        if gate in BENEFITS:
            served = {grade: n for grade, n in served.items() if self._word(grade, gate) != "refused"}
        ahead = p.put_first * sum(n for grade, n in served.items() if self._has(grade, gate))
        behind = how == "as expected" and ahead > 0 and place.lines[gate][1].length > 0
        for grade, n in grades.items():

            def add(figure: str, value: float, grade: str = grade) -> None:
                sums[grade, gate, how, figure] += value

            add("person_years", n * years)
            add("holding_years", n * years * self._has(grade, gate))
            if how == "as expected":
                asked = n * years * getattr(p, f"{gate}_places") * getattr(p, f"{gate}_asks_per_place")
                first = asked * p.put_first * self._has(grade, gate)
                if grade in served:
                    add("put_first", first)
                    late = behind or self._word(grade, gate) == "delayed"
                    add("delayed" if late else "granted", asked - first)
                else:
                    add("refused", asked)
            elif how == "refusals as drawn":
                add("granted", n * years * self._granted(grade, gate))

    def found(self, grades: list[str]) -> list[list[list[list[list[float]]]]]:
        """Sums as the engine lays them out."""
        return [
            [[[[sums[grade, gate, how, f] for f in FIGURES] for how in COUNTED] for gate in GATES] for grade in grades]
            for sums in self.sums
        ]
