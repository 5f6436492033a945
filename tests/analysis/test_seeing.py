"""Channels, cases, due process and removal in the summary, against sums of the dense counts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import made_up
import numpy as np
import polars as pl
import pytest
from rich.console import Console

from credopolis.analysis.measures import offices, seeing
from credopolis.analysis.open import open_run
from credopolis.analysis.told.summary import summary_view
from credopolis.core.labels import BENEFITS, CASE_STAGES, ENCOUNTERS, INCIDENTS, OFFICES, PROCESS_STEPS, WATCHED
from credopolis.store.run import Run

SCENARIO = made_up.MadeUpScenario()


def _sum(name: str) -> np.ndarray:
    return np.sum([getattr(p, name) for p in made_up.periods(SCENARIO)], axis=0)


def test_channels_count_what_periods_count(run: Run) -> None:
    filed, watched = _sum("cases")[..., CASE_STAGES.index("filed")].sum(axis=0), _sum("watched").sum(axis=0)
    sighted, lines = _sum("sightings").sum(axis=0), seeing.channel_lines(run)
    assert [line.channel for line in lines] == list(made_up.DIMENSIONS.channels[:-1])
    within = _within_reach()
    for c, line in enumerate(lines):
        mine = made_up.PAIRS[:, 1] == c
        assert line.seen == sighted[mine].sum()
        assert line.first == filed[mine, 0].sum()
        assert line.false_alarms == filed[mine, 1:].sum()
        assert line.missed == pytest.approx(max(within[:, :, c].sum() - line.seen, 0.0), abs=0.06)
        used, capacity = (watched[WATCHED.index(name), c] for name in ("used", "capacity"))
        assert line.used == pytest.approx(used)
        assert line.used_share == pytest.approx(used / capacity)
    last = made_up.periods(SCENARIO)[-1].watched
    assert lines[1].backlog == pytest.approx(last[:, WATCHED.index("backlog"), 1].sum())
    demand, wait = (last[:, WATCHED.index(name), 1] for name in ("demand", "wait_days"))
    assert lines[1].wait_days == pytest.approx((wait * demand).sum() / demand.sum())


def _within_reach() -> np.ndarray:
    """Acts of the kinds that a channel meets, by the share of the province that it reaches, by province and act."""
    found = np.zeros((len(made_up.DIMENSIONS.provinces), len(made_up.DIMENSIONS.acts), len(WATCHED) + 20))
    for period in made_up.periods(SCENARIO):
        reach = period.watched[:, WATCHED.index("reach")]
        for act, channel in made_up.PAIRS.tolist():
            if channel < reach.shape[1]:
                found[:, act, channel] += reach[:, channel] * period.acts.sum(axis=(1, 3))[:, act]
    return found


def test_a_channel_misses_only_what_it_reaches(run: Run) -> None:
    """A channel that reaches nobody misses nothing, whatever others saw."""
    nowhere = [
        made_up.changed(p, watched=np.where(np.arange(len(WATCHED))[:, None] == WATCHED.index("reach"), 0.0, p.watched))
        for p in made_up.periods(SCENARIO)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: nowhere)
        blind = open_run(made_up.write_run(run.folder.parent / "blind", SCENARIO))
    assert all(line.missed == 0 for line in seeing.channel_lines(blind))
    assert all(line.missed == 0 for line in seeing.act_lines(blind))
    assert any(line.missed > 0 for line in seeing.channel_lines(run))


def test_capacity_is_told_only_where_something_is_scarce(run: Run) -> None:
    """A channel that does just what it is asked, and could do no more, has no share to tell."""
    for line in seeing.channel_lines(run):
        scarce = line.dropped > 0 or not line.capacity == pytest.approx(line.used) == pytest.approx(line.demand)
        assert (line.used_share is not None) == scarce
    settled = [made_up.changed(p, watched=_asked_for(p.watched)) for p in made_up.periods(SCENARIO)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: settled)
        quiet = open_run(made_up.write_run(run.folder.parent / "settled", SCENARIO))
    assert all(line.used_share is None and line.capacity > 0 for line in seeing.channel_lines(quiet))


def _asked_for(watched: np.ndarray) -> np.ndarray:
    found = watched.copy()
    for name in ("capacity", "used"):
        found[:, WATCHED.index(name)] = watched[:, WATCHED.index("demand")]
    found[:, WATCHED.index("dropped")] = 0.0
    return found


def test_acts_of_a_channel_add_up_to_the_channel(run: Run) -> None:
    filed = _sum("cases")[..., CASE_STAGES.index("filed")].sum(axis=0)[:, :]
    sighted, within = _sum("sightings").sum(axis=0), _within_reach().sum(axis=0)
    acts, channels = made_up.DIMENSIONS.acts, made_up.DIMENSIONS.channels
    lines = {(line.channel, line.act): line for line in seeing.act_lines(run)}
    for pair, (act, channel) in enumerate(made_up.PAIRS.tolist()):
        if channels[channel] == "office":
            assert ("office", acts[act]) not in lines
            continue
        line = lines[channels[channel], acts[act]]
        assert line.seen == sighted[pair]
        assert (line.first, line.false_alarms) == (filed[pair, 0], filed[pair, 1:].sum())
        assert line.missed == pytest.approx(max(within[act, channel] - line.seen, 0.0), abs=0.06)
    for whole in seeing.channel_lines(run):
        mine = [found for (channel, _), found in lines.items() if channel == whole.channel]
        assert sum(found.seen for found in mine) == whole.seen
        assert sum(found.first for found in mine) == whole.first
        assert sum(found.false_alarms for found in mine) == whole.false_alarms


def test_cases_are_posted_dismissed_waived_lost_or_pending(run: Run) -> None:
    dense = _sum("cases").sum(axis=(0, 1))
    for line, counts in zip(offices.case_lines(run), dense, strict=True):
        assert [getattr(line, stage) for stage in CASE_STAGES] == counts.tolist()
        assert line.pending == counts[0] - counts[1:].sum() >= 0


def test_due_process_counts_each_step_by_truth(run: Run) -> None:
    dense, posted = _sum("process").sum(axis=(0, 1)), _sum("entries").sum(axis=(0, 1, 2))
    for line, counts, entries in zip(offices.process_lines(run), dense, posted, strict=True):
        assert line.posted == entries
        assert [getattr(line, step) for step in PROCESS_STEPS] == counts.tolist()


def test_due_process_is_told_of_negative_entries_alone(run: Run, make_run: Callable[..., Path]) -> None:
    """What the manifest calls negative: nobody is told of a reward."""
    act = made_up.DIMENSIONS.acts[1]
    folder = make_run("negative")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "negative_acts": [act]}), "utf-8")
    alone = open_run(folder)
    lines, steps = offices.process_lines(alone), alone.process.filter(pl.col("act") == act)
    for line in lines:
        mine = alone.entries.filter((pl.col("act") == act) & (pl.col("truth") == line.truth))["entries"].sum()
        learned = steps.filter((pl.col("truth") == line.truth) & (pl.col("step") == "learned"))["entries"].sum()
        assert (line.posted, line.learned) == (mine, learned)
    assert sum(line.posted for line in lines) < sum(line.posted for line in offices.process_lines(run))
    assert "true negative entries" in _printed(alone) and "rewards among them" in _printed(run)


def test_offices_sum_flows_and_keep_the_last_levels(run: Run) -> None:
    line, dense = offices.office_line(run), _sum("offices").sum(axis=0)
    last = made_up.periods(SCENARIO)[-1].offices
    assert line.arrivals == pytest.approx(dense[OFFICES.index("arrivals")])
    assert line.used_share == pytest.approx(dense[OFFICES.index("closed")] / dense[OFFICES.index("capacity")])
    assert line.backlog == pytest.approx(last[:, OFFICES.index("backlog")].sum())
    assert line.longest_wait_days == pytest.approx(last[:, OFFICES.index("wait_days")].max())
    assert line.wait_days <= line.longest_wait_days


def test_encounters_uses_and_removals_agree(run: Run) -> None:
    met = _sum("encounters").sum(axis=(0, 1))
    found = seeing.encounters(run)
    assert [found.visits, found.deeds, found.searches, found.finds] == met.tolist() and len(met) == len(ENCOUNTERS)
    uses = _sum("benefits").sum(axis=0)
    assert [u.expected for u in seeing.use_lines(run)] == pytest.approx(uses.tolist()) and len(uses) == len(BENEFITS)
    dense = _sum("incidents").sum(axis=0)
    lines = seeing.incident_lines(run)
    assert [[line.incidents, line.helped] for line in lines] == dense.tolist() and len(lines) == len(INCIDENTS)
    assert all(line.number.low < line.incidents < line.number.high for line in lines)
    assert all(line.share.low <= line.helped / line.incidents <= line.share.high for line in lines)
    removed = [p.removed.sum() for p in made_up.periods(SCENARIO)]
    assert offices.removals(run).removed == removed[-1]
    assert offices.removals(run).most == max(removed)
    assert offices.removals(run).days_lost == made_up.periods(SCENARIO)[-1].liberty.sum()


def _printed(run: Run) -> str:
    text = io.StringIO()
    Console(file=text, width=110).print(summary_view(run.summary))
    return text.getvalue()


def test_the_summary_tells_of_seeing_offices_and_removal(run: Run) -> None:
    said = _printed(run)
    for words in (
        "How it was seen",
        "What offices did",
        "false alarms",
        "fabricated",
        "corrected",
        "searches",
        "liberty",
    ):
        assert words in said


def test_a_quiet_run_says_nothing_of_them(make_run: Callable[..., Path]) -> None:
    """No act, no case, no removal: neither table nor a division by nothing."""
    zero = (
        "entries",
        "acts",
        "sightings",
        "cases",
        "process",
        "encounters",
        "removed",
        "liberty",
        "watched",
        "benefits",
        "offices",
        "incidents",
    )
    quiet = [made_up.changed(p, **{name: getattr(p, name) * 0 for name in zero}) for p in made_up.periods(SCENARIO)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: quiet)
        run = open_run(make_run("quiet"))
    said = _printed(run)
    assert "How it was seen" not in said and "What offices did" not in said and "liberty" not in said
    assert "No entry was posted." in said
    assert run.summary.office.used_share is None and run.summary.removals.most == 0


def test_a_summary_prints_as_the_command_prints_it(run: Run) -> None:
    from credopolis.analysis.told.summary import tell

    told = tell(run)
    assert [line.rstrip() for line in _printed(run).strip().splitlines()] == str(told).splitlines()
    assert told.as_json() == run.summary.as_json()
