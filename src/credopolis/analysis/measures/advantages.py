"""The advantages that are claimed for such a regime, beside what each costs: how much of it, who gains, who pays.

Nothing is weighed against anything: an hour at a counter and a false charge are not one unit. A line stands where a run
has what it tells of. All numbers are of the lives that were simulated, over the whole run where no other time is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from credopolis.analysis.measures.seeing import channel_lines, use_lines
from credopolis.store.run import Run

_IN_SIGHT: Final = ("cameras", "robots", "drones")
_STANCES: Final = ("speaks", "silent")


@dataclass(frozen=True)
class AdvantageLine:
    """An advantage and what it costs. claimed, cost : numbers in their units; gains, pays : in words, who does."""

    advantage: str
    claimed: float
    unit: str
    gains: str
    price: str
    cost: float
    cost_unit: str
    pays: str


def advantage_lines(run: Run) -> tuple[AdvantageLine, ...]:
    """The lines of a run, in their order."""
    return tuple(line for find in (_safety, _counters, _missing, _rumours, _views) for line in find(run))


def _uses(run: Run) -> dict[str, float]:
    return {line.use: line.expected for line in use_lines(run)}


def _safety(run: Run) -> Iterator[AdvantageLine]:
    """Felt safety: cameras in sight, as `trust` has it; and innocents who are charged by what sees."""
    lines = {line.channel: line for line in channel_lines(run)}
    reach = max((lines[name].reach for name in _IN_SIGHT if name in lines), default=0.0)
    if reach > 0.0:
        wrong = sum(lines[name].false_alarms for name in (*_IN_SIGHT, "faces", "traffic") if name in lines)
        yield AdvantageLine(
            "felt safety", 100.0 * reach, "percent of public space in sight, on the last day",
            "who feels safe in sight of cameras, most of all in towns",
            "innocents charged by what sees", float(wrong), "person-times",
            "who is taken for another: minorities and towns more often",
        )  # fmt: skip


def _counters(run: Run) -> Iterator[AdvantageLine]:
    uses = _uses(run)
    if uses.get("desk_hours_saved"):
        yield AdvantageLine(
            "time at counters", uses["desk_hours_saved"], "hours saved", "whoever asks at a counter with a robot",
            "officers' visits to homes", uses.get("visit_burden", 0.0), "hours",
            "lives in the grades that are visited",
        )  # fmt: skip


def _missing(run: Run) -> Iterator[AdvantageLine]:
    uses = _uses(run)
    if uses.get("missing_found"):
        faces = next((line for line in channel_lines(run) if line.channel == "faces"), None)
        yield AdvantageLine(
            "missing people found", uses["missing_found"], "persons", "who is missing, and their families",
            "innocents charged after a match of faces", float(faces.false_alarms) if faces else 0.0, "person-times",
            "who looks like somebody else",
        )  # fmt: skip


def _rumours(run: Run) -> Iterator[AdvantageLine]:
    """False rumours that deletion stopped; beside them true ones, and posts that were deleted wrongly."""
    if "rumours" not in run.tables:
        return
    stopped = (
        run.table("rumours").group_by("rumour").agg((pl.col("heard_undeleted") - pl.col("heard")).sum().alias("n"))
    )
    of = {str(row["rumour"]): float(row["n"]) for row in stopped.iter_rows(named=True)}
    yield AdvantageLine(
        "rumours stopped", of.get("false", 0.0), "times that a false one was not heard", "who would have believed it",
        "true ones stopped with them", of.get("true", 0.0), "times that a true one was not heard",
        "who would have known",
    )  # fmt: skip
    harmless = run.table("posts").filter(pl.col("content").cast(pl.String) == "harmless")
    punished = run.table("posts").select(pl.col("punished").sum()).item()
    yield AdvantageLine(
        "people sentenced for posts", float(punished), "persons", "nobody who was asked",
        "harmless posts deleted", float(harmless["deleted"].sum()), "posts",
        "who wrote them, and who would have read them",
    )  # fmt: skip


def _views(run: Run) -> Iterator[AdvantageLine]:
    """Views shared: how much nearer what is said lies than what is thought; and who is silent for it."""
    if "opinions" not in run.tables:
        return
    spread = {which: _variance(run, which) for which in ("private", "expressed")}
    voices = run.table("voices").group_by("stance").agg(pl.col("lives").sum())
    lives = {str(row["stance"]): float(row["lives"]) for row in voices.iter_rows(named=True)}
    against = sum(lives.get(name, 0.0) for name in _STANCES)
    silent = lives.get("silent", 0.0) / against if against else 0.0
    yield AdvantageLine(
        "views shared", 100.0 * (1.0 - spread["expressed"] / spread["private"]) if spread["private"] else 0.0,
        "percent by which expressed opinions vary less than private ones (below 0: more)",
        "who agrees, and hears less that is otherwise",
        "silence", 100.0 * silent, "percent of those against who do not say so", "who thinks otherwise",
    )  # fmt: skip


def _variance(run: Run, which: str) -> float:
    rows = run.table("opinions").filter(pl.col("opinion").cast(pl.String) == which)
    weight, at = rows["lives"].to_numpy().astype(float), rows["percent"].to_numpy().astype(float) / 50.0 - 1.0
    if weight.sum() == 0:
        return 0.0
    mean = float((weight * at).sum() / weight.sum())
    return float((weight * (at - mean) ** 2).sum() / weight.sum())
