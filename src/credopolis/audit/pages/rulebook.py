"""The audit as one self-contained HTML page: it opens with the picture of the ladder; nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from credopolis.audit.aside import WAYS
from credopolis.audit.check import ANTI_PATTERN, BETTER
from credopolis.audit.checks import CHECKS
from credopolis.audit.conduct_words import not_judged, points_note
from credopolis.audit.finding import ERROR, SEVERITIES, Finding
from credopolis.audit.judge import Audit
from credopolis.audit.law.article import DISCLAIMER, MET, NOT_MET, Ruling
from credopolis.audit.made import Made
from credopolis.audit.pages.charts import conduct, least_times, mistakes
from credopolis.audit.pages.frame import chip, framed, marked_table, section, table
from credopolis.audit.pages.ladder_figure import ladder_figure
from credopolis.audit.pages.ladder_rows import ladder_rows
from credopolis.audit.words import (
    account_of,
    count_words,
    folded,
    headline,
    made_good,
    others_text,
    repair_note,
    repair_rows,
)  # fmt: skip
from credopolis.core.figure import Figure
from credopolis.core.page import figure_section

_CHECK: Final = {check.code: check for check in CHECKS}


def audit_html(audits: Sequence[Audit], made: Made | None = None) -> str:
    """One page on one rulebook or several. made : what its foot says, see `frame.framed`."""
    title = f"Audit of {', '.join(audit.book.title for audit in audits)}"
    body = "\n".join(rulebook_article(audit, k) for k, audit in enumerate(audits))
    return framed(title, body, [audit.book for audit in audits], made)


def rulebook_article(audit: Audit, number: int) -> str:
    """All of one audit. number : of the article in its page, which keeps its ids apart."""
    figure = ladder_figure(audit.book, audit.proofs)
    own = f"audit-{number}-"
    svg = figure.svg.replace(' id="', f' id="{own}').replace("url(#", f"url(#{own}")
    svg = svg.replace("ladder-title ladder-desc", f"{own}ladder-title {own}ladder-desc")
    lines = "".join(f"<li>{escape(line)}</li>" for line in headline(audit))
    parts = [
        f"<header><h1>{escape(audit.book.title)}</h1><p>{escape(account_of(audit))}</p></header>",
        f"<figure>{svg}{ladder_rows(audit.book, audit.proofs)}"
        f"<figcaption>{escape(figure.caption)}</figcaption></figure>",
        f"<section><h2>In brief</h2><ul>{lines}</ul></section>",
        _chart(least_times(audit)),
        "".join(f"<p class='note'>{escape(limit)}</p>" for limit in audit.proofs.limits if audit.proofs.grades),
        section(made_good(audit.book), _repairs(audit)),
        _chart(conduct(audit)),
        "".join(f"<p class='small'>{escape(told)}</p>" for told in (points_note(audit), not_judged(audit)) if told),
        _chart(mistakes(audit)),
        _findings(audit),
        _laws(audit.rulings),
        _method(audit),
    ]  # fmt: skip
    return f"<article>{''.join(parts)}</article>"


def _repairs(audit: Audit) -> str:
    note = repair_note(audit)
    rows = table(("act", "made good by", "soonest", "by waiting"), repair_rows(audit))
    return rows + (f"<p class='small'>{escape(note)}</p>" if note else "")


def _chart(figure: Figure | None) -> str:
    return figure_section(figure) if figure else ""


def _findings(audit: Audit) -> str:
    parts = []
    for severity in reversed(SEVERITIES):
        found = [finding for finding in audit.findings if finding.severity == severity]
        if found:
            items = "".join(_finding(first, others) for first, others in folded(found))
            heading = f"{count_words(len(found), severity)}"
            opened = " open" if severity == ERROR else ""
            parts.append(f"<details{opened}><summary><strong>{escape(heading)}</strong></summary>{items}</details>")
    body = f"<p class='note'>{escape(audit.left_out)}</p>" if audit.not_asked else ""
    body += "".join(parts) or "<p>No check found anything.</p>"
    body += _aside(audit)
    return f"<section><h2>Findings</h2>{body}</section>"


def _aside(audit: Audit) -> str:
    """What was set aside, each with its reason, and suppressions that hide nothing."""
    parts = []
    for how, words in WAYS.items():
        found = [one for one in audit.aside if one.how == how]
        if found:
            heading = f"Set aside: {count_words(len(found), 'finding')} {words}"
            items = "".join(
                f"<div class='finding'><p><span class='chip note-chip'>{escape(one.finding.code)}</span> "
                f"{escape(one.finding.message)}</p><p class='small'>line <code>{one.finding.line} "
                f"{escape(one.finding.rule)}</code>{f': {escape(one.reason)}' if one.reason else ''}</p></div>"
                for one in found
            )
            parts.append(f"<details><summary><strong>{escape(heading)}</strong></summary>{items}</details>")
    lines = "".join(
        f"<li>line {one.line}: {escape(', '.join(one.codes))}: {escape(one.reason)}</li>" for one in audit.unused
    )
    return "".join(parts) + (f"<p>Suppressions that hide nothing:</p><ul class='small'>{lines}</ul>" if lines else "")


def _finding(finding: Finding, others: Sequence[Finding] = ()) -> str:
    check = _CHECK[finding.code]
    also = "".join(f", <code>{escape(str(place.line))} {escape(place.rule)}</code>" for place in finding.also)
    witness = "".join(f"<li>{escape(step)}</li>" for step in finding.witness)
    more = f"<ul class='small'>{witness}</ul>" if witness else ""
    return (
        f"<div class='finding'><p>{chip(finding.code, finding.severity)} "
        f"<strong>{escape(finding.message)}</strong>{escape(others_text(others))}</p>"
        f"<p class='small'>line <code>{finding.line} {escape(finding.rule)}</code>{also}</p>"
        f"<details><summary class='small'>{escape(check.title)}</summary>{more}"
        f"<p class='small'>{escape(check.section(ANTI_PATTERN))}</p>"
        f"<p class='small'><strong>Better:</strong> {escape(check.section(BETTER))}</p>"
        f"<p class='small'><strong>Rests on:</strong> {escape(finding.source)}</p></details></div>"
    )


def _laws(rulings: tuple[Ruling, ...]) -> str:
    rows = []
    for ruling in rulings:
        kind = {MET: "met", NOT_MET: "not-met"}.get(ruling.verdict, "cannot")
        missing = "".join(f"<li>{escape(text)}</li>" for text in ruling.missing)
        lines = ", ".join(dict.fromkeys(str(place.line) for place in ruling.places))
        where = f"<p class='small'>line {escape(lines)}</p>" if lines else ""
        rows.append(
            [f"{escape(ruling.law)}<br>{escape(ruling.number)}", escape(ruling.paraphrase),
             f"<span class='chip {kind}'>{escape(ruling.verdict)}</span>",
             f"{f'<ul>{missing}</ul>' if missing else ''}{where}"]
        )  # fmt: skip
    laws = marked_table(("article", "what it asks", "answer", "missing"), rows, "laws")
    return f"<section><h2>Legal tests</h2><p class='note'>{escape(DISCLAIMER)}</p>{laws}</section>"


def _method(audit: Audit) -> str:
    exact = "Times and repairs are exact: every reachable state was searched." if audit.proofs.exact else (
        f"Not all is proved. {' '.join(audit.proofs.limits)}")  # fmt: skip
    methods = dict.fromkeys(drift.method for drift in audit.proofs.drift.values())
    methods |= {} if audit.proofs.errors is None else dict.fromkeys([audit.proofs.errors.method])
    told = "".join(f"<p class='small'>{escape(method)}</p>" for method in methods if method)
    return (
        f"<section><h2>How this was had</h2><p>The rules alone were read, and no society was simulated. "
        f"{escape(exact)} Ordinary conduct and errors rest on rates that are assumptions.</p>{told}</section>"
    )
