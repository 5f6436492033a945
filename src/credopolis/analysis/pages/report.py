"""The report: one self-contained HTML page, pictures inline, nothing fetched, a table behind every picture."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from credopolis.analysis import words
from credopolis.analysis.charts.of_run import figures_of
from credopolis.analysis.charts.shown import check_page
from credopolis.analysis.comparisons.decompose import Decomposition
from credopolis.analysis.measures.standing import TimeBelow, time_below_if_any
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.pages import figures
from credopolis.analysis.pages.offices import office_section
from credopolis.analysis.pages.on_record import record_section
from credopolis.analysis.told.headline import account_of, headline, title_of
from credopolis.analysis.told.standing import standing_sentences
from credopolis.core.outputs import write_page
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import citation, rules_of, without_folders
from credopolis.store.run import Run

REPORT = "report.html"


def write_report(run: Run, html: str | Path | None = None, *, decomposition: Decomposition | None = None) -> Path:
    """Write the page on a run to `html`, or to `report.html` in the run's folder.

    decomposition : where the differences between groups come from (`analysis.comparisons.decompose`), for a
    section of its own.

    Raises
    ------
    BadValue
        If it would take the place of a file of the run, or of one that the run was put together from.
    NotWritten
        If the file cannot be written.
    """
    named = None if html is None else Path(html)
    check_page(run, named)
    return write_page(named, run.folder, REPORT, report_html(run, decomposition, time_below_if_any(run)))


def report_html(run: Run, decomposition: Decomposition | None = None, below: TimeBelow | None = None) -> str:
    """The page as text. below : how long lives stay below good standing."""
    summary: Summary = run.summary
    name = title_of(run)
    sections = [
        _lead(run, summary, below),
        _changes(summary),
        record_section(summary),
        *(figure_section(figure) for figure in figures_of(run, summary, below)),
        *([figure_section(figures.split_dots(decomposition))] if decomposition is not None else []),
        office_section(summary),
        _assumptions(run),
        _origin(run, summary),
    ]
    return page(f"{name}: a run of Credopolis", "\n".join(s for s in sections if s))


def _lead(run: Run, summary: Summary, below: TimeBelow | None) -> str:
    told = account_of(run, summary)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in run.notes)
    lines = headline(summary)
    if below is not None and below.below:
        lines[1:1] = standing_sentences(below)[:2]
    findings = "".join(f"<li>{escape(line)}</li>" for line in lines)
    title = title_of(run)
    return (
        f"<header><h1>{escape(title)}</h1><p>{escape(told)} All people here are synthetic: no row stands for a "
        f"real person.</p>{notes}</header><section><h2>In brief</h2><ul>{findings}</ul>"
        "<p class='small'>Lives are persons. Entries, falls and changes of grade are person-times: one life may have "
        f"several.{words.weight(summary.people, summary.scale)} Intervals are at 95 % and take lives as "
        "independent; they are of chance alone. How far assumptions move these numbers: <code>credopolis robust</code>."
        "</p></section>"
    )


def _changes(summary: Summary) -> str:
    if not summary.changes:
        return ""
    rows = [
        (
            f"{line.date}, day {line.day:,}" if line.day else f"{line.date}, before the run",
            line.title + (f" ({words.places(line.where)})" if line.where else ""),
            line.source,
        )
        for line in summary.changes
    ]
    return (
        "<section><h2>Rules that changed</h2><p>A change holds from the first tick that begins on its date or after "
        "it. What it does to lives that stand amid something is what a reform does to them: scores and grades stay, "
        f"and are read anew.</p>{table(('date', 'what changed', 'reference'), rows)}</section>"
    )


def _assumptions(run: Run) -> str:
    found = run.manifest.get("assumptions", [])
    if not found:
        return ""
    rows = [(a["path"], str(a["value"]), a["why"]) for a in found]
    return (
        f"<section><h2>What this rests on without a source</h2><p>{len(rows)} values of this run are assumptions or "
        "were set for it. All other values cite their source in the rulebook, regime and society files.</p>"
        f"<details><summary>The assumptions</summary>{table(('value of', 'is', 'why'), rows)}</details></section>"
    )


def _origin(run: Run, summary: Summary) -> str:
    about = run.manifest
    source, rules = about["scenario"].get("source", {}), rules_of(about)
    rows: list[tuple[str, str]] = [
        ("rules", rules.head),
        ("title of the rules", rules.title),
        ("lives simulated", f"{summary.people:,}"),
        ("people that each stands for", f"{summary.scale:,}"),
        ("days", f"{summary.days_done:,} of {summary.days:,}, from {about['scenario']['start']}"),
        ("days a tick", str(about["scenario"]["tick_days"])),
        ("seed", str(summary.seed)),
        ("switched off for this run", ", ".join(rules.off) or "nothing"),
        ("off in all", ", ".join(about["scenario"]["off"]) or "nothing"),
        ("set for this run", ", ".join(f"{k}={v}" for k, v in rules.changed.items()) or "nothing"),
        ("status", run.status),
        ("fingerprint", run.fingerprint or "none: the run did not end"),
        ("started", about["started"]),
        ("command", without_folders(str(about.get("command", "from Python")))),
        ("source tree", _git_words(about.get("git"))),
        *((f"version of {name}", version) for name, version in about["versions"].items()),
        *((f"hash of {name}", digest) for name, digest in (source.get("digests") or {}).items()),
    ]
    cite = citation(about)
    return (
        f"<section><h2>How to cite, and to run it again</h2><p>Cite as:</p><blockquote>{escape(cite)}</blockquote>"
        "<p>The same version, scenario and seed give the same fingerprint on any number of threads.</p>"
        f"{table(('', ''), rows)}</section>"
    )


def _git_words(git: dict[str, Any] | None) -> str:
    if not git:
        return "installed package"
    return f"{git['commit']}{' with changes' if git.get('changed') else ''}"
