"""A run in a few sentences, and the title of its rules: for the head of its page, and where a notebook shows it."""

from __future__ import annotations

from credopolis.analysis import words
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.told.summary import otherwise
from credopolis.library.evidence import THRESHOLDS
from credopolis.store.provenance import rules_of
from credopolis.store.run import Run

ACCOUNTS = {
    "popular": (
        "This regime is the popular account: one national score as it is often told. It was never a nationwide "
        "practice in this form; the documented record is a different set of regimes."
    ),
    "documented": (
        "This regime follows the documented record: rules that were published or reported of a real scheme."
    ),
    "hypothetical": "This regime is hypothetical: its rules were made up, wholly or in part.",
}


def account_of(run: Run, summary: Summary) -> str:
    """Whose account the rules are, in a sentence or two; nothing if they do not say."""
    account = str(run.manifest["scenario"].get("source", {}).get("account", ""))
    told = ACCOUNTS.get(account, f"Account: {account}." if account else "")
    return told + (f" But {THRESHOLDS}." if summary.remembered else "")


def headline(summary: Summary) -> list[str]:
    """The findings of a run as sentences."""
    scored = sum(line.lives_end for line in summary.grades if line.share_end is not None)
    lines = [f"{summary.people:,} synthetic lives were followed for {words.years(summary.days_done)}."]
    ranked = [line for line in summary.grades if line.share_end is not None]
    lines += [
        f"{line.lives_end:,} lives were on the list {words.title(line.list)} on the last day, or "
        f"{words.percent(line.lives_end / summary.people, 2)} of all."
        for line in summary.lists
    ]
    if len(ranked) > 1:
        lines[0] = f"{lines[0][:-1]}; {scored:,} were scored on the last day."
        most = max(ranked, key=lambda line: line.share_end or 0)
        lowest = ranked[-1]
        lines.append(
            f"Most were in grade {most.grade} at the end ({words.percent(most.share_end)}); in the lowest, "
            f"{lowest.grade}, were {words.percent(lowest.share_end)}, or {lowest.lives_end:,} lives "
            f"(at the start: {lowest.lives_start:,})."
        )
    false = summary.false_entries
    if false.entries:
        lines.append(
            f"{false.entries:,} entries were posted. {false.count:,} of them, "
            f"{words.share_with_interval(false.share)}, were false: {false.mistaken:,} by mistake, "
            f"{false.malicious:,} by a false report and {false.fabricated:,} fabricated by an office."
        )
    if summary.falls:
        falls = summary.false_falls
        lines.append(
            f"{falls.entries:,} times a life fell to a lower grade by an entry; {falls.count:,} of these falls, "
            f"{words.share_with_interval(falls.share)}, rested on a false one.{otherwise(summary)}"
        )
        top = summary.falls[0]
        lines.append(
            f"The act behind most falls to a lower grade was {words.title(top.act)}: {top.falls:,} falls, of which "
            f"{top.falls - top.true:,} rested on a false entry."
        )
    if summary.removals.most:
        lines.append(
            f"{summary.removals.removed:,} lives were removed from civic life on the last day; in all, "
            f"{summary.removals.days_lost:,} person-days of liberty were lost."
        )
    back = summary.recoveries
    if back.recovered and back.shortest_days is not None and back.median_days is not None:
        lines.append(
            f"{back.recovered:,} times a life came back to good standing after a straight drop; the quickest took "
            f"{back.shortest_days:,} days ({words.years(back.shortest_days)}), half took at most "
            f"{words.years(back.median_days)}."
        )
    return lines


def title_of(run: Run) -> str:
    """The title of the rules that were run, and what was changed of them."""
    rules, about = rules_of(run.manifest), run.manifest["scenario"]
    own = str(about.get("title") or rules.scenario)
    if rules.regime != rules.scenario:
        own = f"{rules.title or rules.regime} ({rules.head})"
    changes = rules.in_words().removeprefix(rules.head)
    remembered = " (thresholds remembered)" if about.get("source", {}).get("remembered") else ""
    return f"{own}{remembered}{changes}"
