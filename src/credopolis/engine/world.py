"""The memory of a run: records that an event touches together, and the small tuple in which kernels receive them.

What a life was born with is one 20-byte record, where it stands one 16-byte record, a scheduled event a 16-byte node
in the calendar of its district. Everything that kernels only read (rules, candidate stream, channels, clock) is one
record each, which compiled functions pass by address.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import MOST_AXES
from credopolis.core.schema import BORN_WITH
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms import course
from credopolis.mechanisms.channels import CHANNELS
from credopolis.mechanisms.demography import YEARS
from credopolis.rulebook.conduct import DOMAINS
from credopolis.rulebook.model import MOST_AGAIN, MOST_COUNTERS, MOST_SETS

Array = NDArray[Any]
Row = Any  # one record of an array: np.void in Python, an address in compiled code

MOST_GRADES = 30
MOST_LISTS = 8
MOST_SLOTS = 256
TRACED = 1 << 15  # bit of `flags`: the life's dossier is written while the run goes
N_CHANNELS = len(CHANNELS)
N_DOMAINS = len(DOMAINS)

PERSON = np.dtype([(c.name, c.dtype) for c in BORN_WITH])
STANDING = np.dtype(mechanisms.widest_first(c for columns in mechanisms.COLUMNS.values() for c in columns))
_OWN = {block.name: [c for c in block.columns if c.bits == 0] for block in mechanisms.BLOCKS}
BLOCKS = {name: np.dtype(mechanisms.widest_first(columns), align=True) for name, columns in _OWN.items() if columns}
"""Records of lives that only some scenarios need, by name, and the number that columns with bits share."""
BLOCKS[course.NAME] = np.dtype([(course.NAME, "u2")])
# A scheduled event of the `local`-th life of its grid: kind and what it is (see `calendar`), its day, and since when.
# Sixteen bytes, four to a cache line. turn : of what strikes an entry, by what it is known among
# those of its day, where that matters (see `holding` and `rating`), else 0.
NODE = np.dtype(
    [
        ("next", "i4"), ("what", "i4"), ("local", "u2"), ("day", "i2"), ("since", "i2"), ("kind", "u1"),
        ("turn", "u1"),
    ]
)  # fmt: skip
CANDIDATE = np.dtype([("z", "u8"), ("mark", "f8"), ("local", "i8"), ("day", "i8"), ("slot", "i8")])
GRID = np.dtype(
    [
        ("start", "i8"), ("places", "i8"),  # first place, and how many
        ("first", "i8"), ("lives", "i8"),  # number of the first life among those that are built, and how many on day 0
        ("present", "i8"),  # lives that are there: born and not dead
        ("at", "i8"),  # where its part of `World.order` begins
        ("ranks", "i8"),  # places over which candidates are drawn: of lives, and of who may be born in the run
        ("reports", "f8"),
        ("charged", "f8", (N_DOMAINS,)), ("violations", "f8", (N_DOMAINS,)),  # by class of act
        ("mortality", "f8"), ("fertility", "f8"),  # death and birth rates of its province, times the nation's
        # Of the tick: entries shown, false reports, undeserved entries, requests refused, entries that add points.
        ("shown", "f8"), ("betrayed", "f8"), ("wronged", "f8"), ("turned_away", "f8"), ("favoured", "f8"),
        # As of the last tick: what was shown a life and year; how far trust lies above where nothing moves it.
        ("shame", "f8"), ("near", "f8"), ("state", "f8"),
        ("taken", "f8"), ("absent", "f8"),  # removed for what they said: in the tick; a life and year, smoothed
        ("seen", "f8"), ("spoken", "f8"),  # as last settled: share who spoke against, mean of what is expressed
        ("weight", "f8"),  # violations of a whole grid that one here counts for, where lives stand for more than one
    ]
)  # fmt: skip
OF_MINDS: Final = {
    "publishes": ("shame",), "takes_away": ("taken", "absent"), "trusts": ("near", "state"),
    "opines": ("seen", "spoken"),
}  # fmt: skip
"""Fields of a grid that are kept for a mechanism alone, by the dial that says whether it stands."""
SUMS = tuple(one.name for one in mechanisms.SUMS)
# Grids first and one after the last, and where its tick goes on if it waits for room; its nodes, of these free, the
# first free one; province, and row of tallies.
_OF_A_DISTRICT = ("grid_start", "grid_stop", "grid_next", "node_size", "node_free", "node_head", "province", "row")
# Eight columns that are hardly written, 64 bytes: the contributions of a district, written by its thread all the time,
# must not share a line of the cache with the next district's calendar, which another thread may write.
# Nodes that it waits for; what must never happen: a hazard beyond its bound, an event without a node; its dossiers.
_APART = ("node_need", "exceeded", "overflow", "trace_start", "trace_size", "trace_rows", "apart_1", "apart_2")
DISTRICT = np.dtype([(name, "i8") for name in (*_OF_A_DISTRICT, *SUMS, *_APART)])
FIRST_SUM = len(_OF_A_DISTRICT)
"""Column of the first contribution in a district's record, whose columns are all int64."""

