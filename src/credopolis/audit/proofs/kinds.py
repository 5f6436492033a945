"""Kinds of people for whom drift is worked out, and which acts each of them can do.

A kind is an age and a few flags of `core.schema`, chosen to show whom a rulebook lets gain; they are examples, not
groups of a population. Its conduct is that of ordinary people: a trait factor of 1, and no response to the rules. An
act that only somebody on a list can do is left out, for nobody begins on one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from credopolis.core.units import DAYS_PER_YEAR
from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.rulebook.model import Act, Rulebook


@dataclass(frozen=True)
class Kind:
    """A kind of person: age in years, flags, own children in the household, the age of the eldest of them."""

    title: str
    age: int
    flags: frozenset[str]
    children: int = 0
    eldest: int | None = None


def _kind(title: str, age: int, *flags: str, children: int = 0, eldest: int | None = None) -> Kind:
    return Kind(title, age, frozenset(flags), children, eldest)


KINDS: Final[Mapping[str, Kind]] = {
    "worker": _kind("A partnered worker in town, two small children", 35, "urban", "internet_user", "partnered",
                    "parent", "employed", children=2, eldest=6),
    "parent": _kind("A parent of grown children in the household", 48, "urban", "internet_user", "partnered", "parent",
                    "employed", children=1, eldest=20),
    "pensioner": _kind("A childless pensioner, offline", 70, "urban"),
    "migrant": _kind("A migrant worker, single", 26, "internet_user", "employed"),
    "official": _kind("An official and Party member", 45, "urban", "internet_user", "partnered", "parent", "employed",
                      "party_member", children=1, eldest=15),
}  # fmt: skip


def can_do(kind: Kind, who: Who) -> bool:
    """Whether a kind of person meets every condition of an act."""
    age = kind.age * DAYS_PER_YEAR
    if age < who.min_age_days or (who.max_age_days and age > who.max_age_days) or who.on_list:
        return False
    if not kind.flags.issuperset(who.is_) or kind.flags & set(who.is_not) or kind.children < who.min_children:
        return False
    if who.child_age_days is None:
        return True
    low, high = who.child_age_days
    return kind.eldest is not None and low <= kind.eldest * DAYS_PER_YEAR <= high


def seen(act: Act) -> float:
    """Chance that a channel sees an act: those that the rulebook names, each with full coverage, independently."""
    missed = 1.0
    for sensitivity in act.seen_by.values():
        missed *= 1.0 - sensitivity
    return 1.0 - missed


def conduct_in(book: Rulebook, conduct: Mapping[str, ActConduct] | None) -> dict[str, ActConduct]:
    """By act of the rulebook, its conduct: the rulebook's own, else that given; acts without either are left out."""
    known = {name: act.conduct or (conduct or {}).get(name) for name, act in book.acts.items()}
    return {name: how for name, how in known.items() if how is not None}


def entries_a_year(book: Rulebook, conduct: Mapping[str, ActConduct], kind: Kind) -> dict[str, float]:
    """By act, entries a year of a kind of person under full coverage, before caps."""
    return {
        name: how.done_a_year * seen(book.acts[name])
        for name, how in conduct_in(book, conduct).items()
        if can_do(kind, how.who)
    }
