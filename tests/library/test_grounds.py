"""Three forms of evidence, one ground; ranges and assumptions come from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from credopolis.core.reading import Source
from credopolis.library.assumptions import of_defaults
from credopolis.library.evidence import facts
from credopolis.library.grounds import REMEMBERED, Ground, ground_of
from credopolis.library.names import FOLDER, regime_folder
from credopolis.library.ranges import NoRange, range_of, ranges_of
from credopolis.mechanisms.parameters import Given, Parameters, given, given_of
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.society.params import Cited

INFORMED = "chance; assumption, range 0 to 0.6 (seed-069)"
CASES = {
    "a parameter": (
        Given("chance", low=0, high=0.6, sources=("seed-069",), assumed=True),
        Ground(True, INFORMED, (0.0, 0.6), INFORMED),
    ),
    "a documented parameter": (
        Given("faces", sources=("seed-088",)), Ground(False, "faces (seed-088)", None, "faces (seed-088)"),
    ),
    "a value of a file": (
        Source(("assumption: a guess", "rc-024"), "why so", (1.0, 2.5)),
        Ground(True, "why so; range 1 to 2.5", (1.0, 2.5), "assumption: a guess; rc-024"),
    ),
    "a bare assumption of a file": (Source(("Assumption",)), Ground(True, "no source", None, "Assumption")),
    "a documented value of a file": (Source(("rc-024", " ")), Ground(False, "no source", None, "rc-024;  ")),
    "a value of a society": (
        Cited[float](value=0.3, assumption="mostly mothers", range="0.20 to 0.40"),
        Ground(True, "mostly mothers; range 0.20 to 0.40", None, "mostly mothers; range 0.20 to 0.40"),
    ),
    "a documented value of a society": (Cited[int](value=3, source="pop-001"), Ground(False, "", None, "pop-001")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_ground_of_each_form(case: str) -> None:
    written, ground = CASES[case]
    assert ground_of(written) == ground


def test_what_is_no_evidence_is_refused() -> None:
    with pytest.raises(TypeError, match="NoneType is not evidence"):
        ground_of(None)


def _leaves() -> dict[str, Given]:
    out = {}
    for room, info in RegimeParameters.model_fields.items():
        assert isinstance(info.annotation, type) and issubclass(info.annotation, Parameters)
        for name, field in info.annotation.model_fields.items():
            found = given_of(field)
            assert found is not None
            out[f"regime.{room}.{name}"] = found
    return out


def is_remembered(evidence: Given) -> bool:
    """Whether a parameter rests on nothing but facts that nobody can look up."""
    known = {fact.id: fact for fact in facts()}
    return bool(evidence.sources) and all(s in known and not known[s].checkable for s in evidence.sources)


def in_full(evidence: Given) -> str:
    """What a parameter rests on, and that nobody can look it up where that is so."""
    return evidence.in_words() + (f"; {REMEMBERED}" if is_remembered(evidence) else "")


def test_every_default_has_the_range_that_it_declares(tmp_path: Path) -> None:
    """Under a rulebook that nothing stands beside, so that every parameter is at its default."""
    alone = tmp_path / "alone.yaml"
    alone.write_bytes((regime_folder("popular-account") / "rulebook.yaml").read_bytes())
    ranged = 0
    for path, evidence in _leaves().items():
        if evidence.low is None:
            with pytest.raises(NoRange, match=path):
                range_of("popular-account", path, str(alone))
            continue
        found = range_of("popular-account", path, str(alone))
        assert (found.low, found.high, found.source) == (evidence.low, evidence.high, in_full(evidence))
        ranged += 1
    assert ranged > 150


@pytest.mark.parametrize(
    "path", ["regime.faces.gallery", "regime.faces.nothing", "regime.nowhere.x", "regime.faces", "regime"]
)
def test_no_range_where_none_is_declared(path: str) -> None:
    with pytest.raises(NoRange, match=path):
        range_of("popular-account", path)


def test_a_society_of_one_s_own_declares_ranges_too(tmp_path: Path) -> None:
    """Its folder is named from the folder of the scenario's file."""
    shutil.copytree(FOLDER / "societies/china-2020", tmp_path / "mine")
    text = (FOLDER / "scenarios/popular-account.yaml").read_text().replace("society: china-2020", "society: ./mine")
    (tmp_path / "own.yaml").write_text(text)
    own, shipped = ranges_of(str(tmp_path / "own.yaml")), ranges_of("popular-account")
    path = next(path for path in shipped if path.startswith("conduct.acts."))
    assert own == shipped == ranges_of("popular-account", society=str(tmp_path / "mine"))
    assert range_of(str(tmp_path / "own.yaml"), path) == shipped[path]
    table = (tmp_path / "mine/conduct.yaml").read_text()
    (tmp_path / "mine/conduct.yaml").write_text(table.replace("range: [-4, -1]", "range: [-5, -1]", 1))
    changed = ranges_of(str(tmp_path / "own.yaml"))
    assert [(r.low, r.high) for path, r in changed.items() if r != shipped[path]] == [(-5, -1)]


def test_the_defaults_that_are_assumed_are_listed_and_no_others() -> None:
    listed = {a.path: a.why for a in of_defaults("regime", RegimeParameters(), {})}
    leaves = {path: evidence for path, evidence in _leaves().items() if evidence.assumed or is_remembered(evidence)}
    assert listed == {path: in_full(evidence) for path, evidence in leaves.items()}
    assert 0 < sum(map(is_remembered, leaves.values())) < 20
    assert len(listed) > 150


class _Named(Parameters):
    grades: tuple[str, ...] = given(("B", "C"), "grades that are visited", assumed=True, no_range="any grades")


def test_an_assumed_list_of_names_is_listed() -> None:
    (listed,) = of_defaults("made", _Named(), None)
    assert (listed.path, listed.value) == ("made.grades", "B, C")
    assert listed.why == "grades that are visited; assumption, any grades"


def test_what_a_file_sets_is_no_assumption_of_a_default() -> None:
    given_there = {"office": {"lost_share": 0.1}, "perception": {"prior": 0.2}}
    listed = {a.path for a in of_defaults("regime", RegimeParameters(), given_there)}
    assert listed & {"regime.office.lost_share", "regime.perception.prior"} == set()
    assert "regime.office.desk_days" in listed
