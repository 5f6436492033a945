"""Institutions: what provinces keep between ticks, and the fields that lives read during the next one.

The watch (channels with their capacities), the office's queue, its quota and what it reports upward, and the province's
record of detection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.units import DAYS_PER_YEAR_OF_RATES, date_of
from credopolis.engine.build import Engine
from credopolis.engine.compile import EXPOSURE, keep_per_tick
from credopolis.engine.world import ALARMS, CLIMATE, DETECTION, FIELDS, REACH, SEARCH_SHARE, VISIT_SHARE, WAIT_DAYS
from credopolis.mechanisms.channels import FACES, OFFICE, RECORDS, SEEING
from credopolis.mechanisms.incidents import INCIDENTS, draw_incidents
from credopolis.mechanisms.office import capacity_a_day, freed_capacity, serve, wait_days
from credopolis.mechanisms.seeing import DESK_HOURS_SAVED
from credopolis.mechanisms.statistics import reported
from credopolis.mechanisms.watch import BENEFITS, Demand, Places, Watch, no_backlog, no_demand, watch

Values = NDArray[np.float64]
Sums = dict[str, NDArray[np.int64]]
SUMMED: Final = (
    "scored", "score_sum", "violations", "charged", "cases", "on_file", "in_sight", "removed", "liberty",
)  # fmt: skip
EMPTIED: Final = ("violations", "charged", "cases", "on_file", "in_sight")
WATCHED: Final = ("capacity", "demand", "used", "dropped", "backlog", "wait_days", "reach")
_STATE: Final = (
    "fields", "watched", "benefits", "incidents", "offices", "_watch_backlog", "_violations", "_charged", "_posted",
    "_cases",
)  # fmt: skip
OFFICES: Final = ("arrivals", "closed", "capacity", "backlog", "wait_days", "padding", "negative", "reported")


def exchange(engine: Engine) -> Sums:
    """Step `exchange`: sums over districts, in district order, by province; the districts' counts are emptied."""
    districts = engine.world.districts
    sums = {name: np.add.reduceat(districts[name], engine.province_districts) for name in SUMMED}
    for name in EMPTIED:
        districts[name] = 0
    return sums


