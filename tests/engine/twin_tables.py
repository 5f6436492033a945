"""What the twin reads while it runs, worked out of a scenario in plain Python: acts, worths, alarms, safeguards.

Formulas are those of the model's description; nothing here comes from the engine's compiled tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

from credopolis.core import purposes
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.channels import CHANNELS, SEEING
from credopolis.rulebook import Rulebook
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.gates import NO_GRADE, open_gates
from credopolis.rulebook.model import Act, DueProcess
from credopolis.society.tables import SocietyTables
from credopolis.society.traits import trait_levels
from credopolis.society.typical import typical_lives

from .twin_state import Life

Groups = dict[tuple[bool, bool], float]  # by whether female, whether of the minority


@dataclass(frozen=True)
class TwinAct:
    """An act as the twin knows it; `rates` a year by level of the driver; by channel where it says so.

    norm : mean of the demographic weight over those who could do it. peak : its highest share of that mean.
    """

    name: str
    conduct: ActConduct
    priced: Act | None
    rates: tuple[float, ...]
    slot_rates: tuple[float, ...]  # the same, whether or not anybody does it
    norm: float
    peak: float
    deterrence: float
    ambition: float
    ceiling: float
    climate: float
    negative: bool
    sensitivity: dict[str, float]  # by channel
    delay: dict[str, float]  # by channel, mean days
    dismissed: tuple[float, float]  # of true and of false cases
    chosen: tuple[int, int]  # fewest and most points that officials give
    queues: bool  # whether somebody must decide a case
    width: float


@dataclass(frozen=True)
class Safeguards:
    """What becomes of an entry, as chances, rates a day and days."""

    told: float
    told_after: float
    looks_a_day: float
    refusal_tells: float
    appeals: tuple[float, float]  # against true, false entries
    upheld: tuple[float, float]
    heard_after: float
    repairs_a_day: float
    repair_wait: float
    repair_takes: float
    spread: float
    spread_after: float


@dataclass(frozen=True)
class Stream:
    """A Poisson process of candidates: whose draws, how many a life and year, and what each may be."""

    purpose: int
    bound: float
    slots: tuple[tuple[float, float, str, int], ...]  # (from, to, kind, index) along the bound


@dataclass(frozen=True)
class Tables:
    """Everything fixed. grades: lowest first; worth: by grade and set of lists, scaled to [0, 1]."""

    rulebook: Rulebook
    grades: tuple[str, ...]
    lists: tuple[str, ...]
    worth: dict[tuple[str, frozenset[str]], float]
    acts: tuple[TwinAct, ...]
    charges: dict[str, tuple[float, ...]]  # by channel: cumulative chance that a false alarm charges each act
    alarm_rates: dict[str, Groups]
    rooms: tuple[tuple[str, int, float], ...]  # of the shared stream: kind, index and width over the whole society
    own: Stream  # of acts that only the rulebook knows
    standing_grade: int
    deed: int | None  # what a visit leads to
    lost: float
    safeguards: Safeguards


def rungs(rulebook: Rulebook) -> tuple[str, ...]:
    """The grades of a rulebook, lowest first, and last who has none: all without a score, or those who do not agree."""
    names = tuple(reversed(rulebook.grades))
    return (*names, NO_GRADE) if rulebook.consent < 1 or not names else names


def without_locks(rulebook: Rulebook) -> Rulebook:
    """The same rulebook, in which no grade holds anybody."""
    return replace(rulebook, grades={name: replace(grade, lock=None) for name, grade in rulebook.grades.items()})


def work_out(scenario: Scenario, rulebook: Rulebook) -> Tables:
    """Every table of a scenario; `rulebook` is the one that the scenario holds in compiled form."""
    grades = rungs(rulebook)
    if len(grades) != len(scenario.rulebook.grade_names):  # rules that meet others in a run, on the rungs of all
        grades = scenario.rulebook.grade_names
    worth = worths(rulebook, grades)
    acts = tuple(_act(scenario, rulebook, name, worth) for name in scenario.act_names)
    locked = [k for k, name in enumerate(grades) if name in rulebook.grades and rulebook.grades[name].lock]
    good = [k for k, a in enumerate(acts) if a.priced and a.priced.points > 0 and not a.conduct.informs]
    good = [k for k in good if max(acts[k].rates) > 0]
    if "informants" in scenario.off:
        acts = tuple(replace(a, rates=(0.0,) * 256) if a.conduct.informs else a for a in acts)
    return Tables(
        rulebook=without_locks(rulebook) if "locks" in scenario.off else rulebook,
        grades=grades,
        lists=tuple(rulebook.lists),
        worth=worth,
        acts=acts,
        charges={channel: _charges(acts, channel) for channel in CHANNELS},
        alarm_rates=_alarm_rates(scenario),
        rooms=_rooms(scenario, acts),
        own=_own_stream(scenario, acts),
        standing_grade=locked[-1] + 1 if locked else start_grade(rulebook, grades),
        deed=max(good, key=lambda k: (max(acts[k].rates), -k), default=None),
        lost=_lost(scenario),
        safeguards=_safeguards(scenario, rulebook.due_process or DueProcess()),
    )


def _rooms(scenario: Scenario, acts: tuple[TwinAct, ...]) -> tuple[tuple[str, int, float], ...]:
    """Candidates of every regime: false alarms, visits, searches, the society's acts."""
    rooms = scenario.conduct.alarms
    widths = [("alarm", k, getattr(rooms, channel)) for k, channel in enumerate(CHANNELS)]
    widths += [("visit", 0, rooms.visits), ("search", 0, rooms.searches)]
    return (*widths, *(("act", k, a.width) for k, a in enumerate(acts[: len(scenario.conduct.acts)])))


