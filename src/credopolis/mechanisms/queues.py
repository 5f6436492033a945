"""Queues: services with too few places, where who holds a benefit is served first, and whoever does not waits the longer.

    places a day of a province     c    =  places a scored life and year * scored lives / 365.25
    asked a day, of a class        a    =  asks_per_place * places a scored life and year * lives of the class / 365.25
    who waits                      dQ/dt = a - c - Q / patience_days, never below 0: of all, and of those put first alone
    those below                         what is left: Q of all less Q of those put first, served with what these leave
    wait of who asks last               patience_days * log(1 + Q / (c * patience_days)), of those put first
    of those below                      the same with all who wait for Q, and c less what those put first ask for now
    if nobody were put first            the same with all who wait for Q, and c

Of grades with the benefit of the queue's name a share `put_first` of requests is put first, those that a gate refuses ask
in vain, all others wait behind. Where a rulebook's entitlements delay a grade, it waits with them, and those days longer. That the queue of all hangs on nobody's class is what makes a head start a
burden: in whatever order people are served, as many wait, and as many are served. So the last line needs no second
run, and what those below wait longer than that is what the head start of the others costs them. An example: a queue
of 300 with 10 places a day is 30 days long. If 100 of them, and 2 of those who come each day, are put first, these wait
10 days and the others 300 / 8 = 37.5 (where nobody gives up).

Each rate is that of a tick, and within it the solution is exact, so nothing hangs on how long ticks are. On the first day
the queue is as long as it would be had nobody ever been put first or refused. Who has asked stays in the class of that
day. Lists decide nothing here, and everybody in a grade asks equally often, at every age. What the waits for care do in lives
stands with `crowding`. The whole mechanism is off unless a regime asks for it (`regime.queues.stands`).

Source: fluid queues, Newell 1982, Applications of Queueing Theory, chapter 2; that the order of service does not change
how many wait, Kleinrock 1965, doi:10.1002/nav.3800120206. Places and applicants stand with the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, labelled
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import exp, log
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value, terms_of
from credopolis.mechanisms.entitlements import days_delayed, grades_that, refused_at
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.rulebook.model import MOST_GRADES

LONGEST: Final = 36_525.0
"""Days, a century: a longer wait is as good as no service at all."""
NOT_BEGUN: Final = -1.0
"""In place of who waits, before the first day on which places are few."""


@dataclass(frozen=True)
class Queue:
    """A service with too few places, by the name of the benefit that puts first. refused_by : gate that refuses it, "" if
    none does."""

    name: str
    refused_by: str = ""


QUEUES: Final = (
    Queue("school_admission"),
    Queue("job_assignment", "public_employment"),
    Queue("healthcare"),
    Queue("public_housing", "social_benefits"),
)
QUEUE_NAMES: Final = tuple(queue.name for queue in QUEUES)
CLOSED_BY: Final = {queue.name: queue.refused_by for queue in QUEUES}
CLASSES: Final = ("put first", "others", "refused", "delayed")
FIRST, OTHERS, REFUSED, DELAYED = range(len(CLASSES))
FIGURES: Final = ("asked", "served", "gave_up", "waiting", "wait_days", "wait_alike_days")


def _places(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, f"{meaning}, a scored life", unit="a year", least=0, most=100, **evidence)


def _rivals(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, f"people who ask for each place {meaning}", unit="persons", least=0, most=1000, **evidence)


def _patience(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, f"mean days after which one gives up waiting for {meaning}", unit="days", least=1, most=36_525,
                 **evidence)  # fmt: skip


class QueuesParameters(Parameters):
    """Whether places are few, how many there are, how many ask for each, and how long they wait before they give up."""

    stands: bool = given(False, "whether people wait for places", assumed=True, no_range="off and on")
    put_first: float = share(
        0.5, "requests of who has a benefit that are put first", low=0.1, high=1,
        note="shorter waits are told of, and not how many requests they are for; the others go as everybody's do",
    )  # fmt: skip
    school_admission_places: float = _places(
        0.008, "places in academic secondary schools", low=0.006, high=0.01, source="lif-008",
        note="8.76 million entrants in 2020, among some 1.1 billion adults",
    )  # fmt: skip
    school_admission_asks_per_place: float = _rivals(
        1.7, "in an academic secondary school", low=1.4, high=2.0, source="lif-008",
        note="15.0 million entered either kind of secondary school; that all of them ask is assumed",
    )  # fmt: skip
    school_admission_patience_days: float = _patience(60.0, "a school", low=30, high=120)
    job_assignment_places: float = _places(
        0.00017, "posts of the state filled by exams", low=0.00015, high=0.0003, source=("svc-044", "svc-050"),
        note="37,100 of the nation and 150,000 of provinces in 2023, among some 1.1 billion adults",
    )  # fmt: skip
    job_assignment_asks_per_place: float = _rivals(
        41.0, "in the state's service", low=20, high=86, source=("svc-044", "svc-048"), note="of the national exam",
    )  # fmt: skip
    job_assignment_patience_days: float = _patience(
        365.0, "a post", low=180, high=1095, note="the exam is held once a year"
    )
    healthcare_places: float = _places(
        0.27, "stays in hospital", low=0.2, high=0.3, source="svc-017",
        note="301.9 million admissions in 2023, among some 1.1 billion adults",
    )  # fmt: skip
    healthcare_asks_per_place: float = _rivals(
        1.1, "in a hospital", low=1.02, high=1.3, note="so that one waits for some six days"
    )
    healthcare_patience_days: float = _patience(60.0, "a stay in hospital", low=14, high=365)
    public_housing_places: float = _places(
        0.003, "places in public rental housing", low=0.001, high=0.005, source="svc-024",
        note="38 million people had moved in by 2020, in some twelve years, among 1.1 billion adults",
    )  # fmt: skip
    public_housing_asks_per_place: float = _rivals(
        1.35, "in public housing", low=1.05, high=2.2, source="svc-078", note="so that one waits three years, 0.5 to 8",
    )  # fmt: skip
    public_housing_patience_days: float = _patience(3650.0, "public housing", low=1825, high=7300)


@formula
def still_waiting(waiting, asked, places, patience, days):
    """Who waits after so many days: the solution of dQ/dt = asked - places - Q / patience, never below 0.

    asked, places : persons a day. patience, days : days.
    """
    keep = exp(-days / patience)
    return max(waiting * keep + (asked - places) * patience * (1.0 - keep), 0.0)


@formula
def days_busy(waiting, asked, places, patience, days):
    """Of so many days those on which somebody waits; see `still_waiting`."""
    if asked >= places:
        return 1.0 * days
    return min(1.0 * days, patience * log(1.0 + waiting / ((places - asked) * patience)))


@formula
def served_in(waiting, asked, places, patience, days):
    """Who is served in so many days: as many as there are places while somebody waits, and then whoever asks."""
    busy = days_busy(waiting, asked, places, patience, days)
    return places * busy + asked * (days - busy)


@formula
def wait_for(waiting, places, patience):
    """Days until who asks last is served, if they do not give up. waiting : who goes before. places : a day left to
    them."""
    if waiting <= 0.0 and places > 0.0:
        return 0.0
    if places <= 1e-12:
        return LONGEST
    return min(patience * log(1.0 + waiting / (places * patience)), LONGEST)


@formula
def at_rest(asked, places, patience):
    """Who waits where as many come as are served or give up."""
    return max((asked - places) * patience, 0.0)


@hot_kernel
def run_queues(grades, days, terms, waiting, queues):
    """The queues of every province over a tick of so many days.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. terms : (n_provinces,) records with
    the terms below. waiting : (n_provinces, len(QUEUES), 2), who waits, put first and others; below 0 before the first
    day. queues : (n_provinces, len(QUEUES), len(CLASSES), len(FIGURES)), flows of the interval and latest levels.
    """
    for p in range(waiting.shape[0]):
        its = terms[p]
        for q in range(waiting.shape[1] if its["queues"] > 0 else 0):
            first = others = refused = delayed = later = 0.0
            for g in range(grades.shape[1] - 1):
                if (its["grades_refused"][q] >> g) & 1:
                    refused += grades[p, g]
                elif (its["grades_first"][q] >> g) & 1:
                    first += grades[p, g]
                else:
                    others += grades[p, g]
                    more = its["days_delayed"][q * MOST_GRADES + g]
                    delayed, later = delayed + (more > 0.0) * grades[p, g], later + more * grades[p, g]
            each = its["asks_per_place"][q] * its["places_a_day"][q]
            places = its["places_a_day"][q] * (first + others + refused)
            ahead = its["put_first"] * first
            behind = first - ahead + others
            part = delayed / max(behind, 1e-300)
            serve_queue(
                each * ahead, each * behind, each * refused, places, its["patience_days"][q], days, part, waiting[p, q],
                queues[p, q],
            )  # fmt: skip
            wait = min(queues[p, q, OTHERS, 4] + later / max(delayed, 1.0), LONGEST)
            queues[p, q, DELAYED, 4] = wait if delayed > 0.0 else 0.0


@formula
def serve_queue(first, others, refused, places, patience, days, delayed, waiting, figures):
    """One queue over a tick. first, others, refused : who asks, a day, of each class. delayed : share of the others.
    waiting : (2,). figures : (len(CLASSES), len(FIGURES))."""
    if waiting[0] < 0.0:
        all_alike, asking = at_rest(first + others + refused, places, patience), max(first + others, 1e-300)
        waiting[0], waiting[1] = all_alike * (first / asking), all_alike * (others / asking)
    before_first, before = waiting[0], waiting[0] + waiting[1]
    asked, everybody = first * days, (first + others) * days
    after_first = still_waiting(before_first, first, places, patience, days)
    after = max(still_waiting(before, first + others, places, patience, days), after_first)
    served_first = served_in(before_first, first, places, patience, days)
    served = max(served_in(before, first + others, places, patience, days), served_first)
    waiting[0], waiting[1] = after_first, after - after_first
    figures[0, 0] += asked
    figures[0, 1] += served_first
    figures[0, 2] += max(before_first + asked - served_first - after_first, 0.0)
    gave_up_first = before_first + asked - served_first - after_first
    gave_up = max(before + everybody - served - after - gave_up_first, 0.0)
    figures[2, 0] += refused * days
    figures[0, 3] = after_first
    for k, part in ((1, 1.0 - delayed), (3, delayed)):
        figures[k, 0] += (everybody - asked) * part
        figures[k, 1] += (served - served_first) * part
        figures[k, 2] += gave_up * part
        figures[k, 3] = (after - after_first) * part
    figures[0, 4], figures[1, 4] = wait_for(after_first, places, patience), wait_for(after, places - first, patience)
    figures[0, 5] = figures[1, 5] = figures[3, 5] = wait_for(after, places, patience)


def _queues(scenario: Any) -> QueuesParameters:
    parameters: QueuesParameters = scenario.regime.queues
    return parameters


def people_queue(scenario: Any) -> bool:
    """Whether people wait for places in a scenario."""
    return _queues(scenario).stands and "queues" not in scenario.off


def asked_a_year(scenario: Any) -> list[float]:
    """Requests a scored life and year, by queue."""
    asks, places = _of_each("asks_per_place")(scenario), _of_each("places")(scenario)
    return [each * of for each, of in zip(asks, places, strict=True)]


def _of_each(what: str, times: float = 1.0) -> Any:
    return lambda s: [getattr(_queues(s), f"{name}_{what}") * times for name in QUEUE_NAMES]


_EACH: Final = f"{len(QUEUES)}f8"
TERMS: Final = (
    Term("queues", people_queue, "i8"),
    Term("grades_first", lambda s: grades_that(s, "grade_opens", QUEUE_NAMES), f"{len(QUEUES)}i8"),
    Term("grades_refused", lambda s: refused_at(s, QUEUE_NAMES, CLOSED_BY), f"{len(QUEUES)}i8"),
    Term("days_delayed", lambda s: days_delayed(s, QUEUE_NAMES).reshape(-1), f"{len(QUEUES) * MOST_GRADES}f8"),
    *terms_of(_queues, "put_first"),
    Term("places_a_day", _of_each("places", 1.0 / DAYS_PER_YEAR_OF_RATES), _EACH),
    Term("asks_per_place", _of_each("asks_per_place"), _EACH),
    Term("patience_days", _of_each("patience_days"), _EACH),
)  # fmt: skip

QUEUE: Final = labelled("queue", QUEUE_NAMES, "what is waited for, by the name of the benefit that puts first")
CLASS: Final = labelled(
    "class", CLASSES, "requests that are put first, that wait behind, that are refused, and that are delayed"
)
SHEETS: Final = (Sheet("queues", (QUEUE, CLASS, Axis("figure", len(FIGURES), (), FIGURES))),)


def _figure(name: str, unit: str, meaning: str) -> Value:
    return Value(TableColumn(name, "float64", unit, meaning), "queues", name)


_AT_END: Final = "at the end of the interval"
TABLES: Final = (
    Table(
        "waits", "queues for places that are few, by who is put first", "provinces",
        (
            _figure("asked", "person-times", "times that somebody asked, as expected"),
            _figure("served", "person-times", "of them and of those who waited, those who got a place"),
            _figure("gave_up", "person-times", "those who gave up waiting"),
            _figure("waiting", "persons", f"who waits {_AT_END}"),
            _figure("wait_days", "days", f"days that who asks last will wait, {_AT_END}; 36,525 stands for never"),
            _figure("wait_alike_days", "days", "the same if nobody were put first"),
        ),
        axes=(QUEUE, CLASS), needed=people_queue,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("served", "places got in queues", "services", Quantity("waits", "served")),
    own_rate("gave_up", "gave up waiting for a place", "services", Quantity("waits", "gave_up")),
)


CARDS: Final = (
    Card(
        "queues",
        "Queues",
        "places are few, and benefits put some first; off unless `regime.queues.stands`",
        "lif-008, svc-017, svc-024, svc-044, svc-048, svc-050, svc-078; doi:10.1002/nav.3800120206; assumptions",
    ),
)
