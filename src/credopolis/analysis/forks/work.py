"""The making of a fork: the run's own seed into folders, the other seeds in memory, then the differences."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.comparisons.compare import TwinStory, conclude
from credopolis.analysis.comparisons.twins import example_lives, pair, row_of
from credopolis.analysis.forks.past import ForkDay, reach, renamed, rows_between
from credopolis.analysis.forks.result import Fork, ForkStopped, Future
from credopolis.analysis.measures.headlines import measures_for
from credopolis.analysis.measures.measured import Gathering, Measured, Values
from credopolis.core.errors import RunFolderError
from credopolis.core.writing import encoded
from credopolis.runs.reforms import UNREFORMED, Reform
from credopolis.store.folder import discard_empty, fresh_folder, write_file
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.engine.fork import Branch
    from credopolis.engine.records import Period, Tick
    from credopolis.engine.scenario import Scenario
    from credopolis.runs.interruption import Interruption

RESULT: Final = "fork.json"


@dataclass
class Work:
    """A fork that is being made; see `fork.fork`.

    fitted : the scenario from the fork on, under each reform. done : pasts and futures lived. whole, partial : folders
    of futures that are written, and of one that was cut short.
    """

    run: Run
    scenario: Scenario
    day: ForkDay
    fitted: list[Scenario]
    reforms: list[Reform]
    threads: int
    seeds: int
    level: float
    stories: bool
    progress: Callable[[int, int], None] | None
    tell: Callable[[str], None]
    command: str | None
    folder: Path = Path()
    done: int = 0
    whole: list[Path] = field(default_factory=list)
    partial: Path | None = None

    def do(self, out: str | Path | None) -> Fork:
        """Make all futures of all seeds, and keep what they differ in."""
        from credopolis.runs.interruption import Interruption

        made = out is None or not os.path.lexists(out)
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
                            told += self._stories(names[k], self.fitted[k - 1], example_lives(twins))
        except KeyboardInterrupt:
            raise ForkStopped(self.whole, self.partial) from None
        finally:
            if made:
                discard_empty(self.folder)  # only if nothing was written
        comparison = conclude(names, measures, values, rows, yardsticks, seeds, self.level, self.scenario,
                              self.scenario.days - self.day.day, told)  # fmt: skip
        result = Fork(self.run.folder, self.run.fingerprint, self.day, self.folder, tuple(futures), comparison)
        text = json.dumps(result.as_json(), indent=1, ensure_ascii=False) + "\n"
        write_file(self.folder, RESULT, encoded(text))
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
                self.run.folder,
                f"its future without a reform ({futures[-1].folder}) came out otherwise than the run itself",
                "Use the version of credopolis named in its manifest, or run the scenario again and fork that run.",
            )  # fmt: skip
        return [found[-1], *found[:-1]], [futures[-1], *futures[:-1]]

    def _written(
        self, found: list[Measured], futures: list[Future], reform: Reform | None, scenario: Scenario, branch: Branch,
        interruption: Interruption,
    ) -> None:  # fmt: skip
        """Live one future into a folder of its own: the run's rows until the fork, and what comes after."""
        from credopolis.core.jit import kernels_digest
        from credopolis.runs.means import peak_rss_bytes
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
                extra=about, warn=self.tell, past=self.scenario,
            ) as writer:  # fmt: skip
                past = rows_between(self.run, -1, self.day.day)
                writer.inherit(((through, renamed(rows, *acts)) for through, rows in past), self.day.since)

                def on_tick(tick: Tick) -> None:
                    interruption.between_ticks()
                    writer.on_tick(tick)

                def on_period(period: Period) -> None:
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

        def on_tick(tick: Tick) -> None:
            interruption.between_ticks()

        past = live_past(replace(self.scenario, seed=seed), self.threads, self.day.tick, on_tick=on_tick,
                         should_stop=interruption.asked)  # fmt: skip
        found = []
        try:
            self._count(past)
            for scenario in (*self.fitted, self.scenario):
                branch = (
                    past if scenario is self.scenario else branch_off(past, replace(scenario, seed=seed), self.threads)
                )
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

    def _stories(self, name: str, after: Scenario, chosen: Sequence[tuple[str, int]]) -> list[TwinStory]:
        """Lives of the first seed under both futures, by replay from what their folders recorded."""
        from credopolis.analysis.lives.dossier import dossier_of, recorded_fields
        from credopolis.analysis.open import open_run

        plain, reformed = (recorded_fields(open_run(self.folder / each)) for each in (UNREFORMED, name))
        past = self.scenario, self.day.tick
        return [
            TwinStory(
                name, UNREFORMED, why, self.scenario.seed, life, dossier_of(self.scenario, life, plain),
                dossier_of(after, life, reformed, past),
            )
            for why, life in chosen
        ]  # fmt: skip