def _own_stream(scenario: Scenario, acts: tuple[TwinAct, ...]) -> Stream:
    """Candidates for acts that only the rulebook knows."""
    own = [("act", k, a.width) for k, a in enumerate(acts) if k >= len(scenario.conduct.acts)]
    return Stream(purposes.OWN_CANDIDATES, sum(w for _, _, w in own), _slots(own))


@dataclass(frozen=True)
class Changing:
    """What changes in a run: whether lives begin, end and grow; its days, and the age from which lives are scored."""

    begins: bool
    ends: bool
    grows: bool
    joins: bool  # whether people join the Party
    days: int
    from_days: int


def parts_of(
    tables: Tables, lives: list[Life], unborn: list[Life], changing: Changing
) -> list[tuple[list[Life], Stream]]:
    """The parts of a grid's lives, and the shared stream of each: a common act has the room that the likeliest of the
    part could ever need. The likely lives of each of the three acts with the widest room stand apart, and who may be
    born is the last part."""
    common = [index for kind, index, width in tables.rooms if kind == "act" and width > 0.005 * _whole(tables)]
    most = {index: max(_highest(tables.acts[index], life, changing) for life in lives) for index in common}
    widest = sorted(common, key=lambda index: -most[index])[:3]
    parts: dict[int, list[Life]] = {}
    for life in lives:
        likely = [_highest(tables.acts[index], life, changing) > 0.4 * most[index] for index in widest]
        parts.setdefault(sum(2**k for k, one in enumerate(likely) if one), []).append(life)
    found = [(parts[k], _stream_of(tables, parts[k], common, changing)) for k in sorted(parts)]
    return [*found, (unborn, _stream_of_unborn(tables, unborn, changing))] if unborn else found


def _whole(tables: Tables) -> float:
    return sum(width for _, _, width in tables.rooms)


def _stream_of_unborn(tables: Tables, unborn: list[Life], changing: Changing) -> Stream:
    """Room for what who is born may do before the run ends, and for alarms if any of them may be scored by then."""
    widths = []
    for kind, index, width in tables.rooms:
        if kind == "act":
            old = [life for life in unborn if changing.days - life.born >= tables.acts[index].conduct.who.min_age_days]
            width = max((_highest(tables.acts[index], life, changing) for life in old), default=0.0)
        elif changing.days < changing.from_days:
            width = 0.0
        widths.append((kind, index, width))
    return Stream(purposes.CANDIDATES, sum(width for _, _, width in widths), _slots(widths))


def _stream_of(tables: Tables, lives: list[Life], common: list[int], changing: Changing) -> Stream:
    widths = []
    for kind, index, width in tables.rooms:
        if kind == "act" and index in common:
            width = max(_highest(tables.acts[index], life, changing) for life in lives)
        widths.append((kind, index, width))
    return Stream(purposes.CANDIDATES, sum(width for _, _, width in widths), _slots(widths))


