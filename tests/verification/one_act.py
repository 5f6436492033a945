"""Societies in which everybody does one act at one rate: what the tests of capacities and queues run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.overrides import Value
from credopolis.mechanisms.conduct_table import AlarmBounds, ConductTable
from credopolis.rulebook.conduct import ActConduct

from .tools import with_rulebook

QUIET = (
    "deterrence", "ambition", "learning", "informants", "robots", "drones", "checkpoints", "recorders", "officers",
    "campaigns", "traffic", "discretion", "quotas", "platform", "statistics", "due_process", "repair",
)  # fmt: skip
"""Off in all of them: what responds, and every channel but records, cameras and faces."""


def book(channel: str, chance: float, decision: str = "none", beside: str = "") -> str:
    """A rulebook that prices one act, which everybody of any age can do, and holds any number of entries.

    beside : decides on a second act, `other`, that is done as often; empty for none.
    """
    acts = {"act": decision} | ({"other": beside} if beside else {})
    priced = ", ".join(f"{name}: {{points: -1, seen_by: {{{channel}: {chance}}}, decision: {decides}}}"
                       for name, decides in acts.items())  # fmt: skip
    return "\n".join([
        "format: credopolis-rulebook/1", "name: one-act", "title: One act", "account: hypothetical",
        "source: assumption", "score: {start: 1000, min: -16000, max: 16000}", "scored_from_age: 0d",
        "grades: {high: {from: 0}, low: {}}",
        f"acts: {{{priced}}}", "",
    ])  # fmt: skip


def society(
    channel: str, rate: float, *, people: int, years: float, seed: int, provinces: int = 31, tick_days: int = 7,
    off: tuple[str, ...] = (),
    overrides: Mapping[str, Value] | None = None, room: AlarmBounds | None = None,
    chance: float = 1.0, decision: str = "none", beside: str = "",
) -> Scenario:  # fmt: skip
    """The society: every life does the act so often a year, a channel sees it with a chance, and all else is quiet.

    provinces : equal ones, each with its own office. room : rates of false alarms that the candidate stream leaves
    room for, a life and year. decision : what must decide before an entry is posted. beside : see `book`.
    """
    alarms = room or AlarmBounds()
    changed = {**{f"conduct.alarms.{name}": most for name, most in vars(alarms).items() if most}, **(overrides or {})}
    loaded = load_scenario(
        "popular-account", people=people, years=years, seed=seed, tick=tick_days, off=(*QUIET, *off),
        set=changed,
    )  # fmt: skip
    scenario = with_rulebook(loaded, book(channel, chance, decision, beside))
    equal = load_scenario("ladder", people=people).tables
    tables = replace(equal, provinces=equal.provinces[:provinces])
    acts = dict.fromkeys(("act", "other") if beside else ("act",), ActConduct(rate=rate))
    bound = 1.05 * (rate * len(acts) + sum(vars(alarms).values())) + 0.1
    table = ConductTable("One act", bound, acts, alarms)
    return replace(scenario, conduct=table, tables=tables)
