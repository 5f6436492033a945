"""What a regime costs to run, as a person likes to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from credopolis.core.digits import digits_of, with_digits

if TYPE_CHECKING:
    from credopolis.analysis.measures.costs import CostLine

HEADING: Final = "What it costs to run, a life and year"
HEADER: Final = ("item", "quantity", "unit", "yuan a unit", "yuan a life and year", "range", "unit cost rests on")
NOTE: Final = (
    "What channels and offices did over the whole run, times what a unit costs. Unit costs are assumptions with a "
    "range of some ten times: read orders of magnitude."
)


def cost_row(line: CostLine) -> tuple[str, ...]:
    """An item as a row of a table."""

    def told(number: float) -> str:
        return with_digits(number, digits_of(number, 3))

    return (
        line.item, f"{line.quantity:,.0f}", line.unit, told(line.unit_yuan), told(line.yuan),
        f"{told(line.low)} to {told(line.high)}", line.source,
    )  # fmt: skip
