"""The channels by which an act is seen, in the order in which they are asked, and the office as origin of entries.

Nobody sees anything by `office`: it is where fabricated entries come from, and errors that spread.
"""

from typing import Final

import numpy as np

from credopolis.mechanisms import (
    cameras,
    checkpoints,
    drones,
    faces,
    informants,
    officers,
    recorders,
    records,
    robots,
    traffic,
)
from credopolis.mechanisms.declare import Channel

SEERS: Final[tuple[Channel, ...]] = (
    records.CHANNEL, informants.CHANNEL, cameras.CHANNEL, faces.CHANNEL, robots.CHANNEL, drones.CHANNEL,
    checkpoints.CHANNEL, recorders.CHANNEL, officers.CHANNEL, traffic.CHANNEL,
)  # fmt: skip
"""A new one comes last: its place is part of the key of draws."""
SEEING: Final = tuple(channel.name for channel in SEERS)
CHANNELS: Final = (*SEEING, "office")
UNITS: Final = tuple(channel.unit for channel in SEERS)
IN_PUBLIC: Final = tuple(channel.name for channel in SEERS if channel.in_public)


def _at(name: str) -> np.int64:
    return np.int64(CHANNELS.index(name))


RECORDS: Final = _at("records")
INFORMANTS: Final = _at("informants")
CAMERAS: Final = _at("cameras")
FACES: Final = _at("faces")
CHECKPOINTS: Final = _at("checkpoints")
RECORDERS: Final = _at("recorders")
OFFICERS: Final = _at("officers")
OFFICE: Final = _at("office")
