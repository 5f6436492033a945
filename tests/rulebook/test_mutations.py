"""A thousand broken rulebook files: each is either a valid rulebook or refused with faults, never a traceback or a hang."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from credopolis.core.faults import FaultyFile
from credopolis.rulebook import compile_rulebook, describe, load_rulebook
from tests.rulebook.books import SHIPPED, SMALL

Mutation = Callable[[random.Random, bytes], bytes]

WORDS = (
    b"9" * 40, b"-1e308", b"1e999", b".nan", b"null", b"~", b"yes", b"[]", b"{}", b"''", b"0x7fffffffffffffff", b"2yy", b"band",
    b"*a", b"&a", b"!!int 3", b"<<", b"? ", b"- - - ", b"[" * 200, b"{a: " * 60, b'"', b"'", b"|", b">", b"%", b"@", b"`",
    "\u6f22\u5b57 \U0001f600 \u202e".encode(), b"\x00", b"\xff\xfe", b"\t", b"\r", "\ufeff".encode(), b'"\\ud800"', b"---", b"...",
)  # fmt: skip


def _lines(text: bytes) -> list[bytes]:
    return text.splitlines(keepends=True)


def delete_line(rng: random.Random, text: bytes) -> bytes:
    lines = _lines(text)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def double_line(rng: random.Random, text: bytes) -> bytes:
    lines = _lines(text)
    k = rng.randrange(len(lines))
    return b"".join([*lines[: k + 1], *lines[k:]])


def swap_lines(rng: random.Random, text: bytes) -> bytes:
    lines = _lines(text)
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def swap_values(rng: random.Random, text: bytes) -> bytes:
    """Exchange what stands after the colon in two lines: values of the wrong type in the wrong place."""
    lines = _lines(text)
    with_values = [k for k, line in enumerate(lines) if b": " in line]
    a, b = rng.choice(with_values), rng.choice(with_values)
    (key_a, value_a), (key_b, value_b) = lines[a].split(b": ", 1), lines[b].split(b": ", 1)
    lines[a], lines[b] = key_a + b": " + value_b, key_b + b": " + value_a
    return b"".join(lines)


def other_word(rng: random.Random, text: bytes) -> bytes:
    start = rng.randrange(len(text))
    end = min(len(text), start + rng.randrange(8))
    return text[:start] + rng.choice(WORDS) + text[end:]


def other_value(rng: random.Random, text: bytes) -> bytes:
    lines = _lines(text)
    k = rng.choice([k for k, line in enumerate(lines) if b": " in line])
    lines[k] = lines[k].split(b": ", 1)[0] + b": " + rng.choice(WORDS) + b"\n"
    return b"".join(lines)


def random_bytes(rng: random.Random, text: bytes) -> bytes:
    changed = bytearray(text)
    for _ in range(rng.randrange(1, 6)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def other_indentation(rng: random.Random, text: bytes) -> bytes:
    lines = _lines(text)
    k = rng.randrange(len(lines))
    lines[k] = b" " * rng.randrange(6) + lines[k].lstrip(b" ")
    return b"".join(lines)


def cut_short(rng: random.Random, text: bytes) -> bytes:
    return text[: rng.randrange(len(text))]


MUTATIONS: tuple[Mutation, ...] = (
    delete_line, double_line, swap_lines, swap_values, other_word, other_value, random_bytes, other_indentation, cut_short,
)  # fmt: skip


def _files() -> list[tuple[bytes, int]]:
    """What is mutated and how often: the large file less, for reading it takes longest."""
    return [
        (SHIPPED["popular-account"].read_bytes(), 100),
        (SHIPPED["suining-2010"].read_bytes(), 200),
        (SHIPPED["judgment-defaulters"].read_bytes(), 350),
        (SMALL.encode(), 350),
    ]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("index", range(4), ids=["popular-account", "suining-2010", "judgment-defaulters", "small"])
def test_mutated_files(index: int, tmp_path: Path) -> None:
    content, number = _files()[index]
    rng = random.Random(2014 + index)
    outcomes = {"valid": 0, "refused": 0}
    path = tmp_path / "mutated.yaml"
    for _ in range(number):
        text = content
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            text = rng.choice(MUTATIONS)(rng, text) or b"\n"
        path.write_bytes(text)
        begun = time.perf_counter()
        try:
            book = load_rulebook(path)
            compile_rulebook(book)
            describe(book)
            outcomes["valid"] += 1
        except FaultyFile as refused:
            assert refused.faults
            assert str(path) in str(refused)
            outcomes["refused"] += 1
        assert time.perf_counter() - begun < 5
    assert min(outcomes.values()) > number // 20, outcomes
