"""Errors in credit files against the study of 2012: target V22.

The study asked people to read their own file with help, and to dispute every error. Here the same is done to synthetic
people after the score has settled: of a random sample whose dossiers were traced, each false entry still in force is
found and disputed, and falls with the regime's chance that a dispute of a false entry succeeds. What entries moved is
read off the dossier; a tier is a grade.

Free parameters: mistakes a life and year, and the weight of errors that move nothing (`file_error`); both stand in the
regime's files with their range. The 1,001 persons of the study are a sample too: the interval given is this one's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from credopolis.analysis.measures.intervals import wilson
from credopolis.core.schema import TRUTHS
from credopolis.engine.standing import TRACE_CORRECTION, TRACE_ENTRY, TRACE_EXPIRY
from credopolis.engine.world import TRACE_COLUMNS, Array
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.channels import RECORDS
from credopolis.mechanisms.due_process import practice

from .tools import Watched, demography_of_lives, entries_by_act, report, watch

PEOPLE, SAMPLE, YEARS = 12_000, 4_000, 10.5
TARGETS = {"finds an error": 26.2, "file corrected": 20.6, "score changed": 12.9, "better tier": 5.2}
TOLERANCE = 4.0
WITHIN_DAYS = 7 * 365


@dataclass(frozen=True)
class Error:
    """A false entry in force: the day it was posted, its act, and the points that it moved."""

    day: int
    act: int
    moved: int


@pytest.fixture(scope="module")
def watched() -> Watched:
    base = load_scenario("us-bank-score", people=PEOPLE, years=YEARS, seed=91, interval="year")
    sample = np.sort(np.random.default_rng(2012).choice(PEOPLE, SAMPLE, replace=False))
    return watch(replace(base, grid_lives=300, district_grids=1), traced=sample)


def errors_in_force(rows: Array, last_day: int, start: int, file_error: int) -> list[Error]:
    """False entries of one dossier that nothing has struck by the last day. rows : its lines, in the order of days."""
    c = {name: k for k, name in enumerate(TRACE_COLUMNS)}
    if not ((rows[:, c["kind"]] == TRACE_ENTRY) & (rows[:, c["truth"]] != TRUTHS.index("true"))).any():
        return []
    open_errors: list[Error] = []
    score = start
    for row in rows:
        kind, day, act = int(row[c["kind"]]), int(row[c["day"]]), int(row[c["act"]])
        now = int(row[c["score"]])
        if kind == TRACE_ENTRY and row[c["truth"]] != TRUTHS.index("true"):
            open_errors.append(Error(day, act, now - score))
        elif kind in (TRACE_CORRECTION, TRACE_EXPIRY):
            posted = int(row[c["due_day"]])
            gone = next((e for e in open_errors if e.act == act and e.day == posted), None)
            if gone is not None and row[c["truth"]] != TRUTHS.index("true"):
                open_errors.remove(gone)
        score = now
    return [e for e in open_errors if e.moved != 0 or (e.act == file_error and e.day > last_day - WITHIN_DAYS)]


def dossiers(watched: Watched) -> dict[int, Array]:
    """Lines of each traced life, in the order of days."""
    world = watched.engine.world
    assert all(d["trace_rows"] <= d["trace_size"] for d in world.districts)
    lines = np.concatenate(
        [world.trace[d["trace_start"] : d["trace_start"] + d["trace_rows"]] for d in world.districts]
    )
    lines = lines[np.argsort(lines[:, 0], kind="stable")]
    lives, starts = np.unique(lines[:, 0], return_index=True)
    return dict(zip(lives.tolist(), np.split(lines, starts[1:]), strict=True))


def study(watched: Watched) -> tuple[dict[str, int], int]:
    """How many of the sampled adults find an error, have it corrected, see their score move, reach a better tier."""
    scenario = watched.scenario
    book = scenario.rulebook
    succeeds = practice(book.due_process, scenario.regime.due_process).upheld_if_false
    bands, rng = watched.engine.bands, np.random.default_rng(26)
    found, adults = dict.fromkeys(TARGETS, 0), 0
    file_error = scenario.act_names.index("file_error")
    for life, rows in dossiers(watched).items():
        standing = watched.standing[life]
        if standing["grade"] >= len(book.grade_names):
            continue
        adults += 1
        errors = errors_in_force(rows, scenario.days, book.score_start, file_error)
        struck = [e for e in errors if rng.random() < succeeds]
        score = int(standing["score"])
        after = min(max(score - sum(e.moved for e in struck), book.score_min), book.score_max)
        found["finds an error"] += bool(errors)
        found["file corrected"] += bool(struck)
        found["score changed"] += after != score
        found["better tier"] += bool(bands[after - book.score_min] > bands[score - book.score_min])
    return found, adults


def test_what_only_comes_as_a_mistake_comes_at_its_weight(watched: Watched) -> None:
    """Nobody does it, and among mistaken entries it has its weight's share.

    Whom a mistake strikes could have done the acts that it may name, and they weigh as they are common among people of
    that sex and age; so it has more among the youngest and the oldest.
    """
    scenario, book = watched.scenario, watched.scenario.rulebook
    conduct = {name: own or scenario.conduct.acts[name] for name, own in
               zip(book.act_names, book.act_conduct, strict=True)}  # fmt: skip
    past_court = scenario.regime.office.false_past_court
    harms = (book.act_points < 0) | (book.act_adds_to >= 0)
    seen = {name: by.get("records", 0.0) for name, by, harm in
            zip(book.act_names, book.act_seen_by, harms.tolist(), strict=True) if harm}  # fmt: skip
    of_it = of_all = 0.0
    for day in range(0, scenario.days, 91):
        age = day - watched.person["birth_day"].astype(np.int64)
        charged = {}
        for name, chance in seen.items():
            who = conduct[name].who
            can = (age >= who.min_age_days) & ((age < who.max_age_days) | (who.max_age_days == 0))
            common = demography_of_lives(watched.person, conduct[name], day)
            charged[name] = conduct[name].rate * chance * common * can * (age >= book.scored_from_days)
        whole = np.maximum(np.sum(list(charged.values()), axis=0), 1e-300)
        of_it += float((charged["file_error"] / whole).sum())
        of_all += sum(float((w / whole).sum()) * (past_court if name == "bankruptcy" else 1.0)
                      for name, w in charged.items())  # fmt: skip
    theory = of_it / of_all
    index = scenario.act_names.index("file_error")
    mistaken = entries_by_act(watched, RECORDS, TRUTHS.index("mistaken")).sum(axis=(0, 1))
    assert not watched.total("acts")[..., index, :].any()
    assert not entries_by_act(watched, RECORDS, TRUTHS.index("true"))[..., index].any()
    share = wilson(int(mistaken[index]), int(mistaken.sum()))
    found = {"share": share.value, "low": share.low, "high": share.high, "theory": theory}
    report("only by mistake", mistakes=int(mistaken.sum()), **found)
    assert abs(share.value - theory) < 0.85 * (share.high - share.low)  # 3.3 standard deviations
    assert mistaken.sum() > 5000


def test_v22_the_funnel_of_errors(watched: Watched) -> None:
    found, adults = study(watched)
    shares = []
    for name, target in TARGETS.items():
        share = wilson(found[name], adults)
        report(f"V22 {name}", people=adults, percent=100 * share.value, low=100 * share.low, high=100 * share.high,
               target=target)  # fmt: skip
        shares.append(100 * share.value)
    for name, target, percent in zip(TARGETS, TARGETS.values(), shares, strict=True):
        assert abs(percent - target) < TOLERANCE, name
    assert shares == sorted(shares, reverse=True)
