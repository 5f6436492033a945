"""From a scenario's tables to the flat arrays that kernels read."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.maths import exp, log
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.banding import starts_of
from credopolis.engine.calendar import OF_AN_ENTRY
from credopolis.engine.columns import Columns, columns_of
from credopolis.engine.compile_keys import set_act_keys, set_keys, set_standing
from credopolis.engine.demography import demography_of
from credopolis.engine.foresight import promptness
from credopolis.engine.scenario import Scenario
from credopolis.engine.tally import Extent
from credopolis.engine.voices import set_spoken
from credopolis.engine.world import ACT, DIALS, MOST_SLOTS, RULES, STREAM, Array, Row
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.channels import CHANNELS, FACES, IN_PUBLIC, OFFICE, OFFICERS, RECORDS, SEEING
from credopolis.mechanisms.conduct_table import ALARM_NAMES
from credopolis.mechanisms.discretion import range_used
from credopolis.mechanisms.office import dismissal_chances
from credopolis.mechanisms.platform import delay_factor
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.vetting import done_by_children
from credopolis.rulebook.compile import CompiledRulebook
from credopolis.rulebook.conduct import DOMAINS, OF_CHILDREN, ActConduct, Who
from credopolis.rulebook.score import Resets
from credopolis.society.tables import SocietyTables
from credopolis.society.traits import trait_levels

_NO_AGE_LIMIT = 200 * 366
_NO_SUCH_LIST = 31
EXPOSURE = 1000.0  # acts in sight of a channel are counted in whole thousandths


def extent_of(scenario: Scenario, acts: Array) -> Extent:
    """What the size of a row of tallies depends on. acts : (..., n_acts) ACT."""
    locks = [days for variant in scenario.variants for days in (variant.rulebook.lock_days, variant.rulebook.again)]
    longest = max(int(days.max(initial=0)) for days in locks)
    n_pairs = int(acts["pair"].max(initial=-1)) + 1
    return Extent(len(scenario.rulebook.grade_names), acts.shape[-1], n_pairs, scenario.days, longest)


def _grade_bits(rulebook: CompiledRulebook, names: tuple[str, ...]) -> int:
    return sum(1 << g for g, name in enumerate(rulebook.grade_names) if name in names)


def _good_deed(acts: Array) -> int:
    """The commonest act that gains points and is no report on others, -1 if there is none: what advice leads to."""
    rates = np.where((acts["points"] > 0) & (acts["informs"] == 0), acts["rate"].max(axis=1), 0.0)
    return int(np.argmax(rates)) if rates.any() else -1


def compile_rules(scenario: Scenario, acts: Array, extent: Extent, columns: Columns) -> Row:
    """The rulebook as kernels read it, a record; with locks off, no grade holds anybody. acts : (n_acts,) ACT."""
    rulebook, off = scenario.rulebook, scenario.off
    n_grades, n_lists = len(rulebook.grade_names), len(rulebook.list_names)
    rules = np.zeros(1, RULES)[0]
    rules["n_grades"], rules["n_acts"], rules["n_lists"] = n_grades, len(acts), n_lists
    officers = scenario.regime.officers
    rules["removal_lists"] = sum(1 << k for k, removes in enumerate(rulebook.list_removal) if removes)
    rules["visited_grades"] = _grade_bits(rulebook, officers.visited)
    rules["searched_grades"] = _grade_bits(rulebook, officers.searched)
    rules["deed"] = _good_deed(acts)
    for name in ("score_start", "score_min", "score_max", "start_grade", "standing_grade"):
        rules[name] = getattr(rulebook, name)
    rules["cap_year_column"], rules["cleared_column"] = columns.year, columns.cleared
    rules["resets_column"], rules["scored_from_days"] = columns.resets, rulebook.scored_from_days
    rules["most_lost"], rules["most_gained"] = rulebook.at_once.lost, rulebook.at_once.gained
    rules["today_column"], rules["only_largest"] = columns.today, rulebook.at_once.only_largest
    rules["resets_every"], rules["resets_after"] = rulebook.resets.every, rulebook.resets.after
    rules["grade_from"][:n_grades] = starts_of(rulebook.band_of, rulebook.score_min, n_grades)
    rules["new_from"][:n_grades] = starts_of(rulebook.new_band_of, rulebook.score_min, n_grades)
    rules["lock_days"][:n_grades] = 0 if "locks" in off else rulebook.lock_days
    rules["began_column"], rules["gives_column"] = columns.began, columns.gives
    rules["grade_list"][:n_grades], rules["grades_list"] = rulebook.grade_list, (rulebook.grade_list >= 0).any()
    gives = rulebook.gives_back
    rules["gives_points"], rules["gives_after"], rules["gives_up_to"] = gives.points, gives.after, gives.up_to
    _set_scored(rules, rulebook, columns)
    rules["taken_column"], rules["taken_times"] = columns.taken[0], rulebook.remembered
    rules["n_counters"], rules["counter"][: len(rulebook.counters)] = len(rulebook.counters), rulebook.counters or 0
    if "locks" not in off:
        rules["again"][:n_grades], rules["again_for"][:n_grades] = rulebook.again, rulebook.again_for
        for g, name in enumerate(rulebook.grade_names):
            rules["again_column"][g] = columns.locks.get(name, (0, 0))[0]
    set_keys(rules, rulebook, columns, "locks" not in off)
    rules["release_to"][:n_grades], rules["sets_score"][:n_grades] = rulebook.release_to, rulebook.sets_score
    rules["list_days"][:n_lists] = rulebook.list_days
    rules["worth"][:n_grades, : 2**n_lists] = rulebook.worth
    removed = np.arange(2**n_lists) & int(rules["removal_lists"]) != 0
    rules["worth"][:n_grades, : 2**n_lists][:, removed] = 0.0
    rules["tallies"] = extent.places
    rules["n_buckets"] = extent.n_buckets
    return rules


def _set_scored(rules: Row, rulebook: CompiledRulebook, columns: Columns) -> None:
    """What is otherwise for newcomers, and who is scored at all."""
    rules["consent"], rules["ungraded"] = rulebook.consent, rulebook.ungraded
    rules["n_graded"] = rulebook.n_graded
    rules["gives"] = sum(1 << g for g, gives in enumerate(rulebook.gives) if gives)
    new = rulebook.newcomers
    rules["new_days"], rules["new_start"], rules["new_column"] = new.days, rulebook.new_start, columns.new
    rules["new_points"], rules["new_each"] = (new.gains.points, new.gains.each) if new.gains is not None else (0, 0)
    rules["new_bands"] = len(rulebook.band_of) if new.lowest else 0


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


@lru_cache(maxsize=1000)
def _tilts(slope: float) -> Array:
    """What a trait does to an act's rate by its level, (256,) float64; the same for every province."""
    tilts = np.array([exp(slope * (level / 255.0 - 0.5)) for level in range(256)])
    tilts.flags.writeable = False
    return tilts


