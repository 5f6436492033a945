"""The end of a run as a person likes to read it: grades, time below good standing, falls, false entries, groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.analysis.measures.disparity import Disparity
from credopolis.analysis.measures.summary import Summary, summarise
from credopolis.analysis.told.gates import HEADING as GATES
from credopolis.analysis.told.gates import gate_sentences, gate_table
from credopolis.analysis.told.news import HEADING as NEWS
from credopolis.analysis.told.news import news_table
from credopolis.analysis.told.on_record import HEADING as RECORD
from credopolis.analysis.told.on_record import NOTE, record_table
from credopolis.analysis.told.seeing import case_table, channel_table, office_sentences, plain_table
from credopolis.analysis.told.standing import HEADING, standing_sentences, standing_table
from credopolis.analysis.told.strain import HEADING as STRAIN
from credopolis.analysis.told.strain import strain_table
from credopolis.analysis.told.waits import HEADING as WAITS
from credopolis.analysis.told.waits import MONEY, money_table, wait_table
from credopolis.core.digits import rounded
from credopolis.core.schema import TRUTHS
from credopolis.core.terminal import safe
from credopolis.library.evidence import THRESHOLDS

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from credopolis.analysis.measures.standing import TimeBelow
    from credopolis.store.run import Run

WIDTH: Final = 110
ASK: Final = (
    "Intervals are of chance alone; assumptions often move a number further. To ask how far: credopolis robust."
)
_TOP = 6
_ACCOUNTS = {
    "popular": "the popular account, no documented practice",
    "documented": "the documented record",
    "hypothetical": "hypothetical rules",
}


class Told(Summary):
    """A summary that prints as the command prints it."""

    def __str__(self) -> str:
        return summary_text(self)


def tell(run: Run) -> Told:
    """The summary of a run."""
    found = summarise(run)
    return Told(**{f.name: getattr(found, f.name) for f in fields(found)})


def summary_text(summary: Summary) -> str:
    """A summary as a command prints it where there is no terminal."""
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    Console(file=text, width=WIDTH, highlight=False, markup=False, emoji=False, color_system=None).print(
        summary_view(summary)
    )
    return safe("\n".join(line.rstrip() for line in text.getvalue().splitlines()).rstrip())


def summary_view(summary: Summary, below: TimeBelow | None = None) -> Group:
    """A summary as Rich tables. below : how long lives stay below good standing, if that was worked out."""
    from rich.console import Group
    from rich.text import Text

    parts: list[Table | Text] = [Text(_head(summary))]

    def block(title: str, table: Table) -> None:
        parts.extend((Text(f"\n{title}", style="bold"), table))

    if summary.changes:
        block("Rules that changed", _changes(summary))
    if len(summary.grades) > 2:  # one grade and the unscored: the rulebook has no score
        block("Grades", _grades(summary))
    if below is not None and below.below:
        block(HEADING, standing_table(below))
        parts += [Text(sentence) for sentence in standing_sentences(below)]
    if summary.lists:
        block("Lists", _lists(summary))
    if summary.record:
        block(RECORD, record_table(summary.record))
        parts.append(Text(NOTE))
    if summary.falls:
        block("Falls to a lower grade, by the act of the entry behind them", _falls(summary))
    if shown := [line for line in summary.channels if line.worked and line.seen + line.missed + line.false_alarms]:
        block("How it was seen", channel_table(shown))
    if summary.cases:
        block("What offices did with it: cases by how they came about", case_table(summary))
    for title, table in _of_entitled(summary):
        block(title, table)
    told = gate_sentences(summary.gates), office_sentences(summary), _sentences(summary)
    parts += [Text(sentence) for sentences in told for sentence in sentences]
    parts.append(Text(ASK))
    block("By group: ratio with its 95 % interval, lives taken as independent; ~ may be chance", _groups(summary))
    return Group(*parts, Text(""))


def _of_entitled(summary: Summary) -> Iterator[tuple[str, Table]]:
    """What grades open, close and take: waits, money, gates and hours, each where there is any."""
    if summary.waits:
        yield WAITS, wait_table(summary.waits)
    if summary.money:
        yield MONEY, money_table(summary.money)
    if summary.gates:
        yield GATES, gate_table(summary.gates)
    if summary.strain:
        yield STRAIN, strain_table(summary.strain)
    if summary.news:
        yield NEWS, news_table(summary.news)


def _head(summary: Summary) -> str:
    """What was run: rules, lives, years, seed."""
    years = words.years(summary.days_done)
    account = _ACCOUNTS.get(summary.account, "") + (f"; {THRESHOLDS}" if summary.remembered else "")
    account = f" ({account})" if account else ""
    return (
        f"{summary.rules}{account}: {summary.people:,} synthetic lives, {years}, seed {summary.seed}. "
        f"Lives are persons; entries and falls are person-times.{words.weight(summary.people, summary.scale)}"
    )


def _changes(summary: Summary) -> Table:
    """Without references, which are long: the report and `--json` have them."""
    table = plain_table("date", "from day", "where", "what changed")
    for column in table.columns[2:]:
        column.justify = "left"
    for line in summary.changes:
        from_day = f"{line.day:,}" if line.day else "the first"
        table.add_row(line.date, from_day, words.places(line.where), line.title)
    return table


def _grades(summary: Summary) -> Table:
    table = plain_table("grade", "at the start", "", "at the end", "", "percentage points")
    for line in summary.grades:
        if not (line.lives_start or line.lives_end) and line.share_end is None:
            continue
        change = ""
        if line.share_start is not None and line.share_end is not None:
            change = f"{100 * (line.share_end - line.share_start):+.1f}"
        table.add_row(
            line.grade, f"{line.lives_start:,}", _share(line.share_start), f"{line.lives_end:,}",
            _share(line.share_end), change,
        )  # fmt: skip
    return table


def _lists(summary: Summary) -> Table:
    table = plain_table("list", "lives at the start", "at the end", "of all")
    for line in summary.lists:
        share = words.percent(line.lives_end / summary.people, 2)
        table.add_row(words.title(line.list), f"{line.lives_start:,}", f"{line.lives_end:,}", share)
    return table


def _share(share: float | None) -> str:
    return "" if share is None else words.percent(share)


def _falls(summary: Summary) -> Table:
    counts = ("falls", *TRUTHS)
    table = plain_table("act", *counts)
    for line in summary.falls[:_TOP]:
        table.add_row(words.title(line.act), *(f"{getattr(line, name):,}" for name in counts))
    rest = summary.falls[_TOP:]
    if rest:
        sums = (sum(getattr(f, name) for f in rest) for name in counts)
        table.add_row(f"{len(rest)} others", *(f"{n:,}" for n in sums))
    return table


def _sentences(summary: Summary) -> list[str]:
    false = summary.false_entries
    found = []
    if summary.recoveries.recovered and summary.recoveries.shortest_days and summary.recoveries.median_days:
        found.append(
            f"Back in good standing after a straight drop: {summary.recoveries.recovered:,} times; "
            f"the quickest took {summary.recoveries.shortest_days:,} days "
            f"({words.years(summary.recoveries.shortest_days)}), half at most "
            f"{words.years(summary.recoveries.median_days)}."
        )
    if false.entries:
        found.append(
            f"Entries posted: {false.entries:,}. False: {false.count:,}, or {words.share_with_interval(false.share)}: "
            f"{false.mistaken:,} mistaken, {false.malicious:,} malicious, {false.fabricated:,} fabricated."
        )
    else:
        found.append("No entry was posted.")
    falls = summary.false_falls
    if falls.entries:
        found.append(
            f"Of {falls.entries:,} falls by an entry, {falls.count:,} rested on a false one: "
            f"{words.share_with_interval(falls.share)}.{otherwise(summary)}"
        )
    return found


def otherwise(summary: Summary) -> str:
    """A sentence on changes to a lower grade that no entry made, with a blank before it; nothing if there were none."""
    if not summary.falls_otherwise:
        return ""
    return (
        f" {summary.falls_otherwise:,} more times a life came to a lower grade without an entry, when one that had "
        "counted in its favour ended."
    )


def _ratio(line: Disparity) -> str:
    """A ratio, or that there are too few events; in brackets of its own what may be chance."""
    if line.few:
        return f"too few ({line.events:,})"
    return words.ratio(line.ratio) + ("" if line.clear else " ~")


def _groups(summary: Summary) -> Table:
    table = plain_table("measure", "group", "", "against", "", "ratio")
    for line in summary.disparities:
        table.add_row(
            f"{line.measure}, {line.unit}", line.group, rounded(line.value, line.width), line.against,
            rounded(line.value_against, line.width_against), _ratio(line),
        )  # fmt: skip
    return table
