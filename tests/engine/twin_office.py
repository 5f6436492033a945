"""The twin's office and ledger: cases are filed and decided, entries posted, and what becomes of them."""

from __future__ import annotations

import math

from credopolis.core import purposes
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.channels import CHANNELS
from credopolis.rulebook.conduct import DOMAINS

from .twin_fear import Fear
from .twin_fields import Province, heed
from .twin_governance import Centre
from .twin_standing import Ladder
from .twin_state import (
    CASE,
    CORRECTION,
    EXPIRY,
    FABRICATED,
    MISTAKEN,
    REPAIR,
    STAGES,
    STEPS,
    TRUE,
    TRUTHS,
    Due,
    Life,
    Made,
    Neighbourhood,
    Record,
    draw,
    exponential,
    key_of,
    low_uniform,
    uniform,
)
from .twin_tables import Tables

FILED, POSTED, DISMISSED, WAIVED, LOST = range(len(STAGES))
LEARNED, APPEALED, REFUSED, CORRECTED, REPAIRED, EXPIRED, SPREAD = range(len(STEPS))
NEVER = math.inf


class Perception:
    """A life's own sense of being caught: how far it is from what is heard, by class of act."""

    def __init__(self, scenario: Scenario, tables: Tables) -> None:
        self.seed, self.acts = scenario.seed, tables.acts
        self.p, self.learns = scenario.regime.perception, "learning" not in scenario.off
        self.innocence, self.minds_wrongs = scenario.regime.innocence, "innocence" not in scenario.off

    def now(self, life: Life, day: int, domain: str) -> float:
        """Own experience of a class of act after fading."""
        faded = math.exp(-math.log(2) * (day - life.own_on) / (self.p.half_life_years * 365.25))
        return life.own[domain] / 127 * faded

    def told(self, act: int | None, domain: str, records: dict[str, tuple[float, float]], province: Province) -> float:
        """What is heard of an act, or of any of a class. records : charged and violations in the grid, by class."""
        charged, violations = records[domain]
        elsewhere = self.p.prior if act is None else province.records[act]
        share = min(1.0, (charged + self.p.pseudo_count * elsewhere) / (violations + self.p.pseudo_count))
        weight = self.p.records_weight
        return weight * share * (1 - province.charged_anyway) + (1 - weight) * self.p.prior

    def chance(self, own: float, told: float) -> float:
        """The chance as a life sees it."""
        return min(1.0, max(0.0, told + own))

    def move(
        self, life: Life, day: int, act: int | None, step: float, towards: float,
        records: dict[str, tuple[float, float]], province: Province,
    ) -> None:  # fmt: skip
        """Experience moves a step towards 0 or 1, of an act's class or of all; kept in 127ths, rounded at random."""
        bits = key_of(self.seed, int(purposes.EXPERIENCE), life.number, day)
        for number, domain in enumerate(DOMAINS):
            own = self.now(life, day, domain)
            if act is None or self.acts[act].conduct.domain == domain:
                own += step * (towards - self.chance(own, self.told(act, domain, records, province)))
            whole = 127 * min(1.0, max(-1.0, own))
            up = (bits >> (16 * number)) % 65536 / 65536 < whole - math.floor(whole)
            life.own[domain] = math.floor(whole) + up
        life.own_on = day

    def learn(
        self,
        life: Life,
        day: int,
        act: int,
        step: float,
        towards: float,
        records: dict[str, tuple[float, float]],
        province: Province,
    ) -> None:
        """As `move`, if people learn at all."""
        if self.learns and step > 0:
            self.move(life, day, act, step, towards, records, province)

    def remember(self, life: Life, day: int, act: int, grid: Neighbourhood, province: Province, deserved: bool) -> None:
        """A negative entry: one that was deserved is a charge, any other makes guilt matter less."""
        domain = self.acts[act].conduct.domain
        if deserved:
            grid.charged[domain] += 1
            province.charged_now_of[act] += 1
            self.learn(life, day, act, self.p.caught_step, 1.0, grid.records, province)
            return
        grid.charged[domain] += self.innocence.believed
        province.wronged_now += 1
        province.wronged_now_of[act] += 1
        if self.minds_wrongs:
            self.learn(life, day, act, self.innocence.wronged_step, 0.0, grid.records, province)


