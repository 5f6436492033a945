"""Equality: how what regimes do to one group stands to what they do to another. No mechanism's own, but of them all."""

from __future__ import annotations

from typing import Final

from credopolis.mechanisms import ladder, office
from credopolis.mechanisms.headline import ratio

_GROUPS: Final = ("group", "minority", "majority")
_RATES: Final = "ratio of rates"

HEADLINES: Final = (
    ratio(office.NEGATIVE_ENTRIES, "negative_ratio_group", "negative entries, minority to majority", _RATES, _GROUPS),
    ratio(office.FALSE_ENTRIES, "false_ratio_group", "false entries, minority to majority", _RATES, _GROUPS),
    ratio(ladder.BELOW, "below_ratio_group", "below the starting grade, minority to majority", "ratio of shares", _GROUPS),
    ratio(
        office.NEGATIVE_ENTRIES, "negative_ratio_area", "negative entries, urban to rural", _RATES,
        ("area", "urban", "rural"),
    ),
    ratio(
        office.NEGATIVE_ENTRIES, "negative_ratio_sex", "negative entries, women to men", _RATES, ("sex", "female", "male")
    ),
)  # fmt: skip
