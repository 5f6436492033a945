"""Records: files of tax offices, courts and registries; precise, late, and now and then laid against the wrong person.

    reach                   =  coverage, the share of lives with files
    wrong persons charged   =  mistakes_a_year, a life and year

Source: none; all are assumptions with their range.
"""

from __future__ import annotations

from typing import Final

from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card, Channel, Sum
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, share
from credopolis.mechanisms.quarter import Quarter


class RecordsParameters(Parameters):
    """The channel of files."""

    coverage: float = share(1.0, "share of lives with files", low=0.8, high=1)
    mistakes_a_year: float = a_life_and_year(
        0.002, "charges filed against the wrong life, a life and year", low=0.0005, high=0.01, most=0.5
    )
    delay_days: float = equipment.delay_days(30.0, low=7, high=90)


SUMS: Final = (Sum("on_file", "acts that files would show, in thousandths"),)


def put_up(q: Quarter, channel: int, p: RecordsParameters) -> None:
    """Files see whom they cover; they err about everybody. What is asked of them is what happened (`watch.share_out`)."""
    q.reach[:, channel] = p.coverage
    q.alarm_reach[:, channel] = 1.0


CHANNEL: Final = Channel("records", "acts on file", put_up, mistakes=lambda p: p.mistakes_a_year)


CARDS: Final = (
    Card(
        "records",
        "Records",
        "files of tax offices, courts and registries see acts",
        "assumptions (docs/model.md, Records)",
    ),
)
