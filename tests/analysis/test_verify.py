"""`credopolis verify`: the same run is the same, and what was changed is found and named."""

from __future__ import annotations

import json
import math
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.verify import DAMAGED, DIFFERENT, SAME, _first_difference, verify
from credopolis.cli.main import guarded
from credopolis.core.errors import Misuse
from credopolis.store.digest import bytes_digest
from credopolis.store.parquet import parquet_bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verified")
    cp.run("suining-2010", people=2000, years=0.5, seed=3, threads=2, out=folder / "run")
    return folder / "run"


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "manifest.json").read_text("utf-8")))


def rewritten(folder: Path, changed: dict[str, Any]) -> None:
    (folder / "manifest.json").write_text(json.dumps(changed), "utf-8")


def test_a_run_is_what_it_was(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["verify", str(made), "--threads", "1"]) == 0
    said = capsys.readouterr().out
    assert "the same" in said and str(manifest(made)["fingerprint"]) in said.replace("\n", "")
    assert guarded(["verify", str(made), "--quiet"]) == 0 and capsys.readouterr().out == ""


def test_json_names_everything_that_was_compared(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["verify", str(made), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    names = [one["name"] for one in found["compared"]]
    assert set(manifest(made)["tables"]) <= set(names) and "fingerprint" in names
    assert {f"state of {name}" for name in manifest(made)["outcome"]["states"]} <= set(names)
    assert found["holds"] and {one["found"] for one in found["compared"]} == {SAME} and found["otherwise"] == {}
    assert found["again"] == manifest(made)["fingerprint"] == found["provenance"]["hashes"]["fingerprint"]


def test_a_run_that_comes_out_otherwise_is_told_row_by_row(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is whole, and tells of another seed than it was lived with."""
    told = manifest(copy)
    told["scenario"]["seed"] = told["scenario"]["source"]["seed"] = 4
    rewritten(copy, told)
    assert guarded(["verify", str(copy)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "NOT the same" in said and "entries" in said and "first in row" in said and " against " in said
    found = {one.name: one for one in verify(copy).compared}
    assert found["entries"].found == found["fingerprint"].found == DIFFERENT
    assert any(one.found == DIFFERENT for name, one in found.items() if name.startswith("state of "))


def test_an_edited_table_is_called_damaged(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Edited with care: the file's own hash is put right in the manifest, so that readers take it."""
    run, told = cp.open_run(copy), manifest(copy)
    rows = run.rows("acts")
    rows["acts"] = rows["acts"] + 1
    first_day = run.start.toordinal() - date(1970, 1, 1).toordinal()
    data = bytes(parquet_bytes(run.tables["acts"], [rows], run.labels, first_day))
    (file,) = (part["files"]["acts"] for part in told["parts"] if "acts" in part["files"])
    (copy / file["path"]).write_bytes(data)
    file |= {"bytes": len(data), "blake2b": bytes_digest(data)}
    rewritten(copy, told)
    assert guarded(["verify", str(copy)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "acts damaged" in said and "first in row 0" in said and "no longer as the run wrote it" in said
    found = verify(copy)
    assert [one.name for one in found.differing] == ["acts"] and found.differing[0].found == DAMAGED
    assert found.again == found.fingerprint, "what comes out again is what it was"


def test_a_torn_file_is_called_damaged(copy: Path) -> None:
    file = next(part["files"]["entries"]["path"] for part in manifest(copy)["parts"] if "entries" in part["files"])
    (copy / file).write_bytes((copy / file).read_bytes()[:-100])
    (one,) = verify(copy).differing
    assert one.found == DAMAGED and "entries" in one.where
    assert guarded(["verify", str(copy)]) == 1


def test_other_versions_are_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = manifest(copy)
    told["versions"]["numba"] = "0.1.2"
    rewritten(copy, told)
    assert guarded(["verify", str(copy)]) == 0
    assert "numba was 0.1.2" in capsys.readouterr().out


def test_what_cannot_be_verified_ends_with_2(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = manifest(copy)
    for key in ("outcome", "timings", "fingerprint"):
        told.pop(key)
    rewritten(copy, {**told, "status": "interrupted"})
    assert guarded(["verify", str(copy)]) == 2 and "resume" in capsys.readouterr().err
    assert guarded(["verify", str(tmp_path / "nowhere")]) == 2
    (copy / "manifest.json").write_text("{", "utf-8")
    assert guarded(["verify", str(copy)]) == 2 and "cannot be verified" in capsys.readouterr().err


def test_a_run_keeps_its_rulebook_whoever_wrote_it(made: Path, tmp_path: Path) -> None:
    """One that ships is kept too: with another version of the library the folder still says what its rules were."""
    own = tmp_path / "mine.yaml"
    shipped = Path(cp.__file__).parent / "library/regimes/suining-2010"
    (kept,) = made.glob("inputs/regime-*")
    assert (kept / "rulebook.yaml").read_bytes() == (shipped / "rulebook.yaml").read_bytes()
    assert (kept / "regime.yaml").read_bytes() == (shipped / "regime.yaml").read_bytes()
    own.write_bytes((shipped / "rulebook.yaml").read_bytes())
    run = cp.run("suining-2010", regime=own, people=2000, years=0.2, threads=1, out=tmp_path / "own")
    own.unlink()
    assert verify(run.folder).holds, "the copy in its folder is enough"
    for folder in (tmp_path / "own").glob("inputs/regime-*"):
        shutil.rmtree(folder)
    with pytest.raises(Misuse, match="cannot be verified"):
        verify(run.folder)


def test_what_is_unknown_in_both_tables_is_no_difference() -> None:
    kept = pl.DataFrame({"day": [7, 7, 7], "asked": [math.nan, 1.0, 2.0]})
    again = pl.DataFrame({"day": [7, 7, 7], "asked": [math.nan, 1.0, math.nan]})
    assert _first_difference(kept, kept) == "3 rows"
    assert "first in row 2" in _first_difference(kept, again) and "asked 2.0 against None" in _first_difference(
        kept, again
    )
