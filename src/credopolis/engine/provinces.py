"""What is worked out province by province at the end of a tick: sums, what was asked for, the office, what people know.

sums : (n_provinces, len(SUMS)) int64. fields : (n_provinces, n_fields), see `world.OF_ACTS`. books, terms :
(n_provinces,) BOOKS, TERMS.
"""

from typing import Final

import numpy as np

from credopolis.core.jit import hot_kernel, shared
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.compile import EXPOSURE
from credopolis.engine.tally import DESERVED, UNDESERVED, VIOLATED
from credopolis.engine.world import (
    ALARMS,
    CLIMATE,
    DISTRICT,
    FIRST_SUM,
    OF_ACTS,
    REACH,
    SEARCH_SHARE,
    SUMS,
    VISIT_SHARE,
    WAIT_DAYS,
    Array,
)
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.careers import driven
from credopolis.mechanisms.channels import FACES, OFFICE, RECORDS
from credopolis.mechanisms.office import serve, wait_days
from credopolis.mechanisms.perception import detection
from credopolis.mechanisms.quarter import DESK_HOURS_SAVED
from credopolis.mechanisms.quotas import padding_rate
from credopolis.mechanisms.statistics import reported

_SCORED, _SCORE_SUM, _CHARGED, _CASES, _ON_FILE, _IN_SIGHT = (
    SUMS.index(name) for name in ("scored", "score_sum", "charged", "cases", "on_file", "in_sight")
)
_N_LASTING: Final = sum(one.lasting for one in mechanisms.SUMS)

KNOWN: Final = ("violations", "charged")
"""What a province remembers of each act, smoothed: times that it was done, and entries that are taken for deserved."""
BOOKS = np.dtype([(book.name, "f8") for book in mechanisms.BOOKS])
TERMS = np.dtype([(term.name, term.dtype) for term in mechanisms.TERMS])


@shared
def keep_watch(seen, terms, fields, watched, benefits, books):
    """What the channels do in a tick: into the fields that lives read, and into the sums and levels of the interval.

    seen : Watch. watched : (n_provinces, len(WATCHED), len(SEEING)); benefits : (n_provinces, len(BENEFITS)).
    """
    n_flows = seen.flows.shape[0]
    for p in range(seen.reach.shape[0]):
        fields[p, VISIT_SHARE] = fields[p, SEARCH_SHARE] = seen.share[p]
        for c in range(seen.reach.shape[1]):
            fields[p, REACH + c] = seen.reach[p, c]
            fields[p, ALARMS + c] = seen.alarm_reach[p, c]
            for k in range(n_flows):
                watched[p, k, c] += seen.flows[k, p, c]
            watched[p, n_flows, c] = seen.backlog[p, c]
            watched[p, n_flows + 1, c] = seen.wait_days[p, c]
            watched[p, n_flows + 2, c] = seen.reach[p, c]
        for k in range(benefits.shape[1]):
            benefits[p, k] += seen.benefits[p, k]
        books[p]["freed"] = seen.benefits[p, DESK_HOURS_SAVED] * terms[p]["freed_an_hour"]


@shared
def keep_fields(fields, kept):
    """Copy the fields of a tick."""
    for p in range(fields.shape[0]):
        for k in range(fields.shape[1]):
            kept[p, k] = fields[p, k]


@hot_kernel
def add_up(contributions, starts, sums):
    """Sums over districts, in district order; what does not last is emptied.

    contributions : (n_districts, columns) int64, the districts' records, see `contributions_of`. starts :
    (n_provinces,) int64, the first district of each.
    """
    for p in range(sums.shape[0]):
        sums[p, :] = 0
        end = starts[p + 1] if p + 1 < sums.shape[0] else contributions.shape[0]
        for d in range(starts[p], end):
            for k in range(sums.shape[1]):
                sums[p, k] += contributions[d, FIRST_SUM + k]
            for k in range(_N_LASTING, sums.shape[1]):
                contributions[d, FIRST_SUM + k] = 0


