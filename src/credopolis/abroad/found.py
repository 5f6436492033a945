"""What is found of adoption abroad, as plain frozen data; `--json` prints it as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

LEVEL: Final = 0.9
HOLDS: Final = 0.95


@dataclass(frozen=True)
class TwoDoubts:
    """A figure with both doubts. value : the mean over seeds. low, high : the middle 90 % over seeds. least, most : the
    middle 90 % over draws of the parameters, None without draws."""

    value: float
    low: float
    high: float
    least: float | None
    most: float | None


@dataclass(frozen=True)
class CountryFound:
    """A country or territory. since : 2019 or 2022, in which it came into the index, None if it is not in it. chance :
    of adopting by the end, 1 for who has. least, most : the middle 90 % over draws, None without draws."""

    code: str
    name: str
    region: str
    since: int | None
    chance: float
    least: float | None
    most: float | None


@dataclass(frozen=True)
class YearFound:
    """The start of a year. adopted : countries with a part. parts, suppliers : countries, by name, the mean over seeds.
    standards : countries that support the exporter's. platforms : pressed in the year before, in the mean. laws :
    countries."""

    year: float
    adopted: TwoDoubts
    parts: dict[str, float]
    suppliers: dict[str, float]
    standards: float
    platforms: float
    laws: float


@dataclass(frozen=True)
class FactorFound:
    """What a factor does: newcomers until the end with it less those without. holds : share of draws with the sign of
    most, None without draws or where its range has one sign. told : a finding if it holds in 95 % of draws, else open;
    of what has one sign by its range, that this is assumed."""

    name: str
    words: str
    effect: TwoDoubts
    holds: float | None
    told: str


@dataclass(frozen=True)
class ParameterFound:
    """A parameter as it was used. fitted : to what, "" if it is drawn from its range alone, "set" if it was set. low,
    high : the middle 90 % of its draws. range : in which it may lie."""

    name: str
    meaning: str
    value: float
    low: float
    high: float
    range: tuple[float, ...]
    source: str
    fitted: str


@dataclass(frozen=True)
class CheckFound:
    """Something on record beside the model. use : fitted, or checked. low, high : the middle 90 % over seeds and draws
    together. verdict : met, not met, or cannot be asked."""

    words: str
    published: float
    found: float | None
    low: float | None
    high: float | None
    use: str
    verdict: str
    note: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class RivalFound:
    """How well a model tells what it was not fitted to. test : which countries or years were held back. score : the
    mean logarithm of the chance that it gave to what happened; nearer 0 is better."""

    test: str
    model: str
    countries: int
    score: float


@dataclass(frozen=True)
class AbroadFound:
    """Adoption abroad. until : the year by whose start chances are told. off : factors without which.
    law_bound : see `ask.law_bound`."""

    since: int
    until: int
    off: tuple[str, ...]
    seeds: tuple[int, ...]
    draws: int
    countries: tuple[CountryFound, ...]
    years: tuple[YearFound, ...]
    factors: tuple[FactorFound, ...]
    parameters: tuple[ParameterFound, ...]
    checks: tuple[CheckFound, ...]
    rivals: tuple[RivalFound, ...]
    law_bound: float
    notes: tuple[str, ...]


def middle(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the middle 90 % of some values."""
    ends = np.quantile(np.asarray(values, float), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(ends[0]), float(ends[1])


def doubted(over_seeds: Sequence[float], over_draws: Sequence[float]) -> TwoDoubts:
    """A figure from what it was by chance and over the parameters."""
    least, most = middle(over_draws) if len(over_draws) else (None, None)
    return TwoDoubts(float(np.mean(over_seeds)), *middle(over_seeds), least, most)
