"""One past, several futures: a run forked at a day, each reform paired with the future without one.

The run's own seed is forked into folders, each a whole run: the recorded past, and a future. The other seeds are lived
in memory, for intervals. Measures are counted over the time after the fork only.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.compare import LEVELS, Comparison, TwinStory, conclude
from credopolis.analysis.fork_past import ForkDay, fork_day, one_set_of_rules, reach, renamed, rows_between
from credopolis.analysis.headlines import measures_for
from credopolis.analysis.intervals import LEVEL
from credopolis.analysis.measured import Gathering, Measured, Values
from credopolis.analysis.reform_file import UNREFORMED, Reform, as_reform, fit_reform
from credopolis.analysis.twins import example_lives, pair, row_of
from credopolis.core.errors import EXIT_INTERRUPTED, BadValue, CredopolisError, Misuse, RunFolderError
from credopolis.core.faults import Fault, FaultyFile
from credopolis.store.folder import fresh_folder, write_file
from credopolis.store.run import Run

if TYPE_CHECKING:
    import polars as pl

    from credopolis.analysis.simulate import Interruption
    from credopolis.engine.fork import Branch
    from credopolis.engine.scenario import Scenario

SEEDS: Final = 5
MOST_SEEDS: Final = 10_000
RESULT: Final = "fork.json"
Tell = Callable[[int, int], None]
ReformLike = str | Path | Mapping[str, Any] | Reform


class ForkStopped(CredopolisError):
    """A fork was stopped; what was written stays, and the message says how far it goes."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self, whole: Sequence[Path], partial: Path | None) -> None:
        self.whole, self.partial = [str(path) for path in whole], str(partial or "")
        kept = f"Whole futures: {', '.join(self.whole)}." if whole else "No future is whole."
        cut = f" Cut short, readable as far as it goes: {partial}." if partial else ""
        super().__init__(
            f"Stopped. {kept}{cut} No differences were worked out. A fork is not resumed: fork again, into another "
            "folder."
        )


@dataclass(frozen=True)
class Future:
    """One future: its name, the reform (none for the unreformed), and the folder of the run's own seed."""

    name: str
    reform: Reform | None
    folder: Path
    fingerprint: str | None


@dataclass(frozen=True)
class Fork:
    """A run forked at a day.

    run, fingerprint : what was forked. at : the day. folder : where the futures lie. futures : the unreformed first.
    comparison : every headline measure after the fork, each reform less the unreformed future, and twins.
    """

    run: Path
    fingerprint: str | None
    at: ForkDay
    folder: Path
    futures: tuple[Future, ...]
    comparison: Comparison

    @property
    def runs(self) -> dict[str, Run]:
        """Every future, opened."""
        from credopolis.analysis.simulate import open_run

        return {future.name: open_run(future.folder) for future in self.futures}

    def frame(self) -> pl.DataFrame:
        """One row a measure and reform, as of `cp.compare`."""
        return self.comparison.frame()

    def twins(self) -> pl.DataFrame:
        """One row a reform and group: % of lives better and worse off at the end, and the mean change."""
        import polars as pl

        rows = [
            {"regime": t.regime, "against": t.against, "yardstick": t.yardstick, "column": g.column, "group": g.group,
             "lives": g.lives, "better": g.better.value, "better_low": g.better.low, "better_high": g.better.high,
             "worse": g.worse.value, "worse_low": g.worse.low, "worse_high": g.worse.high, "change": g.change.value,
             "change_low": g.change.low, "change_high": g.change.high}
            for t in self.comparison.twins for g in t.groups
        ]  # fmt: skip
        return pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None))

    def as_json(self) -> dict[str, Any]:
        """The fork as plain data; numbers that are not defined are null."""
        futures = [
            {"name": f.name, "folder": str(f.folder), "fingerprint": f.fingerprint,
             "reform": f.reform.about() if f.reform else None} for f in self.futures
        ]  # fmt: skip
        at = {**dataclasses.asdict(self.at), "date": self.at.date.isoformat()}
        about = {"run": str(self.run), "fingerprint": self.fingerprint, "at": at, "folder": str(self.folder)}
        return {**about, "futures": futures, **self.comparison.as_json()}


