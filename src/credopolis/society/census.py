"""Reading the table of provinces: every fault of the file at its line, in one pass."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import MISSING, fields
from pathlib import Path

from credopolis.core.faults import Fault, near_miss, shown
from credopolis.society.provinces import ProvinceRow

_SIZE_LIMIT = 2_000_000
_MOST_PROVINCES = 10_000
_SUM_SLACK = 0.002
_COLUMNS = {f.name: str(f.type) for f in fields(ProvinceRow)}
_REQUIRED = tuple(f.name for f in fields(ProvinceRow) if f.default is MISSING)
_BOUNDS: dict[str, tuple[float, float]] = {
    "population": (1, 3_000_000_000),
    "inter_provincial_migrants": (0, 3_000_000_000),
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
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


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
            lines.append(line)
            faults.extend(_repeated(path, line, header, cells, seen))
            row = _row(path, line, header, cells, faults)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        message = f"the line is not CSV: {error}"
        faults.append(_fault(path, reader.line_num, "", message, remedy="Quote cells that hold commas."))
    faults.extend(_table_faults(path, len(lines)))
    return tuple(rows), tuple(lines), faults


def _fault(
    path: Path, line: int, column: str, message: str, value: object = ..., allowed: str = "", remedy: str = ""
) -> Fault:
    return Fault(
        str(path), line, 1 if line else 0, column, message, "" if value is ... else shown(value), allowed, remedy
    )


def _read_text(path: Path) -> tuple[str, list[Fault]]:
    if not path.is_file():
        return "", [_fault(path, 0, "", "there is no such file", remedy="A society is a folder with population.csv.")]
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            return "", [_fault(path, 0, "", "the file is too large", allowed=f"at most {_SIZE_LIMIT:,} bytes")]
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return "", [_fault(path, 0, "", "the file is not UTF-8 text", remedy="Save it as CSV in UTF-8.")]
    except OSError as error:
        return "", [_fault(path, 0, "", f"the file cannot be read: {error.strerror}", remedy="Check its permissions.")]
    if "\0" in text:
        return "", [_fault(path, 0, "", "the file is not text", remedy="Save it as CSV in UTF-8.")]
    return text, []


def _header_faults(path: Path, header: list[str]) -> list[Fault]:
    missing = [c for c in _REQUIRED if c not in header]
    faults = [_fault(path, 1, name, "the column is missing", remedy="Add it.") for name in missing]
    for name in dict.fromkeys(header):
        if name not in _COLUMNS:
            remedy = near_miss(name, missing or _COLUMNS) or "Take it out."
            faults.append(_fault(path, 1, name[:40], "there is no such column", remedy=remedy))
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
            values[name] = cell.strip()
            if not cell.strip() and name in _REQUIRED:
                faults.append(_fault(path, line, name, "the cell is empty", remedy="Every row needs it."))
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
    if not low <= value <= high:
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
            first = seen.setdefault((column, cell.strip()), line)
            if first != line:
                message = f"the {column} is already used in line {first}"
                faults.append(_fault(path, line, column, message, cell, remedy="Each province has its own."))
    return faults


def _table_faults(path: Path, n_rows: int) -> list[Fault]:
    if n_rows == 0:
        return [_fault(path, 0, "", "the table has no province", remedy="Give one row for each province.")]
    if n_rows > _MOST_PROVINCES:
        return [_fault(path, 0, "", f"the table has {n_rows} provinces", allowed=f"at most {_MOST_PROVINCES}")]
    return []
