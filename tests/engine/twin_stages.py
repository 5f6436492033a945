"""The twin's stages of life: which school or work a life comes to on which birthday, and when it retires.

Days are looked at one by one: a life is in the stage that somebody of its age would have been drawn in.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

from credopolis.core import purposes
from credopolis.core.schema import EDUCATION, OCCUPATIONS
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.stages import STAGES
from credopolis.society.generate import calibrated

from .twin_consequences import Bearing
from .twin_kindergarten import Kindergarten
from .twin_services import Services
from .twin_state import STAGE, Due, Life, Record, draw, key_of

if TYPE_CHECKING:
    from .twin_families import Families
    from .twin_jobs import Jobs

WHOLE = 65_536
SENIOR, TERTIARY = EDUCATION.index("senior secondary"), EDUCATION.index("tertiary")
WORKS = OCCUPATIONS[2:8]
CLOSES = {"official": "public_employment", "self-employed": "licences"}


def years_old(life: Life, day: int) -> int:
    """Completed years."""
    return (day - life.born) * 4 // 1461


class Stages:
    """Stages of every life."""

    def __init__(self, scenario: Scenario, record: Record, services: Services) -> None:
        self.s, self.record, self.services = scenario, record, services
        self.stands = scenario.regime.stages.stands and "stages" not in scenario.off
        self.tick_end = 0
        self.places = 1.0  # mean place at school in the province, a tick ago
        self.kindergarten = Kindergarten(scenario, record, grows=self.stands)
        self.bearing: Bearing
        self.jobs: Jobs
        self.families: Families

    def _bits(self, life: Life, which: int, part: int) -> int:
        """Sixteen bits of the draws that the life was drawn with."""
        return draw(key_of(self.s.seed, int(purposes.ATTRIBUTES), life.number, 0), which) >> (16 * part) & 0xFFFF

    def begin(self, life: Life, education: int, occupation: int) -> None:
        """What a life is on day 0, or would be when it is born."""
        if not self.stands:
            return
        life.education, life.occupation, life.level = education, occupation, education
        self.kindergarten.begin(life)
        if years_old(life, 0) < 22 or life.born > 0:
            tables = calibrated(self.s.tables)
            of_22 = tables.schooling[life.province, int(life.has("urban")), tables.cohort_of_age[22]].tolist()
            life.level = max(education, sum(self._bits(life, 0, 0) >= chance for chance in of_22))

    def retired_at(self, life: Life, years: int) -> bool:
        """Whether somebody with this draw would have been drawn retired at an age."""
        work = self.s.tables.params.work
        shares = work.retired_rural
        if life.has("urban"):
            shares = work.retired_urban_women if life.has("female") else work.retired_urban_men
        share = [0.0, *shares.value][sum(years >= start for start in work.retired_ages)]
        return self._bits(life, 0, 1) < round(WHOLE * share)

    def retires_on(self, life: Life, day: int) -> int | None:
        """The first day after one on which a life retires; None if it never does."""
        years = max(years_old(life, day), 0)
        while not self.retired_at(life, years):
            years += 1
            if years > 129:
                return None
        due = life.born + -(-1461 * years // 4)
        reform = (date(2025, 1, 1) - self.s.start).days
        if life.has("urban") and self.s.regime.stages.reform_of_2025 and due >= reform:
            month = int((due - reform) // 30.4375) + 1
            later = 0
            if years == (55 if life.has("female") else 60):
                later = min(-(-month // 4), 36)
            elif life.has("female") and years == 50:
                later = min(-(-month // 2), 60)
            due += int(later * 30.4375)
        return max(due, day + 1)

    def await_next(self, life: Life, day: int, earliest: int = 0) -> None:
        """When a life comes to its next stage."""
        if not self.stands:
            return
        due: int | None = None
        if OCCUPATIONS[life.occupation] in ("child", "student"):
            ages = (*((3,) if self.kindergarten.stands else ()), 6, 12, 15, 18, 22)
            due = next((d for d in (life.born + -(-1461 * y // 4) for y in ages) if d > day), day + 1)
        elif OCCUPATIONS[life.occupation] != "retired":
            due = self.retires_on(life, day)
        life.stage_on = 0
        if due is not None and max(due, earliest) < self.s.days:
            life.stage_on = max(due, earliest)
            self.record.schedule(life, Due(life.stage_on, STAGE, since=day))

    def grow(self, life: Life, due: Due) -> None:
        """A life comes to its next stage."""
        day = due.day
        if not self.stands or life.stage_on != day:
            return
        doing, years = OCCUPATIONS[life.occupation], years_old(life, day)
        if doing == "child" and self.kindergarten.stands and years < 6:
            self._enter(life, day, self.kindergarten.come(life, day, self.bearing, self.places))
        elif doing == "child":
            life.occupation = OCCUPATIONS.index("student")
            self._school(life, day, 1, "starts school")
        elif doing != "student":
            life.occupation = OCCUPATIONS.index("retired")
            life.seeks, life.job_on = False, 0
            self._enter(life, day, "retires")
        elif years < 15:
            self._school(life, day, 2, "goes on to junior secondary school")
        elif years < 18 and self._goes_on(life, day, SENIOR, life.level >= SENIOR):
            self._school(life, day, SENIOR, "goes on to senior secondary school")
        elif years < 22 and self._goes_on(life, day, TERTIARY, life.level == TERTIARY):
            self._school(life, day, TERTIARY, "goes on to college or university")
        else:
            self._work(life, day)
        self.await_next(life, day)

    def _goes_on(self, life: Life, day: int, level: int, would: bool) -> bool:
        """Whether a life goes on: as its draw means it, but for what its parents' standing does."""
        return self.bearing.goes_on(life, day, level, self.places) if self.bearing.educates else would

    def _school(self, life: Life, day: int, level: int, stage: str) -> None:
        life.education = max(life.education, level)
        self._enter(life, day, stage)

    def _enter(self, life: Life, day: int, stage: str) -> None:
        self.record.count("stages", self.record.cell(life, day), STAGES.index(stage))
        if stage != "starts work":
            self.record.note(life, day, "stage", day, stage)

    def _work(self, life: Life, day: int) -> None:
        """The work of its draw; what is refused leaves the rest, in the same proportions."""
        work = self.s.tables.params.work
        weights = (work.urban if life.has("urban") else work.rural).value[life.education]
        ends = [round(WHOLE * end / sum(weights)) for end in accumulate(weights)]
        sizes = dict(zip(work.occupations, (b - a for a, b in zip([0, *ends], ends, strict=False)), strict=True))
        place = self._bits(life, 1, 0)
        wanted, into = next(
            (name, place - end + sizes[name]) for name, end in zip(sizes, ends, strict=True) if place < end
        )
        refused = self.services.refused_gates(life)
        found = wanted
        if CLOSES.get(wanted) in refused:
            left = {name: size for name, size in sizes.items() if CLOSES.get(name) not in refused}
            at = into * sum(left.values())
            for name, size in left.items():
                at -= size * sizes[wanted]
                if at < 0:
                    found = name
                    break
        life.occupation = OCCUPATIONS.index(found)
        self._enter(life, day, "starts work" if found in WORKS else "stays without work")
        self.bearing.earn(life, day, found != wanted)
        if found in WORKS:
            self.record.note(life, day, "work", day, found)
        if found != wanted:
            gate = CLOSES[wanted]
            self.record.count("doors", self.record.cell(life, day), tuple(CLOSES.values()).index(gate))
            self.record.note(life, day, "door", day, gate)
        if found == "official":
            self.families.become_official(life, day)
        self.jobs.begin(life, day)
