"""The twin's institutions: what each province's channels, office and record of detection show to its lives.

What channels reach is asked of the twin of `watch`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from credopolis.core import purposes
from credopolis.core.labels import INCIDENTS
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.channels import SEEING
from tests.mechanisms.watch_twin import Seen, watch_one

from .twin_governance import Centre, Governed
from .twin_state import draw, exponential, key_of, low_uniform
from .twin_tables import TwinAct


@dataclass
class Province:
    """What the lives of a province read, what its institutions keep, and what its lives did in this tick."""

    name: str
    urban: float
    lives: int
    governed: Governed
    records: dict[int, float]  # share of each act's violations that led to a charge
    posted: float
    climate: float = 1.0
    wait_days: float = 0.0
    padding: float = 0.0
    seen: Seen = field(default_factory=Seen)
    backlog: float = 0.0
    charged: dict[int, float] = field(default_factory=dict)  # by act, fading
    violations: dict[int, float] = field(default_factory=dict)
    wronged: float = 0.0  # undeserved entries a scored life and year
    charged_anyway: float = 0.0
    visited: int = 0
    searched: int = 0
    exposure: dict[str, float] = field(default_factory=lambda: {"records": 0.0, "faces": 0.0})
    jolts: float = 0.0
    fear_shown: float = 0.0
    of_staff: float = 0.0  # entries against who works for companies, a life and year, smoothed
    staff: tuple[float, float] = (0.0, 0.0)  # the entries and the life-years, fading
    hidden: float = 0.0  # share of open speech that deletion hides, and who have heard the latest true rumour
    heard: float = 0.0
    school_places: float = 1.0
    jobs: tuple[float, float] = (0.0, 0.0)  # how soon work is found, and promotions come, on average
    care_waits: tuple[float, float] = (0.0, 0.0)
    # Of this tick.
    jolts_now: int = 0
    cases_now: int = 0
    charged_now: int = 0
    wronged_now: int = 0
    staff_now: int = 0
    living: int = 0
    charged_now_of: Counter[int] = field(default_factory=Counter)
    wronged_now_of: Counter[int] = field(default_factory=Counter)
    violations_now_of: Counter[int] = field(default_factory=Counter)
    exposure_now: dict[str, int] = field(default_factory=lambda: {"records": 0, "faces": 0})
    # Sums over the run.
    resold: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0], [0.0, 0.0]])
    offices: list[float] = field(default_factory=lambda: [0.0] * 8)
    watched: list[dict[str, float]] = field(default_factory=lambda: [dict.fromkeys(SEEING, 0.0) for _ in range(4)])
    benefits: dict[str, float] = field(default_factory=dict)
    incidents: list[list[int]] = field(default_factory=lambda: [[0, 0] for _ in INCIDENTS])

    @property
    def read(self) -> tuple[float, ...]:
        """The fields in the engine's order."""
        seen = self.seen
        alarms = (*(seen.alarm_reach[c] for c in SEEING), self.padding)
        acts = [self.records[k] for k in sorted(self.records)]
        shares = (seen.visit_share, seen.visit_share)
        return (
            self.climate, self.charged_anyway, self.wait_days, *shares,
            *(seen.reach[c] for c in SEEING), 0.0, *alarms, self.governed.favours_left, self.fear_shown,
            self.school_places, *self.care_waits, *self.jobs, self.hidden, self.heard, self.of_staff, *acts,
        )  # fmt: skip


def heed(scenario: Scenario) -> float:
    """What the chance of being found out leaves of favours and made-up entries."""
    p = scenario.regime.discipline
    if not p.stands or "discipline" in scenario.off:
        return 1.0
    hidden = (1 - p.inspected) * (1 - p.open_to_all * p.public)
    return math.exp(-p.caution * (1 - hidden))


