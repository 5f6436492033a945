"""Institutions: what provinces keep between ticks, and the fields that lives read during the next one.

The watch (channels with their capacities), the office's queue, its quota and what it reports upward, and the province's
record of detection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.units import date_of
from credopolis.engine import provinces
from credopolis.engine.build import Engine
from credopolis.engine.entitled import Entitled, nobody_waits
from credopolis.engine.expected import expected_a_year
from credopolis.engine.netting import Net, forget_net, nothing_kept
from credopolis.engine.provinces import BOOKS, KNOWN, TERMS, contributions_of
from credopolis.engine.scenario import Scenario
from credopolis.engine.tally import OUTCOMES
from credopolis.engine.ticks import SPENT, Between
from credopolis.engine.workplaces import nothing_heard
from credopolis.engine.world import ALARMS, FAVOURS_LEFT, SUMS, WAIT_DAYS
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.channels import OFFICE
from credopolis.mechanisms.discretion import governed
from credopolis.mechanisms.quarter import Places
from credopolis.mechanisms.queues import NOT_BEGUN, people_queue
from credopolis.mechanisms.seeing import Demand, no_demand, no_watch
from credopolis.mechanisms.settled import QUARTERS_REMEMBERED, Same, Settled, quarter_of, settle_apart, settle_quarter
from credopolis.mechanisms.watch import days_taken

Values = NDArray[np.float64]
Sums = NDArray[np.int64]
"""(n_provinces, len(SUMS))."""
_RAREST: Final = 1e-9  # times a life and year: a record without violations is the prior, and not 0 / 0
_GIVEN: Final = tuple(book.name for book in mechanisms.BOOKS if book.given)
_KEPT: Final = ("fields", "waiting", "kept_posts", "kept_rumours", "heard", "told")
_STATE: Final = (*_KEPT, *(sheet.name for sheet in mechanisms.SHEETS), "_books", "_known")


def exchange(engine: Engine) -> tuple[Sums, NDArray[np.int64]]:
    """Step `exchange`: sums over districts, in district order, by province, and what the tick adds to records of acts.

    What was counted of the tick is emptied.
    """
    n, extent, rows = len(engine.province_districts), engine.extent, engine.province_rows
    sums, outcomes = np.zeros((n, len(SUMS)), np.int64), np.zeros((n, extent.n_acts, len(OUTCOMES)), np.int64)
    provinces.add_up(contributions_of(engine.world.districts), engine.province_districts, sums)
    provinces.add_up_outcomes(engine.world.tally, rows, extent.n_standings, outcomes)
    return sums, outcomes


@dataclass
class Institutions:
    """State of every province, and what its institutions did since the interval began.

    fields : (n_provinces, n_fields), what lives read: `mechanisms.all.FIELDS`, then the record of each act. watched :
    (n_provinces, len(WATCHED), len(SEEING)). benefits : (n_provinces, len(BENEFITS)). incidents : (n_provinces,
    len(INCIDENTS), 2) drawn, and helped. offices : (n_provinces, len(OFFICES)). Capacity, demand, use, what was
    dropped, cases and entries are sums over the interval; backlogs, waits, reach and rates the latest. waiting,
    queues : see `queues.run_queues`. transfers : see `prices.move_money`. gates : see
    `gates.count_gates`. heard, told : what companies heard
    of people, see `workplaces.nothing_heard`, and (1,) months of them that districts were told of.
    """

    engine: Engine
    fields: Values = field(init=False)
    watched: Values = field(init=False)
    benefits: Values = field(init=False)
    incidents: NDArray[np.int64] = field(init=False)
    offices: Values = field(init=False)
    waiting: Values = field(init=False)
    queues: Values = field(init=False)
    transfers: Values = field(init=False)
    gates: Values = field(init=False)
    discipline: Values = field(init=False)
    audits: Values = field(init=False)
    careers: Values = field(init=False)
    resold: Values = field(init=False)
    posts: Values = field(init=False)
    sites: Values = field(init=False)
    firewall: Values = field(init=False)
    offers: Values = field(init=False)
    rumours: Values = field(init=False)
    chilling: Values = field(init=False)
    companies: Values = field(init=False)
    heard: Values = field(init=False)
    told: NDArray[np.int64] = field(init=False)
    kept_posts: Values = field(init=False)
    kept_rumours: Values = field(init=False)

    def __post_init__(self) -> None:
        scenario, layout = self.engine.scenario, self.engine.layout
        rows, variants = scenario.tables.provinces, scenario.variants
        self._variants = variants
        n = len(rows)
        starts = layout.grid_start[layout.district_grid_start]
        lives = np.bincount(layout.district_province, np.diff(starts), n).astype(np.float64)
        share = np.array([p.urban_share for p in rows])
        self._places = Places(tuple(p.name for p in rows), lives, share)
        self._demand: Demand = no_demand(self._places)
        self._seen = no_watch(self._places)
        self._of_variants = np.array([_terms_of(variant) for variant in self._variants])
        length, last = scenario.tick_days, scenario.days
        ticks = [(date_of(scenario.start, day), min(length, last - day)) for day in range(0, last, length)]
        self._quarters = [(today.year, quarter_of(today), days) for today, days in ticks]
        self._taken = np.array(
            [[days_taken(today, days, v.regime, v.off) for v in self._variants] for today, days in ticks]
        )
        self._begun = np.array([_books_of(variant, lives) for variant in self._variants])
        fields = np.array([[field.start(variant) for field in mechanisms.FIELDS] for variant in self._variants])
        of, places, n_acts = self.engine.law.variants, np.arange(n), self.engine.extent.n_acts
        self._books, self._terms = self._begun[of, places], self._of_variants[of]
        self._known = np.zeros((n, n_acts, len(KNOWN)))
        self.waiting = nobody_waits(n)
        self._about, self.kept_posts, self.kept_rumours = nothing_kept(n)
        self._lives, self.heard, self.told = lives, nothing_heard(scenario), np.zeros(1, np.int64)
        self._prior_of_variants = np.array([_violations_of_prior(v, scenario.act_names) for v in variants])
        self._weights = lives[:, None] * self._prior_of_variants[of]
        self.fields = np.hstack([fields[of], np.repeat(self._terms["prior"][:, None], n_acts, axis=1)])
        self.begin_interval()

    def state(self) -> dict[str, NDArray[Any]]:
        """What provinces keep between ticks, and the sums of the interval in hand, by name."""
        demand = {f"demand_{name}": array for name, array in self._demand._asdict().items()}
        return {name: getattr(self, name) for name in _STATE} | demand | {"watch_backlog": self._seen.backlog}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Put the provinces where `state` says; what rules give, such as what offices can do in a day, stays as it
        is.
        """
        given = {name: self._books[name].copy() for name in _GIVEN}
        for name in _STATE:
            setattr(self, name, np.array(state[name]))
        for name, values in given.items():
            self._books[name] = values
        self._seen.backlog[:] = state["watch_backlog"]
        self._demand = Demand(*(np.array(state[f"demand_{name}"]) for name in Demand._fields))

    def change(self, changed: NDArray[np.int64]) -> None:
        """Go by the rules that hold in some provinces from now on, after `change.enter_era`; their memory stays.

        changed : (n,), the provinces. Queues and fields of what the rules switch off are as if they had never been.
        """
        if not len(changed):
            return
        of = self.engine.law.variants
        self._terms, self._weights = self._of_variants[of], self._lives[:, None] * self._prior_of_variants[of]
        for name in _GIVEN:
            self._books[name][changed] = self._begun[name][of[changed], changed]
        for p in changed.tolist():
            its = self._variants[of[p]]
            if "office" in its.off:
                self._books["cases"][p] = self.fields[p, WAIT_DAYS] = 0.0
            if "quotas" in its.off:
                self.fields[p, ALARMS + OFFICE] = 0.0
            if not people_queue(its):
                self.waiting[p] = NOT_BEGUN
            forget_net(its, p, self._books, self.kept_posts, self.kept_rumours)
            self.fields[p, [k for k, field in enumerate(mechanisms.FIELDS) if not field.needed(its)]] = 0.0
            if governed(its):
                self.fields[p, FAVOURS_LEFT] = self._books["heed_more"][p] * self._books["audit_left"][p]

    def begin_interval(self) -> None:
        """Begin the sums of an interval."""
        for sheet in mechanisms.SHEETS:
            places = len(self.fields) if self.engine.scenario.asks(sheet.needed) else 0
            setattr(self, sheet.name, np.zeros((places, *self.engine.extent.shape(sheet.axes)), sheet.dtype))

    def between(self, tick: int, most: int) -> Between:
        """What a stride from a tick on works out.

        It ends with the quarter for which stocks are settled, with the rules that hold, or before.
        """
        engine, n_provinces = self.engine, len(self.fields)
        begins, length = {era.day for era in engine.scenario.eras}, engine.scenario.tick_days
        quarters = self._quarters[tick : tick + most]
        ends = (k for k, q in enumerate(quarters) if k and (q != quarters[0] or (tick + k) * length in begins))
        n = next(ends, len(quarters))
        # In one piece, as all else: for an array that is not, the compiler would make the whole life loop once more.
        taken = np.ascontiguousarray(self._taken[tick : tick + n, engine.law.variants])
        return Between(
            True, self._settled(tick), self._demand, self._seen, taken, self._terms, self._books, self.watched,
            self.benefits, self.incidents, self.offices,
            Entitled(
                self.waiting, self.queues, self.transfers, self.gates, self.discipline, self.audits, self.careers,
                self.resold,
            ),
            Net(
                self._about, self.kept_posts, self.kept_rumours, self.posts, self.sites, self.firewall, self.offers,
                self.rumours, self.chilling,
            ),
            contributions_of(engine.world.districts),
            engine.province_districts, engine.province_rows, np.zeros((n_provinces, len(SUMS)), np.int64),
            np.zeros((n_provinces, engine.extent.n_acts, len(OUTCOMES)), np.int64), self._weights,
            self._known,
            np.zeros((n, n_provinces, engine.extent.n_grades + 1), np.int64), np.zeros((n, *self.fields.shape)),
            np.zeros(len(SPENT) + 1),
        )  # fmt: skip

    def settle_ahead(self) -> None:
        """Settle the quarters of the run, as many as are remembered, before the first tick."""
        firsts = [tick for tick, quarter in enumerate(self._quarters) if quarter not in self._quarters[tick - 1 : tick]]
        for tick in firsts[:QUARTERS_REMEMBERED]:
            self._settled(tick)

    def _settled(self, tick: int) -> Settled:
        """What is settled for the quarter in which a tick begins, under the rules that hold now."""
        quarter, of = self._quarters[tick], self.engine.law.variants
        if len(self._variants) == 1:
            only = self._variants[0]
            return settle_quarter(Same(self._places), Same(only.regime), only.off, *quarter)
        known, places = np.unique(of, return_inverse=True)
        parts = [
            settle_quarter(Same(self._places), Same(self._variants[v].regime), self._variants[v].off, *quarter)
            for v in known.tolist()
        ]
        return parts[0] if len(parts) == 1 else settle_apart(parts, places)


def _books_of(scenario: Scenario, lives: Values) -> Any:
    """What provinces keep before the first tick, (n_provinces,) BOOKS. lives : (n_provinces,)."""
    books = np.zeros(len(lives), BOOKS)
    for book in mechanisms.BOOKS:
        books[book.name] = book.start(scenario, lives)
    return books


def _violations_of_prior(scenario: Scenario, acts: tuple[str, ...]) -> list[float]:
    """The weight of the prior in a province's record of each act, in violations a life; hardly any if nobody does."""
    years, rates = scenario.regime.perception.prior_years, expected_a_year(scenario)
    known = dict(zip(scenario.act_names, rates.tolist(), strict=True))
    return [years * max(known.get(name, 0.0), _RAREST) for name in acts]


def _terms_of(scenario: Scenario) -> Any:
    """What a scenario's institutions go by, a record of TERMS."""
    terms = np.zeros(1, TERMS)[0]
    for term in mechanisms.TERMS:
        terms[term.name] = term.of(scenario)
    return terms
