"""`credopolis company`: every command with its JSON under its schema, its pages, and what it ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import credopolis as cp
from credopolis.cli.main import guarded
from credopolis.company.schema import schema_of
from credopolis.core.extras import install_command
from tests.company.firms import code, write

MORE = """
incidents:
  shop: {act: general_breach, date: 2026-05-10}
  late: {act: late_return, date: 2025-01-02}
filings: {next: {act: late_annual_report, due: 2027-06-30}}
partners: {steel: {code: %s, kind: supplier, listed: true}, shop: {code: %s, kind: sister}}
staff: {all: 100, executives: 2}
measures: {repair: {costs: 3, takes: 10}}
""" % (code(2), code(3))  # noqa: UP031
ON = ["--on", "2026-11-30"]
ASKED = {
    "standing": [], "exposure": ["--seed", "3"], "plan": ["--off", "general_penalties"],
    "compare": ["--against", "popular-company"],
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, MORE)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int = 0) -> str:
    assert guarded(arguments) == code, capsys.readouterr().err
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("rulebook", ["company-2020", "popular-company", "tax-credit"])
def test_json_is_as_its_schema_says(name: str, rulebook: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ASKED[name] if name != "plan" or rulebook == "company-2020" else ["--to", "B"]
    arguments = ["company", name, "firm.yaml", "--rulebook", rulebook, *ON, *more]
    schema = json.loads(printed(capsys, ["company", name, "firm.yaml", "--schema"]))
    validator = Draft202012Validator(schema)
    data = json.loads(printed(capsys, [*arguments, "--json"]))
    assert list(validator.iter_errors(data)) == []
    spoiled: dict[str, Any] = {**data, "more": 1}
    assert list(validator.iter_errors(spoiled)) and schema["$id"] == f"credopolis-company-{name}/1"
    assert data["provenance"]["hashes"][rulebook]
    assert str(home) not in json.dumps(data["provenance"])
    words = printed(capsys, arguments)
    assert "no legal advice" in words


def test_python_finds_what_the_command_prints(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(printed(capsys, ["company", "standing", "firm.yaml", *ON, "--json"]))
    found = cp.desk.standing("firm.yaml", "company-2020", on="2026-11-30")
    assert (data["score"], data["grade"]) == (found.score, found.grade) == (78, "medium")
    assert [one["until"] for one in data["lists"]] == [str(one.until) for one in found.lists] == ["2027-05-10"]


@pytest.mark.parametrize("name", ASKED)
def test_pages_are_whole_and_ask_nobody(name: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["company", name, "firm.yaml", *ON, *ASKED[name], "--html", "page.html"]
    printed(capsys, arguments)
    page = (home / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Content-Security-Policy" in page and "no legal advice" in page and "<script" not in page
    assert "SHA-256" in page and "http://" not in page and "https://" not in page


def test_plans_end_with_1_if_there_is_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, ["company", "plan", "firm.yaml", *ON, "--to", "excellent"], 1)
    assert "There is no lawful way" in said and "commitment_kept" in said
    said = printed(capsys, ["company", "plan", "firm.yaml", *ON, "--ics", "plan.ics"])
    assert "The cheapest plan" in said and (home / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_check_names_every_fault_of_every_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "bad.yaml").write_text("format: credopolis-company/1\ncode: x\nceo: Zhang Wei\n", encoding="utf-8")
    (home / "p.csv").write_text(f"code,sector,founded\n{code(5)},health,2020-01-01\n", encoding="utf-8")
    data = json.loads(printed(capsys, ["company", "check", "firm.yaml", "bad.yaml", "p.csv", "--json"], 1))
    assert [one["usable"] for one in data["files"]] == [True, False, True]
    assert {fault["path"] for fault in data["files"][1]["faults"]} == {"code", "ceo", "sector", "founded"}
    assert "no faults (1 in it)" in printed(capsys, ["company", "check", "p.csv"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["standing", "none.yaml"], 1, "no such file"),
        (["standing", "firm.yaml", "--on", "30 November"], 2, "a date such as 2026-11-30"),
        (["standing", "firm.yaml", "--on", "2001-01-01"], 2, "when it was founded"),
        (["standing", "firm.yaml", "--rulebook", "popular-account"], 2, "judges a person"),
        (["standing", "firm.yaml", "--rulebook", "tax-credt"], 2, "tax-credit"),
        (["standing", "firm.yaml", "--html", "firm.yaml"], 2, "firm.yaml"),
        (["plan", "firm.yaml", "--effort", "0"], 2, "--effort"),
        (["plan", "firm.yaml", "--off", "blacklist"], 2, "general_penalties"),
        (["compare", "firm.yaml"], 2, "--against"),
        (["watch", "firm.yaml", "--every", "0"], 2, "--every"),
        (["watch", "none.yaml"], 1, "no such file"),
    ],
)  # fmt: skip
def test_misuse_is_told(
    arguments: list[str], code: int, words: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["company", *arguments, "--json"]) == code
    error = json.loads(capsys.readouterr().err)["error"]
    assert words in json.dumps(error) and error["exit_code"] == code


def test_a_missing_extra_says_how_to_install_it(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "stdnum.cn.uscc", None)
    assert guarded(["company", "standing", "firm.yaml", *ON]) == 2
    assert install_command("company") in capsys.readouterr().err


def test_a_file_may_be_piped(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os
    import subprocess
    import sys

    code = "from credopolis.cli.begin import main; main()"
    asked = [sys.executable, "-c", code, "company", "standing", "-", *ON, "--json"]
    done = subprocess.run(
        asked, input=(home / "firm.yaml").read_bytes(), capture_output=True, env={**os.environ}, check=True
    )
    piped, named = (
        json.loads(done.stdout),
        json.loads(printed(capsys, ["company", "standing", "firm.yaml", *ON, "--json"])),
    )
    assert piped["score"] == named["score"] and piped["entries"][0]["told"].startswith("<stdin>:")


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("check", "standing", "exposure", "plan", "compare", "watch", "schema"):
        assert f"Example: credopolis company {name}" in printed(capsys, ["company", name, "--help"])


def test_schemas_refuse_what_they_do_not_know() -> None:
    with pytest.raises(TypeError, match="has no schema"):
        schema_of(type("Odd", (), {}), "x")
