"""What benefits did to queues and pockets, as a person likes to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.analysis.told.seeing import plain_table
from credopolis.core.digits import digits_of, with_digits

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.measures.waits import MoneyLine, WaitLine

HEADING: Final = "Waits in days, who is put first, and what that does to the others"
MONEY: Final = "What benefits give to some, and the others pay"
HEADER: Final = ("waits for", "put first", "others", "if nobody were put first", "requests put first", "refused")
MONEY_HEADER: Final = ("benefit", "million yuan moved", "who has it gains a year", "each of the others pays a year")


def days(number: float | None, never: bool = False) -> str:
    """Days of a wait, to three figures and no more than a tenth."""
    if number is None:
        return "never" if never else ""
    return "none" if number == 0 else with_digits(number, min(1, digits_of(number, 3)))


def wait_row(line: WaitLine) -> tuple[str, ...]:
    """A queue as a row of a table."""
    asked = line.asked_first + line.asked_others + line.asked_refused
    return (
        words.title(line.queue), days(line.first_days), days(line.others_days, line.never), days(line.alike_days),
        words.percent(line.asked_first / asked, 0), words.percent(line.asked_refused / asked, 1),
    )  # fmt: skip


def money_row(line: MoneyLine) -> tuple[str, ...]:
    """A benefit that others pay for as a row of a table."""
    each = ("" if number is None else f"{number:,.0f} yuan" for number in (line.got_a_year, line.paid_a_year))
    return (words.title(line.benefit), f"{line.yuan / 1e6:,.1f}", *each)


def wait_table(lines: Sequence[WaitLine]) -> Table:
    """Queues: waits of those put first and of the others, and what they would be if nobody were put first."""
    table = plain_table(*HEADER)
    for line in lines:
        table.add_row(*wait_row(line))
    return table


def money_table(lines: Sequence[MoneyLine]) -> Table:
    """Benefits that others pay for."""
    table = plain_table(*MONEY_HEADER)
    for line in lines:
        table.add_row(*money_row(line))
    return table
