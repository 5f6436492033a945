"""What a life's dossier says where cycles set grades and entries end others: held against `Standing`, line by line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.analysis.lives.dossier import Dossier
from credopolis.rulebook import load_rulebook
from credopolis.rulebook.automaton import Standing
from credopolis.rulebook.ledger import ENDED, Entry

pytestmark = pytest.mark.alone

HEAD = "format: credopolis-rulebook/1\nname: told\ntitle: Told\naccount: hypothetical\nsource: assumption\n"
CYCLES = (
    HEAD
    + """
score: {start: 50, min: 0, max: 100, resets: {every: 60d, sets_grade: true, sets_grade_after: 10d}}
grades:
  A: {from: 60}
  B: {from: 40}
  C: {from: 20, lock: {cycles: 1, release: band, at_most: B}, next_start: -5}
  D: {lock: {cycles: 2, release: band}}
acts:
  fault: {points: -9, seen_by: {records: 1}, conduct: {rate: 9}}
  deed: {points: 7, head_start: {points: 4, cycles: 2}, seen_by: {records: 1}, conduct: {rate: 7}}
  crime: {falls_to: D, seen_by: {records: 1}, conduct: {rate: 0.4}}
"""
)
ENDS = (
    HEAD
    + """
score: {start: 0, min: 0, max: 100, together: {both: {sets: {x: {acts: [young, test], points: 20}}}}}
grades: {A: {from: 50}, B: {from: 20}, C: {}}
acts:
  young: {points: 30, ends: [young, old], seen_by: {records: 1}, conduct: {rate: 2}}
  old: {points: 5, ends: [young, old], seen_by: {records: 1}, conduct: {rate: 2}}
  test: {points: 9, ends: [test], counts_for: 200d, seen_by: {records: 1}, conduct: {rate: 2}}
  gone: {ends: [young, old, test], seen_by: {records: 1}, conduct: {rate: 0.5}}
"""
)
DAYS = 364


def dossiers(text: str, folder: Path) -> tuple[list[Dossier], Path]:
    book = folder / "told.yaml"
    book.write_text(text, encoding="utf-8")

    book.write_text(f"{text}due_process: {{appeal: 0, repair: 0}}\n", encoding="utf-8")
    run = cp.run(regime=str(book), people=1000, years=DAYS / 365.25, tick=7, threads=1, out=folder / "run")

    return [run.life(life) for life in range(0, 1000, 120)], book


def lived_again(dossier: Dossier, standing: Standing) -> dict[int, Counter[str]]:
    """The entries of a dossier through the automaton -> by day, the acts of which entries were ended by others."""
    entries, ended, known = list[Entry](), dict[int, Counter[str]](), set[int]()
    for line in dossier.happenings:
        if line.kind != "entry":
            continue
        assert line.about is not None
        entries.append(standing.post(line.about, line.day))
        for k, entry in enumerate(entries):
            if entry.struck == ENDED and k not in known:
                known.add(k)
                ended.setdefault(line.day, Counter())[entry.act] += 1
    standing.advance(DAYS - 1)
    return ended


def test_grades_that_a_cycle_sets_are_told_on_their_day(tmp_path: Path) -> None:
    told, book = dossiers(CYCLES, tmp_path)
    seen = 0
    for dossier in told:
        standing = Standing(load_rulebook(book))
        lived_again(dossier, standing)
        set_ = [(line.day, line.grade) for line in dossier.happenings if line.kind == "set"]
        assert set_ == [(c.day, c.after) for c in standing.changes if c.cause == "a cycle ended"]
        let_go = {line.day: line.grade for line in dossier.happenings if line.kind == "lock_end"}
        assert {c.day: c.after for c in standing.changes if c.cause == "the lock ended"}.items() <= let_go.items()
        resets = [line.day for line in dossier.happenings if line.kind == "reset"]
        assert resets == list(range(60, DAYS, 60))
        assert all((day - 10) % 60 == 0 for day, _ in set_)
        words = {line.in_words() for line in dossier.happenings if line.kind == "set"}
        assert words <= {"the cycle that has ended sets the grade"}
        seen += len(set_)
    assert seen > 9


def test_entries_that_others_end_are_told_with_them(tmp_path: Path) -> None:
    told, book = dossiers(ENDS, tmp_path)
    seen = 0
    for dossier in told:
        standing = Standing(load_rulebook(book))
        ended = lived_again(dossier, standing)
        mine: dict[int, Counter[str]] = {}
        for line in dossier.happenings:
            if line.kind == "ended":
                assert line.about is not None
                mine.setdefault(line.day, Counter())[line.about] += 1
                assert line.in_words().startswith(f"an entry ends what stood before: {line.about}")
                # It is told with the entry that ended it.
                entries = [other for other in dossier.happenings if other.kind == "entry" and other.day == line.day]
                assert line.chain in {other.chain for other in entries}
        assert {day: set(acts) for day, acts in mine.items()} == {day: set(acts) for day, acts in ended.items()}
        assert dossier.happenings[-1].score == standing.score and dossier.happenings[-1].grade == standing.grade
        seen += sum(map(len, mine.values()))
    assert seen > 20
