"""What it costs to run a regime: what its channels and offices did, times what a unit of each costs, a life and year.

A pure measure: it reads the tables of a run and changes nothing. What a unit costs is an assumption throughout, with a
range of a factor of some ten, so a total is an order of magnitude; what is compared is the quantities. Nobody's time
but that of those who run it is in here: hours of compliance, of waiting and of being searched are other tables.

Source: sur-003 and sur-012 (price of a point with camera), sn-023 (800,000 yuan for the system of a county); the rest
are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from credopolis.analysis.measures.offices import case_lines, process_lines
from credopolis.analysis.measures.seeing import ChannelLine, channel_lines
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.store.run import Run


@dataclass(frozen=True)
class UnitCost:
    """What a unit costs, in yuan, with the range of the assumption. per : units of the run's table in one of these."""

    item: str
    unit: str
    yuan: float
    low: float
    high: float
    source: str
    per: float = 1.0


UNIT_COSTS: Final[Mapping[str, UnitCost]] = {
    "cameras": UnitCost(
        "cameras", "years of a camera of the platform", 4000.0, 300.0, 12000.0,
        "a point at 15,400 to 35,000 yuan (sur-003, sur-012) over six years, and a tenth a year to run it; assumption",
        DAYS_PER_YEAR_OF_RATES,
    ),
    "faces": UnitCost("face searches", "searches", 0.1, 0.01, 1.0, "assumption"),
    "robots": UnitCost("robots", "hours on patrol", 20.0, 5.0, 80.0, "assumption"),
    "drones": UnitCost("drones", "hours in the air", 300.0, 50.0, 1000.0, "assumption"),
    "checkpoints": UnitCost("checkpoints", "passages", 0.5, 0.1, 3.0, "assumption"),
    "officers": UnitCost("officers", "hours in the field", 60.0, 30.0, 120.0, "assumption"),
    "cases": UnitCost("cases", "cases closed", 120.0, 30.0, 600.0, "two hours of an official; assumption"),
    "counters": UnitCost(
        "counters", "appeals and repairs", 60.0, 20.0, 300.0, "an hour of an official at a counter; assumption"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class CostLine:
    """An item. quantity : in `unit`, over the run. yuan : a life and year, low and high its range."""

    item: str
    quantity: float
    unit: str
    unit_yuan: float
    yuan: float
    low: float
    high: float
    source: str


def cost_lines(run: Run) -> tuple[CostLine, ...]:
    """What each item costs, the dearest first; none of a run that has done nothing yet."""
    manifest = run.manifest
    days = int(manifest["parts"][-1]["through_day"]) if manifest["parts"] else 0
    life_years = int(manifest["scenario"]["people"]) * days / DAYS_PER_YEAR_OF_RATES
    if not life_years:
        return ()
    quantities = {line.channel: quantity_of(line) for line in channel_lines(run)}
    quantities["cases"] = float(sum(line.filed - line.pending for line in case_lines(run)))
    quantities["counters"] = float(sum(line.appealed + line.repaired for line in process_lines(run)))
    return lines_of(quantities, life_years)


def quantity_of(line: ChannelLine) -> float:
    """What a channel stood ready to do: cameras and hours are paid for whether they see or not. Searches are used."""
    return line.used if line.channel in ("faces", "checkpoints") else line.capacity


def lines_of(quantities: Mapping[str, float], life_years: float) -> tuple[CostLine, ...]:
    """Quantities by key of `UNIT_COSTS`, in units of the tables, as lines."""
    found = []
    for key, one in UNIT_COSTS.items():
        quantity = quantities.get(key, 0.0) / one.per
        if quantity > 0:
            yuan, low, high = (quantity / life_years * price for price in (one.yuan, one.low, one.high))
            found.append(CostLine(one.item, quantity, one.unit, one.yuan, yuan, low, high, one.source))
    return tuple(sorted(found, key=lambda line: -line.yuan))