class Office:
    """Cases and entries of every life."""

    def __init__(self, scenario: Scenario, tables: Tables, record: Record) -> None:
        self.s, self.t, self.record = scenario, tables, record
        self.ladder, self.perception = Ladder(scenario, tables, record), Perception(scenario, tables)
        self.fear = Fear(scenario, record)
        favours = scenario.regime.discretion.corruption * heed(scenario)
        self.corruption = 0.0 if "discretion" in scenario.off else favours
        self.governs = Centre(scenario, []).governs

    # Filing

    def file(
        self, life: Life, province: Province, day: int, act: int, channel: str, truth: int, bits: int,
        *, earliest: int | None = None, grid: Neighbourhood | None = None,
    ) -> None:  # fmt: skip
        """File a case, to be closed not before `earliest`. With `grid` given, one that needs no day is posted now."""
        delays, c = draw(bits, int(purposes.DELAY)), CHANNELS.index(channel)
        outcome = self._decide(life, province, act, truth, low_uniform(delays))
        self.record.count("cases", act, c, truth, FILED)
        name = self.t.acts[act].name
        if outcome == LOST:
            self.record.count("cases", act, c, truth, LOST)
            self.record.note(life, day, "lost", day, name, channel, TRUTHS[truth])
            return
        queues = self.t.acts[act].queues
        province.cases_now += queues
        taken = min(int(self.t.acts[act].delay[channel] * exponential(delays)), self.s.regime.office.longest_days)
        due = max(day + taken + queues * int(province.wait_days), earliest or 0)
        case = Due(due, CASE, (act, c, outcome, truth), day)
        if grid is not None and due == day and outcome == POSTED:
            self.close(life, case, grid, province)
            return
        self.record.note(life, day, "case", due, name, channel, TRUTHS[truth])
        self.record.schedule(life, case)

    def _decide(self, life: Life, province: Province, act: int, truth: int, u: float) -> int:
        """One draw, cut into: lost, then of the rest dismissed, then of the rest waived for the connected."""
        if truth == FABRICATED:
            return POSTED
        a, lost = self.t.acts[act], self.t.lost
        dismissed = lost + (1 - lost) * a.dismissed[truth != TRUE]
        corruption = self.corruption * (province.governed.favours_left if self.governs else 1.0)
        waiver = corruption * life.guanxi / 255 if truth == TRUE and a.negative else 0.0
        if u < lost:
            return LOST
        if u < dismissed:
            return DISMISSED
        return WAIVED if u < dismissed + (1 - dismissed) * waiver else POSTED

    def capped(self, life: Life, act: int, day: int) -> bool:
        """Whether an act is closed where the life stands, or has counted as often as it may."""
        priced = self.t.acts[act].priced
        if priced is not None and priced.only and (life.grade is None or self.t.grades[life.grade] not in priced.only):
            return True
        if priced is not None and priced.cap is not None:
            days, lasts = life.within.get(act, [])[-priced.cap.times :], priced.cap.days
            return len(days) == priced.cap.times and (not lasts or day - days[0] < lasts)
        return priced is not None and 0 < priced.cap_per_year <= life.counted[act, day // 365]

    # Posting

    def close(self, life: Life, case: Due, grid: Neighbourhood, province: Province) -> None:
        """The day of a case: it becomes an entry or not."""
        (act, c, outcome, truth), day = case.about, case.day
        a, told = self.t.acts[act], (CHANNELS[c], TRUTHS[truth])
        assert a.priced is not None
        unscored = life.grade is None and not self.ladder.removed(life)
        if life.died_on is not None:
            self.record.count("cases", act, c, truth, DISMISSED)
            self.record.note(life, day, "dismissed", case.since, a.name, *told)
            return
        if outcome != POSTED or unscored or self.capped(life, act, day):
            province.governed.favours_now += outcome == WAIVED
            self.record.count("cases", act, c, truth, DISMISSED if outcome == POSTED else outcome)
            line = {POSTED: "capped", DISMISSED: "dismissed", WAIVED: "waived"}[outcome]
            self.record.note(life, day, line, case.since, a.name, *told)
            return
        life.counted[act, day // 365] += 1
        life.within.setdefault(act, []).append(day)
        life.posted[act] += 1
        self.record.count("cases", act, c, truth, POSTED)
        self.record.count("entries", self.record.cell(life, day), act, c, truth)
        if a.negative:
            province.charged_now += 1
            self.on_charge(life, province)
            self.perception.remember(life, day, act, grid, province, truth == TRUE)
            self.fear.strike(life, day, grid, province)
        self.fear.minds.meet_entry(life, day, a.negative, CHANNELS[c], truth, grid, province)
        if self.ladder.unscored(life):
            self.ladder.change_lists(life, act, day)
            self.record.note(life, day, "entry", case.since, a.name, *told)
            return self._follow_up(life, case, Made(act, day), False, False)
        before = life.grade
        falls_to = self.t.grades.index(a.priced.falls_to) if a.priced.falls_to else None
        points = self._points(life, case)
        if a.priced.again:
            made = life.again.setdefault(act, [])
            earlier = [on for on in made[-len(a.priced.again.points) :] if day - on < a.priced.again.within]
            points = a.priced.again.points[len(earlier) - 1] if earlier else points
            made.append(day)
        takes = points < 0 or falls_to is not None
        points = self.ladder.left_of(life, day, points)
        made, follows, points = self.ladder.entries.enter(life, day, act, points)
        falls_to = self.ladder.dropped_by(life, day, -made.moved, falls_to)
        if made.moved < 0:
            self.ladder.remember(life, day, -made.moved)
        began = self.ladder.follow(life, day, follows, falls_to)
        fell = before is not None and life.grade is not None and life.grade < before
        if fell and life.grade is not None:
            self.record.count("falls", act, truth, life.grade)
        self.ladder.await_reset(life, day, takes)
        if takes:
            self.ladder.clean_from(life, day)
            life.gains_on = 0
        self.ladder.change_lists(life, act, day)
        self.record.note(life, day, "entry", case.since, a.name, *told, points)
        self._follow_up(life, case, made, began, fell)

    def _key(self, life: Life, case: Due) -> int:
        """The key of the draws of an entry."""
        act, c, _, truth = case.about
        when = (case.day << 24) | (act << 12) | (c << 4) | truth
        return key_of(self.s.seed, int(purposes.LEDGER), life.number, when)

    def _points(self, life: Life, case: Due) -> int:
        """Points that an official gives: the usual ones, or where there is a choice any on one side of them."""
        a = self.t.acts[case.about[0]]
        assert a.priced is not None
        usual, (fewest, most) = a.priced.points, a.chosen
        if fewest == most:
            return usual
        bits = draw(self._key(life, case), int(purposes.CHOOSES))
        harsh = self.s.regime.discretion.harsher_on_minority if life.has("minority") else 0.0
        below = (most - usual) / (most - fewest)
        place = (bits >> 32) / 2**32
        if low_uniform(bits) < below + harsh * (1 - below):
            return usual - int(place * (usual - fewest + 1))
        return usual + int(place * (most - usual + 1))

    def _follow_up(self, life: Life, case: Due, made: Made, began: bool, fell: bool) -> None:
        """Only what ends the entry first is entered in the agenda: its expiry, its repair or its correction."""
        (act, _, _, truth), day = case.about, case.day
        a, g = self.t.acts[act], self.t.safeguards
        assert a.priced is not None
        counts = made.moved or act in self.ladder.entries.held
        ends = [(day + a.priced.expires_days if a.priced.expires_days and counts else NEVER, EXPIRY)]
        if a.negative:
            key = self._key(life, case)
            if a.priced.repairable:
                ends.append((self._repaired(day, key), REPAIR))
            ends.append((self._corrected(life, case, fell, key), CORRECTION))
            bits = draw(key, int(purposes.SPREADS))
            if truth != TRUE and low_uniform(bits) < g.spread:
                due = day + 1 + int(g.spread_after * exponential(bits))
                office = CHANNELS.index("office")
                self.record.count("process", act, truth, SPREAD)
                self.record.count("cases", act, office, MISTAKEN, FILED)
                self.record.note(life, day, "case", due, a.name, "office", "mistaken")
                self.record.schedule(life, Due(due, CASE, (act, office, POSTED, MISTAKEN), day))
        end, kind = min(ends)
        if end < NEVER:
            self.record.schedule(life, Due(int(end), kind, (made.moved, truth, int(began), act), day, made))

    def _repaired(self, day: int, key: int) -> float:
        g = self.t.safeguards
        if not g.repairs_a_day:
            return NEVER
        begun = day + int(exponential(draw(key, int(purposes.REPAIRS))) / g.repairs_a_day)
        return max(begun + int(g.repair_takes), day + int(g.repair_wait), day + 1)

    def _corrected(self, life: Life, case: Due, fell: bool, key: int) -> float:
        truth, day = case.about[3], case.day
        g, false = self.t.safeguards, truth != TRUE
        bits = draw(key, int(purposes.LEARNS))
        told = low_uniform(bits) < g.told
        told = told or (fell and uniform(draw(key, int(purposes.IS_REFUSED))) < g.refusal_tells)
        if told:
            learned = day + int(g.told_after)
        elif g.looks_a_day:
            learned = day + int(exponential(bits) / g.looks_a_day)
        else:
            return NEVER
        if learned >= self.s.days:
            return NEVER
        self._step(life, case, LEARNED, "notice", learned)
        if uniform(draw(key, int(purposes.APPEALS))) >= g.appeals[false]:
            return NEVER
        bits = draw(key, int(purposes.CORRECTS))
        heard = learned + 1 + int(g.heard_after * exponential(bits))
        self._step(life, case, APPEALED, "appeal", learned)
        if low_uniform(bits) >= g.upheld[false]:
            self._step(life, case, REFUSED, "refused", heard)
            return NEVER
        return heard

    def _step(self, life: Life, case: Due, step: int, line: str, when: int) -> None:
        act, _, _, truth = case.about
        self.record.count("process", act, truth, step)
        self.record.note(life, case.day, line, when, self.t.acts[act].name, "", TRUTHS[truth])

    def strike(self, life: Life, due: Due) -> None:
        """An entry expires, is repaired or corrected."""
        moved, truth, began, act = due.about
        if self.ladder.entries.struck(life, due):
            return
        if due.since < life.cleared_on:
            if due.kind == EXPIRY:
                return
            moved = 0
        back = self.ladder.strike(life, due, act, moved, bool(began))
        step, line = {
            EXPIRY: (EXPIRED, "expiry"),
            REPAIR: (REPAIRED, "repair"),
            CORRECTION: (CORRECTED, "correction"),
        }[due.kind]
        self.record.count("process", act, truth, step)
        self.record.note(life, due.day, line, due.since, self.t.acts[act].name, "", TRUTHS[truth], back)
