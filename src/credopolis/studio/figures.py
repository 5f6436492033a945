"""What the charts of a run draw, as tables: lives by standing each tick, by province, and how long locks last."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from credopolis.analysis.charts.tiles import places
from credopolis.analysis.lives.find import askable
from credopolis.analysis.words import share_with_interval
from credopolis.core.units import date_of
from credopolis.mechanisms.locks import SPELL_DAYS
from credopolis.society.layout import plan
from credopolis.studio.lived import StudioRun
from credopolis.studio.shapes import CurveShape, FlowsShape, PlacesShape, SeriesShape, SurvivalShape, TileShape

_YEAR: Final = 365
Rows = list[list[Any]]


def by_tick(run: StudioRun, layer: int, province: int | None = None) -> SeriesShape:
    """Lives by value of a layer after each tick that is recorded. province : its number; None for the nation."""
    found = run.tape.counts_of(layer)
    counts = found.sum(axis=1, dtype=np.int64) if province is None else found[:, province].astype(np.int64)
    return {
        "labels": list(run.layers[layer].labels),
        "days": run.tape.days[: len(counts)].tolist(),
        "lives": counts.tolist(),
    }


def by_tick_rows(run: StudioRun, layer: int, province: int | None = None) -> tuple[list[str], Rows]:
    """The same as a table: a row a tick."""
    found = by_tick(run, layer, province)
    rows = [
        [tick, day, date_of(run.scenario.start, day).isoformat(), *lives]
        for tick, (day, lives) in enumerate(zip(found["days"], found["lives"], strict=True))
    ]
    return ["tick", "day", "date", *found["labels"]], rows


def flows(run: StudioRun, layer: int, since: int, frame: int, province: int | None = None) -> FlowsShape:
    """Lives by value of a layer after one tick (rows) and after another (columns).

    province : its number; None for the nation. A life that is born or dies meanwhile counts with its place.
    """
    n = len(run.layers[layer].labels)
    then, now = (run.tape.state(layer, k).astype(np.int64) for k in (since, frame))
    if province is not None:
        mine = slice(*lives_of(run, province))
        then, now = then[mine], now[mine]
    lives = np.bincount(then * n + now, minlength=n * n).reshape(n, n)
    days = [int(run.tape.days[k]) for k in (since, frame)]
    return {"labels": list(run.layers[layer].labels), "days": days, "lives": lives.tolist()}


def flow_rows(
    run: StudioRun, layer: int, since: int, frame: int, province: int | None = None
) -> tuple[list[str], Rows]:
    """The same as a table: a row for each way that somebody went or stayed."""
    found = flows(run, layer, since, frame, province)
    days = [date_of(run.scenario.start, day).isoformat() for day in found["days"]]
    rows = [
        [*days, a, b, found["lives"][i][j]]
        for i, a in enumerate(found["labels"]) for j, b in enumerate(found["labels"]) if found["lives"][i][j]
    ]  # fmt: skip
    return ["since", "until", "from", "to", "lives"], rows


def lives_of(run: StudioRun, province: int) -> tuple[int, int]:
    """The first life of a province, and the one after its last."""
    lives = run.tape.counts_of(0)[0].sum(axis=1, dtype=np.int64)
    first = int(lives[:province].sum())
    return first, first + int(lives[province])


def by_province_rows(run: StudioRun, layer: int, frame: int) -> tuple[list[str], Rows]:
    """Lives by province and value of a layer after a tick."""
    counts = run.tape.counts_of(layer)[frame].tolist()
    names = run.scenario.dimensions.provinces
    return ["province", *run.layers[layer].labels], [[name, *n] for name, n in zip(names, counts, strict=True)]


def provinces_apart(run: StudioRun, layer: int, frame: int) -> list[int]:
    """Provinces whose share in trouble is more unlike the nation's than chance makes it, as the reports judge it."""
    import polars as pl

    from credopolis.analysis.charts.tiles import unlike_the_whole

    shown, counts = run.layers[layer], run.tape.counts_of(layer)[frame].astype(np.int64)
    lives = counts if shown.unscored is None else np.delete(counts, shown.unscored, axis=1)
    trouble = counts[:, list(shown.trouble)]
    names = run.scenario.dimensions.provinces
    some, all_lives = trouble.sum(axis=1), lives.sum(axis=1)
    share = [100 * t / n if n else None for t, n in zip(some.tolist(), all_lives.tolist(), strict=True)]
    table = pl.DataFrame(
        {"province": names, "value": share, "count": some, "exposure": all_lives.astype(np.float64)},
        schema_overrides={"value": pl.Float64},
    )
    apart = unlike_the_whole(table)
    return [k for k, name in enumerate(names) if name in apart]


def lock_survival(run: StudioRun, frame: int, province: int | None = None) -> SurvivalShape:
    """How long locks last, by grade: spells up to the last interval that ended by a tick, and the curve of those that
    still go on. province : its number; None for the nation.
    """
    from credopolis.analysis.measures.survival import survival_of_spells

    spells, vary = run.spells.until(int(run.tape.days[frame]), province), run.scenario.locks_vary
    lasts = {grade: days for grade, days in run.scenario.lock_days.items() if grade not in vary}
    curves: list[CurveShape] = []
    for k, grade in reversed(list(enumerate(run.scenario.dimensions.grades))):
        if spells.open is None or not (spells.ended[k].any() or spells.open[k].any()):
            continue
        counts = np.column_stack([spells.ended[k], spells.open[k]])
        last = int(np.flatnonzero(counts.any(axis=1))[-1])
        found = survival_of_spells(grade, counts[: last + 1], SPELL_DAYS, int(lasts.get(grade, 0)))
        curve = found.curve
        curves.append({
            "grade": grade, "spells": found.spells, "open": found.still_open, "lasts": int(lasts.get(grade, 0)),
            "days": list(curve.days), "going": list(curve.survival), "low": list(curve.low), "high": list(curve.high),
            "after_a_year": share_with_interval(curve.after(_YEAR)),
        })  # fmt: skip
    return {"day": spells.day, "curves": curves}


def survival_rows(run: StudioRun, frame: int, province: int | None = None) -> tuple[list[str], Rows]:
    """The same as a table: a row a step of a curve."""
    rows = [
        [one["grade"], *step]
        for one in lock_survival(run, frame, province)["curves"]
        for step in zip(one["days"], one["going"], one["low"], one["high"], strict=True)
    ]
    return ["grade", "days", "share_still_locked", "low_95", "high_95"], rows


def where_lives_are(run: StudioRun) -> PlacesShape:
    """Provinces in the order of lives: column and row on the map of tiles, short name, first life and how many; and the
    first life of each district.
    """
    about = run.scenario
    layout = plan(about.tables, about.people, about.grid_lives, about.district_grids)
    first = layout.grid_start[layout.district_grid_start]
    lives = np.bincount(layout.district_province, np.diff(first), minlength=len(layout.province_names)).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(lives)])
    on_map = places(layout.province_names)
    tiles: list[TileShape] = [
        {"name": name, "short": on_map[name][2], "column": on_map[name][0], "row": on_map[name][1],
         "first": int(start[k]), "lives": int(lives[k])}
        for k, name in enumerate(layout.province_names)
    ]  # fmt: skip
    return {"tiles": tiles, "districts": first.tolist()}


def askable_of(run: StudioRun) -> dict[str, str]:
    """What lives of a run can be looked for by, in plain letters, and in its own."""
    return {words.casefold(): words for words in askable(run.scenario)}


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
