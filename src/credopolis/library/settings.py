"""The numbers of a run: people, years and tick, read one way wherever they are given.

The command line gives text, designs give what YAML holds, Python gives its own numbers. Each is taken or refused alike.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Final

from credopolis.core.errors import BadValue
from credopolis.core.numerals import LARGEST_NUMBER, read_number, read_whole
from credopolis.core.units import parse_duration

MOST_PEOPLE: Final = LARGEST_NUMBER
MOST_YEARS: Final = 80.0
LEAST_YEARS: Final = 0.003
MOST_TICK_DAYS: Final = 90
MOST_SEED: Final = LARGEST_NUMBER - 10_001
"""A study counts up from its seed. A longer number draws no better, and could be the code of a person."""

_SHORT: Final = re.compile(r"\+?([0-9]{1,12}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})(e\+?[0-9]{1,2})?([kmb]?)\Z", re.IGNORECASE)
_FACTORS: Final = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def read_people(given: object, what: str = "the number of people") -> int:
    """A number of lives: `1000000`, `1_000_000`, `1,000,000`, `1e6`, `1M`, `250k`, or a number that is whole.

    Raises
    ------
    BadValue
        If it is no whole number from 1 to ten thousand million.
    """
    number = _people_of_text(given) if isinstance(given, str) else _real(given)
    if number is None or not 1 <= number <= MOST_PEOPLE or number != round(number):
        allowed = f"a whole number from 1 to {MOST_PEOPLE:,}, such as 1000000, 1_000_000, 1e6, 1M or 250k"
        raise BadValue(what, given, allowed)
    return round(number)


def read_years(given: object, what: str = "the number of years") -> float:
    """A length in years, from a day to 80 years.

    Raises
    ------
    BadValue
        If it is no number or outside that range.
    """
    number = read_number(given) if isinstance(given, str) else _real(given)
    if number is None or not LEAST_YEARS <= number <= MOST_YEARS:
        raise BadValue(what, given, f"a number over 0, from {LEAST_YEARS} (a day), and at most {MOST_YEARS:g}")
    return number


def read_tick(given: object, what: str = "the tick") -> int:
    """Days of a tick: `7` or, as in a scenario's file, `7d`; from 1 to 90.

    Raises
    ------
    BadValue
        If it is no whole number of days in that range.
    """
    number = _days_of_text(given) if isinstance(given, str) else _real(given)
    if number is None or not 1 <= number <= MOST_TICK_DAYS or number != round(number):
        raise BadValue(what, given, f"a whole number of days, 1 to {MOST_TICK_DAYS}, such as 7 or 7d")
    return round(number)


def read_int(given: object, low: int, high: int, what: str) -> int:
    """A whole number within bounds; text, a truth or a fraction is none.

    Raises
    ------
    BadValue
        If it is none or outside them.
    """
    number = _real(given)
    if number is None or number != round(number) or not low <= number <= high:
        raise BadValue(what, given, f"a whole number from {low:,} to {high:,}")
    return round(number)


def read_names(given: object, what: str) -> tuple[str, ...]:
    """Names in a list, or in a text with commas or spaces between them.

    Raises
    ------
    BadValue
        If it is neither.
    """
    names = given.replace(",", " ").split() if isinstance(given, str) else given
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise BadValue(what, given, "names in a list, such as ['informants', 'quotas'], or in a text between commas")
    return tuple(sorted(names) if isinstance(names, set | frozenset) else names)


def read_word(given: object, what: str, allowed: str) -> str:
    """A word or path; numbers, truths and tables are none.

    Raises
    ------
    BadValue
        If it is no text.
    """
    if not isinstance(given, str):
        raise BadValue(what, given, allowed)
    return given


def read_path(given: object, what: str, allowed: str) -> str:
    """A name or a path, as text.

    Raises
    ------
    BadValue
        If it is neither text nor a path.
    """
    return read_word(str(given) if isinstance(given, Path) else given, what, allowed)


def _real(given: object) -> int | float | None:
    """A number of Python or NumPy that is finite and no truth, or None."""
    if isinstance(given, bool) or not hasattr(given, "__float__") or hasattr(given, "__len__"):
        return None
    if hasattr(given, "__index__"):
        return int(given)
    number = float(given)
    return number if math.isfinite(number) else None


def _people_of_text(text: str) -> int | float | None:
    whole = read_whole(text)
    if whole is not None:
        return whole
    match = _SHORT.match(text.strip(" "))
    return None if match is None else float(match[1] + (match[2] or "")) * _FACTORS[match[3].lower()]


def _days_of_text(text: str) -> int | float | None:
    for read in (read_number, read_whole):
        number = read(text)
        if number is not None:
            return number
    try:
        return parse_duration(text) if len(text) <= 30 else None
    except ValueError:
        return None
