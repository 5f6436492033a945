"""Eras: which rules hold where and when.

A scenario may hold other rules for some provinces, from the start or from a later day on (`Scenario.eras`). All lives
stand on one ladder: rules that meet in a run have the same rungs (`rulebook.rungs`), lists and age from which lives
are scored, and know all acts that rules before them in the same place knew. What a change does to lives that stand
amid something is what a reform does to them (`engine.reform`); it takes effect between two ticks (`engine.change`).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from credopolis.core.errors import BadValue, UnknownName
from credopolis.engine.scenario import RuleSet, Scenario
from credopolis.engine.world import Array
from credopolis.mechanisms.army import people_serve
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.championships import children_win
from credopolis.mechanisms.consequences import gates_bear
from credopolis.mechanisms.crowding import crowds
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.followed import check_followed
from credopolis.mechanisms.jobs import people_change_work
from credopolis.mechanisms.kindergarten import children_go
from credopolis.mechanisms.party import people_join
from credopolis.mechanisms.stages import people_grow

ANOTHER_RUN: Final = "Every life stays where it stands. Compare two runs from the start instead."


def variants_at(scenario: Scenario, day: int) -> Array:
    """By which of `Scenario.variants` each province lives in the tick that begins on a day, (n_provinces,) int64."""
    places = {province.name: k for k, province in enumerate(scenario.tables.provinces)}
    known = list(dict.fromkeys(id(era.rules) for era in scenario.eras))
    found = np.zeros(len(places), np.int64)
    for era in sorted(scenario.eras, key=lambda era: era.day):
        if era.day <= day:
            found[[places[name] for name in era.provinces or places]] = 1 + known.index(id(era.rules))
    return found


def check_eras(scenario: Scenario) -> None:
    """Refuse eras that no run can go through.

    Raises
    ------
    BadValue, UnknownName, NotSimulated
        With the first that does not fit.
    """
    places = [province.name for province in scenario.tables.provinces]
    for variant in scenario.in_force:
        check_followed(variant)
    chain = {name: [scenario.rules] for name in places}
    for era in sorted(scenario.eras, key=lambda era: era.day):
        if era.day % scenario.tick_days or not 0 <= era.day < scenario.days:
            allowed = f"a whole number of ticks of {scenario.tick_days} days, from 0 to before day {scenario.days}"
            raise BadValue("the day on which other rules begin", era.day, allowed)
        for name in era.provinces:
            if name not in places:
                raise UnknownName("province", name, places, "It stands in an era.")
        for name in era.provinces or places:
            check_rules(chain[name][-1], era.rules, "the other rules'", from_the_start=era.day == 0)
            chain[name].append(era.rules)


def check_rules(old: RuleSet, new: RuleSet, whose: str, *, from_the_start: bool = False) -> None:
    """Refuse rules under which lives could not stand where they stand.

    whose : for messages. from_the_start : nobody has lived under the old ones, so that no case is open under them.

    Raises
    ------
    BadValue
        If the ladders or lists differ in more than their numbers, or the new rules do not know an act.
    """
    one, other = old.rulebook, new.rulebook
    pairs: tuple[tuple[str, Any, Any], ...] = (
        ("grades", one.grade_names, other.grade_names),
        ("lists", one.list_names, other.list_names),
        ("lists that remove from civic life", one.list_removal.tolist(), other.list_removal.tolist()),
        ("a score", one.has_score or one.ungraded >= 0, other.has_score or other.ungraded >= 0),
        ("age from which lives are scored, in days", one.scored_from_days, other.scored_from_days),
        ("say on whether lives end", lives_end(old), lives_end(new)),
        ("say on whether lives begin", lives_begin(old), lives_begin(new)),
        ("say on whether people grow into work", people_grow(old), people_grow(new)),
        ("say on whether gates have consequences", gates_bear(old), gates_bear(new)),
        ("say on whether waits act on lives", crowds(old), crowds(new)),
        ("say on whether people serve in the army", people_serve(old), people_serve(new)),
        ("say on whether children win championships", children_win(old), children_win(new)),
        ("say on whether people change work", people_change_work(old), people_change_work(new)),
        ("say on whether people join the Party", people_join(old), people_join(new)),
        ("say on whether children go to kindergarten", children_go(old), children_go(new)),
        ("acts of the society", tuple(old.conduct.acts), tuple(new.conduct.acts)),
    )
    for what, mine, its in pairs:
        if mine != its:
            raise BadValue(f"{whose} {what}", _words(its), f"as in the run, {_words(mine)}", ANOTHER_RUN)
    known = {*other.act_names, *new.conduct.acts}
    missing = [name for name in one.act_names if name not in known]
    if missing and not from_the_start:
        keep = "Keep the act with 0 points: its open cases must be closed under some rule."
        raise BadValue(f"{whose} acts", f"without {', '.join(missing)}", "all acts of the run, and others", keep)


def _words(value: Any) -> str:
    return (", ".join(map(str, value)) or "none") if isinstance(value, list | tuple) else str(value)
