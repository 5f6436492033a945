"""The parts of the report on seeing and offices: pictures, and tables of what has no picture; units are kept apart."""

from __future__ import annotations

from html import escape

from credopolis.analysis import figures, words
from credopolis.analysis.figures import Figure
from credopolis.analysis.summary import Summary
from credopolis.core.page import table


def seeing_figures(summary: Summary) -> list[Figure]:
    """Channels at work, cases, and due process, each where there is any."""
    drawn = []
    working = [line for line in summary.channels if line.worked]
    if working:
        drawn.append(figures.channel_bars(working))
    if summary.cases:
        drawn.append(figures.case_bars(summary.cases))
    if any(line.learned or line.repaired or line.expired for line in summary.process):
        drawn.append(figures.funnel_bars(summary.process))
    return drawn


def office_section(summary: Summary) -> str:
    """The queue, padding and reported figures, officers at doors, useful sides, and removal, each in its own unit."""
    office, met = summary.office, summary.encounters
    rows: list[tuple[str, str, str]] = []
    if office.arrivals > 0:
        rows += [
            ("cases that reached the offices", "cases", words.count(office.arrivals)),
            ("share of the offices' capacity used", "%", words.percent(office.used_share)),
            ("cases waiting on the last day", "cases", words.count(office.backlog)),
            ("wait in the queue on the last day, mean by arrivals", "days", f"{office.wait_days:.1f}"),
            ("wait in the slowest province's queue", "days", f"{office.longest_wait_days:.1f}"),
            ("fabricated entries, rate on the last day", "per 1,000 life-years", f"{1000 * office.padding:.2f}"),
            ("negative entries recorded", "person-times", words.count(office.negative)),
            ("negative entries as reported upward", "person-times", words.count(office.reported)),
        ]
    if met.visits or met.searches:
        rows += [
            ("visits with advice by officers", "person-times", words.count(met.visits)),
            ("good deeds that visits led to", "person-times", words.count(met.deeds)),
            ("searches of homes without cause", "person-times", words.count(met.searches)),
            ("acts that searches found", "person-times", words.count(met.finds)),
        ]
    if summary.removals.most:
        rows += [
            ("lives removed from civic life on the last day", "persons", words.count(summary.removals.removed)),
            ("liberty lost by removal", "person-days", words.count(summary.removals.days_lost)),
        ]
    parts = []
    if rows:
        parts.append(
            "<section><h2>The offices' queue, officers, and removal</h2>"
            "<p>Over the whole run, where no day is named.</p>"
            f"{table(('', 'unit', 'number'), rows)}</section>"
        )
    if summary.uses:
        useful = [(words.title(u.use), u.unit, f"{u.expected:,.1f}") for u in summary.uses]
        parts.append(
            "<section><h2>What the channels were useful for</h2><p>"
            f"{escape('Expected numbers over the whole run, for the lives that were simulated.')}</p>"
            f"{table(('use', 'unit', 'expected'), useful)}</section>"
        )
    return "".join(parts)
