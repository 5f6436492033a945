"""The part of the report on what is on record of the run's time."""

from __future__ import annotations

from html import escape

from credopolis.analysis.measures.on_record import listed_by_year
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.pages import figures
from credopolis.analysis.pages.figures import Figure
from credopolis.analysis.told.on_record import HEADER, HEADING, NOTE, record_row
from credopolis.core.page import table
from credopolis.store.run import Run


def record_section(summary: Summary) -> str:
    """What is on record of the run's time, beside it; nothing if nothing is."""
    if not summary.record:
        return ""
    rows = [
        (
            f"{what} ({target})" if target else what, f"{known} ({within})", here, verdict,
            "; ".join(filter(None, (line.source, line.note))),
        )
        for line in summary.record
        for what, target, known, within, here, verdict in (record_row(line),)
    ]  # fmt: skip
    what, _, known, within, here, verdict = HEADER
    header = (what, f"{known} ({within})", here, verdict, "source")
    return f"<section><h2>{HEADING}</h2><p>{escape(NOTE)}</p>{table(header, rows)}</section>"


def record_figures(run: Run) -> list[Figure]:
    """The path of each list whose size on some day is on record."""
    paths = {name: listed_by_year(run, name) for name in run.labels["list"]}
    return [
        figures.list_path(name, path)
        for name, path in paths.items()
        if any(row is not None for _, _, row in path)
    ]  # fmt: skip
