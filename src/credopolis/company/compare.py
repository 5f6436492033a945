"""What another rulebook does to a company, or to each of a portfolio: where it stands under both, and what moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from credopolis.audit.proofs.lists import is_blacklist
from credopolis.company.history import check_subject
from credopolis.company.result import GateNow, StandingFound, short_place
from credopolis.company.shapes import Company
from credopolis.company.standing import standing
from credopolis.rulebook import Rulebook, diff_rulebooks

SAME, WORSE, BETTER, MIXED = "same", "worse", "better", "both"
MOVES: Final = (SAME, WORSE, BETTER, MIXED)
"""Nothing moves; the company only loses, a gate, a rung or by a list; it only gains; it does both."""
_MOST_RULES: Final = 200


@dataclass(frozen=True)
class MovedCompany:
    """One company under both rulebooks. gained, lost : gates. why : the reasons of the new standing in words."""

    code: str
    before: str
    after: str
    score_before: int | None
    score_after: int | None
    moves: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class RulesCompared:
    """All companies. counts : by how they move. aside : what the new rulebook says nothing of, in words. rules : what
    it rules otherwise, in words."""

    rulebook: str
    against: str
    on: date
    counts: dict[str, int]
    companies: tuple[MovedCompany, ...]
    rules: tuple[str, ...]
    aside: tuple[str, ...]


def compare(companies: Company | Sequence[Company], book: Rulebook, against: Rulebook, on: date) -> RulesCompared:
    """What a rulebook does to companies in place of another. Raises as `standing.standing` does."""
    check_subject(book)
    check_subject(against)
    asked = (companies,) if isinstance(companies, Company) else tuple(companies)
    pairs = [(standing(one, book, on), standing(one, against, on)) for one in asked]
    moved = tuple(_moved(book, against, *pair) for pair in pairs)
    counts = {name: sum(one.moves == name for one in moved) for name in MOVES}
    aside = tuple(dict.fromkeys(line for pair in pairs for found in pair for line in found.aside))
    rules = tuple(diff_rulebooks(book, against)[:_MOST_RULES])
    old, new = (_name(one, (book, against)) for one in (book, against))
    return RulesCompared(old, new, on, counts, moved, rules, aside)


def _name(book: Rulebook, both: tuple[Rulebook, Rulebook]) -> str:
    """A rulebook's name; of two of one name, with the file too."""
    alike = both[0].name == both[1].name and book.located is not None
    return f"{book.name} ({short_place(book.located.file + ':')[:-1]})" if alike and book.located else book.name


def _moved(book: Rulebook, against: Rulebook, old: StandingFound, new: StandingFound) -> MovedCompany:
    both_sides = ((old, book), (new, against))
    good = [set(_open(rules, found.gates)) for found, rules in both_sides]
    both = set(book.gates) & set(against.gates)
    gained = {name for name in good[1] - good[0] if name in both or against.gates[name].kind == "benefit"}
    lost = {name for name in good[0] - good[1] if name in both}
    lost |= {gate.name for gate in new.gates if gate.name not in book.gates and gate.kind == "restriction"}
    gained |= {gate.name for gate in old.gates if gate.name not in against.gates and gate.kind == "restriction"}
    lost |= {gate.name for gate in old.gates if gate.name not in against.gates and gate.kind == "benefit"}
    ladder = list(book.grades)
    if ladder == list(against.grades) and old.grade in ladder and new.grade in ladder:
        rung = ladder.index(new.grade) - ladder.index(old.grade)
    else:
        rung = 0
    on = [{one.name for one in found.lists if is_blacklist(rules.lists[one.name])} for found, rules in both_sides]
    worse, better = bool(lost or on[1] - on[0]) or rung > 0, bool(gained or on[0] - on[1]) or rung < 0
    way = MIXED if worse and better else WORSE if worse else BETTER if better else SAME
    why = tuple(
        f"{one.words} [{one.rule.path}, {short_place(one.rule.place)}]"
        for one in (*new.reasons[:1], *(o.reason for o in new.lists))
    )
    return MovedCompany(
        new.code, old.standing, new.standing, old.score, new.score, way, tuple(sorted(gained)), tuple(sorted(lost)), why
    )


def _open(book: Rulebook, gates: Sequence[GateNow]) -> Iterator[str]:
    """The gates that are open: restrictions that are not closed, and benefits that are granted."""
    closed = {gate.name for gate in gates if gate.kind == "restriction"}
    granted = {gate.name for gate in gates if gate.kind == "benefit"}
    for name, gate in book.gates.items():
        if name in granted or (gate.kind == "restriction" and name not in closed):
            yield name
