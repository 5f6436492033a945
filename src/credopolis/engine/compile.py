"""From a scenario's tables to the flat arrays that kernels read."""

from __future__ import annotations

from typing import Any

import numpy as np

from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.maths import exp
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import ACT, Array, Conduct, Rules, Seeing
from credopolis.mechanisms.channels import CAMERAS, CHANNELS, INFORMANTS, RECORDS
from credopolis.rulebook.compile import CompiledRulebook
from credopolis.rulebook.conduct import ActConduct
from credopolis.society.traits import trait_levels

_NO_AGE_LIMIT = 200 * 366
_NO_SUCH_LIST = 31


def compile_rules(rulebook: CompiledRulebook, off: tuple[str, ...]) -> Rules:
    """The rulebook as kernels read it; with locks off, no grade holds anybody."""
    n_grades = len(rulebook.grade_names)
    starts = [int(np.argmax(rulebook.band_of >= g)) + rulebook.score_min for g in range(n_grades)]
    locks = np.zeros(n_grades, np.int64) if "locks" in off else rulebook.lock_days.astype(np.int64)
    return Rules(
        n_grades=n_grades,
        n_lists=len(rulebook.list_names),
        score_min=rulebook.score_min,
        score_max=rulebook.score_max,
        start_grade=rulebook.start_grade,
        standing_grade=rulebook.standing_grade,
        band_of=np.ascontiguousarray(rulebook.band_of, np.uint8),
        grade_from=np.array(starts, np.int64),
        lock_days=locks,
        release_to=np.ascontiguousarray(rulebook.release_to, np.int64),
        worth=np.ascontiguousarray(rulebook.worth, np.float64),
        list_days=np.append(rulebook.list_days, 0).astype(np.int64),
    )


def conduct_of(scenario: Scenario) -> dict[str, ActConduct]:
    """Conduct of every act of a scenario, in the order of `Scenario.act_names`.

    Raises
    ------
    UnknownName
        If the rulebook prices an act of which neither it nor the society says how often it happens.
    BadValue
        If both say it.
    """
    known = dict(scenario.conduct.acts)
    rulebook = scenario.rulebook
    for name, own in zip(rulebook.act_names, rulebook.act_conduct, strict=True):
        if name in scenario.conduct.acts:
            if own is not None:
                raise BadValue(
                    f"acts.{name}.conduct of rulebook {rulebook.name}", "given", "only for acts the society does not know",
                    f"Remove it, or give the act another name: society {scenario.tables.name} says how often it happens.",
                )  # fmt: skip
        elif own is None:
            where = f"Or give acts.{name} of rulebook {rulebook.name} a `conduct` block: who does it, and how often."
            raise UnknownName("conduct for an act", name, scenario.conduct.acts, where)
        else:
            known[name] = own
    return {name: known[name] for name in scenario.act_names}


def trait_rates(conduct: ActConduct, levels: Array) -> Array:
    """Yearly rate by level of the driver, (256,) float64, with mean `rate` over the driver's distribution."""
    if conduct.driver == "none" or conduct.slope == 0.0:
        return np.full(256, conduct.rate)
    tilt = np.array([exp(conduct.slope * (level / 255.0 - 0.5)) for level in range(256)])
    weights = levels[TRAITS.index(conduct.driver)]
    norm = 0.0
    for level in range(256):
        norm += weights[level] * tilt[level]
    return conduct.rate * tilt / norm


