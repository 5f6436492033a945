"""What compliance takes, and the advantages beside their costs, as a person likes to read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.analysis.told.seeing import plain_table
from credopolis.core.digits import digits_of, with_digits

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.measures.advantages import AdvantageLine
    from credopolis.analysis.measures.strain import StrainLine

HEADING: Final = "Minutes a week that compliance takes of a grown-up, and who cannot catch up"
HEADER: Final = ("", "on points", "on avoiding loss", "below the grade of the start", "of these cannot catch up")
ADVANTAGES: Final = "What is claimed, who gains it, what it costs, and who pays"
ADVANTAGES_HEADER: Final = ("claimed", "how much", "who gains", "what it costs", "how much", "who pays")


def strain_row(line: StrainLine) -> tuple[str, ...]:
    """A grade, or a distance to a threshold, as a row of a table."""
    where = line.where if line.by == "grade" else f"{line.where} points from a threshold"
    minutes = (f"{60.0 * hours:.2f}" for hours in (line.hours_points, line.hours_care))
    return (where, *minutes, words.percent(line.behind, 1), "" if line.stuck is None else words.percent(line.stuck, 0))


def strain_table(lines: Sequence[StrainLine]) -> Table:
    """By grade, then by distance to a threshold."""
    table = plain_table(*HEADER)
    for line in lines:
        table.add_row(*strain_row(line))
    return table


def advantage_row(line: AdvantageLine) -> tuple[str, ...]:
    """An advantage and its cost as a row of a table."""

    def told(number: float, unit: str) -> str:
        return f"{with_digits(number, min(1, digits_of(number, 3)))} {unit}"

    return (
        line.advantage, told(line.claimed, line.unit), line.gains,
        line.price, told(line.cost, line.cost_unit), line.pays,
    )  # fmt: skip
