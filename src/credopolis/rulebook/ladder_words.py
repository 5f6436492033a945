"""The ladder of a rulebook in words: its locks, when the score returns, and the limit of a day."""

from __future__ import annotations

from collections.abc import Callable

from credopolis.core import units
from credopolis.rulebook.grade import BAND, Lock
from credopolis.rulebook.model import LARGEST_POINTS, Act, Rulebook
from credopolis.rulebook.score import AtOnce, Counter, Score, Together


def format_duration(days: int) -> str:
    """A duration in words; up to two months in days, as people write such terms."""
    return f"{days}d" if days <= 61 else units.format_duration(days)


def consent_text(rulebook: Rulebook) -> str:
    """Who of those of age is scored, in words."""
    if rulebook.consent == 1:
        return "all are scored, and nobody is asked"
    if rulebook.consent == 0:
        return "nobody agrees, so that nobody has a score or a grade"
    return f"{100 * rulebook.consent:g} % agree; who does not has no score and no grade, and lists hold all the same"


def scored_lines(rulebook: Rulebook, cited: Callable[..., str]) -> list[str]:
    """Who is scored, a line for each thing that is said. cited : the source of what stands at a path, in words."""
    age, lines = format_duration(rulebook.scored_from_days), list[str]()
    if rulebook.scored_from_days:
        lines += [f"Scored from the age of {age}{cited(rulebook, 'scored_from_age')}"]
    if rulebook.consent < 1:
        lines += [f"Scored with consent: {consent_text(rulebook)}{cited(rulebook, 'consent')}"]
    return lines


def lock_text(lock: Lock | None) -> str:
    """A lock in words."""
    if lock is None:
        return "no lock"
    after = "" if lock.sets_score is None else f", {score_after_text(lock)}"
    after = f", but no higher than {lock.at_most}" if lock.at_most else after
    again = "" if lock.again is None else f" ({again_text(lock)})"
    if lock.cycles:
        return f"locked until {cycles_text(lock)}, then released to {release_text(lock)}{after}"
    return f"locked for {format_duration(lock.days)}{again}, then released to {release_text(lock)}{after}"


def again_text(lock: Lock) -> str:
    """How much longer a lock is soon after earlier ones, in words."""
    if lock.again is None:
        return "no longer soon after earlier ones"
    since = "the end" if lock.again.after_its_end else "the beginning"
    counts = ("one", "two", "three")
    parts = [
        f"{format_duration(days)} within {format_duration(lock.again.within)} of {since} of "
        f"{counts[k]} earlier {'one' if not k else 'ones'}"
        for k, days in enumerate(lock.again.days)
    ]
    return ", ".join(parts)


def cycles_text(lock: Lock) -> str:
    """With which end of a cycle a lock ends, in words."""
    return "a cycle has ended" if lock.cycles == 1 else f"{lock.cycles} cycles have ended"


def term_of_lock(lock: Lock) -> str:
    """How long a lock lasts, in words."""
    return cycles_text(lock) if lock.cycles else format_duration(lock.days)


def mean_text(score: Score) -> str:
    """Of which entries a score is the mean, in words."""
    if score.mean is None:
        return "is a sum of points"
    few = f", and the start with fewer than {score.mean.at_least:,}" if score.mean.at_least > 1 else ""
    return f"is the start and the mean of the points of the last {score.mean.last:,} entries{few}"


def next_start_text(points: int) -> str:
    """What a grade does to the start of the next cycle, in words."""
    return f"starts the next cycle {_more(points)}" if points else "leaves the start of the next cycle as it is"


def head_start_text(act: Act) -> str:
    """What an act adds to starts of cycles, in words."""
    head = act.head_start
    if head is None:
        return "adds nothing to starts of cycles"
    after = "the one" if head.cycles == 2 else f"the {head.cycles - 1}"
    more = f" and of {after} after it" if head.cycles > 1 else ""
    return f"sets the start of the cycle that runs{more} {_more(head.points)}, once"


def together_text(name: str, group: Together) -> str:
    """What things have points together, in words."""
    told = "; ".join(f"{' with '.join(one.acts)} {one.points:,}" for one in group.sets.values())
    most = f", at most {group.most:,} in all" if group.most < LARGEST_POINTS else ""
    return f"points for {name} as long as they stand together: {told}{most}"


