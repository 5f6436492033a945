"""Records: tax, court and registry files. Precise and late; now and then a paper lands on the wrong person.

Source: MODEL section 6; rates are assumptions with their range below.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from credopolis.mechanisms.declare import Sum
from credopolis.mechanisms.parameters import Parameters


class RecordsParameters(Parameters):
    """The channel of files."""

    coverage: float = Field(1.0, ge=0, le=1, description="share of lives with files; assumption, range 0.8 to 1")
    mistakes_a_year: float = Field(
        0.002,
        ge=0,
        le=0.5,
        description="charges filed against the wrong life, a life and year; assumption, range 0.0005 to 0.01",
    )
    delay_days: float = Field(
        30.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 7 to 90"
    )


SUMS: Final = (Sum("on_file", "acts that files would show, in thousandths"),)
