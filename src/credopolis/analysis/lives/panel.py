"""A panel: a reproducible sample of whole lives of a run, had by living their districts again.

lives.parquet   one row a life: who it is on day 0
states.parquet  one row a life and day: where it stands on day 0 and at the end of every recording interval
events.parquet  one row a line of its dossier, in order of time
panel.json      what was asked, of which run, and what every column means

The people are synthetic, and a row leads to nobody.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.lives.panel_columns import FORMAT, TABLES, frames_of, parquet_of
from credopolis.core.writing import encoded
from credopolis.library.settings import MOST_SEED, read_int

if TYPE_CHECKING:
    import polars as pl

    from credopolis.store.run import Run

MOST_LIVES: Final = 1_000_000
FILE: Final = "panel.json"
PANELS: Final = "panels"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Panel:
    """A sample of lives. lives, states, events : Polars frames; about : what was asked and what the columns mean.

    folder : where it is kept, None if it is not.
    """

    lives: pl.DataFrame
    states: pl.DataFrame
    events: pl.DataFrame
    about: dict[str, Any]
    folder: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """What was asked, of which run, and the tables with their columns; `cli.panel.PANEL_SCHEMA` describes it."""
        return {**self.about, "folder": None if self.folder is None else str(self.folder)}


def sample_lives(
    run: Run,
    lives: int = 1000,
    *,
    seed: int | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Panel:
    """Whole trajectories of a sample of a run's lives, each drawn with the same chance and none twice.

    lives : how many, all of them if there are no more. seed : of the sample, None for the run's own; more lives of one
    seed hold those of fewer. threads : the results are the same for any number. out : a folder, new or empty, for the
    Parquet files; None keeps none. progress : told of lives done and lives in all.

    Raises
    ------
    BadValue
        If a number is off.
    Misuse
        If the run kept no fields, so that no life can be replayed.
    RunFolderError
        If the run is a reformed future of a fork, its files are gone, or `out` cannot be written.
    """
    from credopolis.analysis.lives.dossier import replayable
    from credopolis.engine.replay_many import replay_many
    from credopolis.runs.again import one_set_of_rules
    from credopolis.runs.settings import available_threads
    from credopolis.store.folder import fresh_folder

    one_set_of_rules(run, "Take the panel of the run that it came from.")
    people, of_run = (int(run.manifest["scenario"][key]) for key in ("people", "seed"))
    number = min(read_int(lives, 1, MOST_LIVES, "the number of lives"), people)
    keyed = of_run if seed is None else read_int(seed, 0, MOST_SEED, "the seed of the sample")
    count = available_threads() if threads is None else read_int(threads, 1, 4096, "the number of threads")
    scenario, _, fields = replayable(run)
    folder = None if out is None else fresh_folder(Path(out), PANELS)
    days = sorted(run.grades["day"].unique().to_list())
    done, batches = 0, []
    for batch in replay_many(scenario, sample(people, number, keyed), fields, days, count):
        batches.append(batch)
        done += len(batch.lives)
        if progress is not None:
            progress(done, number)
    found = frames_of(scenario, batches, days)
    about = _about(run, number, people, keyed, days)
    return _kept(folder, found, about)


def sample(people: int, number: int, seed: int) -> NDArray[np.int64]:
    """The numbers of a simple random sample of lives, rising: (number,) int64.

    The first places of a shuffle by Fisher and Yates, of which only the places that moved are remembered; so the sample
    of fewer lives is a part of that of more.
    """
    from credopolis.core.draws import draw_at, key_of, unit
    from credopolis.core.purposes import PANEL

    key = np.uint64(key_of(seed, PANEL, 0, 0))
    moved: dict[int, int] = {}
    drawn = []
    for k in range(number):
        other = k + int(float(unit(np.uint64(draw_at(key, k)))) * (people - k))
        drawn.append(moved.get(other, other))
        moved[other] = moved.pop(k, k)
    return np.array(sorted(drawn), np.int64)


def _about(run: Run, number: int, people: int, seed: int, days: list[int]) -> dict[str, Any]:
    about = run.manifest["scenario"]
    return {
        "format": FORMAT,
        "run": {
            "folder": run.folder.name, "scenario": about["name"], "seed": about["seed"], "start": about["start"],
            "fingerprint": run.fingerprint, "status": run.status,
        },
        "people": people,
        "scale": int(about.get("scale", 1)),
        "lives": number,
        "seed": seed,
        "days": days,
        "tables": {},
    }  # fmt: skip


def _kept(folder: Path | None, found: dict[str, pl.DataFrame], about: dict[str, Any]) -> Panel:
    """The panel, with its tables described, and written if there is a folder."""
    from credopolis.store.digest import bytes_digest
    from credopolis.store.folder import write_file

    for name, columns in TABLES.items():
        data = parquet_of(name, found[name])
        about["tables"][name] = {
            "file": f"{name}.parquet", "rows": found[name].height, "bytes": len(data), "blake2b": bytes_digest(data),
            "columns": [{"name": c.name, "kind": c.kind, "unit": c.unit, "meaning": c.meaning} for c in columns],
        }  # fmt: skip
        if folder is not None:
            write_file(folder, f"{name}.parquet", data)
    if folder is not None:
        write_file(folder, FILE, encoded(json.dumps(about, ensure_ascii=False, indent=1) + "\n"))
    return Panel(found["lives"], found["states"], found["events"], about, folder)