def _highest(act: TwinAct, life: Life, changing: Changing) -> float:
    """The hazard with which a life could do an act at the age at which it is commonest from now on."""
    driver, who = act.conduct.driver, act.conduct.who
    begins = changing.begins and not act.conduct.birth_from
    few = life.children_at_first < who.min_children and not begins
    if (who.max_age_days and -life.born >= who.max_age_days) or few:
        return 0.0
    at_first = {flag for flag, bit in FLAG_NAMES.items() if life.flags & bit}
    grown = {"student", "employed"} if changing.grows else set()
    grown |= {"party_member"} if changing.joins else set()
    if not all(flag in at_first | grown or (flag == "parent" and begins) for flag in who.is_):
        return 0.0
    if any(flag in at_first - grown and not (flag == "partnered" and changing.ends) for flag in who.is_not):
        return 0.0
    rate = act.slot_rates[life.traits[TRAITS.index(driver)] if driver != "none" else 0]
    ages = range(min(max(-life.born, 0) * 4 // 1461, 127), 128)
    common = max(weight_of(act.conduct, life.has("female"), years) for years in ages) / act.norm
    return rate * common * act.ceiling * (act.climate or 1.0)


def _slots(widths: list[tuple[str, int, float]]) -> tuple[tuple[float, float, str, int], ...]:
    slots, at = [], 0.0
    for kind, index, width in widths:
        slots.append((at, at + width, kind, index))
        at += width
    return tuple(slots)


def start_grade(rulebook: Rulebook, grades: tuple[str, ...]) -> int:
    """The band of the starting score."""
    return band(rulebook, grades, rulebook.score.start) if rulebook.score else len(grades) - 1


def band(rulebook: Rulebook, grades: tuple[str, ...], score: int) -> int:
    """The highest grade whose lowest score is reached."""
    reached = [
        k
        for k, name in enumerate(grades)
        if name in rulebook.grades and (low := rulebook.grades[name].lowest) is not None and score >= low
    ]
    everybody = [k for k, name in enumerate(grades) if name in rulebook.grades and rulebook.grades[name].banded]
    return max(reached, default=everybody[0])


def worths(rulebook: Rulebook, grades: tuple[str, ...]) -> dict[tuple[str, frozenset[str]], float]:
    """Value of the gates open in every state, the worst 0 and the best 1."""
    values = {}
    for grade in grades:
        for size in range(len(rulebook.lists) + 1):
            for lists in combinations(rulebook.lists, size):
                gates = open_gates(rulebook, grade, lists)
                values[grade, frozenset(lists)] = math.fsum(rulebook.gates[gate].worth for gate in gates)
    low, high = min(values.values()), max(values.values())
    return {state: (value - low) / (high - low) if high > low else 0.0 for state, value in values.items()}


def _rates(scenario: Scenario, conduct: ActConduct) -> tuple[float, ...]:
    """rate * exp(slope * (level - 1/2)) / norm, with mean `rate` over the driver's distribution."""
    if conduct.driver == "none":
        return (conduct.done_a_year,) * 256
    tilt = [math.exp(conduct.slope * (level / 255 - 0.5)) for level in range(256)]
    shares = trait_levels(scenario.tables.params)[TRAITS.index(conduct.driver)].tolist()
    norm = math.fsum(share * factor for share, factor in zip(shares, tilt, strict=True))
    return tuple(conduct.done_a_year * factor / norm for factor in tilt)


def weight_of(conduct: ActConduct, female: bool, years: int) -> float:
    """How common an act is at a sex and a year of age, on its curve's own scale: straight between the points."""
    age, points = (years + 0.5) * 365.25, conduct.ages
    rate = 1.0
    if points:
        below, above = [p for p in points if p[0] <= age], [p for p in points if p[0] > age]
        if not below or not above:
            rate = (below or above[:1])[-1][1]
        else:
            (young, low), (old, high) = below[-1], above[0]
            rate = (low * (old - age) + high * (age - young)) / (old - young)
    return float((conduct.women if female else 1.0) * rate**conduct.age_contrast)


@cache
def _norm(tables: SocietyTables, conduct: ActConduct) -> float:
    """Mean weight over the typical lives who could do it; 1 if nobody would."""
    who, lives, people, done = conduct.who, typical_lives(tables), 0.0, 0.0
    need, never = (sum(FLAG_NAMES[flag] for flag in flags) for flags in (who.is_, who.is_not))
    youngest, oldest = who.child_age_days or (-1, 10**9)
    for age, flags, children, eldest, weight in zip(
        lives.age.tolist(), lives.flags.tolist(), lives.children.tolist(), lives.eldest_age.tolist(),
        lives.weight.tolist(), strict=True,
    ):  # fmt: skip
        able = age >= who.min_age_days and (not who.max_age_days or age < who.max_age_days)
        able = able and flags & need == need and not flags & never and children >= who.min_children
        if able and youngest <= eldest <= oldest:
            people += weight
            done += weight * weight_of(conduct, bool(flags & FLAG_NAMES["female"]), age * 4 // 1461)
    return done / people if done else 1.0


def _act(scenario: Scenario, rulebook: Rulebook, name: str, worth: dict[tuple[str, frozenset[str]], float]) -> TwinAct:
    priced, off = rulebook.acts.get(name), scenario.off
    conduct = scenario.conduct.acts.get(name) or (priced.conduct if priced else None)
    assert conduct is not None
    rates, climate = _rates(scenario, conduct), scenario.conduct.climate.get(name, 1.0)
    ceiling = math.exp(conduct.ambition)
    norm, peak = 1.0, 1.0
    if conduct.women != 1.0 or (conduct.ages and conduct.age_contrast != 0.0):
        norm = _norm(scenario.tables, conduct)
        peak = max(weight_of(conduct, female, years) for female in (False, True) for years in range(128)) / norm
    return TwinAct(
        name=name,
        conduct=conduct,
        priced=priced,
        rates=rates,
        slot_rates=rates,
        norm=norm,
        peak=peak,
        deterrence=0.0 if "deterrence" in off else conduct.deterrence,
        ambition=0.0 if "ambition" in off else conduct.ambition,
        ceiling=ceiling,
        climate=scenario.conduct.climate.get(name, 0.0),
        negative=priced is not None and _takes_away(rulebook, priced, worth),
        sensitivity={c: sees(priced, c) if c not in off else 0.0 for c in CHANNELS},
        delay=_delays(scenario, priced),
        dismissed=_dismissed(scenario, priced),
        chosen=_chosen(scenario, priced),
        queues=priced is not None and priced.decision != "none",
        width=max(rates) * ceiling * peak * climate,
    )


def _takes_away(rulebook: Rulebook, act: Act, worth: dict[tuple[str, frozenset[str]], float]) -> bool:
    """Whether an entry takes points, drops the grade, removes from civic life, or closes gates in the first grade."""
    grades = tuple(reversed(rulebook.grades)) or (NO_GRADE,)
    start = grades[start_grade(rulebook, grades)]
    if act.points < 0 or act.falls_to:
        return True
    if not act.adds_to:
        return False
    return rulebook.lists[act.adds_to].removal or worth[start, frozenset([act.adds_to])] < worth[start, frozenset()]


def sees(act: Act | None, channel: str) -> float:
    """How well a working channel sees an act; what cameras see, other eyes in public see, if nothing else is said."""
    if act is None:
        return 0.0
    public = act.seen_by.get("cameras", 0.0) if channel in ("faces", "robots", "drones") else 0.0
    return act.seen_by.get(channel, public)


def _platform(scenario: Scenario) -> bool:
    return scenario.regime.platform.stands and "platform" not in scenario.off


def _delays(scenario: Scenario, act: Act | None) -> dict[str, float]:
    """Mean days from the act to its entry, by channel, beside the wait in the queue."""
    if act is None or "office" in scenario.off:
        return dict.fromkeys(CHANNELS, 0.0)
    office = scenario.regime.office
    desk = {"none": office.desk_days, "office": office.office_days, "court": office.court_days}[act.decision]
    desk *= scenario.regime.platform.delay_factor if _platform(scenario) else 1.0
    return {**{c: getattr(scenario.regime, c).delay_days + desk for c in SEEING}, "office": desk}


def _dismissed(scenario: Scenario, act: Act | None) -> tuple[float, float]:
    """Chance that the decision an act needs dismisses a true case, a false one."""
    office = scenario.regime.office
    if act is None:
        return 0.0, 0.0
    of_true, of_false = {
        "none": (office.true_dismissed_desk, 0.0),
        "office": (office.true_dismissed_office, 1 - office.false_past_office),
        "court": (office.true_dismissed_court, 1 - office.false_past_court),
    }[act.decision]
    return (0.0 if "office" in scenario.off else of_true), of_false


def _chosen(scenario: Scenario, act: Act | None) -> tuple[int, int]:
    """The fewest and the most points that officials give: the part of the rulebook's range that they use."""
    if act is None or act.discretion is None or "discretion" in scenario.off:
        return (act.points, act.points) if act else (0, 0)
    used, (fewest, most) = scenario.regime.discretion.points_range, act.discretion
    return act.points - round(used * (act.points - fewest)), act.points + round(used * (most - act.points))


def _lost(scenario: Scenario) -> float:
    if "office" in scenario.off:
        return 0.0
    return scenario.regime.office.lost_share * (scenario.regime.platform.lost_factor if _platform(scenario) else 1.0)


def _charges(acts: tuple[TwinAct, ...], channel: str) -> tuple[float, ...]:
    """Shares of the negative acts that a channel sees, by how often they are done.

    An office that makes entries up may charge any of them.
    """
    anything = channel == "office"
    weight = [a.negative * (1.0 if anything else sees(a.priced, channel)) * a.conduct.rate for a in acts]
    whole = sum(weight)
    return tuple(w / whole if whole else 0.0 for w in weight)


def _alarm_rates(scenario: Scenario) -> dict[str, Groups]:
    """Innocents charged a life and year at full reach; of the office the field itself is the rate."""
    r, off = scenario.regime, scenario.off
    search = r.faces.searches_a_year * (1 - (1 - r.faces.false_match_rate) ** r.faces.gallery)
    bases = {
        "records": (r.records.mistakes_a_year, 1.0, 1.0),
        "informants": (0.0, 1.0, 1.0),
        "cameras": (r.cameras.mistaken_a_year, 1.0, r.cameras.mistaken_minority_multiplier),
        "faces": (search, r.faces.female_multiplier, r.faces.minority_multiplier),
        "robots": (r.robots.mistaken_a_year, 1.0, r.robots.minority_multiplier),
        "drones": (r.drones.mistaken_a_year, 1.0, r.drones.minority_multiplier),
        "officers": (r.officers.mistaken_a_year, 1.0, r.officers.minority_multiplier),
        "traffic": (r.traffic.mistaken_a_year, r.traffic.female_multiplier, r.traffic.minority_multiplier),
    }
    out: dict[str, Groups] = {}
    for c in SEEING:
        none = c in off or "false_alarms" in off
        for f in (False, True):
            for m in (False, True):
                if c in ("checkpoints", "recorders"):
                    rate = getattr(r, c).mistaken_a_year * (1.0 if m else getattr(r, c).majority_factor)
                else:
                    base, female, minority = bases[c]
                    rate = base * (female if f else 1.0) * (minority if m else 1.0)
                out.setdefault(c, {})[f, m] = 0.0 if none else rate
    out["office"] = {(f, m): 1.0 for f in (False, True) for m in (False, True)}
    return out


def _safeguards(scenario: Scenario, due: DueProcess) -> Safeguards:
    """What the rulebook declares, times what people and offices make of it."""
    p, repair, off = scenario.regime.due_process, scenario.regime.repair, scenario.off
    heard = 0.0 if "due_process" in off else 1.0
    reasons = p.without_reasons + (1 - p.without_reasons) * (1.0 if due.reasons is None else due.reasons)
    review = p.without_review + (1 - p.without_review) * (1.0 if due.human_review is None else due.human_review)
    return Safeguards(
        told=heard * due.notice,
        told_after=due.notice_days,
        looks_a_day=heard * due.access * p.checks_a_year / 365.25,
        refusal_tells=heard * due.access * p.learns_by_refusal,
        appeals=(heard * due.appeal * reasons * p.appeals_if_true, heard * due.appeal * reasons * p.appeals_if_false),
        upheld=(review * p.upholds_if_true, review * p.upholds_if_false),
        heard_after=min(due.appeal_days or math.inf, p.correction_days),
        repairs_a_day=0.0 if "repair" in off else due.repair * repair.uses_a_year / 365.25,
        repair_wait=due.repair_wait_days,
        repair_takes=(due.repair_steps or repair.steps) * repair.days_a_step,
        spread=scenario.regime.platform.spread if _platform(scenario) else 0.0,
        spread_after=scenario.regime.platform.spread_days,
    )
