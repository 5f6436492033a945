"""Reading a society's files: what is right is read, and everything wrong is said at once, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from credopolis.core.faults import FaultyFile
from credopolis.society.tables import SocietyTables, load_tables

from .conftest import CHINA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("population.csv", "society.yaml"):
        shutil.copy(CHINA / name, tmp_path / name)
    return tmp_path


def edit(folder: Path, line: int, old: str, new: str, name: str = "population.csv") -> None:
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    (folder / name).write_text("\n".join(lines), encoding="utf-8")


def faults_of(folder: Path) -> dict[tuple[int, str], str]:
    with pytest.raises(FaultyFile) as caught:
        load_tables(folder)
    return {(fault.line, fault.path): str(fault) for fault in caught.value.faults}


def test_the_2020_society_is_the_census(china: SocietyTables) -> None:
    assert china.name == "china-2020"
    assert len(china.provinces) == 31
    # pop-001 of the evidence table.
    assert sum(r.population for r in china.provinces) == 1_409_778_724
    assert all(r.source for r in china.provinces)


def test_every_fault_of_the_table_is_reported_at_once(folder: Path) -> None:
    edit(folder, 2, "0.8755", "1.8755")
    edit(folder, 3, "13866009", "-4")
    edit(folder, 4, "0.5992", "0.8992")
    edit(folder, 5, "Shanxi", "Hebei")
    edit(folder, 6, "24049155", "nan")
    edit(folder, 7, "0.1742", "0.9")
    edit(folder, 8, ",Jilin,", ",Jilin,extra,")
    edit(folder, 9, "31850088", "31850088.5")
    found = faults_of(folder)
    assert {line for line, _ in found} == {2, 3, 4, 5, 6, 7, 8, 9}
    assert "1.8755" in found[2, "urban_share"] and "population.csv:2" in found[2, "urban_share"]
    assert "already used in line 4" in found[5, "name"]
    assert "whole number" in found[9, "population"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("urban_share", "urban_shares", "urban_share"),
        ("urban_share", "kind", "kind"),
        ("source", "source,colour", "colour"),
    ],
)
def test_columns_must_be_those_known(folder: Path, old: str, new: str, column: str) -> None:
    edit(folder, 1, old, new)
    assert (1, column) in faults_of(folder)


def test_a_near_miss_of_a_column_is_suggested(folder: Path) -> None:
    edit(folder, 1, "urban_share", "urban_shares")
    assert "Did you mean 'urban_share'?" in faults_of(folder)[1, "urban_shares"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00\x01", b'code,"name\n1,2', b"code,name\n"])
def test_what_is_no_table_is_a_fault_and_never_a_traceback(folder: Path, content: bytes) -> None:
    (folder / "population.csv").write_bytes(content)
    assert faults_of(folder)


def test_missing_files_are_reported_together(tmp_path: Path) -> None:
    with pytest.raises(FaultyFile) as caught:
        load_tables(tmp_path)
    assert {Path(f.file).name for f in caught.value.faults} == {"population.csv", "society.yaml"}


def test_a_table_that_the_household_model_cannot_meet_is_explained(folder: Path) -> None:
    edit(folder, 2, ",2.31,", ",1.2,")
    edit(folder, 3, "0.1347,0.6487,0.2166,0.1475", "0.6347,0.1487,0.2166,0.1475")
    found = faults_of(folder)
    assert "households of two or more" in found[2, "mean_household_size"]
    assert "more minors than places" in found[3, "share_0_14"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  largest: {value: 10, assumption: larger households are rare, range: 8 to 10}",
            "  largest: {value: 10}",
            "source",
        ),
        ("value: 0.172", "value: much", "number"),
        ("format: credopolis-society/1", "format: credopolis-society/1\ncolour: red", "not known"),
        ("alpha: 5", "alpha: 5.5", "integer"),
    ],
)
def test_parameters_need_a_ground_and_a_sensible_value(folder: Path, old: str, new: str, message: str) -> None:
    text = (folder / "society.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "society.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(message in text for text in faults_of(folder).values())


def test_faults_of_both_files_come_together(folder: Path) -> None:
    edit(folder, 2, "0.8755", "1.8755")
    (folder / "society.yaml").write_text("format: other\n", encoding="utf-8")
    with pytest.raises(FaultyFile) as caught:
        load_tables(folder)
    assert {Path(f.file).name for f in caught.value.faults} == {"population.csv", "society.yaml"}
