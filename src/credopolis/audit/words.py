"""An audit in words, the same on the terminal and on the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from credopolis.audit.aside import WAYS
from credopolis.audit.compare import AuditComparison, better
from credopolis.audit.conduct_words import drift_rows, not_judged, points_note
from credopolis.audit.finding import SEVERITIES, Finding
from credopolis.audit.judge import Audit
from credopolis.audit.law.article import CANNOT_TELL, DISCLAIMER, DOES_NOT_APPLY, MET, NOT_MET
from credopolis.audit.pages.ladder_figure import time_text, way_back
from credopolis.audit.proofs.model import NOT_PROVED
from credopolis.audit.subject import lasting, repair_open, who, words, years
from credopolis.core.digits import rounded
from credopolis.library.evidence import THRESHOLDS, thresholds_remembered
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.score_words import of_score

ACCOUNTS: Final = {
    "popular": "The popular account: what is widely told, not what is documented.",
    "documented": "The documented record: rules that were published or reported of a real scheme.",
    "hypothetical": "Hypothetical: these rules stand for no scheme.",
}


def count_words(number: int, noun: str) -> str:
    """`1 error`, `3 warnings`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def account_of(audit: Audit) -> str:
    """Which account a rulebook belongs to, and whether the thresholds of its grades can be looked up."""
    told = ACCOUNTS[audit.book.account]
    return f"{told.rstrip('.')}; {THRESHOLDS}." if thresholds_remembered(audit.book.sources) else told


def made_good(book: Rulebook) -> str:
    """The heading of what makes entries good."""
    new = book.score is not None and book.score.newcomers is not None
    return "What makes one entry good" + (" of those who are no newcomers any more" if new else "")


def headline(audit: Audit) -> list[str]:
    """What matters most, one sentence each."""
    proofs, lines, score = audit.proofs, list[str](), audit.book.score
    lines += of_score(score) if score is not None else []
    for act, drop in proofs.drops.items():
        if drop.proved and drop.days == 0:
            continue
        legs = ", ".join(f"{time_text(days)} in {grade}" for grade, days in drop.legs)
        least = way_back(drop, years)
        cures = [cure for cure in drop.shortens if cure.days is not None][:1]
        shorter = "".join(f" With one rule changed ({words(cure.change)}): {time_text(cure.days)}." for cure in cures)
        lines.append(f"After {words(act)}, {least} {drop.standing} or better{f' ({legs})' if legs else ''}.{shorter}")
    stuck = never_good(audit)
    lines += [f"Nobody can make good one entry of {', '.join(stuck)}."] if stuck else []
    sinking = [drift for drift in proofs.drift.values() if lasting(audit.book, drift) < 0]
    if sinking:
        worst = min(sinking, key=lambda drift: lasting(audit.book, drift))
        lines.append(
            f"Of {len(proofs.drift)} kinds of person, {len(sinking)} lose points for good by ordinary conduct; most of "
            f"all {who(worst)}: {lasting(audit.book, worst):+.1f} points a year."
        )
    for name, term in proofs.lists.items():
        lines.append(f"A listing on {words(name)} {list_term(term.least_days, term.waiting_days, term.acts_off)}.")
    counts = [count_words(audit.count(severity), severity) for severity in reversed(SEVERITIES)]
    counts += [f"{len(audit.aside)} set aside"] if audit.aside else []
    open_ = sum(ruling.verdict == NOT_MET for ruling in audit.rulings)
    lines.append(f"{', '.join(counts)}; {open_} of {len(audit.rulings)} articles are not met.")
    return lines


def never_good(audit: Audit) -> list[str]:
    """Acts of which no act, no waiting and no repair undoes an entry, in words."""
    repairs = audit.proofs.repairs.items()
    return [words(act) for act, repair in repairs if repair.never and not repair_open(audit.book, act)]


def repair_note(audit: Audit) -> str:
    """What the file says of repairs, which undo an entry beside acts and waiting; "" if it has none."""
    acts = [act for act in audit.proofs.repairs if repair_open(audit.book, act)]
    if not acts or audit.book.due_process is None:
        return ""
    left = [words(act) for act in audit.proofs.repairs if act not in acts]
    dial = audit.book.due_process.repair
    some = f", of all but {', '.join(left)}" if left else ""
    return (
        f"By acts and by waiting. Beside them the file states a repair for {dial:g} of 1{some}, which undoes one too."
    )


