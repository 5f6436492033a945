"""Lives to whom something happened, so that nobody guesses numbers: districts are lived again until enough are found.

Districts are taken in an order drawn with the run's seed, and of each some lives, evenly spread, so those found are
nobody's choice. They are examples, and no measure of how often something happens: the tables of the run tell that.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.lives.dossier import replayable
from credopolis.analysis.lives.happenings import Happening, happenings_of
from credopolis.core.errors import BadValue
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.library.settings import read_int
from credopolis.mechanisms import army, party
from credopolis.mechanisms.army import people_serve
from credopolis.mechanisms.championships import children_win
from credopolis.mechanisms.consequences import LEVELS, schooling_matters
from credopolis.mechanisms.jobs import people_change_work
from credopolis.mechanisms.kindergarten import children_go
from credopolis.mechanisms.party import people_join
from credopolis.mechanisms.services import NAMES, serves
from credopolis.mechanisms.stages import KINDERGARTEN, STAGES, STAYS, WORK, people_grow

if TYPE_CHECKING:
    from credopolis.engine.replay import LifeFacts
    from credopolis.engine.scenario import Scenario
    from credopolis.store.run import Run

MOST_FOUND: Final = 100
_A_DISTRICT: Final = 2000  # lives of a district that are looked at
_DISTRICTS: Final = 32  # districts that are lived again, at most
Progress = Callable[[int, int], None]
_Test = Callable[[tuple[Happening, ...]], Happening | None]
_Stories = dict[int, tuple[Happening, ...]]
_Look = Callable[["LifeFacts", _Stories], "tuple[datetime.date, str] | None"]
_GROWN_UP: Final = 18
STARTS: Final = "kindergarten"
"""Where only some runs have a door, of `LEVELS`."""
PARENT_PUNISHED: Final = "parent punished"


@dataclass(frozen=True)
class FoundLife:
    """A life, and the first time that what was asked for happened to it."""

    life: int
    province: str
    sex: str
    age: int
    date: datetime.date
    what: str


@dataclass(frozen=True)
class FoundLives:
    """What was asked for, how many lives were looked at, and those found, in the order of their numbers."""

    asked: str
    looked_at: int
    lives: tuple[FoundLife, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        lives = [{**asdict(one), "date": one.date.isoformat()} for one in self.lives]
        return {"asked": self.asked, "looked_at": self.looked_at, "lives": lives}


def find_lives(run: Run, what: str, most: int = 5, progress: Progress | None = None) -> FoundLives:
    """Look for lives to whom something happened; see the module.

    what : one of `askable`. most : how many at most. progress : told of districts lived again, and of how many there
    may be.

    Raises
    ------
    BadValue
        If what is asked for is nothing that can happen in the run.
    Misuse
        If the run kept no fields, so that no life can be replayed.
    RunFolderError
        If the run is a reformed future of a fork, or its files are gone.
    """
    from credopolis.runs.again import one_set_of_rules

    one_set_of_rules(run, "Look for lives in the run that it came from.")
    wanted = read_int(most, 1, MOST_FOUND, "the number of lives to find")
    scenario, _, fields = replayable(run)
    return find_among(scenario, fields, what, wanted, progress)


def find_among(
    scenario: Scenario, fields: NDArray[np.float64], what: str, wanted: int, progress: Progress | None = None
) -> FoundLives:
    """As `find_lives`, of a scenario that was lived, or is lived still.

    fields : (n_ticks, n_provinces, n_fields), what lives read in each tick that was lived. Raises BadValue.
    """
    from credopolis.engine.replay_many import replay_many
    from credopolis.society.layout import plan

    happened, lived = _asked_for(what, scenario), min(len(fields) * scenario.tick_days, scenario.days)
    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    districts = _in_drawn_order(layout.n_districts, scenario.seed)[:_DISTRICTS]
    found: list[FoundLife] = []
    looked_at = 0
    for done, district in enumerate(districts):
        first, end = layout.lives_of_district(district)
        lives = _looked_at(first, end, _plainly(what) == PARENT_PUNISHED)
        for again in replay_many(scenario, lives, fields, (0,)):
            stories = {life: _until(lived, happenings_of(scenario, events)) if events else ()
                       for life, events in zip(again.lives.tolist(), again.events, strict=True)}  # fmt: skip
            for life, facts in zip(again.lives.tolist(), again.facts, strict=True):
                its = happened(facts, stories)
                if its is not None:
                    found.append(FoundLife(life, facts.province, facts.sex, facts.age, *its))
        looked_at += len(lives)
        if progress is not None:
            progress(done + 1, len(districts))
        if len(found) >= wanted:
            break
    kept = found if len(found) <= wanted else [found[k] for k in np.linspace(0, len(found) - 1, wanted).astype(int)]
    return FoundLives(what, looked_at, tuple(kept))


def _until(day: int, happenings: tuple[Happening, ...]) -> tuple[Happening, ...]:
    """Without what lies ahead of the last day that was lived, such as a hearing."""
    return tuple(h for h in happenings if h.day < day)


def _looked_at(first: int, end: int, households: bool) -> NDArray[np.int64]:
    """The lives of a district that are looked at: evenly spread, or one household after the other."""
    n = min(_A_DISTRICT, end - first)
    if households:
        return np.arange(first, first + n, dtype=np.int64)
    return np.unique(np.linspace(first, end - 1, n).astype(np.int64))


def _in_drawn_order(n: int, seed: int) -> list[int]:
    """All districts in an order drawn with a seed."""
    from credopolis.core.draws import draw_at, key_of
    from credopolis.core.purposes import PANEL

    key = np.uint64(key_of(seed, PANEL, 1, 0))
    drawn: NDArray[np.uint64] = np.array([draw_at(key, k) for k in range(n)], np.uint64)
    return [int(k) for k in np.argsort(drawn, kind="stable")]


def askable(scenario: Scenario) -> dict[str, _Look]:
    """What can be asked for in a run, by its words, and what finds it: of who a life was, and what happened to whom."""
    tests: dict[str, _Look] = {words: _to_itself(test) for words, test in _to_a_life(scenario).items()}
    return tests | {PARENT_PUNISHED: _parent_punished(scenario.rulebook.grade_names)}


def _to_itself(test: _Test) -> _Look:
    def look(facts: LifeFacts, stories: _Stories) -> tuple[datetime.date, str] | None:
        its = test(stories[facts.life_id])
        return None if its is None else (its.date, its.in_words())

    return look


def _parent_punished(grades: tuple[str, ...]) -> _Look:
    """The first entry that cost a parent in the household points, a grade or a list, before the life was grown up."""

    def look(facts: LifeFacts, stories: _Stories) -> tuple[datetime.date, str] | None:
        told = []
        for relative in facts.household if facts.age < _GROWN_UP else ():
            if relative.relation not in ("mother", "father"):
                continue
            grade, lists = "", set[str]()
            for h in stories.get(relative.life_id, ()):
                fell = {h.grade, grade} <= {*grades} and grades.index(h.grade) < grades.index(grade)
                costs = h.kind == "entry" and (h.points < 0 or fell or not {*h.lists} <= lists)
                if costs and facts.age + 1 + h.day / DAYS_PER_YEAR_OF_RATES <= _GROWN_UP:
                    told.append((h.date, f"{relative.relation} (life {relative.life_id}): {h.in_words()}"))
                grade, lists = h.grade, {*h.lists}
        return min(told, default=None)

    return look


def _to_a_life(scenario: Scenario) -> dict[str, _Test]:
    book = scenario.rulebook
    grades, standing = book.grade_names[: book.n_graded], book.standing_grade
    tests: dict[str, _Test] = {f"fell to {name}": _fell(grades, k) for k, name in enumerate(grades[:-1])}
    tests["wrongly charged"] = _first(lambda h: h.kind == "entry" and h.truth not in (None, "true"))
    tests["recovered"] = _recovered({*grades[:standing]}, {*grades[standing:]})
    tests["corrected"] = _first(lambda h: h.kind == "correction")
    if scenario.rulebook.list_removal.any():
        tests["removed"] = _first(lambda h: h.kind == "removal")
    if serves(scenario):
        tests["refused"] = _first(lambda h: h.kind == "refusal")
        for name in NAMES:
            tests[f"refused {name.replace('_', ' ')}"] = _first(lambda h, n=name: h.kind == "refusal" and h.about == n)
    if people_grow(scenario):
        early = () if children_go(scenario) else (STAGES[KINDERGARTEN], STAGES[STAYS])
        named = (name for name in STAGES if name not in (STAGES[WORK], *early))
        tests |= {name: _first(lambda h, n=name: h.kind == "stage" and h.about == n) for name in named}
        tests[STAGES[WORK]] = _first(lambda h: h.kind == "work")
        tests["refused at the door"] = _first(lambda h: h.kind == "door")
    return tests | _in_a_course_of_life(scenario)


def _in_a_course_of_life(scenario: Scenario) -> dict[str, _Test]:
    """What happens between people and schools, the army, their work and the Party."""
    tests: dict[str, _Test] = {}
    for stands, kind, outcomes in (
        (people_serve(scenario), "army", army.OUTCOMES),
        (people_join(scenario), "party", party.OUTCOMES),
    ):
        if stands:
            tests |= {name: _first(lambda h, k=kind, n=name: h.kind == k and h.about == n) for name in outcomes}
    if schooling_matters(scenario):
        levels = (name for name in LEVELS if name != STARTS or children_go(scenario))
        tests |= {f"kept out of {n}": _first(lambda h, n=n: h.kind == "kept_out" and h.about == n) for n in levels}
    if children_win(scenario):
        tests["wins a championship"] = _first(lambda h: h.kind == "championship")
    if people_change_work(scenario):
        tests["loses work"] = _first(lambda h: h.kind == "job" and str(h.about).startswith("loses"))
        tests["finds work"] = _first(lambda h: h.kind == "hired")
        tests["changes work"] = _first(lambda h: h.kind == "changed")
        tests["is promoted"] = _first(lambda h: h.kind == "job" and str(h.about).startswith("is promoted"))
    return tests


def _plainly(what: str) -> str:
    return " ".join(what.replace("_", " ").split()).casefold()


def _asked_for(what: str, scenario: Scenario) -> _Look:
    tests = askable(scenario)
    named = {words.casefold(): test for words, test in tests.items()}
    test = named.get(_plainly(what))
    if test is None:
        raise BadValue("what is looked for", what, ", ".join(tests), _hint(scenario))
    return test


def _hint(scenario: Scenario) -> str:
    if serves(scenario):
        return "Name one of these."
    return "Name one of these; refusals are there in runs with --set regime.services.stands=true."


def _first(fits: Callable[..., bool]) -> _Test:
    return lambda happenings: next((h for h in happenings if fits(h)), None)


def _fell(grades: tuple[str, ...], to: int) -> _Test:
    """The first entry after which a life stands in a grade, having stood in a better one."""

    def test(happenings: tuple[Happening, ...]) -> Happening | None:
        before = len(grades)
        for happening in happenings:
            now = grades.index(happening.grade) if happening.grade in grades else len(grades)
            if happening.kind == "entry" and now == to < before:
                return happening
            before = now
        return None

    return test


def _recovered(below: set[str], above: set[str]) -> _Test:
    """The first time that a life is back in good standing."""

    def test(happenings: tuple[Happening, ...]) -> Happening | None:
        was_below = False
        for happening in happenings:
            if was_below and happening.grade in above:
                return happening
            was_below = happening.grade in below
        return None

    return test
