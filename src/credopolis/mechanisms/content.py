"""Kinds of content on the net, as a campaign's work programme names them.

A kind is a label and a share of what is written. What a post says is nowhere: nothing here reads any.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.vital import table

CATEGORIES: Final = ("violence", "sexual", "privacy", "family", "political", "rumour")
KINDS: Final = (
    "display", "exposure", "suggestion", "scant_cover", "nudity", "titles", "fiction_and_video", "animation", "adverts",
    "secret_photographs", "personal_information", "relationships", "blood_and_abuse", "collective_action", "criticism",
    "false_rumour", "true_rumour", "harmless",
)  # fmt: skip
"""The rows of the table in their order, and what none of them is."""
HARMLESS: Final = len(KINDS) - 1
FALSE_RUMOUR, TRUE_RUMOUR = KINDS.index("false_rumour"), KINDS.index("true_rumour")


def content() -> tuple[dict[str, str], ...]:
    """The rows of the table: kind, category, part of it, zeal of the filter, whether campaigns sweep it, and the source."""
    return table("content")


@cache
def parts_of_content() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Part of each kind in each category (n_kinds, n_categories), zeal for it, and whether a campaign sweeps it away."""
    part, zeal, swept = np.zeros((len(KINDS), len(CATEGORIES))), np.zeros(len(KINDS)), np.zeros(len(KINDS))
    for k, row in enumerate(content()):
        part[k, CATEGORIES.index(row["category"])] = float(row["part"])
        zeal[k], swept[k] = float(row["zeal"]), row["swept"] == "yes"
    return part, zeal, swept
