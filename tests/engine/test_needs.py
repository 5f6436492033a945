"""What a run is said to need: against what is built, for rules that schedule little and much; and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from credopolis.core.errors import MemoryRanOut, NotEnoughMemory
from credopolis.core.memory import Room
from credopolis.engine import room
from credopolis.engine.build import build
from credopolis.engine.needs import check_memory, need_of
from credopolis.engine.room import make_room
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario

GIB = 2**30


def heavy_rulebook(path: Path, acts: int = 30, rate: float = 50.0, keep: str = "1y") -> Path:
    """A rulebook of many acts that everybody does all the time, each remembered for long."""
    lines = [
        "format: credopolis-rulebook/1", "name: heavy", "title: Heavy", "account: hypothetical", "source: assumption",
        "score: {start: 1000, min: 0, max: 2000}", "scored_from_age: 18y", "grades: {high: {from: 900}, low: {}}",
        "acts:",
    ]  # fmt: skip
    for k in range(acts):
        lines += [
            f"  heavy_{k}:", f"    title: Act {k}", "    points: -1", f"    counts_for: {keep}",
            "    seen_by: {records: 1}", "    decision: none",
            f"    conduct: {{who: {{min_age: 18y}}, rate: {rate}}}",
        ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n")
    return path


def heavy(folder: Path, people: int, years: float = 3.0, **more: Any) -> Scenario:
    """No office, whose queue would hold most entries back."""
    regime = str(heavy_rulebook(folder / "heavy.yaml", **more))
    return load_scenario(people=people, years=years, regime=regime, off=("office",))


@pytest.mark.parametrize("regime", ["popular-account", "us-bank-score", "heavy"])
def test_what_is_built_is_within_what_was_said(regime: str, tmp_path: Path) -> None:
    s = heavy(tmp_path, 20_000) if regime == "heavy" else load_scenario(people=20_000, years=2, regime=regime)
    built, said = build(s, 2).state_bytes, need_of(s).arrays
    assert built < said
    assert regime == "heavy" or said < 3 * built + 48 * 2**20  # the heavy one's calendar grows manifold


def test_a_heavy_rulebook_needs_its_calendar(tmp_path: Path) -> None:
    light, much = load_scenario(people=200_000, years=3), heavy(tmp_path, 200_000)
    assert need_of(much).arrays > 20 * need_of(light).arrays
    nodes = build(heavy(tmp_path, 20_000), 2).world.nodes.nbytes
    assert need_of(much).arrays > 9 * nodes


def test_nodes_grow_with_days_that_entries_are_kept(tmp_path: Path) -> None:
    short, long = (heavy(tmp_path, 200_000, 6, acts=10, rate=2, keep=keep) for keep in ("30d", "3y"))
    assert need_of(long).arrays > 2 * need_of(short).arrays


def test_entries_that_outlast_the_run_take_no_node(tmp_path: Path) -> None:
    within, beyond = (heavy(tmp_path, 100_000, 6, acts=10, rate=2, keep=keep) for keep in ("3y", "10y"))
    assert need_of(beyond).arrays < need_of(within).arrays / 2


@pytest.mark.parametrize("virtual", [False, True])
def test_a_refusal_names_the_limit_and_lives_that_fit(virtual: bool) -> None:
    s = load_scenario(people=100_000_000, years=2)
    room = Room(3 * GIB, "under `ulimit -v`", virtual)
    with pytest.raises(NotEnoughMemory, match=r"more, but 3\.0 GiB of memory are left under `ulimit -v`") as refused:
        check_memory(s, left=[Room(1000 * GIB, "on this machine"), room])
    fits = refused.value.fits
    assert 100_000 < fits < 100_000_000
    check_memory(load_scenario(people=fits, years=2), left=[room])
    with pytest.raises(NotEnoughMemory):
        check_memory(load_scenario(people=int(1.5 * fits), years=2), left=[room])


def test_a_scale_is_counted_back_to_people() -> None:
    s = load_scenario(people=2_000_000_000, scale=100, years=2)
    with pytest.raises(NotEnoughMemory) as refused:
        check_memory(s, left=[Room(GIB, "on this machine")])
    assert f"try --people {refused.value.fits * 100}." in str(refused.value)


def test_nothing_is_proposed_where_nothing_fits() -> None:
    with pytest.raises(NotEnoughMemory, match="No run fits"):
        check_memory(load_scenario(people=20_000), left=[Room(2**20, "on this machine")])


def test_more_at_once_need_more() -> None:
    s, room = load_scenario(people=2_000_000, years=2), [Room(int(1.3 * GIB), "on this machine")]
    check_memory(s, left=room)
    for more in ({"societies": 8}, {"processes": 4}, {"measured": 1000}):
        with pytest.raises(NotEnoughMemory):
            check_memory(s, left=room, **more)  # type: ignore[arg-type]


def test_a_calendar_that_cannot_grow_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = build(load_scenario(people=3_000, years=1), 1)
    before, nodes = engine.world.districts.copy(), engine.world.nodes
    least = engine.world.districts["node_free"] + 1
    monkeypatch.setattr(room, "least_room", lambda: Room(1000, "in a small box"))
    with pytest.raises(MemoryRanOut, match="but 0 MiB of memory are left in a small box"):
        make_room(engine.world, least)
    assert engine.world.nodes is nodes and np.array_equal(before, engine.world.districts)
    monkeypatch.setattr(room, "least_room", lambda: Room(GIB, "in a large box"))
    assert len(make_room(engine.world, least).nodes) > len(nodes)