def ends_text(act: Act) -> str:
    """Whose entries an act ends, in words."""
    return f"ends entries of {' and '.join(act.ends)}" if act.ends else "ends no other entry"


def _more(points: int) -> str:
    return f"{abs(points):,} point{'s' * (abs(points) != 1)} {'higher' if points > 0 else 'lower'}"


def score_after_text(lock: Lock) -> str:
    """What a lock's release does to the score, in words."""
    if lock.sets_score is None:
        return "which keeps the score"
    return f"which sets the score to {lock.sets_score:,} and clears what is on file"


def release_text(lock: Lock) -> str:
    """Where a lock releases to, in words."""
    return "the band that the score deserves" if lock.release == BAND else lock.release


def resets_text(score: Score) -> str:
    """When a score returns to its start, in words."""
    if score.resets is None:
        return "never returns to its start by itself"
    if score.resets.every:
        sets = ", and only then sets the grade" if score.resets.sets_grade else ""
        sets += (
            f", which holds from {format_duration(score.resets.sets_after)} later on" if score.resets.sets_after else ""
        )
        return f"returns to its start every {format_duration(score.resets.every)}{sets}"
    return f"returns to its start after {format_duration(score.resets.after)} without an entry that takes points"


def at_once_text(score: Score) -> str:
    """The most points that entries of one day move, in words."""
    limits = score.at_once or AtOnce()
    parts = [f"takes at most {limits.lost:,} points"] if limits.lost else []
    parts += [f"gives at most {limits.gained:,} points"] if limits.gained else []
    parts += ["counts only its largest loss and its largest gain"] if limits.only_largest else []
    return f"one day {' and '.join(parts)}" if parts else "one day may move any number of points"


def band_text(rulebook: Rulebook, grade: str) -> str:
    """The scores of a grade's band, and of newcomers' where theirs are others, in words."""
    usual, theirs = (rulebook.band_bounds(grade, newcomer) for newcomer in (False, True))
    told = "no band" if usual is None else f"{usual[0]:,} to {usual[1]:,}"
    if usual == theirs:
        return told
    return f"{told}; of newcomers {'none' if theirs is None else f'{theirs[0]:,} to {theirs[1]:,}'}"


def newcomers_text(score: Score) -> str:
    """What is otherwise for newcomers, in words."""
    new = score.newcomers
    if new is None:
        return "nothing is otherwise for newcomers"
    parts = [f"begin with {new.start:,} points"] if new.start is not None else []
    if new.gains is not None:
        points = f"{new.gains.points:,} point{'s' * (new.gains.points != 1)}"
        parts.append(
            f"gain {points} after each {format_duration(new.gains.each)} until an entry takes points or drops a grade"
        )
    parts += ["have bands of their own"] if new.lowest else []
    parts += [f"begin in {new.begins_in} until the first cycle ends"] if new.begins_in else []
    told = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"for their first {format_duration(new.days)} newcomers {told}"


def counter_text(counter: Counter) -> str:
    """What a counter does, in words."""
    points = f"{counter.lost:,} point{'s' * (counter.lost != 1)}"
    return f"{points} lost within {format_duration(counter.days)} drop the grade to {counter.falls_to}"


def counters_text(score: Score) -> str:
    """What counters with windows of their own do, in words."""
    told = [counter_text(counter) for counter in score.counters.values()]
    if not told:
        return "no points lost within a window drop the grade"
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def gives_back_text(score: Score) -> str:
    """What clean time gives back, in words."""
    gives = score.gives_back
    if gives is None:
        return "gives nothing back"
    points = f"{gives.points:,} point{'s' * (gives.points != 1)}"
    return (
        f"gives back {points} each {format_duration(gives.after)} without an entry that takes points, "
        f"up to {score.given_up_to:,}"
    )


def repair_text(act: Act) -> str:
    """Whether and when an entry can be repaired."""
    if not act.repairable or act.repair_wait_days is None:
        return "can be repaired" if act.repairable else "cannot be repaired"
    return f"can be repaired after {format_duration(act.repair_wait_days)} at the earliest"
