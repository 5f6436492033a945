"""Comparisons: what the studio says of two regimes is what the command says, and each life differs as it should."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.words import with_interval
from credopolis.library.catalogue import load_scenario
from credopolis.studio.layers import layers_of
from credopolis.studio.pairs import pairs_of
from tests.studio.serving import Studio, command
from tests.studio.test_rulebooks import POPULAR

OTHER = POPULAR.replace(b"value: -100,", b"value: -450,").replace(b"value: -50,", b"value: -5,")
OTHER = OTHER.replace(b"name: popular-account", b"name: another", 1)
SIZE = {"scenario": "popular-account", "people": 3_000, "years": 2, "seed": 5}


def compared(opened: Studio, **asked: Any) -> dict[str, Any]:
    """What came of a comparison."""
    status, now = opened.ask("api/comparisons", {**SIZE, "seeds": 3, **asked}, "POST")
    assert status == 201, now
    until = time.monotonic() + 240
    while now["state"] == "working":
        assert time.monotonic() < until, now
        time.sleep(0.2)
        now = opened.ask(f"api/jobs/{now['id']}")[1]
    assert now["state"] == "done", now
    assert now["done"] == now["of"] == 6
    again = opened.ask("api/comparisons", {**SIZE, "seeds": 3, **asked}, "POST")[1]
    assert again["id"] == now["id"], "what is asked twice is worked out once"
    assert opened.ask(f"api/jobs/{now['id']}", method="DELETE")[0] == 204
    assert opened.ask(f"api/jobs/{now['id']}")[0] == 400
    return dict(now["result"])


def test_what_is_said_is_what_the_command_says(open_studio: Studio, tmp_path: Path) -> None:
    kept = open_studio.ask("api/rulebooks", OTHER, "POST")[1]
    found = compared(open_studio, against=kept["id"])
    (tmp_path / "another.yaml").write_bytes(OTHER)
    options = ["--people", "3000", "--years", "2", "--seeds", "3", "--seed", "5"]
    known = command("compare", "popular-account", str(tmp_path / "another.yaml"), *options)
    assert found["verdict"]
    for moved_by in ("worse", "better"):
        share = Estimate(**known["twins"][0]["groups"][0][moved_by])
        assert with_interval(share, " %") in found["headline"]
    moved = [d for d in known["differences"] if d["value"] or d["value_against"]]
    assert [(d["title"], d["clear"], d["few"]) for d in found["differences"]] == [
        (d["title"], d["clear"], d["too_few"]) for d in moved
    ]
    assert [one["life"] for one in found["hardest"]] == [one["life"] for one in known["hardest"]]
    assert known["hardest"]
    assert all(one["change"] < 0 for one in known["hardest"])
    changes = [one["change"] for one in known["hardest"]]
    assert changes == sorted(changes)
    assert found["examples"][0]["life"] == known["hardest"][0]["life"] == known["stories"][0]["life"]


def test_no_verdict_is_given_where_gates_differ(open_studio: Studio) -> None:
    found = compared(open_studio, against="suining-2010")
    assert not found["verdict"]
    assert found["headline"].startswith("No verdict on who is better or worse off")
    assert found["hardest"] == []
    assert found["own_terms"]


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"against": "nobody"}, {"against": "own-none"}, {"against": "dangan", "seeds": 1},
        {"against": "dangan", "people": 10**6}, {"against": "../x"}, {"against": "dangan", "file": "x"},
    ],
)  # fmt: skip
def test_a_wrong_wish_is_refused_in_words(open_studio: Studio, asked: dict[str, Any]) -> None:
    status, answer = open_studio.ask("api/comparisons", {**SIZE, **asked}, "POST")
    assert status == 400
    assert answer["error"]["message"]


def test_lives_of_other_people_are_not_compared(open_studio: Studio) -> None:
    a, b = (open_studio.begin(seed=seed) for seed in (1, 2))
    status, answer = open_studio.ask(f"api/runs/{a['id']}/against/{b['id']}")
    assert status == 400
    assert "seed" in answer["error"]["message"]
    assert open_studio.ask(f"api/runs/{a['id']}/against/none")[0] == 404


@pytest.mark.parametrize("other", ["popular-account", "suining-2010", "judgment-defaulters"])
def test_grades_are_compared_only_where_they_are_the_same(other: str) -> None:
    a = load_scenario("popular-account", people=3_000, years=1)
    b = load_scenario("popular-account", people=3_000, years=1, regime=other)
    layers = layers_of(a), layers_of(b)
    found = {one.name: one for one in pairs_of(a, b, *layers)}
    assert ("grade" in found) == (other == "popular-account")
    assert "lock" in found
    for one in found.values():
        sizes = [1 if k is None else len(of[k].labels) for k, of in zip((one.a, one.b), layers, strict=True)]
        assert (len(one.of), {len(row) for row in one.of}) == (sizes[0], {sizes[1]})
        assert {value for row in one.of for value in row} <= set(range(len(one.labels)))
    if "grade" in found:
        n = len(a.rulebook.grade_names)
        table = found["grade"].of
        assert all(table[k][k] == 1 for k in range(n + 1))
        assert table[3][1] == 0 and table[1][3] == 2 and table[n][0] == table[0][n] == 3
    lock = found["lock"]
    assert lock.of[0][0] == 1
    assert lock.labels[lock.of[1][0]] == "in a lock under A only"
