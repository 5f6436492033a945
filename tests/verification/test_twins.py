"""Twins: two regimes on one seed share every draw whose key they share, and differ only where the rules can reach.

Theory: candidates come from a stream fixed by the society, and every later draw hangs on its candidate (common random
numbers). So equal rules give equal bits; and when lives are uncoupled, a change of one act's points can reach a life
only through an entry of that act, or through a hazard that weighs the change, which it does at scores where the old
and the new points lead to different grades.

Source: Glasserman and Yao 1992, Some guidelines and guarantees for common random numbers, Management Science 38(6);
docs/architecture.md, Lives down, fields up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.engine.compile import compile_acts, compile_stream
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import TRACE_ACT, TRACE_ENTRY
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import resolve_rulebook
from credopolis.rulebook import compile_rulebook, parse_rulebook
from tests.periods import assert_same_period

from .tools import Watched, report, trace_all, watch

REGIMES = ("popular-account", "suining-2010", "judgment-defaulters")
UNRESPONSIVE = ("deterrence", "ambition", "informants", "false_alarms", "officers")
SHARED = ("informants", "faces", "officers", "office", "quotas")  # what takes from a capacity that others need
UNCOUPLED = {"regime.perception.records_weight": 0.0}
ACT, ENTRY = int(TRACE_ACT), int(TRACE_ENTRY)
CHANGED = "tax_evasion"
MORE_TAX = {"conduct.acts.tax_evasion.rate": 0.5}


def differing_lives(one: Watched, other: Watched) -> set[int]:
    """Lives that stand anywhere else in any column."""
    return set(np.flatnonzero(one.standing != other.standing).tolist())


def lines_by_life(lines: dict[str, NDArray[np.int64]], people: int) -> list[NDArray[np.int64]]:
    """The dossier of each life, (n_lines, n_columns)."""
    table = np.stack(list(lines.values()), axis=1)
    cuts = np.searchsorted(lines["life"], np.arange(people + 1))
    return [table[cuts[i] : cuts[i + 1]] for i in range(people)]


def test_regimes_share_the_candidate_stream() -> None:
    streams = []
    for name in REGIMES:
        scenario = load_scenario("popular-account", regime=name, people=1000)
        acts = compile_acts(scenario)
        stream = compile_stream(scenario, acts)
        shared = int(stream["n_alarms"]) + len(scenario.conduct.acts)
        streams.append((float(stream["bound"]), stream["end"][:shared].tolist(), stream["start"][:shared].tolist()))
    assert streams[0] == streams[1] == streams[2]


def test_lives_that_do_not_respond_do_the_same_under_every_regime() -> None:
    done = []
    for name in REGIMES:
        scenario = load_scenario("popular-account", regime=name, people=3000, years=3, seed=81, off=UNRESPONSIVE)
        _, lines = trace_all(scenario)
        society = lines["act"] < len(scenario.conduct.acts)
        acts = (lines["kind"] == ACT) & society
        names = np.array(scenario.act_names)[lines["act"][acts]]
        done.append(sorted(zip(lines["life"][acts].tolist(), lines["day"][acts].tolist(), names.tolist(), strict=True)))
    assert len(done[0]) > 5000
    assert done[0] == done[1] == done[2]


def test_equal_regimes_differ_by_exactly_nothing() -> None:
    """Also when the equal rules come with other words and their acts in another order."""
    scenario = load_scenario("popular-account", people=20_000, years=2, seed=82)
    book = parse_rulebook(resolve_rulebook("popular-account").read_text(encoding="utf-8"), "popular-account")
    acts = dict(reversed(book.acts.items()))
    reordered = compile_rulebook(replace(book, name="other-words", title="Other words", acts=acts))
    assert reordered.act_names == scenario.rulebook.act_names[::-1]
    one, other = watch(scenario), watch(replace(scenario, rulebook=reordered))
    assert one.outcome.state_digest == other.outcome.state_digest
    assert not differing_lives(one, other)
    for ours, theirs in zip(one.periods, other.periods, strict=True):
        assert_same_period(ours, theirs)
    assert np.array_equal(one.fields, other.fields)
    assert one.total("entries").sum() > 1000


def scenario_with(points: int, overrides: dict[str, Any]) -> Scenario:
    return load_scenario(
        "popular-account", people=6000, years=4, seed=83, off=SHARED,
        set={**overrides, **MORE_TAX, f"rulebook.acts.{CHANGED}.points": points},
    )  # fmt: skip


def weighs_the_change(scenario: Scenario, scores: NDArray[np.int64], points: tuple[int, int]) -> NDArray[np.bool_]:
    """Whether at these scores the old and the new points lead to different bands."""
    book = scenario.rulebook
    after = [np.clip(scores + p, book.score_min, book.score_max) - book.score_min for p in points]
    return np.asarray(book.band_of[after[0]] != book.band_of[after[1]])


@pytest.fixture(scope="module")
def changed_by_a_point() -> tuple[Watched, dict[str, NDArray[np.int64]], Watched, dict[str, NDArray[np.int64]]]:
    return (*trace_all(scenario_with(-100, UNCOUPLED)), *trace_all(scenario_with(-101, UNCOUPLED)))


def reach(watched: Watched, lines: dict[str, NDArray[np.int64]]) -> tuple[set[int], set[int]]:
    """Lives with an entry of the act, and lives that were ever at a score where its hazard weighs the change."""
    act = watched.scenario.act_names.index(CHANGED)
    entered = set(lines["life"][(lines["kind"] == ENTRY) & (lines["act"] == act)].tolist())
    weighing = set(lines["life"][weighs_the_change(watched.scenario, lines["score"], (-100, -101))].tolist())
    return entered, weighing


def test_a_point_reaches_only_lives_it_can(changed_by_a_point: Any) -> None:
    one, lines, other, other_lines = changed_by_a_point
    start = np.array([one.scenario.rulebook.score_start])
    assert not weighs_the_change(one.scenario, start, (-100, -101)).any(), "else every life weighs it on day 0"
    entered, weighing = reach(one, lines)
    differing = differing_lives(one, other)
    dossiers, others = lines_by_life(lines, 6000), lines_by_life(other_lines, 6000)
    told = {i for i in range(6000) if not np.array_equal(dossiers[i], others[i])}
    assert differing <= told
    beyond = sorted(told - entered - weighing)
    assert not beyond, f"lives that the change cannot reach but that differ: {beyond}"
    report("one point", lives=6000, with_entry=len(entered), weighing_only=len(weighing - entered), differing=len(told),
           differing_without_entry=len(told - entered), beyond_reach=len(beyond))  # fmt: skip
    missed = sorted(entered - differing)
    assert not missed, f"lives with an entry of the act that do not differ: {missed}"
    assert len(entered) > 200 and len(weighing - entered) > 100 and len(told) < 3000


def test_with_lives_coupled_the_change_spreads() -> None:
    """The check can fail: when lives watch their grid and province, a change reaches others too."""
    coupled = {"regime.perception.records_weight": 1.0}
    harsh = {"rulebook.acts.negative_post.points": -350}
    one, lines = trace_all(scenario_with(-100, coupled))
    other, _ = trace_all(load_scenario("popular-account", people=6000, years=4, seed=83, off=("informants",),
                                       set={**coupled, **MORE_TAX, **harsh}))  # fmt: skip
    act = one.scenario.act_names.index("negative_post")
    could_post = np.unique(lines["life"][lines["act"] == act])
    never = set(range(6000)) - set(could_post.tolist())
    assert len(never & differing_lives(one, other)) > 0