@dataclass
class Institutions:
    """State of every province, and what its institutions did since the interval began.

    fields : (n_provinces, len(FIELDS)), what lives read. watched : (n_provinces, len(WATCHED), len(SEEING)).
    benefits : (n_provinces, len(BENEFITS)). incidents : (n_provinces, len(INCIDENTS), 2) drawn, and helped.
    offices : (n_provinces, len(OFFICES)). Capacity, demand, use, what was
    dropped, cases and entries are sums over the interval; backlogs, waits, reach and rates the latest.
    """

    engine: Engine
    fields: Values = field(init=False)
    watched: Values = field(init=False)
    benefits: Values = field(init=False)
    incidents: NDArray[np.int64] = field(init=False)
    offices: Values = field(init=False)

    def __post_init__(self) -> None:
        scenario, layout = self.engine.scenario, self.engine.layout
        provinces = scenario.tables.provinces
        n = len(provinces)
        starts = layout.grid_start[layout.district_grid_start]
        lives = np.bincount(layout.district_province, np.diff(starts), n).astype(np.float64)
        share = np.array([p.urban_share for p in provinces])
        self._places = Places(tuple(p.name for p in provinces), lives, share)
        self._demand: Demand = no_demand(self._places)
        self._watch_backlog = no_backlog(self._places)
        self._violations, self._charged, self._posted = np.zeros(n), np.zeros(n), np.zeros(n)
        self._cases, self._freed = np.zeros(n), np.zeros(n)
        self._capacity = capacity_a_day(lives, scenario.regime.office)
        self._keep = keep_per_tick(scenario.regime.perception.memory_years, scenario.tick_days)
        grades = np.arange(int(self.engine.rules["n_grades"]))
        self._visited = grades[(int(self.engine.rules["visited_grades"]) >> grades) & 1 == 1]
        self._searched = grades[(int(self.engine.rules["searched_grades"]) >> grades) & 1 == 1]
        self.fields = np.zeros((n, len(FIELDS)))
        self.fields[:, DETECTION] = scenario.regime.perception.prior
        self.fields[:, CLIMATE] = 1.0
        if "quotas" not in scenario.off:
            self._posted[:] = scenario.regime.quotas.negative_a_year
        self.begin_interval()

    def state(self) -> dict[str, Values]:
        """What provinces keep between ticks, and the sums of the interval in hand, by name."""
        demand = {f"demand_{f.name}": np.asarray(getattr(self._demand, f.name)) for f in fields(Demand)}
        return {name: getattr(self, name) for name in _STATE} | demand

    def restore(self, state: Mapping[str, Values]) -> None:
        """Put the provinces where `state` says."""
        for name in _STATE:
            setattr(self, name, np.array(state[name]))
        self._demand = Demand(**{f.name: np.array(state[f"demand_{f.name}"]) for f in fields(Demand)})

    def close_offices(self) -> None:
        """Empty the queues of offices that are switched off."""
        self._cases = np.zeros_like(self._cases)

    def begin_interval(self) -> None:
        """Begin the sums of an interval."""
        n = len(self.fields)
        self.watched = np.zeros((n, len(WATCHED), len(SEEING)))
        self.benefits = np.zeros((n, len(BENEFITS)))
        self.incidents = np.zeros((n, len(INCIDENTS), 2), np.int64)
        self.offices = np.zeros((n, len(OFFICES)))

    def look(self, day: int, days: int) -> None:
        """Step `watch`: what every channel reaches during the tick that begins on `day`."""
        scenario = self.engine.scenario
        seen: Watch = watch(
            self._places, date_of(scenario.start, day), days, self._demand, self._watch_backlog, scenario.regime,
            scenario.off,
        )  # fmt: skip
        fields, n = self.fields, len(SEEING)
        fields[:, REACH : REACH + n] = seen.reach
        fields[:, ALARMS : ALARMS + n] = seen.alarm_reach
        fields[:, VISIT_SHARE], fields[:, SEARCH_SHARE] = seen.visit_share, seen.search_share
        self._watch_backlog = seen.backlog
        for k, flow in enumerate((seen.capacity, seen.demand, seen.used, seen.dropped)):
            self.watched[:, k] += flow
        for k, level in enumerate((seen.backlog, seen.wait_days, seen.reach), start=4):
            self.watched[:, k] = level
        self.benefits += seen.benefits
        draw_incidents(scenario.seed, day // scenario.tick_days, seen.incidents, seen.helped, self.incidents)
        self._freed = freed_capacity(seen.benefits[:, DESK_HOURS_SAVED], scenario.regime.office)

    def count_demand(self, sums: Sums, grades: NDArray[Any]) -> None:
        """What the tick asked of shared capacities. grades : (n_provinces, n_grades + 1) lives by grade."""
        exposure = np.zeros((len(self.fields), len(SEEING)))
        exposure[:, RECORDS] = sums["on_file"] / EXPOSURE
        exposure[:, FACES] = sums["in_sight"] / EXPOSURE
        visited = grades[:, self._visited].sum(axis=1).astype(np.float64)
        self._demand = Demand(exposure, visited, grades[:, self._searched].sum(axis=1).astype(np.float64))

    def run_offices(self, sums: Sums, days: int) -> None:
        """Step `offices`: the queue at the tick's end, the quota's padding, and figures reported upward."""
        scenario = self.engine.scenario
        regime, off = scenario.regime, scenario.off
        arrived, charged = sums["cases"].astype(np.float64), sums["charged"].astype(np.float64)
        before, a_day = self._cases, self._capacity + self._freed / days
        capacity = a_day * days
        if "office" in off:
            capacity = arrived
        self._cases = serve(before, arrived, capacity)
        if "office" not in off:
            self.fields[:, WAIT_DAYS] = wait_days(self._cases, a_day, float(regime.office.longest_days))
        scored = np.maximum(sums["scored"], 1).astype(np.float64)
        years = days / DAYS_PER_YEAR_OF_RATES
        self._posted = self._keep * self._posted + (1.0 - self._keep) * charged / scored / years
        quota = regime.quotas
        if "quotas" not in off:
            missing = np.maximum(quota.negative_a_year - self._posted, 0.0)
            self.fields[:, ALARMS + OFFICE] = np.minimum(quota.padding * missing, quota.most_a_year)
        target = quota.negative_a_year * years * scored
        bend = 0.0 if "statistics" in off else regime.statistics.bend
        flows = (arrived, before + arrived - self._cases, capacity)
        for k, flow in enumerate(flows):
            self.offices[:, k] += flow
        self.offices[:, 3], self.offices[:, 4] = self._cases, self.fields[:, WAIT_DAYS]
        self.offices[:, 5] = self.fields[:, ALARMS + OFFICE]
        self.offices[:, 6] += charged
        self.offices[:, 7] += reported(charged, target, bend)

    def perceive(self, sums: Sums) -> None:
        """Step `perception`: the province's record of detection, and its mean score as a share of the start.

        The prior weighs as much as so many violations in the whole province, so each violation that is simulated counts
        for as many as its life stands for.
        """
        self._violations = self._violations * self._keep + sums["violations"]
        self._charged = self._charged * self._keep + sums["charged"]
        seeing = self.engine.seeing
        prior, weight = float(seeing["prior"]), float(seeing["pseudo_count"]) / self.engine.scenario.scale
        shares = (self._charged + weight * prior) / (self._violations + weight)
        self.fields[:, DETECTION] = np.minimum(shares, 1.0)
        start = self.engine.scenario.rulebook.score_start
        if start != 0:
            scored = np.maximum(sums["scored"], 1)
            climate = sums["score_sum"] / (scored * start)
            self.fields[:, CLIMATE] = np.where(sums["scored"] > 0, climate, self.fields[:, CLIMATE])
