"""What keeps a release back is said, each by itself; what is built holds what a stranger needs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, load

releasing = load(ROOT / "scripts" / "releasing.py")
READY = {
    "pyproject.toml": '[project]\nversion = "1.2.0"\n',
    "CHANGELOG.md": "## Unreleased\n\n## 1.2.0, 2026-12-01\n\n- New.\n\n## 1.1.0, 2026-01-01\n\n- Old.\n",
    "CITATION.cff": 'cff-version: 1.2.0\nversion: "1.2.0"\ndate-released: 2026-12-01\n',
}


def test_what_agrees_is_ready() -> None:
    assert releasing.problems(READY, ["v1.1.0"], False) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("CITATION.cff", 'version: "1.2.0"', "version: 1.1.0", "version is '1.1.0'; it must be 1.2.0"),
        ("CITATION.cff", "date-released: 2026-12-01\n", "", "date-released is None; the changelog says 2026-12-01"),
        ("CHANGELOG.md", "## 1.2.0, 2026-12-01", "## Later", "no section of 1.2.0"),
        ("CHANGELOG.md", "## 1.2.0, 2026-12-01", "## 1.2.0", "no section of 1.2.0"),
        ("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- More.\n", "under Unreleased"),
        ("CHANGELOG.md", "## Unreleased\n", "## 1.3.0, 2026-12-02\n\n- Newer.\n", "not its newest"),
        ("pyproject.toml", "1.2.0", "1.2", "version is '1.2'"),
    ],
)
def test_what_does_not_agree_is_said(file: str, old: str, new: str, words: str) -> None:
    changed = READY[file].replace(old, new)
    assert changed != READY[file]
    assert any(words in problem for problem in releasing.problems({**READY, file: changed}, [], False))


def test_a_released_version_and_changes_keep_it_back() -> None:
    (released,) = releasing.problems(READY, ["v1.2.0"], False)
    assert "has been released" in released
    (changed,) = releasing.problems(READY, [], True)
    assert "not committed" in changed


def test_the_version_of_the_citation_is_that_of_the_package() -> None:
    texts = {name: (ROOT / name).read_text("utf-8") for name in READY}
    assert not [p for p in releasing.problems(texts, [], False) if "CITATION.cff: version" in p]


def test_sums_are_as_the_usual_tool_reads_them(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"abc")
    (tmp_path / "notes.txt").write_bytes(b"no")
    assert releasing.sums(tmp_path) == f"{hashlib.sha256(b'abc').hexdigest()}  a.whl\n"
