"""The twin's centre: how open provinces are, audits of them, and officials whose careers hang on what they report."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path

import credopolis
from credopolis.core import purposes
from credopolis.engine.scenario import Scenario

from .twin_state import draw, key_of, low_uniform

TABLE = Path(credopolis.__file__).parent / "mechanisms" / "tables" / "transparency.csv"


@dataclass
class Governed:
    """What the centre and officials keep of one province, and the sums of a run."""

    code: str
    memory: float = 0.0  # of the latest audit
    favours_on_file: float = 0.0
    made_up_on_file: float = 0.0
    found: float = 0.0  # by audits, for which officials are still to be scored
    score: float = 1000.0
    drive: float = 0.0
    favours_left: float = 0.0  # as lives read it; 0 where nothing moves it
    favours_now: int = 0
    made_up_now: int = 0
    audits: list[float] = field(default_factory=lambda: [0.0] * 5)
    careers: list[float] = field(default_factory=lambda: [0.0] * 6)


class Centre:
    """The centre, under the rules that hold."""

    def __init__(self, scenario: Scenario, places: list[Governed]) -> None:
        self.places = places
        self.follow(scenario)
        for place in places:
            place.favours_left = 1.0 if self.governs else 0.0

    def follow(self, scenario: Scenario) -> None:
        """Other rules hold from now on."""
        self.s, self.r = scenario, scenario.regime
        off = scenario.off
        self.inspects = self.r.discipline.stands and "discipline" not in off
        self.differs = self.inspects and self.r.transparency.stands and "transparency" not in off
        self.audits = self.r.audits.stands and "audits" not in off
        self.careers = self.r.careers.stands and "careers" not in off
        self.governs = self.differs or self.audits

    def change(self, scenario: Scenario) -> None:
        """A day on which rules change."""
        self.follow(scenario)
        for place in self.places:
            place.favours_left = self.left(place) if self.governs else 0.0

    def found_in(self, place: Governed) -> float:
        """The chance that a wrong comes to light in a province."""
        if not self.inspects:
            return 0.0
        p, times = self.r.discipline, 1.0
        if self.differs:
            times += self.r.transparency.spread * (openness_of(place.code) - 1.0)
        return p.inspected + (1 - p.inspected) * min(1.0, max(0.0, p.open_to_all * times)) * p.public

    def left(self, place: Governed) -> float:
        """Favours and padding for each that the nation's heed leaves."""
        nation = self.found_in(Governed("of no table"))
        more = math.exp(-self.r.discipline.caution * (self.found_in(place) - nation)) if self.differs else 1.0
        return more * (math.exp(-self.r.audits.caution * place.memory) if self.audits else 1.0)

    def padded(self, place: Governed, share: float) -> float:
        """The share of a shortfall that is padded."""
        return self.driven(place, min(1.0, share * self.left(place)))

    def driven(self, place: Governed, share: float) -> float:
        """A share that ambition raises."""
        return share * (1 + (1 - share) * place.drive)

    def after(self, number: int, tick: int, days: int, scored: int, posted: float) -> None:
        """After a tick: an audit, perhaps, and the officials' scores. posted : negative entries, smoothed."""
        place, years = self.places[number], days / 365.25
        if self.audits:
            self._audit(place, number, tick, years)
        self._score(place, years, scored, posted)
        if self.governs:
            place.favours_left = self.left(place)
        place.favours_now = place.made_up_now = 0

    def _audit(self, place: Governed, number: int, tick: int, years: float) -> None:
        p = self.r.audits
        fades = math.exp(-years / p.looks_back_years)
        place.favours_on_file = place.favours_on_file * fades + place.favours_now
        place.made_up_on_file = place.made_up_on_file * fades + place.made_up_now
        place.memory *= 0.5 ** (years / p.half_life_years)
        u = low_uniform(draw(key_of(self.s.seed, int(purposes.AUDITS), number, tick), 0))
        if u < 1 - math.exp(-p.a_year * years):
            place.audits[0] += 1
            place.audits[1] += p.finds * place.favours_on_file
            place.audits[2] += p.finds * place.made_up_on_file
            place.found += p.finds * (place.favours_on_file + place.made_up_on_file)
            place.favours_on_file *= 1 - p.finds
            place.made_up_on_file *= 1 - p.finds
            place.memory = 1.0
        place.audits[3:] = place.memory, math.exp(-p.caution * place.memory)

    def _score(self, place: Governed, years: float, scored: int, posted: float) -> None:
        p, found = self.r.careers, place.found
        found += (place.favours_now + place.made_up_now) * self.found_in(place)
        place.found = 0.0
        if not self.careers:
            place.drive = 0.0
            return
        quota = 0.0 if "quotas" in self.s.off else self.r.quotas.negative_a_year
        officials = scored * p.officials_per_1000 / 1000
        attained = told = 1.0
        if quota:
            bend = self.driven(place, 0.0 if "statistics" in self.s.off else self.r.statistics.bend)
            attained = min(1.0, posted / quota)
            told = min(1.0, (posted + bend * (quota - posted)) / quota)
        towards = 1000 + p.merit * (told - 1) - p.penalty * 1000 * found / max(officials, 1.0) / years
        keep = math.exp(-years)
        place.score = keep * place.score + (1 - keep) * max(0.0, towards)
        place.drive = 1 - math.exp(-p.ambition * p.slope * p.merit / 100 * (1 - attained))
        promoted = officials * p.promoted_a_year * math.exp(p.slope * (place.score - 1000) / 100) * years
        place.careers = [officials, place.careers[1] + promoted, attained, told, place.score, place.drive]


def openness_of(code: str) -> float:
    """How open a province is beside the mean, from the table."""
    with open(TABLE, encoding="utf-8", newline="") as file:
        found = {row["code"]: float(row["index"]) for row in csv.DictReader(file)}
    return found.get(code, 1.0)
