"""Dossiers: what is kept of the fields is exact, and a replay tells what a run that traced the lives tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest

from credopolis.analysis import simulate
from credopolis.analysis.dossier import recorded_fields
from credopolis.core.errors import BadValue, RunFolderError
from credopolis.engine.replay import read_trace
from credopolis.engine.run import simulate as simulate_scenario
from credopolis.library.catalogue import load_scenario
from credopolis.store.run import Run

LIVES = 3000


def test_fields_come_back_bit_for_bit(run: Run) -> None:
    kept = recorded_fields(run)
    assert np.array_equal(kept, np.stack([tick.fields for tick in made_up.ticks(made_up.MadeUpScenario())]))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A small real run."""
    out = tmp_path_factory.mktemp("small") / "run"
    return simulate.run(people=LIVES, years=3, seed=9, out=out)


def test_replay_tells_what_a_tracing_run_tells(small: Run) -> None:
    chosen = np.sort(np.random.default_rng(3).choice(LIVES, 12, replace=False))
    engines: list[Any] = []
    simulate_scenario(load_scenario(people=LIVES, years=3, seed=9), threads=2, traced=chosen, on_built=engines.append)
    told = 0
    for life in chosen:
        traced = read_trace(engines[0], int(life))
        replayed = small.life(int(life)).happenings
        assert [(e.day, e.kind, e.act, e.points, e.score, e.grade) for e in traced] == [
            (h.day, h.kind, h.about or "", h.points, h.score, h.grade) for h in replayed
        ]
        told += len(traced)
    assert told > 20


def test_a_dossier_reads_as_words_with_dates(small: Run) -> None:
    dossier = small.life(17)
    assert dossier.facts["life_id"] == 17
    for line in dossier.happenings:
        assert (line.date - small.start).days == line.day
        assert line.in_words() and "None" not in line.in_words()
        assert line.lock_until is None or line.lock_until > line.date


def test_a_life_that_is_not_there_is_refused(small: Run) -> None:
    with pytest.raises(BadValue, match=f"0 to {LIVES - 1}"):
        small.life(LIVES)


def test_a_run_whose_files_have_changed_is_not_replayed(small: Run) -> None:
    source = small.manifest["scenario"]["source"]
    before = dict(source["digests"])
    source["digests"]["rulebook"] = "0" * 32
    try:
        with pytest.raises(RunFolderError, match="have changed since.*rulebook"):
            small.life(1)
    finally:
        source["digests"].update(before)


def test_the_result_does_not_depend_on_who_watches(small: Run, tmp_path: Path) -> None:
    stages: list[str] = []

    def watch(stage: str, day: int, days: int, people: int) -> None:
        stages.append(stage)
        assert 0 <= day <= days and people == LIVES

    scenario = load_scenario(people=LIVES, years=3, seed=9)
    again = simulate.execute(scenario, out=tmp_path / "again", threads=1, record_fields=False, progress=watch)
    assert again.fingerprint == small.fingerprint
    assert stages[0] == "building" and stages[-1] == "writing" and stages.count("running") == scenario.ticks
