"""The twin's families: who asks to serve in the army, what its parents' standing does, and what children do and win."""

from __future__ import annotations

import math
from datetime import timedelta

from credopolis.core import purposes
from credopolis.core.schema import EDUCATION, OCCUPATIONS
from credopolis.engine.scenario import Scenario

from .twin_entitled import decision
from .twin_lives import Lives
from .twin_stages import Stages
from .twin_standing import Ladder
from .twin_state import CHAMPIONSHIP, STAGE, VETTING, Due, Life, Record, draw, exponential, key_of, low_uniform
from .twin_tables import Tables

ASKS, LOOKED_AT, REFUSED, ENTERS, RETURNS, TOLD = range(6)  # on one day in this order, after what lies further back
SERVICE, CHAMPION = 0, 1
JOINS, COMES_BACK = "joins the army", "comes back from the army"
BY_OWN, BY_PARENTS = (f"is not taken into the army, for {whose} standing" for whose in ("its own", "its parents'"))
OUTCOMES = (JOINS, COMES_BACK, BY_OWN, BY_PARENTS)
PARTY_OUTCOMES = ("joins the Party", *(text.replace("army", "Party") for text in (BY_OWN, BY_PARENTS)))


def birthday(life: Life, years: int) -> int:
    """The day on which a life has completed so many years."""
    return life.born - (-1461 * years // 4)


class Families:
    """What lives ask of their families, and tell them."""

    def __init__(
        self, scenario: Scenario, tables: Tables, record: Record, ladder: Ladder, births: Lives, stages: Stages
    ) -> None:
        self.s, self.t, self.record, self.ladder, self.births = scenario, tables, record, ladder, births
        regime, grows = scenario.regime, stages.stands
        self.serves = regime.army.stands and "army" not in scenario.off and grows
        self.joins = regime.party.stands and "party" not in scenario.off and grows
        self.wins = (
            regime.championships.stands and "championships" not in scenario.off and regime.championships.a_year > 0
        )
        self.tick_end = 0
        self.jobs = stages.jobs

    def done(self, what: str) -> bool:
        """Whether children do something themselves, so that parents do it in no other way."""
        return {"army": self.serves, "championship": self.wins, "none": False}[what]

    def begin(self, life: Life, day: int) -> None:
        """What lies ahead of a life, on day 0 or when it is born."""
        if self.serves:
            self._begin_army(life, day)
        if self.joins:
            self._begin_party(life, day)
        if self.wins:
            self._await_win(life, day)

    def _begin_army(self, life: Life, day: int) -> None:
        bits = draw(key_of(self.s.seed, int(purposes.ARMY), life.number, 0), 0)
        share = self.s.regime.army.women if life.has("female") else self.s.regime.army.men
        if low_uniform(bits) >= share:
            return
        first, last = birthday(life, 18), birthday(life, 22)
        asks = first + int((bits >> 32) / 2**32 * (last - first))
        until = asks + self.days
        if asks >= self.s.days:
            return
        if asks > day:
            life.army = "will ask"
            self._step(life, asks, ASKS, day)
        elif until <= day:
            life.army = "has served"
        else:
            self._serve(life, day, until)

    @property
    def days(self) -> int:
        """Days of service."""
        return round(self.s.regime.army.years * 365.25)

    def _step(self, life: Life, due: int, step: int, day: int, other: Life | None = None, which: int = 0) -> None:
        away = life.household.index(other) - life.household.index(life) if other else 0
        self.record.schedule(life, Due(due, VETTING, (away, step, which), day))

    def _serve(self, life: Life, day: int, until: int) -> None:
        life.army = "serves"
        life.job_on = 0
        if life.stage_on and OCCUPATIONS[life.occupation] in ("child", "student"):
            life.stage_on += self.days
            self.record.schedule(life, Due(life.stage_on, STAGE, since=day))
            life.stage_on *= life.stage_on < self.s.days
        self._step(life, until, RETURNS, day)

    def _closes(self, life: Life, door: int) -> bool:
        """Whether a life closes a door to itself, or to its children."""
        if self.ladder.removed(life):
            return True
        if life.grade is None:
            return False
        grade, gates = self.t.grades[life.grade], ("party_membership" if door else "army", "political_vetting")
        return any(
            decision(self.t.rulebook, gate, grade, life.listed)[0] == "refused"
            for gate in gates
            if gate in self.t.rulebook.gates
        )

    def _tell(self, life: Life, day: int, outcome: str) -> None:
        self.record.count("army", self.record.cell(life, day), OUTCOMES.index(outcome))
        self.record.note(life, day, "army", day, outcome)

    def _refuse(self, life: Life, day: int, outcome: str) -> None:
        life.army = "was refused"
        self._tell(life, day, outcome)

    def _there(self, life: Life) -> list[Life]:
        return [p for p in (life.mother, life.father) if p is not None and self.births.was_there(p)]

    def step(self, life: Life, due: Due) -> tuple[int, Life] | None:
        """A step that is due to a life -> what a child did, and the child, if it is told of that."""
        away, step, which = due.about
        day = due.day
        if step == TOLD:
            return which, life.household[life.household.index(life) + away]
        if not (self.joins if which else self.serves):
            return None
        if step == LOOKED_AT:
            child = life.household[life.household.index(life) + away]
            if self._closes(life, which) and self.births.was_there(child):
                self._step(child, self.tick_end, REFUSED, day, which=which)
        elif which:
            self._with_the_party(life, day, step)
        elif step == REFUSED and life.army == "is looked at":
            self._refuse(life, day, BY_PARENTS)
        elif step == ASKS and life.army == "will ask":
            if self._closes(life, 0):
                self._refuse(life, day, BY_OWN)
                return None
            life.army = "is looked at"
            self._ask_parents(life, day, 0)
        elif step == ENTERS and life.army == "is looked at":
            self._tell(life, day, JOINS)
            self._serve(life, day, day + self.days)
            self._tell_parents(life, day, SERVICE)
        elif step == RETURNS and life.army == "serves":
            life.army = "has served"
            self.jobs.await_next(life, day)
            self._tell(life, day, COMES_BACK)
        return None

    def _ask_parents(self, life: Life, day: int, door: int) -> None:
        """Parents are looked at in the next tick; the answer comes a tick later."""
        for parent in self._there(life):
            self._step(parent, self.tick_end, LOOKED_AT, day, life, door)
        self._step(life, self.tick_end + self.s.tick_days, ENTERS, day, which=door)

    # The Party

    def _begin_party(self, life: Life, day: int) -> None:
        bits = draw(key_of(self.s.seed, int(purposes.PARTY), life.number, 0), 0)
        ages = (18, 36) if low_uniform(bits) < self.s.regime.party.by_35 else (36, 60)
        first, last = (birthday(life, years) for years in ages)
        asks = first + int((bits >> 32) / 2**32 * (last - first))
        work, schooling = OCCUPATIONS[life.occupation], EDUCATION[life.education]
        like = (
            "official" if work == "official" else EDUCATION[life.level] if work in ("child", "student") else schooling
        )
        life.joined = (asks <= day or like == "official") and self._would(life, like)
        if life.joined or asks <= day or asks >= self.s.days or not self._would(life, EDUCATION[life.level]):
            return
        life.party = "will ask"
        self._step(life, asks, ASKS, day, which=1)

    def _would(self, life: Life, like: str) -> bool:
        """Whether the draw by which the society has its members makes it one, among officials or by schooling."""
        links = self.s.tables.params.links
        men = links.party_men_to_mean.value
        by_schooling = dict(zip(EDUCATION, links.party_by_schooling.value, strict=True))
        party = self.s.regime.party
        born = self.s.start + timedelta(days=life.born)
        sex = 2 - men if life.has("female") else men
        if like == "official":
            share = min(1.0, links.party_officials.value * sex)
        else:
            times = party.level * (party.with_college if like == EDUCATION[-1] else 1)
            share = min(1.0, times * by_schooling[like] * sex)
            if born.year < 1961:
                share = party.elders * share / (1 + (party.elders - 1) * share)
        bits = draw(key_of(self.s.seed, int(purposes.ATTRIBUTES), life.number, 0), 0) >> 32 & 0xFFFF
        return bits < round(65_536 * share)

    def become_official(self, life: Life, day: int) -> None:
        """Who comes to be an official asks, if it is of those who do."""
        if self.joins and not life.has("party_member") and not life.party and self._would(life, "official"):
            life.party = "will ask"
            self._step(life, self.tick_end, ASKS, day, which=1)

    def _with_the_party(self, life: Life, day: int, step: int) -> None:
        outcome = ""
        if step == ASKS and life.party == "will ask":
            work = OCCUPATIONS[life.occupation]
            schooling = life.level if work in ("child", "student") else life.education
            if not self._would(life, work if work == "official" else EDUCATION[schooling]):
                life.party = ""
            elif self._closes(life, 1):
                outcome = PARTY_OUTCOMES[1]
            else:
                life.party = "is looked at"
                self._ask_parents(life, day, 1)
        elif life.party == "is looked at" and step in (REFUSED, ENTERS):
            outcome = PARTY_OUTCOMES[2 if step == REFUSED else 0]
            life.joined = step == ENTERS
        if outcome:
            life.party = "has asked"
            self.record.count("party", self.record.cell(life, day), PARTY_OUTCOMES.index(outcome))
            self.record.note(life, day, "party", day, outcome)

    def _tell_parents(self, life: Life, day: int, feat: int) -> None:
        for parent in self._there(life)[:1]:
            self._step(parent, self.tick_end, TOLD, day, life, feat)

    def _await_win(self, life: Life, day: int) -> None:
        key = key_of(self.s.seed, int(purposes.CHAMPIONSHIPS), life.number, day)
        between = -1 / math.log(1 - self.s.regime.championships.a_year / 365.25)
        due = max(day, birthday(life, 8) - 1) + 1 + int(exponential(draw(key, 0)) * between)
        if due < birthday(life, 22):
            self.record.schedule(life, Due(due, CHAMPIONSHIP, since=day))

    def win(self, life: Life, day: int) -> None:
        """A child wins a championship."""
        if not self.wins:
            return
        self.record.count("championships", self.record.cell(life, day))
        self.record.note(life, day, "championship", day)
        self._tell_parents(life, day, CHAMPION)
        self._await_win(life, day)
