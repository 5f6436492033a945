"""The twin's services: who asks when, and what a closed gate refuses."""

from __future__ import annotations

import math

from credopolis.core import purposes
from credopolis.core.schema import AGE_BANDS
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.services import SERVICES

from .twin_entitled import decision
from .twin_state import REQUEST, Due, Life, Record, draw, exponential, key_of, low_uniform
from .twin_tables import Tables

OWED_FOR = (
    "rents on, for want of a loan for a home", "borrows elsewhere, at a dearer rate", "borrows until the loan comes",
    "borrows what the allowance would have given",
    "rents on the market, for want of a public home",
)  # fmt: skip


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

    def owe(self, life: Life, day: int, service: str, days: int) -> None:
        """What a request that was refused, or comes so many days late, costs."""
        p = self.s.regime.debts
        if not p.stands or "debts" in self.s.off:
            return
        mark = low_uniform(draw(key_of(self.s.seed, int(purposes.REQUESTS), life.number, day), 2))
        interest = p.loan * p.dearer
        allowance = p.allowance_urban if life.has("urban") else p.allowance_rural
        if service == "loans" and not days and mark < p.homes:
            what, yuan = 0, p.rent
        elif service == "loans" and not days and mark < p.homes + (1 - p.homes) * p.elsewhere:
            what, yuan = 1, interest * p.years
        elif service == "loans" and days and mark < p.elsewhere:
            what, yuan = 2, interest * days / 365.25
        elif service == "social_benefits" and not days and mark < p.public_homes:
            what, yuan = 4, self.s.regime.prices.public_housing
        elif service == "social_benefits" and not days and mark < p.public_homes + (1 - p.public_homes) * p.elsewhere:
            what, yuan = 3, allowance * (1 + p.dearer * p.years)
        else:
            return
        tens, cell = math.floor(yuan / 10 + 0.5), self.record.cell(life, day)
        life.debt += tens
        self.record.count("indebted", cell, what)
        for _ in range(tens):
            self.record.count("owed", cell, what)
        self.record.note(life, day, "owes", day, OWED_FOR[what])

    def decided(self, life: Life) -> dict[str, int]:
        """What a life is refused (-1) of what people ask for where it stands, and by how many days it is delayed."""
        if life.grade is None:
            return {}
        found = {}
        for name in self.a_year:
            word, days, _ = decision(self.t.rulebook, name, self.t.grades[life.grade], life.listed)
            if word in ("refused", "delayed"):
                found[name] = days if word == "delayed" else -1
        return found

    def refused_gates(self, life: Life) -> set[str]:
        """What people ask for and a life is refused where it stands."""
        return {name for name, days in self.decided(life).items() if days < 0}

    def wait(self, life: Life, day: int) -> None:
        """Who is refused something asks on some later day, each with the same chance; it waits for one day only."""
        if not self.stands or (life.asks_on and life.asks_on >= day) or not self.decided(life):
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
        decided = self.decided(life)
        if not decided:
            return False
        mark = low_uniform(draw(key_of(self.s.seed, int(purposes.REQUESTS), life.number, day), 1)) * self.all
        for k, service in enumerate(SERVICES):
            mark -= self.a_year[service.name]
            if mark < 0:
                years = (day - life.born) * 4 // 1461
                band = max(b for b, ages in enumerate(AGE_BANDS) if years >= int(ages.replace("+", "-").split("-")[0]))
                bites = service.name in decided and service.first_band <= band <= service.last_band
                is_refused = bites and decided[service.name] < 0
                if bites:
                    assert life.grade is not None
                    of_grade = decision(self.t.rulebook, service.name, self.t.grades[life.grade])[0]
                    only_a_list = int(of_grade != ("refused" if is_refused else "delayed"))
                    if is_refused:
                        self.record.count("refusals", self.record.cell(life, day), k)
                        self.record.note(life, day, "refusal", day, service.name)
                        self.owe(life, day, service.name, 0)
                    else:
                        self.record.count("delays", self.record.cell(life, day), k)
                        self.record.note(life, day, "delay", day + decided[service.name], service.name)
                        self.owe(life, day, service.name, decided[service.name])
                    self.record.count("turned_away" if is_refused else "held_up", k, only_a_list, life.grade)
                break
        self.wait(life, day)
        return is_refused
