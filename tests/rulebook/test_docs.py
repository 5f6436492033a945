"""The documentation's examples are valid, and its list of keys is whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from credopolis.rulebook import load_cases, parse_rulebook, run_case
from credopolis.rulebook.model import SEEING
from credopolis.rulebook.shape import RULEBOOK, json_schema
from tests.house.tree import DOCS, load

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


def test_every_key_is_documented_with_its_meaning() -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = dict(load(DOCS / "generate.py").rules.keys_of(RULEBOOK))
    assert len(keys) > 70
    assert {"title", "acts.X.title", "acts.X.seen_by", "score.start", "acts.X.conduct.who.on_list"} <= keys.keys()
    assert [path for path, key in keys.items() if not key.meaning] == []
    assert [path for path, key in keys.items() if text.count(f"| `{path}` | ") != 1 or key.meaning not in text] == []
    row = next(line for line in text.splitlines() if line.startswith("| `acts.X.seen_by`"))
    assert [channel for channel in SEEING if channel not in row] == []


def test_the_schema_says_what_keys_mean() -> None:
    """An editor shows it."""

    def described(schema: Any) -> int:
        inner = schema.get("properties", {}).values()
        more = schema.get("additionalProperties")
        inner = [*inner, more] if isinstance(more, dict) else inner
        return ("description" in schema) + sum(map(described, inner))

    keys = dict(load(DOCS / "generate.py").rules.keys_of(RULEBOOK))
    assert described(json_schema()) == len(keys)
