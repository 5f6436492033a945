"""The stated table of protected traits and their proxies: which condition of a rule stands for which trait, and why.

A condition on a protected trait treats people by what they are. A condition on a proxy does so by another name: it is
carried by most people of one group and few of another.

Source
------
Charter of Fundamental Rights of the European Union, Article 21; International Covenant on Civil and Political Rights,
Articles 2 and 26; US Fair Housing Act, 42 USC 3604 (familial status); US Equal Credit Opportunity Act, 15 USC 1691
(marital status, age). Which conditions count as proxies is an assumption, stated here to be contested; so is that an
upper age above 60 years tells when people come to stop doing something, and is no rule about the old.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from credopolis.core.units import DAYS_PER_YEAR
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.conduct import Who


@dataclass(frozen=True)
class Trait:
    """A condition of `who`, and the trait that it is (`proxy` False) or stands for (`proxy` True)."""

    condition: str
    trait: str
    proxy: bool
    source: str


TRAITS: Final = (
    Trait("female", "sex", False, "EU Charter, Art. 21"),
    Trait("minority", "ethnic origin", False, "EU Charter, Art. 21; ICCPR, Art. 26"),
    Trait("party_member", "political opinion", False, "ICCPR, Art. 26"),
    Trait("partnered", "marital status", False, "15 USC 1691"),
    Trait("parent", "familial status", False, "42 USC 3604"),
    Trait("min_children", "familial status", False, "42 USC 3604"),
    Trait("child_age", "familial status", False, "42 USC 3604"),
    Trait("max_age", "age", False, "EU Charter, Art. 21; 15 USC 1691"),
    Trait("urban", "social origin and ethnic origin, by place of residence", True, "assumption; ICCPR, Art. 2"),
    Trait("employed", "disability, age and sex, by work", True, "assumption; EU Charter, Art. 21"),
    Trait("student", "age, by schooling", True, "assumption; EU Charter, Art. 21"),
    Trait("internet_user", "age and property, by access to the internet", True, "assumption; ICCPR, Art. 2"),
)


OLD_DAYS: Final = 60 * DAYS_PER_YEAR
"""Above this upper age it is how people live that ends, not what they are let do."""


def conditions(who: Who) -> Iterator[tuple[Trait, KeyPath]]:
    """The traits that a `who` is conditioned on, each with the key that says so, from `who` on."""
    keys: dict[str, KeyPath] = dict.fromkeys(who.is_, ("is",))
    keys |= dict.fromkeys(who.is_not, ("is_not",))
    keys |= {"min_children": ("min_children",)} if who.min_children else {}
    keys |= {"child_age": ("child_age",)} if who.child_age_days is not None else {}
    keys |= {"max_age": ("max_age",)} if 0 < who.max_age_days <= OLD_DAYS else {}
    for trait in TRAITS:
        if trait.condition in keys:
            yield trait, keys[trait.condition]
