"""A dozen forged checkpoints, of all kinds; `tests/hostile` tries hundreds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import credopolis as cp
from credopolis.core.errors import BadValue, RunFolderError
from credopolis.library.catalogue import load_scenario
from credopolis.store.checkpoint import read_checkpoint
from tests.child import Child
from tests.forging import Forgery, Stopped, forgeries, packed, stop_a_run, verdict

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    return stop_a_run(tmp_path_factory.mktemp("base"), "popular-account")


def changed(stopped: Stopped, name: str, field: str, value: int | float, at: int = 0) -> Forgery:
    about, arrays = read_checkpoint(stopped.checkpoints()[0])
    array = np.array(arrays[name])
    (array[field] if field else array.reshape(-1))[at] = value
    return Forgery(f"{name}.{field}[{at}] = {value}", packed(about, {**arrays, name: array}))


def test_a_dozen_forgeries_are_told_and_passed_over(stopped: Stopped, tmp_path: Path) -> None:
    used = int(np.flatnonzero(read_checkpoint(stopped.checkpoints()[0])[1]["heads"].reshape(-1) >= 0)[0])
    dozen = [
        changed(stopped, "districts", "grid_stop", 10**6), changed(stopped, "districts", "province", 99),
        changed(stopped, "districts", "node_head", 10**9), changed(stopped, "heads", "", 2**31 - 1, used),
        changed(stopped, "standing", "grade", 200), changed(stopped, "standing", "lock_until", 32_000),
        changed(stopped, "grids", "lives", -1), changed(stopped, "fields", "", np.nan),
        *forgeries(stopped.checkpoints()[0], 8, seed=5),
    ]  # fmt: skip
    child = Child()
    try:
        found = [verdict(stopped, forgery, tmp_path / str(k), child) for k, forgery in enumerate(dozen)]
    finally:
        child.close()
    assert not any(found), "\n".join(filter(None, found))


def test_a_scenario_of_ones_own_that_is_another_is_refused(stopped: Stopped) -> None:
    other = load_scenario("popular-account", people=2000, years=1.0, seed=2)
    before = (stopped.folder / "manifest.json").read_bytes()
    with pytest.raises(RunFolderError, match="seed"):
        cp.resume(stopped.folder, scenario=other)
    own = load_scenario("popular-account", people=2000, years=1.0, set={"regime.office.lost_share": 0.03})
    with pytest.raises(BadValue, match="not the one that the run was begun with"):
        cp.resume(stopped.folder, scenario=own)
    assert (stopped.folder / "manifest.json").read_bytes() == before
