"""The page on targets beside runs: a table of each, what cannot be told, and the path of a list year by year."""

from __future__ import annotations

import math
from html import escape
from typing import Final

from credopolis.analysis import words
from credopolis.analysis.charts.path import list_path
from credopolis.analysis.measures.on_record import MET, MISSED, UNKNOWN
from credopolis.analysis.pages.comparison import SYNTHETIC
from credopolis.analysis.studies.validate_result import (
    UNTOLD,
    LivedSetting,
    ValidatedLine,
    ValidatedTarget,
    Validation,
    YearOfPath,
)
from credopolis.analysis.words import title
from credopolis.core.digits import rounded
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import origin_html, provenance

COLUMNS: Final = ("what", "reported", "agrees within", "here, by chance", "over assumptions", "draws within",
                  "basis", "verdict")  # fmt: skip
READING: Final = (
    "By chance: mean over seeds with its 95 % interval. Over assumptions: between which 95 % of draws of them all at "
    "once lie, with fitted values as they are; draws within: the share of them that agrees. Fitted: parameters were "
    "chosen by it, so agreement checks nothing. The verdict is by chance alone, and given only where chance could not "
    "turn it."
)
_MILLION: Final = 1e6
_THOUSAND: Final = 1e3
_ANY: Final = 1e5


def validation_html(found: Validation) -> str:
    """The page as text."""
    heading = "Targets beside runs"
    sections = [
        f"<header><h1>{heading}</h1><p>{SYNTHETIC}</p></header>",
        f"<section><p>{escape(size_in_words(found))}</p><p class='small'>{escape(READING)}</p></section>",
        *(_section(one) for one in found.targets),
        *(_path(one) for one in found.targets if one.path),
        origin_html(provenance(seeds=found.seeds), found.rules),
    ]
    return page(heading, "\n".join(sections))


def size_in_words(found: Validation) -> str:
    """What was lived, and how often, and how many targets are met."""
    lived = "; ".join(map(lived_in_words, found.settings))
    refused = f" Some draws were refused: {found.refused[0]}" if found.refused else ""
    verdicts = ", ".join(f"{found.counted(one)} {one}" for one in (MET, MISSED, UNKNOWN) if found.counted(one))
    return (
        f"Targets: {verdicts}. Lived: {lived}. Draws are of all assumptions with a range at once, "
        f"but those fitted or set.{refused}"
    )


def lived_in_words(one: LivedSetting) -> str:
    """What was lived of a setting, and how often."""
    runs = f"{one.seeds} seeds"
    runs += f" and {one.draws:,} draws of {one.assumptions:,} assumptions" if one.draws else ", no assumption moved"
    return f"{one.name}, {words.years(365.25 * one.years)}: {one.people:,} synthetic lives, {runs}"


def heading_of(target: ValidatedTarget) -> str:
    """A target's name with its verdict."""
    return f"{target.id}, {target.pattern}: {target.verdict}"


def choice_in_words(target: ValidatedTarget) -> str:
    """The free parameters that a target was met, or not, with; and what was lived."""
    return f"Free parameters: {target.choice}. Lived: {', '.join(target.settings)}."


def notes_of(target: ValidatedTarget) -> list[str]:
    """What is to be known of a target's numbers."""
    return [f"{line.name}: {line.note}" for line in target.lines if line.note]


def row_of(line: ValidatedLine) -> tuple[str, ...]:
    """A line as a row of `COLUMNS`."""
    unit = f", {line.unit}" if line.unit else ""
    over = _range(line.low, line.high) if math.isfinite(line.low) else "not drawn"
    holds = words.percent(line.holds, 0) if math.isfinite(line.holds) else ""
    within = "any rise" if line.most > _ANY and line.least == 0 else _range(line.least, line.most)
    return (
        f"{line.name}{unit}", _number(line.value), within, _estimate(line.found.value, line.found.low, line.found.high),
        over, holds, line.basis, line.verdict,
    )  # fmt: skip


def untold_rows(target: ValidatedTarget) -> list[tuple[str, ...]]:
    """What cannot be told, as rows of `COLUMNS`."""
    return [(one.what, "", "", "", "", "", one.why, UNTOLD) for one in target.untold]


def years_of(target: ValidatedTarget) -> list[tuple[str, ...]]:
    """The path of a target's list, a row a day."""
    return [_year(one) for one in target.path]


YEARS: Final = ("day", "here, by chance", "over assumptions", "on record")


def _year(one: YearOfPath) -> tuple[str, ...]:
    over = _range(one.low, one.high) if math.isfinite(one.low) else ""
    record = "" if one.record is None else _number(one.record.value)
    return (one.day.isoformat(), _estimate(one.found.value, one.found.low, one.found.high), over, record)


def _section(target: ValidatedTarget) -> str:
    rows = [*map(row_of, target.lines), *untold_rows(target)]
    sources = "; ".join(dict.fromkeys(fact for line in target.lines for fact in line.facts))
    notes = "".join(f"<li>{escape(note)}</li>" for note in notes_of(target))
    notes = f"<ul class='small'>{notes}</ul>" if notes else ""
    return (
        f"<section><h2>{escape(heading_of(target))}</h2>{table(COLUMNS, rows)}{notes}"
        f"<p class='small'>{escape(choice_in_words(target))} {escape(f'Facts: {sources}')}</p></section>"
    )


def _path(target: ValidatedTarget) -> str:
    figure = list_path(target.list, [(one.day, one.found.value, one.record) for one in target.path])
    what = f"{title(target.list)}, year by year, with both doubts"
    return f"{figure_section(figure)}<section><h2>{escape(what)}</h2>{table(YEARS, years_of(target))}</section>"


def _number(value: float) -> str:
    return f"{value / _MILLION:.4g} m" if abs(value) >= _MILLION else _plain(value, 4)


def _plain(value: float, figures: int) -> str:
    return f"{value:,.0f}" if abs(value) >= _THOUSAND else f"{value:.{figures}g}"


def _estimate(value: float, low: float, high: float) -> str:
    if not math.isfinite(value):
        return "no number"
    size, unit = (_MILLION, " m") if abs(value) >= _MILLION else (1.0, "")
    width = (high - low) / size if math.isfinite(low) else math.nan
    said = rounded(value / size, width)
    if math.isnan(width):
        return f"{said}{unit}"
    return f"{said}{unit} ({rounded(low / size, width)} to {rounded(high / size, width)})"


def _range(low: float, high: float) -> str:
    size, unit = (_MILLION, " m") if abs(high) >= _MILLION else (1.0, "")
    return f"{_plain(low / size, 3)} to {_plain(high / size, 3)}{unit}"
