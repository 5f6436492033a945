"""An ablation that is stopped keeps its finished runs, and the same command makes only what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from credopolis.analysis.comparisons.ablate import ablate_scenario
from credopolis.analysis.studies import kept_ablation
from credopolis.analysis.studies.kept_ablation import AblationStopped, ablate_kept
from credopolis.cli.main import guarded
from credopolis.library.catalogue import load_scenario

ONLY = ("records", "quotas")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts runs, and stops amid the one that is named first."""
    made: list[int] = []
    real = kept_ablation.gather

    def counted(*arguments: object, **options: object) -> object:
        made.append(1)
        if len(made) == 4:
            raise KeyboardInterrupt
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_ablation, "gather", counted)
    return made


def test_what_was_stopped_goes_on_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: list[int]) -> None:
    monkeypatch.chdir(tmp_path)
    scenario = load_scenario("popular-account", people=1500, years=0.5)
    with pytest.raises(AblationStopped, match="3 of 6 runs are kept in ablations"):
        ablate_kept(scenario, seeds=2, only=ONLY, threads=1)
    (folder,) = (tmp_path / "ablations").iterdir()
    assert (folder / "journal").is_file()
    found = ablate_kept(scenario, seeds=2, only=ONLY, threads=1)
    assert len(runs) == 4 + 3, "three were kept, and the one that was stopped is made again"
    assert found == ablate_scenario(scenario, seeds=2, only=ONLY, threads=1)
    assert not (tmp_path / "ablations").exists(), "nothing is left lying about"


def test_more_seeds_add_to_what_is_kept(tmp_path: Path, runs: list[int]) -> None:
    scenario = load_scenario("popular-account", people=1500, years=0.3)
    with pytest.raises(AblationStopped):
        ablate_kept(scenario, seeds=2, only=("records",), threads=1, out=tmp_path / "kept")
    ablate_kept(scenario, seeds=3, only=("records",), threads=1, out=tmp_path / "kept")
    assert len(runs) == 4 + 3 and (tmp_path / "kept/journal").is_file()


def test_the_command_ends_with_130_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small = ("ablate", "--people", "1k", "--years", "0.2", "--seeds", "2", "--threads", "1", "--only", "records",
             "--only", "quotas")  # fmt: skip
    assert guarded([*small]) == 130
    assert "3 of 6 runs are kept in ablations" in capsys.readouterr().err
    assert guarded([*small]) == 0 and len(runs) == 7
    assert not (tmp_path / "ablations").exists()


def test_only_what_an_ablation_kept_is_taken_away(tmp_path: Path) -> None:
    """Files of its names and not of its beginning stay, and so does what lies behind a link."""
    names = ("study.json", "journal", "ablation.json", ".lock")
    folder = tmp_path / "ablations" / "a"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("mine")
    (tmp_path / "ablations" / "linked").symlink_to("a")
    for one in (folder, tmp_path / "ablations" / "linked"):
        kept_ablation._take_away(one)
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    for name, text in zip(names, ('{\n "identity": {}}', "", '{\n "mechanisms": []}', ""), strict=True):
        (folder / name).write_text(text)
    kept_ablation._take_away(tmp_path / "ablations" / "linked")
    assert len(list(folder.iterdir())) == 4
    kept_ablation._take_away(folder)
    assert not folder.exists() and (tmp_path / "ablations/linked").is_symlink()
