"""Reading the table of provinces: every fault of the file at its line, in one pass."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path

from credopolis.core.faults import MOST_KEPT, Fault, FaultyFile, near_miss, shown
from credopolis.core.numerals import MOST_OF_A_FRACTION, fits_float
from credopolis.core.textfile import read_text
from credopolis.society.provinces import ProvinceRow
from credopolis.society.regions import (
    CODE_ALLOWED,
    EXPECTED,
    FEWEST_PEOPLE_A_ROW,
    LONGEST_SOURCE,
    MOST_KINDS,
    MOST_ROWS,
    MOST_SOURCES,
    NAME_ALLOWED,
    is_code,
    is_kind,
    is_name,
    is_source,
    same_name,
)

_MOST_COLUMNS = 40
_SUM_SLACK = 0.002
_NEARLY_ALL = 0.995
_MOST_PEOPLE = 12_000_000_000
_COLUMNS = {f.name: str(f.type) for f in fields(ProvinceRow) if f.name != "within"}
_REQUIRED = tuple(f.name for f in fields(ProvinceRow) if f.default is MISSING)
_BOUNDS: dict[str, tuple[float, float]] = {
    "population": (FEWEST_PEOPLE_A_ROW, 2_000_000_000),
    "inter_provincial_migrants": (0, 2_000_000_000),
    "urban_share": (0, 1),
    "minority_share": (0, 1),
    "mean_household_size": (1, 8),
    "sex_ratio_m_per_100f": (50, 200),
    "share_0_14": (0, 1),
    "share_15_59": (0, 1),
    "share_60plus": (0, 1),
    "share_65plus": (0, 1),
    "one_person_household_share": (0, 0.95),
    "mean_years_schooling_15plus": (0.5, 15),
}
_NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,3})?")
_WORDS: dict[str, tuple[Callable[[str], bool], str]] = {
    "code": (is_code, CODE_ALLOWED),
    "name": (is_name, NAME_ALLOWED),
    "name_zh": (lambda text: text in ("", "-") or is_name(text), NAME_ALLOWED),
    "kind": (is_kind, "a word for such regions, such as province, state or autonomous region"),
    "source": (is_source, f"a citation of up to {LONGEST_SOURCE} characters"),
}
_CALLED = {"code": "code", "name": "name", "name_zh": "name", "kind": "kind", "source": "source"}
_DISTINCT = {"kind": MOST_KINDS, "source": MOST_SOURCES}


def read_population(path: Path) -> tuple[tuple[ProvinceRow, ...], tuple[int, ...], list[Fault]]:
    """The rows of a table of provinces, the line of each, and all faults found (no rows are usable if any)."""
    text, faults = _read_text(path)
    if faults:
        return (), (), faults
    rows: list[ProvinceRow] = []
    lines: list[int] = []
    seen: dict[tuple[str, str], int] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        faults = _header_faults(path, header)
        if faults:
            return (), (), faults
        end = reader.line_num
        for cells in reader:
            line, end = end + 1, reader.line_num
            if not cells:
                continue
            if len(lines) >= MOST_ROWS or len(faults) >= MOST_KEPT:
                faults.append(
                    _fault(path, line, "", "the table has too many rows", ..., f"at most {MOST_ROWS}", EXPECTED)
                )
                break
            lines.append(line)
            faults.extend(_repeated(path, line, header, cells, seen))
            row = _row(path, line, header, cells, faults)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        message = f"the line is not CSV: {error}"
        faults.append(_fault(path, reader.line_num, "", message, remedy="Quote cells that hold commas."))
    if not lines and not faults:
        faults.append(_fault(path, 0, "", "the table has no province", remedy="Give one row for each province."))
    faults.extend(_faults_together(path, rows))
    return tuple(rows), tuple(lines), faults


def _faults_together(path: Path, rows: list[ProvinceRow]) -> list[Fault]:
    """Faults of no row alone: more people than there are, and texts that are the rows' own and no classes."""
    faults = []
    if sum(row.population for row in rows) > _MOST_PEOPLE:
        allowed = f"at most {_MOST_PEOPLE:,} together"
        faults.append(
            _fault(path, 1, "population", "the rows count more people than the Earth has", ..., allowed, EXPECTED)
        )
    for column, most in _DISTINCT.items():
        if len({getattr(row, column) for row in rows}) > most:
            allowed = f"at most {most} different ones in a table"
            faults.append(_fault(path, 1, column, "too many different texts", ..., allowed, EXPECTED))
    return faults


def _fault(
    path: Path, line: int, column: str, message: str, value: object = ..., allowed: str = "", remedy: str = ""
) -> Fault:
    return Fault(
        str(path), line, 1 if line else 0, column, message, "" if value is ... else shown(value), allowed, remedy
    )


def _read_text(path: Path) -> tuple[str, list[Fault]]:
    try:
        text = read_text(path, str(path)).removeprefix("\ufeff")
    except FaultyFile as error:
        return "", list(error.faults)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", [_fault(path, line, "", "the file is not text", remedy="Save it as CSV in UTF-8.")]
    return text, []