ACT = np.dtype(
    [
        *((name, "i8") for name in (
            "points", "falls_to", "adds_to", "removes_from", "cap_column", "cap", "expires_days", "priced", "negative",
            "informs", "weighed", "anyone", "min_age_days", "max_age_days", "need", "forbid", "min_children",
            "child_min_days", "child_max_days", "on_list", "driver", "adds_after", "count_column", "repairable",
            "n_seers", "on_file", "in_sight", "certain", "queues", "fewest", "most", "limited", "only", "window_column",
            "window_times", "window_days", "again_column", "again_times", "again_within", "follows", "of_a_couple",
            "domain", "birth_from", "by_child", "by_event", "head_points", "head_cycles", "head_column", "in_mean",
            "held", "bit", "ends",
            "stands_column", "gains_column", "losses_column", "wide", "ended_column",
        )),
        ("deterrence", "f8"),
        ("ambition", "f8"),
        ("again_points", "i8", (MOST_AGAIN,)),  # with one earlier entry within `again_within` days, with two
        ("prompt", "f8"),  # weight of a loss after the mean delay of its case, beside the wait in the queue
        ("ceiling", "f8"),  # highest response, of any regime
        ("spoken", "f8"),  # times as often as the rate, if only who speaks openly does it, see `speaking`
        ("done_a_year", "f8"),  # mean rate without rules
        ("peak", "f8"),  # highest demographic factor
        ("climate_at_most", "f8"),  # 0: the act does not follow the province's mean score
        ("dismissed", "f8", (2,)),  # chance that a true, a false case is dismissed
        ("seer", "i8", (N_CHANNELS,)),  # channels that can see the act, the first n_seers count
        ("pair", "i8", (N_CHANNELS,)),  # place of the act and channel among those that can meet
        ("sensitivity", "f8", (N_CHANNELS,)),
        ("delay", "f8", (N_CHANNELS,)),  # mean days from act to entry
        ("charge", "f8", (N_CHANNELS,)),  # share of this act among those of which false alarms accuse
        ("rate", "f8", (256,)),  # a year, by level of the driver
        ("common", "f8", (2, YEARS)),  # demographic factor by sex and year of age, where the act `follows` either
    ]
)  # fmt: skip

