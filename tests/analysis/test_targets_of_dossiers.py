"""Targets that are read off dossiers or counts of acts: what they count, on lines written by hand and on small runs."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from credopolis.analysis.measures.acts import count_acts
from credopolis.analysis.measures.dossiers import COLUMN, Dossiers, write_dossiers
from credopolis.analysis.targets import v06, v07, v22
from credopolis.analysis.targets.all import TARGETS
from credopolis.core.errors import CredopolisError
from credopolis.core.schema import TRUTHS
from credopolis.engine.standing import TRACE_CORRECTION, TRACE_ENTRY, TRACE_EXPIRY, TRACE_LIST_END, TRACE_REPAIR
from credopolis.library.catalogue import load_scenario

FALSE, TRUE = TRUTHS.index("mistaken"), TRUTHS.index("true")


def line(
    life: int, day: int, kind: Any, *, act: int = 0, truth: int = TRUE, score: int = 650, due: int = 0, listed: int = 0
) -> list[int]:
    row = [0] * len(COLUMN)
    told = {
        "life": life,
        "day": day,
        "kind": kind,
        "act": act,
        "truth": truth,
        "score": score,
        "due_day": due,
        "listed": listed,
    }
    for name, value in told.items():
        row[COLUMN[name]] = int(value)
    return row


def test_exits_are_lines_after_which_a_life_is_on_the_list_no_more() -> None:
    lines = [
        line(1, 10, TRACE_ENTRY, listed=1), line(1, 50, TRACE_ENTRY, act=1, listed=0),  # performed
        line(2, 10, TRACE_ENTRY, listed=1), line(2, 90, TRACE_REPAIR, due=10, listed=0),  # repaired
        line(3, 10, TRACE_ENTRY, listed=1),  # on it at the end
        line(4, 5, TRACE_REPAIR, listed=0),  # was not on it
        line(5, 10, TRACE_ENTRY, listed=1), line(5, 20, TRACE_REPAIR, listed=1),  # of another entry
        line(5, 70, TRACE_LIST_END, listed=0), line(5, 80, TRACE_ENTRY, listed=3), line(5, 90, TRACE_REPAIR, listed=2),
    ]  # fmt: skip
    book: Any = SimpleNamespace(rulebook=SimpleNamespace(list_names=(v07.LIST, "other")))
    exits = v07.exits_of(Dossiers(book, np.array(lines), np.zeros(6), np.zeros(1)))
    assert exits == v07.Exits(2, 4) and v07.by_repair(exits) == 50.0
    assert np.isnan(v07.by_repair(v07.Exits(0, 0)))


def test_errors_in_force_are_false_entries_that_nothing_has_struck() -> None:
    rows = np.array([
        line(1, 10, TRACE_ENTRY, truth=FALSE, score=580), line(1, 20, TRACE_ENTRY, truth=FALSE, act=3, score=580),
        line(1, 30, TRACE_ENTRY, truth=TRUE, score=510), line(1, 40, TRACE_ENTRY, truth=FALSE, act=2, score=440),
        line(1, 60, TRACE_CORRECTION, truth=FALSE, act=2, score=510, due=40),
    ])  # fmt: skip
    assert v22.errors_in_force(rows, 1000, 650, 3) == [v22.Error(10, 0, -70), v22.Error(20, 3, 0)]
    assert v22.errors_in_force(rows, 20 + 7 * 365, 650, 3) == [v22.Error(10, 0, -70)]
    assert v22.errors_in_force(rows, 1000, 650, 4) == [v22.Error(10, 0, -70)]
    assert v22.errors_in_force(rows[2:3], 1000, 650, 3) == []
    expired = np.vstack([rows, line(1, 70, TRACE_EXPIRY, truth=FALSE, score=580, due=10)])
    assert v22.errors_in_force(expired, 1000, 650, 3) == [v22.Error(20, 3, 0)]


def test_dossiers_are_of_who_is_traced_and_no_result_depends_on_districts() -> None:
    scenario = load_scenario("judgment-defaulters", people=3000, years=2, seed=7)
    some = np.arange(0, 3000, 3)
    written = write_dossiers(replace(scenario, district_grids=1), some)
    again = write_dossiers(scenario, some)
    assert {*written.of_each()} <= {*some.tolist()} and len(written.lines) > 100
    assert all(np.array_equal(written.of_each()[k], again.of_each()[k]) for k in written.of_each())
    assert all((np.diff(rows[:, COLUMN["day"]]) >= 0).all() for rows in written.of_each().values())
    with pytest.raises(CredopolisError, match="there is room for 10"):
        write_dossiers(scenario, some, 10)


def test_records_are_entries_by_what_they_cost() -> None:
    counts = count_acts(load_scenario("rongcheng-2013", people=3000, years=1, seed=7))
    bad, good = (sum(counts.entered[act] for act in acts) for acts in (counts.penalties, counts.rewards))
    assert v06.negative_share(counts) == pytest.approx(100 * bad / (bad + good)) and bad > good > 0
    people = counts.adult_years / (counts.days / 365.25)
    assert v06.a_subject(lambda c: c.rewards)(counts) == pytest.approx(good / people)
    nothing = replace(counts, entered=dict.fromkeys(counts.entered, 0))
    assert np.isnan(v06.negative_share(nothing))


def test_conduct_bars_were_fitted_though_no_fit_has_seen_them() -> None:
    (bars,) = TARGETS["V05"].asked
    assert bars.fitted and bars.most == 0.01 and bars.floor == 0.0
