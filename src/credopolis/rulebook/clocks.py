"""The clocks of one life's score: its return to the start, clean time, a newcomer's time, the limit of a day."""

from __future__ import annotations

from dataclasses import dataclass

from credopolis.rulebook.calendar import PLAIN, Calendar
from credopolis.rulebook.score import Score


@dataclass
class Clocks:
    """What runs beside locks, listings and entries.

    resets_on : the day on which the score returns to its start, 0 if nothing was entered that would. gives_on : the day
    on which clean time gives points back, 0 for none. newcomer_until, gains_on : the day from which one is no newcomer
    any more, and that on which clean time adds points to a newcomer's, 0 for none. today : a day, and points lost and
    gained on it. sets_on, due : the day from which a grade holds that the end of a cycle sets, 0 for none, and the band
    of the score then. first : the first scored day, from which cycles run. calendar : how terms are counted.
    """

    resets_on: int = 0
    gives_on: int = 0
    newcomer_until: int = 0
    gains_on: int = 0
    today: tuple[int, tuple[int, int]] = (0, (0, 0))
    sets_on: int = 0
    due: str = ""
    first: int = 0
    calendar: Calendar = PLAIN

    @classmethod
    def of(
        cls, score: Score | None, day: int, scored_for: int = 0, first: int = 0, calendar: Calendar = PLAIN
    ) -> Clocks:
        """Those of somebody who is first scored on a day, or was so many days before. first : from which cycles run."""
        gives = score.gives_back if score is not None else None
        runs = score is not None and gives is not None and score.start < score.given_up_to
        on = calendar.after(day, gives.after) if gives is not None and runs else 0
        clocks = cls(gives_on=on, first=first, calendar=calendar)
        if score is not None and score.by_cycle:
            clocks.resets_on = clocks.end_of_cycle(score.by_cycle, day)
        new = score.newcomers if score is not None else None
        if new is not None and scored_for < new.days:
            clocks.newcomer_until = calendar.after(day, new.days) - scored_for
            if new.gains is not None:
                clocks._gains_next(new.gains.each, calendar.after(day, new.gains.each) - scored_for % new.gains.each)
        return clocks

    def end_of_cycle(self, every: int, day: int, cycles: int = 1) -> int:
        """The day on which the cycle ends that runs on a day, or one of those after it."""
        return self.calendar.end_of_cycle(self.first, every, day, cycles)

    def _gains_next(self, each: int, day: int) -> None:
        self.gains_on = day if day <= self.newcomer_until and each else 0

    @property
    def days(self) -> tuple[int, ...]:
        """The days on which something happens by itself, 0 for none."""
        return self.resets_on, self.gives_on, self.newcomer_until, self.gains_on

    def left_of(self, score: Score | None, day: int, points: int) -> int:
        """What the limit of a day leaves of an entry's points."""
        if score is None or score.at_once is None:
            return points
        moved = self.today[1] if self.today[0] == day else (0, 0)
        points, moved = score.at_once.within(points, moved)
        self.today = (day, moved)
        return points

    def entered(self, score: Score | None, day: int, takes: bool, morning: bool = False) -> None:
        """Something was entered, or in the morning a release set the score: when do the clocks end?"""
        resets, gives = (score.resets, score.gives_back) if score is not None else (None, None)
        if resets is not None and resets.every and (not self.resets_on or self.resets_on < day):
            self.resets_on = self.end_of_cycle(resets.every, day - morning)
        elif resets is not None and resets.after and takes:
            self.resets_on = self.calendar.after(day, resets.after)
        if gives is not None and takes:
            self.gives_on = self.calendar.after(day, gives.after)
        if takes:
            self.gains_on = 0

    def gain(self, score: Score | None, day: int) -> int:
        """Points that clean time adds to a newcomer's today; it does so again if there is time."""
        gains = score.newcomers.gains if score is not None and score.newcomers is not None else None
        if score is None or gains is None or self.gains_on != day:
            return 0
        self._gains_next(gains.each, self.calendar.after(day, gains.each))
        self.entered(score, day, takes=False, morning=True)  # a cycle that ends today ends for it too
        return gains.points

    def give(self, score: Score | None, now: int) -> int:
        """Points that clean time gives back today to a score; the clock then goes on, unless it is full."""
        gives = score.gives_back if score is not None else None
        if score is None or gives is None:
            return 0
        points = min(gives.points, max(score.given_up_to - now, 0))
        on, self.gives_on = self.gives_on, 0
        if now + points < score.given_up_to:
            self.gives_on = self.calendar.after(on, gives.after)
        self.entered(score, on, takes=False)  # a cycle ends for what was given in it
        return points
