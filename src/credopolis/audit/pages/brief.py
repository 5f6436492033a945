"""The page of a scheme in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from credopolis.audit.brief import Brief, Matter, brief
from credopolis.audit.judge import Audit
from credopolis.audit.law.article import DISCLAIMER
from credopolis.audit.made import Made
from credopolis.audit.pages.frame import framed, section

_HOW: Final = (
    "The scheme's rules were written down in a file, and what follows from them was worked out. No society was "
    "simulated, and no person's record was looked at. What is found first is what is gravest; of equal ones, what "
    "concerns the most rules."
)


def brief_html(audits: Sequence[Audit], made: Made | None = None) -> str:
    """One page on one rulebook or several. made : what its foot says, see `frame.framed`."""
    title = f"{', '.join(audit.book.title for audit in audits)}: in plain words"
    body = "\n".join(_article(brief(audit)) for audit in audits)
    return framed(title, body, [audit.book for audit in audits], made)


def _article(told: Brief) -> str:
    matters = "".join(_matter(matter) for matter in told.matters)
    parts = [
        f"<header><h1>{escape(told.title)}</h1><p>{escape(told.account)}</p></header>",
        section("What it does", _paragraph(told.does)),
        section("To whom", _paragraph(told.whom)),
        section("The way back", _paragraph(told.back)),
        section(_heading(told.matters), f"<ol>{matters}</ol>" if matters else "<p>No check found anything.</p>"),
        section("What the papers do not tell", _items(told.untold) or "<p>Nothing that was asked for.</p>"),
        section("How this was had", f"<p>{escape(_HOW)}</p><p>{escape(DISCLAIMER)}</p>"),
    ]
    return f"<article>{''.join(parts)}</article>"


def _heading(matters: Sequence[Matter]) -> str:
    number = {1: "The one finding", 2: "The two findings", 3: "Three findings that matter most"}
    return number.get(len(matters), "Findings")


def _matter(matter: Matter) -> str:
    finding = matter.finding
    place = f"{finding.file} line {finding.line}" + (f", {finding.rule}" if finding.rule else "")
    return (
        f"<li><p><strong>{escape(matter.sentence)}</strong></p><p>Better: {escape(matter.better)}</p>"
        f"<p class='small'>{escape(finding.severity)} {escape(finding.code)}, {escape(place)}; "
        f"rests on {escape(finding.source)}</p></li>"
    )


def _paragraph(sentences: Sequence[str]) -> str:
    return f"<p>{escape(' '.join(sentences))}</p>" if sentences else ""


def _items(sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""
