"""Choosing findings as linters do: codes, suppressions with reasons, settings, baselines, exit codes."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from credopolis.audit.checks import CHECKS
from credopolis.audit.explain import check_of, explanation
from credopolis.audit.judge import audit
from credopolis.audit.suppress import lines_around, suppressions
from credopolis.audit.wanted import ALL, CODES, Wanted
from credopolis.cli.main import guarded
from credopolis.core.faults import FaultyFile
from credopolis.core.yamlfile import load_text, load_yaml
from credopolis.rulebook import parse_rulebook
from tests.audit.seeded import CLEAN, Seed, seeds
from tests.audit.test_sarif import SCHEMA
from tests.house.tree import ROOT

NO_ACCESS = CLEAN.replace("access: 1", "access: 0")
REASON = "the Act of 1998 says so"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rulebook in the working folder, with one error (DP02) and nothing else."""
    monkeypatch.chdir(tmp_path)
    Path("book.yaml").write_text(NO_ACCESS)
    return Path("book.yaml")


def found(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """The first rulebook of `audit --json`."""
    assert guarded(["audit", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["rulebooks"][0]


def codes(told: Any) -> list[str]:
    return [finding["code"] for finding in told["findings"]]


def test_choosing_is_what_it_says_for_any_beginnings() -> None:
    rng = random.Random(7)
    beginnings = [ALL, *CODES, *{code[:n] for code in CODES for n in (1, 2, 3)}]
    for _ in range(400):
        select = tuple(rng.sample(beginnings, rng.randrange(1, 5)))
        ignore = tuple(rng.sample(beginnings, rng.randrange(4)))
        asked = Wanted(select, ignore)
        for code in rng.sample(CODES, 8):
            lengths = [
                [len(b) for b in given if b != ALL and code.startswith(b)] + [0] * (ALL in given)
                for given in (select, ignore)
            ]
            wanted = bool(lengths[0]) and (not lengths[1] or max(lengths[0]) > max(lengths[1]))
            assert asked.wants(code, "x.yaml") is wanted, (select, ignore, code)


def test_what_is_chosen_is_found_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    everything = codes(found("popular-account", "--effort", "20000", capsys=capsys))
    for select, ignore in (("LD", ""), ("LD,DP04", "LD07"), ("ALL", "LD DP"), ("L", "LI,LB")):
        options = ["--effort", "20000", "--select", select, *(["--ignore", ignore] if ignore else [])]
        asked = Wanted(tuple(select.split(",")), tuple(re.split("[, ]", ignore)) if ignore else ())
        wanted = [code for code in everything if asked.wants(code, "popular-account/rulebook.yaml")]
        assert wanted and codes(found("popular-account", *options, capsys=capsys)) == wanted != everything


@pytest.mark.parametrize("by", ["options", "settings"])
def test_what_was_not_asked_is_told_wherever_findings_are(
    by: str, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page without findings must not pass for one of a rulebook to which nothing can be objected."""
    if by == "settings":
        Path("credopolis.toml").write_text("[audit]\nignore = ['DP02', 'DP03']\n")
    options = ["--ignore", "DP02,DP03"] if by == "options" else []
    told = found(str(book), *options, capsys=capsys)
    assert told["findings"] == [] and told["not_asked"] == ["DP02", "DP03"]
    sentence = f"Of {len(CODES)} checks 2 were not asked: DP02, DP03."
    pages = ["--html", "page.html", "--brief", "brief.html", "--sarif", "log.sarif"]
    assert guarded(["audit", str(book), *options, *pages]) == 0
    told_everywhere = [capsys.readouterr().out, *(Path(page).read_text() for page in pages[1::2])]
    assert [sentence in text for text in told_everywhere] == [True] * 4
    assert guarded(["audit", "--compare", str(book), "ladder", *options, "--html", "page.html"]) == 0
    assert sentence in capsys.readouterr().out and sentence in Path("page.html").read_text()
    assert guarded(["audit", str(book), "--isolated", "--html", "page.html"]) == 0
    assert "not asked" not in capsys.readouterr().out + Path("page.html").read_text()


@pytest.mark.parametrize("option", [["--select", "DQ"], ["--ignore", "dp04x"], ["--select", ""], ["--select", " , "]])
def test_an_unknown_code_is_refused(option: list[str], book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["audit", str(book), *option]) == 2
    assert "DP04" in capsys.readouterr().err


@pytest.mark.parametrize(
    "old_and_new",
    [
        ("access: 0", f"access: 0 # credopolis: ignore DP02 -- {REASON}"),
        ("  access: 0", f"  # credopolis: ignore DP02 -- {REASON}\n\n  # another\n  access: 0"),
        ("due_process:", f"due_process: # credopolis: ignore DP02, LD -- {REASON}"),
        ("format:", f"# credopolis: ignore-file DP -- {REASON}\nformat:"),
        ("access: 0", f"access: 0 #credopolis:ignore ALL -- {REASON}"),
    ],
)
def test_a_suppression_hides_and_is_told(
    old_and_new: tuple[str, str], book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text(NO_ACCESS.replace(*old_and_new, 1))
    told = found(str(book), "--fail-on", "note", capsys=capsys)
    assert told["findings"] == [] and told["unused_suppressions"] == []
    (aside,) = told["set_aside"]
    assert (aside["code"], aside["set_aside"], aside["reason"]) == ("DP02", "inline", REASON)
    assert REASON in book.read_text().splitlines()[aside["set_aside_line"] - 1]
    assert codes(found(str(book), "--no-inline", capsys=capsys)) == ["DP02"]
    page = Path("page.html")
    assert guarded(["audit", str(book), "--html", str(page)]) == 0
    assert REASON in capsys.readouterr().out and REASON in page.read_text()


def test_a_suppression_hides_nothing_elsewhere(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = NO_ACCESS.splitlines()
    at = next(k for k, line in enumerate(lines) if "access: 0" in line)
    above = next(k for k, line in enumerate(lines) if line.startswith("due_process:"))
    hiding = []
    for k, line in enumerate(lines):
        located = load_text("\n".join([*lines[:k], f"{line} # credopolis: ignore DP -- no", *lines[k + 1 :]]), "x")
        if not line.strip():
            continue  # a comment on an empty line is about the line below
        (one,) = suppressions(located)
        if one.hides("DP02", lines_around(located, ("due_process", "access"), at + 1)):
            hiding.append(k)
    assert hiding == [above, at]
    book.write_text(NO_ACCESS.replace("access: 0", "access: 0 # credopolis: ignore DP04 -- no"))
    told = found(str(book), capsys=capsys)
    assert codes(told) == ["DP02"] and [one["codes"] for one in told["unused_suppressions"]] == [["DP04"]]
    # What is not asked for cannot show whether a suppression still hides something.
    assert found(str(book), "--ignore", "DP04", capsys=capsys)["unused_suppressions"] == []


@pytest.mark.parametrize(
    "words",
    ["ignore DP02", "ignore DP02 --", "ignore -- why", "ignore DP99 -- why", "ignore dp02 -- why",
     "disable DP02 -- why", "ignore DP02 - why", ""],
)  # fmt: skip
def test_a_suppression_that_is_none_is_a_fault(words: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.write_text(NO_ACCESS.replace("access: 0", f"access: 0 # credopolis: {words}"))
    assert guarded(["audit", str(book)]) == 1
    err = capsys.readouterr().err
    assert f"book.yaml:{NO_ACCESS[: NO_ACCESS.index('access: 0')].count(chr(10)) + 1}:" in err
    assert "ignore CODE[, CODE] -- REASON" in err
    assert guarded(["rulebook", "check", str(book)]) == 0  # it is the audit's alone


def test_only_comments_are_suppressions() -> None:
    text = """a: "x # credopolis: ignore DP02 -- in quotes"
b: |
  # credopolis: ignore DP02 -- in a block
c: >- # credopolis: ignore DP03 -- behind the sign of a block
  x
d: 'over
  # credopolis: ignore DP02 -- two lines' # credopolis: ignore DP04 -- behind quotes
e#: 1
f: x # credopolis: ignore DP05 -- plain
# credopolis: ignore DP06 -- last
"""
    found_ = suppressions(load_text(text, "x"))
    assert [(one.codes, one.line, one.covers_line) for one in found_] == [
        (("DP03",), 4, 4), (("DP04",), 7, 7), (("DP05",), 9, 9), (("DP06",), 10, 10),
    ]  # fmt: skip
    assert suppressions(load_text("# credopolis: ignore DP -- x\n\n# y\na:\n  b: 1\n", "x"))[0].covers_line == 4


def test_a_baseline_sets_aside_what_was_there(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["audit", "judgment-defaulters", str(book), "--write-baseline", "known.json"]) == 0
    first = Path("known.json").read_text()
    assert guarded(["audit", str(book), "judgment-defaulters", "--write-baseline", "known.json"]) == 0
    assert Path("known.json").read_text() == first  # whatever the order
    capsys.readouterr()
    both = [str(book), "judgment-defaulters", "--baseline", "known.json"]
    assert guarded(["audit", *both, "--fail-on", "note"]) == 0
    assert "known from the baseline" in capsys.readouterr().out
    # Lines may move, and what is new stands out.
    book.write_text("# a line\n" + NO_ACCESS.replace("appeal: 1", "appeal: 0"))
    told = found(*both, capsys=capsys)
    assert codes(told) == ["DP03"] and [a["code"] for a in told["set_aside"]] == ["DP02"]
    assert guarded(["audit", *both, "--fail-on", "error"]) == 1
    book.write_text(CLEAN)
    capsys.readouterr()
    assert guarded(["audit", *both]) == 0
    assert "1 finding of the baseline is no more" in capsys.readouterr().err


def test_of_equal_findings_as_many_are_known_as_were_counted(tmp_path: Path) -> None:
    from credopolis.audit.baseline import Baseline, baseline_text, read_baseline

    done = audit("popular-account")
    (tmp_path / "known.json").write_text(baseline_text([done]))
    known = read_baseline(tmp_path / "known.json")
    assert isinstance(known, Baseline) and known.unused == len(done.findings)
    assert known.set_aside(done).findings == () and known.unused == 0
    assert known.set_aside(done).findings == done.findings  # all used up


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"format": "credopolis-baseline/2", "findings": {}}',
     '{"format": "credopolis-baseline/1", "findings": {"a": {"DP99": {"x": 1}}}}',
     '{"format": "credopolis-baseline/1", "findings": {"a": {"DP02": {"x": 0}}}}'],
)  # fmt: skip
def test_a_faulty_baseline_is_told(text: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("known.json").write_text(text)
    assert guarded(["audit", str(book), "--baseline", "known.json"]) == 1
    err = capsys.readouterr().err
    assert "known.json" in err and "fault of credopolis" not in err


def test_settings_on_another_drive_are_told_by_name(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows no path leads from one drive to another."""

    def refused(path: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    Path("mine.toml").write_text("[audit]\nignore = ['LD']\n")
    monkeypatch.setattr("os.path.relpath", refused)
    assert guarded(["audit", str(book), "--config", "mine.toml"]) == 0
    assert "Settings of mine.toml." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "section"), [("credopolis.toml", "audit"), ("pyproject.toml", "tool.credopolis.audit")]
)
def test_settings_of_a_file(name: str, section: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_text(
        f"[{section}]\nignore = ['DP02', 'LD']\nfail-on = 'note'\nbaseline = 'known.json'\neffort = 5000\n"
        "per-file-ignores = { 'old/*.yaml' = ['DP'] }\n"
    )
    Path("known.json").write_text('{"format": "credopolis-baseline/1", "findings": {}}')
    assert codes(found(str(book), capsys=capsys)) == []
    assert guarded(["audit", str(book), "--ignore", "LD"]) == 1  # options come before settings
    assert f"Settings of {name}." in capsys.readouterr().err
    assert guarded(["audit", str(book), "--isolated"]) == 0
    assert "DP02" in capsys.readouterr().out
    old = Path("old")
    old.mkdir()
    (old / "book.yaml").write_text(NO_ACCESS)
    assert codes(found("old/book.yaml", "--ignore", "LD", capsys=capsys)) == []
    assert guarded(["audit", str(book), "--config", name]) == 0
    assert guarded(["audit", str(book), "--config", name, "--isolated"]) == 2


def test_the_nearest_settings_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from credopolis.audit.config import find_settings

    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "credopolis.toml").write_text("[audit]\nselect = ['DP']\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'another'\n")
    (tmp_path / "a" / "b" / "credopolis.toml").write_text("[other]\n")
    assert find_settings(inner).select == ("DP",)
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.credopolis.audit]\nselect = ['LD']\n")
    assert find_settings(inner).select == ("LD",)
    (tmp_path / "a" / "pyproject.toml").write_text("this is not TOML, and none of ours")
    assert find_settings(inner).select == ("DP",)


@pytest.mark.parametrize("whose", ["credopolis.toml", "pyproject.toml", "the link", "the folder"])
def test_settings_of_another_user_are_refused_unless_they_are_named(
    whose: str, book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder that is shared, such as /tmp, anybody could hide findings of whoever works below it."""
    above = Path.cwd()
    name = "pyproject.toml" if whose == "pyproject.toml" else "credopolis.toml"
    planted = above / name
    real = above / "mine.toml" if whose == "the link" else planted
    real.write_text(f"[{'tool.credopolis.audit' if name == 'pyproject.toml' else 'audit'}]\nignore = ['ALL']\n")
    if whose == "the link":
        planted.symlink_to(real)
    below = above / "work"
    below.mkdir()
    book.rename(below / book)
    monkeypatch.chdir(below)
    assert codes(found(str(book), capsys=capsys)) == []  # one's own settings

    strangers = above if whose == "the folder" else planted
    stat, lstat = Path.stat, Path.lstat

    def owned(path: Path, seen: os.stat_result) -> os.stat_result:
        return os.stat_result([*seen[:4], os.geteuid() + 1, *seen[5:10]]) if path == strangers else seen

    monkeypatch.setattr(Path, "lstat", lambda self: owned(self, lstat(self)))
    if whose != "the link":
        monkeypatch.setattr(Path, "stat", lambda self, **how: owned(self, stat(self, **how)))
    assert guarded(["audit", str(book), "--json"]) == 1
    err = capsys.readouterr().err
    assert name in err and "another user" in err and "--isolated" in err and "--config" in err
    assert codes(found(str(book), "--isolated", capsys=capsys)) == ["DP02"]
    assert codes(found(str(book), "--config", str(planted), capsys=capsys)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[audit]\nselect = 'DP'\n", "audit.select"),
        ("[audit]\nselect = ['DQ']\n", "audit.select"),
        ("[audit]\nselekt = ['DP']\n", "Did you mean 'select'"),
        ("[audit]\nfail-on = 'often'\n", "error, warning, note, never"),
        ("[audit]\neffort = true\n", "audit.effort"),
        ("[audit]\nbaseline = 3\n", "audit.baseline"),
        ("[audit]\nper-file-ignores = 3\n", "audit.per-file-ignores"),
        ("audit = 3\n", "no table"),
        ("[audit\n", "credopolis.toml:1:"),
    ],
)
def test_faulty_settings_are_told(text: str, said: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("credopolis.toml").write_text(text)
    assert guarded(["audit", str(book)]) == 1
    err = capsys.readouterr().err
    assert said in err and "credopolis.toml" in err and "fault of credopolis" not in err


def test_every_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["audit", "explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [check.code for check in CHECKS]
    for check in CHECKS:
        assert guarded(["audit", "explain", check.code.lower()]) == 0
        out = capsys.readouterr().out
        for words in (check.title, "What it objects to", "Better:", "Rests on:", f"ignore {check.code} -- "):
            assert words in out
    assert guarded(["audit", "explain", "no_repair", "DP04", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["checks"]
    assert [one["code"] for one in told] == ["DP04", "DP04"]


def test_the_example_of_an_explanation_is_one_that_the_checks_are_tested_with() -> None:
    first: dict[str, Seed] = {}
    for seed in seeds("finds"):
        first.setdefault(seed.check.code, seed)
    assert first.keys() == set(CODES)
    for code, seed in first.items():
        changes = explanation(check_of(code))["example"]["changes"]
        assert [tuple(pair) for pair in changes] == list(seed.change)


def test_an_unknown_code_has_no_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["audit", "explain", "DP99"]) == 2
    assert "Did you mean" in capsys.readouterr().err


def _pipe(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_the_standard_input_is_audited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _pipe(NO_ACCESS.encode(), monkeypatch)
    told = found("-", "--stdin-filename", "schemes/licence.yaml", "--sarif", "log.sarif", capsys=capsys)
    assert codes(told) == ["DP02"] and told["file"] == "schemes/licence.yaml"
    (result,) = json.loads(Path("log.sarif").read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "schemes/licence.yaml"
    _pipe(NO_ACCESS.encode(), monkeypatch)
    assert guarded(["audit", "--compare", "-", "ladder"]) == 0
    _pipe(b"\xff", monkeypatch)
    assert guarded(["audit", "-"]) == 1
    assert "not UTF-8" in capsys.readouterr().err
    assert guarded(["audit", "-", "-"]) == 2
    monkeypatch.setattr(sys, "stdin", None)
    assert guarded(["audit", "-"]) == 1
    assert "no standard input" in capsys.readouterr().err


def test_sarif_tells_what_is_set_aside(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.write_text(
        NO_ACCESS.replace("access: 0", f"access: 0 # credopolis: ignore DP02 -- {REASON}").replace(
            "appeal: 1", "appeal: 0"
        )
    )
    Path("known.json").write_text(
        '{"format": "credopolis-baseline/1", "findings": {"book.yaml": {"DP03": {"due_process.appeal": 1}}}}'
    )
    assert guarded(["audit", str(book), "--baseline", "known.json", "--sarif", "log.sarif"]) == 0
    log = json.loads(Path("log.sarif").read_text())
    validator = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
    assert [error.message for error in validator.iter_errors(log)] == []
    kinds = {r["ruleId"]: r["suppressions"] for r in log["runs"][0]["results"]}
    assert kinds == {"DP02": [{"kind": "inSource", "justification": REASON}], "DP03": [{"kind": "external"}]}
    capsys.readouterr()


@pytest.mark.parametrize("compared", [False, True])
def test_nothing_names_a_path_of_the_machine(
    compared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, elsewhere = tmp_path / "schemes", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "a.yaml").write_text(NO_ACCESS)
    (elsewhere / "b.yaml").write_text(NO_ACCESS)
    for working in (folder, tmp_path, elsewhere):
        monkeypatch.chdir(working)
        names = [str(folder / "a.yaml"), str(elsewhere / "b.yaml")]
        more = ["--compare"] if compared else ["ladder", "dangan"]
        assert guarded(["audit", *names, *more, "--json", "--html", "page.html", "--sarif", "log.sarif"]) == 0
        out = capsys.readouterr().out
        for text in (out, Path("page.html").read_text(), Path("log.sarif").read_text()):
            assert str(tmp_path) not in text and str(ROOT) not in text and "file://" not in text
            assert "a.yaml" in text and "b.yaml" in text


def test_exit_codes_are_those_that_are_documented(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("faulty.yaml").write_text("format: x\n")
    for code, arguments in (
        (0, [str(book)]),
        (0, [str(book), "--fail-on", "never"]),
        (0, [str(book), "--fail-on", "error", "--ignore", "DP02"]),
        (1, [str(book), "--fail-on", "error"]),
        (1, ["faulty.yaml"]),
        (1, [str(book), "faulty.yaml"]),
        (1, [str(book), "--html", "faulty.yaml/page.html"]),
        (2, []),
        (2, ["--nonsense"]),
        (2, ["popular-acount"]),
        (2, [str(book), "--select", "Q"]),
    ):
        assert guarded(["audit", *arguments]) == code, arguments
    capsys.readouterr()


def test_the_hooks_of_pre_commit_run(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hooks: Any = load_yaml(ROOT / ".pre-commit-hooks.yaml").data
    ends = {}
    for hook in hooks:
        program, *arguments = shlex.split(hook["entry"])
        assert program == "credopolis" and hook["language"] == "python"
        assert re.search(hook["files"], "schemes/rulebook.yaml") and not re.search(hook["files"], "schemes/cases.yaml")
        ends[hook["id"]] = guarded([*arguments, str(book)])
    assert ends == {"credopolis-check": 0, "credopolis-audit": 1}
    capsys.readouterr()


def test_suppressions_of_a_rulebook_without_a_file_are_none() -> None:
    assert suppressions(None) == ()
    with pytest.raises(FaultyFile):
        audit(parse_rulebook(NO_ACCESS + "# credopolis: nonsense\n"))


def test_python_chooses_findings_as_the_command_does() -> None:
    import credopolis as cp

    hidden = NO_ACCESS.replace("access: 0", f"access: 0 # credopolis: ignore DP02 -- {REASON}")
    done = cp.audit(parse_rulebook(hidden))
    assert done.findings == () and [one.reason for one in done.aside] == [REASON]
    told = cp.audit(parse_rulebook(hidden), wanted=Wanted(select=("DP",), inline=False))
    assert [finding.code for finding in told.findings] == ["DP02"] and told.aside == ()
