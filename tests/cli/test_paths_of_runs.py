"""Files named by relative paths: a run is opened, lived again, forked and resumed from any folder, from its copies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from credopolis.cli.main import guarded
from credopolis.library.catalogue import FOLDER, load_scenario
from credopolis.runs.reforms import read_reform

BOOK = Path(__file__).resolve().parents[2] / "examples/own-rulebook/library-card.yaml"
REFORM = "format: credopolis-reform/1\nreform: milder\nsource: assumption\noff: [informants]\n"
SMALL = ("--people", "2k", "--years", "1", "--threads", "1", "--quiet")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a run was made with a regime, a scenario and a society named by relative paths."""
    home = tmp_path_factory.mktemp("home")
    (home / "rules").mkdir()
    shutil.copy(BOOK, home / "rules/card.yaml")
    shutil.copytree(FOLDER / "societies/china-2020", home / "own-society")
    text = (FOLDER / "scenarios/popular-account.yaml").read_text()
    lines = [line for line in text.splitlines() if not line.startswith(("society:", "regime:"))]
    (home / "mine.yaml").write_text("\n".join([*lines, "society: own-society", "regime: rules/card.yaml", ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert guarded(["run", "--regime", "rules/card.yaml", *SMALL, "--out", "first"]) == 0
        assert guarded(["run", "mine.yaml", *SMALL, "--out", "second"]) == 0
    return home


@pytest.fixture
def elsewhere(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another working folder, and the home moved there."""
    shutil.copytree(made, tmp_path / "home")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    found = guarded([str(a) for a in arguments])
    told = capsys.readouterr()
    assert found == code, told.err
    return told.out, told.err


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "manifest.json").read_text()))


@pytest.mark.parametrize("run", ["first", "second"])
def test_a_life_is_told_from_another_folder(
    run: str, made: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = manifest(made / run)["scenario"]["source"]
    assert Path(source["regime"]).is_absolute() and Path(source["regime"]).is_file()
    first, told = said(capsys, "life", made / run, 12, "--json")
    assert told == ""
    assert said(capsys, "life", elsewhere / run, 12, "--json")[0] == first


@pytest.mark.parametrize("run", ["first", "second"])
@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_the_copies_do_when_the_originals_do_not(
    run: str, harm: str, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (elsewhere / run / "manifest.json").read_text()
    original = elsewhere / "rules/card.yaml"
    about = json.loads(text)
    about["scenario"]["source"]["regime"] = str(original)
    (elsewhere / run / "manifest.json").write_text(json.dumps(about))
    before, told = said(capsys, "life", elsewhere / run, 12, "--json")
    assert told == ""
    original.write_text(original.read_text().replace("-25", "-24")) if harm == "changed" else original.unlink()
    after, told = said(capsys, "life", elsewhere / run, 12, "--json")
    assert after == before
    assert str(original) in told and ("has changed" if harm == "changed" else "no longer there") in told


def test_damaged_copies_give_way_to_the_originals_and_both_to_a_message(
    made: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy,) = (elsewhere / "first/inputs").glob("regime-*/card.yaml")
    copy.write_text(copy.read_text().replace("-25", "-24"))
    assert "the originals are" in said(capsys, "life", elsewhere / "first", 12, "--json")[1]
    about = manifest(elsewhere / "first")
    about["scenario"]["source"]["regime"] = str(elsewhere / "none.yaml")
    (elsewhere / "first/manifest.json").write_text(json.dumps(about))
    assert "cannot be lived again" in said(capsys, "life", elsewhere / "first", 12, code=1)[1]


@pytest.mark.parametrize("place", ["../../rules", "/etc", "inputs/../../rules/card.yaml", 7, None])
def test_copies_are_looked_for_in_the_run_only(place: object, made: Path, elsewhere: Path) -> None:
    from credopolis.store.inputs import copies_of

    assert copies_of(elsewhere / "first", {"regime": place}) == {}
    assert copies_of(elsewhere / "first", manifest(made / "first")["inputs"])


def test_a_fork_from_another_folder(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (elsewhere / "reforms").mkdir()
    (elsewhere / "reforms/milder.yaml").write_text(REFORM)
    arguments = ["fork", elsewhere / "first", "--at", "180d", "--with", "../home/reforms/milder.yaml", "--seeds", "1"]
    said(capsys, *arguments, "--threads", "1", "--out", "futures")
    shutil.move("futures", elsewhere / "moved")
    shutil.rmtree(elsewhere / "first")
    for future in ("milder", "unreformed"):
        out, _ = said(capsys, "life", elsewhere / "moved" / future, 12, "--json")
        assert json.loads(out)["life"] == 12


def test_resuming_from_another_folder(made: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    about = manifest(elsewhere / "first")
    assert about["status"] == "complete"
    about["status"] = "interrupted"
    about["scenario"]["source"]["regime"] = str(elsewhere / "gone.yaml")
    (elsewhere / "first/manifest.json").write_text(json.dumps(about))
    _, told = said(capsys, "resume", elsewhere / "first", "--quiet")
    assert "no longer there" in told
    assert manifest(elsewhere / "first")["fingerprint"] == manifest(made / "first")["fingerprint"]


def test_a_design_is_read_from_any_folder(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    design = (
        "format: credopolis-design/1\ntitle: t\nkind: grid\nscenario: mine.yaml\npeople: 2000\nyears: 0.2\n"
        "factors: {regime: {values: [rules/card.yaml, dangan]}}\n"
    )
    (elsewhere / "d.yaml").write_text(design)
    said(capsys, "sweep", elsewhere / "d.yaml", "--check")
    from credopolis.analysis.studies.design import read_design

    assert read_design(elsewhere / "d.yaml").digest() == read_design("../home/d.yaml").digest()


def test_of_shipped_files_only_the_rulebook_and_its_parameters_are_copied() -> None:
    (kept,) = load_scenario(people=2000).files
    assert kept.kind == "regime" and {name for name, _ in kept.files} == {"rulebook.yaml", "regime.yaml"}


def test_pages_show_no_folders() -> None:
    from credopolis.analysis.pages.report import without_folders

    typed = "credopolis run mine.yaml --regime /srv/ana/rules/card.yaml --set=a=b '/srv/ana/my book.yaml' 3/4"
    assert without_folders(typed) == "credopolis run mine.yaml --regime card.yaml --set=a=b 'my book.yaml' 3/4"
    assert without_folders("credopolis run --regime=/srv/ana/x.yaml ~/y.yaml") == (
        "credopolis run --regime=x.yaml y.yaml"
    )


def test_a_typed_regime_is_meant_from_the_working_folder(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not from the scenario's folder, where another of the same name may lie."""
    shutil.copy(BOOK, "card.yaml")
    shutil.copy(BOOK, elsewhere / "card.yaml")
    scenario = load_scenario(str(elsewhere / "mine.yaml"), people=2000, regime="card.yaml")
    assert scenario.source["regime"] == str(Path("card.yaml").absolute())
    Path("card.yaml").unlink()
    scenario = load_scenario(str(elsewhere / "mine.yaml"), people=2000, regime="card.yaml")
    assert scenario.source["regime"] == str(elsewhere / "card.yaml")


def test_a_reform_names_the_folder_of_a_regime_beside_it(made: Path, elsewhere: Path) -> None:
    shutil.copytree(FOLDER / "regimes/suining-2010", elsewhere / "rules-of-suining")
    text = "format: credopolis-reform/1\nreform: other\nsource: assumption\nregime: rules-of-suining\n"
    (elsewhere / "other.yaml").write_text(text)
    assert read_reform(elsewhere / "other.yaml").regime == str((elsewhere / "rules-of-suining").resolve())


def test_what_else_lies_in_a_society_s_folder_is_neither_read_nor_kept(elsewhere: Path) -> None:
    """Tables of persons, enormous files, pipes: a run kept a copy of every table beside its society's."""
    before = load_scenario(str(elsewhere / "mine.yaml"), people=2000)
    (elsewhere / "own-society/people.csv").write_text("name,code\nZhang San,110101199003078888\n")
    (elsewhere / "own-society/notes.yaml").symlink_to("nowhere")
    after = load_scenario(str(elsewhere / "mine.yaml"), people=2000)
    assert after.source["digests"] == before.source["digests"]
    (society,) = (one for one in after.files if one.kind == "society")
    assert [name for name, _ in society.files] == ["conduct.yaml", "population.csv", "society.yaml"]
