"""Two audits on one page: what the second rulebook mends and breaks comes first, then each of the two."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from credopolis.audit.compare import AuditComparison, better
from credopolis.audit.finding import Finding
from credopolis.audit.law.article import DISCLAIMER
from credopolis.audit.made import Made
from credopolis.audit.pages.frame import chip, framed, section, table
from credopolis.audit.pages.ladder_figure import time_text
from credopolis.audit.pages.rulebook import rulebook_article
from credopolis.audit.words import count_words


def comparison_html(both: AuditComparison, made: Made | None = None) -> str:
    """The page of a comparison. made : what its foot says, see `frame.framed`."""
    old, new = both.before, both.after
    title = f"From {old.book.title} to {new.book.title}"
    counts = ((len(both.mended), "mended"), (len(both.broken), "broken"), (len(both.kept), "as before"))
    sums = "".join(f"<li><strong>{number}</strong> {words}</li>" for number, words in counts)
    limits = [f"{audit.book.name}: {limit}" for audit in (old, new) for limit in audit.limits]
    parts = [
        f"<header><h1>{escape(title)}</h1><p>What the second rulebook mends and what it breaks; findings are the same "
        f"if check and rule are.</p><ul class='sums'>{sums}</ul></header>",
        "".join(f"<p class='note'>{escape(limit)}</p>" for limit in limits),
        _findings("Mended", both.mended),
        _findings("Broken", both.broken),
        section("Least times that change", _times(both)),
        section("Legal tests that change", _laws(both)),
        section("Rules that change", "".join(f"<p>{escape(line)}</p>" for line in both.rules)),
        _kept(both.kept),
        f"<p class='note'>{escape(DISCLAIMER)}</p>",
    ]
    articles = "".join(
        f"<details><summary><strong>{escape(f'{when}: {audit.book.title}')}</strong></summary>"
        f"{rulebook_article(audit, number)}</details>"
        for number, (when, audit) in enumerate((("Before", old), ("After", new)))
    )
    body = f"<article>{''.join(parts)}</article><section><h2>The two rulebooks</h2>{articles}</section>"
    return framed(title, body, (old.book, new.book), made)


def _findings(title: str, findings: Sequence[Finding]) -> str:
    items = "".join(_finding(finding) for finding in findings) or "<p>Nothing.</p>"
    return section(f"{title}: {count_words(len(findings), 'finding')}", items)


def _finding(finding: Finding) -> str:
    return (
        f"<div class='finding'><p>{chip(finding.code, finding.severity)} <strong>{escape(finding.message)}</strong></p>"
        f"<p class='small'>{escape(finding.file)} line <code>{finding.line} {escape(finding.rule)}</code></p></div>"
    )


def _kept(findings: Sequence[Finding]) -> str:
    """What is as before, folded away."""
    if not findings:
        return ""
    words = f"As before: {count_words(len(findings), 'finding')}"
    items = "".join(_finding(finding) for finding in findings)
    return f"<details><summary><strong>{escape(words)}</strong></summary>{items}</details>"


def _times(both: AuditComparison) -> str:
    rows = [
        (t.start, t.end, time_text(t.before, t.before_proved), time_text(t.after, t.after_proved)) for t in both.times
    ]
    return table(("from", "to", "before", "after"), rows)


def _laws(both: AuditComparison) -> str:
    rows = [
        (f"{now.law}, {now.number}", was.verdict, now.verdict, "better" if better(was, now) else "worse")
        for was, now in both.articles
    ]
    return table(("article", "before", "after", "that is"), rows)