def _act_record(
    name: str, c: ActConduct, climate: float, rulebook: CompiledRulebook, cap_columns: dict[str, int], off: tuple[str, ...]
) -> tuple[Any, ...]:
    """One row of the act table, in the order of ACT."""
    who = c.who
    child = who.child_age_days
    on_list = -1
    if who.on_list:
        on_list = rulebook.list_names.index(who.on_list) if who.on_list in rulebook.list_names else _NO_SUCH_LIST
    effect: tuple[Any, ...] = (0, -1, -1, -1, -1, 0, 0, 0, 0)
    if name in rulebook.act_names:
        k = rulebook.act_names.index(name)
        points, falls_to = int(rulebook.act_points[k]), int(rulebook.act_falls_to[k])
        adds_to, removes_from = int(rulebook.act_adds_to[k]), int(rulebook.act_removes_from[k])
        start = rulebook.start_grade
        listed_loses = adds_to >= 0 and rulebook.worth[start, 1 << adds_to] < rulebook.worth[start, 0]
        negative = points < 0 or falls_to >= 0 or listed_loses
        cap = int(rulebook.act_cap[k])
        effect = (
            points, falls_to, adds_to, removes_from, cap_columns.get(name, -1), cap,
            int(rulebook.act_expires_days[k]), 1, int(negative),
        )  # fmt: skip
    ambition = c.ambition
    return (
        *effect, int(c.informs), who.min_age_days, who.max_age_days or _NO_AGE_LIMIT,
        sum(FLAG_NAMES[f] for f in who.is_), sum(FLAG_NAMES[f] for f in who.is_not), who.min_children,
        child[0] if child else -1, child[1] + 1 if child else -1, on_list,
        TRAITS.index(c.driver) if c.driver != "none" else -1,
        0.0 if "deterrence" in off else c.deterrence, 0.0 if "ambition" in off else ambition,
        exp(ambition) if ambition > 0 else 1.0, climate,
    )  # fmt: skip


def compile_conduct(scenario: Scenario) -> Conduct:
    """Acts, slots of the candidate stream, sensitivities, delays and charges.

    The slots of false alarms and of the society's acts do not depend on the regime; acts that only the rulebook knows
    come after them. If those do not fit, the bound is doubled until they do.
    """
    rulebook, regime, off = scenario.rulebook, scenario.regime, scenario.off
    table = conduct_of(scenario)
    levels = trait_levels(scenario.tables.params)
    capped = [n for n, cap in zip(rulebook.act_names, rulebook.act_cap, strict=True) if cap > 0]
    columns = {name: k + 1 for k, name in enumerate(capped)}
    climate = scenario.conduct.climate
    acts = np.array([_act_record(n, c, climate.get(n, 0.0), rulebook, columns, off) for n, c in table.items()], ACT)
    rate = np.stack([trait_rates(c, levels) for c in table.values()]) if table else np.zeros((0, 256))
    alarms = [getattr(scenario.conduct.alarms, channel) for channel in CHANNELS]
    widths = alarms + [
        float(rate[k].max()) * float(acts[k]["ceiling"]) * (climate.get(name) or 1.0) for k, name in enumerate(table)
    ]
    bound = scenario.conduct.bound
    while sum(widths) > bound:
        bound *= 2.0
    ends, total = [], 0.0
    for width in widths:
        total += width
        ends.append(total / bound)
    slot_end = np.array(ends)
    if "informants" in off:
        rate[acts["informs"] > 0] = 0.0
    return Conduct(
        lives_a_candidate_day=DAYS_PER_YEAR_OF_RATES / bound,
        bound=bound,
        n_alarms=len(CHANNELS),
        slot_end=slot_end,
        slot_guide=np.searchsorted(slot_end, np.arange(256) / 256.0, side="right"),
        acts=acts,
        rate=np.ascontiguousarray(rate),
        sensitivity=_sensitivities(rulebook, list(table), off),
        delay=_delays(rulebook, list(table), regime, off),
        charge=_charges(rulebook, table, acts),
    )


def _sensitivities(rulebook: CompiledRulebook, names: list[str], off: tuple[str, ...]) -> Array:
    """Chance that a working channel sees each act, (n_acts, n_channels)."""
    out = np.zeros((len(names), len(CHANNELS)))
    for name, seen_by in zip(rulebook.act_names, rulebook.act_seen_by, strict=True):
        for channel, chance in seen_by.items():
            if channel not in CHANNELS:
                raise UnknownName("channel", channel, CHANNELS, f"It stands in acts.{name}.seen_by of {rulebook.name}.")
            out[names.index(name), CHANNELS.index(channel)] = 0.0 if channel in off else chance
    return out


