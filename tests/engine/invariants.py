"""What must hold of any run under any rulebook, one function a law."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise

import numpy as np

from credopolis.core.labels import CASE_STAGES, PROCESS_STEPS
from credopolis.core.schema import DEAD, FLAG_NAMES, TRUTHS, UNBORN
from credopolis.engine.compile import conduct_of
from credopolis.engine.places import is_living
from credopolis.engine.replay import TraceEvent
from credopolis.mechanisms.deaths import households_change
from credopolis.rulebook import Entry, Rulebook, Standing
from credopolis.rulebook.gates import NO_GRADE

from .calendars import check_calendars
from .cases import Ran
from .twin_tables import sees

UNSCORED = "unscored"
STRIKES = {"expiry": "expired", "repair": "repaired", "correction": "corrected"}
MOVES_NOTHING = (
    "act", "case", "capped", "dismissed", "waived", "lost", "notice", "appeal", "refused", "visit", "search",
    "fright", "refusal", "birth", "agrees", "speaks", "hides",
)  # fmt: skip


MINDS = ("agrees", "speaks", "hides", "repression_news", "order_news")
"""What settling days tell: as a tick opens, before what ends by itself on that day."""
ALONE = ("lock_end", "list_end", "expiry", "given", "gained", "newcomer", "set", "reset", "ended", *MINDS)
"""What ends by itself on a day, and what clean time gives on it: in the automaton all of it comes at once. So does what
an entry ends with the entry itself."""


class Laws:
    """A run's stories, read once, and what must hold of them."""

    def __init__(self, ran: Ran, rulebook: Rulebook) -> None:
        self.ran, self.book = ran, rulebook
        self.numbers = ran.numbers
        self.changes = ran.scenario.asks(households_change)
        self.stories = [ran.story(life) for life in self.numbers]
        self.grades = tuple(reversed(rulebook.grades)) or (NO_GRADE,)
        self.rank = {name: k for k, name in enumerate((*self.grades, UNSCORED))}

    def hold(self) -> None:
        """Every law."""
        self.nothing_was_dropped()
        check_calendars(self.ran.engine, self.ran.outcome.days_done)
        self.scores_stay_within_bounds()
        self.no_grade_rises_inside_a_lock()
        self.every_life_follows_the_automaton()
        self.lives_are_conserved()
        self.nobody_is_lost_or_invented()
        self.parts_are_no_larger_than_wholes()
        self.entries_are_what_the_dossiers_tell()
        self.true_cases_are_of_what_was_done()
        self.false_ones_are_of_what_could_have_been()
        self.every_case_is_somewhere()
        self.what_strikes_an_entry_points_at_one()
        self.liberty_is_what_the_dossiers_tell()
        self.spells_are_conserved()

    def nothing_was_dropped(self) -> None:
        districts = self.ran.engine.world.districts
        assert not districts["exceeded"].any()
        assert not districts["overflow"].any()
        assert (districts["trace_rows"] <= districts["trace_size"]).all()
        # By the end of a run every event that was scheduled within it has come, so no node is held.
        assert (districts["node_free"] == districts["node_size"]).all()
        assert (self.ran.engine.world.heads == -1).all()

    def scores_stay_within_bounds(self) -> None:
        low, high = (self.book.score.min, self.book.score.max) if self.book.score else (0, 0)
        assert (
            (self.ran.engine.world.standing["score"] >= low) & (self.ran.engine.world.standing["score"] <= high)
        ).all()
        assert all(low <= line.score <= high for story in self.stories for line in story)

    def no_grade_rises_inside_a_lock(self) -> None:
        """Except by a correction, which may end the lock."""
        for story in self.stories:
            for before, line in pairwise(story):
                if line.day < before.lock_until and line.kind != "correction" and line.grade != UNSCORED:
                    assert self.rank[line.grade] <= self.rank[before.grade], (before, line)
                if line.kind == "lock_end":
                    assert line.day == before.lock_until, (before, line)
                elif line.kind in MOVES_NOTHING:
                    assert (line.grade, line.score, line.lock_until) == (before.grade, before.score, before.lock_until)

    def chosen(self, line: TraceEvent, life: Standing) -> int | None:
        """Points that an official can have chosen, where there is a choice: those told, without what moves the start of
        the cycle, or more if a day's limit cut them; whatever is beyond the limit comes to the same."""
        choice, head = self.book.acts[line.act].discretion, self.book.acts[line.act].head_start
        holds = life.ledger.heads.get(line.act, (0, 0))[0] > line.day
        points = line.points - (head.points if head is not None and not holds else 0)
        return min(max(points, choice[0]), choice[1]) if choice else None

    def every_life_follows_the_automaton(self) -> None:
        """Fed with a life's entries, the readable automaton comes to the same score, grade, lock and lists."""
        lists, last_day = self.ran.scenario.rulebook.list_names, self.ran.scenario.days - 1
        standing = self.ran.engine.world.standing
        for story, number in zip(self.stories, self.numbers, strict=True):
            row, died = standing[self.ran.place(number)], any(line.kind == "death" for line in story)
            life, entries = self.first_day(number), list[tuple[Entry, str]]()
            for day, lines in groupby(story, key=lambda line: line.day):
                life.advance(day)
                for line in lines:
                    if line.kind == ("came_of_age" if self.book.scored_from_days else "born"):
                        fresh = self.entering(number, day)
                        life.score, life.grade, life.clocks = fresh.score, fresh.grade, fresh.clocks
                        life.day = fresh.day
                    if line.kind in ("entry", "capped"):
                        chosen = self.chosen(line, life) if line.kind == "entry" else None
                        entries.append((life.post(line.act, day, chosen), line.truth))
                    elif line.kind in ("repair", "correction"):
                        entry = self._meant(entries, line, life)
                        (life.repair if line.kind == "repair" else life.correct)(entry, day)
                    elif line.kind == "removal" and not life.removed:  # for what it said, by no entry
                        gone = next(name for name, listing in self.book.lists.items() if listing.removal)
                        life.take_away(gone, day, "removal")
                    # What ends by itself on a day, and what clean time gives on it, comes at once in the automaton.
                    if line.grade != UNSCORED and line.kind not in ALONE:
                        stands = (line.score, line.grade, day < line.lock_until)
                        assert stands == (life.score, life.grade, life.locked), line
            if died:
                assert row["grade"] == len(self.grades) and not row["listed"]
                continue
            life.advance(max(life.day, last_day))
            scored = row["grade"] < len(self.grades)
            assert life.removed <= (not scored)
            if scored:
                assert (int(row["score"]), self.grades[row["grade"]]) == (life.score, life.grade)
                assert (last_day < row["lock_until"]) == life.locked
                assert not life.locked or int(row["lock_until"]) == life.lock_until
            if scored or life.removed:
                assert tuple(name for k, name in enumerate(lists) if row["listed"] >> k & 1) == life.lists

    def first_day(self, number: int) -> Standing:
        """Where a life stands on day 0: a newcomer for what is left of that time, if it is of age."""
        first = self.scored_from(number)
        return Standing(self.book, scored_for=self.known(-first) if first <= 0 else self.known(10**6))

    def entering(self, number: int, day: int) -> Standing:
        """Where a life stands that is scored from today on: its clocks run from now. Who is born takes part, and is
        scored, from the end of that tick on; it is a newcomer from its first day on."""
        born = int(self.ran.engine.world.person[self.ran.place(number)]["birth_day"])
        now = next(tick.end_day for tick in self.ran.ticks if tick.end_day > day) if day == born > 0 else day
        first = max(self.scored_from(number), 0)
        return Standing(self.book, day=now, scored_for=self.known(now - self.scored_from(number)), first=first)

    def scored_from(self, number: int) -> int:
        return int(self.ran.engine.world.person[self.ran.place(number)]["birth_day"]) + self.book.scored_from_days

    def known(self, days: int) -> int:
        """Days for which a life is scored already, no more than a newcomer's: all beyond are the same."""
        new = self.book.score.newcomers if self.book.score else None
        return min(days, new.days) if new else 0

    def _meant(self, entries: list[tuple[Entry, str]], line: TraceEvent, life: Standing) -> Entry:
        """The entry that a line says was repaired or corrected; of several alike the one that moved as much, or without
        which the mean is the score.

        Of those, the one that began the lock if a lock ends with it.
        """
        meant = (line.act, line.due_day, line.truth)
        standing = [(entry, truth) for entry, truth in entries if entry.counts and not entry.struck]
        alike = [entry for entry, truth in standing if (entry.act, entry.day, truth) == meant]
        assert alike, line
        ends = line.lock_until == line.day
        if self.book.score is not None and (mean := self.book.score.mean) is not None:
            start, last = self.book.score.start, life.ledger.rated
            left = {id(e): [self.book.acts[m.act].points for m in last if m is not e] for e in alike}
            return min(alike, key=lambda e: (mean.of(start, left[id(e)]) != line.score, e.locked != ends))
        return min(alike, key=lambda entry: (abs(entry.moved + line.points), entry.locked != ends))

    def lives_are_conserved(self) -> None:
        """Lives by grade change by flows in and out, births and deaths; lives as a whole by births and deaths alone."""
        before = None
        at_end = {tick.end_day: tick.grades for tick in self.ran.ticks}
        for period in self.ran.periods:
            now = period.census.sum(axis=1)
            if before is None:
                assert now.sum() == self.ran.scenario.people
            else:
                flows = period.flows.sum(axis=1)
                there = before - period.deaths.sum(axis=(1, 2))
                there[:, -1] += period.births.sum(axis=(1, 2, 3))
                np.testing.assert_array_equal(now, there + flows.sum(axis=1) - flows.sum(axis=2))
                np.testing.assert_array_equal(now, at_end[period.end_day])
            before = now
        assert (np.diagonal(self.ran.total("flows"), axis1=1, axis2=2) == 0).all()

    def nobody_is_lost_or_invented(self) -> None:
        """Every place is of somebody alive, dead or not born; tallies, dossiers, grids and the last census agree on
        it."""
        world, last = self.ran.engine.world, self.ran.periods[-1]
        flags = world.person["flags"]
        dead, unborn = (int((flags & bit != 0).sum()) for bit in (DEAD, UNBORN))
        alive = int(is_living(world).sum())
        assert alive + dead + unborn == len(flags)
        deaths, births = int(self.ran.total("deaths").sum()), int(self.ran.total("births").sum())
        assert (deaths, births) == (dead, len(flags) - unborn - self.ran.scenario.people)
        assert last.census.sum() == alive == world.grids["present"].sum() == self.ran.ticks[-1].grades.sum()
        for kind, n in (("death", deaths), ("birth", births), ("born", births)):
            assert sum(line.kind == kind for story in self.stories for line in story) == n, kind
        for story in self.stories:
            end = next((k for k, line in enumerate(story) if line.kind == "death"), len(story))
            assert {line.kind for line in story[end + 1 :]} <= {"dismissed", "case", "lost"}

    def parts_are_no_larger_than_wholes(self) -> None:
        standing = self.ran.engine.world.standing
        scored = standing["grade"] < len(self.grades)
        for period in self.ran.periods:
            assert (period.locked <= period.census[..., :-1]).all()
            assert (period.listed <= period.census.sum(axis=-1, keepdims=True)).all()
            assert (period.locked >= 0).all()
        last = self.ran.periods[-1]
        assert last.score_sum.sum() == standing["score"][scored].sum()
        assert last.locked.sum() == (scored & (standing["lock_until"] > last.end_day)).sum()

    def _by_pair(self, tally: str) -> np.ndarray:
        """A tally by act and channel instead of by pair: (acts, channels, truths, ...)."""
        dims, pairs, counts = self.ran.scenario.dimensions, self.ran.periods[0].pairs, self.ran.total(tally)
        counts = counts.sum(axis=0) if tally == "entries" else counts
        out = np.zeros((len(dims.acts), len(dims.channels), *counts.shape[1:]), np.int64)
        out[pairs[:, 0], pairs[:, 1]] = counts
        return out

    def _lines(self, *kinds: str) -> np.ndarray:
        """Lines of some kinds by act, channel and truth."""
        dims = self.ran.scenario.dimensions
        out = np.zeros((len(dims.acts), len(dims.channels), len(TRUTHS)), np.int64)
        for line in (line for story in self.stories for line in story if line.kind in kinds):
            out[dims.acts.index(line.act), dims.channels.index(line.channel), TRUTHS.index(line.truth)] += 1
        return out

    def entries_are_what_the_dossiers_tell(self) -> None:
        """Tallies of entries and acts are counts of lines; falls are among entries of their act and truth."""
        dims, entries = self.ran.scenario.dimensions, self._by_pair("entries")
        acts = np.zeros((len(dims.acts), 2), np.int64)
        for line in (line for story in self.stories for line in story):
            if line.kind == "entry":
                seen = sees(self.book.acts[line.act], line.channel) > 0
                assert {
                    "true": seen or line.channel == "officers",
                    "mistaken": seen or line.channel == "office",
                    "malicious": seen and line.channel == "informants",
                    "fabricated": line.channel == "office",
                }[line.truth], line
            elif line.kind == "act":
                acts[dims.acts.index(line.act), int(line.channel != "")] += 1
        np.testing.assert_array_equal(entries, self._lines("entry"))
        np.testing.assert_array_equal(self.ran.total("acts").sum(axis=0), acts)
        entries = entries.sum(axis=1)
        falls = self.ran.total("falls")
        assert (falls.sum(axis=2) <= entries).all()
        fell = sum(
            self.rank[line.grade] < self.rank[before.grade]
            for story, number in zip(self.stories, self.numbers, strict=True)
            for before, line in pairwise([_birth(self, number), *story])
            if line.kind == "entry" and before.grade != UNSCORED
        )
        assert falls.sum() == fell

    def true_cases_are_of_what_was_done(self) -> None:
        """What a channel sees is done that day; what a search finds is the last act that nobody saw, found once."""
        for story in self.stories:
            unseen, today, day = "", Counter[tuple[str, str]](), -1
            for line in (line for line in story if line.truth == "true"):
                if line.day != day:
                    today, day = Counter(), line.day
                if line.kind == "act":
                    today[line.act, line.channel] += 1
                    negative = self.ran.engine.acts["negative"][self.ran.scenario.act_names.index(line.act)]
                    if not line.channel and line.grade != UNSCORED and negative:
                        unseen = line.act
                elif line.kind in ("case", "lost"):
                    if today[line.act, line.channel]:
                        today[line.act, line.channel] -= 1
                    else:
                        assert (line.channel, line.act) == ("officers", unseen), line
                        unseen = ""

    def false_ones_are_of_what_could_have_been(self) -> None:
        """Whoever is accused falsely had the age, the sex, the work and the children for it.

        What only comes as a mistake nobody does.
        """
        conduct, people = conduct_of(self.ran.scenario), self.ran.engine.world.person
        for number, story in zip(self.numbers, self.stories, strict=True):
            i = self.ran.place(number)
            person = people[i]
            for line in story:
                assert line.kind != "act" or not conduct[line.act].only_by_mistake, line
                if line.kind not in ("case", "lost") or line.truth == "true":
                    continue
                who = conduct[line.act].who
                age = line.day - int(person["birth_day"])
                spread = line.channel == "office" and line.truth == "mistaken"  # of an entry of long ago
                assert who.min_age_days <= age and (spread or not who.max_age_days or age < who.max_age_days), line
                if self.changes:  # by now a partner or a child may be gone, or come
                    continue
                assert all(int(person["flags"]) & FLAG_NAMES[flag] for flag in who.is_), line
                assert not any(int(person["flags"]) & FLAG_NAMES[flag] for flag in who.is_not), line
                assert int(person["children"]) >= who.min_children, line
                if who.child_age_days and not spread:
                    assert person["eldest_child"], line
                    child = line.day - int(people[i + int(person["eldest_child"])]["birth_day"])
                    assert who.child_age_days[0] <= child <= who.child_age_days[1], line

    def every_case_is_somewhere(self) -> None:
        """By act, channel and truth: filed = lost + dismissed + waived + posted + pending; posted cases are entries."""
        cases = self._by_pair("cases")
        stage = {name: cases[..., k] for k, name in enumerate(CASE_STAGES)}
        days = self.ran.scenario.days
        closed = stage["lost"] + stage["dismissed"] + stage["waived"] + stage["posted"]
        dims, pending = self.ran.scenario.dimensions, np.zeros_like(closed)
        for line in (line for story in self.stories for line in story if line.kind == "case" and line.due_day >= days):
            pending[dims.acts.index(line.act), dims.channels.index(line.channel), TRUTHS.index(line.truth)] += 1
        np.testing.assert_array_equal(stage["filed"], closed + pending)
        np.testing.assert_array_equal(stage["posted"], self._by_pair("entries"))
        for name, kinds in {"dismissed": ("dismissed", "capped"), "waived": ("waived",), "lost": ("lost",)}.items():
            np.testing.assert_array_equal(stage[name], self._lines(*kinds), err_msg=name)
        fabricated = TRUTHS.index("fabricated")
        assert not stage["lost"][..., fabricated].any() and not stage["waived"][..., 1:].any()

    def what_strikes_an_entry_points_at_one(self) -> None:
        """An entry is struck once at most; who is corrected has appealed; steps are no more than what they follow."""
        dims, process = self.ran.scenario.dimensions, self.ran.total("process")
        step = {name: process[..., k] for k, name in enumerate(PROCESS_STEPS)}
        posted = self._by_pair("entries").sum(axis=1)
        told = {name: np.zeros_like(posted) for name in (*STRIKES.values(), "learned", "appealed", "refused")}
        lines = {**STRIKES, "notice": "learned", "appeal": "appealed", "refused": "refused"}
        for story in self.stories:
            made = Counter((x.act, x.truth, x.day) for x in story if x.kind == "entry")
            struck = Counter((x.act, x.truth, x.due_day) for x in story if x.kind in STRIKES)
            appealed = Counter((x.act, x.truth, x.day) for x in story if x.kind == "appeal")
            appealed -= Counter((x.act, x.truth, x.day) for x in story if x.kind == "refused")
            assert struck <= made
            assert Counter((x.act, x.truth, x.due_day) for x in story if x.kind == "correction") <= appealed
            for line in (line for line in story if line.kind in lines):
                told[lines[line.kind]][dims.acts.index(line.act), TRUTHS.index(line.truth)] += 1
        for name, counted in told.items():
            np.testing.assert_array_equal(step[name], counted, err_msg=name)
        assert (step["corrected"] + step["repaired"] + step["expired"] <= posted).all()
        assert (step["refused"] + step["corrected"] <= step["appealed"]).all()
        assert (step["appealed"] <= step["learned"]).all() and (step["learned"] <= posted).all()
        assert not step["spread"][:, TRUTHS.index("true")].any()

    def liberty_is_what_the_dossiers_tell(self) -> None:
        """Person-days and lives removed from civic life."""
        removed, days, end = 0, 0, self.ran.scenario.days
        for story in self.stories:
            since = None
            for line in story:
                if line.kind == "removal":
                    since = line.day
                elif since is not None and (line.grade != UNSCORED or line.kind == "death"):
                    days, since = days + line.day - since, None
                elif since is not None:
                    assert line.kind not in ("act", "visit", "search")
            if since is not None:
                removed, days = removed + 1, days + end - since
        last = self.ran.periods[-1]
        assert (last.removed.sum(), last.liberty.sum()) == (removed, days)
        world = self.ran.engine.world
        there = is_living(world)
        out = int((there & (world.standing["grade"] == len(self.grades))).sum())
        young = there & (world.person["birth_day"] + self.book.scored_from_days > end - 1)
        assert out == removed + (int(young.sum()) if self.book.scored_from_days else 0)

    def spells_are_conserved(self) -> None:
        """Locks that began are spells that ended or still run; of a counter that drops twice on one day no story
        shows whether it did."""
        began, unseen, by_cycle = 0, 0, bool(self.book.score and self.book.score.by_cycle)
        for story, number in zip(self.stories, self.numbers, strict=True):
            for before, line in pairwise([_birth(self, number), *story]):
                lock = self.book.grades[line.grade].lock if line.grade in self.book.grades else None
                locks = bool(lock) and self._locks(before, line)
                began += locks
                again = line.kind == "entry" and line.points < 0 and before.lock_until == line.lock_until > line.day
                again = again and (line.day == before.day or by_cycle)  # a cycle's locks end together
                unseen += again and not locks and bool(self.book.score and self.book.score.counters)
        spells = self.ran.total("spells").sum() + self.ran.outcome.open_spells.sum()
        assert began <= spells <= began + unseen
        assert unseen <= began / (1 if by_cycle else 10), (unseen, began)

    def _locks(self, before: TraceEvent, line: TraceEvent) -> bool:
        """Whether a lock of the grade after a line began with it."""
        target = self.book.acts[line.act].falls_to if line.kind == "entry" else ""
        if target and self.rank[before.grade] >= self.rank[target]:
            return True
        fell = self.rank[line.grade] < self.rank[before.grade] and before.grade != UNSCORED
        counted = line.kind == "entry" and self.book.score is not None and bool(self.book.score.counters)
        begins = line.kind == "lock_end" or (counted and line.lock_until != before.lock_until)
        return fell or (begins and line.lock_until > line.day)


def _birth(laws: Laws, number: int) -> TraceEvent:
    """Where a life stood before its first line, if it was scored from the start; where there are newcomers, unscored
    if it was not."""
    score, start = laws.ran.scenario.rulebook.score_start, laws.grades[laws.ran.scenario.rulebook.start_grade]
    if laws.book.score and laws.book.score.newcomers:
        born, first = int(laws.ran.engine.world.person[laws.ran.place(number)]["birth_day"]), laws.first_day(number)
        score, start = first.score, first.grade if born + laws.book.scored_from_days <= 0 else UNSCORED
    return TraceEvent(0, "", "", "", "", 0, score, start, 0, 0)
