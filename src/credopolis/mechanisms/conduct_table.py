"""The society's conduct table: what people do whether or not a rulebook prices it, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from credopolis.core.faults import FaultyFile
from credopolis.core.shapes import Choice, Key, MapOf, Number, Record, Source, Text, read_all
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.rulebook.conduct import CONDUCT, CONDUCT_FORMAT, NAME, ActConduct, check_conduct


@dataclass(frozen=True)
class AlarmBounds:
    """Highest rates of false alarms by channel, of visits and of searches that the candidate stream has room for, a life
    and year; in the order of `channels.CHANNELS`."""

    records: float = 0.0
    informants: float = 0.0
    cameras: float = 0.0
    faces: float = 0.0
    robots: float = 0.0
    drones: float = 0.0
    checkpoints: float = 0.0
    recorders: float = 0.0
    officers: float = 0.0
    traffic: float = 0.0
    office: float = 0.0
    visits: float = 0.0
    searches: float = 0.0


ALARM_NAMES: Final = tuple(f.name for f in fields(AlarmBounds))


@dataclass(frozen=True)
class ConductTable:
    """Acts with their eligible people, driver and rate.

    bound : candidates a life and year, fixed by the society and not by a regime. climate : for acts whose rate follows
    the province's mean score (as a share of the starting score), the highest factor.
    """

    title: str
    bound: float
    acts: dict[str, ActConduct]
    alarms: AlarmBounds = AlarmBounds()
    climate: dict[str, float] = field(default_factory=dict)
    sources: Mapping[KeyPath, Source] = field(repr=False, default_factory=dict)


_ALARM: Final = Number(0, 10)
_ALARMS: Final = Record(
    AlarmBounds,
    {f.name: Key(_ALARM, default=f.default) for f in fields(AlarmBounds)},
)
_TABLE: Final = Record(
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
    values, reading = read_all(_TABLE, located)
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
