"""From a scenario's tables to the flat arrays that kernels read."""

from __future__ import annotations

import numpy as np

from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.maths import exp
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.scenario import Scenario
from credopolis.engine.tally import spell_buckets, tally_starts
from credopolis.engine.world import ACT, MOST_SLOTS, RULES, SEEING, STREAM, Array, Row
from credopolis.mechanisms.channels import CAMERAS, CHANNELS, RECORDS
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook.compile import CompiledRulebook
from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.society.traits import trait_levels

_NO_AGE_LIMIT = 200 * 366
_NO_SUCH_LIST = 31


def compile_rules(scenario: Scenario) -> Row:
    """The rulebook as kernels read it, a record; with locks off, no grade holds anybody."""
    rulebook, off = scenario.rulebook, scenario.off
    n_grades, n_acts, n_lists = len(rulebook.grade_names), len(scenario.act_names), len(rulebook.list_names)
    rules = np.zeros(1, RULES)[0]
    rules["n_grades"], rules["n_acts"], rules["n_lists"] = n_grades, n_acts, n_lists
    for name in ("score_min", "score_max", "start_grade", "standing_grade"):
        rules[name] = getattr(rulebook, name)
    rules["cap_year_column"] = n_lists
    starts = [int(np.argmax(rulebook.band_of >= g)) for g in range(n_grades)]
    rules["grade_from"][:n_grades] = np.array(starts) + rulebook.score_min
    rules["lock_days"][:n_grades] = 0 if "locks" in off else rulebook.lock_days
    rules["release_to"][:n_grades] = rulebook.release_to
    rules["list_days"][:n_lists] = rulebook.list_days
    rules["worth"][:n_grades, : 2**n_lists] = rulebook.worth
    for name, at in tally_starts(n_grades, n_acts, scenario.days).items():
        if name != "end":
            rules[f"at_{name}"] = at
    rules["n_buckets"] = spell_buckets(scenario.days)
    return rules


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
                remedy = f"Remove it or rename the act: society {scenario.tables.name} says how often it happens."
                what = f"acts.{name}.conduct of rulebook {rulebook.name}"
                raise BadValue(what, "given", "only for acts the society does not know", remedy)
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


def _set_effect(act: Row, name: str, rulebook: CompiledRulebook, cap_columns: dict[str, int]) -> None:
    """What the rulebook makes of an act."""
    k = rulebook.act_names.index(name)
    act["points"], act["falls_to"] = rulebook.act_points[k], rulebook.act_falls_to[k]
    act["adds_to"], act["removes_from"] = rulebook.act_adds_to[k], rulebook.act_removes_from[k]
    act["cap"], act["cap_column"] = rulebook.act_cap[k], cap_columns.get(name, 0)
    act["expires_days"], act["priced"] = rulebook.act_expires_days[k], 1
    added, start = int(act["adds_to"]), rulebook.start_grade
    loses = added >= 0 and rulebook.worth[start, 1 << added] < rulebook.worth[start, 0]
    act["negative"] = int(act["points"] < 0 or act["falls_to"] >= 0 or loses)


def _set_conduct(act: Row, c: ActConduct, climate: float, rulebook: CompiledRulebook, off: tuple[str, ...]) -> None:
    """Who does an act, what moves it, and how it responds."""
    who, child = c.who, c.who.child_age_days
    act["informs"] = c.informs
    act["min_age_days"], act["max_age_days"] = who.min_age_days, who.max_age_days or _NO_AGE_LIMIT
    act["need"] = sum(FLAG_NAMES[f] for f in who.is_)
    act["forbid"] = sum(FLAG_NAMES[f] for f in who.is_not)
    act["min_children"] = who.min_children
    act["child_min_days"], act["child_max_days"] = (child[0], child[1] + 1) if child else (-1, -1)
    act["on_list"] = -1
    if who.on_list:
        lists = rulebook.list_names
        act["on_list"] = lists.index(who.on_list) if who.on_list in lists else _NO_SUCH_LIST
    act["driver"] = TRAITS.index(c.driver) if c.driver != "none" else -1
    act["deterrence"] = 0.0 if "deterrence" in off else c.deterrence
    act["ambition"] = 0.0 if "ambition" in off else c.ambition
    act["ceiling"] = exp(c.ambition) if c.ambition > 0 else 1.0
    act["climate_at_most"] = climate
    act["weighed"] = act["priced"] and (act["deterrence"] > 0 or act["ambition"] > 0)
    act["anyone"] = who == Who()


def compile_acts(scenario: Scenario) -> Array:
    """The act table, (n_acts,) ACT: effects, conduct, rates by level, sensitivities, delays and charges."""
    rulebook, off = scenario.rulebook, scenario.off
    table = conduct_of(scenario)
    levels = trait_levels(scenario.tables.params)
    capped = [n for n, cap in zip(rulebook.act_names, rulebook.act_cap, strict=True) if cap > 0]
    columns = {name: len(rulebook.list_names) + 1 + k for k, name in enumerate(capped)}
    acts = np.zeros(len(table), ACT)
    acts["falls_to"] = acts["adds_to"] = acts["removes_from"] = -1
    for k, (name, c) in enumerate(table.items()):
        if name in rulebook.act_names:
            _set_effect(acts[k], name, rulebook, columns)
        _set_conduct(acts[k], c, scenario.conduct.climate.get(name, 0.0), rulebook, off)
        acts["rate"][k] = trait_rates(c, levels)
    acts["sensitivity"] = _sensitivities(rulebook, list(table), off)
    acts["delay"] = _delays(rulebook, list(table), scenario.regime, off)
    acts["charge"] = _charges(rulebook, table, acts, scenario.regime)
    return acts


