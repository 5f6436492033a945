"""What is found of a company, as plain frozen data; `plain_data` is what `--json` prints of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from credopolis.core.yamlfile import path_text
from credopolis.rulebook import Rulebook


@dataclass(frozen=True)
class RuleAt:
    """A rule of a rulebook: its path, where it stands, and who says so."""

    path: str
    place: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """Why something is so: since when, in words, by which rule, and where in the company's file, "" if nowhere."""

    since: date
    words: str
    rule: RuleAt
    told: str = ""


@dataclass(frozen=True)
class OnList:
    """A list that a company is on. until : None without end."""

    name: str
    title: str
    since: date
    until: date | None
    public: bool
    reason: Reason


@dataclass(frozen=True)
class GateNow:
    """A gate that is not as it is in ordinary standing: what it decides, and the rule by which it does."""

    name: str
    title: str
    kind: str
    decides: str
    rule: RuleAt


@dataclass(frozen=True)
class KeptEntry:
    """An entry on file. moved : points. until : the day on which its points expire, None for never. struck : "" while
    it stands. repair_from : the day on which its repair opens, None if it cannot be repaired."""

    act: str
    title: str
    day: date
    moved: int
    until: date | None
    struck: str
    repair_from: date | None
    rule: RuleAt
    told: str


@dataclass(frozen=True)
class Coming:
    """Something that happens on a day by itself, or is due by it. needs : whether the company must do something."""

    day: date
    words: str
    needs: bool = False


@dataclass(frozen=True)
class StandingFound:
    """Where a company stands. score : None without one. grade : "" without grades. open_gates : all that are open."""

    code: str
    rulebook: str
    title: str
    account: str
    on: date
    score: int | None
    grade: str
    grade_title: str
    locked_until: date | None
    reasons: tuple[Reason, ...]
    lists: tuple[OnList, ...]
    gates: tuple[GateNow, ...]
    entries: tuple[KeptEntry, ...]
    coming: tuple[Coming, ...]
    aside: tuple[str, ...]

    @property
    def standing(self) -> str:
        """Grade and lists in a few words."""
        lists = ", ".join(one.name for one in self.lists)
        return " and ".join(part for part in (self.grade, f"on {lists}" if lists else "") if part) or "on no list"


def rule_at(book: Rulebook, *path: str) -> RuleAt:
    """A rule of a rulebook, with the source of the value, or of the innermost block around it that has one."""
    return RuleAt(path_text(path), book.place_of(*path), book.source_of(*path).source)


def act_rule(book: Rulebook, act: str) -> RuleAt:
    """The rule of what an act does: its points, else the drop, else the list."""
    priced = book.acts[act]
    key = next((key for key in ("points", "falls_to", "adds_to", "removes_from") if getattr(priced, key)), "")
    return rule_at(book, "acts", act, *((key,) if key else ()))


def short_place(place: str) -> str:
    """`file:line` without the folders of a machine, but for the last."""
    file, _, line = place.rpartition(":")
    parts = file.replace("\\", "/").split("/")
    return f"{'/'.join(parts[-2:])}:{line}" if file else place


def plain_data(value: Any) -> Any:
    """A result as mappings, lists and scalars; dates as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain_data(getattr(value, f.name)) for f in fields(value) if f.repr}
    if isinstance(value, dict):
        return {str(key): plain_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
