"""What the values of a regime's own files rest on: how many have a source, are assumed, or are only remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from credopolis.core.reading import Source
from credopolis.core.shapes import read_all
from credopolis.core.yamlfile import load_yaml
from credopolis.library.evidence import nobody_can_check
from credopolis.library.grounds import ground_of
from credopolis.library.names import regime_folder
from credopolis.library.shapes import REGIME
from credopolis.rulebook import load_rulebook


@dataclass(frozen=True)
class Grounds:
    """Values with a source of their own, values that are assumed (wholly or beside a source), and values that nobody
    can look up, which count as assumed wherever results hang on them."""

    sourced: int = 0
    assumed: int = 0
    remembered: int = 0

    @property
    def values(self) -> int:
        """All of them."""
        return self.sourced + self.assumed + self.remembered

    def __add__(self, other: Grounds) -> Grounds:
        return Grounds(
            self.sourced + other.sourced, self.assumed + other.assumed, self.remembered + other.remembered
        )  # fmt: skip

    def in_words(self) -> str:
        """Shares in percent, such as `41 % sourced, 57 % assumed, 2 % remembered`."""
        if not self.values:
            return "no value has a source"
        parts = ((self.sourced, "sourced"), (self.assumed, "assumed"), (self.remembered, "remembered"))
        return ", ".join(f"{100 * n / self.values:.0f} % {word}" for n, word in parts if n)


def grounds_of(name: str) -> Grounds:
    """What the values of a shipped regime's rulebook and regime file rest on."""
    folder = regime_folder(name)
    of_rules = load_rulebook(folder / "rulebook.yaml").sources.values()
    of_regime = read_all(REGIME, load_yaml(folder / "regime.yaml"))[1].sources.values()
    return count([*of_rules, *of_regime])


def count(sources: Iterable[Source]) -> Grounds:
    """Values by what they rest on."""
    sourced = assumed = remembered = 0
    for source in sources:
        if nobody_can_check(source.source):
            remembered += 1
        elif ground_of(source).assumed:
            assumed += 1
        else:
            sourced += 1
    return Grounds(sourced, assumed, remembered)
