"""YAML, CSV and JSON made to hurt: every token at the limit of size ends soon, in little memory, with a clear fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from credopolis.core.faults import MOST_SHOWN
from credopolis.core.textfile import SIZE_LIMIT
from credopolis.core.yamlfile import LONGEST_LINE

pytestmark = pytest.mark.slow

SECONDS = 10
MOST_BYTES = 1 << 30
ROOT = int((2 * SIZE_LIMIT) ** 0.5) - 10


def _again(text: str) -> Callable[[int], str]:
    """The text over and over, up to a number of bytes."""
    return lambda n: text * (n // len(text.encode()))


def _within(head: str, text: str, tail: str = "") -> Callable[[int], str]:
    """Within a head and a tail, the text over and over."""
    return lambda n: head + text * ((n - len(head) - len(tail)) // len(text.encode())) + tail


def _counted(form: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    """Numbered copies."""
    return lambda n: head + "".join(form.format(i) for i in range(n // (len(form) + 6))) + tail


AT_THE_LIMIT: dict[str, Callable[[int], str]] = {
    **{
        f"only {name}": _again(text)
        for name, text in {
            "!": "!",
            "! and spaces": "! ",
            "tags": "!a ",
            "escapes in tags": "!%41",
            "&": "&",
            "anchors": "&a ",
            "*": "*",
            "aliases": "*a ",
            "[": "[",
            "{": "{",
            "]": "]",
            "}": "}",
            "[]": "[]",
            "-": "-",
            "dashes": "- ",
            "- lines": "-\n",
            "?": "?",
            "questions": "? ",
            "? lines": "?\n",
            ":": ":",
            "colons": ": ",
            ": lines": ":\n",
            '"': '"',
            "'": "'",
            "|": "|",
            ">": ">",
            "#": "#",
            "comments": "# a\n",
            "tabs": "\t",
            "NUL": "\0",
            "BOM": "\ufeff",
            "%": "%",
            "% lines": "%\n",
            "@": "@",
            "`": "`",
            ",": ",",
            "lines": "\n",
            "spaces": " ",
            "returns": "\r",
            "a": "a",
            "words": "a b ",
            "documents": "--- a\n",
            "markers": "---\n",
            "ends": "...\n",
            "separators": "\u2028",
            "Chinese": "\u6c49",
            "emoji": "\U0001f600",
            "repeated keys": "a: 1\n",
            "merge keys": "<<: 1\n",
            "- tagged": "- !a b\n",
            "- anchored": "- &a b\n",
            "- aliases": "- *a\n",
            "YAML directives": "%YAML 1.2\n",
            "other directives": "%F a\n",
            "? a": "? a\n",
            "empty texts": '- ""\n',
        }.items()
    },
    **{
        f"within {name}": make
        for name, make in {
            "an open quote": _within('"', "a"),
            "an open quote of lines": _within('"', "\n"),
            "a quote": _within('a: "', "a b", '"'),
            "escapes": _within('"', "\\x41", '"'),
            "backslashes": _within('"', "\\"),
            "single quotes": _within("'", "''"),
            "a block": _within("a: |\n", "  b\n"),
            "a folded block": _within("a: >\n", "  b\n"),
            "an empty block": _within("a: |\n", "\n"),
            "one line of a block": _within("a: |\n  ", "b"),
            "spaces of a block": _within("a: |\n", " ", "\nb"),
            "a plain text": _within("a: ", "b"),
            "plain words": _within("a: ", "b c "),
            "plain lines": _within("a: b\n", "  c\n"),
            "a key": _within("", "a", ": 1"),
            "a quoted key": _within('"', "a", '": 1'),
            "a comment": _within("a: b #", "c"),
            "blank lines": _within("a: b", "\n", " c"),
            "spaces before a value": _within("a:", " ", "b"),
            "tabs before a value": _within("a:", "\t", "b"),
            "tab lines": _within("a: b\n", "\t\n"),
            "BOM lines": _within("a: 1\n", "\ufeff\n"),
            "tags in a list": _within("[", "!a ,"),
            "an open list": _within("[", "1,"),
            "an open list of lines": _within("[", "\n"),
            "open questions": _within("[", "? "),
            "pairs in a list": _within("[", "a: "),
            "words in a mapping": _within("{", "a "),
            "digits": _within("a: ", "0"),
            "points": _within("a: ", "1."),
            "signs": _within("a: ", "+"),
            "a verbatim tag": _within("!<", "a"),
            "a tag": _within("a: !", "a", " b"),
            "a handle": _within("a: !a!", "!"),
            "an anchor": _within("a: &", "a", " b"),
        }.items()
    },
    "many keys": _counted("k{}: 1\n"),
    "many keys in a mapping": _counted("k{}: 1, ", "{", "}"),
    "many comments": _counted("k{}: 1 # x\n"),
    "tag directives": _counted("%TAG !{}! a\n", "", "--- a"),
    "ever deeper keys": lambda n: "".join(" " * k + "a:\n" for k in range(ROOT)),
    "ever deeper dashes": lambda n: "".join(" " * k + "-\n" for k in range(ROOT)),
    "ever wider blanks": lambda n: "a: |\n" + "".join(" " * k + "\n" for k in range(ROOT)),
    "deep brackets": lambda n: "a: " + "[" * 40 + "1, " * (n // 3 - 50) + "]" * 40,
}
RULEBOOK = (
    "format: credopolis-rulebook/1\nname: a\ntitle: a\naccount: hypothetical\nscore: {start: 0, min: 0, max: 9}\n"
)
MEANT: dict[str, str] = {
    "unknown keys": RULEBOOK + "".join(f"ky{i}: 1\n" for i in range(9_000)),
    "unknown acts": RULEBOOK + "grades: {A: {}}\nacts:\n" + "".join(f"  a{i}: {{points: x}}\n" for i in range(6_000)),
    "unknown gates": RULEBOOK
    + "grades:\n"
    + "".join(f"  A{i}: {{from: {i}, benefits: [{', '.join(f'gte_{k}' for k in range(60))}]}}\n" for i in range(30))
    + "gates:\n"
    + "".join(f"  gate_{i}: {{kind: benefit}}\n" for i in range(5_000))
    + "acts: {a: {points: 1}}\n",
    "long names": RULEBOOK
    + "grades: {A: {}}\nacts:\n"
    + "".join(f"  {'a' * 900}{i}: {{points: 1}}\n" for i in range(1500)),
    "long texts": RULEBOOK.replace("title: a", "title: " + "b" * 99_000) + "acts: {a: {points: 1}}\n",
    "long lists": RULEBOOK + "grades: {A: {benefits: [" + ", ".join(f"g{i}" for i in range(15_000)) + "]}}\n",
}
RUN = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from credopolis.cli.main import guarded
from credopolis.core.memory import peak_bytes
begun = time.process_time()
code = guarded(json.loads(sys.argv[1]))
told = [code, time.process_time() - begun, peak_bytes()]
print(json.dumps(told), file=open(sys.argv[2], "w"))
"""


