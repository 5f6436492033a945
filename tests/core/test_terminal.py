"""Text of others made safe: no character that steers a terminal is left, and commands come back from a shell."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.terminal import command, python_line, quoted, safe, safe_json, safe_line

ANY = st.text(st.characters(codec=None))
STEERS = {"Cc", "Cs", "Zl", "Zp"}
MARKS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff")
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
ODD = [" ", "a b", "it's", '"', "$HOME", "`id`", "\n", "-x", "--out", "\x1b[2J", "a\\b", "!!", "~", "*", "é\u202egnp"]


@given(ANY)
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = safe(text)
    assert all(c in "\n\t" or (unicodedata.category(c) not in STEERS and c not in MARKS) for c in shown)
    shown.encode()
    assert "\n" not in safe_line(text) and "\t" not in safe_line(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(st.dictionaries(ANY, ANY))
def test_json_means_the_same(value: dict[str, str]) -> None:
    written = safe_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(written) == json.loads(json.dumps(value))
    assert safe(written) == written


@given(st.lists(st.one_of(NAMES, st.sampled_from(ODD)), min_size=1, max_size=5))
def test_a_shell_reads_a_command_back(words: list[str]) -> None:
    line = command(*words).removeprefix("credopolis ")
    script = f"printf '%s\\0' {line}"
    said = subprocess.run(["bash", "-c", script], capture_output=True, check=True).stdout
    assert said.split(b"\0")[:-1] == [word.encode() for word in words]
    assert safe_line(line) == line


def test_a_name_that_is_no_text_comes_back() -> None:
    word = b"a\xff b".decode("utf-8", "surrogateescape")
    said = subprocess.run(["bash", "-c", f"printf %s {quoted(word)}"], capture_output=True, check=True).stdout
    assert said == b"a\xff b"


def test_a_path_with_a_leading_dash_is_no_option() -> None:
    assert command("resume", PurePosixPath("-x"), "--twin") == "credopolis resume ./-x --twin"


@given(st.one_of(NAMES, st.sampled_from(ODD)))
def test_a_line_of_python_comes_back(name: str) -> None:
    line = python_line(f"print(ascii({name!r}))").replace("python -c", "printf %s", 1)
    said = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout
    assert said == f"print(ascii({name!r}))"
