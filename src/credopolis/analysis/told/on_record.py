"""A run beside what is on record of its time, as a person likes to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis.measures.on_record import UNKNOWN
from credopolis.analysis.told.seeing import plain_table
from credopolis.core.digits import rounded

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.measures.on_record import RecordLine

HEADING: Final = "Beside the record"
_TOLERANCE: Final = "agrees within"
HEADER: Final = ("what", "target", "on record", _TOLERANCE, "here (95 % interval)", "verdict")
_WIDEST: Final = 30  # letters of a name, which otherwise is broken into many lines
NOTE: Final = (
    "Counts are scaled to all people of the society. * marks what a parameter was chosen by: agreement there checks "
    "nothing. Intervals are of chance alone."
)


def _size(value: float, unit: str) -> tuple[float, str]:
    """What a number is divided by to be read, and the word for that."""
    return (1e6, " million") if unit and value >= 1e6 else (1.0, "")


def _number(value: float, unit: str) -> str:
    """A number of the record, with the digits that the source gives, four at most."""
    size, word = _size(value, unit)
    return f"{value:,.0f}" if unit and size == 1 else f"{value / size:.4g}{word}"


def _range(line: RecordLine) -> str:
    """What counts as agreement."""
    size, word = _size(line.value, line.unit)
    if line.unit and size == 1:
        return f"{line.least:,.0f} to {line.most:,.0f}"
    return f"{line.least / size:.3g} to {line.most / size:.3g}{word}"


def _found(line: RecordLine) -> str:
    """A number of the run with its interval, to the digits that chance leaves."""
    size, word = _size(line.value, line.unit)
    width = (line.found.high - line.found.low) / size
    value, low, high = (rounded(one / size, width) for one in (line.found.value, line.found.low, line.found.high))
    return f"{value}{word} ({low} to {high})"


def record_row(line: RecordLine) -> tuple[str, ...]:
    """A row of the record as a row of a table."""
    verdict = "unclear, too few" if line.verdict == UNKNOWN else line.verdict
    unit = f", {line.unit}" if line.unit else ""
    return (
        f"{line.name}{unit}{' *' if line.chosen else ''}", line.target, _number(line.value, line.unit), _range(line),
        _found(line), verdict,
    )  # fmt: skip


def record_table(lines: Sequence[RecordLine]) -> Table:
    """The record, line by line, without tolerances, which the report and `--json` have."""
    table = plain_table(*(name for name in HEADER if name != _TOLERANCE))
    table.columns[0].min_width = _WIDEST
    for line in lines:
        table.add_row(*(cell for name, cell in zip(HEADER, record_row(line), strict=True) if name != _TOLERANCE))
    return table
