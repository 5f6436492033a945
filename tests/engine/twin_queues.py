"""The twin's queues and prices: who waits for what, who is put first, and who pays for whose benefit."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.prices import PRICES
from credopolis.mechanisms.queues import LONGEST, QUEUES
from credopolis.rulebook import Rulebook

from .twin_entitled import decision

WORTH = {"easier_credit", "transport_fares", "tax_relief"}
USUAL = {
    "easier_credit": "bill_of_credit", "loans": "bill_of_credit", "transport_fares": "bill_of_fares",
    "tax_relief": "bill_of_tax", "travel": "bill_of_travel", "healthcare": "bill_of_care",
    "private_schools": "bill_of_school",
}  # fmt: skip


@dataclass
class Line:
    """People who wait for one thing, of one class or of all together."""

    patience: float
    length: float = 0.0

    def live(self, asked: float, places: float, days: float) -> tuple[float, float]:
        """So many days at so many a day -> (served, gave up): who gives up is the integral of the queue's length."""
        rest = (asked - places) * self.patience
        busy = days
        if rest < 0:
            busy = min(days, self.patience * math.log((self.length - rest) / -rest))
        fades = 1 - math.exp(-busy / self.patience)
        gave_up = rest * busy / self.patience + (self.length - rest) * fades
        before = self.length
        self.length = self.length + (rest - self.length) * fades if busy == days else 0.0
        return before + asked * days - gave_up - self.length, gave_up

    def wait(self, places: float) -> float:
        """Days until the last of them is served."""
        if self.length <= 0 < places:
            return 0.0
        if places <= 1e-12:
            return LONGEST
        return min(LONGEST, self.patience * math.log1p(self.length / places / self.patience))


@dataclass
class Place:
    """What a province's people wait for and pay: sums by queue, class and figure, and by benefit, side and figure."""

    lines: dict[str, tuple[Line, Line]] = field(default_factory=dict)  # of those put first, and of all
    flows: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    levels: dict[tuple[str, str, str], float] = field(default_factory=dict)
    money: Counter[tuple[str, str, str]] = field(default_factory=Counter)


