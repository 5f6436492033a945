"""The engine's readable twin: the whole tick in plain Python, one life and one day after the other.

It is written from the model's description and shares with the engine only the drawn people, the layout and the
names of the draws' purposes. Lives, agendas and fields are dataclasses, lists and dictionaries; logarithms and
exponentials are those of `math`. Districts do not occur: nothing that happens may depend on them.
"""

from __future__ import annotations

import math
import struct
from bisect import insort
from collections import Counter
from datetime import timedelta

from credopolis.core import purposes
from credopolis.core.schema import TRAITS
from credopolis.engine.replay import TraceEvent
from credopolis.engine.scenario import Scenario
from credopolis.rulebook import Rulebook
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import plan

from .twin_state import (
    CAME_OF_AGE,
    CASE,
    EXPIRY,
    LIST_END,
    LOCK_END,
    MALICIOUS,
    MISTAKEN,
    TRUE,
    TRUTHS,
    Candidate,
    Due,
    Life,
    Neighbourhood,
    Province,
    draw,
    exponential,
    key_of,
    mix,
    uniform,
)
from .twin_tables import CHANNELS, Tables, TwinAct, band, start_grade, work_out


class Twin:
    """A run in plain Python: call `run`, then read `lives` and `counts`."""

    def __init__(self, scenario: Scenario, rulebook: Rulebook) -> None:
        self.s, self.t = scenario, work_out(scenario, rulebook)
        self.book = self.t.rulebook
        self.p = scenario.regime.perception
        self.learns = "learning" not in scenario.off
        self.counts: dict[str, Counter[tuple[int, ...]]] = {
            name: Counter() for name in ("flows", "falls", "entries", "acts", "spells", "recoveries")
        }
        self.provinces = [Province(self.p.prior) for _ in scenario.tables.provinces]
        self.charges_now = [0] * len(self.provinces)
        self.violations_now = [0] * len(self.provinces)
        self.fields_read: list[list[tuple[float, float, float]]] = []  # by tick and province
        self.lives: list[Life] = []
        self.grids: list[Neighbourhood] = []
        self._people()

    # People on day 0

    def _people(self) -> None:
        s = self.s
        layout = plan(s.tables, s.people, s.grid_lives, s.district_grids)
        columns = empty_lives(s.people)
        populate(s.tables, layout, columns, s.seed, threads=1)
        of = {name: column.tolist() for name, column in columns.items()}
        for i in range(s.people):
            child = of["eldest_child"][i]
            life = Life(
                i, of["birth_day"][i], of["flags"][i], tuple(of[name][i] for name in TRAITS), of["children"][i],
                i + child if child else None, caught=self.p.prior,
            )  # fmt: skip
            life.score = self.book.score.start if self.book.score else 0
            of_age = life.born + self.book.scored_from_days
            if of_age <= 0 or self.book.scored_from_days == 0:
                life.grade = start_grade(self.book, self.t.grades)
            else:
                self._schedule(life, Due(of_age, CAME_OF_AGE))
            self.lives.append(life)
        for d, province in enumerate(layout.district_province.tolist()):
            for g in range(*layout.district_grid_start[d : d + 2].tolist()):
                first, last = layout.grid_start[g : g + 2].tolist()
                self.grids.append(Neighbourhood(g, province, self.lives[first:last]))

    # The tick

    def run(self) -> Twin:
        """Every tick, then the censuses are `lives`."""
        for tick in range(self.s.ticks):
            day = tick * self.s.tick_days
            end = min(day + self.s.tick_days, self.s.days)
            self._cameras(day)
            self.fields_read.append([(p.detection, p.coverage, p.climate) for p in self.provinces])
            for grid in self.grids:
                self._advance(grid, tick, day, end)
            self._perceive()
        return self

    def _cameras(self, day: int) -> None:
        if "cameras" in self.s.off:
            return
        p, date = self.s.regime.cameras, self.s.start + timedelta(days=day)
        year = date.year + (date.timetuple().tm_yday - 1) / 365.25
        stock = p.ceiling_per_1000 / (1 + math.exp(-p.steepness * (year - p.midyear)))
        for row, province in zip(self.s.tables.provinces, self.provinces, strict=True):
            mean = row.urban_share + (1 - row.urban_share) * p.rural_factor
            province.coverage = 1 - math.exp(-stock * mean / p.saturation_per_1000)

    def _perceive(self) -> None:
        keep = math.exp(-self.s.tick_days / (self.p.memory_years * 365.25))
        scores: list[list[int]] = [[] for _ in self.provinces]
        for grid in self.grids:
            scores[grid.province] += [life.score for life in grid.lives if life.grade is not None]
        start = self.book.score.start if self.book.score else 0
        for p, province in enumerate(self.provinces):
            province.charged = province.charged * keep + self.charges_now[p]
            province.violations = province.violations * keep + self.violations_now[p]
            self.charges_now[p] = self.violations_now[p] = 0
            province.detection = self._share_detected(province.charged, province.violations)
            if start and scores[p]:
                province.climate = sum(scores[p]) / len(scores[p]) / start

    def _share_detected(self, charged: float, violations: float) -> float:
        return min(1.0, (charged + self.p.pseudo_count * self.p.prior) / (violations + self.p.pseudo_count))

    def _advance(self, grid: Neighbourhood, tick: int, day: int, end: int) -> None:
        """One tick of a grid: each life's candidates and due events by day, due events first.

        Lives without candidates come last.
        """
        self.grid, self.province, self.end = grid, self.provinces[grid.province], end
        self.record = self._share_detected(grid.charged, grid.violations)
        informants = self.s.regime.informants
        attention = 0.0 if "informants" in self.s.off else informants.attention
        self.attention = 1 - math.exp(-attention * grid.reports / max(len(grid.lives), 1))
        keep = math.exp(-self.s.tick_days / (self.p.memory_years * 365.25))
        grid.charged *= keep
        grid.violations *= keep
        before, grid.reports = grid.reports, 0.0
        candidates: dict[int, list[Candidate]] = {}
        for c in self._candidates(grid, tick, day, end):
            candidates.setdefault(c.life.number, []).append(c)
        for life in sorted(grid.lives, key=lambda life: life.number not in candidates):
            for candidate in candidates.get(life.number, []):
                self._catch_up(life, candidate.day)
                self._consider(candidate)
            self._catch_up(life, end - 1)
        keep = math.exp(-self.s.tick_days / (informants.memory_years * 365.25))
        grid.reports = before * keep + grid.reports * (1 - keep) * 365.25 / (end - day)

    def _candidates(self, grid: Neighbourhood, tick: int, day: int, end: int) -> list[Candidate]:
        """A Poisson process over lives x days at the society's bound."""
        key = key_of(self.s.seed, int(purposes.CANDIDATES), grid.number, tick)
        found, place, counter, days = [], 0.0, 0, end - day
        while True:
            bits = draw(key, counter)
            counter += 1
            place += exponential(bits) * 365.25 / self.t.bound / days
            if place >= len(grid.lives):
                return found
            mark = (bits & 0xFFFFFFFF) / 2**32 * self.t.bound
            for low, high, kind, index in self.t.slots:
                if low <= mark < high:
                    when = day + int((place - int(place)) * days)
                    found.append(Candidate(grid.lives[int(place)], when, bits, kind, index, mark - low))

    # Conduct

    def _consider(self, c: Candidate) -> None:
        if c.kind == "alarm":
            self._alarm(c)
            return
        act, life = self.t.acts[c.index], c.life
        driver = act.conduct.driver
        rate = act.rates[life.traits[TRAITS.index(driver)] if driver != "none" else 0]
        if act.climate:
            rate *= min(act.climate, self.province.climate)
        if not self._eligible(act, life, c.day):
            return
        stake = self._stake(c.index, life, c.day)
        response = 1.0
        if stake < 0:
            response = math.exp(-act.deterrence * self._perceived(life, c.day) * -stake)
        elif stake > 0:
            response = math.exp(act.ambition * stake)
        assert response <= act.ceiling * (1 + 1e-9)
        if c.mark < rate * response:
            self._commit(c, stake)

    def _eligible(self, act: TwinAct, life: Life, day: int) -> bool:
        who, age = act.conduct.who, day - life.born
        child = self.lives[life.eldest] if life.eldest is not None else None
        return (
            age >= who.min_age_days
            and (not who.max_age_days or age < who.max_age_days)
            and all(life.has(flag) for flag in who.is_)
            and not any(life.has(flag) for flag in who.is_not)
            and life.children >= who.min_children
            and (
                who.child_age_days is None
                or (child is not None and who.child_age_days[0] <= day - child.born <= who.child_age_days[1])
            )
            and (not who.on_list or who.on_list in life.listed)
        )

    def _stake(self, index: int, life: Life, day: int) -> float:
        """Change in the worth of open gates that an entry for the act would bring."""
        act, grade = self.t.acts[index], life.grade
        priced = act.priced
        if priced is None or grade is None or not (act.deterrence or act.ambition) or self._capped(index, life, day):
            return 0.0
        then, share, locked = grade, 1.0, day < life.lock_until
        earned = band(self.book, self.t.grades, self._clip(life.score + priced.points))
        if priced.falls_to:
            then = min(grade, self.t.grades.index(priced.falls_to))
        elif priced.points < 0:
            then = min(grade, earned)
        elif priced.points > 0 and not locked:
            then = max(grade, earned)
            if then == grade and grade + 1 < len(self.t.grades):
                then = grade + 1
                lowest = self.book.grades[self.t.grades[then]].lowest
                assert lowest is not None
                share = priced.points / (lowest - life.score)
        lists = set(life.listed) | {priced.adds_to} - {""}
        lists -= {priced.removes_from}
        worth = self.t.worth
        gained = worth[self.t.grades[then], frozenset(lists)] - worth[self.t.grades[grade], frozenset(life.listed)]
        return share * gained

    def _experience(self, life: Life, day: int) -> float:
        faded = math.exp(-math.log(2) * (day - life.caught_on) / (self.p.half_life_years * 365.25))
        return self.p.prior + (life.caught - self.p.prior) * faded

    def _perceived(self, life: Life, day: int) -> float:
        own = self.p.own_weight if self.learns else 0.0
        near = min(self.p.grid_weight, 1 - own)
        return own * self._experience(life, day) + near * self.record + (1 - own - near) * self.province.detection

    def _learn(self, life: Life, day: int, step: float, towards: float) -> None:
        if self.learns and step > 0:
            own = self._experience(life, day)
            life.caught = struct.unpack("f", struct.pack("f", own + step * (towards - own)))[0]
            life.caught_on = day

    def _commit(self, c: Candidate, stake: float) -> None:
        act, life, day = self.t.acts[c.index], c.life, c.day
        channel = self._seen_by(act, c.bits) if act.priced else None
        self.counts["acts"][self._cell(life, day), c.index, int(channel is not None)] += 1
        self._note(life, day, "act", act.name, channel or "", "true", 0, day)
        if act.conduct.informs:
            self._report(c, stake)
        if life.grade is None:
            return
        if act.negative:
            self.grid.violations += 1
            self.violations_now[self.grid.province] += 1
            if channel is None:
                self._learn(life, day, self.p.missed_step, 0.0)
        if channel is not None:
            due = day + self._delay(act, channel, c.bits)
            case = Due(due, CASE, 0, c.index, CHANNELS.index(channel), TRUE, day)
            if due == day:
                self._post(life, case)
            else:
                self._file(life, case, day)

    # Seeing

    def _seen_by(self, act: TwinAct, bits: int) -> str | None:
        working = {
            "records": self.s.regime.records.coverage,
            "informants": self.attention,
            "cameras": self.province.coverage,
        }
        for k, channel in enumerate(CHANNELS):
            if uniform(draw(bits, int(purposes.SEEN) + k)) < act.sensitivity[channel] * working[channel]:
                return channel
        return None

    def _charged_with(self, channel: str, bits: int) -> int | None:
        u = uniform(draw(bits, int(purposes.CHARGE)))
        return next((k for k, share in enumerate(self.t.charges[channel]) if u < share), None)

    def _report(self, c: Candidate, stake: float) -> None:
        p, lives = self.s.regime.informants, self.grid.lives
        honesty = c.life.traits[TRAITS.index("honesty")] / 255
        chance = min(1.0, (1 - honesty) * (p.malice + p.temptation * max(stake, 0.0)))
        if uniform(draw(c.bits, int(purposes.TRUTH))) >= chance:
            self.grid.reports += 1
            return
        others = [life for life in lives if life is not c.life]
        if not others:
            return
        other = others[int(uniform(draw(c.bits, int(purposes.TARGET))) * len(others))]
        index = self._charged_with("informants", c.bits)
        if index is not None and other.grade is not None:
            due = max(self.end, c.day + self._delay(self.t.acts[index], "informants", c.bits))
            self._file(other, Due(due, CASE, 0, index, CHANNELS.index("informants"), MALICIOUS, c.day), c.day)

    def _alarm(self, c: Candidate) -> None:
        channel, life = CHANNELS[c.index], c.life
        rate = self.t.alarm_rates[channel][life.has("female"), life.has("minority")]
        rate *= self.province.coverage if channel == "cameras" else 1.0
        if c.mark >= rate or life.grade is None:
            return
        index = self._charged_with(channel, c.bits)
        if index is not None:
            due = c.day + self._delay(self.t.acts[index], channel, c.bits)
            self._file(life, Due(due, CASE, 0, index, c.index, MISTAKEN, c.day), c.day)

    # Office and ladder

    def _delay(self, act: TwinAct, channel: str, bits: int) -> int:
        waited = int(act.delay[channel] * exponential(draw(bits, int(purposes.DELAY))))
        return min(waited, self.s.regime.office.longest_days) if act.delay[channel] else 0

    def _file(self, life: Life, case: Due, day: int) -> None:
        act, channel, truth = self.t.acts[case.act].name, CHANNELS[case.channel], TRUTHS[case.truth]
        self._note(life, day, "case", act, channel, truth, 0, case.day)
        self._schedule(life, case)

    def _schedule(self, life: Life, due: Due) -> None:
        if due.day < self.s.days:
            insort(life.agenda, due)

    def _catch_up(self, life: Life, day: int) -> None:
        """What is due to a life up to and including a day."""
        steps = {
            LOCK_END: self._release,
            CAME_OF_AGE: self._come_of_age,
            LIST_END: self._unlist,
            EXPIRY: self._expire,
            CASE: self._post,
        }
        while life.agenda and life.agenda[0].day <= day:
            due = life.agenda.pop(0)
            steps[due.kind](life, due)

    def _clip(self, score: int) -> int:
        bounds = self.book.score
        return min(max(score, bounds.min), bounds.max) if bounds else 0

    def _capped(self, index: int, life: Life, day: int) -> bool:
        priced = self.t.acts[index].priced
        return priced is not None and 0 < priced.cap_per_year <= life.counted[index, day // 365]

    def _post(self, life: Life, case: Due) -> None:
        act, day = self.t.acts[case.act], case.day
        name, channel, truth = act.name, CHANNELS[case.channel], TRUTHS[case.truth]
        assert act.priced is not None
        assert life.grade is not None
        if self._capped(case.act, life, day):
            self._note(life, day, "capped", name, channel, truth, 0, case.since)
            return
        life.counted[case.act, day // 365] += 1
        self.counts["entries"][self._cell(life, day), case.act, case.channel, case.truth] += 1
        if act.negative:
            self.grid.charged += 1
            self.charges_now[self.grid.province] += 1
            self._learn(life, day, self.p.caught_step, 1.0)
        self._change_lists(life, act.priced.adds_to, act.priced.removes_from, day)
        before, score = life.grade, life.score
        falls_to = self.t.grades.index(act.priced.falls_to) if act.priced.falls_to else None
        self._move(life, day, act.priced.points, falls_to)
        if life.grade < before:
            self.counts["falls"][case.act, case.truth, life.grade] += 1
        moved = life.score - score
        if act.priced.expires_days and moved:
            self._schedule(life, Due(day + act.priced.expires_days, EXPIRY, moved, case.act, since=day))
        self._note(life, day, "entry", name, channel, truth, act.priced.points, case.since)

    def _change_lists(self, life: Life, adds_to: str, removes_from: str, day: int) -> None:
        if adds_to:
            lasts = self.book.lists[adds_to].days
            life.listed[adds_to] = day + lasts if lasts else None
            if lasts:
                self._schedule(life, Due(day + lasts, LIST_END, act=self.t.lists.index(adds_to), since=day))
        if removes_from:
            life.listed.pop(removes_from, None)

    def _move(self, life: Life, day: int, points: int, falls_to: int | None) -> None:
        """Points, a straight drop, and the grade that follows from them."""
        life.score = self._clip(life.score + points)
        deserved, locked, grade = band(self.book, self.t.grades, life.score), day < life.lock_until, life.grade
        assert grade is not None
        if falls_to is not None and grade >= falls_to:
            self._close_spell(life, day, falls_to)
            self._enter(life, day, falls_to, lock=True)
            if falls_to < self.t.standing_grade:
                life.fell_on = day
        elif points < 0 and deserved < grade:
            self._close_spell(life, day, deserved)
            self._enter(life, day, deserved, lock=True)
        elif deserved > grade and not locked:
            self._enter(life, day, deserved, lock=False)

    def _close_spell(self, life: Life, day: int, grade: int | None) -> None:
        """Count a lock that ends today: by release (None), by a fall, or because it begins anew."""
        if day >= life.lock_until and grade is not None:
            return
        assert life.grade is not None
        lock = self.book.grades[self.t.grades[life.grade]].lock
        assert lock is not None
        how = 0 if grade is None else 1 if grade < life.grade else 2
        self.counts["spells"][life.grade, (day - (life.lock_until - lock.days)) // 30, how] += 1

    def _enter(self, life: Life, day: int, grade: int, *, lock: bool) -> None:
        assert life.grade is not None
        if grade != life.grade:
            self.counts["flows"][self._cell(life, day), life.grade, grade] += 1
            life.grade, life.since, life.lock_until = grade, day, day
            if life.fell_on >= 0 and grade >= self.t.standing_grade:
                self.counts["recoveries"][(day - life.fell_on,)] += 1
                life.fell_on = -1
        held = self.book.grades[self.t.grades[grade]].lock
        if lock and held:
            life.lock_until = day + held.days
            self._schedule(life, Due(life.lock_until, LOCK_END, since=day))

    def _release(self, life: Life, due: Due) -> None:
        """A lock ends, unless another has taken its place; two that end on one day are one."""
        day, grade = due.day, life.grade
        life.agenda = [other for other in life.agenda if (other.day, other.kind) != (day, LOCK_END)]
        if grade is None or life.lock_until != day or not (lock := self.book.grades[self.t.grades[grade]].lock):
            return
        self._close_spell(life, day, None)
        if lock.release != "band":
            self._enter(life, day, self.t.grades.index(lock.release), lock=True)
        else:
            deserved = band(self.book, self.t.grades, life.score)
            if deserved != grade:
                self._enter(life, day, deserved, lock=deserved < grade)
        self._note(life, day, "lock_end", "", "", "", 0, day)

    def _come_of_age(self, life: Life, due: Due) -> None:
        life.grade = start_grade(self.book, self.t.grades)
        self.counts["flows"][self._cell(life, due.day), len(self.t.grades), life.grade] += 1
        life.since = life.lock_until = due.day
        self._note(life, due.day, "came_of_age", "", "", "", 0, due.day)

    def _unlist(self, life: Life, due: Due) -> None:
        name = self.t.lists[due.act]
        if life.listed.get(name) == due.day:
            del life.listed[name]
            self._note(life, due.day, "list_end", name, "", "", 0, due.day)

    def _expire(self, life: Life, due: Due) -> None:
        self._move(life, due.day, -due.moved, None)
        self._note(life, due.day, "expiry", self.t.acts[due.act].name, "", "true", -due.moved, due.since)

    # What is written down

    def _cell(self, life: Life, day: int) -> int:
        age = (day - life.born) * 4 // 1461
        age_band = sum(age >= start for start in (15, 30, 45, 60, 75))
        return ((life.has("female") * 6 + age_band) * 2 + life.has("minority")) * 2 + life.has("urban")

    def _note(self, life: Life, day: int, kind: str, act: str, channel: str, truth: str, points: int, due: int) -> None:
        grade = "unscored" if life.grade is None else self.t.grades[life.grade]
        life.story.append(TraceEvent(day, kind, act, channel, truth, points, life.score, grade, life.lock_until, due))


__all__ = ["CHANNELS", "Life", "Tables", "Twin", "draw", "exponential", "key_of", "mix", "uniform"]