def trait_rates(conduct: ActConduct, levels: Array) -> Array:
    """Yearly rate by level of the driver, (256,) float64, with mean `done_a_year` over the driver's distribution."""
    if conduct.driver == "none" or conduct.slope == 0.0:
        return np.full(256, conduct.done_a_year)
    tilt = _tilts(conduct.slope)
    weights = levels[TRAITS.index(conduct.driver)]
    norm = 0.0
    for level in range(256):
        norm += weights[level] * tilt[level]
    return conduct.done_a_year * tilt / norm


def _set_effect(act: Row, name: str, rulebook: CompiledRulebook, columns: Columns, used: float) -> None:
    """What the rulebook makes of an act. used : share of ranges of points that officials use."""
    k = rulebook.act_names.index(name)
    act["points"], act["falls_to"] = rulebook.act_points[k], rulebook.act_falls_to[k]
    act["adds_to"], act["removes_from"] = rulebook.act_adds_to[k], rulebook.act_removes_from[k]
    act["cap"], act["cap_column"] = rulebook.act_cap[k], columns.capped.get(name, 0)
    act["window_times"], act["window_days"] = rulebook.act_window[k]
    act["window_column"] = columns.windows.get(name, (0, 0))[0]
    act["only"] = rulebook.act_only[k]
    act["again_within"], act["again_points"] = rulebook.act_again[k, 0], rulebook.act_again[k, 1:]
    act["again_times"], act["again_column"] = (act["again_points"] != 0).sum(), columns.repeated.get(name, (0, 0))[0]
    act["limited"] = int(act["cap"] > 0 or act["window_times"] > 0 or act["only"] != 0)
    act["expires_days"], act["priced"] = rulebook.act_expires_days[k], 1
    act["adds_after"], act["count_column"] = rulebook.act_adds_after[k], columns.counted.get(name, 0)
    act["repairable"] = rulebook.act_repairable[k]
    set_act_keys(act, name, k, rulebook, columns)
    act["fewest"], act["most"] = range_used(int(act["points"]), rulebook.act_range[k].tolist(), used)
    added, start = int(act["adds_to"]), rulebook.start_grade
    loses = added >= 0 and (
        rulebook.list_removal[added] or rulebook.worth[start, 1 << added] < rulebook.worth[start, 0]
    )
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
    act["domain"], act["birth_from"] = DOMAINS.index(c.domain), c.birth_from
    act["by_child"] = OF_CHILDREN.index(c.done_by_child)
    act["done_a_year"] = c.done_a_year
    act["deterrence"] = 0.0 if "deterrence" in off else c.deterrence
    act["ambition"] = 0.0 if "ambition" in off else c.ambition
    act["ceiling"] = exp(c.ambition) if c.ambition > 0 else 1.0
    act["climate_at_most"] = climate
    # What a report would bring tempts its author, whether or not gains spur anybody to act.
    act["weighed"] = act["priced"] and (act["deterrence"] > 0 or act["ambition"] > 0 or c.informs)
    act["anyone"] = who == Who()


