"""Files of reforms, and reforms fitted to a run."""

from __future__ import annotations

from pathlib import Path

import pytest

import credopolis as cp
from credopolis.core.faults import FaultyFile
from credopolis.runs.reforms import Reform, fit_reform, read_reform, reform_schema
from tests.runs.books import book as book


def reform_at(path: Path, text: str) -> Path:
    path.write_text(f"format: credopolis-reform/1\n{text}", encoding="utf-8")
    return path


FAULTS = {
    "reform: Two words\ntitel: x\nset: {}": ["2:1: reform: not a usable text", "3:1: titel:", "Did you mean 'title'",
                                             "4:1: set: 0 entries"],
    "reform: a\npeople: 5\nyears: 2\nset: {society.x: 1, tick: 7, nonsense: 2}":
        ["3:1: people: a fork cannot change this", "follows the same lives", "4:1: years:", "5:7: set.'society.x'",
         "5:21: set.tick", "5:30: set.nonsense: not a path"],
    "reform: a\nset:\n  regime.faces.searches_a_year: many\n  rulebook.acts.x.pionts: 1\n  conduct.acts: 3\n"
    "  rulebook.acts.x.points.value: 9e9\n  rulebook.title.source.x: a":
        ["4:3: set.'regime.faces.searches_a_year'", "0 to 100", "5:3: set.'rulebook.acts.x.pionts'",
         "Did you mean 'points'", "6:3: set.'conduct.acts': this path leads to a block", "7:3:", "-10,000 to 10,000",
         "8:3:", "no step 'x' here"],
    "reform: unreformed\non: [office]\noff: [office, gravity]": ["4:15: off[1]: not one of the choices"],
    "reform: unreformed\non: [office]\noff: [office]": ["2:1: reform: this name", "3:6: on[0]: this mechanism"],
    "reform: a": ["1:1: the reform changes nothing"],
    "reform: a\nregime: nowhere": ["3:1: regime: neither a regime", "Known: "],
    "reform: a\nregime: ./no.yaml": ["3:1: regime: there is no such file"],
    "reform: &x a\nset: *x": ["anchors (&name) are refused", "aliases (*name) are refused"],
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_all_faults_of_a_file_are_told_at_once(text: str, tmp_path: Path) -> None:
    with pytest.raises(FaultyFile) as caught:
        read_reform(reform_at(tmp_path / "reform.yaml", text))
    assert [says for says in FAULTS[text] if says not in str(caught.value)] == []


def test_hostile_files_are_faults(tmp_path: Path) -> None:
    deep, huge = tmp_path / "deep.yaml", tmp_path / "huge.yaml"
    deep.write_text("set: " + "[" * 200)
    huge.write_text("a" * 3_000_000)
    for path in (tmp_path, deep, huge, tmp_path / "missing.yaml"):
        with pytest.raises(FaultyFile):
            read_reform(path)


def test_what_a_run_cannot_go_on_with_is_told_with_its_line(book: Path, tmp_path: Path) -> None:
    past = cp.load_scenario("popular-account", people=5000, years=2, off=("quotas",))
    text = (
        "reform: a\nset:\n  rulebook.acts.tax_evashion.points: -1\n  rulebook.score.min: 1200\n"
        "  rulebook.score.max: 1300\non: [office]\noff: [quotas]\n"
    )
    with pytest.raises(FaultyFile) as caught:
        fit_reform(read_reform(reform_at(tmp_path / "reform.yaml", text)), past)
    said = str(caught.value)
    assert "4:3: set.'rulebook.acts.tax_evashion.points'" in said and "Did you mean 'tax_evasion'" in said
    assert "5:3: set.'rulebook.score.min'" in said and "6:3" not in said
    assert "7:6: on[0]: this mechanism is on already" in said and "8:7: off[0]: this mechanism is off already" in said
    with_an_act = cp.load_scenario("popular-account", people=5000, years=2, regime=str(book))
    for regime, scenario, says in (
        ("rongcheng-2013", past, "the reform's grades"),
        ("popular-account", with_an_act, "without late_return"),
    ):
        with pytest.raises(FaultyFile, match=says) as one:
            fit_reform(read_reform(reform_at(tmp_path / "r.yaml", f"reform: a\nregime: {regime}\n")), scenario)
        assert "3:1: regime" in str(one.value)


def test_what_the_run_set_stays_set(book: Path) -> None:
    past = cp.load_scenario("popular-account", people=5000, years=2, off=("quotas",),
                            set={"rulebook.acts.negative_post.points": -20})  # fmt: skip
    reform: Reform = cp.make_reform("a", set={"rulebook.acts.tax_evasion.points": -7}, on=["quotas"], off=["robots"])
    after = fit_reform(reform, past)
    assert after.off == ("robots",) and after.seed == past.seed
    points = dict(zip(after.rulebook.act_names, after.rulebook.act_points, strict=True))
    assert (points["negative_post"], points["tax_evasion"]) == (-20, -7)


def test_the_schema_says_what_the_reader_says() -> None:
    import jsonschema

    schema = jsonschema.Draft202012Validator(reform_schema())
    good = {"format": "credopolis-reform/1", "reform": "a", "source": "assumption", "off": ["locks"]}
    assert schema.is_valid(good)
    for bad in ({**good, "reform": "A b"}, {**good, "people": 5}, {**good, "off": ["gravity"]}, {"reform": "a"}):
        assert not schema.is_valid(bad)