def list_term(least: int | None, waiting: int | None, acts_off: tuple[str, ...]) -> str:
    """How a listing ends, in words."""
    if acts_off:
        until = f", else after {time_text(waiting)}" if waiting is not None else ", and else never"
        return f"ends by {' or '.join(words(act) for act in acts_off)}{until}"
    return "never ends" if waiting is None else f"ends after {time_text(least)}, and no act shortens it"


def repair_rows(audit: Audit) -> list[tuple[str, str, str, str]]:
    """By act: what makes one entry good, the soonest, and by waiting."""
    rows = []
    for act, repair in audit.proofs.repairs.items():
        how = repair.words or repair.reason or "-"
        soonest = time_text(repair.soonest_days, repair.proved)
        waiting = "never" if repair.by_waiting_days is None else time_text(repair.by_waiting_days)
        rows.append((words(act), how, soonest, waiting))
    return rows


def error_rows(audit: Audit) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows: share of innocents below the start's grade and each lower one, and on each list, by years."""
    errors = audit.proofs.errors
    if errors is None or not any(errors.entries_a_year.values()):
        return ("where",), []
    header = ("where", *(f"after {year:g} year{'s' * (year != 1)}" for year in errors.years))
    grades = audit.proofs.grades
    held = grades[grades.index(audit.proofs.start_grade) :] if grades else ()
    rows = [
        (f"below {grade}", *(_estimate(share, errors.lives) for share in errors.below[grade]))
        for grade in held
        if grade in errors.below
    ]
    rows += [
        (f"on the list {words(name)}", *(_estimate(share, 0) for share in shares))
        for name, shares in errors.on_list.items()
    ]
    untold = [name for name in audit.book.lists if name not in errors.on_list]  # a grade puts on them
    rows += [(f"on the list {words(name)}", *(NOT_PROVED for _ in errors.years)) for name in untold]
    return header, rows


_LEAST_SAID: Final = 1e-4
"""A share that is less is said to be, for rounded to two decimals it may look like nothing."""


def _estimate(share: float, lives: int) -> str:
    """A share; of drawn lives with its interval of 95 % (Wilson 1927)."""
    if not lives:
        return f"{100 * share:.2f} %" if share == 0 or share >= _LEAST_SAID else f"under {100 * _LEAST_SAID:g} %"
    z = 1.96
    middle = (share + z * z / (2 * lives)) / (1 + z * z / lives)
    half = z * math.sqrt(share * (1 - share) / lives + z * z / (4 * lives * lives)) / (1 + z * z / lives)
    low, high = 100 * max(middle - half, 0), 100 * min(middle + half, 1)
    said, least, most = (rounded(value, high - low) for value in (100 * share, low, high))
    return f"{said} % ({least} to {most})"


def mistakes_title(audit: Audit) -> str:
    """The heading over what mistakes do: solved, or of so many lives that were drawn."""
    errors = audit.proofs.errors
    drawn = f": {errors.lives:,} lives drawn, intervals of 95 %" if errors is not None and errors.lives else ""
    return f"Mistakes alone: people who did nothing{drawn}"


def audit_text(audit: Audit, shown_file: str) -> str:
    """An audit for the terminal."""
    lines = [f"{audit.book.name}: {audit.book.title}", f"  {account_of(audit)}", ""]
    lines += [f"  {line}" for line in headline(audit)]
    lines += [f"  {limit}" for limit in audit.limits]
    if audit.proofs.grades:
        lines += ["", "Least time from grade to grade, whatever was on file before", *_times(audit)]
    repairs = repair_rows(audit)
    lines += ["", made_good(audit.book), *(f"  {act}: {how}" for act, how, *_ in repairs)] if repairs else []
    lines += [f"  {note}"] if (note := repair_note(audit)) else []
    lines += _columns(
        "Ordinary conduct, points a year",
        ("who", "gains", "loses", "largest loss : gain", "half have left after"), drift_rows(audit),
    )  # fmt: skip
    lines += [f"  {told}" for told in (points_note(audit), not_judged(audit)) if told]
    lines += _columns(mistakes_title(audit), *error_rows(audit))
    for severity in reversed(SEVERITIES):
        found = [finding for finding in audit.findings if finding.severity == severity]
        if found:
            lines += ["", count_words(len(found), severity).capitalize()]
            lines += [f"  {finding_text(first, shown_file)}{others_text(more)}" for first, more in folded(found)]
    lines += _aside_lines(audit, shown_file)
    lines += ["", "Legal tests"]
    for verdict in (NOT_MET, CANNOT_TELL, MET, DOES_NOT_APPLY):
        for ruling in (ruling for ruling in audit.rulings if ruling.verdict == verdict):
            lines.append(f"  {verdict:<30} {ruling.law}, {ruling.number}")
            lines += [f"    - {text}" for text in ruling.missing]
    return "\n".join([*lines, f"  {DISCLAIMER}"])


