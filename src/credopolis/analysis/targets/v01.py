"""V01: the stock of judgment defaulters, 5.70 million early in 2020 and 8.54 million on 2 December 2023.

    growth  =  100 * ((stock on 2 December 2023 / stock on 1 January 2020) ^ (1 / years) - 1), % a year

Both were fitted, and so the growth is no check.

Source: jd-025, jd-026; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.target import CHINA, TargetNumber, Validated, growth_a_year, of_record, row_named

_FIRST, _LAST = "on the list early in 2020", "on the list on 2 December 2023"


def _growth() -> TargetNumber:
    first, last = row_named(CHINA.scenario, _FIRST), row_named(CHINA.scenario, _LAST)
    return TargetNumber(
        "growth from 2020 to 2023", "% a year", 11.0, 8.0, 14.0, first.chosen and last.chosen,
        (*first.facts, *last.facts), lambda courses: growth_a_year(courses, first, last),
    )  # fmt: skip


TARGET: Final = Validated(
    "V01", CHINA, (*of_record(CHINA.scenario, _FIRST, _LAST), _growth()), list="dishonest_debtors"
)
