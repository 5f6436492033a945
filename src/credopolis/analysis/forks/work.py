"""The making of a fork: the run's own seed into folders, the other seeds in memory, then the differences."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.comparisons.common import own_terms
from credopolis.analysis.comparisons.compare import conclude, rules_of_scenarios
from credopolis.analysis.comparisons.difference import FOUND
from credopolis.analysis.comparisons.seeds import TwinStory
from credopolis.analysis.comparisons.twins import example_lives, pair, row_of
from credopolis.analysis.forks.past import ForkDay, reach, renamed, rows_between
from credopolis.analysis.forks.result import Fork, ForkStopped, Future
from credopolis.analysis.measures.headlines import measures_for
from credopolis.analysis.measures.measured import Measured, Values, gathering_after
from credopolis.core.errors import RunFolderError
from credopolis.core.writing import encoded
from credopolis.runs.interruption import Interruption
from credopolis.runs.reforms import UNREFORMED, Reform
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings
from credopolis.store.folder import discard_empty, folders_to_make, fresh_folder, write_file
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

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
        made = folders_to_make(out)
        self.folder = fresh_folder(out, f"{self.run.folder.resolve().name}-fork")
        if out is None:
            made.insert(0, self.folder)
        names = [UNREFORMED, *(reform.name for reform in self.reforms)]
        measures = measures_for([tuple(s.rulebook.grade_names) for s in (self.scenario, *self.fitted)])
        seeds = tuple(range(self.scenario.seed, self.scenario.seed + self.seeds))
        values = np.full((len(names), len(measures), self.seeds, FOUND), np.nan)
        rows: list[list[Values]] = [[] for _ in names]
        yardsticks, told, futures = [""] * len(names), list[TwinStory](), list[Future]()
        try:
            with Interruption() as interruption:
                for s, seed in enumerate(seeds):
                    if s == 0:
                        found, futures = self._own_seed(interruption)
                    else:
                        found = self._other_seed(seed, interruption)
                    values[:, :, s] = [[m.found(one) for m in measures] for one in found]
                    for k in range(1, len(names)):
                        twins = pair(found[0], found[k])
                        rows[k].append(row_of(twins))
                        yardsticks[k] = twins.yardstick
                        if s == 0 and self.stories and self.run.manifest.get("fields_recorded"):
                            told += self._stories(names[k], self.fitted[k - 1], example_lives(twins))
        except KeyboardInterrupt:
            raise ForkStopped(self.whole, self.partial) from None
        finally:
            discard_empty(made)  # only if nothing was written
        comparison = conclude(names, measures, values, rows, yardsticks, seeds, self.level, self.scenario,
                              self.scenario.days - self.day.day, told,
                              [own_terms(self.scenario, s) for s in (self.scenario, *self.fitted)])  # fmt: skip
        ran = dict(zip(names, (self.scenario, *self.fitted), strict=True))
        comparison = replace(comparison, rules=rules_of_scenarios(ran))
        result = Fork(self.run.folder, self.run.fingerprint, self.day, self.folder, tuple(futures), comparison)
        text = json.dumps(result.as_json(), indent=1, ensure_ascii=False) + "\n"
        write_file(self.folder, RESULT, encoded(text))
        return result

    def _own_seed(self, interruption: Interruption) -> tuple[list[Measured], list[Future]]:
        """The futures of the run's own seed, in folders: reforms first, since the past itself goes on unreformed."""
        found, futures = list[Measured](), list[Future]()
        with reach(self.run, self.scenario, self.day, self._settings, interruption) as past:
            self._count()
            for reform, scenario in zip(self.reforms, self.fitted, strict=True):
                with past.fork(scenario) as future:
                    self._written(found, futures, reform, future)
            self._written(found, futures, None, past)
        if self.run.status == "complete" and futures[-1].fingerprint != self.run.fingerprint:
            raise RunFolderError(
                self.run.folder,
                f"its future without a reform ({futures[-1].folder}) came out otherwise than the run itself",
                "Use the version of credopolis named in its manifest, or run the scenario again and fork that run.",
            )  # fmt: skip
        return [found[-1], *found[:-1]], [futures[-1], *futures[:-1]]

    def _written(self, found: list[Measured], futures: list[Future], reform: Reform | None, future: Session) -> None:
        """Live one future into a folder of its own: the run's rows until the fork, and what comes after."""
        from credopolis.core.jit import kernels_digest
        from credopolis.runs.kept import negative_acts
        from credopolis.store.writer import RunWriter

        name, scenario = reform.name if reform else UNREFORMED, future.scenario
        about = {"kernels": kernels_digest(), "fork": self._about(reform), "negative_acts": negative_acts(scenario)}
        about |= {"command": self.command} if self.command else {}
        self.partial = self.folder / name
        with RunWriter(
            self.partial, scenario, scenario.interval, record_fields=self.run.manifest["fields_recorded"],
            extra=about, warn=self.tell, past=self.scenario,
        ) as writer:  # fmt: skip
            acts = self.run.labels["act"], scenario.dimensions.acts
            past = rows_between(self.run, -1, self.day.day)
            writer.inherit(((through, renamed(rows, *acts)) for through, rows in past), self.day.since)
            gathering = gathering_after(future)
            future.write_to(writer)
            outcome = future.finish()
        if outcome.interrupted:
            raise KeyboardInterrupt
        self._count()
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
        found = []
        with Session.begin(replace(self.scenario, seed=seed), self._settings, interruption=interruption) as past:
            past.advance(self.day.day)
            self._count()
            for scenario in self.fitted:
                with past.fork(replace(scenario, seed=seed)) as future:
                    found.append(self._lived(future))
            return [self._lived(past), *found]

    def _lived(self, future: Session) -> Measured:
        gathering = gathering_after(future)
        future.advance()
        self._count()
        return gathering.finish("")

    @property
    def _settings(self) -> RunSettings:
        return RunSettings(threads=self.threads, tell=self.tell, hold_period=False)

    def _count(self) -> None:
        """Tell of one more past or future that is done."""
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.seeds * (len(self.reforms) + 2))

    def _stories(self, name: str, after: Scenario, chosen: Sequence[tuple[str, int]]) -> list[TwinStory]:
        """Lives of the first seed under both futures, by replay from what their folders recorded."""
        from credopolis.analysis.lives.dossier import dossier_of
        from credopolis.analysis.measures.recorded import recorded_fields
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