def _delays(rulebook: CompiledRulebook, names: list[str], regime: Any, off: tuple[str, ...]) -> Array:
    """Mean days from act to entry, (n_acts, n_channels)."""
    out = np.zeros((len(names), len(CHANNELS)))
    if "office" in off:
        return out
    desks = (regime.office.desk_days, regime.office.office_days, regime.office.court_days)
    channels = np.array([getattr(regime, channel).delay_days for channel in CHANNELS])
    for name, decision in zip(rulebook.act_names, rulebook.act_decision, strict=True):
        out[names.index(name)] = channels + desks[int(decision)]
    return out


def _charges(rulebook: CompiledRulebook, table: dict[str, ActConduct], acts: Array) -> Array:
    """What a false alarm of each channel charges: cumulative shares of the negative acts that it sees."""
    names = list(table)
    seen = _sensitivities(rulebook, names, ())
    weights = seen.T * np.array([c.rate for c in table.values()]) * acts["negative"]
    out = np.zeros((len(CHANNELS), len(names)))
    for c in range(len(CHANNELS)):
        total = float(sum(weights[c]))
        if total > 0:
            running = 0.0
            for k in range(len(names)):
                running += float(weights[c, k])
                out[c, k] = running / total
            out[c, np.flatnonzero(weights[c])[-1] :] = 1.0
    return out


def alarm_rates(scenario: Scenario) -> Array:
    """False alarms a life and year at full coverage, (n_channels, 4) by female + 2 * minority.

    Raises
    ------
    BadValue
        If a rate exceeds the room that the society's candidate stream keeps for it.
    """
    out = np.zeros((len(CHANNELS), 4))
    if "false_alarms" in scenario.off:
        return out
    if "records" not in scenario.off:
        out[RECORDS] = scenario.regime.records.mistakes_a_year
    if "cameras" not in scenario.off:
        p = scenario.regime.cameras
        base = p.searches_a_year * p.false_positive_rate
        for who in range(4):
            female = p.female_multiplier if who & 1 else 1.0
            out[CAMERAS, who] = base * female * (p.minority_multiplier if who & 2 else 1.0)
    for c, channel in enumerate(CHANNELS):
        room = getattr(scenario.conduct.alarms, channel)
        if out[c].max() > room:
            raise BadValue(
                f"the rate of false alarms by {channel}", round(float(out[c].max()), 6), f"at most {room} a life and year",
                f"Raise conduct.alarms.{channel} (it is part of the society), or lower the regime's rate.",
            )  # fmt: skip
    return out


def keep_per_tick(memory_years: float, tick_days: int) -> float:
    """Share of a smoothed count that is kept over one tick."""
    return float(exp(-tick_days / (memory_years * DAYS_PER_YEAR_OF_RATES)))


def compile_seeing(scenario: Scenario) -> Seeing:
    """Parameters of channels and perception as kernels read them."""
    regime, off, tick = scenario.regime, scenario.off, scenario.tick_days
    p = regime.perception
    learning = "learning" not in off
    own = p.own_weight if learning else 0.0
    grid = p.grid_weight * (1.0 if own + p.grid_weight <= 1.0 else (1.0 - own) / p.grid_weight)
    return Seeing(
        record_coverage=regime.records.coverage,
        attention=0.0 if "informants" in off else regime.informants.attention,
        malice=regime.informants.malice,
        temptation=regime.informants.temptation,
        reports_keep=keep_per_tick(regime.informants.memory_years, tick),
        longest_days=regime.office.longest_days,
        prior=p.prior,
        own_weight=own,
        grid_weight=grid,
        province_weight=1.0 - own - grid,
        half_life_days=p.half_life_years * DAYS_PER_YEAR_OF_RATES,
        caught_step=p.caught_step if learning else 0.0,
        missed_step=p.missed_step if learning else 0.0,
        pseudo_count=p.pseudo_count,
        field_keep=keep_per_tick(p.memory_years, tick),
        alarm_rate=alarm_rates(scenario),
    )