def _set_demography(act: Row, c: ActConduct, tables: SocietyTables) -> None:
    """How an act follows sex and age, and whether a couple does it."""
    common = demography_of(tables, c)
    act["common"] = 1.0 if common is None else common
    act["peak"] = act["common"].max()
    act["of_a_couple"] = c.of_a_couple
    act["follows"] = common is not None or c.of_a_couple


def compile_acts(scenario: Scenario, among: Scenario | None = None) -> Array:
    """The act table of one set of rules, (n_acts,) ACT: effects, conduct, rates, sensitivities, delays and charges.

    among : the scenario of which the rules are a variant, with the acts of all its variants, or itself. An act that
    only other variants know is never done here, and nobody is charged with it.
    """
    whole, rulebook, off = among or scenario, scenario.rulebook, scenario.off
    names, columns, table = list(whole.act_names), columns_of(whole), conduct_of(scenario)
    levels = trait_levels(scenario.tables.params)
    used = 0.0 if "discretion" in off else scenario.regime.discretion.points_range
    acts = np.zeros(len(names), ACT)
    acts["falls_to"] = acts["adds_to"] = acts["removes_from"] = acts["driver"] = acts["on_list"] = -1
    acts["ceiling"] = acts["peak"] = 1.0
    begins, children = lives_begin(scenario), (False, *done_by_children(scenario))
    for k, name in enumerate(names):
        set_standing(acts[k], name, columns)
        if name in rulebook.act_names:
            _set_effect(acts[k], name, rulebook, columns, used)
        if name in table:
            _set_conduct(acts[k], table[name], scenario.conduct.climate.get(name, 0.0), rulebook, off)
            _set_demography(acts[k], table[name], scenario.tables)
            acts["rate"][k] = trait_rates(table[name], levels)
            acts["by_event"][k] = (begins and acts["birth_from"][k] > 0) or children[acts["by_child"][k]]
    set_spoken(scenario, acts)
    rates = np.array([table[name].rate if name in table else 0.0 for name in names])
    acts["sensitivity"] = sensitivity = _sensitivities(rulebook, names, off)
    acts["delay"], acts["dismissed"] = _delays(scenario, names), _dismissals(rulebook, names, scenario.regime, off)
    acts["prompt"] = promptness(scenario, acts)
    acts["charge"] = _charges(rulebook, names, rates, acts)
    acts["on_file"] = np.rint(sensitivity[:, RECORDS] * EXPOSURE).astype(np.int64)
    acts["in_sight"] = np.rint(sensitivity[:, FACES] * EXPOSURE).astype(np.int64)
    for act, seen in zip(acts, sensitivity > 0, strict=True):
        seers = np.flatnonzero(seen)
        act["n_seers"], act["seer"][: len(seers)] = len(seers), seers
    acts["certain"] = _certain(scenario, acts)
    decided = dict(zip(rulebook.act_names, rulebook.act_decision.tolist(), strict=True))
    acts["queues"] = [decided.get(name, 0) > 0 for name in names]
    number_pairs(acts[None])
    return acts


