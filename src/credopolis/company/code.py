"""The Unified Social Credit Code of a company: eighteen characters, of which the last checks the others.

Only enterprises and cooperatives have a place here (codes that begin with 91 and 93): the code of a business of one
person (92) is a person's, and so may be a number of eighteen digits that checks as one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, final

from credopolis.core.extras import need
from credopolis.core.faults import cut
from credopolis.core.persons import NO_PERSONS
from credopolis.core.shapes import BAD, Bad, Leaf, Reading, Schema
from credopolis.core.yamlfile import KeyPath

ALLOWED: Final = "18 characters, 0 to 9 and capital letters without I, O, S, V, Z, that begin with 91 or 93"
_KINDS: Final = {"91": "enterprise", "93": "cooperative"}
_ONE_PERSON: Final = "92"
_PATTERN: Final = "^9[13][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
_PERSON: Final = re.compile(r"[0-9]{6}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]\Z")
_WHY: Final = {
    "InvalidLength": "it has not 18 characters",
    "InvalidFormat": "a character is none of those that a code has",
    "InvalidComponent": "a part of it cannot be",
    "InvalidChecksum": "its last character does not fit the others, so that one of them is mistyped",
}


def fault_of(code: str) -> str:
    """What is wrong with a code, in words; "" if it is the code of a company."""
    if code.startswith(_ONE_PERSON):
        return f"a code that begins with 92 is that of a business of one person. {NO_PERSONS}"
    if _may_be_a_person(code):
        return f"this number could stand for a person. {NO_PERSONS}"
    uscc, errors = (
        need("stdnum.cn.uscc", "A company file", "company"),
        need("stdnum.exceptions", "A company file", "company"),
    )
    try:
        plain = uscc.validate(code)
    except errors.ValidationError as wrong:
        return _WHY.get(type(wrong).__name__, "it is no code")
    if plain != code:
        return "it is written with spaces or signs between"
    return "" if code[:2] in _KINDS else "it is the code of an institution, and no company's"


def _may_be_a_person(code: str) -> bool:
    """Whether a code is written and checks as the number of a resident: a date of birth, and ISO 7064 MOD 11-2."""
    match = _PERSON.match(code)
    if match is None:
        return False
    try:
        date(*map(int, match.groups()))
    except ValueError:
        return False
    rest = 0
    for sign in code:
        rest = (rest * 2 + (10 if sign == "X" else int(sign))) % 11
    return rest == 1


@final
class Code(Leaf[str]):
    """The code of a company."""

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> str | Bad:
        if isinstance(node, int) and not isinstance(node, bool) and len(str(node)) == 18:
            node = str(node)
        if not isinstance(node, str) or len(node) > 40:
            reading.refuse(path, "not the code of a company", node, ALLOWED, "Write it in quotation marks.")
            return BAD
        wrong = fault_of(node)
        if wrong:
            kept = ... if NO_PERSONS in wrong else cut(node, 40)  # what may be a person's is not said again
            reading.refuse(path, f"not the code of a company: {wrong}", kept, ALLOWED, "Look it up in the register.")
            return BAD
        return node

    def allowed(self) -> str:
        return ALLOWED

    def plain_schema(self) -> Schema:
        return {"type": "string", "pattern": _PATTERN}