class Institutions:
    """Every province."""

    def __init__(self, scenario: Scenario, lives: list[int], acts: tuple[TwinAct, ...]) -> None:
        self.acts = acts
        self.s, self.r, self.off = scenario, scenario.regime, scenario.off
        quota = 0.0 if "quotas" in self.off else self.r.quotas.negative_a_year
        self.provinces = [
            Province(
                row.name, row.urban_share, n, Governed(row.code),
                dict.fromkeys(range(len(acts)), self.r.perception.prior), quota,
            )
            for row, n in zip(scenario.tables.provinces, lives, strict=True)
        ]  # fmt: skip
        self.centre = Centre(scenario, [p.governed for p in self.provinces])

    def change(self, scenario: Scenario, acts: tuple[TwinAct, ...]) -> None:
        """Other rules hold; provinces remember, and what is switched off is as if it had never been."""
        self.acts = acts
        self.s, self.r, self.off = scenario, scenario.regime, scenario.off
        self.centre.change(scenario)
        for p in self.provinces:
            if "office" in self.off:
                p.backlog = p.wait_days = 0.0
            if "quotas" in self.off:
                p.padding = 0.0
            if "innocence" in self.off:
                p.charged_anyway = 0.0
            if "fear" in self.off:
                p.fear_shown = 0.0

    def look(self, day: int, days: int) -> None:
        """Before a tick: what the channels reach."""
        date = self.s.start + timedelta(days=day)
        for number, p in enumerate(self.provinces):
            backlog = p.seen.backlog["faces"]
            p.seen = watch_one(
                p.name, p.lives, p.urban, date, days, p.exposure, p.visited, p.searched, backlog, self.r, self.off
            )
            for sums, now in zip(p.watched, (p.seen.capacity, p.seen.demand, p.seen.used, p.seen.dropped), strict=True):
                for channel in SEEING:
                    sums[channel] += now[channel]
            self._draw_incidents(p, number, day // self.s.tick_days)
            p.benefits = {name: p.benefits.get(name, 0.0) + value for name, value in p.seen.benefits.items()}

    def _draw_incidents(self, p: Province, number: int, tick: int) -> None:
        """Whole incidents of a tick, one exponential gap after the other, and whether each is helped."""
        for kind, name in enumerate(INCIDENTS):
            key = key_of(self.s.seed, int(purposes.INCIDENTS), number * 16 + kind, tick)
            place, n = 0.0, 0
            while (place := place + exponential(bits := draw(key, n))) < p.seen.incidents[name]:
                n += 1
                p.incidents[kind][1] += low_uniform(bits) < p.seen.helped[name]
            p.incidents[kind][0] += n

    def after(self, tick: int, days: int, grades: list[list[str]], scores: list[list[int]], start: int) -> None:
        """After a tick: demand, the office, and the record. grades, scores : of the scored lives of each province."""
        for number, (p, held, scored) in enumerate(zip(self.provinces, grades, scores, strict=True)):
            p.visited = sum(grade in self.r.officers.visited for grade in held)
            p.searched = sum(grade in self.r.officers.searched for grade in held)
            p.exposure = {channel: count / 1000 for channel, count in p.exposure_now.items()}
            p.exposure_now = {"records": 0, "faces": 0}
            self._serve(p, days, len(scored))
            self.centre.after(number, tick, days, len(held), p.posted)
            self._sell(p, days)
            self._remember(p, days, len(scored))
            if start and scored:
                p.climate = sum(scored) / len(scored) / start
            p.cases_now = p.charged_now = p.wronged_now = 0
            for counts in (p.charged_now_of, p.wronged_now_of, p.violations_now_of):
                counts.clear()

    def _sell(self, p: Province, days: int) -> None:
        sale = self.r.resale
        if sale.stands and "resale" not in self.off:
            made = days * sale.passages_a_day * sale.enrolled * sale.behind * p.living, p.charged_now
            for its, records in zip(p.resold, made, strict=True):
                its[0] += records
                its[1] += records * sale.buyers * sale.share_sold

    @property
    def keep(self) -> float:
        """Share of a smoothed count that a tick leaves."""
        return math.exp(-self.s.tick_days / (self.r.perception.memory_years * 365.25))

    def share_detected(self, charged: float, violations: float, weight: float) -> float:
        """Share of violations that led to a charge, shrunk to the prior. weight : of the prior, in violations."""
        return min(1.0, (charged + weight * self.r.perception.prior) / (violations + weight))

    def weight(self, province: Province, act: TwinAct) -> float:
        """So many years of the act as it would be done without rules, by about as many as can do it."""
        who = act.conduct.who
        can = (0.85 if who.min_age_days >= 14 * 365 else 1.0) * 0.7 ** len(who.is_) * (0.2 if who.on_list else 1.0)
        return self.r.perception.prior_years * province.lives * max(act.conduct.done_a_year * can, 1e-9)

    def _serve(self, p: Province, days: int, scored: int) -> None:
        works = "office" not in self.off
        a_day = p.lives * (self.r.office.decisions_a_day * 1e-5)  # rounded as the engine does: waits are whole days
        a_day += (
            p.seen.benefits["desk_hours_saved"]
            * (self.r.office.freed_to_cases / self.r.office.clerk_hours_a_case)
            / days
        )
        capacity = a_day * days if works else p.cases_now
        before, p.backlog = p.backlog, max(0.0, p.backlog + p.cases_now - capacity)
        if works:
            p.wait_days = min(p.backlog / max(a_day, 1e-9), self.r.office.longest_days)
        quota, years = self.r.quotas, days / 365.25
        p.posted = self.keep * p.posted + (1 - self.keep) * p.charged_now / max(scored, 1) / years
        if "quotas" not in self.off:
            share = self.centre.padded(p.governed, heed(self.s) * quota.padding)
            p.padding = min(quota.most_a_year, share * max(0.0, quota.negative_a_year - p.posted))
        bend = self.centre.driven(p.governed, 0.0 if "statistics" in self.off else self.r.statistics.bend)
        wanted = quota.negative_a_year * years * max(scored, 1) if quota.negative_a_year else p.charged_now
        p.offices[0] += p.cases_now
        p.offices[1] += before + p.cases_now - p.backlog
        p.offices[2] += capacity
        p.offices[3:6] = p.backlog, p.wait_days, p.padding
        p.offices[6] += p.charged_now
        p.offices[7] += (1 - bend) * p.charged_now + bend * wanted

    def _remember(self, p: Province, days: int, scored: int) -> None:
        for k in p.records:
            believed = p.charged_now_of[k] + self.r.innocence.believed * p.wronged_now_of[k]
            p.charged[k] = p.charged.get(k, 0.0) * self.keep + believed
            p.violations[k] = p.violations.get(k, 0.0) * self.keep + p.violations_now_of[k]
            p.records[k] = self.share_detected(p.charged[k], p.violations[k], self.weight(p, self.acts[k]))
        a_life_and_year = p.wronged_now / max(scored, 1) / (days / 365.25)
        p.wronged = self.keep * p.wronged + (1 - self.keep) * a_life_and_year
        horizon = 0 if "innocence" in self.off else self.r.innocence.horizon_years
        p.charged_anyway = 1 - math.exp(-horizon * p.wronged)
