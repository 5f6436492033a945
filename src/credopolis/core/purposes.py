"""The purposes of draws. Every draw of the model is owned by one of these; a number is never reused."""

from typing import Final

HOUSEHOLDS: Final = 1
TRAITS: Final = 2
ATTRIBUTES: Final = 3
CANDIDATES: Final = 10
# Draws that hang on one candidate: its 64-bit draw is the key, the purpose the counter.
SEEN: Final = 20  # plus the channel's index (up to 16 channels)
DELAY: Final = 40
TRUTH: Final = 41
TARGET: Final = 42
CHARGE: Final = 43
GROUP: Final = 44