def contributions_of(districts: Array) -> Array:
    """The same memory as rows of int64, (n_districts, columns). districts : (n_districts,) DISTRICT."""
    return districts.view(np.int64).reshape(len(districts), DISTRICT.itemsize // 8)


@shared
def add_up_grades(tally, first_rows, grades):
    """Lives by grade: (n_rows, any) tallies, first rows of each province -> (n_provinces, n_grades + 1) int64."""
    for p in range(first_rows.shape[0]):
        end = first_rows[p + 1] if p + 1 < first_rows.shape[0] else tally.shape[0]
        for g in range(grades.shape[1]):
            lives = 0
            for row in range(first_rows[p], end):
                lives += tally[row, g]
            grades[p, g] = lives


@hot_kernel
def add_up_outcomes(tally, first_rows, n_standings, outcomes):
    """What the tick adds to the records of acts, by province; the rows' counts are emptied.

    tally : (n_rows, any); first_rows : of each province; n_standings : counts of lives by grade, which come first in a
    row. outcomes : (n_provinces, n_acts, len(OUTCOMES)) int64, filled in.
    """
    n_outcomes = outcomes.shape[2]
    for p in range(first_rows.shape[0]):
        outcomes[p] = 0
        end = first_rows[p + 1] if p + 1 < first_rows.shape[0] else tally.shape[0]
        for row in range(first_rows[p], end):
            for j in range(outcomes.shape[1]):
                for k in range(n_outcomes):
                    place = n_standings + j * n_outcomes + k
                    outcomes[p, j, k] += tally[row, place]
                    tally[row, place] = 0


@shared
def count_demand(sums, grades, of_variants, variants, demand):
    """What the tick asked of shared capacities.

    grades : (n_provinces, n_grades + 1) int64; of_variants : (n_variants,) RULES; variants : (n_provinces,), of these;
    demand : Demand.
    """
    for p in range(sums.shape[0]):
        rules = of_variants[variants[p]]
        demand.exposure[p, RECORDS] = sums[p, _ON_FILE] / EXPOSURE
        demand.exposure[p, FACES] = sums[p, _IN_SIGHT] / EXPOSURE
        visited = searched = 0
        for g in range(rules["n_grades"]):
            visited += ((rules["visited_grades"] >> g) & 1) * grades[p, g]
            searched += ((rules["searched_grades"] >> g) & 1) * grades[p, g]
        demand.visited[p] = visited
        demand.searched[p] = searched


@shared
def run_offices(sums, days, terms, books, fields, offices):
    """The queue at the tick's end, the quota's padding, and figures reported upward.

    days : of the tick. offices : (n_provinces, len(OFFICES)), flows of the interval and latest levels.
    """
    years = days / DAYS_PER_YEAR_OF_RATES
    for p in range(sums.shape[0]):
        book, its, arrived, charged = books[p], terms[p], np.float64(sums[p, _CASES]), np.float64(sums[p, _CHARGED])
        before, a_day = book["cases"], book["capacity"] + book["freed"] / days
        capacity = a_day * days if its["office"] else arrived
        left = serve(before, arrived, capacity)
        book["cases"] = left
        if its["office"]:
            fields[p, WAIT_DAYS] = wait_days(left, a_day, its["longest_days"])
        scored = np.float64(max(sums[p, _SCORED], 1))
        posted = its["keep"] * book["posted"] + (1.0 - its["keep"]) * charged / scored / years
        book["posted"] = posted
        if its["quotas"]:
            padding = driven(min(1.0, its["padding"] * book["heed_more"] * book["audit_left"]), book["drive"])
            fields[p, ALARMS + OFFICE] = padding_rate(its["quota"], posted, padding, its["padding_most"])
        offices[p, 0] += arrived
        offices[p, 1] += before + arrived - left
        offices[p, 2] += capacity
        offices[p, 3] = left
        offices[p, 4] = fields[p, WAIT_DAYS]
        offices[p, 5] = fields[p, ALARMS + OFFICE]
        offices[p, 6] += charged
        target = its["quota"] * years * scored if its["quota"] > 0.0 else charged
        offices[p, 7] += reported(charged, target, driven(its["bend"], book["drive"]))


@shared
def perceive(sums, outcomes, terms, weights, known, fields):
    """The province's record of every act, and its mean score as a share of the start.

    outcomes : (n_provinces, n_acts, len(OUTCOMES)) int64, of the tick. weights : (n_provinces, n_acts) float64, of the
    prior, in violations. known : (n_provinces, n_acts, len(KNOWN)), what is remembered of each act.
    """
    for p in range(sums.shape[0]):
        its = terms[p]
        keep = its["keep"]
        for j in range(outcomes.shape[1]):
            charged = outcomes[p, j, DESERVED] + its["believed"] * outcomes[p, j, UNDESERVED]
            known[p, j, 0] = known[p, j, 0] * keep + outcomes[p, j, VIOLATED]
            known[p, j, 1] = known[p, j, 1] * keep + charged
            fields[p, OF_ACTS + j] = detection(known[p, j, 1], known[p, j, 0], its["prior"], weights[p, j])
        if its["score_start"] != 0 and sums[p, _SCORED] > 0:
            fields[p, CLIMATE] = sums[p, _SCORE_SUM] / (sums[p, _SCORED] * its["score_start"])
