"""The part of the report on offices: tables of what has no picture; units are kept apart."""

from __future__ import annotations

from html import escape

from credopolis.analysis import words
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.told.gates import BY_GRADE, BY_GROUP, grade_row, group_row
from credopolis.analysis.told.news import HEADER as NEWS_HEADER
from credopolis.analysis.told.news import HEADING as NEWS
from credopolis.analysis.told.news import news_row
from credopolis.analysis.told.strain import ADVANTAGES, ADVANTAGES_HEADER, advantage_row, strain_row
from credopolis.analysis.told.strain import HEADER as STRAIN_HEADER
from credopolis.analysis.told.strain import HEADING as STRAIN
from credopolis.analysis.told.waits import MONEY, MONEY_HEADER, money_row
from credopolis.core.page import table


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
    if summary.money:
        parts.append(
            f"<section><h2>{MONEY}</h2><p>Over the whole run. All in a grade in a province pay alike, those with the "
            "benefit too; this is what goes in the end from those without it to those with it.</p>"
            f"{table(MONEY_HEADER, [money_row(line) for line in summary.money])}</section>"
        )
    if summary.strain:
        parts.append(
            f"<section><h2>{STRAIN}</h2><p>One grown-up in 32 is looked at on each settling day, every four weeks. "
            "Minutes are what the regime adds: deeds that would not be done for their own sake, and care for what "
            "was not done. Who cannot catch up would need more years than the regime's parameter says, at the most "
            "that their own acts give.</p>"
            f"{table(STRAIN_HEADER, [strain_row(line) for line in summary.strain])}</section>"
        )
    if summary.news:
        parts.append(
            f"<section><h2>{NEWS}</h2><p>Grown-ups on the settling days of the first interval in which anybody had "
            "heard it. Who hears of what is drawn, so those told nothing are like the others but for the news; what "
            "they state is what a survey that asks directly hears.</p>"
            f"{table(NEWS_HEADER, [news_row(line) for line in summary.news])}</section>"
        )
    if summary.gates:
        parts.append(_gates(summary))
    if summary.channel_acts:
        parts.append(_acts(summary))
    if summary.uses:
        useful = [(words.title(u.use), u.unit, f"{u.expected:,.1f}") for u in summary.uses]
        parts.append(
            "<section><h2>What the channels were useful for</h2><p>"
            f"{escape('Expected numbers over the whole run, for the lives that were simulated.')}</p>"
            f"{table(('use', 'unit', 'expected'), useful)}</section>"
        )
    if summary.incidents:
        parts.append(_incidents(summary))
    if summary.advantages:
        parts.append(
            f"<section><h2>{ADVANTAGES}</h2><p>Advantages that are claimed for such regimes, each beside a cost of the "
            "same part of it, over the whole run where no other time is named. Nothing is weighed against anything.</p>"
            f"{table(ADVANTAGES_HEADER, [advantage_row(line) for line in summary.advantages])}</section>"
        )
    return "".join(parts)


def _gates(summary: Summary) -> str:
    """What each grade, and each group, asked for, and what became of it."""
    grades, groups = map(grade_row, summary.gates_by_grade), map(group_row, summary.gates_by_group)
    return (
        "<section><h2>What each grade asked for, and what became of it</h2><p>Person-times over the whole run; - where "
        "requests are not a number.</p>"
        f"<details><summary>By grade</summary>{table(BY_GRADE, grades)}</details>"
        f"<details><summary>By sex, age, ethnic group and area</summary>{table(BY_GROUP, groups)}</details></section>"
    )


def _acts(summary: Summary) -> str:
    """Which channel saw which act."""
    rows = [
        (words.title(a.channel), words.title(a.act), f"{a.seen:,}", f"{a.first:,}", words.count(a.missed),
         f"{a.false_alarms:,}")
        for a in summary.channel_acts
    ]  # fmt: skip
    header = ("channel", "act", "seen", "seen first", "missed in its reach", "false alarms")
    return (
        "<section><h2>Which channel saw which act</h2><p>Person-times over the whole run: acts that the channel saw, "
        "whoever else did, true cases that it opened as the first to see, acts in its reach that it did not see (an "
        "expected number: acts by the share of their province that the channel reaches), and cases that it opened "
        "against innocents.</p>"
        f"<details><summary>The numbers</summary>{table(header, rows)}</details></section>"
    )


def _incidents(summary: Summary) -> str:
    """Accidents, missing people and risk reports as they were drawn, with intervals."""
    rows = [
        (
            words.title(line.incident),
            f"{line.incidents:,} ({' to '.join(words.ends(line.number.low, line.number.high))})",
            f"{line.helped:,}",
            words.share_with_interval(line.share),
        )
        for line in summary.incidents
    ]
    header = ("incident", "number", "helped", "share helped")
    return (
        "<section><h2>Accidents, missing people and risk reports</h2><p>As drawn in the provinces, for the lives "
        "that were simulated. Helped are accidents that a warning robot avoided, people whom a face search found, and "
        "reports of counter robots that an officer looked into and that were right. Intervals are at 95 %.</p>"
        f"{table(header, rows)}</section>"
    )
