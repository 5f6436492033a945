"""What people type for numbers and settings, read kindly and within bounds."""

from __future__ import annotations

import re
from typing import Any

from credopolis.core.errors import BadValue
from credopolis.core.numerals import read_number, read_whole
from credopolis.library.settings import MOST_SEED as MOST_SEED
from credopolis.library.settings import read_people, read_years

MOST_THREADS = 4096
MOST_SEEDS = 10_000
MOST_SCALE = 1_000_000

_EVERY = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smhd])\Z")


def people(text: str) -> int:
    """A number of lives; see `library.settings.read_people`."""
    return read_people(text, "--people")


def years(text: str) -> float:
    """A length in years; see `library.settings.read_years`."""
    return read_years(text, "--years")


def whole(option: str, text: str, low: int, high: int) -> int:
    """A whole number within bounds, plain or in groups of three (`1_000`, `1,000`).

    Raises
    ------
    BadValue
        If it is none or outside them.
    """
    value = read_whole(text)
    if value is None or not low <= value <= high:
        raise BadValue(option, text, f"a whole number from {low:,} to {high:,}")
    return value


def level(text: str) -> float:
    """The level of intervals: `90` or `95`, with or without a percent sign.

    Raises
    ------
    BadValue
        If it is another.
    """
    levels = {"90": 0.9, "95": 0.95}
    found = levels.get(text.strip().removesuffix("%").strip())
    if found is None:
        raise BadValue("--level", text, "90 or 95")
    return found


def of_one_run(
    people_: str, years_: str | None, seed: str | None, threads: str | None, changes: list[str] | None
) -> dict[str, Any]:
    """The options of a run in memory, as `people, years, seed, threads, set`; what is not given is None.

    Raises
    ------
    BadValue
        If one of them is wrong.
    """
    return {
        "people": people(people_),
        "years": None if years_ is None else years(years_),
        "seed": None if seed is None else whole("--seed", seed, 0, MOST_SEED),
        "threads": None if threads is None else whole("--threads", threads, 1, MOST_THREADS),
        "set": settings(changes or []) or None,
    }


def study(
    people_: str, years_: str, seeds: str, seed: str | None, threads: str | None, changes: list[str] | None
) -> dict[str, Any]:
    """The options that studies of several seeds share, as `people, years, seeds, seed, threads, set`.

    Raises
    ------
    BadValue
        If one of them is wrong.
    """
    one = of_one_run(people_, years_, seed, threads, changes)
    return {**one, "seeds": whole("--seeds", seeds, 2, MOST_SEEDS)}


def checkpoint_every(text: str | None) -> tuple[float | None, int | None]:
    """Time between checkpoints: `30s`, `10m`, `2h`, `90d` of simulated days, or `never` -> (seconds, simulated days).

    Raises
    ------
    BadValue
        If it is none of these.
    """
    if text is None:
        return 60.0, None
    if text.strip() == "never":
        return None, None
    match = _EVERY.match(text.strip())
    if match is None or float(match[1]) <= 0:
        raise BadValue("--checkpoint-every", text, "such as 30s, 10m or 2h, 90d for simulated days, or never")
    if match[2] == "d":
        return None, max(1, round(float(match[1])))
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]], None


def settings(texts: list[str]) -> dict[str, int | float | str | bool]:
    """Settings written `path=value`, each path once.

    Raises
    ------
    BadValue
        If one is not a path and a value, or sets a path twice.
    """
    from credopolis.library.overrides import parse_override

    found: dict[str, int | float | str | bool] = {}
    for text in texts:
        path, value = parse_override(text)
        if path in found:
            raise BadValue("--set", text, "each path once", f"{path} was set to {found[path]!r} already.")
        found[path] = value
    return found


def pairs(option: str, told: list[str] | None) -> dict[str, float]:
    """Values by name. Raises BadValue if one is no NAME=VALUE with a number."""
    found = {}
    for one in told or []:
        name, equals, text = one.partition("=")
        value = read_number(text) if equals else None
        if value is None:
            raise BadValue(option, one, "NAME=VALUE, the value a number")
        found[name.strip()] = value
    return found
