"""The documentation's examples are valid, and its list of keys is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from credopolis.rulebook import load_cases, parse_rulebook, run_case
from credopolis.rulebook.conduct import CONDUCT, WHO
from credopolis.rulebook.shape import RULEBOOK

PAGE = Path(__file__).parents[2] / "docs" / "rulebook-format.md"
pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="the documentation is not part of this installation")


def _examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_hold(tmp_path: Path) -> None:
    rulebook, cases = _examples()
    book = parse_rulebook(rulebook)
    (tmp_path / "cases.yaml").write_text(cases)
    loaded = load_cases(tmp_path / "cases.yaml", book)
    assert [str(fault) for name in loaded.cases for fault in run_case(book, loaded, name)] == []


def test_every_key_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = {*RULEBOOK.keys, *CONDUCT.keys, *WHO.keys}
    for name in ("grades", "gates", "lists", "acts"):
        keys |= set(RULEBOOK.keys[name].shape.value.keys)
    keys |= set(RULEBOOK.keys["due_process"].shape.keys)
    missing = {key for key in keys if not re.search(rf"[`.]{key}[`:]", text)}
    assert missing - {"title", "format"} == set()
