"""Dossiers: what is kept of the fields is exact, and a replay tells what a run that traced the lives tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest

from credopolis.analysis import open as simulate
from credopolis.analysis.lives.chains import ALONE, DECIDED, STRIKES, chain_numbers
from credopolis.analysis.lives.happenings import StandingThen, _by_date
from credopolis.analysis.measures.recorded import recorded_fields
from credopolis.core.errors import BadValue, RunFolderError
from credopolis.engine.replay import TraceEvent, read_trace
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.all import FIELDS
from credopolis.store.run import Run
from tests.living import simulate as simulate_scenario

LIVES = 3000
LATER = ("notice", "appeal", "refused")


def test_fields_come_back_bit_for_bit(run: Run) -> None:
    """Those that were recorded, each in its place among all fields; the others are 0."""
    places = [[field.name for field in FIELDS].index(name) for name in made_up.DIMENSIONS.fields]
    kept = recorded_fields(run)
    assert np.flatnonzero(kept.any(axis=(0, 1))).tolist() == sorted(places)
    assert np.array_equal(
        kept[..., places], np.stack([tick.fields for tick in made_up.ticks(made_up.MadeUpScenario())])
    )


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
        within = [e for e in traced if (e.due_day if e.kind in LATER else e.day) < small.manifest["scenario"]["days"]]
        assert sorted((e.kind, e.act, e.truth, e.points) for e in within) == sorted(
            (h.kind, h.about or "", h.truth or "", h.points) for h in replayed
        )
        moving = [(e.day, e.kind, e.score, e.grade) for e in traced if e.kind in ("entry", *ALONE, *STRIKES)]
        assert moving == [(h.day, h.kind, h.score, h.grade) for h in replayed if h.kind in ("entry", *ALONE, *STRIKES)]
        told += len(traced)
    assert told > 20


@pytest.fixture(scope="module")
def traced() -> list[list[TraceEvent]]:
    """Lines of every fifth life of a run in which an entry can be appealed, repaired, and spread by mistake."""
    dials = {f"rulebook.due_process.{name}": 0.9 for name in ("notice", "access", "appeal", "repair")}
    platform = {"regime.platform.stands": True, "regime.platform.spread": 0.5, "regime.discretion.corruption": 1.0}
    scenario = load_scenario(people=10_000, years=4, seed=3, set={**dials, **platform})
    engines: list[Any] = []
    chosen = np.arange(0, 10_000, 5)
    simulate_scenario(scenario, threads=2, traced=chosen, on_built=engines.append)
    return [read_trace(engines[0], int(life)) for life in chosen]


def test_every_line_of_a_chain_has_what_it_follows_from(traced: list[list[TraceEvent]]) -> None:
    kinds: set[str] = set()
    for events in traced:
        begun: set[int] = set()
        for event, chain in zip(events, chain_numbers(events), strict=True):
            kinds.add(event.kind)
            if chain not in begun:
                assert event.kind in ("act", "visit", "search", *ALONE) or (
                    event.kind in ("case", "lost") and event.truth != "true"
                ), event
            begun.add(chain)
    assert {"act", "case", "entry", "lost", "dismissed", "waived", "notice", "appeal", "refused", *STRIKES} - {
        "expiry"
    } <= kinds


def test_a_chain_is_about_one_act_and_closes_a_case_once(traced: list[list[TraceEvent]]) -> None:
    for events in traced:
        gathered: dict[int, list[TraceEvent]] = {}
        for event, chain in zip(events, chain_numbers(events), strict=True):
            gathered.setdefault(chain, []).append(event)
        for lines in gathered.values():
            assert len({e.act for e in lines if e.act}) <= 1
            cases, closed = (sum(e.kind in kinds for e in lines) for kinds in (("case",), DECIDED))
            same_day = sum(e.kind == "entry" and e.due_day == e.day for e in lines)
            assert closed <= cases + same_day
            strikes = sum(e.kind in STRIKES for e in lines)
            assert strikes <= sum(e.kind == "entry" for e in lines)


def _line(day: int, kind: str, truth: str = "", score: int = 0, due: int = 0) -> TraceEvent:
    act = "tax_evasion" if truth else ""
    return TraceEvent(day, kind, act, "informants" if truth else "", truth, 0, score, "A", 0, due)


def test_a_neighbours_report_stands_where_its_day_stands() -> None:
    """The report of day 3 was written when day 5 had happened: it must not show the score of day 5."""
    lines = [_line(2, "lock_end", score=950), _line(3, "case", "malicious", 900, 9), _line(5, "lock_end", score=900)]
    told = [
        event for event, _ in _by_date([(line, k) for k, line in enumerate(lines)], StandingThen(1000, "B", 7), 100)
    ]
    assert [event.score for event in told] == [950, 950, 900]
    alone = _by_date([(lines[1], 0)], StandingThen(1000, "B", 7), 100)[0][0]
    assert (alone.score, alone.grade, alone.lock_until) == (1000, "B", 7)


def test_what_follows_an_entry_is_told_on_its_own_day() -> None:
    lines = [_line(2, "entry", "mistaken", 950, 1), _line(2, "notice", "mistaken", 950, 8),
             _line(2, "refused", "mistaken", 950, 120), _line(5, "lock_end", score=980)]  # fmt: skip
    told = [event for event, _ in _by_date([(line, 0) for line in lines], StandingThen(1000, "A", 0), 100)]
    assert [(event.day, event.kind, event.score) for event in told] == [
        (2, "entry", 950), (5, "lock_end", 980), (8, "notice", 980)
    ]  # fmt: skip


def test_chains_hold_every_line_once(small: Run) -> None:
    dossier = small.life(17)
    assert sorted(h.day for chain in dossier.chains for h in chain) == [h.day for h in dossier.happenings]
    for chain in dossier.chains:
        assert len({h.chain for h in chain}) == 1
        assert [h.day for h in chain] == sorted(h.day for h in chain)


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
    again = simulate.execute(scenario, out=tmp_path / "again", threads=1, fields=False, progress=watch)
    assert again.fingerprint == small.fingerprint
    assert stages[0] == "building" and stages[-1] == "writing" and stages.count("running") == scenario.ticks
