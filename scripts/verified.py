"""Writes the page of `sh scripts/verify`: what was checked, how long it took, what failed, from pytest's JUnit file.

python scripts/verified.py verification.xml verification.html
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

from credopolis.core.page import page, table
from credopolis.store.manifest import git_state, versions

HELD, FAILED, LEFT_OUT = "held", "failed", "left out"
_ABOUT: Final = {
    "verification": "what runs are held to: theory, other solutions, closed forms, targets",
    "engine": "the engine: threads, workers, restarts, twins",
    "analysis": "measures, comparisons and studies",
    "audit": "proofs and findings of the audit",
    "cli": "commands, paths and failures",
    "studio": "the studio",
    "mutation": "reversed meanings that verification sees",
}
_LONGEST: Final = 2000


class Check(NamedTuple):
    """One test: its room, its name in words, what came of it, how long it took in seconds, and what it said."""

    room: str
    name: str
    state: str
    seconds: float
    said: str


def checks(text: str) -> list[Check]:
    """The tests of a JUnit file.

    Raises
    ------
    ElementTree.ParseError
        If it is none.
    """
    return [_check(case) for case in ElementTree.fromstring(text).iter("testcase")]


def _check(case: ElementTree.Element) -> Check:
    state, said = HELD, ""
    for kind, what in (("skipped", LEFT_OUT), ("failure", FAILED), ("error", FAILED)):
        found = case.find(kind)
        if found is not None:
            state, said = what, found.get("message") or found.text or ""
    room = case.get("classname", "").removeprefix("tests.").split(".")[0]
    return Check(room, _words(case.get("name", "")), state, float(case.get("time", 0.0)), said[:_LONGEST])


def _words(name: str) -> str:
    """`test_a_chain_holds[two]` -> `A chain holds (two)`."""
    plain, _, which = name.partition("[")
    text = plain.removeprefix("test_").replace("_", " ").strip()
    return text[:1].upper() + text[1:] + (f" ({which.removesuffix(']')})" if which else "")


def report(found: Sequence[Check], about: str) -> str:
    """The page. about : versions and state of the checkout, in words."""
    count = {state: sum(c.state == state for c in found) for state in (HELD, FAILED, LEFT_OUT)}
    verdict = (
        "Nothing was checked." if not found else "Every check held." if not count[FAILED] else "Not every check held."
    )
    minutes = sum(c.seconds for c in found) / 60
    sections = [
        f"<header><h1>Verification</h1><p>{verdict}</p></header>",
        f"<section><p>{count[HELD]:,} held, {count[FAILED]:,} failed, {count[LEFT_OUT]:,} were left out; "
        f"{minutes:.1f} minutes of tests. {escape(about)}</p></section>",
    ]
    if failed := [c for c in found if c.state == FAILED]:
        rows = [(c.room, c.name, c.said) for c in failed]
        sections.append(f"<section><h2>What failed</h2>{table(('room', 'check', 'what it said'), rows)}</section>")
    for room in sorted({c.room for c in found}, key=lambda room: (room != "verification", room)):
        mine = sorted((c for c in found if c.room == room), key=lambda c: -c.seconds)
        rows = [(c.name, c.state, f"{c.seconds:.1f} s") for c in mine]
        title = f"{room}: {_ABOUT[room]}" if room in _ABOUT else room
        sections.append(
            f"<section><h2>{escape(title)}</h2>{table(('check', 'what came of it', 'time'), rows)}</section>"
        )
    return page("Verification", "\n".join(sections))


def main(arguments: Sequence[str]) -> int:
    """Write the page; see the module."""
    source, out = map(Path, arguments)
    if not source.is_file():
        print(f"verified: {source} is not there: pytest wrote none, so there is no page.", file=sys.stderr)
        return 1
    state = git_state() or {}
    about = ", ".join(f"{name} {version}" for name, version in versions().items())
    commit = re.sub(r"[^0-9a-f]", "", str(state.get("commit", "")))[:12]
    told = f"Versions: {about}.{f' Commit {commit}.' if commit else ''}"
    out.write_text(report(checks(source.read_text(encoding="utf-8")), told), encoding="utf-8")
    print(f"Page written to {out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
