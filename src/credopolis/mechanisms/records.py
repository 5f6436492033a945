"""Records: files of tax offices, courts and registries; precise, late, and now and then laid against the wrong person.

    reach                   =  coverage, the share of lives with files
    wrong persons charged   =  mistakes_a_year, a life and year

Source: none; all are assumptions with their range.
"""

from __future__ import annotations

from typing import Final

from credopolis.mechanisms.declare import Card, Sum
from credopolis.mechanisms.parameters import Parameters, given


class RecordsParameters(Parameters):
    """The channel of files."""

    coverage: float = given(1.0, "share of lives with files", low=0.8, high=1, least=0, most=1)
    mistakes_a_year: float = given(
        0.002,
        "charges filed against the wrong life, a life and year",
        low=0.0005,
        high=0.01,
        unit="a life and year",
        least=0,
        most=0.5,
    )
    delay_days: float = given(
        30.0, "mean days from observation to the office's desk", low=7, high=90, unit="days", least=0, most=2000
    )


SUMS: Final = (Sum("on_file", "acts that files would show, in thousandths"),)


CARDS: Final = (
    Card(
        "records",
        "Records",
        "files of tax offices, courts and registries see acts",
        "assumptions (docs/model.md, Records)",
    ),
)
