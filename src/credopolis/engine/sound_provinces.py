"""Whether tallies and what provinces keep can be those of this scenario; see `soundness`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from credopolis.core.labels import CASE_STAGES, ENCOUNTERS, OFFICES, PROCESS_STEPS, WATCHED
from credopolis.core.schema import TRUE, TRUTHS
from credopolis.engine.bounds import none, within
from credopolis.engine.build import Engine
from credopolis.engine.places import is_living, places_of_districts
from credopolis.engine.sound_lives import just_changed
from credopolis.engine.tally import read_tallies
from credopolis.engine.world import ALARMS, CLIMATE, FIELDS, N_CHANNELS, OF_ACTS, WAIT_DAYS, Array, World
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.channels import OFFICE
from credopolis.mechanisms.queues import NOT_BEGUN

_MOST: Final = 2**30  # of a count in int32: what an interval adds to it fits
_LARGEST: Final = 1e15
_FAR: Final = 1e9
_LONGEST_WAIT: Final = 32_000
_LEAST: Final = {"sites_open": NOT_BEGUN}


def check_tally(engine: Engine, world: World, tally: Array, tick: int) -> None:
    """Lives by grade, and the tallies of the interval in hand. tally : (n_provinces, n_counts) int32."""
    n, extent = engine.extent.n_standings, engine.extent
    within("tally", tally.reshape(-1), 0, _MOST)
    places = np.diff(places_of_districts(world))
    starts = np.append(engine.province_districts, len(places))
    province = np.repeat(np.arange(len(tally)), [places[a:b].sum() for a, b in pairwise(starts)])
    living = is_living(world)
    counted = np.bincount((province * n + world.standing["grade"])[living], minlength=len(tally) * n)
    none("tally of lives by grade", tally[:, :n].reshape(-1) != counted, tally[:, :n].reshape(-1), "as lives stand")
    within("tally of a tick that has not begun", tally[:, n : extent.head].reshape(-1), 0, 0)
    counts = read_tallies(tally, extent)
    posted = counts["cases"][..., CASE_STAGES.index("posted")]
    _agree("tally of entries", counts["entries"].sum(axis=1), posted)
    filed = counts["cases"][:, engine.pairs[:, 1] != OFFICE, TRUE, CASE_STAGES.index("filed")]
    _at_most("tally of true cases", filed, counts["sightings"][:, engine.pairs[:, 1] != OFFICE])
    by_act = np.zeros((len(tally), extent.n_acts, len(TRUTHS)), np.int64)
    np.add.at(by_act.swapaxes(0, 1), engine.pairs[:, 0], posted.swapaxes(0, 1))
    _at_most("tally of falls", counts["falls"].sum(axis=3), by_act)
    steps = {name: counts["process"][..., k] for k, name in enumerate(PROCESS_STEPS)}
    _at_most("tally of entries known", steps["learned"], by_act)
    _at_most("tally of appeals", steps["appealed"], steps["learned"])
    _at_most("tally of refusals", steps["refused"], steps["appealed"])
    met = {name: counts["encounters"][..., k] for k, name in enumerate(ENCOUNTERS)}
    _at_most("tally of deeds", met["deed"], met["visit"])
    _at_most("tally of finds", met["find"], met["search"])
    if engine.scenario.records_at()[tick - 1] and not just_changed(engine, tick * engine.scenario.tick_days):
        within("tally of an interval that has not begun", tally[:, n:].reshape(-1), 0, 0)


def check_provinces(engine: Engine, arrays: Mapping[str, Array], expected: Mapping[str, Array]) -> None:
    """What provinces keep between ticks, and the sums of the interval in hand."""
    longest = max(variant.regime.office.longest_days for variant in engine.scenario.variants)
    check_fields(arrays["fields"], longest)
    for name in ("watched", "benefits", "offices", "watch_backlog", "demand_exposure"):
        within(name, arrays[name].reshape(-1), 0.0, _LARGEST)
    lives = np.bincount(
        np.repeat(engine.world.districts["province"], _lives(engine)), minlength=len(arrays["demand_visited"])
    )
    for name in ("demand_visited", "demand_searched"):
        within(name, arrays[name], 0.0, lives.astype(np.float64))
    known = arrays["_known"].reshape(-1)
    within("_known", known, 0.0, _LARGEST)
    books = arrays["_books"]
    for name in books.dtype.names or ():
        within(f"_books.{name}", books[name], _LEAST.get(name, 0.0), _LARGEST)
    for name in (book.name for book in mechanisms.BOOKS if book.given):
        none(f"_books.{name}", books[name] != expected["_books"][name], books[name], "the regime's")
    for name, least in (("waiting", NOT_BEGUN), ("queues", 0.0), ("gates", 0.0), ("discipline", 0.0), ("audits", 0.0),
                        ("careers", 0.0), ("resold", 0.0)):  # fmt: skip
        within(name, arrays[name].reshape(-1), least, _LARGEST)
    for name in ("posts", "sites", "firewall", "offers", "rumours", "chilling", "companies", "heard"):
        within(name, arrays[name].reshape(-1), 0.0, _LARGEST)
    within("told", arrays["told"], 0, len(arrays["heard"]))
    for name in ("kept_posts", "kept_rumours"):
        within(name, arrays[name].reshape(-1), NOT_BEGUN, _LARGEST)
    within("transfers", arrays["transfers"].reshape(-1), -_LARGEST, _LARGEST)
    incidents = arrays["incidents"]
    within("incidents", incidents.reshape(-1), 0, 2**40)
    _at_most("incidents helped", incidents[..., 1], incidents[..., 0])
    for name, names in (("watched", WATCHED), ("offices", OFFICES)):
        within(f"waits in {name}", arrays[name][:, names.index("wait_days")].reshape(-1), 0.0, _FAR)


def check_fields(fields: Array, longest_days: int = _LONGEST_WAIT, name: str = "fields") -> None:
    """What lives read of their province: shares in [0, 1], waits and rates that are no less than nothing.

    fields : (..., n_fields) float64, see `world.OF_ACTS`.

    Raises
    ------
    Unsound
        With the first value that cannot be.
    """
    within(f"{name} of acts", fields[..., OF_ACTS:].reshape(-1), 0.0, 1.0 + 1e-9)
    for k, field in enumerate(FIELDS):
        values = fields[..., k].reshape(-1)
        if k == CLIMATE:
            within(f"{name}.{field}", values, -_FAR, _FAR)
        elif k == WAIT_DAYS:
            within(f"{name}.{field}", values, 0.0, float(longest_days))
        else:
            longer = field in ("care_first_days", "care_others_days")
            moved = ("school_places", "favours_left", "hired", "promoted", "of_staff")
            no_share = longer or ALARMS <= k < ALARMS + N_CHANNELS or field in moved
            within(f"{name}.{field}", values, -_FAR if longer else 0.0, _FAR if no_share else 1.0 + 1e-9)


def _lives(engine: Engine) -> Array:
    world = engine.world
    return np.add.reduceat(world.grids["places"], world.districts["grid_start"])


def _agree(name: str, counts: Array, wanted: Array) -> None:
    none(name, (counts != wanted).reshape(-1), counts.reshape(-1), "as many as cases that were posted")


def _at_most(name: str, counts: Array, most: Array) -> None:
    none(name, (counts > most).reshape(-1), counts.reshape(-1), "no more than what they follow")
