"""Reading YAML: positions, the language that is allowed, and files that mean harm."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from credopolis.core.faults import FaultyFile
from credopolis.core.modelfile import fit, parse
from credopolis.core.textfile import SIZE_LIMIT
from credopolis.core.yamlfile import load_text, load_yaml


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    rate: float = Field(ge=0, le=1)
    names: tuple[str, ...] = ()


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    start: date = date(2014, 6, 27)
    people: int = Field(default=10, gt=0)
    parts: dict[str, Inner | float] = {}


def faults_of(text: str) -> FaultyFile:
    with pytest.raises(FaultyFile) as caught:
        load_text(text, "f.yaml")
    return caught.value


def test_positions_of_keys_and_items() -> None:
    located = load_text("a: [1, {x: 3}]\nb:\n  - 4.5\n  - yes\n", "f")
    assert located.data == {"a": [1, {"x": 3}], "b": [4.5, "yes"]}
    assert located.at(("b",)) == (2, 1)
    assert located.at(("b", 1)) == (4, 5)
    assert located.at(("a", 1, "x")) == (1, 9)
    assert located.at(("a", 1, "x", "not there")) == (1, 9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("yes", "yes"), ("off", "off"), ("~", None), ("0x1F", 31), ("0o17", 15),
        ("017", 17), ("1_000", "1_000"), ("-1.5e3", -1500.0), ("2014-06-27", "2014-06-27"), ("'12'", "12"),
        ("12:30", "12:30"),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    data = load_text(f"a: {text}", "f").data
    assert isinstance(data, dict)
    assert data["a"] == value
    assert type(data["a"]) is type(value)


HOSTILE = {
    "alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
    "laughs through merge keys": "a: &a {x: 1}\nb: &b {<<: *a}\nc: {<<: *b}",
    "object tag": "a: !!python/object/apply:os.system ['true']",
    "local tag": "a: !secret x",
    "deep brackets": "[" * 10_000,
    "deep dashes": "- " * 10_000,
    "deep braces": "{a: " * 10_000,
    "deep questions": "? " * 10_000,
    "too many values": "- 1\n" * 60_000,
    "duplicate": "a: 1\na: 2",
    "two documents": "a: 1\n---\nb: 1",
    "directive": "%YAML 1.1\n---\na: 1",
    "not a number": "a: .nan",
    "infinite": "a: -.inf",
    "overflow": "a: 1e999",
    "huge integer": "a: " + "9" * 5000,
    "tab": "a:\n\tb: 1",
    "list as a key": "? [a]\n: b",
    "nul": "a: \x00",
    "escape beyond Unicode": 'a: "\\UFFFFFFFF"',
    "lone surrogate": 'a: "\\ud800"',
    "nothing": "",
    "only a comment": "# nothing",
    "only a marker": "---",
    "open quote": "a: 'x",
    "unclosed list": "a: [1",
    "two colons": "a: b: c",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_hostile_text_is_refused_in_bounded_time(name: str) -> None:
    begun = time.perf_counter()
    refused = faults_of(HOSTILE[name])
    assert time.perf_counter() - begun < 10
    assert refused.faults
    assert all(fault.line >= 1 and fault.message for fault in refused.faults)


@pytest.mark.parametrize("text", ["\ufeffa: 1", "a: 1\r\n", "a: 1\r", "---\na: 1\n...\n", "# c\na: 1 # c"])
def test_byte_order_mark_and_line_ends_are_accepted(text: str) -> None:
    assert load_text(text, "f").data == {"a": 1}


def test_all_duplicates_are_reported_with_their_lines() -> None:
    refused = faults_of("a: 1\nb: 2\na: 3\nc:\n  x: 1\n  x: 2\n")
    assert [(f.line, f.column) for f in refused.faults] == [(3, 1), (6, 3)]
    assert "first in line 1" in str(refused)


def test_files_that_are_no_files(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (SIZE_LIMIT + 1))
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"a: 1\nb: \xff\xfe")
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    (tmp_path / "rulebook.yaml").write_text("a: 1")
    for path, word in [
        (tmp_path, "folder"), (large, "too large"), (binary, "UTF-8"), (fifo, "device"), (Path("/dev/zero"), "device"),
        (tmp_path / "rulebok.yaml", "Did you mean 'rulebook.yaml'"), (Path("a\0b"), "cannot be read"),
        (Path("x" * 5000), "cannot be read"),
    ]:  # fmt: skip
        with pytest.raises(FaultyFile, match=word):
            load_yaml(path)
    with pytest.raises(FaultyFile) as caught:
        load_yaml(binary)
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (2, 4)


def test_a_name_that_is_no_text_can_still_be_shown(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"odd-\xff.yaml")
    path.write_text("")
    with pytest.raises(FaultyFile) as caught:
        load_yaml(path)
    assert str(caught.value).encode("utf-8").startswith(bytes(tmp_path))


def test_a_model_takes_what_fits() -> None:
    text = "title: x\nstart: 2020-01-31\nparts: {a: {rate: 1, names: [b]}, c: 0.5}"
    outer = fit(load_text(text, "f"), Outer)
    assert outer.start == date(2020, 1, 31)
    assert outer.parts == {"a": Inner(rate=1.0, names=("b",)), "c": 0.5}


def test_a_model_reports_every_fault_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("peple: 3\nstart: soon\npeople: '7'\nparts:\n  a:\n    rate: 2\n    nams: []\n  b: {}\n")
    with pytest.raises(FaultyFile) as caught:
        parse(path, Outer)
    faults = {fault.path: fault for fault in caught.value.faults}
    assert set(faults) == {"title", "peple", "start", "people", "parts.a.rate", "parts.a.nams", "parts.b.rate"}
    assert faults["peple"].remedy == "Did you mean 'people'?"
    assert faults["parts.a.nams"].remedy == "Did you mean 'names'?"
    assert (faults["parts.a.rate"].line, faults["parts.a.rate"].column) == (6, 5)
    assert faults["people"].value == "'7'"
    assert str(faults["title"]).startswith(f"{path}:1:1: title: this key is missing")
    assert faults["start"].as_json()["line"] == 2


def test_a_model_refuses_what_is_no_mapping() -> None:
    with pytest.raises(FaultyFile, match="f:1:1"):
        fit(load_text("- a", "f"), Outer)


@pytest.mark.parametrize(
    "comment",
    [
        "# 110101199003078888",
        "a: 1 # call 13812345678",
        "  #\uff11\uff11\uff10\uff11\uff10\uff11\uff11\uff19\uff19\uff10\uff10",
        "# a@b.cn",
    ],
)
def test_a_comment_holds_no_code_of_a_person(comment: str) -> None:
    """Comments are not read, but a run keeps a copy of the files that it came from."""
    with pytest.raises(FaultyFile, match=r"f\.yaml:2:\d+: a comment holds .* takes no data of persons"):
        load_text(f"b: 2\n{comment}\nc: 3\n", "f.yaml")


def test_other_comments_pass() -> None:
    text = (
        "# Order 2016/679, https://example.org/a/202106281818820123 (seed-021)\na: 1 # 1,411,778,724 people\nb: c#d\n"
    )
    assert load_text(text, "f.yaml").data == {"a": 1, "b": "c#d"}
