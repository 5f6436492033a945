"""No path of a user is a pattern, a scheme or a link: a run is read from its own folder, whatever that is called."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import made_up
import pytest

from credopolis.core.errors import RunFolderError
from credopolis.store.manifest import read_manifest, versions
from credopolis.store.reader import open_run
from credopolis.store.written import check_resumable

ODD = (
    "seed[12]", "run[1]", "run[!a]", "[a-z]", "a*b", "**", "a?b", "~", "~tilde", "b\\c", "b\\[c", "[[]", "\\*", "{1,2}",
    "act=1", "%41", "it's", 'q"q', "sp ace ", "#h", "tab\tb", "new\nline", "a]b", "é日本", "-dash", "--help", "a;b",
    "$HOME", "`id`", "file:x", "s3:", "http:", "..x", "...", "a&b", "<b>", "|", "\x1b[31m", "a,b", "(a)", "!", "^a$",
    os.fsdecode(b"\xff"), os.fsdecode(b"not \xe9 text"),
)  # fmt: skip


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with runs whose names the odd ones would mean if they were patterns."""
    room = tmp_path_factory.mktemp("runs")
    for name in ("seed1", "seed2", "run1", "aXb", "a", "x", "1"):
        made_up.write_run(room / name, made_up.MadeUpScenario(seed=3))
    return room


def test_a_run_is_read_from_its_own_folder(neighbours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(neighbours)
    scenario, before = made_up.MadeUpScenario(people=3_300), neighbours / "mine"
    made_up.write_run(before, scenario)
    wanted = sum(int(p.census.sum()) for p in made_up.periods(scenario))
    for k, name in enumerate(ODD):
        before = before.rename(neighbours / name)
        run = open_run(before if k % 2 else Path(name))
        assert run.grades["lives"].sum() == wanted, name
        assert run.sql("select sum(lives) from grades").item() == wanted, name
        assert run.sql("select * from entries limit 1").columns == run.entries.columns, name
        if k % 8 == 0:
            assert run.content_hashes() == {t: about["blake2b"] for t, about in run.manifest["tables"].items()}


@pytest.mark.parametrize(
    "harm",
    [
        lambda part, room: part.symlink_to(room / "part.parquet"),
        lambda part, room: part.symlink_to("/dev/zero"),
        lambda part, room: part.symlink_to(part),
        lambda part, room: os.mkfifo(part),
        lambda part, room: part.mkdir(),
    ],
    ids=["link", "device", "ring", "pipe", "folder"],
)
def test_what_stands_in_place_of_a_part_is_told(
    harm: Callable[[Path, Path], object], make_run: Callable[..., Path], tmp_path: Path
) -> None:
    part = make_run() / "tables/entries/part-0000.parquet"
    part.rename(tmp_path / "part.parquet")
    harm(part, tmp_path)
    with pytest.raises(RunFolderError, match=r"part-0000.*(link|folder stands|pipe)"):
        open_run(tmp_path / "run")


def test_a_folder_of_tables_elsewhere_is_told(make_run: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_run()
    (folder / "tables").rename(tmp_path / "elsewhere")
    (folder / "tables").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RunFolderError, match="link"):
        open_run(folder)
    linked = tmp_path / "linked"
    (folder / "tables").unlink()
    (tmp_path / "elsewhere").rename(folder / "tables")
    linked.symlink_to(folder)  # a run's own folder may be found through a link
    assert open_run(linked).grades.height


@pytest.mark.parametrize("name", ["tables", "checkpoints", "tables/entries"])
def test_a_run_is_not_gone_on_with_where_a_link_leads(name: str, make_run: Callable[..., Path], tmp_path: Path) -> None:
    folder, elsewhere = make_run(), tmp_path / "elsewhere"
    now = {**versions(), "kernels": "unknown"}
    (folder / "checkpoints").mkdir()
    check_resumable(folder, read_manifest(folder), now)
    (folder / name).rename(elsewhere)
    (folder / name).symlink_to(elsewhere)
    with pytest.raises(RunFolderError, match=f"{name} is a link"):
        check_resumable(folder, read_manifest(folder), now)
