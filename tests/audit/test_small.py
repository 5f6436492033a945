"""Small schemes of which the audit once said something wrong; what it says now was worked out by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from credopolis.audit.judge import Audit, audit
from credopolis.audit.proofs.witness import replay
from credopolis.audit.words import audit_text

SMALL = Path(__file__).parent / "small"


@cache
def done(name: str) -> Audit:
    return audit(SMALL / f"{name}.yaml")


def least(name: str) -> dict[tuple[str, str], int | None]:
    """Least times between different grades, all of them proved, and each lived on the plain automaton."""
    proofs = done(name).proofs
    assert not proofs.unproved and proofs.exact
    for pair, story in proofs.witnesses.items():
        assert replay(done(name).book, story) == story.steps
        assert story.days == proofs.least_time_days[pair]
    return {pair: days for pair, days in proofs.least_time_days.items() if pair[0] != pair[1]}


def codes(name: str) -> set[str]:
    return {finding.code for finding in done(name).findings}


@pytest.mark.parametrize(
    ("name", "of", "to", "days"),
    [
        # The entry by which one enters low counts for a year, whatever else is on file.
        ("a", "low", "top", 365),
        # The older of two entries may end on the day after the newer one.
        ("a", "low", "mid", 1),
        ("a", "mid", "top", 1),
        # Seven older offences end on the day after the eighth, which a seminar undoes.
        ("never", "out", "clear", 1),
        ("never", "out", "noted", 0),
        # The lock of six months ends, and older entries with it.
        ("e2", "low", "top", 182),
        ("e2", "low", "mid", 182),
        ("f", "withdrawn", "active", 80 * 365),
        ("f", "withdrawn", "two_months", 80 * 365),
        ("f", "two_months", "active", 61),
    ],
)
def test_least_times(name: str, of: str, to: str, days: int) -> None:
    assert least(name)[of, to] == days


@pytest.mark.parametrize("name", ["a", "never", "e2", "f"])
def test_nothing_that_can_be_is_said_to_be_never(name: str) -> None:
    assert None not in least(name).values()
    assert "never" not in {pair["state"] for pair in done(name).as_json()["least_time_days"]}


def test_a_lock_that_leads_to_the_top_is_no_ladder_that_only_goes_down() -> None:
    assert "LD03" not in codes("e2") and done("e2").proofs.one_way == ()


@pytest.mark.parametrize(
    ("name", "act", "acts", "days"),
    [("c", "spam", (("praise", 5),), 0), ("g", "fraud", (("degree", 1),), 0)],
)
def test_a_repair_is_of_an_entry_that_takes_something(name: str, act: str, acts: Any, days: int) -> None:
    repair = done(name).proofs.repairs[act]
    assert (repair.acts, repair.days) == (acts, days) and repair.proved
    assert "No act is needed" not in repair.words


def test_a_repair_ends_the_listing_too() -> None:
    repair = done("d").proofs.repairs["default"]
    assert (repair.days, repair.soonest_days, repair.acts) == (3650, 3650, (("deed", 1),))
    assert "ends by itself after 10y" in repair.words


def test_an_act_that_nobody_can_do_is_left_out_and_named() -> None:
    (finding,) = [finding for finding in done("us-ca-nots").findings if finding.code == "CR04"]
    assert finding.rule == "acts.violation_of_probation.conduct.who.on_list"
    proofs = done("us-ca-nots").proofs
    assert "violation_of_probation" not in {*proofs.drops, *proofs.repairs}
    assert least("us-ca-nots")["clear", "suspended"] == 0
    assert "violation of probation" not in audit_text(done("us-ca-nots"), "b.yaml").split("Least time")[0]
