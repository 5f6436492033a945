"""The twin's consequences: what gates do to the hazard of death, to children at the school's door, and to incomes."""

from __future__ import annotations

from credopolis.core import purposes
from credopolis.core.schema import EDUCATION
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.consequences import ConsequencesParameters
from credopolis.society.generate import calibrated

from .twin_entitled import decision
from .twin_lives import Lives, short
from .twin_queues import Place
from .twin_state import Life, Record, draw, exponential, key_of, low_uniform
from .twin_tables import Tables

SENIOR = EDUCATION.index("senior secondary")
SCHOOLS = ("senior secondary school", "college or university")


class Bearing:
    """What follows from where lives stand."""

    def __init__(self, scenario: Scenario, tables: Tables, record: Record, births: Lives) -> None:
        self.s, self.t, self.book, self.record, self.births = scenario, tables, tables.rulebook, record, births
        self.p = scenario.regime.consequences
        stands = self.p.stands and "consequences" not in scenario.off
        self.cares = stands and births.mortal
        queued = scenario.regime.queues.stands and "queues" not in scenario.off
        self.crowds = self.cares and queued and scenario.regime.crowding.stands and "crowding" not in scenario.off
        self.educates = stands and scenario.regime.stages.stands and "stages" not in scenario.off

    def _word(self, gate: str, life: Life) -> tuple[str, int]:
        """What a gate decides: refused or delayed by grade and lists, put first by the grade alone."""
        assert life.grade is not None
        name = self.t.grades[life.grade]
        if gate not in self.book.gates:
            return "granted", 0
        word, days, _ = decision(self.book, gate, name, life.listed)
        if word in ("refused", "delayed"):
            return word, days
        return decision(self.book, gate, name)[0], 0

    def care_of(self, life: Life) -> float:
        """How many times the hazard of death holds."""
        if life.grade is None:
            return 1.0
        word, days = self._word("healthcare", life)
        most = self.s.regime.crowding.most_days * self.crowds
        gains = 0 if self.crowds else -self.p.care_spared_days
        later = {"first": gains + most, "refused": self.p.care_refused_days, "delayed": days + most}.get(word, most)
        return short(round(max(1 + self.p.care_risk_a_day * later, 0) * 1e6) / 1e6)

    def place_of(self, life: Life) -> int:
        """The place at school that a life gives its children, in thousandths."""
        if life.grade is None:
            return 1000
        return place(self.p, self._word("school_admission", life), self._word("private_schools", life)[0])

    def begin(self, life: Life) -> None:
        """Where a life stands when its threshold is drawn."""
        if self.cares:
            life.care = self.care_of(life)
        life.place = life.place_before = self.place_of(life) if self.educates else 1000

    def follow(self, life: Life, day: int) -> None:
        """A life came to another grade or list."""
        if not life.present or not life.happened:
            return
        if self.educates and (found := self.place_of(life)) != life.place:
            if life.place_on < self.births.day:
                life.place_before = life.place
            life.place, life.place_on = found, day
        if self.cares and (care := self.care_of(life)) != life.care:
            lived = sum(self.births.hazard(life, when) for when in range(life.left_on, day))
            life.left, life.left_on, life.care = short(max(life.left - lived, 0.0)), day, care
            self.births.reckon(life, day, self.births.tick_end if life.born >= self.births.day else 0)

    def lives_on(self, life: Life, day: int, first: float, others: float) -> bool:
        """Whether a life whose threshold has run out gets another; first, others : days that classes wait longer."""
        if not self.crowds or life.grade is None or (word := self._word("healthcare", life)[0]) == "refused":
            return False
        part = self.s.regime.queues.put_first if word == "first" else 0.0
        days = part * first + (1 - part) * others
        key = key_of(self.s.seed, int(purposes.DEATHS), life.number, day)
        less = self.p.care_risk_a_day * (self.s.regime.crowding.most_days - days)
        if low_uniform(draw(key, 1)) * life.care >= less:
            return False
        life.left, life.left_on = short(exponential(draw(key, 2))), day + 1
        self.births.reckon(life, day + 1)
        return True

    def longer(self, grades: list[str], place: Place) -> tuple[float, float]:
        """Days that who is put first, and the others, wait longer for care than if all waited alike."""
        p = self.s.regime.queues
        if not self.crowds:
            return 0.0, 0.0
        words = [decision(self.book, "healthcare", g)[0] if "healthcare" in self.book.gates else "" for g in grades]
        a_day = p.healthcare_places * p.healthcare_asks_per_place / 365.25
        all_ask = a_day * sum(word != "refused" for word in words)
        first_ask = a_day * p.put_first * words.count("first")
        ahead, everybody = (line.length for line in place.lines["healthcare"])
        found, most = [], self.s.regime.crowding.most_days
        for waits, asks in ((ahead, first_ask), (everybody - ahead, all_ask - first_ask)):
            found.append(max(-most, min(most, waits / asks - everybody / all_ask)) if asks > 0 else 0.0)
        return found[0], found[1]

    def prepare(self, life: Life) -> None:
        """What a life will need to go on at school, and what it will earn with each level."""
        if not self.educates:
            return
        tables, s = calibrated(self.s.tables), self.s
        of_22 = tables.schooling[life.province, int(life.has("urban")), tables.cohort_of_age[22]].tolist()
        above = 65_536 - (self._bits(life, 0) & 0xFFFF)
        life.needs = [min(-(-above * 1000 // (65_536 - c)), 65_535) if c < 65_536 else 65_535 for c in of_22[2:]]
        head, kept = life.household[0], self.p.inherited_luck
        luck = [self._bits(head if part < kept else life, 2) >> (8 * part) & 0xFF for part in range(4)]
        urban = s.tables.params.income.urban.value * life.has("urban")
        life.standing_points = sum(luck) + urban + int(tables.province_points[life.province])

    def _bits(self, life: Life, which: int) -> int:
        return draw(key_of(self.s.seed, int(purposes.ATTRIBUTES), life.number, 0), which)

    def place_for(self, life: Life) -> int:
        """The place at school that a child has by its parents' standing as the tick began, in thousandths."""
        parents = [p for p in (life.mother, life.father) if p is not None and self.births.was_there(p)]
        found = [p.place_before if p.place_on >= self.births.day else p.place for p in parents]
        return sum(found) // len(found) if found else 1000

    def goes_on(self, life: Life, day: int, level: int, places: float) -> bool:
        """Whether a child finds a place, by the standing of its parents as the tick began."""
        needed = life.needs[level - SENIOR]
        goes = self.place_for(life) >= needed * places
        if goes != (needed <= 1000):
            which = level - SENIOR
            self.record.count("schooling", self.record.cell(life, day), which, int(goes))
            self.record.note(life, day, "let_in" if goes else "kept_out", day, SCHOOLS[which])
        return goes

    def earn(self, life: Life, day: int, refused: bool) -> None:
        """The income class with which a life starts work."""
        if not self.educates:
            return
        level = 2 * self.s.tables.params.income.schooling_level.value
        points = life.standing_points + level * life.education - self.p.door_points * refused
        life.income = 1 + sum(points >= cut for cut in calibrated(self.s.tables).cuts.tolist())
        life.income_now = life.income
        self.record.count("incomes", self.record.cell(life, day), life.income - 1)
        self.record.note(life, day, "earns", day, str(life.income))

    def mean_place(self, grades: list[str]) -> float | None:
        """The mean place over lives in a grade, None where nobody is."""
        if not self.educates or not grades:
            return None
        words = {
            grade: [decision(self.book, gate, grade)[:2] if gate in self.book.gates else ("granted", 0)
                    for gate in ("school_admission", "private_schools")]
            for grade in set(grades)
        }  # fmt: skip
        return sum(place(self.p, words[g][0], words[g][1][0]) / 1000 for g in grades) / len(grades)


def place(p: ConsequencesParameters, admission: tuple[str, int], private: str) -> int:
    """A place at school by what the gates of admission and of private schools decide, in thousandths."""
    word, days = admission
    found = {"first": p.school_first, "refused": p.school_refused}.get(word, max(1 - p.school_late * days / 365, 0))
    return round(found * (p.school_private if private == "refused" else 1) * 1000)