def command(arguments: list[str], tmp_path: Path) -> tuple[int, str]:
    """Run a command within bounds of processor time and memory -> exit code and all that it printed."""
    told = tmp_path / "told"
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(arguments), str(told)],
        capture_output=True, text=True, timeout=120, cwd=tmp_path, env={**os.environ, "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert told.exists(), done.stderr[-2000:]
    code, seconds, peak = json.loads(told.read_text())
    assert seconds < SECONDS
    assert peak < MOST_BYTES
    printed = done.stdout + done.stderr
    assert "should not" not in printed and "Traceback" not in printed
    assert len(printed) < 200_000
    return code, printed


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_every_token_at_the_limit_of_size_is_refused_soon(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(AT_THE_LIMIT[name](SIZE_LIMIT - 100), encoding="utf-8", newline="")
    assert path.stat().st_size <= SIZE_LIMIT
    code, printed = command(["rulebook", "check", str(path)], tmp_path)
    assert code == 1
    assert f"{path}:" in printed


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_the_same_in_lines_of_a_length_that_is_read(name: str, tmp_path: Path) -> None:
    text = AT_THE_LIMIT[name](SIZE_LIMIT - 2_000)
    path = tmp_path / "hostile.yaml"
    lines = [text[k : k + LONGEST_LINE - 2] for k in range(0, len(text), LONGEST_LINE - 2)]
    path.write_text("\n ".join(lines) if len(lines) > 1 else text, encoding="utf-8", newline="")
    code, printed = command(["rulebook", "check", str(path)], tmp_path)
    assert code == 1
    assert f"{path}:" in printed


@pytest.mark.parametrize("name", MEANT)
@pytest.mark.parametrize("as_json", [False, True])
def test_many_faults_are_counted_and_not_all_told(name: str, as_json: bool, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(MEANT[name], encoding="utf-8")
    code, printed = command(["rulebook", "check", str(path), *["--json"] * as_json], tmp_path)
    assert code == 1
    if as_json:
        told = json.loads(printed)["rulebooks"][0]
        assert 1 <= len(told["faults"]) <= MOST_SHOWN
        assert (told["more_faults"] > 0) == (len(told["faults"]) == MOST_SHOWN)
    else:
        assert len(printed.splitlines()) <= MOST_SHOWN + 1
        assert max(map(len, printed.splitlines())) < 3000


@pytest.mark.parametrize("name", ["only !", "many keys"])
@pytest.mark.parametrize(
    "arguments",
    [["run", "{}"], ["run", "--regime", "{}"], ["compare", "{}", "popular-account"], ["audit", "{}"],
     ["rulebook", "show", "{}"], ["rulebook", "diff", "popular-account", "{}"], ["sweep", "{}"], ["sensitivity", "{}"],
     ["calibrate", "{}"], ["predict", "{}"], ["decompose", "{}"], ["ablate", "{}"]],
)  # fmt: skip
def test_other_commands_that_read_yaml_end_soon_too(name: str, arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(AT_THE_LIMIT[name](SIZE_LIMIT - 100), encoding="utf-8")
    code, printed = command([part.format(path) for part in arguments], tmp_path)
    assert code in (1, 2)
    assert "hostile.yaml" in printed
