"""A portfolio of companies in one table, CSV or Excel: a row for each incident, or one for a company without any.

Columns are `code`, `sector` and `founded`, and as far as wanted `province`, `record_since`, `staff`, `executives`,
`owner`, `act`, `date`, `times`, `repaired`. There is no other column, and none for a person. A cell that a spreadsheet
would take for a formula is refused, in CSV and in Excel alike. Each company is then read as its own file would be, with
its rows as places.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from credopolis.company.file import read_company, rings
from credopolis.company.names import NO_PLACE, PERSONS_ASKED
from credopolis.company.shapes import COMPANY_FORMAT, Company
from credopolis.core.extras import need
from credopolis.core.faults import Fault, FaultyFile, near_miss
from credopolis.core.textfile import named, read_text
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.rulebook import Rulebook

NEEDED: Final = ("code", "sector", "founded")
OF_COMPANY: Final = ("province", "record_since", "staff", "executives", "owner")
OF_INCIDENT: Final = ("act", "date", "times", "repaired")
COLUMNS: Final = (*NEEDED, *OF_COMPANY, *OF_INCIDENT)
TABLES: Final = (".csv", ".xlsx")
MOST_ROWS, MOST_CELL = 20_000, 100
MOST_EXCEL_BYTES: Final = 5_000_000
MOST_UNPACKED_BYTES: Final = 60_000_000
_WHOLE: Final = ("times", "staff", "executives")
_FORMULA: Final = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
Row = tuple[int, dict[str, tuple[int, Any]]]
"""The number of a row, and by column its number and what the cell holds."""


def is_table(path: Path | str) -> bool:
    """Whether a file is a table by its name."""
    return Path(path).suffix.lower() in TABLES


def load_portfolio(path: Path | str, rulebooks: Iterable[Rulebook] = ()) -> tuple[Company, ...]:
    """Read a portfolio. rulebooks : that it will be asked about.

    Raises
    ------
    FaultyFile
        With every fault of every row.
    MissingExtra
        If it is an Excel file, and what reads it is not installed.
    """
    file, books = str(path), tuple(rulebooks)
    rows = list(_excel(named(path), file) if Path(path).suffix.lower() == ".xlsx" else _csv(named(path), file))
    faults = [fault for row in rows for fault in _cells(file, row)]
    if faults:
        raise FaultyFile(faults)
    companies: list[Company] = []
    for code, held in _by_code(rows).items():
        try:
            companies.append(read_company(_located(file, code, held, faults), books))
        except FaultyFile as refused:
            faults += refused.faults
    faults += _rings(companies)
    if faults:
        raise FaultyFile(faults)
    if not companies:
        raise FaultyFile([Fault(file, 1, 1, "", "no company in the table", "", "a row for each", "Add rows.")])
    return tuple(companies)


def _csv(path: Path, file: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(read_text(path, file).removeprefix("\ufeff"), newline=""), strict=True)
    try:
        yield from _rows(file, reader)
    except csv.Error as error:
        fault = Fault(
            file, reader.line_num, 1, "", f"not a row of CSV: {error}", "", "cells between commas", "Mend it."
        )
        raise FaultyFile([fault]) from None


def _excel(path: Path, file: str) -> Iterator[Row]:
    openpyxl = need("openpyxl", "An Excel file", "company")
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if path.stat().st_size > MOST_EXCEL_BYTES or unpacked > MOST_UNPACKED_BYTES:
            allowed = f"at most {MOST_EXCEL_BYTES:,} bytes, {MOST_UNPACKED_BYTES:,} unpacked"
            raise FaultyFile(
                [Fault(file, 0, 0, "", "the file is too large", "", allowed, "Keep the table alone in it.")]
            )
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            yield from _rows(file, ([cell.value for cell in row] for row in book.worksheets[0].iter_rows()))
        finally:
            book.close()
    except FaultyFile:
        raise
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        told = f"not an Excel file that can be read ({type(error).__name__})"
        raise FaultyFile([Fault(file, 0, 0, "", told, "", ".xlsx", "Save it again, or as CSV in UTF-8.")]) from None


def _rows(file: str, lines: Iterable[list[Any]]) -> Iterator[Row]:
    """Rows below the head, without empty ones."""
    header: list[str] = []
    for number, line in enumerate(lines, 1):
        if number > MOST_ROWS:
            raise FaultyFile(
                [Fault(file, number, 1, "", "too many rows", "", f"at most {MOST_ROWS:,}", "Split the table.")]
            )
        if not header:
            header = [str(cell or "").strip().lower() for cell in line]
            _check_header(file, header)
            continue
        cells = {name: (k, cell) for k, (name, cell) in enumerate(zip(header, line, strict=False), 1) if name}
        extra = [k for k in range(len(header), len(line)) if line[k] not in (None, "")]
        if extra:
            fault = Fault(
                file, number, extra[0] + 1, "", "a cell beyond the last column", "", ", ".join(header), "Remove it."
            )
            raise FaultyFile([fault])
        if any(cell not in (None, "") for _, cell in cells.values()):
            yield number, cells


def _check_header(file: str, header: list[str]) -> None:
    faults = []
    for k, name in enumerate(header, 1):
        if name in COLUMNS and header.index(name) == k - 1:
            continue
        remedy = f"{NO_PLACE} Remove it." if name in PERSONS_ASKED else near_miss(name, COLUMNS) or "Remove it."
        problem = "this column is there twice" if name in COLUMNS else "this column is not known"
        faults.append(Fault(file, 1, k, name[:40], problem, "", ", ".join(COLUMNS), remedy))
    missing = [name for name in NEEDED if name not in header]
    faults += [Fault(file, 1, 1, name, "this column is missing", "", ", ".join(COLUMNS), "Add it.") for name in missing]
    if faults:
        raise FaultyFile(faults)


def _cells(file: str, row: Row) -> Iterator[Fault]:
    """Cells that no cell of a table of companies may be."""
    number, cells = row
    for name, (column, cell) in cells.items():
        if isinstance(cell, str) and cell[:1] in _FORMULA and cell:
            remedy = "Write the value itself, as text."
            yield Fault(
                file, number, column, name, "a cell that a spreadsheet takes for a formula", "", "a plain value", remedy
            )
        elif isinstance(cell, str) and len(cell) > MOST_CELL:
            yield Fault(
                file, number, column, name, "too long a cell", "", f"at most {MOST_CELL} characters", "Shorten it."
            )
        elif name == "code" and isinstance(cell, int | float) and not isinstance(cell, bool):
            remedy = "Spreadsheets round such numbers: format the column as text, and write the code again."
            yield Fault(file, number, column, name, "a code that is a number", "", "text of 18 characters", remedy)


def _by_code(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[1]["code"][1] or "").strip(), []).append(row)
    return found


def _located(file: str, code: str, rows: list[Row], faults: list[Fault]) -> Located:
    """The rows of one company as the data of a company's file, with where each value stands."""
    first, cells = rows[0]
    data: dict[str, Any] = {"format": COMPANY_FORMAT, "code": code}
    at: dict[KeyPath, tuple[int, int]] = {(): (first, 1), ("code",): (first, cells["code"][0])}
    for name in ("sector", "founded", *OF_COMPANY):
        told = [(number, held[name][0], _value(name, held[name][1])) for number, held in rows if name in held]
        told = [one for one in told if one[2] != ""]
        if not told:
            continue
        number, column, value = told[0]
        for other, where, differs in told[1:]:
            if differs != value:
                allowed = f"{value}, as in row {number}"
                faults.append(
                    Fault(
                        file, other, where, name, "two rows of one company differ", str(differs), allowed, "Mend one."
                    )
                )
        path: KeyPath = {"staff": ("staff", "all"), "executives": ("staff", "executives")}.get(name, (name,))
        if name == "owner":
            path, value = ("partners", "owner"), {"code": value, "kind": "owner"}
            at[(*path, "code")] = (number, column)
        held_in = data
        for step in path[:-1]:
            held_in = held_in.setdefault(str(step), {})
        held_in[str(path[-1])], at[path] = value, (number, column)
    incidents: dict[str, Any] = {}
    for number, held in rows:
        told_of = {name: (held[name][0], _value(name, held[name][1])) for name in OF_INCIDENT if name in held}
        given = {name: pair for name, pair in told_of.items() if pair[1] != ""}
        if given:
            key = f"row_{number}"
            incidents[key] = {name: value for name, (_, value) in given.items()}
            at[("incidents", key)] = (number, 1)
            at.update({("incidents", key, name): (number, column) for name, (column, _) in given.items()})
    if incidents:
        data["incidents"] = incidents
    return Located(file, data, at)


def _value(name: str, cell: Any) -> Any:
    """A cell as the same value in a company's file."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = "" if cell is None else str(cell).strip()
    if name in _WHOLE and text:
        plain = text.removesuffix(".0")
        return int(plain) if plain.isdecimal() and len(plain) < 10 else text
    return text


def _rings(companies: list[Company]) -> list[Fault]:
    """Rings of ownership over several rows."""
    owners: dict[str, list[tuple[str, Fault]]] = {}
    for company in companies:
        for partner in company.partners.values():
            if company.located is not None:
                fault = company.located.fault(("partners", "owner", "code"), "cyclic ownership")
                owners.setdefault(company.code, []).append((partner.code, fault))
    allowed, remedy = "owners that do not own one another in turn", "Take out the link that is wrong."
    return [
        Fault(
            at.file, at.line, at.column, "owner", f"cyclic ownership: {' is owned by '.join(ring)}", "", allowed, remedy
        )
        for ring, at in rings(owners)
    ]
