"""What no name may look like: the number or address of a person.

Credopolis takes no data of persons, and no file has a place for them. This guards the places that are left: names and
titles of rules, grades, acts, lists, regions and runs, in which somebody could put codes of persons all the same. It
knows shapes only, and no person.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NO_PERSONS: Final = "Credopolis takes no data of persons."
LONGEST_RUN_IN_A_NAME: Final = 6
LONGEST_RUN_IN_PROSE: Final = 10
_LONGEST_GROUPED: Final = 9
_LONGEST_GROUPED_IN_PROSE: Final = 13

_ADDRESS: Final = re.compile(r"[^\s@]@[^\s@]{1,200}\.[^\s@]")
_LINK: Final = re.compile(r"(?:https?://|doi:|\b10\.[0-9]{4,9}/|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/)\S+", re.IGNORECASE)
_BOOK: Final = re.compile(r"\bIS[BS]N(?:-1[03])?:? ?[0-9][0-9X -]{7,16}", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?<![0-9])(?:1[0-9]|2[01])[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_GROUPED: Final = re.compile(r"[0-9](?:(?:[\s().+_/:|*\u00b7-]{0,3}|[,']|[^\W\d_])[0-9])+")
_GROUPED_IN_PROSE: Final = re.compile(r"[0-9](?:[ _-]?[0-9])+")
_SOCIAL_SECURITY: Final = re.compile(r"(?<![0-9])[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}(?![0-9])")
_RUN: Final = re.compile(r"[0-9]+")
_DASHES: Final = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def found_in_name(text: str) -> str:
    """What of a person a name seems to hold, in words, or an empty string.

    Refused are addresses with @, over 6 digits in a row, and over 9 digits set in groups as telephone numbers are;
    dates are not counted.
    """
    return _found(_folded(text), LONGEST_RUN_IN_A_NAME, _GROUPED, _LONGEST_GROUPED)


def found_in_prose(text: str) -> str:
    """What of a person a sentence or note seems to hold, in words, or an empty string.

    Refused are addresses with @, over 10 digits in a row, over 13 in groups, and numbers as those of social security;
    dates, links, DOIs and numbers of books are not counted.
    """
    plain = _BOOK.sub(" x ", _LINK.sub(" ", _folded(text)))
    return _found(plain, LONGEST_RUN_IN_PROSE, _GROUPED_IN_PROSE, _LONGEST_GROUPED_IN_PROSE)


def _found(plain: str, longest_run: int, grouping: re.Pattern[str], longest_grouped: int) -> str:
    """What of a person a folded text seems to hold.

    longest_run, longest_grouped : digits that are still no code, in a row and in groups of the form `grouping`.
    """
    if _ADDRESS.search(plain):
        return "an e-mail address"
    plain = _DATE.sub(" x ", plain)
    longest = max((len(run) for run in _RUN.findall(plain)), default=0)
    if longest > longest_run:
        return f"a number of {longest} digits, which could stand for a person"
    if _SOCIAL_SECURITY.search(plain):
        return "a number such as those of social security"
    grouped = max((sum(map(str.isdigit, run)) for run in grouping.findall(plain)), default=0)
    return f"{grouped} digits in groups, which could stand for a person" if grouped > longest_grouped else ""


def _folded(text: str) -> str:
    """The text with digits and signs of any script and width as those of ASCII, and without invisible characters."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return _DASHES.sub("-", "".join(_digit(c) for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Me")))


def _digit(character: str) -> str:
    """A sign for a number from 0 to 9 of any script, Chinese numerals too, as that digit; else the character."""
    value = unicodedata.numeric(character, -1.0)
    return str(int(value)) if value in range(10) else character