def compile_stream(scenario: Scenario, acts: Array) -> Row:
    """The candidate stream, a record: slots of false alarms and of the society's acts do not depend on the regime.

    Acts that only the rulebook knows come after them. If those do not fit, the bound is doubled until they do.
    With informants off nobody reports, but the slots stay.

    Raises
    ------
    BadValue
        If there are too many acts.
    """
    if len(acts) + len(CHANNELS) > MOST_SLOTS - 1:
        raise BadValue("the number of acts", len(acts), f"at most {MOST_SLOTS - 1 - len(CHANNELS)}")
    climate = np.where(acts["climate_at_most"] > 0, acts["climate_at_most"], 1.0)
    widths = [getattr(scenario.conduct.alarms, channel) for channel in CHANNELS]
    widths += [float(w) for w in acts["rate"].max(axis=1) * acts["ceiling"] * climate]
    bound = scenario.conduct.bound
    while sum(widths) > bound:
        bound *= 2.0
    ends, total = [], 0.0
    for width in widths:
        total += width
        ends.append(total / bound)
    stream = np.zeros(1, STREAM)[0]
    stream["lives_a_candidate_day"] = DAYS_PER_YEAR_OF_RATES / bound
    stream["bound"], stream["n_alarms"], stream["n_slots"] = bound, len(CHANNELS), len(ends)
    stream["end"][: len(ends)] = ends
    stream["start"][1 : len(ends)] = ends[:-1]
    stream["guide"] = np.searchsorted(np.array(ends), np.arange(256) / 256.0, side="right")
    if "informants" in scenario.off:
        acts["rate"][acts["informs"] > 0] = 0.0
    return stream


def _sensitivities(rulebook: CompiledRulebook, names: list[str], off: tuple[str, ...]) -> Array:
    """Chance that a working channel sees each act, (n_acts, n_channels)."""
    out = np.zeros((len(names), len(CHANNELS)))
    for name, seen_by in zip(rulebook.act_names, rulebook.act_seen_by, strict=True):
        for channel, chance in seen_by.items():
            if channel not in CHANNELS:
                raise UnknownName("channel", channel, CHANNELS, f"It stands in acts.{name}.seen_by of {rulebook.name}.")
            out[names.index(name), CHANNELS.index(channel)] = 0.0 if channel in off else chance
    return out


def _delays(rulebook: CompiledRulebook, names: list[str], regime: RegimeParameters, off: tuple[str, ...]) -> Array:
    """Mean days from act to entry, (n_acts, n_channels)."""
    out = np.zeros((len(names), len(CHANNELS)))
    if "office" in off:
        return out
    desks = (regime.office.desk_days, regime.office.office_days, regime.office.court_days)
    channels = np.array([getattr(regime, channel).delay_days for channel in CHANNELS])
    for name, decision in zip(rulebook.act_names, rulebook.act_decision, strict=True):
        out[names.index(name)] = channels + desks[int(decision)]
    return out


def _charges(rulebook: CompiledRulebook, table: dict[str, ActConduct], acts: Array, regime: RegimeParameters) -> Array:
    """What a false alarm charges: cumulative shares of the negative acts each channel sees, (n_acts, n_channels).

    The shares stop short of 1 where a decision dismisses false cases; even with the office off, decisions are made.
    """
    names = list(table)
    passes = np.ones(len(names))
    chances = (1.0, regime.office.false_past_office, regime.office.false_past_court)
    for name, decision in zip(rulebook.act_names, rulebook.act_decision, strict=True):
        passes[names.index(name)] = chances[int(decision)]
    weights = _sensitivities(rulebook, names, ()).T * np.array([c.rate for c in table.values()]) * acts["negative"]
    out = np.zeros((len(names), len(CHANNELS)))
    for c in range(len(CHANNELS)):
        total, running = float(sum(weights[c])), 0.0
        for k in range(len(names) if total > 0 else 0):
            running += float(weights[c, k]) * float(passes[k]) / total
            out[k, c] = running
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
                f"the rate of false alarms by {channel}",
                round(float(out[c].max()), 6),
                f"at most {room} a life and year",
                f"Raise conduct.alarms.{channel} (it is part of the society), or lower the regime's rate.",
            )  # fmt: skip
    return out


def keep_per_tick(memory_years: float, tick_days: int) -> float:
    """Share of a smoothed count that is kept over one tick."""
    return float(exp(-tick_days / (memory_years * DAYS_PER_YEAR_OF_RATES)))


def compile_seeing(scenario: Scenario) -> Row:
    """Parameters of channels and perception as kernels read them, a record."""
    regime, off, tick = scenario.regime, scenario.off, scenario.tick_days
    p, informants = regime.perception, regime.informants
    own = p.own_weight if "learning" not in off else 0.0
    grid = min(p.grid_weight, 1.0 - own)
    seeing = np.zeros(1, SEEING)[0]
    seeing["record_coverage"] = regime.records.coverage
    seeing["attention"] = 0.0 if "informants" in off else informants.attention
    seeing["malice"], seeing["temptation"] = informants.malice, informants.temptation
    seeing["reports_keep"] = keep_per_tick(informants.memory_years, tick)
    seeing["longest_days"] = regime.office.longest_days
    seeing["prior"], seeing["own_weight"], seeing["grid_weight"] = p.prior, own, grid
    seeing["province_weight"] = 1.0 - own - grid
    seeing["half_life_days"] = p.half_life_years * DAYS_PER_YEAR_OF_RATES
    if "learning" not in off:
        seeing["caught_step"], seeing["missed_step"] = p.caught_step, p.missed_step
    seeing["pseudo_count"] = p.pseudo_count
    seeing["field_keep"] = keep_per_tick(p.memory_years, tick)
    seeing["alarm_rate"] = alarm_rates(scenario)
    return seeing