class Waits:
    """Queues and prices of every province."""

    def __init__(self, scenario: Scenario, rulebook: Rulebook, provinces: int) -> None:
        self.provinces = [Place() for _ in range(provinces)]
        self.change(scenario, rulebook)

    def change(self, scenario: Scenario, rulebook: Rulebook) -> None:
        """Other rules hold: who waits goes on waiting, unless nobody waits for anything any more."""
        self.s, self.book = scenario, rulebook
        self.stands = scenario.regime.queues.stands and "queues" not in scenario.off
        self.others_pay = scenario.regime.prices.stands and "prices" not in scenario.off
        for place in self.provinces:
            if not self.stands:
                place.lines.clear()

    def after(self, days: int, grades: list[list[str]]) -> None:
        """After a tick. grades : those of the scored lives of each province."""
        for place, held in zip(self.provinces, grades, strict=True):
            before = Counter(place.flows)
            for queue in QUEUES if self.stands else ():
                self._serve(place, queue.name, queue.refused_by, held, days)
            for name in PRICES if self.others_pay else ():
                self._pay(place, name, held, days)
            if self.others_pay and self.stands:
                self._rent(place, before, held, days)

    def _opens(self, grade: str, gate: str) -> bool:
        return gate in self.book.gates and decision(self.book, gate, grade)[0] == "first"

    def _refuses(self, grade: str, *gates: str) -> bool:
        return any(gate in self.book.gates and decision(self.book, gate, grade)[0] == "refused" for gate in gates)

    def _later(self, grade: str, name: str, gate: str) -> int:
        """Days by which a grade waits longer."""
        if name not in self.book.gates or self._refuses(grade, gate):
            return 0
        word, days, _ = decision(self.book, name, grade)
        return days if word == "delayed" else 0

    def _serve(self, place: Place, name: str, gate: str, held: list[str], days: int) -> None:
        p = self.s.regime.queues
        places_each = getattr(p, f"{name}_places") / 365.25
        each = places_each * getattr(p, f"{name}_asks_per_place")
        refused = sum(self._refuses(grade, gate, name) for grade in held)
        holders = sum(self._opens(grade, name) and not self._refuses(grade, gate, name) for grade in held)
        delays = [later for grade in held if (later := self._later(grade, name, gate))]
        first = each * p.put_first * holders
        asked, places = each * (len(held) - refused), places_each * len(held)
        if name not in place.lines:
            patience = getattr(p, f"{name}_patience_days")
            length = max(0.0, (each * len(held) - places) * patience)
            place.lines[name] = (
                Line(patience, length * first / max(asked, 1e-300)),
                Line(patience, length * (asked > 0)),
            )
        ahead, everybody = place.lines[name]
        served_first, gave_up_first = ahead.live(first, places, days)
        served, gave_up = everybody.live(asked, places, days)
        for kind, flows in {
            "put first": (first * days, served_first, gave_up_first),
            "behind": ((asked - first) * days, served - served_first, gave_up - gave_up_first),
            "refused": (each * refused * days, 0.0, 0.0),
        }.items():
            if kind == "behind":
                slow = each * len(delays) / (asked - first) if delays else 0.0
                for figure, value in zip(("asked", "served", "gave_up"), flows, strict=True):
                    place.flows[name, "others", figure] += value * (1 - slow)
                    place.flows[name, "delayed", figure] += value * slow
                continue
            for figure, value in zip(("asked", "served", "gave_up"), flows, strict=True):
                place.flows[name, kind, figure] += value
        for kind, waiting, wait in (
            ("put first", ahead.length, ahead.wait(places)),
            ("others", (everybody.length - ahead.length) * (1 - slow), everybody.wait(places - first)),
            ("delayed", (everybody.length - ahead.length) * slow, self._longer(everybody.wait(places - first), delays)),
        ):
            place.levels[name, kind, "waiting"] = waiting
            place.levels[name, kind, "wait_days"] = wait
            place.levels[name, kind, "wait_alike_days"] = everybody.wait(places)

    @staticmethod
    def _longer(wait: float, delays: list[int]) -> float:
        return min(wait + sum(delays) / len(delays), LONGEST) if delays else 0.0

    def _gives(self, grade: str, name: str) -> float:
        """What a gate gives a life of a grade, yuan a year, before everybody pays for it."""
        if name not in self.book.gates:
            return 0.0
        word, _, factor = decision(self.book, name, grade)
        if word == "priced":
            return (1 - factor) * float(getattr(self.s.regime.prices, USUAL[name]))
        return float(getattr(self.s.regime.prices, name)) if word == "first" and name in WORTH else 0.0

    def _pay(self, place: Place, name: str, held: list[str], days: int) -> None:
        every = [self._gives(grade, name) for grade in self.book.grades]
        asks = any(rule.decides == "priced" for rule in self.book.entitlements.get(name, {}).values())
        if name not in WORTH and not asks:
            return
        low, years = min([0.0, *every]), days / 365.25
        given = [self._gives(grade, name) for grade in held]
        gets = [yuan for yuan in given if yuan > low]
        place.money[name, "gets", "person_years"] += len(gets) * years
        place.money[name, "pays", "person_years"] += (len(given) - len(gets)) * years
        if gets and len(gets) < len(given):
            each = sum(given) / len(given)
            place.money[name, "gets", "yuan"] += (sum(gets) - each * len(gets)) * years
            place.money[name, "pays", "yuan"] -= (sum(gets) - each * len(gets)) * years

    def _rent(self, place: Place, before: Counter[tuple[str, str, str]], held: list[str], days: int) -> None:
        """Rent that who is put first for a public home does not pay in a tick, and the others pay instead."""
        name, kinds = "public_housing", ("put first", "others", "delayed")
        patience, gap = place.lines[name][0].patience, self.s.regime.prices.public_housing
        asked, gave_up = (
            [place.flows[name, kind, figure] - before[name, kind, figure] for kind in kinds]
            for figure in ("asked", "gave_up")
        )
        waited = [people * patience / 365.25 for people in gave_up]
        saved = gap * (sum(waited) * asked[0] / sum(asked) - waited[0]) if sum(asked) else 0.0
        refused = sum(self._refuses(grade, "social_benefits", name) for grade in held)
        first = sum(self._opens(grade, name) and not self._refuses(grade, "social_benefits", name) for grade in held)
        ahead = self.s.regime.queues.put_first * first
        for side, lives, yuan in (("gets", ahead, saved), ("pays", len(held) - refused - ahead, -saved)):
            place.money[name, side, "person_years"] += lives * days / 365.25
            place.money[name, side, "yuan"] += yuan

    def found(self, of_money: bool, names: tuple[tuple[str, ...], ...]) -> list[list[list[list[float]]]]:
        """Sums and levels as the engine lays them out: by province and along three axes with these names."""
        return [
            [[[self._of(p, of_money, (a, b, c)) for c in names[2]] for b in names[1]] for a in names[0]]
            for p in self.provinces
        ]

    @staticmethod
    def _of(place: Place, of_money: bool, at: tuple[str, str, str]) -> float:
        if of_money:
            return place.money[at]
        return place.levels.get(at, 0.0) + place.flows[at]
