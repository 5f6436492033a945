"""Workplaces: companies that live beside a run's people, and what districts are told of them once a month.

They are lived where provinces are: by the driver of a run, and again by whoever lives a district again. A month is over
on a day of its own (`firms.course.day_of`), whatever the recording interval, and is told to lives on the first day of
the first tick that begins on it or later. What it needs of people is what provinces told of them as the month was lived
(`heard`), and where people worked on day 0; so nothing of companies is kept with a frozen run but what was heard.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.errors import Misuse
from credopolis.core.purposes import REPRESENTATIVES
from credopolis.core.schema import BORN_WITH, UNBORN
from credopolis.engine.places import places_of_districts
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import FIELDS, World
from credopolis.firms import month as _month
from credopolis.firms.columns import NATIONAL
from credopolis.firms.course import MONTHS, NO_ROOM_LEFT, WARM_UP, FirmCourse, Town, day_of
from credopolis.firms.course import begin as begin_firms
from credopolis.mechanisms import companies as of
from credopolis.mechanisms.companies import FIGURES, LOCAL, WORKS, companies_stand
from credopolis.mechanisms.staff import staff_weighs
from credopolis.society.generate import populate
from credopolis.society.layout import Layout, plan
from credopolis.society.tables import SocietyTables

LIVES_AT_ONCE = 1_000_000
_OF_STAFF = FIELDS.index("of_staff")
Values = NDArray[np.float64]


class ToldOfMonth(NamedTuple):
    """What districts are told of the months that are over since the last time.

    month : the last of them, from 0. local : (n_districts, len(LOCAL)) float64, see `mechanisms.companies`.
    """

    month: int
    local: Values


def months_over(day: int) -> int:
    """How many months of companies are over when a day begins."""
    months = day * MONTHS // 365
    while day_of(months + 1) <= day:
        months += 1
    while months and day_of(months) > day:
        months -= 1
    return months


class Workplaces:
    """The companies of a run, up to the month that was told last.

    lived : months of the run. figures : (n_provinces, len(FIGURES)), how companies stand, and what was counted since
    it was shown last.
    """

    def __init__(self, scenario: Scenario, layout: Layout, employed: NDArray[np.int64], threads: int = 1) -> None:
        assert scenario.companies is not None
        lives = np.diff(layout.grid_start[layout.district_grid_start]).astype(np.int64)
        province = layout.district_province.astype(np.int64)
        self.town = Town(lives, employed, province, layout.province_names)
        self.course: FirmCourse = begin_firms(scenario.companies, self.town, scenario.seed, threads=threads)
        self.lived, self._seed = 0, scenario.seed
        self._untold: ToldOfMonth | None = None
        self._tally = self.course.fresh_tally()
        self.figures = np.zeros((len(layout.province_names), len(FIGURES)))
        for _ in range(WARM_UP * MONTHS):
            self.course.month(self._tally)
        self._of_district = self.course.firms["district"] != NATIONAL
        self._reaches = _reaches(scenario, self.town) if scenario.asks(staff_weighs) else None
        self._share = _shares_of_provinces(self.town)
        self._stand()

    def tell(self, over: int, fields: Values, heard: Values) -> ToldOfMonth:
        """Live the months that are over -> what districts are told of them.

        over : months of the run that are. fields : what provinces show. heard : (months, n_provinces), see
        `nothing_heard`, where it is written down. Who asks again for the same months is told the same.

        Raises
        ------
        Misuse
            If more entries of a company stand at once than are kept.
        """
        if self._untold is None or self.lived < over:
            local = self._nothing()
            while self.lived < over:
                heard[self.lived] = fields[:, _OF_STAFF]
                self._hear(heard[self.lived])
                self._month(local)
            self._untold = ToldOfMonth(over - 1, local)
        return self._untold

    def go_on(self, told: int, heard: Values) -> None:
        """Live again the months of a run that were told, as they heard of people then."""
        while self.lived < told:
            self._hear(heard[self.lived])
            self._month(self._nothing())
        self.figures[:, of.FELL :] = 0.0

    def _hear(self, of_staff: Values) -> None:
        """Let what employees do go by entries a life and year, (n_provinces,); see `mechanisms.staff`."""
        if self._reaches is not None:
            self.course.ways.staff_rate[:] = self._reaches * of_staff

    def _nothing(self) -> Values:
        return np.zeros((len(self.town.people), len(LOCAL)))

    def _month(self, local: Values) -> None:
        firms, n = self.course.firms, len(self.figures)
        before, was, generation = _places(firms), firms["vacant"] > 0, firms["generation"].copy()
        self.course.month(self._tally)
        self.lived += 1
        if self._tally[_month.NO_ROOM - _month.COUNTS]:
            raise Misuse(NO_ROOM_LEFT)
        after, vacant, province = _places(firms), firms["vacant"] > 0, firms["province"]
        begun = firms["generation"] != generation
        moved = np.where((vacant != was) | begun, after - before, 0)  # who grows takes over people with their places
        lost, back = np.maximum(-moved, 0), np.maximum(moved, 0)
        for column, places in ((of.LOST, lost), (of.BACK, back)):
            local[:, column] += self._by_district(places)
        fell = self.course.fell > 0
        local[:, of.BARRED] += np.bincount(self._districts_of(np.flatnonzero(fell)), minlength=len(local))
        for figure, counted in (
            (of.FELL, fell), (of.CLOSED, vacant & (~was | begun)), (of.BEGUN, begun), (of.PLACES_LOST, lost),
            (of.PLACES_BACK, back),
        ):  # fmt: skip
            self.figures[:, figure] += np.bincount(province, counted, n)
        self._stand()

    def _stand(self) -> None:
        firms, n = self.course.firms, len(self.figures)
        for figure, counted in (
            (of.COMPANIES, firms["vacant"] == 0), (of.FALLEN, firms["fallen"] > 0), (of.PLACES, _places(firms)),
        ):  # fmt: skip
            self.figures[:, figure] = np.bincount(firms["province"], counted, n)

    def _districts_of(self, companies: NDArray[np.int64]) -> NDArray[np.int64]:
        """The district of each of some companies; that of a large one is drawn by places of work."""
        town, found = self.town, self.course.firms["district"][companies].astype(np.int64)
        for k in np.flatnonzero(found == NATIONAL).tolist():
            here = np.flatnonzero(town.province == self.course.firms["province"][companies[k]])
            ends = np.cumsum(town.employed[here])
            key = key_of(self._seed, REPRESENTATIVES, int(companies[k]), self.lived)
            found[k] = here[np.searchsorted(ends, int(unit(draw_at(key, 0)) * ends[-1]), side="right")]
        return found

    def _by_district(self, places: NDArray[np.int64]) -> Values:
        """Places of work of companies as shares of those of districts; large companies' lie all over their province."""
        town, own = self.town, self._of_district
        here = np.bincount(self.course.firms["district"][own], places[own], len(town.people))
        large = np.bincount(self.course.firms["province"][~own], places[~own], len(self.figures))
        whole = here + large[town.province] * self._share
        return np.where(town.employed > 0, whole / np.maximum(town.employed, 1), 0.0)

    def show(self, sheet: Values) -> None:
        """Write into an interval's sheet how companies stand, and add what was counted since the last time.

        sheet : (n_provinces, len(FIGURES)).
        """
        sheet[:, : of.FELL] = self.figures[:, : of.FELL]
        sheet[:, of.FELL :] += self.figures[:, of.FELL :]
        self.figures[:, of.FELL :] = 0.0


