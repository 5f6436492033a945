"""What a row of the table of provinces may be called and must count, so that no row can be a person.

A row is a region of at least 100,000 people. That is the least that the United States Census Bureau lets an area have
in its public-use microdata, so that nobody in it can be told apart (Public Use Microdata Areas). Regions that the
European Union compares have 150,000 or more on average (NUTS 3), and the smallest province of the shipped census has
3.6 million. Smaller divisions are added to a neighbour, as statistical offices do.

Source
------
The floor of people: United States Census Bureau, Public Use Microdata Areas; NUTS: Regulation (EC) 1059/2003,
article 3. The other bounds: assumption, set by what divisions of first level are called and how many there are.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from credopolis.core.persons import NO_PERSONS, found_in_prose

FEWEST_PEOPLE_A_ROW: Final = 100_000
FEWEST_LIVES_A_PROVINCE: Final = 10
MOST_ROWS: Final = 150
MOST_KINDS: Final = 12
MOST_SOURCES: Final = 12
LONGEST_NAME: Final = 60
LONGEST_SOURCE: Final = 500
NAME_ALLOWED: Final = (
    f"up to {LONGEST_NAME} letters of any script, with spaces, hyphens, apostrophes, points, strokes or brackets; a "
    "number of one or two digits at the end, as in Region 7"
)
CODE_ALLOWED: Final = "up to 10 letters, digits and hyphens with at most 6 digits, such as 110000, CN-BJ or DE300"
EXPECTED: Final = (
    f"{NO_PERSONS} A row is a province, state or region of at least {FEWEST_PEOPLE_A_ROW:,} people, out of a published "
    "aggregate table; add smaller ones to a neighbour."
)

_SIGNS: Final = frozenset(" -'.()/\u2010\u2011\u2013\u2019\u02bc\u00b7\u30fb\u200c\u200d")
_JOINERS: Final = frozenset("\u200c\u200d")
_NUMBERED: Final = re.compile(r"(.*\D) ([0-9]{1,2})")
_CODE: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z")
_ONE_PERSON: Final = frozenset({
    "person", "persons", "people", "individual", "individuals", "human", "citizen", "citizens", "resident", "residents",
    "man", "woman", "male", "female", "child", "adult", "user", "member", "employee", "student", "debtor", "life",
    "\u4eba", "\u4e2a\u4eba", "\u516c\u6c11", "\u5c45\u6c11", "\u7537", "\u5973",
})  # fmt: skip
"""What a row is called in a table of persons."""
_MOST_DIGITS_OF_A_CODE: Final = 6
_LONGEST_CODE: Final = 10


def is_name(text: str) -> bool:
    """Whether a region can be called this."""
    numbered = _NUMBERED.fullmatch(text)
    words = numbered[1] if numbered else text
    if not 1 <= len(text) <= LONGEST_NAME or "  " in text or text != text.strip():
        return False
    if not words[0].isalpha() or any(a in _JOINERS and b in _JOINERS for a, b in pairwise(words)):
        return False
    return all(c in _SIGNS or unicodedata.category(c)[0] in "LM" for c in words)


def is_kind(text: str) -> bool:
    """Whether a kind of region can be called this: as a name, but never numbered, and not as one person is."""
    return is_name(text) and not any(c.isdigit() for c in text) and same_name(text) not in _ONE_PERSON


def is_code(text: str) -> bool:
    """Whether this can be the code of a region; codes of persons are longer."""
    digits = sum(c.isdigit() for c in text)
    return len(text) <= _LONGEST_CODE and digits <= _MOST_DIGITS_OF_A_CODE and _CODE.match(text) is not None


def is_source(text: str) -> bool:
    """Whether this can be the citation of a table: one printable line without codes of persons."""
    return 1 <= len(text) <= LONGEST_SOURCE and text.isprintable() and not found_in_prose(text)


def same_name(text: str) -> str:
    """A name as it is compared with others: without differences of case, width and invisible signs."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c for c in folded if unicodedata.category(c) != "Cf").split())
