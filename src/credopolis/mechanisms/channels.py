"""The channels by which an act is seen, in the order in which they are asked."""

from typing import Final

CHANNELS: Final = ("records", "informants", "cameras")
RECORDS: Final = 0
INFORMANTS: Final = 1
CAMERAS: Final = 2