def _places(firms: NDArray[np.void]) -> NDArray[np.int64]:
    return np.where(firms["vacant"] > 0, 0, firms["size"]).astype(np.int64)


def _shares_of_provinces(town: Town) -> Values:
    """(n_districts,) the share of its province's places of work that each district has."""
    whole = np.bincount(town.province, town.employed, len(town.provinces))
    return np.asarray(town.employed / np.maximum(whole[town.province], 1.0))


def _reaches(scenario: Scenario, town: Town) -> Values:
    """(n_provinces,) entries a place of work and year that reach a company, for one a life and year of the province."""
    places, lives = (np.bincount(town.province, of, len(town.provinces)) for of in (town.employed, town.people))
    return np.asarray(scenario.regime.staff.reaches * lives / np.maximum(places, 1.0))


def nothing_heard(scenario: Scenario) -> Values:
    """Room for what companies hear of people in every month of a run, (months, n_provinces)."""
    months = months_over(scenario.days) if scenario.asks(companies_stand) else 0
    return np.zeros((months, len(scenario.tables.provinces)))


def employed_of(world: World) -> NDArray[np.int64]:
    """(n_districts,) who of the lives that are built works for a legal entity, before the first tick."""
    person = world.person
    works = np.isin(person["occupation"], WORKS) & (person["flags"] & UNBORN == 0)
    return np.add.reduceat(works, places_of_districts(world)[:-1], dtype=np.int64)


def employed(tables: SocietyTables, layout: Layout, seed: int, threads: int = 1) -> NDArray[np.int64]:
    """(districts,) the same of all districts of a society, whose lives are drawn for that and forgotten."""
    found = np.zeros(layout.n_districts, np.int64)
    starts = layout.grid_start[layout.district_grid_start]
    first = 0
    while first < layout.n_districts:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + LIVES_AT_ONCE, side="right")) - 1)
        n = int(starts[last] - starts[first])
        lives = {column.name: np.zeros(n, column.dtype) for column in BORN_WITH}
        populate(tables, layout, lives, seed, (first, last), threads)
        works = np.isin(lives["occupation"], WORKS).astype(np.int64)
        found[first:last] = np.add.reduceat(works, (starts[first:last] - starts[first]).astype(np.int64))
        first = last
    return found


class ToldAgain:
    """What districts of a run were told of companies, for who lives some of them again.

    fields : (n_ticks, n_provinces, n_fields) float64, what provinces showed in each tick: companies live again under
    these, once for all districts.
    """

    def __init__(self, scenario: Scenario, fields: Values, threads: int = 1) -> None:
        self._told = dict[int, ToldOfMonth]()
        if not scenario.asks(companies_stand):
            return
        layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
        works = employed(scenario.tables, layout, scenario.seed, threads)
        workplaces, heard = Workplaces(scenario, layout, works, threads), nothing_heard(scenario)
        for tick in range(len(fields)):
            over = months_over(tick * scenario.tick_days)
            if workplaces.lived < over:
                self._told[tick] = workplaces.tell(over, fields[tick], heard)

    def tell(self, workers: Any, district: int, fields: Values, tick: int) -> None:
        """Tell a district what it was told before a tick, if it was told anything.

        workers : `engine.workers.Workers` of it alone. fields : (n_provinces, n_fields), as the tick began.
        """
        told = self._told.get(tick)
        if told is not None:
            local = told.local[district : district + 1]
            workers.be_told(ToldOfMonth(told.month, local), fields, tick)
