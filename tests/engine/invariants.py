"""What must hold of any run under any rulebook, one function a law."""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np

from credopolis.engine.replay import TraceEvent
from credopolis.rulebook import Rulebook, Standing
from credopolis.rulebook.compile import NO_GRADE

from .cases import Ran

UNSCORED = "unscored"


def told_by_a_neighbour(line: TraceEvent) -> bool:
    """A false report enters a dossier when the neighbour's turn comes, not between events of the same days."""
    return (line.kind, line.truth) == ("case", "malicious")


class Laws:
    """A run's stories, read once, and what must hold of them."""

    def __init__(self, ran: Ran, rulebook: Rulebook) -> None:
        self.ran, self.book = ran, rulebook
        whole = [ran.story(life) for life in range(ran.scenario.people)]
        self.stories = [[line for line in story if not told_by_a_neighbour(line)] for story in whole]
        self.grades = tuple(reversed(rulebook.grades)) or (NO_GRADE,)
        self.rank = {name: k for k, name in enumerate((*self.grades, UNSCORED))}

    def hold(self) -> None:
        """Every law."""
        self.nothing_was_dropped()
        self.scores_stay_within_bounds()
        self.no_grade_rises_inside_a_lock()
        self.every_life_follows_the_automaton()
        self.lives_are_conserved()
        self.parts_are_no_larger_than_wholes()
        self.entries_are_what_the_dossiers_tell()
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
        for story in self.stories:
            for before, line in pairwise(story):
                if line.day < before.lock_until:
                    assert self.rank[line.grade] <= self.rank[before.grade], (before, line)
                if line.kind == "lock_end":
                    assert line.day == before.lock_until, (before, line)
                elif line.kind in ("act", "case", "capped", "list_end"):
                    assert (line.grade, line.score, line.lock_until) == (before.grade, before.score, before.lock_until)

    def every_life_follows_the_automaton(self) -> None:
        """Fed with a life's entries, the readable automaton comes to the same score, grade, lock and lists."""
        lists = self.ran.scenario.rulebook.list_names
        for story, row in zip(self.stories, self.ran.engine.world.standing, strict=True):
            life = Standing(self.book)
            for day, lines in groupby(story, key=lambda line: line.day):
                life.advance(day)
                for line in lines:
                    if line.kind in ("entry", "capped"):
                        life.post(line.act, day)
                if line.grade != UNSCORED:
                    assert (line.score, line.grade, day < line.lock_until) == (life.score, life.grade, life.locked), (
                        line
                    )
            life.advance(max(life.day, self.ran.scenario.days - 1))
            if row["grade"] < len(self.grades):
                assert (int(row["score"]), self.grades[row["grade"]]) == (life.score, life.grade)
                assert (self.ran.scenario.days - 1 < row["lock_until"]) == life.locked
                assert not life.locked or int(row["lock_until"]) == life.lock_until
                assert tuple(name for k, name in enumerate(lists) if row["listed"] >> k & 1) == life.lists

    def lives_are_conserved(self) -> None:
        """Lives by grade change by flows in and out, and by nothing else; lives as a whole do not change."""
        before = None
        at_end = {tick.end_day: tick.grades for tick in self.ran.ticks}
        for period in self.ran.periods:
            now = period.census.sum(axis=1)
            assert period.census.sum() == self.ran.scenario.people
            if before is not None:
                flows = period.flows.sum(axis=1)
                np.testing.assert_array_equal(now, before + flows.sum(axis=1) - flows.sum(axis=2))
                np.testing.assert_array_equal(now, at_end[period.end_day])
            before = now
        assert (np.diagonal(self.ran.total("flows"), axis1=1, axis2=2) == 0).all()

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

    def entries_are_what_the_dossiers_tell(self) -> None:
        """Tallies of entries and acts are counts of lines; falls are among entries of their act and truth."""
        dims, entries = self.ran.scenario.dimensions, self.ran.total("entries").sum(axis=0)
        expected = np.zeros_like(entries)
        acts = np.zeros((len(dims.acts), 2), np.int64)
        for line in (line for story in self.stories for line in story):
            if line.kind == "entry":
                truth = ("true", "mistaken", "malicious").index(line.truth)
                expected[dims.acts.index(line.act), dims.channels.index(line.channel), truth] += 1
                seen_by = self.book.acts[line.act].seen_by
                assert seen_by[line.channel] > 0
                assert line.truth == "true" or (line.channel == "informants") == (line.truth == "malicious")
            elif line.kind == "act":
                acts[dims.acts.index(line.act), int(line.channel != "")] += 1
        np.testing.assert_array_equal(entries, expected)
        np.testing.assert_array_equal(self.ran.total("acts").sum(axis=0), acts)
        falls = self.ran.total("falls")
        assert (falls.sum(axis=2) <= entries.sum(axis=1)).all()
        fell = sum(
            self.rank[line.grade] < self.rank[before.grade]
            for story in self.stories
            for before, line in pairwise([_birth(self), *story])
            if line.kind == "entry" and before.grade != UNSCORED
        )
        assert falls.sum() == fell

    def spells_are_conserved(self) -> None:
        """Locks that began are spells that ended or still run."""
        began = 0
        for story in self.stories:
            for before, line in pairwise([_birth(self), *story]):
                lock = self.book.grades[line.grade].lock if line.grade in self.book.grades else None
                began += bool(lock) and self._locks(before, line)
        ended = self.ran.total("spells").sum()
        assert began == ended + self.ran.outcome.open_spells.sum()

    def _locks(self, before: TraceEvent, line: TraceEvent) -> bool:
        """Whether a lock of the grade after a line began with it."""
        target = self.book.acts[line.act].falls_to if line.kind == "entry" else ""
        if target and self.rank[before.grade] >= self.rank[target]:
            return True
        fell = self.rank[line.grade] < self.rank[before.grade] and before.grade != UNSCORED
        return fell or (line.kind == "lock_end" and line.lock_until > line.day)


def _birth(laws: Laws) -> TraceEvent:
    """Where a life stood before its first line, if it was scored from the start."""
    start = laws.grades[laws.ran.scenario.rulebook.start_grade]
    return TraceEvent(0, "", "", "", "", 0, laws.ran.scenario.rulebook.score_start, start, 0, 0)
