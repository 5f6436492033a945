"""Numbers as people write them, read one way by the command line, YAML and designs.

Only the ten digits of ASCII count, and no more of them than fit. Python's own `int` and `float` take digits of any
script, underscores, `nan` and texts of any length; nothing that a person wrote is given to them unchecked.
"""

from __future__ import annotations

import math
import re
from typing import Final

MOST_DIGITS: Final = 18
MOST_OF_A_FRACTION: Final = 17
"""Digits that a floating-point number can hold. What has more is a code, such as a person's, and no measurement."""
LARGEST_NUMBER: Final = 10_000_000_000
"""No quantity of a model is larger: ten thousand million people, at most. Longer numbers are codes."""
_MOST_TYPED: Final = 19
_LONGEST_NUMBER: Final = 60

_INTEGER: Final = re.compile(r"[-+]?[0-9]+\Z")
_BASED: Final = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_GROUPED: Final = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:_[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+)\Z")
_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def read_whole(text: str) -> int | None:
    """A typed whole number of at most 19 digits, plain or in groups of three (`1_000_000`, `1,000,000`), or None."""
    text = text.strip(" ")
    if len(text) > _LONGEST_NUMBER or not _GROUPED.match(text):
        return None
    digits = text.replace("_", "").replace(",", "")
    return int(digits) if len(digits.lstrip("+-")) <= _MOST_TYPED else None


def read_number(text: str) -> float | None:
    """A typed finite number such as `10`, `2.5` or `1e6`, or None."""
    text = text.strip(" ")
    if len(text) > _LONGEST_NUMBER or not _FLOAT.match(text):
        return None
    number = float(text)
    return number if math.isfinite(number) and fits_float(text) else None


def fits_float(text: str) -> bool:
    """Whether a decimal number has no more digits than a floating-point number holds; zeros at either end are none."""
    digits = "".join(c for c in text.lower().partition("e")[0] if c.isdigit())
    return len(digits.strip("0")) <= MOST_OF_A_FRACTION


def read_scalar(text: str) -> tuple[object, str]:
    """The value of a plain scalar under the core schema of YAML 1.2, and what is wrong with it, if anything."""
    if text in _WORDS:
        return _WORDS[text], ""
    if _INTEGER.match(text) or _BASED.match(text):
        if len(text.lstrip("+-")) > MOST_DIGITS:
            return 0, f"a number of over {MOST_DIGITS} digits"
        return int(text, 10 if _INTEGER.match(text) else 0), ""
    if _NOT_FINITE.match(text):
        return 0, "not a finite number"
    if _FLOAT.match(text):
        number = float(text)
        if not fits_float(text):
            return 0, f"a number of over {MOST_OF_A_FRACTION} digits"
        return (number, "") if math.isfinite(number) else (0, "not a finite number")
    return text, ""
