"""The twin's scores that depend on earlier entries: means, starts of cycles that move, and entries that stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .twin_state import EXPIRY, Due, Life, Made

if TYPE_CHECKING:
    from .twin_standing import Ladder


class Entries:
    """What an entry does to a score beside its own points."""

    def __init__(self, ladder: Ladder) -> None:
        self.ladder, self.book, self.t, self.record = ladder, ladder.book, ladder.t, ladder.record
        self.score = self.book.score
        self.mean = self.score.mean if self.score else None
        self.groups = list(self.score.together.values()) if self.score else []
        used = {name for group in self.groups for one in group.sets.values() for name in one.acts}
        used |= {name for act in self.book.acts.values() for name in act.ends}
        self.held = {k for k, act in enumerate(self.t.acts) if act.name in used}

    def mean_of(self, made: list[Made]) -> int:
        """The score by the entries that are in the mean."""
        assert self.mean and self.score
        if len(made) < self.mean.at_least:
            return self.score.start
        return (sum(self.score.start + one.points for one in made)) // len(made)

    def enter(self, life: Life, day: int, act: int, points: int) -> tuple[Made, int, int]:
        """Move the score -> the entry, the points that the grade follows, those that are told."""
        priced, before = self.t.acts[act].priced, life.score
        assert priced is not None
        made = Made(act, day)
        if priced.head_start:
            points += self.head_start(life, day, act)
        ended = self.ended_by(life, act)
        for other in ended:
            life.stands.remove(other)
            life.score = self.ladder.clip(life.score - other.moved)
        self._tell(life, day, ended)
        if self.mean:
            if priced.in_mean:
                made.points = priced.points
                life.rated = [*life.rated, made][-self.mean.last :]
            points = self.mean_of(life.rated) - life.score
        life.score, was = self.ladder.clip(life.score + points), life.score
        made.moved = life.score - was
        if not self.mean and (made.moved or act in self.held):
            life.stands.append(made)
            made.stood = True
        if not self.held:
            return made, points, points
        self.give_together(life, life.stands)
        return made, life.score - before, points

    def ended_by(self, life: Life, act: int) -> list[Made]:
        """Entries that stand and one of an act ends, the largest loss first."""
        priced = self.t.acts[act].priced
        ends = set(priced.ends) if priced else set()
        return sorted((m for m in life.stands if self.t.acts[m.act].name in ends), key=lambda m: m.moved)

    def together_of(self, stands: list[Made]) -> int:
        """Points of things of which an entry stands."""
        names = {self.t.acts[made.act].name for made in stands}
        of = [sum(one.points for one in g.sets.values() if set(one.acts) <= names) for g in self.groups]
        return sum(min(points, g.most) for points, g in zip(of, self.groups, strict=True))

    def give_together(self, life: Life, stands: list[Made]) -> None:
        """Let things together have their points."""
        points = self.together_of(stands)
        life.score = self.ladder.clip(life.score + points - life.together)
        life.together = points

    def _tell(self, life: Life, day: int, ended: list[Made]) -> None:
        """A line for each act of which entries are ended."""
        for act in sorted({made.act for made in ended}):
            back = -sum(made.moved for made in ended if made.act == act)
            self.record.note(life, day, "ended", day, self.t.acts[act].name, "", "true", back)

    def head_start(self, life: Life, day: int, act: int) -> int:
        """What an entry adds to the start of the cycle that runs."""
        priced = self.t.acts[act].priced
        assert priced and priced.head_start
        holds = life.heads.get(act, (0, 0))[0] > day
        life.heads[act] = self.ladder.end_of_cycle(life, day, priced.head_start.cycles), day
        return 0 if holds else priced.head_start.points

    def head_starts(self, life: Life, day: int) -> int:
        """What earlier entries add to the start of a cycle that begins."""
        acts = [self.t.acts[act].priced for act, (until, _) in life.heads.items() if until > day]
        return sum(priced.head_start.points for priced in acts if priced and priced.head_start)

    def foreseen(self, life: Life, day: int, act: int) -> int:
        """Points by which an entry would move the score, were there no bounds for its own."""
        priced = self.t.acts[act].priced
        assert priced
        points = priced.points
        if priced.head_start and life.heads.get(act, (0, 0))[0] <= day:
            points += priced.head_start.points
        if self.mean:
            more = [Made(act, day, 0, points)] if priced.in_mean else []
            return self.mean_of([*life.rated, *more][-self.mean.last :]) - life.score
        if not self.held:
            return points
        ended, score = self.ended_by(life, act), life.score
        for made in ended:
            score = self.ladder.clip(score - made.moved)
        left = [made for made in life.stands if made not in ended]
        more = self.together_of([*left, Made(act, day)]) - life.together
        return self.ladder.clip(self.ladder.clip(score + points) + more) - life.score

    def struck(self, life: Life, due: Due) -> bool:
        """Whether an entry that is to be struck stands no longer, or nothing expires."""
        made = due.made
        if made is not None and made.stood:
            if made not in life.stands:
                return True
            life.stands.remove(made)
        if due.kind == EXPIRY:
            return self.mean is not None
        act, on = due.about[-1], due.since
        if life.heads.get(act, (0, -1))[1] == on:
            del life.heads[act]
        return False

    def take_back(self, life: Life, due: Due, moved: int) -> int:
        """Take back what an entry moved -> points by which the score moved."""
        before = life.score
        if self.mean:
            life.rated = [made for made in life.rated if made is not due.made]
            moved = life.score - self.mean_of(life.rated)
        life.score = self.ladder.clip(life.score - moved)
        if self.held:
            tonight = [other.made for other in life.agenda if (other.day, other.kind) == (due.day, EXPIRY)]
            stands = [m for m in life.stands if due.kind != EXPIRY or m not in tonight]
            self.give_together(life, stands)
        return life.score - before

    def read_again(self, life: Life) -> None:
        """The score under new rules, as far as it depends on entries."""
        self.give_together(life, life.stands)
        if self.mean:
            life.rated = life.rated[-self.mean.last :]
            life.score = self.mean_of(life.rated)
