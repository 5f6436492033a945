"""The society's conduct table: what people do whether or not a rulebook prices it, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass
from typing import Any, Final

from credopolis.core.faults import FaultyFile
from credopolis.core.shapes import Choice, Key, MapOf, Number, Record, Source, Text, read_all
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.mechanisms.channels import CHANNELS
from credopolis.rulebook.conduct import CONDUCT, CONDUCT_FORMAT, NAME, ActConduct, check_conduct

ALARM_NAMES: Final = (*CHANNELS, "visits", "searches")
AlarmBounds: Any = make_dataclass(
    "AlarmBounds", [(name, float, field(default=0.0)) for name in ALARM_NAMES], frozen=True,
    namespace={"__doc__": "Highest rates of false alarms by channel, of visits and of searches; see `ConductTable`."},
)  # fmt: skip
AlarmBounds.__module__ = __name__  # where other processes find it


@dataclass(frozen=True)
class ConductTable:
    """Acts with their eligible people, driver and rate.

    bound : candidates a life and year for which there is room, fixed by the society and not by a regime; a grid draws as
    many of them as its lives can use. climate : for acts whose rate follows the province's mean score (as a share of the
    starting score), the highest factor. alarms : an `AlarmBounds`, the highest rates of false alarms by channel, of
    visits and of searches that the candidate stream has room for, a life and year.
    """

    title: str
    bound: float
    acts: dict[str, ActConduct]
    alarms: Any = field(default_factory=AlarmBounds)
    climate: dict[str, float] = field(default_factory=dict)
    sources: Mapping[KeyPath, Source] = field(repr=False, default_factory=dict)


_ALARM: Final = Number(0, 10)
_ALARMS: Final = Record(
    AlarmBounds,
    {name: Key(_ALARM, default=0.0) for name in ALARM_NAMES},
)
CONDUCT_TABLE: Final = Record(
    lambda format, **values: values,
    {
        "format": Key(Choice((CONDUCT_FORMAT,))),
        "title": Key(Text(holds="name")),
        "bound": Key(Number(0.001, 1000)),
        "alarms": Key(_ALARMS, default=AlarmBounds()),
        "climate": Key(MapOf(NAME, Number(0.01, 10), 200), default={}),
        "acts": Key(MapOf(NAME, CONDUCT, 200, 1)),
    },
)


def read_conduct_table(located: Located) -> ConductTable:
    """Read a conduct table from a located file.

    Raises
    ------
    FaultyFile
        With every fault, at its line and column.
    """
    values, reading = read_all(CONDUCT_TABLE, located)
    for name, conduct in values["acts"].items():
        check_conduct(conduct, ("acts", name), reading)
        if conduct.who.on_list:
            reading.refuse(("acts", name, "who", "on_list"), "lists belong to rulebooks", conduct.who.on_list,
                           remedy="Put this act's conduct into the rulebook.")  # fmt: skip
    for name in values["climate"]:
        if name not in values["acts"]:
            reading.refuse(("climate", name), "there is no such act", allowed=", ".join(values["acts"]))
    if reading.faults:
        raise FaultyFile(reading.faults)
    return ConductTable(**values, sources=reading.sources)
