"""Campaigns: weeks that come again and take officers' hours and face searches from everything else.

    share of a tick   =  days of campaigns that fall into it / days of the tick
    hours taken       =  officer_share * share of a tick
    searches taken    =  face_share * share of a tick

Source: seed-096 and seed-097 (a campaign of seven ministries in January 2009). Quantities are assumptions with their range.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from credopolis.mechanisms.declare import Card
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.programme import days_in_campaign


class CampaignsParameters(Parameters):
    """Campaigns that come again and take hours and searches from everything else."""

    first_year: float = given(
        2009.01, "date of the first campaign as a year", source="seed-096", unit="calendar year", least=1950, most=2100
    )
    every_years: float = given(
        1.0, "years from one campaign to the next", low=0.5, high=5, unit="years", least=0.25, most=1000
    )
    lasts_days: int = given(30, "days of a campaign", low=14, high=90, source="seed-097", unit="days", least=0, most=90)
    officer_share: float = share(0.3, "share of field hours that it takes", low=0.05, high=0.6)
    face_share: float = share(0.3, "share of face searches that it takes", low=0, high=0.6)


def campaign_share(day: date, tick_days: int, p: CampaignsParameters) -> float:
    """Share of a tick that campaigns last, from the day on which it begins."""
    return days_in_campaign(day, tick_days, p.first_year, p.every_years, p.lasts_days) / tick_days


CARDS: Final = (
    Card(
        "campaigns",
        "Campaigns",
        "weeks that take hours and searches from everything else",
        "seed-096, seed-097; assumptions",
    ),
)
