"""Heights: the highest hazard that each act has among some lives, and the candidates that are drawn there.

Candidates of an act must be drawn as often as anybody might do it (thinning, Lewis and Shedler 1979). Over a society
that is what the most reckless would do at the sex and age at which the act is commonest; but hardly any grid holds
such a life, and each candidate that nobody there comes near is drawn in vain. So each grid's lives stand in parts, and
each part has a stream of its own: the false alarms, visits and searches that there is room for, and each act at the
highest hazard of a life of that part.

The parts: of the three acts with the widest room in a grid, each has its likely lives, who might at some age do it more
often than two fifths of what the likeliest life of the grid might, and its others. So a life is in one of eight parts;
of a part lives stand in the order of their numbers. An example: in a grid whose widest rooms are those of traffic
offences, posts and help, a timid grandmother who is on no network, and helps her neighbours, is in the part of those
who are likely for help only, and few candidates are drawn for her.

Lives only grow older and no regime plays a part, so parts and streams are the same in every run of the society with
this seed. Where all lives are alike there is one part. Where lives begin, those who may be born are a part of their
own, the last, so that who is there on day 0 has the same candidates with and without them; and where households
change, an act asks for no child and no partner that may come or go.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot_kernel, inlined
from credopolis.core.processor import not_negative
from credopolis.core.schema import EMPLOYED, FEMALE, PARENT, PARTNERED, PARTY, STUDENT, UNBORN
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.compile import conduct_of, trait_rates
from credopolis.engine.responding import driver_level
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Law, World
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.conduct_table import ALARM_NAMES
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.demography import YEARS
from credopolis.mechanisms.party import people_join
from credopolis.mechanisms.stages import people_grow
from credopolis.society.traits import trait_levels

_GUIDES: Final = 64
_FINE_GUIDES: Final = 256
SPLITS: Final = 3
"""Acts that part the lives of a grid."""
LIKELY: Final = 0.4
"""Share of the highest hazard of a grid from which on a life is a likely one."""
_WORTH_IT: Final = 0.005  # share of all candidates from which on an act's heights are worked out
_NEVER: Final = 1e300  # lives between two candidates where there are none


class Changing(NamedTuple):
    """What changes while a run goes on.

    comes, goes : flags that a life may come to have by births, and may lose by deaths. grows : those that stages of
    life and the Party bring and take. begins : 1 where lives begin. last_day : of the run.
    from_days : age from which lives are scored.
    """

    comes: int
    goes: int
    grows: int
    begins: int
    last_day: int
    from_days: int


@inlined
def ever(act, person, changing):
    """Whether a life could do an act on day 0 or later, by what does not change: age, flags, children."""
    flags, born = np.int64(person["flags"]), np.int64(person["birth_day"])
    if flags & UNBORN and (changing.begins == 0 or changing.last_day - born < act["min_age_days"]):
        return False
    begins = changing.begins > 0 and act["birth_from"] == 0  # what is done by giving birth needs no candidates
    comes, goes = (changing.comes if begins else 0) | changing.grows, changing.goes | changing.grows
    could = (flags | comes) & act["need"] == act["need"] and flags & act["forbid"] & ~goes == 0
    enough = begins or person["children"] >= act["min_children"]
    return could and -born < act["max_age_days"] and enough


@inlined
def highest(act, rates, ahead, person, changing):
    """The highest hazard a year that an act can have for a life at its age on day 0 or later.

    rates : (256,), times the ceiling of any response. ahead : (2, YEARS), highest demographic factor from an age on.
    """
    if not ever(act, person, changing):
        return 0.0
    rate = rates[driver_level(person, act["driver"])]
    if act["follows"] > 0:
        year = not_negative(max(-np.int64(person["birth_day"]), 0) * 4 // 1461)
        rate *= ahead[np.int64(person["flags"]) & FEMALE, min(year, YEARS - 1)]
    return rate


@inlined
def widest(acts, rates, ahead, people, asked, found, changing):
    """The acts with the widest room among some lives, and from which hazard on a life of these is a likely one.

    people : PERSON. asked : (n_acts,) uint8. found : (2, SPLITS) float64, filled: acts, widest first, and hazards.
    """
    found[:] = -1.0
    for a in range(asked.shape[0]):
        if asked[a]:
            most = 0.0
            for i in range(people.shape[0]):
                if np.int64(people[i]["flags"]) & UNBORN == 0:
                    most = max(most, highest(acts[a], rates[a], ahead[a], people[i], changing))
            act, room = np.float64(a), most * LIKELY
            for k in range(SPLITS):
                if room > found[1, k]:
                    found[0, k], act = act, found[0, k]
                    found[1, k], room = room, found[1, k]


@inlined
def part_of(acts, rates, ahead, person, found, changing):
    """The part of a grid that a life is in: the k-th bit is set if it is a likely life of the k-th widest act."""
    part = 0
    for k in range(SPLITS):
        a = np.int64(found[0, k])
        if a >= 0 and highest(acts[a], rates[a], ahead[a], person, changing) > found[1, k]:
            part |= 1 << k
    return part


@hot_kernel
def fill_parts(world, acts, asked, rates, ahead, found, part, changing):
    """Put the lives of each grid into its parts: `world.order` and `world.stops`.

    acts : (n_acts,) ACT. asked, rates, ahead : of one set of rules, see `fill_streams`. found : see `widest`. part :
    (places of the largest grid,) uint8. changing : Changing.
    """
    world, changing = by_address(world), by_address(changing)
    parts = world.stops.shape[1] - changing.begins
    for g in range(world.grids.shape[0]):
        grid = world.grids[g]
        first, places, at = np.int64(grid["start"]), np.int64(grid["places"]), np.int64(grid["at"])
        people = world.person[first : first + places]
        widest(acts, rates, ahead, people, asked, found, changing)
        for local in range(places):
            part[local] = part_of(acts, rates, ahead, people[local], found, changing)
            if np.int64(people[local]["flags"]) & UNBORN:
                part[local] = parts
        rank = 0
        for k in range(world.stops.shape[1]):
            for local in range(places):
                if part[local] == k:
                    world.order[at + rank] = local
                    rank += 1
            world.stops[g, k] = rank


@hot_kernel
def fill_streams(world, law, widths, asked, rates, ahead, changing):
    """Lay out the stream of each part of each grid: `world.spacing`, `world.ends` and `world.guides`.

    widths : (n_variants, n_slots), candidates a life and year of each slot over the whole society. asked : (n_variants,
    n_acts) uint8, whether a part's own height takes the place of that. rates : (n_variants, n_acts, 256), times the
    ceiling of any response. ahead : (n_variants, n_acts, 2, YEARS), highest demographic factor from a year of age on.
    changing : Changing.
    """
    world, changing = by_address(world), by_address(changing)
    n_slots, n_parts = widths.shape[1], world.stops.shape[1]
    n_alarms = n_slots - rates.shape[1]
    for v in range(widths.shape[0]):
        for g in range(world.spacing.shape[1]):
            begin = 0
            for part in range(n_parts):
                stop = np.int64(world.stops[g, part])
                bound, ends = 0.0, world.ends[v, g, part]
                unborn = changing.begins > 0 and part == n_parts - 1
                for slot in range(n_slots):
                    height = widths[v, slot]
                    if slot < n_alarms and unborn and changing.last_day < changing.from_days:
                        height = 0.0
                    elif slot >= n_alarms and (unborn or asked[v, slot - n_alarms]):
                        height = highest_of_part(world, law.acts[v, slot - n_alarms], rates[v, slot - n_alarms],
                                                 ahead[v, slot - n_alarms], g, begin, stop, changing)  # fmt: skip
                    bound += height
                    ends[slot] = bound
                fill_guide(ends, bound, world.guides[v, g, part])
                world.spacing[v, g, part] = DAYS_PER_YEAR_OF_RATES / bound if bound > 0.0 else _NEVER
                begin = stop


@inlined
def highest_of_part(world, act, rates, ahead, g, begin, stop, changing):
    """The highest hazard of an act among the lives of a grid that stand from `begin` to before `stop` in its order."""
    most, grid = 0.0, world.grids[g]
    for rank in range(begin, stop):
        local = rank if world.order.shape[0] == 0 else np.int64(world.order[grid["at"] + rank])
        person = world.person[grid["start"] + local]
        most = max(most, highest(act, rates, ahead, person, changing))
    return most


@inlined
def fill_guide(ends, bound, guide):
    """Bring the ends of slots from a bound to 1, and note the first slot that each equal part of [0, 1) can mean."""
    n_slots, slot = ends.shape[0], 0
    for k in range(n_slots):
        ends[k] /= max(bound, 1e-300)
    ends[n_slots - 1] = 1.0
    for k in range(guide.shape[0]):
        while slot < n_slots - 1 and ends[slot] <= k / guide.shape[0]:
            slot += 1
        guide[k] = slot


def guides_of(streams: int) -> int:
    """Equal parts of [0, 1) in the guide of a stream: finer ones, where all grids share one, save a step in ten."""
    return _GUIDES if streams > 1 else _FINE_GUIDES


def parts_of(law: Law, scenario: Scenario) -> int:
    """Parts of each grid's lives: one where the society's acts tell no life from another, and nobody is born."""
    acts = law.acts[:, : len(scenario.conduct.acts)]
    told_apart = ((acts["driver"] >= 0) | (acts["follows"] > 0) | (acts["anyone"] == 0)).any()
    return (2**SPLITS if told_apart or scenario.asks(lives_begin) else 1) + scenario.asks(lives_begin)


def changing_of(scenario: Scenario) -> Changing:
    """What changes while a run of a scenario goes on."""
    begins, ends = scenario.asks(lives_begin), scenario.asks(lives_end)
    grows, from_days = (EMPLOYED | STUDENT) * scenario.asks(people_grow), scenario.rulebook.scored_from_days
    grows |= PARTY * scenario.asks(people_join)
    return Changing(PARENT * begins, PARTNERED * ends, grows, int(begins), scenario.days, from_days)


def lay_streams(world: World, law: Law, scenario: Scenario) -> None:
    """Lay out the streams of shared candidates of all grids."""
    n_acts = len(scenario.conduct.acts)
    acts, rates = law.acts[:, :n_acts], _rates(law, scenario)[:, :n_acts]
    alarms = np.array([[getattr(v.conduct.alarms, name) for name in ALARM_NAMES] for v in scenario.variants])
    lift = acts["ceiling"] * np.where(acts["climate_at_most"] > 0, acts["climate_at_most"], 1.0)
    rates = rates * lift[..., None]
    of_acts = rates.max(axis=-1) * acts["peak"]
    widths = np.concatenate([alarms, of_acts], axis=1)
    asked = (of_acts > _WORTH_IT * widths.sum(axis=1)[:, None]).astype(np.uint8)
    ahead = np.ascontiguousarray(np.maximum.accumulate(acts["common"][..., ::-1], axis=-1)[..., ::-1])
    changing = changing_of(scenario)
    if len(world.order):
        part = np.zeros(int(world.grids["places"].max(initial=0)), np.uint8)
        fill_parts(world, law.acts[0], asked[0], rates[0], ahead[0], np.zeros((2, SPLITS)), part, changing)
    else:
        asked[:], world.stops[:, 0] = 0, world.grids["lives"]
    fill_streams(world, law, widths, asked, rates, ahead, changing)


def _rates(law: Law, scenario: Scenario) -> Array:
    """Rates by level of the driver, (n_variants, n_acts, 256); slots of reports stay where nobody reports."""
    rates, levels = law.acts["rate"].copy(), trait_levels(scenario.tables.params)
    for v, variant in enumerate(scenario.variants):
        if "informants" in variant.off:
            for name, conduct in conduct_of(variant).items():
                if conduct.informs:
                    rates[v, scenario.act_names.index(name)] = trait_rates(conduct, levels)
    return np.asarray(rates)
