"""The channels by which an act is seen, in the order in which they are asked, and the office as origin of entries.

Nobody sees anything by `office`: it is where fabricated entries come from, and errors that spread.
"""

from typing import Final

import numpy as np

from credopolis.rulebook.model import SEEING as SEEING

CHANNELS: Final = (*SEEING, "office")
RECORDS: Final = np.int64(0)
INFORMANTS: Final = np.int64(1)
CAMERAS: Final = np.int64(2)
FACES: Final = np.int64(3)
ROBOTS: Final = np.int64(4)
DRONES: Final = np.int64(5)
CHECKPOINTS: Final = np.int64(6)
RECORDERS: Final = np.int64(7)
OFFICERS: Final = np.int64(8)
TRAFFIC: Final = np.int64(9)
OFFICE: Final = np.int64(10)
IN_PUBLIC: Final = ("faces", "robots", "drones")
"""Channels that see what cameras can see, as well as these, unless a rulebook says how well."""
