"""The audit as one self-contained HTML page: it opens with the picture of the ladder; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from credopolis.audit.aside import WAYS
from credopolis.audit.check import ANTI_PATTERN, BETTER
from credopolis.audit.checks import CHECKS
from credopolis.audit.finding import ERROR, SEVERITIES, Finding
from credopolis.audit.judge import Audit, hashes_of_audits
from credopolis.audit.ladder_figure import ladder_figure
from credopolis.audit.law.article import DISCLAIMER, MET, NOT_MET, Ruling
from credopolis.audit.words import (
    account_of,
    count_words,
    drift_rows,
    error_rows,
    folded,
    headline,
    mistakes_title,
    not_judged,
    others_text,
    repair_rows,
)  # fmt: skip
from credopolis.core.page import page
from credopolis.store.provenance import origin_html, provenance

_STYLE: Final = """<style>
body { max-width: 60rem; }
.rung { font-size: 17px; font-weight: 700; }
.big { font-size: 22px; font-weight: 700; }
.chip { display: inline-block; min-width: 4.6rem; padding: .05rem .5rem; border-radius: .7rem; font-size: .82rem;
  text-align: center; border: 1px solid var(--line); }
.error, .not-met { background: #7f2704; color: #fff; border-color: #7f2704; }
.warning { background: #fdd0a2; color: #14181c; border-color: #d95f0e; }
.note-chip, .cannot { background: transparent; color: var(--muted); }
.met { background: #d6e6f4; color: #14181c; border-color: #4292c6; }
.finding { border-top: 1px solid var(--line); padding: .55rem 0; }
.finding p { margin: .15rem 0; max-width: none; }
.finding code, td code { font-size: .85rem; }
th { white-space: nowrap; }
th, td { overflow-wrap: normal; }
.quiet { color: var(--muted); }
td:last-child { min-width: 6rem; }
details .small { margin: .3rem 0; }
@media (max-width: 40rem) {
  th { white-space: normal; }
  th, td { padding-right: .5rem; }
  p, li, code { overflow-wrap: anywhere; }
  td ul { margin: 0; padding-left: 1rem; }
  td:last-child { min-width: 0; }
  .chip { min-width: 0; padding: .05rem .2rem; }
  .laws thead { display: none; }
  .laws td { display: block; border: 0; }
  .laws tr { display: block; border-bottom: 1px solid var(--line); }
}
</style>"""
_CHECK: Final = {check.code: check for check in CHECKS}


def audit_html(audits: Sequence[Audit]) -> str:
    """One page on one rulebook or several."""
    title = f"Audit of {', '.join(audit.book.title for audit in audits)}"
    origin = origin_html(provenance(hashes=hashes_of_audits(audits)))
    return page(title, _STYLE + "\n".join(_rulebook(audit, k) for k, audit in enumerate(audits)) + origin)


def _rulebook(audit: Audit, number: int) -> str:
    figure = ladder_figure(audit.book, audit.proofs)
    own = f"audit-{number}-"
    svg = figure.svg.replace(' id="', f' id="{own}').replace("url(#", f"url(#{own}")
    svg = svg.replace("ladder-title ladder-desc", f"{own}ladder-title {own}ladder-desc")
    lines = "".join(f"<li>{escape(line)}</li>" for line in headline(audit))
    parts = [
        f"<header><h1>{escape(audit.book.title)}</h1><p>{escape(account_of(audit))}</p></header>",
        f"<figure>{svg}<figcaption>{escape(figure.caption)}</figcaption></figure>",
        f"<section><h2>In brief</h2><ul>{lines}</ul></section>",
        _section("Least time from grade to grade", _times(figure.header, figure.rows, audit)),
        _section("What makes one entry good", _table(("act", "made good by", "soonest", "by waiting"),
                                                      repair_rows(audit))),
        _section("Ordinary conduct", _table(("who", "gains a year", "loses a year", "largest loss to largest gain",
                                             "half have left the start's grade after"), drift_rows(audit))
                 + (f"<p class='small'>{escape(told)}</p>" if (told := not_judged(audit)) else "")),
        _section(mistakes_title(audit), _table(*error_rows(audit))),
        _findings(audit),
        _laws(audit.rulings),
        _method(audit),
    ]  # fmt: skip
    return f"<article>{''.join(parts)}</article>"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>" if body else ""


def _times(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], audit: Audit) -> str:
    if not rows:
        return ""
    limits = "".join(f"<p class='note'>{escape(limit)}</p>" for limit in audit.proofs.limits)
    quiet = _table(header, rows).replace("<td>at once</td>", "<td class='quiet'>at once</td>")
    return (
        "<p>The least time that anybody needs, whatever they did before and do after, from entering the grade on the "
        "left: where entries expire, older ones may end a day later. "
        "<em>At once</em>: points alone lead there; <em>never</em>: nothing does; <em>not proved</em>, "
        f"<em>at most</em>: the effort was too small to tell, or to tell that nothing is quicker.</p>{limits}{quiet}"
    )


def _findings(audit: Audit) -> str:
    parts = []
    for severity in reversed(SEVERITIES):
        found = [finding for finding in audit.findings if finding.severity == severity]
        if found:
            items = "".join(_finding(first, others) for first, others in folded(found))
            heading = f"{count_words(len(found), severity)}"
            opened = " open" if severity == ERROR else ""
            parts.append(f"<details{opened}><summary><strong>{escape(heading)}</strong></summary>{items}</details>")
    body = "".join(parts) or "<p>No check found anything.</p>"
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
    chip = "note-chip" if finding.severity == "note" else finding.severity
    also = "".join(f", <code>{escape(str(place.line))} {escape(place.rule)}</code>" for place in finding.also)
    witness = "".join(f"<li>{escape(step)}</li>" for step in finding.witness)
    more = f"<ul class='small'>{witness}</ul>" if witness else ""
    return (
        f"<div class='finding'><p><span class='chip {chip}'>{escape(finding.code)}</span> "
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
        chip = {MET: "met", NOT_MET: "not-met"}.get(ruling.verdict, "cannot")
        missing = "".join(f"<li>{escape(text)}</li>" for text in ruling.missing)
        lines = ", ".join(dict.fromkeys(str(place.line) for place in ruling.places))
        where = f"<p class='small'>line {escape(lines)}</p>" if lines else ""
        rows.append(
            f"<tr><td>{escape(ruling.law)}<br>{escape(ruling.number)}</td><td>{escape(ruling.paraphrase)}</td>"
            f"<td><span class='chip {chip}'>{escape(ruling.verdict)}</span></td>"
            f"<td>{f'<ul>{missing}</ul>' if missing else ''}{where}</td></tr>"
        )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("article", "what it asks", "answer", "missing"))
    return (
        f"<section><h2>Legal tests</h2><p class='note'>{escape(DISCLAIMER)}</p><div class='scroll laws'><table>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _method(audit: Audit) -> str:
    exact = "Times and repairs are exact: every reachable state was searched." if audit.proofs.exact else (
        f"Not all is proved. {' '.join(audit.proofs.limits)}")  # fmt: skip
    methods = dict.fromkeys(drift.method for drift in audit.proofs.drift.values())
    methods |= {} if audit.proofs.errors is None else dict.fromkeys([audit.proofs.errors.method])
    told = "".join(f"<p class='small'>{escape(method)}</p>" for method in methods if method)
    return (
        f"<section><h2>How this was had</h2><p>The rules alone were read, and no society was simulated. "
        f"{escape(exact)} Ordinary conduct and errors rest on rates that are assumptions.</p>{told}"
        f"<p class='small'>{escape(audit.file)}</p></section>"
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