def _header_faults(path: Path, header: list[str]) -> list[Fault]:
    if len(header) > _MOST_COLUMNS:
        allowed = f"the {len(_COLUMNS)} columns of the format"
        return [_fault(path, 1, "", f"the table has {len(header):,} columns", ..., allowed, EXPECTED)]
    missing = [c for c in _REQUIRED if c not in header]
    faults = [_fault(path, 1, name, "the column is missing", remedy=f"Add it. {EXPECTED}") for name in missing]
    for name in dict.fromkeys(header):
        if name not in _COLUMNS:
            remedy = near_miss(name, missing or _COLUMNS) or f"Take it out. {EXPECTED}"
            place = name if name.isprintable() else ascii(name)
            faults.append(_fault(path, 1, place[:40], "there is no such column", ..., ", ".join(_COLUMNS), remedy))
        elif header.count(name) > 1:
            faults.append(_fault(path, 1, name, "the column occurs twice", remedy="Take one of them out."))
    return faults


def _row(path: Path, line: int, header: list[str], cells: list[str], faults: list[Fault]) -> ProvinceRow | None:
    """One row checked on its own; its faults are added to `faults`, and it is None if it has any."""
    if len(cells) != len(header):
        message = f"the line has {len(cells)} cells, the header {len(header)}"
        faults.append(_fault(path, line, "", message, remedy="Quote cells with commas."))
        return None
    before = len(faults)
    values: dict[str, str | int | float] = {}
    for name, cell in zip(header, cells, strict=True):
        kind = _COLUMNS[name]
        if kind == "str":
            values[name] = text = cell.strip()
            fits, allowed = _WORDS[name]
            if not text and name in _REQUIRED:
                faults.append(_fault(path, line, name, "the cell is empty", remedy="Every row needs it."))
            elif not fits(text):
                message = f"this is not the {_CALLED[name]} of a region"
                faults.append(_fault(path, line, name, message, cell, allowed, EXPECTED))
        else:
            number = _number(path, line, name, cell, faults)
            values[name] = int(number) if kind == "int" else number
    if len(faults) > before:
        return None
    row = ProvinceRow(**values)  # type: ignore[arg-type]
    faults.extend(_share_faults(path, line, row))
    return row if len(faults) == before else None


def _number(path: Path, line: int, name: str, cell: str, faults: list[Fault]) -> float:
    low, high = _BOUNDS[name]
    allowed = f"{low:,} to {high:,}"
    text = cell.strip()
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if name == "population" and 0 <= value < low:
        message = "the row counts too few people to be a province"
        faults.append(_fault(path, line, name, message, cell, allowed, EXPECTED))
    elif not fits_float(text):
        allowed = f"at most {MOST_OF_A_FRACTION} digits"
        faults.append(
            _fault(path, line, name, "the number has more digits than a share can have", cell, allowed, EXPECTED)
        )
    elif not low <= value <= high:
        faults.append(_fault(path, line, name, "the value is out of range or not a number", cell, allowed))
    elif _COLUMNS[name] == "int" and value != int(value):
        faults.append(_fault(path, line, name, "the value must be a whole number", cell, allowed))
    return value if math.isfinite(value) else 0.0


def _share_faults(path: Path, line: int, row: ProvinceRow) -> list[Fault]:
    faults = []
    total = row.share_0_14 + row.share_15_59 + row.share_60plus
    if abs(total - 1.0) > _SUM_SLACK:
        message = "the shares aged 0-14, 15-59 and 60 or more do not add up to 1"
        faults.append(_fault(path, line, "share_0_14", message, round(total, 6), f"1 +- {_SUM_SLACK}"))
    if max(row.share_0_14, row.share_15_59, row.share_60plus) >= _NEARLY_ALL:
        message = "everybody is of one age, as one person is"
        faults.append(_fault(path, line, "share_0_14", message, row.share_0_14, f"below {_NEARLY_ALL}", EXPECTED))
    if row.inter_provincial_migrants > row.population:
        message = "more people moved in than live here"
        column, most = "inter_provincial_migrants", f"0 to {row.population:,}"
        faults.append(_fault(path, line, column, message, row.inter_provincial_migrants, most, EXPECTED))
    if row.share_65plus > row.share_60plus:
        message = "the share aged 65 or more is above the share aged 60 or more"
        faults.append(_fault(path, line, "share_65plus", message, row.share_65plus, f"0 to {row.share_60plus}"))
    return faults


def _repeated(
    path: Path, line: int, header: list[str], cells: list[str], seen: dict[tuple[str, str], int]
) -> list[Fault]:
    """Faults of a code or name that an earlier line has; `seen` gives the line of each."""
    faults = []
    for column, cell in zip(header, cells, strict=False):
        if column in ("code", "name") and cell.strip():
            first = seen.setdefault((column, same_name(cell)), line)
            if first != line:
                message = f"the {column} is already used in line {first}"
                faults.append(_fault(path, line, column, message, cell, remedy="Each province has its own."))
    return faults
