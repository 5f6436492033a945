"""The report: one self-contained HTML page, pictures inline, nothing fetched, a table behind every picture."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from credopolis.analysis import words
from credopolis.analysis.comparisons.decompose import Decomposition
from credopolis.analysis.measures import metrics
from credopolis.analysis.measures.standing import TimeBelow, time_below_if_any
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.pages import figures
from credopolis.analysis.pages.figures import Figure
from credopolis.analysis.pages.offices import office_section, seeing_figures
from credopolis.analysis.pages.on_record import record_figures, record_section
from credopolis.analysis.told.standing import standing_sentences
from credopolis.analysis.told.summary import otherwise
from credopolis.core.outputs import check_outputs, files_in, write_page
from credopolis.core.page import figure_section, page, table
from credopolis.library.evidence import THRESHOLDS
from credopolis.library.files import originals
from credopolis.store.provenance import citation, rules_of, without_folders
from credopolis.store.run import Run

REPORT = "report.html"

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
    check_report(run, named)
    return write_page(named, run.folder, REPORT, report_html(run, decomposition, time_below_if_any(run)))


def check_report(run: Run, page: Path | None, option: str = "the page") -> None:
    """Refuse a page that would take the place of a file that belongs to a run; raises as `check_outputs`."""
    inputs = [*files_in(run.folder), *originals(run.manifest["scenario"]["source"])]
    check_outputs({option: page}, inputs, [run.folder])


def report_html(run: Run, decomposition: Decomposition | None = None, below: TimeBelow | None = None) -> str:
    """The page as text. below : how long lives stay below good standing."""
    summary: Summary = run.summary
    name = _title(run)
    sections = [
        _lead(run, summary, below),
        _changes(summary),
        record_section(summary),
        *(figure_section(figure) for figure in _figures(run, summary, below)),
        *([figure_section(figures.split_dots(decomposition))] if decomposition is not None else []),
        office_section(summary),
        _assumptions(run),
        _origin(run, summary),
    ]
    return page(f"{name}: a run of Credopolis", "\n".join(s for s in sections if s))


def _figures(run: Run, summary: Summary, below: TimeBelow | None) -> list[Figure]:
    grades = run.labels["grade"][:-1]
    provinces = run.labels["province"]
    drawn: list[Figure] = []
    if below is not None and below.below:
        drawn.append(figures.standing_curves(below, grades))
    if len(grades) > 1:
        drawn += [
            figures.grade_areas(metrics.grade_counts(run), grades, [line.day for line in summary.changes if line.day]),
            figures.flow_ribbons(metrics.flow_matrix(run), grades),
        ]
    drawn += record_figures(run)
    trouble = metrics.troubled(run, metrics.last_day(run), "province").with_columns(
        (100 * pl.col("troubled") / pl.col("lives")).alias("value"),
        pl.col("troubled").alias("count"), pl.col("lives").cast(pl.Float64).alias("exposure"),
    )  # fmt: skip
    title = f"Lives {summary.trouble} on the last day, by province"
    drawn.append(figures.province_tiles(trouble, provinces, "map-standing", title, metrics.of_lives(run)))
    if summary.false_entries.entries:
        drawn += [
            figures.province_tiles(
                _false_by_province(run), provinces, "map-false", "False entries, by province", "per 1,000 life-years",
            ),
            figures.entry_bars(metrics.entries_by(run, "act"), "act"),
            figures.entry_bars(metrics.entries_by(run, "channel"), "channel"),
        ]  # fmt: skip
    drawn += [*seeing_figures(summary), figures.ratio_dots(summary.disparities)]
    if summary.locks:
        drawn.append(figures.survival_curves(list(summary.locks), grades))
    return drawn


def _false_by_province(run: Run) -> pl.DataFrame:
    false = (
        run.scan("entries")
        .filter(pl.col("truth") != "true")
        .group_by("province")
        .agg(pl.col("entries").sum())
        .collect()
    )
    joined = metrics.life_years(run, "province").join(false, on="province", how="left")
    rate = 1000 * pl.col("entries").fill_null(0) / pl.col("life_years")
    return joined.with_columns(
        pl.when(pl.col("life_years") > 0).then(rate).alias("value"),
        pl.col("entries").fill_null(0).alias("count"), pl.col("life_years").alias("exposure"),
    )  # fmt: skip


def _lead(run: Run, summary: Summary, below: TimeBelow | None) -> str:
    account = _account(run)
    told = ACCOUNTS.get(account, f"Account: {account}." if account else "")
    told += f" But {THRESHOLDS}." if summary.remembered else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in run.notes)
    lines = headline(summary)
    if below is not None and below.below:
        lines[1:1] = standing_sentences(below)[:2]
    findings = "".join(f"<li>{escape(line)}</li>" for line in lines)
    title = _title(run)
    return (
        f"<header><h1>{escape(title)}</h1><p>{escape(told)} All people here are synthetic: no row stands for a "
        f"real person.</p>{notes}</header><section><h2>In brief</h2><ul>{findings}</ul>"
        "<p class='small'>Lives are persons. Entries, falls and changes of grade are person-times: one life may have "
        f"several.{words.weight(summary.people, summary.scale)} Intervals are at 95 % and take lives as "
        "independent; they are of chance alone. How far assumptions move these numbers: <code>credopolis robust</code>."
        "</p></section>"
    )


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


def _title(run: Run) -> str:
    """The title of the rules that were run, and what was changed of them."""
    rules, about = rules_of(run.manifest), run.manifest["scenario"]
    own = str(about.get("title") or rules.scenario)
    if rules.regime != rules.scenario:
        own = f"{rules.title or rules.regime} ({rules.head})"
    changes = rules.in_words().removeprefix(rules.head)
    remembered = " (thresholds remembered)" if about.get("source", {}).get("remembered") else ""
    return f"{own}{remembered}{changes}"


def _account(run: Run) -> str:
    return str(run.manifest["scenario"].get("source", {}).get("account", ""))
