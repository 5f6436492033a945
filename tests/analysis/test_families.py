"""Families: children by their parents' grades, worked out by hand, and by the command, its page and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.pages.families import families_html
from credopolis.analysis.pages.figures.families import family_dots
from credopolis.analysis.studies.children import Followed, group_of, means_of, rank_slope
from credopolis.analysis.studies.families import NOTHING
from credopolis.analysis.studies.families_result import GROUPS, OUTCOMES, SCHEMA, Families
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue

NOT_YET = 127


@pytest.fixture(scope="module")
def found() -> Families:
    return cp.families("popular-account", people=6000, years=20, seeds=3, draws=2)


def followed(**columns: list[int]) -> Followed:
    """Lives, with what is not said alike for all."""
    n = len(next(iter(columns.values())))
    usual = {"early": [5] * n, "until": [5] * n, "door": [5] * n, "education": [3] * n, "income": [3] * n,
             "works": [1] * n, "background": [3] * n}  # fmt: skip
    arrays = {name: np.array(values, np.int64) for name, values in (usual | columns).items()}
    return Followed(**arrays | {"works": arrays["works"].astype(bool)})  # type: ignore[arg-type]


def test_children_are_grouped_by_what_their_parents_had_been() -> None:
    """Good standing from grade 3 on: never below; once early; once late; at the door; no parents."""
    of = followed(early=[3, 2, 3, 1, NOT_YET], until=[3, 2, 0, 1, NOT_YET], door=[5, 4, 3, 2, NOT_YET])
    assert group_of(of, 3).tolist() == [0, 1, 2, 3, -1]


def test_means_are_of_the_same_children_in_both_runs() -> None:
    on = followed(
        door=[5, 5, 5, 0], until=[5, 5, 5, 0], early=[5, 5, 5, 0], education=[4, 2, 4, 2], income=[5, 1, 4, 1]
    )
    off = followed(education=[4, 3, 2, 3], income=[5, 2, 3, 2], works=[1, 1, 0, 1])
    means = means_of(on, off, 3)
    always, fallen = GROUPS[0], GROUPS[3]
    assert (means[f"{always} children"], means[f"{fallen} children"]) == (2, 1)
    assert means[f"{always} senior secondary school on"] == 50 and means[f"{always} senior secondary school off"] == 100
    assert means[f"{always} income class on"] == 3.0 and means[f"{always} income class off"] == 3.5
    assert means[f"{fallen} college or university on"] == 0


def test_the_slope_is_that_of_ranks_on_ranks() -> None:
    """Against mean ranks worked out by sorting."""
    random = np.random.default_rng(4)
    parents = random.integers(1, 6, 500)
    children = np.clip(parents + random.integers(-2, 3, 500), 1, 5)

    def ranks(of: np.ndarray) -> np.ndarray:
        order = np.sort(of)
        return np.array([(np.searchsorted(order, x) + np.searchsorted(order, x, side="right")) / 2 for x in of])

    assert rank_slope(parents, children) == pytest.approx(np.polyfit(ranks(parents), ranks(children), 1)[0])
    assert rank_slope(parents, parents) == pytest.approx(1.0) and np.isnan(rank_slope(parents[:1], children[:1]))


def test_of_fewer_than_a_hundred_children_nothing_is_told(found: Families) -> None:
    line = found.of(GROUPS[3], OUTCOMES[0])
    few, enough = (replace(found, lines=(replace(line, children=n),)) for n in (99.0, 100.0))
    assert few.lines[0].few and not enough.lines[0].few
    assert "too few to tell" in families_html(few) and "too few to tell" not in families_html(enough)
    assert len(family_dots(few).drawn["rows"]) == 0
    (row,) = family_dots(enough).drawn["rows"]
    assert row["name"] == f"{GROUPS[3]}: senior secondary" and all(len(f"{g}: senior secondary") <= 52 for g in GROUPS)


def test_disadvantage_passes_to_children_and_places_stay_as_many(found: Families) -> None:
    fallen, always = (found.of(group, OUTCOMES[0]) for group in (GROUPS[3], GROUPS[0]))
    assert fallen.children > 500 and fallen.difference.high < 0 < always.difference.value
    lines = [line for line in found.lines if line.outcome == OUTCOMES[0] and not line.few]
    moved = sum(line.children * line.difference.value for line in lines)
    assert abs(moved) < 0.35 * abs(fallen.children * fallen.difference.value)
    assert found.of(GROUPS[3], OUTCOMES[2]).difference.value < 0
    assert 0.3 < found.mobility.without.value < 0.9
    assert found.draws + len(found.refused) and found.asked == 2


def test_with_gates_that_do_nothing_nothing_differs() -> None:
    same = cp.families("popular-account", people=2000, years=8, seeds=2, draws=0, set=NOTHING)
    for line in same.lines:
        assert line.children == 0 or line.difference.value == 0.0, line
    assert same.mobility.difference.value == 0.0


def test_it_is_told_as_data_a_page_and_a_picture(found: Families) -> None:
    jsonschema.validate(json.loads(json.dumps(found.as_json())), SCHEMA)
    page = families_html(found)
    assert all(group in page for group in GROUPS) and "inc-018" in page
    figure = family_dots(found)
    shown = [line for line in found.lines if line.outcome in OUTCOMES[:2] and not line.few]
    assert len(figure.drawn["rows"]) == len(shown) > 3
    for row in figure.drawn["rows"]:
        assert 0 <= row["low"] <= row["at"] <= row["high"] <= 1 and row["behind"]["low"] <= row["behind"]["high"]


def test_the_command_writes_what_python_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["families", "--people", "2k", "--years", "8", "--seeds", "2", "--draws", "0", "--json"]
    assert guarded([*line, "--html", str(tmp_path / "page.html")]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    alone = cp.families(people=2000, years=8, seeds=2, draws=0).as_json()
    assert (
        told["lines"] == json.loads(json.dumps(alone["lines"])) and "families" in (tmp_path / "page.html").read_text()
    )


@pytest.mark.parametrize("wrong", [{"years": 3}, {"seeds": 1}, {"draws": -1}, {"off": ("stages",)}])
def test_what_cannot_be_followed_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        cp.families("popular-account", people=1000, **wrong)  # type: ignore[arg-type]