def _aside_lines(audit: Audit, shown_file: str) -> list[str]:
    """What was set aside, and suppressions that hide nothing."""
    lines: list[str] = []
    for how, words_ in WAYS.items():
        found = [one for one in audit.aside if one.how == how]
        lines += ["", f"Set aside: {count_words(len(found), 'finding')} {words_}"] if found else []
        for one in found:
            finding = one.finding
            why = f": {one.reason} (line {one.line})" if one.reason else ""
            lines.append(f"  {finding.severity:<8} {finding.code} {shown_file}:{finding.line} {finding.rule}{why}")
    lines += ["", "Suppressions that hide nothing"] if audit.unused else []
    return lines + [f"  {shown_file}:{one.line} {', '.join(one.codes)}: {one.reason}" for one in audit.unused]


def folded(findings: Sequence[Finding]) -> list[tuple[Finding, list[Finding]]]:
    """The first finding of each check, and the others of it."""
    first: dict[str, tuple[Finding, list[Finding]]] = {}
    for finding in findings:
        if finding.code in first:
            first[finding.code][1].append(finding)
        else:
            first[finding.code] = finding, []
    return list(first.values())


def others_text(others: Sequence[Finding]) -> str:
    """Where else a check found the same."""
    if not others:
        return ""
    shown = ", ".join(f"{finding.rule} (line {finding.line})" for finding in others[:8])
    more = f" and {len(others) - 8} more" if len(others) > 8 else ""
    return f"; the same of {shown}{more}"


def finding_text(finding: Finding, shown_file: str) -> str:
    """A finding on one line."""
    also = f" (see also line{'s' * (len(finding.also) != 1)} {_lines(finding)})" if finding.also else ""
    return f"{finding.code} {shown_file}:{finding.line} {finding.rule}: {finding.message}{also}"


def _lines(finding: Finding) -> str:
    numbers = [str(place.line) for place in finding.also]
    return ", ".join(dict.fromkeys(numbers if len(numbers) <= 8 else [*numbers[:8], "..."]))


def _times(audit: Audit) -> list[str]:
    """The matrix of least times: from the grades on the left to those above."""
    proofs = audit.proofs
    rows = [
        [a, *(time_text(proofs.least_time_days.get((a, b)), (a, b) not in proofs.unproved) for b in proofs.grades)]
        for a in proofs.grades
    ]
    return _aligned(("from \\ to", *proofs.grades), rows)


def _columns(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return ["", title, *_aligned(header, rows)] if rows else []


def _aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    table = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[k]) for row in table) for k in range(len(header))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    ]


def comparison_text(comparison: AuditComparison) -> str:
    """What a reform mends and breaks, for the terminal."""
    old, new = comparison.before, comparison.after
    lines = [f"From {old.book.name} to {new.book.name}"]
    for title, findings in (("Mended", comparison.mended), ("Broken", comparison.broken)):
        lines += ["", f"{title}: {count_words(len(findings), 'finding')}"]
        lines += [f"  {f.severity:<8} {f.code} line {f.line} {f.rule}: {f.message}" for f in findings]
    lines += ["", f"As before: {count_words(len(comparison.kept), 'finding')}"]
    if comparison.times:
        lines += ["", "Least times"]
        for t in comparison.times:
            now, was = time_text(t.after, t.after_proved), time_text(t.before, t.before_proved)
            lines.append(f"  {t.start} to {t.end}: {now} instead of {was}")
    limits = [(audit.book.name, limit) for audit in (old, new) for limit in audit.limits]
    lines += ["", "Limits", *(f"  {name}: {limit}" for name, limit in limits)] if limits else []
    if comparison.articles:
        lines += ["", "Legal tests"]
        for old_one, one in comparison.articles:
            turn = "better" if better(old_one, one) else "worse "
            lines.append(f"  {turn} {one.law}, {one.number}: {one.verdict} (before: {old_one.verdict})")
    lines += ["", "Rules", *(f"  {line}" for line in comparison.rules)] if comparison.rules else []
    return "\n".join([*lines, "", DISCLAIMER])
