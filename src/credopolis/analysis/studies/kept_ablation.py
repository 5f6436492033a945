"""An ablation whose finished runs are kept, so that one that is stopped goes on where it was.

Every run is in the journal of a folder before the next begins. Once all are made the folder is taken away again, unless
it was asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.comparisons.ablate import Ablation, ablation_of, mechanisms_to_switch, without_each
from credopolis.analysis.comparisons.compare import check_seeds, differences_of, rules_of_scenarios
from credopolis.analysis.comparisons.difference import FOUND
from credopolis.analysis.measures.headlines import measures_for
from credopolis.analysis.measures.intervals import LEVEL
from credopolis.analysis.measures.measured import gather
from credopolis.analysis.measures.own import own_measures
from credopolis.analysis.studies.journal import begins_a_journal
from credopolis.analysis.studies.study import JOURNAL, LOCK, STATE, Study, code_digest, open_study
from credopolis.core.errors import EXIT_INTERRUPTED, CredopolisError
from credopolis.core.writing import remove_empty, remove_inside
from credopolis.store.provenance import Rules

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

ABLATIONS: Final = "ablations"
ASKED: Final = "ablation.json"


class AblationStopped(CredopolisError):
    """An ablation that was stopped, and where what was made of it is kept."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self, folder: Path, done: int, asked: int) -> None:
        self.folder, self.done, self.asked = str(folder), done, asked
        super().__init__(
            f"Stopped. {done:,} of {asked:,} runs are kept in {folder}: the same command goes on from there."
        )


def ablate_kept(
    scenario: Scenario, *, seeds: int, only: Sequence[str] = (), level: float = LEVEL, threads: int | None = None,
    out: Path | None = None, progress: Callable[[int, int], None] | None = None,
) -> Ablation:  # fmt: skip
    """Switch each mechanism off in turn, and keep every finished run until all are there; as `ablate_scenario`.

    out : a folder that is kept; None takes one in `ablations` until the end.

    Raises
    ------
    AblationStopped
        On Ctrl-C, with what is kept.
    """
    check_seeds(seeds, level)
    wanted = mechanisms_to_switch(scenario, only)
    asked = _Asked(scenario, wanted, tuple(range(scenario.seed, scenario.seed + seeds)))
    identity = asked.identity()
    folder = out or Path(ABLATIONS) / f"{Rules.of(scenario.name, scenario.source).stem}-{identity['design'][:8]}"
    text = json.dumps({"mechanisms": wanted, "seeds": asked.seeds}, indent=1) + "\n"
    with open_study(folder, identity, text, ASKED) as study:
        try:
            found = asked.make(study, threads, progress)
        except KeyboardInterrupt:
            raise AblationStopped(folder, len(study.results), asked.runs) from None
        study.write_state(status="complete", runs=len(study.results))
    if out is None:
        _take_away(folder)
    measures = asked.measures
    comparison = differences_of(
        [v.name for v in asked.variants], measures, found, asked.seeds, level, scenario, scenario.days
    )
    comparison = replace(comparison, rules=rules_of_scenarios({v.name: v.scenario for v in asked.variants}))
    return ablation_of(scenario, wanted, comparison)


class _Asked:
    """What an ablation is made of."""

    def __init__(self, scenario: Scenario, wanted: Sequence[str], seeds: tuple[int, ...]) -> None:
        self.variants, self.seeds = without_each(scenario, wanted), seeds
        of_grades = measures_for([tuple(scenario.rulebook.grade_names)])
        self.measures = (*of_grades, *own_measures([scenario]))
        self.base, self.runs = scenario, len(self.variants) * len(seeds)

    def identity(self) -> dict[str, Any]:
        """What decides the results of one run of it; more seeds and mechanisms are the same ablation."""
        source = {name: value for name, value in self.base.source.items() if name not in ("seed", "title")}
        shape = [self.base.people, self.base.days, self.base.tick_days, list(self.base.off), source]
        text = json.dumps(shape, sort_keys=True, default=str)
        return {"kind": "ablation", "design": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
                "code": code_digest()}  # fmt: skip

    def make(
        self, study: Study, threads: int | None, progress: Callable[[int, int], None] | None
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Every run, of those that are not in the journal yet: (n_variants, n_measures, n_seeds, FOUND)."""
        from credopolis.runs.settings import available_threads

        values = np.full((len(self.variants), len(self.measures), len(self.seeds), FOUND), np.nan)
        for s, seed in enumerate(self.seeds):
            for k, variant in enumerate(self.variants):
                key = f"{variant.name}/{seed}"
                if key not in study.results:
                    found = gather(replace(variant.scenario, seed=seed), threads or available_threads())
                    numbers = {f"{m.name}/{j}": n for m in self.measures for j, n in enumerate(m.found(found))}
                    study.results[key] = numbers
                    if study.journal is not None:
                        study.journal.add(key, numbers)
                kept = study.results[key]
                values[k, :, s] = [[kept.get(f"{m.name}/{j}", np.nan) for j in range(FOUND)] for m in self.measures]
                if progress is not None:
                    progress(s * len(self.variants) + k + 1, self.runs)
        return values


def _take_away(folder: Path) -> None:
    """Take away what an ablation kept; whatever else lies there stays."""
    remove_inside(folder.parent, (folder.name,), _is_kept)
    remove_empty(folder.parent, folder.name)
    remove_empty(folder.parent.parent, folder.parent.name)


def _is_kept(name: str, start: bytes) -> bool:
    """Whether a file has both name and beginning of one that an ablation keeps."""
    if name == LOCK:
        return not start
    if name == JOURNAL:
        return begins_a_journal(start)
    marks = {STATE: b'{\n "identity"', ASKED: b'{\n "mechanisms"'}
    return name in marks and start.startswith(marks[name])
