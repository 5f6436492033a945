"""The twin's workplaces: what districts are told of their companies, and who loses and finds work by it.

Months of companies are those of `credopolis.firms`, which has a twin of its own (`tests/firms/twin.py`); what of them
concerns a district is worked out here company by company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credopolis.core import purposes
from credopolis.core.schema import OCCUPATIONS
from credopolis.firms.course import Town, begin
from credopolis.mechanisms.channels import CHANNELS
from credopolis.society.layout import plan

from .twin_fields import Province
from .twin_state import TRUE, Life, Neighbourhood, draw, key_of, low_uniform, uniform

if TYPE_CHECKING:
    from .twin import Twin

OF_COMPANY = ("worker", "service", "professional", "official")
OUTCOMES = ("is dismissed", "is taken on")


def month_ends(k: int) -> int:
    """The first day after so many months: a year has 365 days, and months begin on whole days."""
    return 365 * (k // 12) + 365 * (k % 12) // 12


class Workplaces:
    """Companies beside the twin's lives."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.s = twin, twin.s
        self.stands = self.s.companies is not None and "companies" not in self.s.off
        if not self.stands:
            return
        layout = plan(self.s.tables, self.s.people, self.s.grid_lives, self.s.district_grids)
        starts = layout.district_grid_start.tolist()
        self.grids = [[g for g in twin.grids if a <= g.number < b] for a, b in zip(starts, starts[1:], strict=False)]
        lives = [[life for grid in grids for life in grid.lives] for grids in self.grids]
        self.places = [sum(OCCUPATIONS[twin._drawn[life.number][1]] in OF_COMPANY for life in of) for of in lives]
        self.province = layout.district_province.tolist()
        assert self.s.companies is not None
        town = Town(
            np.array([len(of) for of in lives]), np.array(self.places), layout.district_province.astype(np.int64),
            layout.province_names,
        )  # fmt: skip
        self.course = begin(self.s.companies, town, self.s.seed)
        for k in range(6):
            self.course.year(k)
        self.lived = 0

    @property
    def dismisses(self) -> bool:
        """Whether what companies do costs and gives jobs."""
        return self.stands and "dismissals" not in self.s.off and self.twin.jobs.stands

    @property
    def hears(self) -> bool:
        """Whether what people do weighs on companies."""
        return self.stands and "staff" not in self.s.off

    def charge(self, life: Life, province: Province) -> None:
        """A negative entry against a life."""
        if self.hears and life.occupation >= 0 and OCCUPATIONS[life.occupation] in OF_COMPANY:
            official = OCCUPATIONS[life.occupation] == "official"
            province.staff_now += self.s.regime.staff.executive_times if official else 1

    def after(self, days: int, there: list[int]) -> None:
        """After a tick: what provinces show of it. there : lives of each province."""
        keep = self.twin.institutions.keep
        for province, lives in zip(self.twin.provinces, there, strict=True):
            entries, years = province.staff
            province.staff = keep * entries + province.staff_now, keep * years + lives * days / 365.25
            province.staff_now = 0
            if self.hears and lives:
                province.of_staff = province.staff[0] / province.staff[1]

    def tell(self, day: int) -> None:
        """What districts are told before a tick that begins on a day."""
        if not self.stands:
            return
        gone = [0.0] * len(self.places)
        back = [0.0] * len(self.places)
        fell = [0] * len(self.places)
        told = False
        while month_ends(self.lived + 1) <= day:
            self._month(gone, back, fell)
            self.lived, told = self.lived + 1, True
        for d, grids in enumerate(self.grids if told else ()):
            if self.bars:
                self._bar(grids, fell[d], day)
            if self.dismisses:
                self._district(grids, gone[d], back[d], day)

    @property
    def bars(self) -> bool:
        """Whether who stands for a company answers for it."""
        return "representatives" not in self.s.off and "representative" in self.twin.book.acts

    def _bar(self, grids: list[Neighbourhood], fell: int, day: int) -> None:
        """One life for each company of a district that fell: it has done what the rulebook calls so."""
        twin, record = self.twin, self.twin.record
        could = [
            life for grid in grids for life in grid.places
            if life.present and life.grade is not None and OCCUPATIONS[life.occupation] in ("official", "self-employed")
        ]  # fmt: skip
        act = next(k for k, a in enumerate(twin.t.acts) if a.name == "representative")
        grid_of = {life.number: grid for grid in grids for life in grid.places}
        for k in range(fell if could else 0):
            key = key_of(
                self.s.seed, int(purposes.REPRESENTATIVES), grids[0].places[0].number, (self.lived - 1) * 2**20 + k
            )
            if low_uniform(draw(key, 0)) >= self.s.regime.representatives.found:
                continue
            life = could[int(uniform(draw(key, 1)) * len(could))]
            twin.grid, twin.province = grid_of[life.number], twin.provinces[grid_of[life.number].province]
            record.count("barred_representatives", record.cell(life, day))
            record.count("sightings", act, CHANNELS.index("records"))
            twin._leave_traces(act, life, day, "records")
            if twin.t.acts[act].negative:
                twin._escape(act, life, day, "records")
            twin.office.file(life, twin.province, day, act, "records", TRUE, key, earliest=day)

    def _month(self, gone: list[float], back: list[float], fell: list[int]) -> None:
        firms = self.course.firms
        for p, province in enumerate(self.twin.provinces if self.hears else ()):
            places = sum(n for n, q in zip(self.places, self.province, strict=True) if q == p)
            reaches = self.s.regime.staff.reaches * province.lives / max(places, 1)
            self.course.ways.staff_rate[p] = reaches * province.of_staff
        before = [0 if row["vacant"] else int(row["size"]) for row in firms]
        self.course.month(np.zeros(2 * len(self.course.law.acts) + 11, np.int64))
        for k in np.flatnonzero(self.course.fell):
            row = firms[k]
            fell[
                int(row["district"]) if row["district"] >= 0 else self._drawn_district(int(k), int(row["province"]))
            ] += 1
        for row, was in zip(firms, before, strict=True):
            moved = (0 if row["vacant"] else int(row["size"])) - was
            if moved == 0 or (was > 0 and not row["vacant"]):  # who grows takes over people with their places
                continue
            of = back if moved > 0 else gone
            p = int(row["province"])
            where = (
                [int(row["district"])] if row["district"] >= 0 else [d for d, q in enumerate(self.province) if q == p]
            )
            whole = sum(self.places[d] for d in where)
            for d in where:
                of[d] += abs(moved) / whole if whole else 0.0

    def _drawn_district(self, company: int, province: int) -> int:
        """Where who stands for a large company lives."""
        where = [d for d, p in enumerate(self.province) if p == province]
        bits = draw(key_of(self.s.seed, int(purposes.REPRESENTATIVES), company, self.lived + 1), 0)
        left = int(uniform(bits) * sum(self.places[d] for d in where))
        for d in where:
            left -= self.places[d]
            if left < 0:
                return d
        raise AssertionError("no district")

    def _district(self, grids: list[Neighbourhood], gone: float, back: float, day: int) -> None:
        share = self.s.regime.dismissals.out_of_work
        lives = [life for grid in grids for life in grid.lives + grid.unborn if life.present]
        works = [life for life in lives if self._of_company(life)]
        seek = [life for life in lives if life.seeks]
        chance = min(1.0, back * share * len(works) / len(seek)) if seek else 0.0
        for life in works:
            if low_uniform(draw(self._key(life), 0)) < gone * share:
                self._dismiss(life, day)
        for life in seek:
            if low_uniform(draw(self._key(life), 1)) < chance:
                self._take_on(life, day)

    @staticmethod
    def _of_company(life: Life) -> bool:
        return OCCUPATIONS[life.occupation] in OF_COMPANY and not life.seeks and life.army != "serves"

    def _key(self, life: Life) -> int:
        return key_of(self.s.seed, int(purposes.DISMISSALS), life.number, self.lived - 1)

    def _dismiss(self, life: Life, day: int) -> None:
        record = self.twin.record
        life.occupation, life.seeks = OCCUPATIONS.index("unemployed"), True
        record.count("dismissed", record.cell(life, day), OUTCOMES.index("is dismissed"))
        record.note(life, day, "laid_off", day)
        self.twin.jobs.await_next(life, day)

    def _take_on(self, life: Life, day: int) -> None:
        jobs, record = self.twin.jobs, self.twin.record
        found = jobs._other_work(life, day, self._key(life), frozenset({"self-employed"}))
        if found is None:
            return
        life.seeks = False
        self.twin.families.tick_end = day + min(self.s.tick_days, self.s.days - day)
        jobs._take(life, day, found)
        record.count("dismissed", record.cell(life, day), OUTCOMES.index("is taken on"))
        record.note(life, day, "taken_on", day, found)
        jobs.await_next(life, day)
