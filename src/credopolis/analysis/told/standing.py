"""Time below good standing, and what the rule alone would give, as a person likes to read it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from credopolis.analysis import words
from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.standing import ALL, Below, TimeBelow
from credopolis.analysis.told.seeing import plain_table

if TYPE_CHECKING:
    from rich.table import Table

_WORTH_TELLING = 0.01
HEADING = "Time below good standing, beside what the rule alone would give"


def standing_table(found: TimeBelow) -> Table:
    """Spells by the grade fallen to: how long the rule alone holds them, and how many are still below by then."""
    table = plain_table(*(name for name, _ in standing_columns(found)[0]))
    for row in standing_columns(found):
        table.add_row(*(cell for _, cell in row))
    return table


def standing_columns(found: TimeBelow) -> list[list[tuple[str, str]]]:
    """A row a grade fallen to: names of columns and what stands there."""
    return [
        [
            ("fallen to", "any grade" if b.grade == ALL else b.grade),
            ("spells", f"{b.spells:,}"),
            ("the rule alone", _rule(b)),
            ("half are back by", "too few" if b.spells < FEWEST else words.bucket(b.curve.quantile(0.5))),
            ("then still below", _share(b.after_rule, b.spells)),
            ("after 5 years", _share(b.after_five, b.spells)),
        ]
        for b in found.below
    ]


def standing_sentences(found: TimeBelow) -> list[str]:
    """What matters most of it, a sentence each."""
    told = []
    everyone = next((b for b in found.below if b.grade == ALL), None)
    if everyone is not None and not math.isnan(everyone.after_rule.value):
        told.append(
            f"Of those who fell below {found.standing}, {words.share_with_interval(everyone.after_rule)} are still "
            f"below after {words.years(everyone.rule_days)}, the longest that locks alone would hold anybody."
        )
    told += [
        f"Of {one.lives:,} lives in {one.grade} on the last day, {words.share_with_interval(one.served)} have served "
        "its lock and stay."
        for one in found.served
        if one.served.low > _WORTH_TELLING
    ]
    told.append(
        f"Watched tick by tick: {found.lives:,} lives of {found.districts:,} of {found.of_districts:,} districts; "
        "spells still going are censored (Kaplan-Meier)."
    )
    return told


def _rule(b: Below) -> str:
    if not b.rule_days:
        return "no lock"
    return f"{'up to ' if b.grade == ALL else ''}{words.years(b.rule_days)}"


def _share(share: Estimate, spells: int) -> str:
    if math.isnan(share.value):
        return "not followed so long"
    return "too few" if spells < FEWEST else words.share_within(share)
