"""The twin's services: who asks when, and what a closed gate refuses."""

from __future__ import annotations

import math

from credopolis.core import purposes
from credopolis.core.schema import AGE_BANDS
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.services import SERVICES

from .twin_state import REQUEST, Due, Life, Record, draw, exponential, key_of, low_uniform
from .twin_tables import Tables


class Services:
    """Requests of those who are refused something."""

    def __init__(self, scenario: Scenario, tables: Tables, record: Record) -> None:
        self.s, self.t, self.record = scenario, tables, record
        self.a_year = {
            service.name: getattr(scenario.regime.services, service.name)
            if service.name in tables.rulebook.gates
            else 0.0
            for service in SERVICES
        }
        self.all = sum(self.a_year.values())
        self.stands = scenario.regime.services.stands and "services" not in scenario.off and self.all > 0

    def refused(self, life: Life) -> set[str]:
        """What a life is refused of what people ask for, where it stands."""
        return self.refused_gates(life) & set(self.a_year)

    def refused_gates(self, life: Life) -> set[str]:
        """Gates that are closed to a life where it stands."""
        if life.grade is None:
            return set()
        book, name = self.t.rulebook, self.t.grades[life.grade]
        holders = [book.lists[listed].restrictions for listed in life.listed]
        if name in book.grades:
            holders.append(book.grades[name].restrictions)
        return {gate for holder in holders for gate in holder}

    def wait(self, life: Life, day: int) -> None:
        """Who is refused something asks on some later day, each with the same chance; it waits for one day only."""
        if not self.stands or (life.asks_on and life.asks_on >= day) or not self.refused(life):
            return
        chance = min(self.all / 365.25, 0.99)
        gap = exponential(draw(key_of(self.s.seed, int(purposes.REQUESTS), life.number, day), 0)) / -math.log(
            1 - chance
        )
        life.asks_on = min(day + 1 + int(gap), self.record.last_day)
        self.record.schedule(life, Due(life.asks_on, REQUEST, (), day))

    def ask(self, life: Life, due: Due) -> bool:
        """Somebody asks for something -> whether it is refused: its gate is closed, they of an age that asks."""
        day, is_refused = due.day, False
        if not self.stands or life.asks_on != day:
            return False
        life.asks_on = 0
        refused = self.refused(life)
        if not refused:
            return False
        mark = low_uniform(draw(key_of(self.s.seed, int(purposes.REQUESTS), life.number, day), 1)) * self.all
        for k, service in enumerate(SERVICES):
            mark -= self.a_year[service.name]
            if mark < 0:
                years = (day - life.born) * 4 // 1461
                band = max(b for b, ages in enumerate(AGE_BANDS) if years >= int(ages.replace("+", "-").split("-")[0]))
                is_refused = service.name in refused and service.first_band <= band <= service.last_band
                if is_refused:
                    self.record.count("refusals", self.record.cell(life, day), k)
                    assert life.grade is not None
                    of_grade = self.t.rulebook.grades.get(self.t.grades[life.grade])
                    only_a_list = of_grade is None or service.name not in of_grade.restrictions
                    self.record.count("turned_away", k, int(only_a_list), life.grade)
                    self.record.note(life, day, "refusal", day, service.name)
                break
        self.wait(life, day)
        return is_refused
