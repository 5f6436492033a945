"""A comparison in a folder: what was asked, every finished seed, and the results, to be gone on with or read again.

asked.json       the regimes and options
journal          one line a finished seed, under all regimes
comparison.json  the results, written when all seeds are done: what `read_comparison` reads
study.json       what decides the results' bits (what was asked, hashes of files, the code), versions, state
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.comparisons.compare import Comparison, compare_variants
from credopolis.analysis.comparisons.difference import FOUND
from credopolis.analysis.comparisons.seeds import OneSeed, TwinStory
from credopolis.analysis.comparisons.twins import GATES, NO_VERDICT, RANK
from credopolis.analysis.comparisons.variants import Variant, load_variants
from credopolis.analysis.studies.study import Study, code_digest, open_study
from credopolis.core.errors import BadValue, RunFolderError
from credopolis.core.writing import encoded
from credopolis.store.folder import write_file
from credopolis.store.inside import MOST_JSON_BYTES, NotPlain, load_json, read_inside

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

ASKED: Final = "asked.json"
RESULT: Final = "comparison.json"
FORMAT: Final = "credopolis-comparison/1"
_YARDSTICKS: Final = (GATES, RANK, NO_VERDICT)
COUNTING: Final = (
    "analysis/comparisons/common.py", "analysis/comparisons/twins.py", "analysis/measures/states.py",
)  # fmt: skip
"""Files that decide what is kept of a seed, beside those of every run."""
_NUMBERS: Final = 6
_AGAIN: Final = "Compare again, into another folder."


@dataclass
class _Seeds:
    """Finished seeds, in the journal of a study. stories : of the first seed, told in this process."""

    study: Study
    regimes: int
    first: int
    stories: list[TwinStory] = field(default_factory=list)

    def of(self, seed: int, n_measures: int) -> OneSeed | None:
        """A seed of the journal; the first one is run again, for the lives that are told of it."""
        result = self.study.results.get(str(seed))
        if result is None or seed == self.first:
            return None
        flat = np.array([result[str(k)] for k in range(len(result))])
        n_values, n_others = self.regimes * n_measures * FOUND, self.regimes - 1
        values, yardsticks, rows = np.split(flat, (n_values, n_values + n_others))
        return OneSeed(
            seed, values.reshape(self.regimes, n_measures, FOUND), rows.reshape(n_others, -1, _NUMBERS),
            tuple(_YARDSTICKS[int(y)] for y in yardsticks),
        )  # fmt: skip

    def keep(self, one: OneSeed) -> None:
        """Write a seed's line, unless it is there."""
        if str(one.seed) in self.study.results or self.study.journal is None:
            return
        codes = [_YARDSTICKS.index(y) for y in one.yardsticks]
        flat = np.concatenate([one.values.ravel(), codes, one.rows.ravel()])
        self.study.journal.add(str(one.seed), {str(k): float(v) for k, v in enumerate(flat)})


def compare_in(
    folder: str | Path, regimes: Sequence[str | Path | Scenario], *, scenario: str | Path = "popular-account",
    seeds: int = 10, level: float = 0.95, threads: int | None = None, progress: Any = None, stoppable: bool = False,
    **options: Any,
) -> Comparison:  # fmt: skip
    """Compare regimes as `compare_regimes` does, and keep what was asked and what came out in a folder.

    One that was interrupted goes on with the next seed; a finished one is read.

    Raises
    ------
    Misuse
        As of `compare_regimes`.
    RunFolderError
        If the folder holds something else, or the same asked with other files or another version.
    """
    where = Path(folder)
    variants = load_variants(list(regimes), scenario, **options)
    asked = {
        "format": FORMAT, "regimes": [v.name for v in variants], "scenario": str(scenario), "seeds": seeds,
        "level": level, **{name: value for name, value in options.items() if value is not None},
    }  # fmt: skip
    text = json.dumps(asked, indent=1, ensure_ascii=False, default=list) + "\n"
    with open_study(where, _identity(variants, seeds, level), text, ASKED) as study:
        if study.state.get("status") == "complete":
            return read_comparison(where)
        kept = _Seeds(study, len(variants), variants[0].scenario.seed)
        found = compare_variants(
            variants, seeds=seeds, level=level, threads=threads, stories=True, progress=progress, kept=kept,
            stoppable=stoppable,
        )  # fmt: skip
        if len(found.seeds) == seeds:
            write_file(where, RESULT, encoded(_written(found)))
            study.write_state(status="complete", runs=seeds * len(variants))
        return found


def read_comparison(folder: str | Path) -> Comparison:
    """The comparison in a folder, as it was made.

    Raises
    ------
    RunFolderError
        If there is no finished one, or it is damaged.
    """
    from pydantic import TypeAdapter, ValidationError

    where = Path(folder)
    try:
        found = load_json(read_inside(where, RESULT, MOST_JSON_BYTES))
        if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
            raise NotPlain(f"it is not in the form {FORMAT}")
        return TypeAdapter(Comparison).validate_python(found)
    except FileNotFoundError:
        problem = "there is no finished comparison in it"
        raise RunFolderError(where, problem, "Give `credopolis compare` the same regimes and --out again.") from None
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"])[:200]
        raise RunFolderError(where / RESULT, f"it is damaged: {place}", _AGAIN) from None
    except (OSError, NotPlain) as error:
        reason = getattr(error, "strerror", None) or error
        raise RunFolderError(where / RESULT, f"it is damaged: {reason}", _AGAIN) from None


def is_comparison(path: str | Path) -> bool:
    """Whether a path is the folder of a comparison, finished or not."""
    try:
        return (Path(path) / ASKED).is_file()
    except (OSError, ValueError):
        return False


def _identity(variants: Sequence[Variant], seeds: int, level: float) -> dict[str, Any]:
    told = [[v.name, {k: s for k, s in v.scenario.source.items() if k != "title"}] for v in variants]
    for v in variants:
        if not v.scenario.source:
            raise BadValue("a regime", v.name, "one that files describe", "A scenario made in Python is not kept.")
    text = json.dumps([told, seeds, level], sort_keys=True, default=list)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return {"kind": "comparison", "design": digest, "code": code_digest(*COUNTING)}


def _written(found: Comparison) -> str:
    plain = _finite({"format": FORMAT, **dataclasses.asdict(found)})
    return json.dumps(plain, ensure_ascii=False, indent=1, default=str, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    """The same with numbers that are not finite as text, which JSON can hold and a reader takes for numbers."""
    if isinstance(value, dict):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    if isinstance(value, np.generic):
        return _finite(value.item())
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
