"""What offices did with cases, and how far entries went through due process: bars of equal length, as shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from credopolis.analysis.measures.offices import CLOSED, CaseLine, ProcessLine
from credopolis.analysis.words import count, percent
from credopolis.core.drawn import PER_CENT, STRIPED, bars, part
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, GREY, ORANGE

_WAYS = (*CLOSED, "pending")
_FILLS = {
    "posted": ORANGE, "dismissed": BLUE, "waived": "#9ecae1", "lost": "#7f2704", "pending": f"dots #eceff1 {GREY}",
}  # fmt: skip
_STEPS = ("learned", "appealed", "refused", "corrected", "repaired", "expired")


def case_bars(lines: Sequence[CaseLine]) -> Figure:
    """One bar a truth: how many cases of it were posted, dismissed, waived, lost, or wait still."""
    total = sum(line.filed for line in lines)
    heading = "What offices did with cases, by how they came about"
    caption = (
        f"{count(total)} cases (person-times), each bar divided by what became of them. A false case that is posted "
        "becomes a false entry; fabricated ones are made up by the office itself."
    )
    rows = tuple(
        (k.truth, count(k.filed), *(f"{count(n)} ({percent(n / k.filed)})" for n in (getattr(k, w) for w in _WAYS)))
        for k in lines
    )
    numbers = tuple((k.truth, k.filed, *(getattr(k, w) for w in _WAYS)) for k in lines)
    header = ("cases", "filed (person-times)", *_WAYS)
    columns = ("cases", "filed", *_WAYS)
    return Figure("cases", heading, caption, header, rows, _drawn_cases(lines), (columns, numbers))


def _drawn_cases(lines: Sequence[CaseLine]) -> dict[str, Any]:
    """What the bundle draws cases from."""
    drawn = [
        {
            "name": k.truth, "end": f"{count(k.filed)} filed",
            "bars": [{"text": "", "parts": [
                part(j, getattr(k, w) / k.filed, f"{k.truth}, {w}: {count(getattr(k, w))}") for j, w in enumerate(_WAYS)
            ]}],
        }
        for k in lines
    ]  # fmt: skip
    return bars(_FILLS, drawn, PER_CENT, "share of cases by how they came about")


def funnel_bars(lines: Sequence[ProcessLine]) -> Figure:
    """Steps of due process, for true and for false entries: shares of those posted."""
    heading = "Due process: how far entries went"
    caption = (
        "Shares of the entries posted over the run (person-times), upper bar: true entries, lower bar, striped: false "
        "ones. True ones include rewards, of which nobody is told and which nobody appeals. Steps that no entry took "
        "are left out. What follows an entry needs time: the latest had less of it."
    )
    kinds = (("true", [k for k in lines if k.truth == "true"]), ("false", [k for k in lines if k.truth != "true"]))
    sums = {
        name: {step: sum(getattr(k, step) for k in some) for step in ("posted", *_STEPS, "spread")}
        for name, some in kinds
    }
    steps = [step for step in _STEPS if any(of[step] for of in sums.values())]
    header = ("entries", "posted (person-times)", *_STEPS, "spread")
    rows = tuple((name, *(count(n) for n in of.values())) for name, of in sums.items())
    numbers = tuple((name, *of.values()) for name, of in sums.items())
    return Figure(
        "process", heading, caption, header, rows, _funnel(sums, steps),
        (("entries", "posted", *_STEPS, "spread"), numbers),
    )  # fmt: skip


def _funnel(sums: Mapping[str, Mapping[str, int]], steps: Sequence[str]) -> dict[str, Any]:
    """What the bundle draws steps of due process from."""

    def bar(key: int, name: str, step: str) -> dict[str, Any]:
        number, posted = sums[name][step], sums[name]["posted"]
        share = number / posted if posted else 0.0
        says = f"{name} entries {step}: {count(number)}, {percent(share)}"
        return {"parts": [part(key, share, says)], "text": f"{percent(share)}, {count(number)} {name}"}

    rows = [{"name": step, "end": "", "bars": [bar(0, "true", step), bar(1, "false", step)]} for step in steps]
    return bars({"true entries": BLUE, "false entries": STRIPED}, rows, PER_CENT, "share of the entries posted")
