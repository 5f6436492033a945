"""What became of requests at each benefit and restriction, as a person likes to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.analysis.told.seeing import plain_table
from credopolis.mechanisms.gates import COMPANIES, COUNTED, HELD, OFF

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.measures.gates import GateLine

HEADING: Final = "What people asked for, and what became of it: person-times"
HEADER: Final = ("gate", "asked", "granted", "put first", "delayed behind them", "refused")
BY_GRADE: Final = ("gate", "grade", *HEADER[1:], "years lived with it")
BY_GROUP: Final = ("gate", "group", *HEADER[1:], "years lived with it")
PAGE_HEADER: Final = ("gate", "kind", "how it is known", *HEADER[1:], "years lived with it")


def gate_table(lines: Sequence[GateLine]) -> Table:
    """Gates at which requests are counted."""
    table = plain_table(*HEADER)
    for line in lines:
        if line.asked is not None:
            table.add_row(words.title(line.gate), *_requests(line))
    return table


def gate_sentences(lines: Sequence[GateLine]) -> list[str]:
    """The other gates, and why no requests are counted there."""
    of = {how: [line for line in lines if line.counted == COUNTED[how]] for how in (HELD, COMPANIES, OFF)}
    held = [f"{words.title(line.gate)} ({words.percent(line.holding_share, 2)})" for line in of[HELD]]
    others = {how: [words.title(line.gate) for line in of[how]] for how in (COMPANIES, OFF)}
    told = {
        "Held without asking, with the share of years in a grade that had it": held,
        "Asked by companies, who come later, so that nobody knows how often": others[COMPANIES],
        "Not asked for in this run, where no queue or service for it stands": others[OFF],
    }
    return [f"{sentence}: {', '.join(names)}." for sentence, names in told.items() if names]


def gate_row(line: GateLine) -> tuple[str, ...]:
    """A gate as a row of the report's table."""
    return (words.title(line.gate), line.kind, line.counted, *_requests(line), words.percent(line.holding_share, 2))


def grade_row(line: GateLine) -> tuple[str, ...]:
    """A gate for one grade as a row of the report's table."""
    return (words.title(line.gate), line.grade or "", *_requests(line), words.percent(line.holding_share))


def group_row(line: GateLine) -> tuple[str, ...]:
    """A gate for one group as a row of the report's table."""
    who = f"ages {line.group}" if line.by == "age_band" else line.group or ""
    return (words.title(line.gate), who, *_requests(line), words.percent(line.holding_share))


def _requests(line: GateLine) -> tuple[str, ...]:
    """Requests and what became of them; `-` where they are not a number."""
    numbers = (line.asked, line.granted, line.put_first, line.delayed, line.refused)
    return tuple("-" if number is None else words.count(number) for number in numbers)
