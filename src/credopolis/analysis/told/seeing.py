"""How acts were seen and what offices did with them, as a person likes to read it at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from credopolis.analysis import words
from credopolis.core.labels import CASE_STAGES

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.measures.offices import ProcessLine
    from credopolis.analysis.measures.seeing import ChannelLine
    from credopolis.analysis.measures.summary import Summary

_STAGES = (*CASE_STAGES, "pending")


def plain_table(*columns: str) -> Table:
    """A table without lines: the first column to the left, numbers to the right."""
    from rich.table import Table

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for k, column in enumerate(columns):
        table.add_column(column, justify="left" if k == 0 else "right")
    return table


def channel_table(lines: Sequence[ChannelLine]) -> Table:
    """Channels: acts that each saw, and was the first to see, acts in its reach that it missed, and false alarms."""
    table = plain_table(
        "channel", "seen", "seen first", "missed in its reach", "false alarms", "capacity used", "days of wait"
    )
    for line in lines:
        used = "" if line.used_share is None else words.percent(line.used_share, 0)
        wait = f"{line.wait_days:.1f}" if line.backlog > 0 else ""
        seen = f"{line.seen:,}", f"{line.first:,}"
        table.add_row(line.channel, *seen, words.count(line.missed), f"{line.false_alarms:,}", used, wait)
    return table


def case_table(summary: Summary) -> Table:
    """Cases by how they came about, and where they went."""
    table = plain_table("cases", *_STAGES)
    for line in summary.cases:
        table.add_row(line.truth, *(f"{getattr(line, stage):,}" for stage in _STAGES))
    return table


def office_sentences(summary: Summary) -> list[str]:
    """The queue, padding, due process, officers and removal, a sentence each where there is anything to say."""
    office, met, removed = summary.office, summary.encounters, summary.removals
    found = [""]
    if office.arrivals > 0:
        used = (
            "" if office.used_share is None else f"{words.percent(office.used_share, 0)} of their capacity was used, "
        )
        found.append(
            f"Offices: {used}{office.backlog:,.0f} cases wait on the last day, "
            f"{office.wait_days:.1f} days on average, {office.longest_wait_days:.1f} in the slowest province."
        )
    if round(office.reported) != round(office.negative):
        found.append(f"Negative entries: {office.negative:,.0f} recorded, {office.reported:,.0f} reported upward.")
    line_of = "negative entries" if summary.process_negative else "entries (rewards among them)"
    if any(line.learned for line in summary.process):
        found += [
            _funnel(f"true {line_of}", [line for line in summary.process if line.truth == "true"]),
            _funnel(f"false {line_of}", [line for line in summary.process if line.truth != "true"]),
        ]
    if met.visits or met.searches:
        found.append(
            f"Officers made {met.visits:,} visits, which led to {met.deeds:,} good deeds, and "
            f"{met.searches:,} searches without cause, which found {met.finds:,} acts."
        )
    if removed.most:
        found.append(
            f"Removed from civic life: {removed.removed:,} lives on the last day; {removed.days_lost:,} person-days of "
            "liberty were lost."
        )
    return [sentence for k, sentence in enumerate(found) if sentence or k == 0]


def _funnel(name: str, lines: list[ProcessLine]) -> str:
    """How many entries went through each step of due process; nothing if there was no entry."""
    if not lines:
        return ""

    def sum_of(step: str) -> int:
        return sum(getattr(line, step) for line in lines)

    steps = {"became known to their subjects": "learned", "were appealed": "appealed"}
    steps |= {step: step for step in ("corrected", "repaired", "expired")}
    told = [f"{sum_of(step):,} {phrase}" for phrase, step in steps.items() if sum_of(step)]
    return f"Of {sum_of('posted'):,} {name}, {', '.join(told) or 'none went any further'}."
