"""The channels by which an act is seen, in the order in which they are asked."""

from typing import Final

import numpy as np

CHANNELS: Final = ("records", "informants", "cameras")
RECORDS: Final = np.int64(0)
INFORMANTS: Final = np.int64(1)
CAMERAS: Final = np.int64(2)