RULES = np.dtype(
    [
        *((name, "i8") for name in (
            "n_grades", "n_lists", "n_acts", "score_min", "score_max", "start_grade", "standing_grade",
            "score_start", "resets_every", "resets_after", "resets_column", "scored_from_days", "most_lost",
            "most_gained", "only_largest", "today_column", "began_column", "gives_points", "gives_after", "gives_up_to",
            "gives_column",
            "grades_list", "n_counters", "taken_column", "taken_times",
            "new_days", "new_start", "new_points", "new_each", "new_column", "new_bands",
            "cap_year_column", "cleared_column", "removal_lists", "visited_grades", "searched_grades", "deed",
            "sets_grade", "sets_after", "sets_column", "begins_in", "by_entries", "mean_last", "mean_least",
            "mean_column", "mean_kept", "mean_days", "holds", "held_column", "held_words", "together_column",
            "n_groups",
            "n_graded",  # rungs of who has a grade; those from it on are of who has none, see `rulebook.rungs`
            "ungraded",  # the rung of who has none beside others who have one, -1 if there is none such
            "gives",  # bits of the rungs that the rulebook itself has
        )),
        ("consent", "f8"),  # share of those of age who agree to be scored
        ("counter", "i8", (MOST_COUNTERS, 3)),  # points lost from which on an entry drops, days of the window, grade
        ("grade_from", "i8", (MOST_GRADES,)),
        ("new_from", "i8", (MOST_GRADES,)),  # the same of newcomers
        ("lock_days", "i8", (MOST_GRADES,)),
        ("grade_list", "i8", (MOST_GRADES,)),  # on which whoever enters a grade is put, -1 for none
        ("again", "i8", (MOST_GRADES, MOST_AGAIN)),  # days of a lock soon after one earlier one, after two, three
        ("again_for", "i8", (MOST_GRADES, 2)),  # days for which a lock makes others longer, and 1: from its end
        ("again_column", "i8", (MOST_GRADES,)),
        ("release_to", "i8", (MOST_GRADES,)),
        ("sets_score", "i8", (MOST_GRADES,)),  # by the release of a lock; rulebook.compile.NOT_SET: it sets none
        ("lock_cycles", "i8", (MOST_GRADES,)),  # ends of cycles with the last of which a lock ends, 0: days count
        ("release_most", "i8", (MOST_GRADES,)),  # the highest grade to which a lock releases to the band
        ("next_start", "i8", (MOST_GRADES,)),  # points by which the next cycle starts otherwise
        ("group", "i8", (MOST_COUNTERS, 2)),  # of things together: where its sets end in `together`, and most points
        ("together", "i8", (MOST_COUNTERS * MOST_SETS, 2)),  # of a set: bits of its acts, see `holding`, and points
        ("list_days", "i8", (MOST_LISTS,)),
        ("worth", "f8", (MOST_GRADES, 2**MOST_LISTS)),
        ("n_buckets", "i8"),  # of spells in a lock
        ("tallies", "i8", (len(mechanisms.TALLIES), 1 + MOST_AXES)),  # where each begins in a row, and its strides
    ]
)  # fmt: skip

STREAM = np.dtype(
    [
        ("lives_an_own_day", "f8"),  # lives a day between two candidates for acts that only the rulebook knows
        ("bound", "f8"),  # room for what is shared; a grid draws what of it its lives can use, see `heights`
        ("own_bound", "f8"),
        ("candidates_a_life_day", "f8"),  # of both streams that can become something
        ("of_an_entry", "f8"),  # events that one entry schedules, at most
        ("copies", "f8"),  # see `calendar.most_scheduled`
        ("n_alarms", "i8"),
        ("n_shared", "i8"),  # slots of the shared candidates: false alarms, visits, searches, the society's acts
        ("end", "f8", (MOST_SLOTS,)),  # cumulative share of the bound, from n_shared on of the own bound
        ("start", "f8", (MOST_SLOTS,)),
    ]
)

DIALS = np.dtype([(dial.name, dial.dtype, dial.shape) for dial in mechanisms.DIALS])

CLOCK = np.dtype(
    [
        (name, "i8")
        for name in ("seed", "tick", "day", "day_end", "tick_days", "last_day", "first_grid", "first_life", "people")
    ]
)

FIELDS = tuple(field.name for field in mechanisms.FIELDS)
"""Fields of any scenario; after them comes the province's record of each act."""
OF_ACTS = len(FIELDS)
CHARGED_ANYWAY, CLIMATE, FAVOURS_LEFT, WAIT_DAYS, VISIT_SHARE, SEARCH_SHARE, REACH, ALARMS = (
    FIELDS.index(name)
    for name in (
        "charged_anyway", "climate", "favours_left", "wait_days", "visit_share", "search_share", f"reach_{CHANNELS[0]}",
        f"alarms_{CHANNELS[0]}",
    )
)  # fmt: skip
TRACE_COLUMNS = (
    "life", "day", "kind", "act", "channel", "truth", "points", "score", "grade", "lock_until", "due_day", "listed",
)  # fmt: skip


Blocks: Any = NamedTuple("Blocks", [(name, Array) for name in BLOCKS])  # type: ignore[misc]
"""One array a block: (n_lives,) of its record where a scenario needs it, else (0,), which no kernel touches."""


