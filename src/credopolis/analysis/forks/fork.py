"""One past, several futures: a run forked at a day, each reform paired with the future without one.

The run's own seed is forked into folders, each a whole run: the recorded past, and a future. The other seeds are lived
in memory, for intervals. Measures are counted over the time after the fork only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.comparisons.compare import LEVELS
from credopolis.analysis.forks.past import ForkDay, fork_day
from credopolis.analysis.forks.result import Fork
from credopolis.analysis.forks.work import Work
from credopolis.analysis.measures.intervals import LEVEL
from credopolis.core.errors import BadValue, Misuse
from credopolis.core.faults import Fault, FaultyFile
from credopolis.engine.identity import scenario_digest
from credopolis.runs.again import one_set_of_rules
from credopolis.runs.days import Day
from credopolis.runs.reforms import Reform, ReformLike, as_reform, fit_reform
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

SEEDS: Final = 5
MOST_SEEDS: Final = 10_000


def fork(
    run: str | Path | Run,
    *,
    at: Day,
    reforms: Sequence[ReformLike],
    seeds: int = SEEDS,
    out: str | Path | None = None,
    level: float = LEVEL,
    threads: int | None = None,
    stories: bool = True,
    progress: Callable[[int, int], None] | None = None,
    tell: Callable[[str], None] | None = None,
    command: str | None = None,
) -> Fork:
    """Fork a run at a day: the same past, a future without a reform, and one under each reform.

    Parameters
    ----------
    run : a run's folder, or a run. at : a date, a number of days from the start, or a duration such as 2y; the reform
        takes effect at the end of the recorded interval that it falls in.
    reforms : files, or keys as in a file (`{"reform": "milder", "set": {...}}`).
    seeds : how many, the run's own first; intervals are over them, and one gives none.
    out : the folder of the futures, new or empty; None takes the next free `runs/<run>-fork-<n>`.
    level : of the intervals, 0.9 or 0.95. stories : also tell three lives of the first seed under both futures.
    progress : pasts and futures done, and in all. tell : told of checkpoints that cannot be used; None writes to the
        error stream.

    Raises
    ------
    FaultyFile
        With every fault of every reform.
    Misuse
        If the day, a number or a name is off.
    RunFolderError
        If the run's folder is not whole, its files have changed, or its past does not come out as recorded.
    ForkStopped
        On Ctrl-C.
    """
    from credopolis.analysis.open import open_run
    from credopolis.core.terminal import tell_stderr
    from credopolis.engine.needs import MEASURED, check_memory
    from credopolis.runs.again import rebuild
    from credopolis.runs.settings import available_threads

    run = run if isinstance(run, Run) else open_run(run)
    one_set_of_rules(run)
    scenario = rebuild(run)
    _check_numbers(seeds, level)
    day = fork_day(scenario, at, int(run.parts[-1]["through_day"]))
    named = _named(reforms)
    tell = tell or tell_stderr
    fitted, hands = _fitted(named, scenario, tell), threads or available_threads()
    work = Work(run, scenario, day, fitted, named, hands, seeds, level, stories, progress, tell, command)
    for each in (scenario, *work.fitted):  # the past and a future are there at once
        measured = (2 + len(named)) * MEASURED
        check_memory(each, work.threads, societies=2, measured=measured, what=", twice over,")
    return work.do(out)


def check_fork(run: Run, at: Day, reforms: Sequence[ReformLike]) -> ForkDay:
    """Check a day and reforms against a run without living anything -> the day. Raises as `fork` does."""
    from credopolis.core.terminal import tell_stderr
    from credopolis.runs.again import rebuild

    one_set_of_rules(run)
    scenario = rebuild(run)
    day = fork_day(scenario, at, int(run.parts[-1]["through_day"]))
    _fitted(_named(reforms), scenario, tell_stderr)
    return day


def _check_numbers(seeds: int, level: float) -> None:
    if isinstance(seeds, bool) or not isinstance(seeds, int) or not 1 <= seeds <= MOST_SEEDS:
        raise BadValue("the number of seeds", seeds, f"1 to {MOST_SEEDS:,}", "Intervals are taken over seeds.")
    if level not in LEVELS:
        raise BadValue("the level of the intervals", level, " or ".join(f"{v:g}" for v in LEVELS))


def _named(reforms: Sequence[ReformLike]) -> list[Reform]:
    """The reforms, each with a name of its own; all faults of all files are told."""
    if not isinstance(reforms, list | tuple) or not reforms:
        raise BadValue(
            "the number of reforms", 0 if isinstance(reforms, list | tuple) else reforms, "a list of one or more"
        )
    found, faults = _each(reforms, as_reform)
    if faults:
        raise FaultyFile(faults)
    names = [reform.name for reform in found]
    for name in names:
        if names.count(name) > 1:
            raise Misuse(f"Two reforms have the name {name!r}. Give one of them another: it names the folder.")
    return found


def _fitted(reforms: Sequence[Reform], scenario: Scenario, tell: Callable[[str], None]) -> list[Scenario]:
    found, faults = _each(reforms, lambda reform: fit_reform(reform, scenario))
    if faults:
        raise FaultyFile(faults)
    for reform, reformed in zip(reforms, found, strict=True):
        if _rules(reformed) == _rules(scenario):
            tell(f"Note: the reform {reform.name!r} changes nothing: the run has lived by these rules all along.")
    return found


def _rules(scenario: Scenario) -> str:
    """A hash of what a scenario rules, whatever it is called."""
    return scenario_digest(replace(scenario, name="", title="", assumptions=()))


def _each(things: Sequence[Any], make: Callable[[Any], Any]) -> tuple[list[Any], list[Fault]]:
    found: list[Any] = []
    faults: list[Fault] = []
    for thing in things:
        try:
            found.append(make(thing))
        except FaultyFile as error:
            faults += error.faults
    return found, faults
