"""The engine's readable twin: the whole tick in plain Python, one life and one day after the other.

It is written from the model's description and shares with the engine only the drawn people, the layout and the
names of the draws' purposes. Lives, agendas and fields are dataclasses, lists and dictionaries; logarithms and
exponentials are those of `math`. Districts do not occur: nothing that happens may depend on them.

`twin_standing` has the ladder, `twin_office` the cases and the ledger, `twin_fields` the institutions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from credopolis.core import purposes
from credopolis.core.schema import TRAITS
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.channels import CHANNELS
from credopolis.rulebook import Rulebook
from credopolis.rulebook.conduct import DOMAINS
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import plan

from .twin_consequences import Bearing
from .twin_families import Families
from .twin_fear import shown
from .twin_fields import Institutions
from .twin_gates import Gates
from .twin_jobs import Jobs
from .twin_lives import Lives
from .twin_net import Net
from .twin_office import Office
from .twin_queues import Waits
from .twin_speech import Speech
from .twin_stages import Stages
from .twin_stakes import Stakes
from .twin_state import (
    BIRTH,
    CAME_OF_AGE,
    CASE,
    CHAMPIONSHIP,
    DEATH,
    ENCOUNTERS,
    FABRICATED,
    FRIGHT,
    JOB,
    JOINT,
    KIN,
    LIST_END,
    LOCK_END,
    MALICIOUS,
    MISTAKEN,
    REQUEST,
    SPEECH,
    STAGE,
    STRUCK,
    TRUE,
    VETTING,
    Candidate,
    Due,
    Life,
    Neighbourhood,
    Record,
    draw,
    exponential,
    key_of,
    low_uniform,
    mix,
    uniform,
)
from .twin_strain import Strain
from .twin_tables import Changing, Stream, Tables, TwinAct, parts_of, weight_of, work_out
from .twin_workplaces import Workplaces

VISIT, DEED, SEARCH, FIND = range(len(ENCOUNTERS))


class Twin:
    """A run in plain Python: call `run`, then read `lives`, `record` and `provinces`."""

    backwards = True
    """Whether a grid's lives come in the other order than in the engine, see `_advance`."""

    def __init__(
        self, scenario: Scenario, rulebook: Rulebook, changes: dict[int, tuple[Scenario, Rulebook]] | None = None
    ) -> None:
        self.changes = changes or {}  # other rules, by the day from which they hold
        self.s, self.t = scenario, work_out(scenario, rulebook)
        self.book = self.t.rulebook
        self.record = Record(self.t.grades, tuple(self.t.lists), scenario.days)
        self.office = Office(scenario, self.t, self.record)
        self.ladder, self.perception, self.fear = self.office.ladder, self.office.perception, self.office.fear
        self.stakes = Stakes(scenario, self.t, self.ladder)
        self.births = Lives(scenario, self.record, self.ladder, self.book)
        self.stages = Stages(scenario, self.record, self.ladder.services)
        self._bear()
        self.fear.was_there = self.births.was_there
        self.fields_read: list[list[tuple[float, ...]]] = []  # by tick and province
        self.parts: dict[int, list[tuple[list[Life], Stream]]] = {}  # by grid, each with its stream
        self.lives: list[Life] = []
        self.grids: list[Neighbourhood] = []
        self._people()
        lives = [
            sum(len(g.lives) for g in self.grids if g.province == p) for p in range(len(scenario.tables.provinces))
        ]
        self.institutions = Institutions(scenario, lives, self.t.acts)
        self.provinces = self.institutions.provinces
        for province in self.provinces:
            province.school_places = float(self.stages.bearing.educates)
            province.jobs = (1.0, 1.0) if self.jobs.stands else (0.0, 0.0)
        self.waits = Waits(scenario, self.book, len(lives))
        self.inspected = [0.0] * len(lives)
        self.net = Net(scenario, list(lives))
        self.gates = Gates(scenario, self.book, len(lives))
        self.workplaces = Workplaces(self)
        self.office.on_charge = self.workplaces.charge

    def _bear(self) -> None:
        self.speech = Speech(self)
        self.fear.minds.on_speaking = self.speech.settle
        self.fear.minds.on_settling = Strain(self).look
        self.births.stages = self.stages
        self.stages.jobs = self.jobs = Jobs(self.s, self.t, self.record, self.ladder.services)
        self.births.families = self.families = Families(
            self.s, self.t, self.record, self.ladder, self.births, self.stages
        )
        self.stages.families = self.jobs.families = self.families
        self.births.bearing = self.stages.bearing = self.ladder.bearing = Bearing(
            self.s, self.t, self.record, self.births
        )

    # People on day 0

    def _people(self) -> None:
        s = self.s
        layout = plan(s.tables, s.people, s.grid_lives, s.district_grids)
        columns = empty_lives(s.people)
        populate(s.tables, layout, columns, s.seed, threads=1)
        of = {name: column.tolist() for name, column in columns.items()}
        for i in range(s.people):
            life = Life(
                i, of["birth_day"][i], of["flags"][i], tuple(of[name][i] for name in TRAITS), of["guanxi"][i],
                of["children"][i], None, children_at_first=of["children"][i],
            )  # fmt: skip
            life.score = self.book.score.start if self.book.score else 0
            of_age = life.born + self.book.scored_from_days
            if of_age <= 0 or self.book.scored_from_days == 0:
                life.grade = self.ladder.first_scored(life, 0)
                self.ladder.scored_from(life, 0)
                self.ladder.services.wait(life, 0)
            else:
                self.record.schedule(life, Due(of_age, CAME_OF_AGE))
            self.lives.append(life)
        self._drawn = list(zip(of["education"], of["occupation"], strict=True))
        self._incomes = of["income"]
        for i, life in enumerate(self.lives):
            for name in ("mother", "father"):
                setattr(life, name, self.lives[i + of[name][i]] if of[name][i] else None)
            life.eldest = self.lives[i + of["eldest_child"][i]] if of["eldest_child"][i] else None
            first = i - of["place"][i]
            life.household = self.lives[first : first + of["household_size"][i]]
            if life.has("partnered"):
                life.partner = self.lives[i + 1 if life.has("female") else i - 1]
        for d, province in enumerate(layout.district_province.tolist()):
            for g in range(*layout.district_grid_start[d : d + 2].tolist()):
                first, last = layout.grid_start[g : g + 2].tolist()
                self.grids.append(Neighbourhood(g, province, self.lives[first:last]))
                self._households(self.grids[-1])
        for grid in self.grids:
            self.lives += grid.unborn

    def _households(self, grid: Neighbourhood) -> None:
        """Who may be born into the households of a grid, and when its lives end."""
        for life in grid.lives:
            life.province = grid.province
        for life in grid.lives:
            if life is life.household[0]:
                grid.places += life.household
                if self.births.begins:
                    unborn = self.births.expect(life, life.household, grid.province)
                    grid.unborn += unborn
                    grid.places += unborn
        for life in grid.lives:
            self.stages.bearing.begin(life)
            self.births.draw_threshold(life, 0)
            self.births.await_next(life, 0)
            self.stages.begin(life, *self._drawn[life.number])
            self.stages.await_next(life, 0)
            life.income_now = self._incomes[life.number]
            life.drawn_schooling = self._drawn[life.number][0]
            self.jobs.begin(life, 0)
            self.families.begin(life, 0)
        for life in (*grid.lives, *grid.unborn):
            self.stages.bearing.prepare(life)
        for life in grid.unborn:
            life.province = grid.province
            self.stages.begin(life, 0, 0)
            life.score = self.book.score.start if self.book.score else 0

    # The tick

    def run(self) -> Twin:
        """Every tick, then the censuses are `lives`."""
        for tick in range(self.s.ticks):
            day = tick * self.s.tick_days
            end = min(day + self.s.tick_days, self.s.days)
            if day in self.changes:
                self.change(*self.changes[day], day)
            self.workplaces.tell(day)
            self.institutions.look(day, end - day)
            self.fields_read.append([p.read for p in self.provinces])
            for grid in self.grids:
                self._advance(grid, tick, day, end)
            self._sum_up(tick, end - day)
        return self

    @property
    def searches(self) -> bool:
        """Whether homes are searched, so that lives remember what nobody saw."""
        return "officers" not in self.s.off and bool(set(self.s.regime.officers.searched) & set(self.t.grades))

    def change(self, scenario: Scenario, rulebook: Rulebook, day: int) -> None:
        """From a day on all lives live under other rules, with the same grades, lists and acts in the same order."""
        before, ladder, births = self.t, self.ladder, self.births
        self.s, self.t, self.parts = scenario, work_out(scenario, rulebook), {}
        self.book = self.t.rulebook
        self.office = Office(scenario, self.t, self.record)
        self.office.on_charge = self.workplaces.charge
        self.ladder, self.perception, self.fear = self.office.ladder, self.office.perception, self.office.fear
        self.stakes = Stakes(scenario, self.t, self.ladder)
        self.births = Lives(scenario, self.record, self.ladder, self.book)
        self.stages = Stages(scenario, self.record, self.ladder.services)
        self._bear()
        self.births.day = day
        self.fear.was_there = self.births.was_there
        self.institutions.change(scenario, self.t.acts)
        self.waits.change(scenario, self.book)
        self.gates.change(scenario, self.book)
        self.net.change(scenario)
        for k, (mine, its) in enumerate(zip(before.acts, self.t.acts, strict=True)):
            assert mine.name == its.name
            counted = [a.priced is not None and a.priced.adds_after > 1 for a in (mine, its)]
            capped = [a.priced is not None and a.priced.cap_per_year > 0 for a in (mine, its)]
            for life in self.lives:
                life.posted[k] *= all(counted)
                if len({a.priced.cap.times if a.priced and a.priced.cap else 0 for a in (mine, its)}) == 2:
                    life.within.pop(k, None)
                if len({a.priced and a.priced.again for a in (mine, its)}) == 2:
                    life.again.pop(k, None)
                if not all(capped):
                    life.counted = Counter({at: n for at, n in life.counted.items() if at[0] != k})
            if not all(a.priced is not None and a.priced.head_start for a in (mine, its)):
                for life in self.lives:
                    life.heads.pop(k, None)
        for grid in self.grids:
            self.fear.minds.forget_grid(grid)
        for life in self.lives:
            if ladder.counts() != self.ladder.counts():
                life.taken.clear()
            if not (ladder.entries.mean and self.ladder.entries.mean):
                life.rated.clear()
            life.sets_on *= bool(ladder.by_cycle and self.ladder.by_cycle)
            life.locks = {g: made for g, made in life.locks.items() if ladder.again(g) == self.ladder.again(g)}
            life.asks_on *= self.ladder.services.stands
            self.fear.minds.forget(life)
            if not life.present:
                continue
            self.ladder.read_again(life, day, ladder)
            self.ladder.services.wait(life, day)
            self.births.change(births, life, day)
            self.stages.bearing.follow(life, day)
            life.escaped = life.escaped if self.searches else None

    def _there(self) -> list[int]:
        """Who is born and not dead, by province."""
        there = Counter(grid.province for grid in self.grids for life in grid.lives + grid.unborn if life.present)
        return [there[number] for number in range(len(self.provinces))]

    def _sum_up(self, tick: int, days: int) -> None:
        fear = self.s.regime.fear
        gain = fear.exposure_gain if fear.stands and "fear" not in self.s.off else 0.0
        exposed = [1 - math.exp(-gain * province.jolts) for province in self.provinces]
        there = self._there()
        told_of = self.net.after(tick, tick * self.s.tick_days, days, there, exposed)
        for province, lives in zip(self.provinces, there, strict=True):
            province.living = lives
        for province, (hidden, heard) in zip(self.provinces, self.net.met_by_opinions(), strict=True):
            province.hidden, province.heard = hidden, heard
        grades: list[list[str]] = [[] for _ in self.provinces]
        scores: list[list[int]] = [[] for _ in self.provinces]
        for grid in self.grids:
            scored = [life for life in grid.lives + grid.unborn if life.grade is not None]
            grades[grid.province] += [self.t.grades[life.grade] for life in scored if life.grade is not None]
            scores[grid.province] += [life.score for life in scored]
        for province, held, told in zip(self.provinces, grades, told_of, strict=True):
            province.school_places = self.stages.bearing.mean_place(held) or province.school_places
            province.jobs = self.jobs.mean_of(held) or province.jobs
            shown(self.s, province, days, len(held), told)
        self.workplaces.after(days, self._there())
        self.waits.after(days, grades)
        inspection = self.s.regime.discipline
        if inspection.stands and "discipline" not in self.s.off:
            for k, held in enumerate(grades):
                self.inspected[k] += inspection.other_a_year * len(held) * days / 365.25
        for province, held, place in zip(self.provinces, grades, self.waits.provinces, strict=True):
            province.care_waits = self.stages.bearing.longer(held, place)
        self.gates.after(days, grades, self.waits.provinces)
        self.institutions.after(tick, days, grades, scores, self.book.score.start if self.book.score else 0)

    def _advance(self, grid: Neighbourhood, tick: int, day: int, end: int) -> None:
        """One tick of a grid: each life's candidates and due events by day, due events first.

        Lives come in the other order than in the engine, which has those without candidates last: whatever one life
        did in the tick to what another reads would tell the two apart.
        """
        self.grid, self.province, self.end = grid, self.provinces[grid.province], end
        self.tick_start = day
        self.fear.tick_end = self.births.tick_end = self.families.tick_end = end
        self.stages.places = self.province.school_places
        self.jobs.means = self.province.jobs
        self.births.day, self.births.waits = day, self.province.care_waits
        grid.records = {d: (grid.charged[d], grid.violations[d]) for d in DOMAINS}
        informants = self.s.regime.informants
        attention = 0.0 if "informants" in self.s.off else informants.attention
        self.attention = 1 - math.exp(-attention * grid.reports / max(sum(life.present for life in grid.places), 1))
        for domain in DOMAINS:
            grid.charged[domain] *= self.institutions.keep
            grid.violations[domain] *= self.institutions.keep
        before, grid.reports = grid.reports, 0.0
        self.fear.minds.settle(grid, self.province, day)
        candidates: dict[int, list[Candidate]] = {life.number: [] for life in grid.places}
        met: dict[int, Life] = {}
        for c in self._candidates(grid, tick, day, end):
            if self._could_meet(c):
                candidates[c.life.number].append(c)
                met[c.life.number] = c.life
        order = [*met.values(), *(life for life in grid.places if life.number not in met)]
        for life in reversed(order) if self.backwards else order:
            for candidate in candidates[life.number]:
                self._catch_up(life, candidate.day)
                if life.present and (life.born <= 0 or life.born < day):
                    self._meet(candidate)
            self._catch_up(life, end - 1)
        keep = math.exp(-self.s.tick_days / (informants.memory_years * 365.25))
        grid.reports = before * keep + grid.reports * (1 - keep) * 365.25 / (end - day)
        self.fear.minds.end_tick(grid, self.province, end - day)

    def liberty(self) -> list[int]:
        """Person-days removed by province at the end of the run."""
        days = [0] * len(self.provinces)
        for grid in self.grids:
            for life in grid.places:
                now = 0 if life.removed_on is None else self.s.days - life.removed_on
                days[grid.province] += life.days_removed + now
        return days

    def _candidates(self, grid: Neighbourhood, tick: int, day: int, end: int) -> list[Candidate]:
        """Two Poisson processes over lives x days, in one order: that of the parts of the grid's lives."""
        if grid.number not in self.parts:
            self.parts[grid.number] = parts_of(self.t, grid.lives, grid.unborn, self._changing())
        parts = self.parts[grid.number]
        order, found = [life for lives, _ in parts for life in lives], list[tuple[float, Candidate]]()
        streams = [(len(lives), stream) for lives, stream in parts]
        for laid in (streams, [(len(order), self.t.own)]):
            for place, bits, stream in self._places(laid, grid.number, tick, end - day):
                mark = low_uniform(bits) * stream.bound
                for low, high, kind, index in stream.slots:
                    if low <= mark < high:
                        when = day + int((place - int(place)) * (end - day))
                        found.append((place, Candidate(order[int(place)], when, bits, kind, index, mark - low)))
        return [candidate for _, candidate in sorted(found, key=lambda pair: pair[0])]

    def _could_meet(self, c: Candidate) -> bool:
        """Whether somebody in the province could be met by it in this tick; else nobody's turn comes with it."""
        p, seen = self.s.regime.officers, self.province.seen
        if c.kind == "alarm":
            channel = CHANNELS[c.index]
            reach = self.province.padding if channel == "office" else seen.alarm_reach[channel]
            rates = self.t.alarm_rates[channel]
            return c.mark < max(rates[women, minority] for women in (0, 1) for minority in (0, 1)) * reach
        if c.kind == "visit":
            return bool(set(p.visited) & set(self.t.grades)) and c.mark < p.visits_a_year * seen.visit_share
        return c.kind != "search" or (self.searches and c.mark < p.searches_a_year * seen.visit_share)

    def _changing(self) -> Changing:
        births = self.births
        return Changing(
            births.begins,
            births.mortal,
            self.stages.stands,
            self.families.joins,
            self.s.days,
            self.book.scored_from_days,
        )

    def _places(
        self, laid: list[tuple[int, Stream]], grid: int, tick: int, days: int
    ) -> Iterator[tuple[float, int, Stream]]:
        """Places of a Poisson process over parts one after another, each with as many lives and a stream of its own."""
        counter, begins, ahead = 0, 0, 0.0
        key = key_of(self.s.seed, int(laid[0][1].purpose), grid, tick)
        for lives, stream in laid:
            a_life, place = stream.bound / 365.25 * days, float(begins)
            while a_life > 0:
                ahead = ahead or exponential(draw(key, counter))
                if ahead >= (begins + lives - place) * a_life:
                    ahead -= (begins + lives - place) * a_life
                    break
                place, ahead = place + ahead / a_life, 0.0
                yield place, draw(key, counter), stream
                counter += 1
            begins += lives

    # What a candidate comes to

    def _meet(self, c: Candidate) -> None:
        {"act": self._consider, "alarm": self._alarm, "visit": self._visit, "search": self._search}[c.kind](c)

    def _consider(self, c: Candidate) -> None:
        act, life = self.t.acts[c.index], c.life
        if act.conduct.birth_from and self.births.begins:
            return  # done by giving birth, and in no other way
        if self.families.done(act.conduct.done_by_child):
            return  # done by a child
        if self.speech.is_spoken(c.index):
            return  # done by who speaks openly, on a day of its own
        driver = act.conduct.driver
        rate = act.rates[life.traits[TRAITS.index(driver)] if driver != "none" else 0]
        if act.climate:
            rate *= min(act.climate, self.province.climate)
        rate *= self._common(act, life, c.day)
        if act.conduct.of_a_couple and life.partner:
            rate /= 2
        if not self._eligible(act, life, c.day) or self.ladder.removed(life):
            return
        stake = self._stake(c.index, life, c.day)
        response = 1.0
        if stake < 0:
            response = math.exp(-act.deterrence * self._perceived(life, c.day, c.index) * -stake)
        elif stake > 0:
            response = math.exp(act.ambition * stake)
        if act.conduct.informs and not (stake < 0 and act.deterrence):
            response *= self.fear.minds.willing(life, c.day, self.grid, self.province)
        assert response <= act.ceiling * (1 + 1e-9)
        if c.mark < rate * response:
            self._commit(c, c.index, stake)

    def _common(self, act: TwinAct, life: Life, day: int) -> float:
        """How common an act is among people of a life's sex and age, to its mean among those who could do it."""
        return weight_of(act.conduct, life.has("female"), min((day - life.born) * 4 // 1461, 127)) / act.norm

    def _eligible(self, act: TwinAct, life: Life, day: int) -> bool:
        who, age = act.conduct.who, day - life.born
        child = life.eldest
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
        """Change in the worth of gates over the years to come that an entry for the act would bring."""
        act = self.t.acts[index]
        if act.priced is None or life.grade is None or not (act.deterrence or act.ambition or act.conduct.informs):
            return 0.0
        if self.office.capped(life, index, day):
            return 0.0
        return self.stakes.at_stake(life, act, index, day, self.province.wait_days)

    def _perceived(self, life: Life, day: int, act: int) -> float:
        domain = self.t.acts[act].conduct.domain
        told = self.perception.told(act, domain, self.grid.records, self.province)
        chance = self.perception.chance(self.perception.now(life, day, domain), told)
        return self.fear.alarmed(chance, life, day, self.grid, self.province)

    def _commit(self, c: Candidate, index: int, stake: float) -> None:
        act, life, day = self.t.acts[index], c.life, c.day
        channel = self._seen_by(index, life, c.bits)
        self._leave_traces(index, life, day, channel)
        if act.conduct.of_a_couple and life.partner:
            seen_by = CHANNELS.index(channel) if channel else -1
            self.record.schedule(life.partner, Due(self.end, JOINT, (index, seen_by), day))
        if act.conduct.informs:
            self._report(c, stake)
        if life.grade is None:
            return
        if act.negative:
            self._escape(index, life, day, channel)
        if channel is not None:
            self.office.file(life, self.province, day, index, channel, TRUE, c.bits, grid=self.grid)

    def _take_part(self, life: Life, due: Due) -> None:
        """What the partner did, a life has done, too; whoever is removed from civic life has not."""
        index, day, channel = due.about[0], due.day, CHANNELS[due.about[1]] if due.about[1] >= 0 else None
        if self.ladder.removed(life):
            return
        if channel:
            self.record.count("sightings", index, CHANNELS.index(channel))
        self._leave_traces(index, life, day, channel)
        if life.grade is None:
            return
        if self.t.acts[index].negative:
            self._escape(index, life, day, channel)
        if channel:
            what = (day << 24) | (index << 12) | (CHANNELS.index(channel) << 4) | TRUE
            bits = key_of(self.s.seed, int(purposes.LEDGER), life.number, what)
            self.office.file(life, self.province, day, index, channel, TRUE, bits, earliest=day)

    def _give_birth(self, life: Life, due: Due) -> None:
        """A potential birth happens or not; one of some order is an act of both parents."""
        day, child = due.day, life.household[life.household.index(life) + due.about[0]]
        self.births.await_next(life, day, child, day)
        index, chance = self._birth_as_an_act(life.children + 1), self.births.chance(life, day)
        removed = self.ladder.removed(life)
        if index is not None:
            act = self.t.acts[index]
            level = life.traits[TRAITS.index(act.conduct.driver)] if act.conduct.driver != "none" else 0
            if act.conduct.done_a_year:
                chance *= act.rates[level] / act.conduct.done_a_year
            stake = 0.0 if removed else self._stake(index, life, day)
            if stake < 0:
                chance *= math.exp(-act.deterrence * self._perceived(life, day, index) * -stake)
            elif stake > 0:
                chance *= math.exp(act.ambition * stake)
        assert chance <= 1
        if child.mark >= chance:
            return
        self.births.bring_in(life, child, day)
        if index is None or removed:
            return
        bits = key_of(self.s.seed, int(purposes.IN_BIRTH), child.number, day)
        channel = self._seen_by(index, life, bits) if self.t.acts[index].priced else None
        self._leave_traces(index, life, day, channel)
        if self.t.acts[index].conduct.of_a_couple and life.partner:
            seen_by = CHANNELS.index(channel) if channel else -1
            self.record.schedule(life.partner, Due(self.end, JOINT, (index, seen_by), day))
        if life.grade is not None and self.t.acts[index].negative:
            self._escape(index, life, day, channel)
        if life.grade is not None and channel:
            what = key_of(self.s.seed, int(purposes.IN_BIRTH), child.number, day)
            self.office.file(life, self.province, day, index, channel, TRUE, what, earliest=day)

    def _hear_of(self, life: Life, day: int, feat: int, child: Life) -> None:
        """A parent hears what its child did, and has done that with its partner."""
        what = ("army", "championship")[feat]
        could = [(a.priced is None, k) for k, a in enumerate(self.t.acts) if a.conduct.done_by_child == what]
        if not could or not self.families.done(what):
            return
        index = min(could)[1]
        bits = key_of(self.s.seed, int(purposes.OF_CHILD), child.number, day)
        channel = self._seen_by(index, life, bits) if self.t.acts[index].priced else None
        if self.t.acts[index].conduct.of_a_couple and life.partner:
            seen_by = CHANNELS.index(channel) if channel else -1
            self.record.schedule(life.partner, Due(self.end, JOINT, (index, seen_by), day))
        if self.ladder.removed(life):
            return
        self._leave_traces(index, life, day, channel)
        if life.grade is None:
            return
        if self.t.acts[index].negative:
            self._escape(index, life, day, channel)
        if channel:
            self.office.file(life, self.province, day, index, channel, TRUE, bits, earliest=day)

    def _birth_as_an_act(self, order: int) -> int | None:
        """Of the acts that a birth of this order is, one with a price, and of these the one that begins latest."""
        could = [(a.priced is not None, a.conduct.birth_from, -k) for k, a in enumerate(self.t.acts)
                 if 0 < a.conduct.birth_from <= order]  # fmt: skip
        return -max(could)[2] if could else None

    def _leave_traces(self, index: int, life: Life, day: int, channel: str | None) -> None:
        act = self.t.acts[index]
        self.record.count("acts", self.record.cell(life, day), index, int(channel is not None))
        for exposed, count in self.province.exposure_now.items():
            self.province.exposure_now[exposed] = count + round(1000 * act.sensitivity[exposed])
        self.record.note(life, day, "act", day, act.name, channel or "", "true")

    def _escape(self, index: int, life: Life, day: int, channel: str | None) -> None:
        self.grid.violations[self.t.acts[index].conduct.domain] += 1
        self.province.violations_now_of[index] += 1
        if channel is None:
            life.escaped = index if self.searches else None
            missed = self.s.regime.perception.missed_step
            self.perception.learn(life, day, index, missed, 0.0, self.grid.records, self.province)

    # Seeing

    def _seen_by(self, index: int, life: Life, bits: int) -> str | None:
        """The first channel that sees an act, all being counted; checkpoints and recorders meet the majority less."""
        act, seers = self.t.acts[index], list[str]()
        for k, channel in enumerate(CHANNELS[:-1]):
            chance = act.sensitivity[channel] * self.province.seen.reach[channel]
            if channel == "informants":
                chance *= self.attention
            if channel in ("checkpoints", "recorders") and not life.has("minority"):
                chance *= getattr(self.s.regime, channel).majority_factor
            if uniform(draw(bits, int(purposes.SEEN) + k)) < chance:
                self.record.count("sightings", index, k)
                seers.append(channel)
        return seers[0] if seers else None

    def _charged_with(self, life: Life, day: int, channel: str, bits: int) -> int | None:
        """An act that the channel sees and the life could have done, by how common it is."""
        shares, acts = self.t.charges[channel], self.t.acts
        could = [k for k, act in enumerate(acts) if shares[k] and self._eligible(act, life, day)]
        weights = {k: shares[k] * self._common(acts[k], life, day) for k in could}
        could = [k for k in could if weights[k]]
        left = uniform(draw(bits, int(purposes.CHARGE))) * sum(weights[k] for k in could)
        for k in could:
            left -= weights[k]
            if left < 0:
                return k
        return could[-1] if could else None

    def _report(self, c: Candidate, stake: float) -> None:
        p, lives = self.s.regime.informants, self.grid.places
        honesty = c.life.traits[TRAITS.index("honesty")] / 255
        chance = min(1.0, (1 - honesty) * (p.malice + p.temptation * max(stake, 0.0)))
        if uniform(draw(c.bits, int(purposes.TRUTH))) >= chance:
            self.grid.reports += 1
            return
        others, bits = [life for life in lives if life is not c.life], draw(c.bits, int(purposes.TARGET))
        for again in range(64):
            other = others[int(uniform(bits) * len(others))] if others else None
            if other and self.births.was_there(other):
                break
            bits, other = draw(bits, again), None
        if not other:
            return
        about = draw(c.bits, int(purposes.STRIKES)) >> 33
        self.record.schedule(other, Due(self.end, STRUCK, (about,), c.day))

    def _be_struck(self, life: Life, due: Due) -> None:
        """A neighbour's false report of the last tick becomes a case of what the life could have done."""
        day, bits = due.day, key_of(self.s.seed, int(purposes.REPORTED), life.number, due.about[0])
        index = self._charged_with(life, day, "informants", bits)
        if index is not None and life.grade is not None:
            self.office.file(life, self.province, day, index, "informants", MALICIOUS, bits, earliest=day)

    def _alarm(self, c: Candidate) -> None:
        """A false alarm of a channel; of the office an entry that it makes up."""
        channel, life = CHANNELS[c.index], c.life
        reach = self.province.padding if channel == "office" else self.province.seen.alarm_reach[channel]
        if c.mark >= self.t.alarm_rates[channel][life.has("female"), life.has("minority")] * reach:
            return
        index = self._charged_with(life, c.day, channel, c.bits)
        if index is not None and life.grade is not None:
            truth = FABRICATED if channel == "office" else MISTAKEN
            self.province.governed.made_up_now += truth == FABRICATED
            self.office.file(life, self.province, c.day, index, channel, truth, c.bits)

    # Officers

    def _due(self, c: Candidate, grades: tuple[str, ...], a_year: float) -> bool:
        if c.life.grade is None or self.t.grades[c.life.grade] not in grades:
            return False
        return c.mark < a_year * self.province.seen.visit_share

    def _visit(self, c: Candidate) -> None:
        """Advice; who wants to improve may do a good deed."""
        p, life = self.s.regime.officers, c.life
        if not self._due(c, p.visited, p.visits_a_year):
            return
        cell = self.record.cell(life, c.day)
        self.record.count("encounters", cell, VISIT)
        self.record.note(life, c.day, "visit", c.day)
        wants = life.traits[TRAITS.index("prosociality")] / 255
        if self.t.deed is None or uniform(draw(c.bits, int(purposes.ENCOUNTER))) >= p.visit_helps * wants:
            return
        if self._eligible(self.t.acts[self.t.deed], life, c.day):
            self.record.count("encounters", cell, DEED)
            self._commit(c, self.t.deed, 0.0)

    def _search(self, c: Candidate) -> None:
        """A search frightens, and may find what nobody saw."""
        p, life = self.s.regime.officers, c.life
        if not self._due(c, p.searched, p.searches_a_year):
            return
        cell = self.record.cell(life, c.day)
        self.record.count("encounters", cell, SEARCH)
        self.record.note(life, c.day, "search", c.day)
        self.perception.move(life, c.day, None, p.search_fear, 1.0, self.grid.records, self.province)
        for domain in DOMAINS:
            self.grid.charged[domain] += p.search_fear_grid
        index = life.escaped
        if index is None or uniform(draw(c.bits, int(purposes.ENCOUNTER))) >= p.search_finds:
            return
        life.escaped = None
        if self.t.acts[index].negative:
            self.record.count("encounters", cell, FIND)
            self.record.count("sightings", index, CHANNELS.index("officers"))
            self.office.file(life, self.province, c.day, index, "officers", TRUE, c.bits)

    def _catch_up(self, life: Life, day: int) -> None:
        """What is due to a life up to and including a day."""
        steps = {LOCK_END: self.ladder.release, CAME_OF_AGE: self.ladder.come_of_age, LIST_END: self.ladder.unlist}
        while life.agenda and life.agenda[0].day <= day:
            due = life.agenda.pop(0)
            if life.died_on is not None and due.kind != CASE:
                continue
            if due.kind == CASE:
                self.office.close(life, due, self.grid, self.province)
            elif due.kind == JOINT:
                self._take_part(life, due)
            elif due.kind == FRIGHT:
                if self.fear.stands:  # else it is left of rules that are gone
                    self.fear.hear(life, due, self.grid, self.province)
            elif due.kind == KIN:
                self.births.look_around(life)
            elif due.kind == DEATH:
                self.births.end(life, due.day)
            elif due.kind == BIRTH:
                self._give_birth(life, due)
            elif due.kind == REQUEST:
                if self.ladder.services.ask(life, due):
                    jolt = self.s.regime.services.refusal_jolt
                    self.fear.be_refused(life, due.day, self.grid, self.province, jolt)
            elif due.kind == STAGE:
                self.stages.grow(life, due)
            elif due.kind == VETTING:
                if told := self.families.step(life, due):
                    self._hear_of(life, due.day, *told)
            elif due.kind == CHAMPIONSHIP:
                self.families.win(life, due.day)
            elif due.kind == SPEECH:
                self.speech.happen(life, due)
            elif due.kind == STRUCK:
                self._be_struck(life, due)
            elif due.kind == JOB:
                self.jobs.happen(life, due.day)
            elif due.kind in steps:
                steps[due.kind](life, due)
            else:
                self.office.strike(life, due)


__all__ = ["CHANNELS", "Life", "Tables", "Twin", "draw", "exponential", "key_of", "mix", "uniform"]
