"""What lessons ask about, lived and counted: a curve by years that a page holds a guess against.

Each is worked out by what the reports and panels use; here it is only put in the order of a lesson.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.core.errors import CredopolisError
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

if TYPE_CHECKING:
    from credopolis.analysis.measures.intervals import Estimate
    from credopolis.store.run import Run

SEED: Final = 1
YEAR: Final = 365
LESSONS: Final = {"nine-years": 1, "false-reports": 1, "list-instead": 2, "paid-by-others": 1}
"""Lessons, with the runs that each takes."""
_PEOPLE: Final = {"nine-years": 20_000, "false-reports": 10_000, "list-instead": 20_000, "paid-by-others": 20_000}
_YEARS: Final = {"nine-years": 12, "false-reports": 10, "list-instead": 10, "paid-by-others": 10}
_SET: Final = {"paid-by-others": {"regime.queues.stands": True, "regime.prices.stands": True}}
_QUEUE: Final = "healthcare"
_PRICE: Final = "transport_fares"
_WRONG: Final = ("mistaken", "malicious", "fabricated")
_THOUSAND: Final = 1000


def answer(name: str, folder: str, threads: int | None, line: Connection) -> None:
    """Live what a lesson asks about, and tell what came of it.

    folder : in which runs are kept meanwhile. line : to the server. It is told ("runs", done, of), then ("result",
    result, None) or ("failed", message, None).
    """
    done = 0

    def run(scenario: str, place: Path) -> Run:
        nonlocal done
        import credopolis as cp

        years, out, set_ = _YEARS[name], place / scenario, _SET.get(name)
        found = cp.run(scenario, people=_PEOPLE[name], years=years, seed=SEED, threads=threads, out=out, set=set_)
        done += 1
        line.send(("runs", done, LESSONS[name]))
        return found

    try:
        with TemporaryDirectory(dir=folder) as place:
            found = _ANSWERS[name](run, Path(place))
        size = {"people": _PEOPLE[name], "years": _YEARS[name], "seed": SEED}
        line.send(("result", {"lesson": name, **size, **found}, None))
    except CredopolisError as error:
        line.send(("failed", str(error), None))


Live = Callable[[str, Path], "Run"]


def _nine_years(live: Live, place: Path) -> dict[str, Any]:
    """Share of those who fell to D that are still below good standing, by years since, with bands; and the rule's."""
    from credopolis.analysis import words
    from credopolis.analysis.measures.standing import time_below

    told = time_below(live("popular-account", place))
    fallen = None if told is None else next((one for one in told.below if one.grade == "D"), None)
    if told is None or fallen is None:
        raise CredopolisError("Nobody fell to D in this society, so there is nothing to see.")
    curve = fallen.curve
    last = min(curve.days[-1] // YEAR, _YEARS["nine-years"] - 1)
    at = [max(k for k, day in enumerate(curve.days) if day <= year * YEAR) for year in range(last + 1)]
    rule = fallen.rule_days / YEAR
    return {
        "answer": [100 * curve.survival[k] for k in at],
        "low": [100 * curve.low[k] for k in at], "high": [100 * curve.high[k] for k in at],
        "beside": [100.0 if year <= rule else 0.0 for year in range(last + 1)],
        "numbers": {
            "spells": fallen.spells, "back": fallen.back, "rule_years": rule,
            "after_rule": _percent(fallen.after_rule.value),
        },
        "in_words": [words.share_with_interval(fallen.curve.after(year * YEAR)) for year in range(last + 1)],
        "said": {"after_rule": words.share_with_interval(fallen.after_rule)}, "standing": told.standing, "story": None,
    }  # fmt: skip


def _false_reports(live: Live, place: Path) -> dict[str, Any]:
    """Neighbours of 1,000 of whom something false has been posted, by year, with bands; what it did; one of them."""
    import polars as pl

    from credopolis.analysis.lives.panel import sample_lives
    from credopolis.analysis.measures.exact import share_of
    from credopolis.runs.again import rebuild

    run, people = live("popular-account", place), _PEOPLE["false-reports"]
    scenario = rebuild(run)
    events = sample_lives(run, people).events.filter(pl.col("kind") == "entry")
    false = events.filter(pl.col("truth").is_in(_WRONG))
    if not len(false):
        raise CredopolisError("Nothing false was posted in this society, so there is nothing to see.")
    first = false.group_by("life").agg(pl.col("day").min()).get_column("day").to_numpy()
    shares = [share_of(int(np.sum(first < year * YEAR)), people) for year in range(_YEARS["false-reports"] + 1)]
    falls = run.scan("falls").filter(pl.col("truth").is_in(_WRONG)).select(pl.col("falls").sum()).collect().item()
    steps = run.scan("process").filter(pl.col("truth").is_in(_WRONG)).group_by("step").agg(pl.col("entries").sum())
    by_step = dict(steps.collect().iter_rows())
    grades, start = scenario.dimensions.grades, int(scenario.rulebook.start_grade)
    fell = false.filter(pl.col("grade").is_in(grades[:start]))
    life = int((fell if len(fell) else false).sort("day", "life").get_column("life")[0])
    return {
        "answer": [_THOUSAND * one.value for one in shares], "low": [_THOUSAND * one.low for one in shares],
        "high": [_THOUSAND * one.high for one in shares], "beside": None,
        "in_words": [_of(one, _THOUSAND) for one in shares], "said": {},
        "numbers": {
            "people": people, "entries": len(events), "false": len(false), "lives": len(first),
            "falls": int(falls or 0), "learned": int(by_step.get("learned", 0)),
            "corrected": int(by_step.get("corrected", 0)),
        },
        "standing": grades[start], "story": run.life(life).as_json(),
    }  # fmt: skip


def _list_instead(live: Live, place: Path) -> dict[str, Any]:
    """Share of people in trouble by year: on a list of debtors, and beside it below the starting grade of a score."""
    import polars as pl

    from credopolis.analysis.measures.exact import share_of
    from credopolis.runs.again import rebuild

    score, listed = live("popular-account", place), live("judgment-defaulters", place)
    grades = score.labels["grade"]
    start = int(rebuild(score).rulebook.start_grade)
    below = grades[:start]
    ticks = score.scan("ticks").group_by("day").agg(
        pl.col("lives").filter(pl.col("grade").is_in(below)).sum().alias("below"), pl.col("lives").sum().alias("all")
    )  # fmt: skip
    on = listed.scan("listed").group_by("day").agg(pl.col("lives").sum())
    people, years = _PEOPLE["list-instead"], range(_YEARS["list-instead"] + 1)
    counted = _at_years(dict(on.collect().iter_rows()), years)
    fallen = _at_years({d: n for d, n, _ in ticks.collect().iter_rows()}, years)
    return {
        "answer": [100 * n / people for n in counted], "low": None, "high": None,
        "beside": [100 * n / people for n in fallen], "in_words": [_of(share_of(n, people), 100) for n in counted],
        "said": {}, "numbers": {}, "standing": grades[start], "story": None,
    }  # fmt: skip


def _paid_by_others(live: Live, place: Path) -> dict[str, Any]:
    """Days that those wait for a hospital who are not put first, by year; beside it if nobody were; and who pays."""
    from credopolis.analysis.measures.waits import money_lines, wait_lines, waits_by_day

    run, years = live("popular-account", place), range(_YEARS["paid-by-others"] + 1)
    told = waits_by_day(run, _QUEUE)
    at = [max((day for day in told if day <= year * DAYS_PER_YEAR_OF_RATES), default=min(told)) for year in years]
    others = [told[day][0] for day in at]
    if any(wait is None for wait in others):
        raise CredopolisError("Those who are not put first are never served in this society, so no wait can be drawn.")
    queue = next(line for line in wait_lines(run) if line.queue == _QUEUE)
    price = next(line for line in money_lines(run) if line.benefit == _PRICE)
    return {
        "answer": others, "low": None, "high": None, "beside": [told[day][1] for day in at],
        "in_words": [f"{wait:.1f}" for wait in others], "said": {},
        "numbers": {
            "first": round(queue.asked_first), "others": round(queue.asked_others), "first_days": queue.first_days,
            "others_days": queue.others_days, "alike_days": queue.alike_days,
            "got": price.got_a_year, "paid": price.paid_a_year,
        },
        "standing": "", "story": None,
    }  # fmt: skip


def _at_years(by_day: dict[int, int], years: range) -> list[int]:
    """What stood at the last day told of by the end of each year; 0 before the first."""
    days = sorted(by_day)
    found = []
    for year in years:
        past = [day for day in days if day <= year * YEAR]
        found.append(by_day[past[-1]] if past and year else 0)
    return found


def _of(share: Estimate, whole: int) -> str:
    """A share in words, of 100 or 1,000."""
    from credopolis.analysis import words
    from credopolis.analysis.measures.intervals import Estimate

    return words.with_interval(Estimate(whole * share.value, whole * share.low, whole * share.high))


def _percent(share: float) -> float | None:
    return 100 * share if math.isfinite(share) else None


_ANSWERS: Final[dict[str, Callable[[Live, Path], dict[str, Any]]]] = {
    "nine-years": _nine_years, "false-reports": _false_reports, "list-instead": _list_instead,
    "paid-by-others": _paid_by_others,
}  # fmt: skip