def blocks_of(scenario: Any, n_lives: int) -> Any:
    """The blocks of a scenario, empty."""
    needed = blocks_needed(scenario)
    return Blocks(*(np.zeros(n_lives if name in needed else 0, dtype) for name, dtype in BLOCKS.items()))


def blocks_needed(scenario: Any) -> set[str]:
    """Names of the records of lives that a scenario needs."""
    asked = [block for block in mechanisms.BLOCKS if scenario.asks(block.needed)]
    shares = {course.NAME} if any(c.bits for block in asked for c in block.columns) else set[str]()
    return {block.name for block in asked if block.name in BLOCKS} | shares


def column_of(blocks: Any, block: str, column: str) -> Array:
    """A column of a block, of every life, (n_places,), wherever it lies. blocks : of the run, or by name."""
    arrays = blocks if isinstance(blocks, dict) else blocks._asdict()
    if column in mechanisms.COURSE:
        low, most = mechanisms.COURSE[column]
        return np.asarray((arrays[course.NAME][course.NAME] >> low) & most, np.uint8)
    return np.asarray(arrays[block][column])


def no_blocks() -> Any:
    """Blocks of no lives."""
    return Blocks(*(np.zeros(0, dtype) for dtype in BLOCKS.values()))


class World(NamedTuple):
    """What a run changes."""

    # A place is a life's, or kept for who may be born (`engine.places`); without such there are as many as lives.
    # What a life is and where it stands are apart: officers who look for the grades that they visit read the latter
    # alone, four lives a cache line. One record of both costs the default run a sixth and saves the ladder nothing.
    person: Array  # (n_places,) PERSON
    standing: Array  # (n_places,) STANDING
    # (n_places, columns) int16: end of each listing, counts towards them, year of the caps, counts; no column if none
    # is needed
    extra: Array
    blocks: Blocks
    place_of: Array  # (n_lives,) uint16, or (0,), see `places.PlacesOfLives`
    nodes: Array  # (n_nodes,) NODE
    heads: Array  # (n_grids, horizon) int32, first node of each tick's bucket
    grids: Array  # (n_grids,) GRID
    # Shared candidates of each part of a grid's lives, see `heights`: the lives of all parts, one part after another
    # (places within the grid; without parts it is empty), and where each part ends there; lives that lie between two
    # candidates in a day, cumulative shares of what they may be, and the first slot that each equal part of [0, 1)
    # can mean. Grids whose lives are all alike share one stream.
    order: Array  # (n_lives,) uint16, or (0,); (n_places,) where lives begin, those who may be born as the last part
    stops: Array  # (n_grids, n_parts) float64, whole numbers
    spacing: Array  # (n_variants, n_grids or 1, n_parts) float64
    ends: Array  # (n_variants, n_grids or 1, n_parts, n_slots) float64
    guides: Array  # (n_variants, n_grids or 1, n_parts, heights.guides_of) uint8
    districts: Array  # (n_districts,) DISTRICT
    read: Array  # (n_districts, n_fields) float64, what the lives of each district read of their province in this tick
    tally: Array  # (n_rows, n_counts) int32, lives by grade now, then the tallies of the interval (engine.tally)
    trace: Array  # (rows, len(TRACE_COLUMNS)) int32


class Law(NamedTuple):
    """What a run lives by and only reads. A variant is a regime with its rulebook; provinces may have several."""

    rules: Array  # (n_variants,) RULES
    dials: Array  # (n_variants,) DIALS
    acts: Array  # (n_variants, n_acts) ACT
    # (n_variants, n_scores) uint8, grade that each score deserves, from `score_min` of the variant on, and after those
    # what it deserves of newcomers, from `new_bands` of the variant's rules on
    bands: Array
    # (n_variants, rows, n_grades, 2^n_lists) float64, see `foresight.compile_released`
    released: Array
    # (n_variants, n_grades, 2^n_lists, any) int32, what gates decide, see `consequences.decided_for`
    decided: Array
    streams: Array  # (n_variants,) STREAM; slots of the society's acts are the same in all, which so share every draw
    variants: Array  # (n_provinces,) int64, the variant by which each province lives now
