"""Companies that exist nowhere, with codes whose last character is worked out here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from credopolis.company.file import read_company
from credopolis.company.shapes import Company
from credopolis.core.yamlfile import load_text
from credopolis.library.names import COMPANY_REGIMES, regime_folder
from credopolis.rulebook import Rulebook, load_rulebook

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ON = date(2026, 11, 30)


def code(number: int, kind: str = "91") -> str:
    """A code of the numbering standard GB 32100-2015, for a body of a number of ours (corp-018, corp-019)."""
    body = ""
    for _ in range(7):
        number, rest = divmod(number, 31)
        body = SIGNS[rest] + body
    front = f"{kind}110000MA{body}"
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(front, WEIGHTS, strict=True))
    return front + SIGNS[-total % 31]


def parse_company(text: str, name: str = "firm.yaml", rulebooks: Iterable[Rulebook] = ()) -> Company:
    """A company by the text of its file."""
    return read_company(load_text(text, name), rulebooks)


def firm(more: str = "", number: int = 1, founded: str = "2018-03-01") -> Company:
    """A company by the lines that a test is about."""
    head = f"format: credopolis-company/1\ncode: {code(number)}\nsector: manufacturing\nfounded: {founded}\n"
    return parse_company(head + more, "firm.yaml")


def shipped(name: str) -> Rulebook:
    return load_rulebook(regime_folder(name) / "rulebook.yaml")


def write(folder: Path, more: str = "", number: int = 1) -> Path:
    """A company's file."""
    path = folder / "firm.yaml"
    head = f"format: credopolis-company/1\ncode: {code(number)}\nsector: manufacturing\nfounded: 2018-03-01\n"
    path.write_text(head + more, encoding="utf-8")
    return path


def result(text: str) -> Any:
    import json

    return json.loads(text)


__all__ = ["COMPANY_REGIMES", "ON", "code", "firm", "parse_company", "result", "shipped", "write"]
