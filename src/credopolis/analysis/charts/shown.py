"""A run as a notebook shows it: its charts by name, and a card of what it is and what came out."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path

from credopolis.analysis import words
from credopolis.analysis.charts.chart import Chart
from credopolis.analysis.charts.of_run import ALSO, CHARTS, ChartSources
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.told.headline import account_of, headline, title_of
from credopolis.core.errors import CredopolisError, Misuse, UnknownName
from credopolis.core.outputs import check_outputs, files_in
from credopolis.core.page import table
from credopolis.library.files import originals
from credopolis.store.provenance import rules_of
from credopolis.store.run import Run


def check_page(run: Run, page: Path | None, option: str = "the page") -> None:
    """Refuse a file that would take the place of one that belongs to a run; raises as `check_outputs`."""
    inputs = [*files_in(run.folder), *originals(run.manifest["scenario"]["source"])]
    check_outputs({option: page}, inputs, [run.folder])


class Shown:
    """Charts of a run, drawn when they are asked for and then kept, and its card."""

    def __init__(self, run: Run) -> None:
        self.run, self._sources = run, ChartSources(run)
        self._drawn: dict[str, Chart | None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Charts that this run has something to show in; and `standing`, which is known when it is asked for."""
        later = {"standing"} - self._drawn.keys()
        return tuple(name for name in CHARTS if name in later or self._of(name) is not None)

    def chart(self, name: str) -> Chart:
        """A chart by its name.

        Raises
        ------
        UnknownName
            If there is no chart of that name.
        Misuse
            If this run has nothing to show in it.
        """
        known = ALSO.get(name, name) if isinstance(name, str) else name
        if not isinstance(known, str) or known not in CHARTS:
            raise UnknownName("chart", name, [*CHARTS, *ALSO])
        found = self._of(known)
        if found is None:
            why = CHARTS[known][1]
            have = ", ".join(name for name in self.names if name != known)
            raise Misuse(f"This run has no chart {name!r}: {why}. Charts that it has: {have}.")
        return found

    def _of(self, name: str) -> Chart | None:
        if name not in self._drawn:
            figure = CHARTS[name][0](self._sources)
            check = partial(check_page, self.run, option="the chart")
            self._drawn[name] = None if figure is None else Chart(figure, made_of(self.run), check)
        return self._drawn[name]

    def card(self) -> str:
        """What the run is and what came out, as HTML in which every word is text."""
        try:
            return _card(self.run, self._sources.summary)
        except CredopolisError as error:
            return f"<p>{escape(repr(self.run))}</p><p>{escape(str(error))}</p>"


def made_of(run: Run) -> str:
    """What a run is, in a line: rules, size, length, seed, version and fingerprint."""
    about, found = run.manifest["scenario"], run.fingerprint
    days = int(about["days"])
    parts = [
        rules_of(run.manifest).in_words(), f"{int(about['people']):,} synthetic lives", words.years(days),
        f"seed {about['seed']}", f"Credopolis {run.manifest['versions']['credopolis']}",
        f"fingerprint {found[:12]}" if found else f"status {run.status}",
    ]  # fmt: skip
    return ", ".join(parts)


def _card(run: Run, summary: Summary) -> str:
    """The card. Its table: lives by grade, or by list where the rulebook has no ladder."""
    notes = "".join(f"<p><strong>{escape(note)}</strong></p>" for note in run.notes)
    findings = "".join(f"<li>{escape(line)}</li>" for line in headline(summary))
    first = "grades" if len(run.labels["grade"]) > 2 else "provinces"
    asked = "Intervals are at 95 % and of chance alone; how far assumptions move these numbers: credopolis robust."
    return (
        f"<div><p><strong>{escape(title_of(run))}</strong><br><small>{escape(made_of(run))}</small></p>{notes}"
        f"<p>{escape(account_of(run, summary))} All people here are synthetic.</p>{_standing(summary)}"
        f"<ul>{findings}</ul><p><small>{escape(asked)} {_assumed(run)}</small></p>"
        f'<p><code>run.chart("{first}")</code> draws; <code>run.charts</code> has the names.</p></div>'
    )  # fmt: skip


def _standing(summary: Summary) -> str:
    if len(summary.grades) > 2:
        rows = [
            (
                k.grade,
                f"{k.lives_start:,}",
                words.percent(k.share_start),
                f"{k.lives_end:,}",
                words.percent(k.share_end),
            )
            for k in summary.grades
            if k.lives_start or k.lives_end or k.share_end is not None
        ]
        return table(("grade", "lives at the start", "of scored", "lives at the end", "of scored"), rows)
    if summary.lists:
        listed = [(words.title(k.list), f"{k.lives_start:,}", f"{k.lives_end:,}") for k in summary.lists]
        return table(("list", "lives at the start", "lives at the end"), listed)
    return ""


def _assumed(run: Run) -> str:
    found = len(run.manifest.get("assumptions", []))
    return f"{found} of its values are assumptions or were set for it. " if found else ""