def fork(
    run: str | Path | Run,
    *,
    at: str | int | datetime.date,
    reforms: Sequence[ReformLike],
    seeds: int = SEEDS,
    out: str | Path | None = None,
    level: float = LEVEL,
    threads: int | None = None,
    stories: bool = True,
    progress: Tell | None = None,
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
    from credopolis.analysis.simulate import available_threads, open_run, rebuild, tell_stderr

    run = run if isinstance(run, Run) else open_run(run)
    one_set_of_rules(run)
    scenario = rebuild(run)
    _check_numbers(seeds, level)
    day = fork_day(scenario, at, int(run.parts[-1]["through_day"]))
    named = _named(reforms)
    work = _Work(run, scenario, day, _fitted(named, scenario), named, threads or available_threads(), seeds, level,
                 stories, progress, tell or tell_stderr, command)  # fmt: skip
    return work.do(out)


def check_fork(run: Run, at: str | int | datetime.date, reforms: Sequence[ReformLike]) -> ForkDay:
    """Check a day and reforms against a run without living anything -> the day. Raises as `fork` does."""
    from credopolis.analysis.simulate import rebuild

    one_set_of_rules(run)
    scenario = rebuild(run)
    day = fork_day(scenario, at, int(run.parts[-1]["through_day"]))
    _fitted(_named(reforms), scenario)
    return day


def _check_numbers(seeds: int, level: float) -> None:
    if isinstance(seeds, bool) or not isinstance(seeds, int) or not 1 <= seeds <= MOST_SEEDS:
        raise BadValue("the number of seeds", seeds, f"1 to {MOST_SEEDS:,}", "Intervals are taken over seeds.")
    if level not in LEVELS:
        raise BadValue("the level of the intervals", level, " or ".join(f"{v:g}" for v in LEVELS))


def _named(reforms: Sequence[ReformLike]) -> list[Reform]:
    """The reforms, each with a name of its own; all faults of all files are told."""
    if isinstance(reforms, str | Path | Mapping | Reform) or not reforms:
        raise BadValue("the number of reforms", len(reforms) if reforms == [] else reforms, "a list of one or more")
    found, faults = _each(reforms, as_reform)
    if faults:
        raise FaultyFile(faults)
    names = [reform.name for reform in found]
    for name in names:
        if names.count(name) > 1:
            raise Misuse(f"Two reforms have the name {name!r}. Give one of them another: it names the folder.")
    return found


def _fitted(reforms: Sequence[Reform], scenario: Scenario) -> list[Scenario]:
    found, faults = _each(reforms, lambda reform: fit_reform(reform, scenario))
    if faults:
        raise FaultyFile(faults)
    return found


def _each(things: Sequence[Any], make: Callable[[Any], Any]) -> tuple[list[Any], list[Fault]]:
    found, faults = [], []
    for thing in things:
        try:
            found.append(make(thing))
        except FaultyFile as error:
            faults += error.faults
    return found, faults


@dataclass
class _Work:
    """The making of a fork."""

    run: Run
    scenario: Scenario
    day: ForkDay
    fitted: list[Scenario]
    reforms: list[Reform]
    threads: int
    seeds: int
    level: float
    stories: bool
    progress: Tell | None
    tell: Callable[[str], None]
    command: str | None
    folder: Path = Path()
    done: int = 0
    whole: list[Path] = dataclasses.field(default_factory=list)
    partial: Path | None = None

    def do(self, out: str | Path | None) -> Fork:
        """Make all futures of all seeds, and keep what they differ in."""
        from credopolis.analysis.simulate import Interruption

        self.folder = fresh_folder(out, f"{self.run.folder.resolve().name}-fork")
        names = [UNREFORMED, *(reform.name for reform in self.reforms)]
        measures = measures_for([tuple(s.rulebook.grade_names) for s in (self.scenario, *self.fitted)])
        seeds = tuple(range(self.scenario.seed, self.scenario.seed + self.seeds))
        values = np.full((len(names), len(measures), self.seeds), np.nan)
        rows: list[list[Values]] = [[] for _ in names]
        yardsticks, told, futures = [""] * len(names), list[TwinStory](), list[Future]()
        try:
            with Interruption() as interruption:
                for s, seed in enumerate(seeds):
                    if s == 0:
                        found, futures = self._own_seed(interruption)
                    else:
                        found = self._other_seed(seed, interruption)
                    values[:, :, s] = [[m.of(one) for m in measures] for one in found]
                    for k in range(1, len(names)):
                        twins = pair(found[0], found[k])
                        rows[k].append(row_of(twins))
                        yardsticks[k] = twins.yardstick
                        if s == 0 and self.stories and self.run.manifest.get("fields_recorded"):
                            told += self._stories(names[k], example_lives(twins))
        except KeyboardInterrupt:
            raise ForkStopped(self.whole, self.partial) from None
        finally:
            with contextlib.suppress(OSError):
                self.folder.rmdir()  # only if nothing was written
        comparison = conclude(names, measures, values, rows, yardsticks, seeds, self.level, self.scenario,
                              self.scenario.days - self.day.day, told)  # fmt: skip
        result = Fork(self.run.folder, self.run.fingerprint, self.day, self.folder, tuple(futures), comparison)
        write_file(self.folder / RESULT, (json.dumps(result.as_json(), indent=1, ensure_ascii=False) + "\n").encode())
        return result

    def _own_seed(self, interruption: Interruption) -> tuple[list[Measured], list[Future]]:
        """The futures of the run's own seed, in folders: reforms first, since the past itself goes on unreformed."""
        from credopolis.engine.fork import branch_off

        past = reach(self.run, self.scenario, self.day, self.threads, should_stop=interruption.asked, tell=self.tell,
                     on_tick=lambda tick: interruption.between_ticks())  # fmt: skip
        found, futures = list[Measured](), list[Future]()
        try:
            self._count(past)
            for reform, scenario in zip(self.reforms, self.fitted, strict=True):
                branch = branch_off(past, scenario, self.threads)
                self._written(found, futures, reform, scenario, branch, interruption)
            self._written(found, futures, None, self.scenario, past, interruption)
        finally:
            past.close()
        if self.run.status == "complete" and futures[-1].fingerprint != self.run.fingerprint:
            raise RunFolderError(
                self.run.folder, "its future without a reform came out otherwise than the run itself",
                "Use the version of credopolis named in its manifest, or run the scenario again and fork that run.",
            )  # fmt: skip
        return [found[-1], *found[:-1]], [futures[-1], *futures[:-1]]

    def _written(
        self, found: list[Measured], futures: list[Future], reform: Reform | None, scenario: Scenario, branch: Branch,
        interruption: Interruption,
    ) -> None:  # fmt: skip
        """Live one future into a folder of its own: the run's rows until the fork, and what comes after."""
        from credopolis.analysis.simulate import peak_rss_bytes
        from credopolis.core.jit import kernels_digest
        from credopolis.store.writer import RunWriter

        name = reform.name if reform else UNREFORMED
        gathering = Gathering(Measured(scenario), False)
        gathering.on_fork(branch.course)
        about = {"kernels": kernels_digest(), "fork": self._about(reform)}
        about |= {"command": self.command} if self.command else {}
        self.partial = self.folder / name
        acts = self.run.labels["act"], scenario.dimensions.acts
        try:
            with RunWriter(
                self.partial, scenario, scenario.interval, record_fields=self.run.manifest["fields_recorded"],
                extra=about,
            ) as writer:  # fmt: skip
                past = rows_between(self.run, -1, self.day.day)
                writer.inherit(((through, renamed(rows, *acts)) for through, rows in past), self.day.since)

                def on_tick(tick: Any) -> None:
                    interruption.between_ticks()
                    writer.on_tick(tick)

                def on_period(period: Any) -> None:
                    writer.on_period(period)
                    gathering.on_period(period)

                branch.live(scenario.ticks, on_tick, on_period, interruption.asked)
                outcome = branch.outcome()
                writer.finish(outcome, {"threads": self.threads, "peak_rss_bytes": peak_rss_bytes()})
        finally:
            branch.close()
        self._count(branch)
        self.whole.append(self.partial)
        futures.append(Future(name, reform, self.partial, writer.manifest["fingerprint"]))
        self.partial = None
        found.append(gathering.finish(outcome.state_digest))

    def _about(self, reform: Reform | None) -> dict[str, Any]:
        """What a future's manifest says of the fork."""
        return {
            "run": str(self.run.folder.resolve()), "fingerprint": self.run.fingerprint, "status": self.run.status,
            "asked": self.day.asked, "day": self.day.day, "tick": self.day.tick, "date": self.day.date.isoformat(),
            "past": self.run.manifest["scenario"]["source"], "reform": reform.about() if reform else None,
        }  # fmt: skip

    def _other_seed(self, seed: int, interruption: Interruption) -> list[Measured]:
        """The futures of another seed, in memory: the unreformed first."""
        from credopolis.engine.fork import branch_off, live_past

        def on_tick(tick: Any) -> None:
            interruption.between_ticks()

        past = live_past(replace(self.scenario, seed=seed), self.threads, self.day.tick, on_tick=on_tick,
                         should_stop=interruption.asked)  # fmt: skip
        found = []
        try:
            self._count(past)
            for scenario in (*self.fitted, self.scenario):
                branch = past if scenario is self.scenario else branch_off(past, replace(scenario, seed=seed), self.threads)
                try:
                    gathering = Gathering(Measured(branch.course.engine.scenario), False)
                    gathering.on_fork(branch.course)
                    branch.live(scenario.ticks, on_tick, gathering.on_period, interruption.asked)
                finally:
                    branch.close()
                self._count(branch)
                found.append(gathering.finish(""))
        finally:
            past.close()
        return [found[-1], *found[:-1]]

    def _count(self, branch: Branch) -> None:
        """Tell of one more past or future that is done; stop if it was told to."""
        if branch.interrupted:
            raise KeyboardInterrupt
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.seeds * (len(self.reforms) + 2))

    def _stories(self, name: str, chosen: Sequence[tuple[str, int]]) -> list[TwinStory]:
        """Lives of the first seed under both futures, by replay from what their folders recorded."""
        from credopolis.analysis.simulate import open_run

        first, second = (open_run(self.folder / each) for each in (UNREFORMED, name))
        return [
            TwinStory(name, UNREFORMED, why, self.scenario.seed, life, first.life(life), second.life(life))
            for why, life in chosen
        ]  # fmt: skip
