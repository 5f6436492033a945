"""Rulebooks to begin with: `rulebook new`, `copy` and `test`, and the rulebook that `show --json` prints."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from credopolis.cli.main import guarded
from credopolis.core.terminal import safe_json
from credopolis.library.names import REGIMES, regime_folder
from credopolis.rulebook import load_cases, load_rulebook, parse_rulebook, run_case
from credopolis.rulebook.conduct import CONDUCT, WHO
from credopolis.rulebook.digest import digest
from credopolis.rulebook.shape import RULEBOOK
from tests.strategies import rulebooks

_OPTIONAL = re.compile(r"^( *)# ([a-z_]+: .*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_rulebook_can_be_used_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "new", "our-scheme"]) == 0
    out = capsys.readouterr().out
    assert load_rulebook("our-scheme/rulebook.yaml").name == "our-scheme"
    for line in out.split("Next:\n")[1].splitlines():
        assert guarded(line.split()[1:]) == 0, line
    capsys.readouterr()


def test_every_key_that_it_asks_for_can_be_answered() -> None:
    assert guarded(["rulebook", "new", "our-scheme"]) == 0
    text = Path("our-scheme/rulebook.yaml").read_text()
    asked = _OPTIONAL.findall(text)
    assert len(asked) > 25
    apart = {"removal", "adds_after", "slope"}  # not beside `removes_from`, or without another key
    for indent, line in asked:
        answered = text.replace(f"\n{indent}# {line}\n", f"\n{indent}{line}\n", 1)
        assert answered != text
        if line.split(":")[0] not in apart:
            parse_rulebook(answered)
    keys = {*RULEBOOK.keys, *CONDUCT.keys}
    for name in ("grades", "gates", "lists", "acts"):
        keys |= set(RULEBOOK.keys[name].shape.value.keys)
    keys |= set(RULEBOOK.keys["due_process"].shape.keys)
    assert {key for key in keys if not re.search(rf"\b{key}:", text)} == set()
    assert WHO.keys["min_age"] and "min_age:" in text


def test_all_answers_together_are_a_rulebook() -> None:
    assert guarded(["rulebook", "new", "our-scheme"]) == 0
    text = Path("our-scheme/rulebook.yaml").read_text()
    whole = _OPTIONAL.sub(r"\1\2", text)
    whole = re.sub(
        r"^    removal: true.*\n", "", whole, flags=re.MULTILINE
    )  # such a list opens nothing and is not left
    assert parse_rulebook(whole).acts["a_breach"].cap_per_year == 3


@pytest.mark.parametrize("name", ["Our", "", "a b", "../x", "1x", "x" * 61])
def test_a_name_that_is_none_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "new", name]) == 2
    assert "lower-case letters" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("regime", REGIMES)
def test_a_copy_rules_the_same(regime: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "copy", regime, "mine", "--out", "a/b"]) == 0
    book, original = load_rulebook("a/b/rulebook.yaml"), load_rulebook(regime_folder(regime) / "rulebook.yaml")
    assert (book.name, digest(book), book.sources) == ("mine", digest(original), original.sources)
    assert guarded(["rulebook", "copy", regime, "--json"]) == 0
    told = json.loads(capsys.readouterr().out.split("\n{")[-1].join(["{", ""]))
    for file in told["files"]:
        assert Path(file).read_bytes() == (regime_folder(regime) / Path(file).name).read_bytes()


def test_nothing_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "new", "mine"]) == 0
    Path("mine/rulebook.yaml").write_text("my own\n")
    for command in (["new", "mine"], ["copy", "ladder", "mine"], ["copy", "ladder", "--out", "mine"]):
        assert guarded(["rulebook", *command]) == 2
        assert "there already" in capsys.readouterr().err
    assert Path("mine/rulebook.yaml").read_text() == "my own\n"
    Path("link").mkdir()
    Path("link/cases.yaml").symlink_to("nowhere")
    assert guarded(["rulebook", "new", "link"]) == 2
    assert not Path("link/rulebook.yaml").exists()


def test_cases_are_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "new", "mine"]) == 0
    assert guarded(["rulebook", "test", "mine", "popular-account", "--json"]) == 0
    told = json.loads("{" + capsys.readouterr().out.split("\n{", 1)[1])["rulebooks"]
    assert [result["rulebook"] for result in told] == ["mine", "popular-account"]
    assert all(case["holds"] for result in told for case in result["cases"])
    cases = Path("mine/cases.yaml")
    cases.write_text(cases.read_text().replace("score: 70, grade: low", "score: 60, grade: good"))
    assert guarded(["rulebook", "test", "mine"]) == 1
    out = capsys.readouterr().out
    assert "fails three_breaches" in out and "ok    listed_and_off" in out and "1 of 2 cases hold." in out
    assert "mine/cases.yaml:" in out and "the rulebook gives 70" in out
    assert guarded(["rulebook", "test", "mine", "--cases", "none.yaml"]) == 1
    assert "there is no such file" in capsys.readouterr().err
    assert guarded(["rulebook", "test", "popular-acount"]) == 2
    assert guarded(["rulebook", "test", "ladder"]) == 1  # it has no cases
    assert "cases.yaml" in capsys.readouterr().err


def test_acts_without_a_case_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "new", "mine"]) == 0
    cases = Path("mine/cases.yaml")
    cases.write_text(cases.read_text().split("  listed_and_off")[0])
    assert guarded(["rulebook", "test", "mine"]) == 0
    assert "No case posts a_listing, making_good." in capsys.readouterr().out


@pytest.mark.parametrize("regime", REGIMES)
def test_shown_as_json_it_is_the_same_rulebook(regime: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rulebook", "show", regime, "--json"]) == 0
    Path("shown.json").write_text(capsys.readouterr().out)
    shown, original = load_rulebook("shown.json"), load_rulebook(regime_folder(regime) / "rulebook.yaml")
    assert shown == original and shown.sources == original.sources and shown.note == original.note
    assert guarded(["rulebook", "show", "shown.json", "--json"]) == 0
    assert capsys.readouterr().out == Path("shown.json").read_text()
    if (regime_folder(regime) / "cases.yaml").is_file():
        cases = load_cases(regime_folder(regime) / "cases.yaml", shown)
        assert [fault for name in cases.cases for fault in run_case(shown, cases, name)] == []


@given(text=rulebooks())
@settings(max_examples=60, deadline=None)
def test_any_rulebook_shown_as_json_is_the_same(text: str) -> None:
    book = parse_rulebook(text)
    assert book.located is not None
    data: Any = book.located.data
    shown = parse_rulebook(safe_json(json.dumps(data, ensure_ascii=False, indent=2)))
    assert shown == book and shown.sources == book.sources


def test_odd_numbers_and_texts_are_shown_as_they_are_read() -> None:
    text = (regime_folder("ladder") / "rulebook.yaml").read_text()
    for value in ("1e-7", "0.00001", "1e3", "0.30000000000000004"):
        odd = text.replace("worth: 1", f"worth: {value}", 1)
        book = parse_rulebook(odd)
        assert book.located is not None
        assert parse_rulebook(json.dumps(book.located.data)) == book
    title = 'title: "Ünïcode \\\\ \\" # : - { [ \\u00a0 \U0001f600"'
    titled = re.sub(r"^title: .*$", lambda _: title, text, flags=re.MULTILINE)
    book = parse_rulebook(titled)
    assert book.located is not None
    assert parse_rulebook(json.dumps(book.located.data, ensure_ascii=False)).title == book.title