def number_pairs(acts: Array) -> None:
    """Number the acts and channels that can meet under any of the rules. acts : (n_variants, n_acts) ACT.

    A case that was filed under other rules is counted where it was, though under these nobody could file it.
    """
    meets = (acts["sensitivity"] > 0) | (acts["charge"] > 0)
    negative = acts["negative"] > 0
    meets[..., OFFICE] |= negative
    meets[..., OFFICERS] |= negative
    anywhere = meets.any(axis=0)
    pair = np.full(anywhere.shape, -1)
    pair[anywhere] = np.arange(anywhere.sum())
    acts["pair"] = pair


def compile_stream(scenario: Scenario, acts: Array) -> Row:
    """The candidate streams, a record: slots of false alarms and of the society's acts do not depend on the regime.

    Acts that only the rulebook knows have a stream of their own beside them, so that regimes always share the first. If
    the society's acts do not fit their bound, it is doubled until they do. With informants off nobody reports, but the
    slots stay.

    Raises
    ------
    BadValue
        If there are too many acts.
    """
    alarms = [getattr(scenario.conduct.alarms, name) for name in ALARM_NAMES]
    if len(acts) + len(alarms) > MOST_SLOTS - 1:
        raise BadValue("the number of acts", len(acts), f"at most {MOST_SLOTS - 1 - len(alarms)}")
    climate = np.where(acts["climate_at_most"] > 0, acts["climate_at_most"], 1.0)
    widths = np.array(alarms + (acts["rate"].max(axis=1) * acts["ceiling"] * acts["peak"] * climate).tolist())
    n_shared = len(alarms) + len(scenario.conduct.acts)
    shared, own = np.cumsum(widths[:n_shared]), np.cumsum(widths[n_shared:])
    bound = scenario.conduct.bound
    while shared[-1] > bound:
        bound *= 2.0
    own_bound = float(own[-1]) if len(own) else 0.0
    stream = np.zeros(1, STREAM)[0]
    stream["lives_an_own_day"] = DAYS_PER_YEAR_OF_RATES / own_bound if own_bound > 0 else np.inf
    stream["bound"], stream["own_bound"] = bound, own_bound
    stream["candidates_a_life_day"] = float(widths.sum()) / DAYS_PER_YEAR_OF_RATES
    clocks = (scenario.rulebook.resets != Resets()) + (scenario.rulebook.gives_back.points > 0)
    clocks += bool((scenario.rulebook.grade_list >= 0).any())
    if scenario.rulebook.resets.sets_grade:  # each end of a cycle within a tick schedules the next, and what it sets
        clocks += 4 * -(-scenario.tick_days // scenario.rulebook.resets.every)
    stream["of_an_entry"] = OF_AN_ENTRY + clocks + mechanisms.told_of_an_entry(scenario)
    stream["copies"] = _copies(scenario)
    stream["n_alarms"], stream["n_shared"] = len(alarms), n_shared
    for first, ends in ((0, shared / bound), (n_shared, own / own_bound if own_bound > 0 else own)):
        stream["end"][first : first + len(ends)] = ends
        stream["start"][first + 1 : first + len(ends)] = ends[:-1]
    if "informants" in scenario.off:
        acts["rate"][acts["informs"] > 0] = 0.0
    return stream


def _copies(scenario: Scenario) -> float:
    """What `calendar.most_scheduled` goes by: 1 / log(1 / (2 q)), of the chance q that a false entry is copied and the
    copy posted within the tick; without limit from a half on."""
    dials = {dial.name: dial.of(scenario) for dial in mechanisms.DIALS if dial.name in ("spread", "spread_days")}
    longest = (scenario.tick_days - 1) / max(float(dials["spread_days"]), 1e-9)
    chance = float(dials["spread"]) * (1.0 - exp(-longest))
    if chance <= 0.0:
        return 0.0
    return 1.0 / -log(2.0 * chance) if chance < 0.5 else np.inf


def _sensitivities(rulebook: CompiledRulebook, names: list[str], off: tuple[str, ...]) -> Array:
    """Chance that a working channel sees each act, (n_acts, n_channels).

    What cameras can see, faces, robots and drones can see as well, unless the rulebook says otherwise.
    """
    out = np.zeros((len(names), len(CHANNELS)))
    for name, seen_by in zip(rulebook.act_names, rulebook.act_seen_by, strict=True):
        public = dict.fromkeys(IN_PUBLIC, seen_by.get("cameras", 0.0))
        for channel, chance in {**public, **seen_by}.items():
            if channel not in SEEING:
                raise UnknownName("channel", channel, SEEING, f"It stands in acts.{name}.seen_by of {rulebook.name}.")
            out[names.index(name), CHANNELS.index(channel)] = 0.0 if channel in off else chance
    return out


def _delays(scenario: Scenario, names: list[str]) -> Array:
    """Mean days from act to entry beside the wait in the queue, (n_acts, n_channels)."""
    rulebook, regime, factor = scenario.rulebook, scenario.regime, delay_factor(scenario)
    out = np.zeros((len(names), len(CHANNELS)))
    if "office" in scenario.off:
        return out
    desks = tuple(
        factor * days for days in (regime.office.desk_days, regime.office.office_days, regime.office.court_days)
    )
    channels = np.array([getattr(regime, channel).delay_days for channel in SEEING] + [0.0])
    for name, decision in zip(rulebook.act_names, rulebook.act_decision, strict=True):
        out[names.index(name)] = channels + desks[int(decision)]
    return out


def _dismissals(rulebook: CompiledRulebook, names: list[str], regime: RegimeParameters, off: tuple[str, ...]) -> Array:
    """Chance that a true and a false case of each act are dismissed, (n_acts, 2).

    With the office off, decisions are still made about false cases, and true ones are all posted.
    """
    out = np.zeros((len(names), 2))
    chances = dismissal_chances(regime.office)
    for name, decision in zip(rulebook.act_names, rulebook.act_decision, strict=True):
        out[names.index(name)] = chances[int(decision)]
    if "office" in off:
        out[:, 0] = 0.0
    return out


def _certain(scenario: Scenario, acts: Array) -> Array:
    """Whether every true case of an act is posted at once unless there is a queue, (n_acts,) bool."""
    kept: Array = (acts["delay"] == 0).all(axis=1) & (acts["dismissed"][:, 0] == 0)
    unlost = "office" in scenario.off or scenario.regime.office.lost_share == 0
    fair = "discretion" in scenario.off or scenario.regime.discretion.corruption == 0
    kept &= unlost & ((acts["negative"] == 0) | fair)
    return kept


def _charges(rulebook: CompiledRulebook, names: list[str], rates: Array, acts: Array) -> Array:
    """What a false alarm charges: shares of the negative acts that each channel sees, (n_acts, n_channels).

    An act counts as often as those who can do it do; who is accused of it must have been able to, see `charged_with`.
    What the office makes up may be any negative act.
    """
    sees = _sensitivities(rulebook, names, ())
    sees[:, OFFICE] = 1.0
    weights = sees * (rates * acts["negative"])[:, None]
    total: Array = weights.sum(axis=0)
    return np.asarray(weights / np.where(total > 0, total, 1.0))


def compile_dials(scenario: Scenario) -> Row:
    """What mechanisms declare that kernels read of them, a record."""
    dials = np.zeros(1, DIALS)[0]
    for dial in mechanisms.DIALS:
        dials[dial.name] = dial.of(scenario)
    return dials
