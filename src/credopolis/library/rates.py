"""How often people do acts, and how often the wrong person is entered: shipped rates, without the society itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from credopolis.core.errors import UnknownName
from credopolis.core.shapes import MapOf, read_all
from credopolis.core.yamlfile import load_yaml
from credopolis.library.names import FOLDER, regime_folder
from credopolis.rulebook.conduct import CONDUCT, NAME, ActConduct

SOCIETIES: Final = ("china-2020", "china-2005", "uniform-31")


@dataclass(frozen=True)
class Mistakes:
    """How often an innocent is charged, and how often the charge becomes an entry.

    records_a_year : files charged to the wrong life, a life and year. cameras_a_year : false face matches of somebody
    under full coverage, a life and year, in the group matched best. past_office, past_court : share of false charges
    that such a decision lets through. source : where the numbers come from.
    """

    records_a_year: float = 0.002
    cameras_a_year: float = 0.003
    past_office: float = 0.5
    past_court: float = 0.05
    source: str = (
        "assumption: 0.002 wrong files a life and year (0.0005 to 0.01), one face search a year (0.1 to 10) with false "
        "matches as in fr-003, half of false charges pass an office (0.2 to 0.9) and a twentieth a court (0.01 to 0.2)"
    )


def conduct_of(society: str = "china-2020") -> dict[str, ActConduct]:
    """By act, how people of a shipped society come to do it.

    Raises
    ------
    UnknownName
        If there is no such society.
    """
    if society not in SOCIETIES:
        raise UnknownName("society", society, SOCIETIES)
    located = load_yaml(FOLDER / "societies" / society / "conduct.yaml")
    acts = located.data["acts"] if isinstance(located.data, dict) else {}
    return read_all(MapOf(NAME, CONDUCT, 200, 1), replace(located, data=acts, positions={}))[0]


def mistakes_of(regime: str) -> Mistakes:
    """The rates of mistakes of a regime that ships with the package: those that its file states, else the assumed ones.

    Raises
    ------
    UnknownName
        If there is no such regime.
    """
    located = load_yaml(regime_folder(regime) / "regime.yaml")
    data = located.data if isinstance(located.data, dict) else {}
    parameters, off = data.get("parameters", {}), data.get("off", [])
    records, faces, office = (parameters.get(room, {}) for room in ("records", "faces", "office"))
    usual = Mistakes()
    chance = 1.0 - (1.0 - _value(faces, "false_match_rate", 3e-6)) ** _value(faces, "gallery", 1000.0)
    stated = [f"{regime}: {room}.{key}" for room, block in parameters.items() for key in block if key in _READ]
    return Mistakes(
        0.0 if "records" in off else
        _value(records, "mistakes_a_year", usual.records_a_year) * _value(records, "coverage", 1.0),
        0.0 if {"cameras", "faces"} & set(off) else _value(faces, "searches_a_year", 1.0) * chance,
        _value(office, "false_past_office", usual.past_office),
        _value(office, "false_past_court", usual.past_court),
        "; ".join([*stated, usual.source]),
    )  # fmt: skip


_READ: Final = (
    "mistakes_a_year", "coverage", "searches_a_year", "false_match_rate", "gallery", "false_past_office",
    "false_past_court",
)  # fmt: skip


def _value(block: Mapping[str, Any], key: str, default: float) -> float:
    """A value of a block, written plainly or with its source."""
    given = block.get(key, default)
    return float(given["value"] if isinstance(given, dict) else given)
