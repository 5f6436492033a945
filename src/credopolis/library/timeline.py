"""Timelines: parts of a regime that change on dates, each with its reference, and the eras that come of them.

A step of a timeline changes what held before it, in some provinces or in all: values of the rulebook, of the regime's
parameters or of the conduct table, and mechanisms that are off or on from that date. What is typed for a run holds from
its first day to its last, whatever a step says. A run lives in ticks, so that a step takes effect with the first tick
that begins on its date or after it: a step of Saturday, 5 January, in a run of weeks from Monday, 1 January, holds from
the 8th on. A step of the first day or before has happened when the run begins, one of after the last day never does.

What is on record and no part of the model may stand among the steps, with the reason in place of a change
(`not_modelled`), so that a timeline does not pass it over in silence. It changes nothing and makes no era.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from credopolis.core.errors import BadValue
from credopolis.core.faults import FaultyFile
from credopolis.core.reading import Reading, Source
from credopolis.core.shapes import Choice, Key, ListOf, MapOf, Record, Shape, Text
from credopolis.core.yamlfile import KeyPath
from credopolis.engine.scenario import Assumption, Era, RuleSet
from credopolis.library.grounds import ground_of
from credopolis.library.names import REGIMES
from credopolis.rulebook.gates import NO_GRADE
from credopolis.rulebook.rungs import shared_rungs

MOST_CHANGES: Final = 100
MOST_RULES: Final = 100
"""Sets of rules that a run may hold, one for each way in which changes came together in some province."""
_NAME: Final = Text("a name such as list-of-defaulters", r"^[a-z][a-z0-9_-]{0,40}\Z", "name")
_DATE: Final = Text("a date such as 2013-10-01", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", "free")
_PROVINCE: Final = Text("the name of a province, of 1 to 60 characters", r"^.{1,60}\Z", "name")
CHANGES: Final = Text(
    "a path such as regime.records.coverage, into the rulebook, the regime or the conduct table",
    r"^(rulebook|regime|conduct)\.[A-Za-z0-9_.+-]{1,120}\Z", "name",
)  # fmt: skip


@dataclass(frozen=True)
class RuleChange:
    """What changes on a date.

    name : of the step. rulebook : of a regime that holds beside the scenario's, see `beside`. set : values by path.
    off, on : mechanisms. provinces : and cities, by name; none named means all. source : the reference of the whole;
    sources : those of single values, by path. not_modelled : why what is on record changes nothing in the model.
    """

    date: str
    title: str
    set: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    name: str = ""
    rulebook: str = ""
    source: Source = field(default_factory=Source)
    sources: Mapping[str, Source] = field(default_factory=dict)
    not_modelled: str = ""

    def assumptions(self) -> list[Assumption]:
        """Which of its values rest on an assumption: the step's own source holds for values that name none."""
        found = []
        for path, value in self.set.items():
            ground = ground_of(self.sources.get(path, self.source))
            if ground.assumed:
                found.append(Assumption(f"timeline.{self.name}.{path}", str(value), ground.why))
        return found


def timeline_shape(values: Shape[Any], switches: Shape[Any]) -> MapOf:
    """The shape of a timeline: changes by name. values : of what `set` gives; switches : mechanisms that may be off."""
    change = Record(
        RuleChange,
        {
            "date": Key(_DATE, meaning="it holds from the first tick on that begins on this day or after it"),
            "title": Key(Text("a title of 1 to 2000 characters", holds="name")),
            "set": Key(MapOf(CHANGES, values, 200), default={}),
            "off": Key(switches, default=()),
            "on": Key(switches, default=()),
            "provinces": Key(
                ListOf(_PROVINCE, 100),
                default=(),
                meaning="where, in provinces with their cities, or in cities; everywhere if none is named",
            ),
            "rulebook": Key(
                Choice(REGIMES),
                default="",
                meaning="a shipped regime whose rulebook, with a score, holds from then on beside one without",
            ),
            "not_modelled": Key(
                Text("a reason of 1 to 1000 characters", r"^.{1,1000}\Z", "name"),
                default="",
                meaning="why nothing in the model changes, of what is on record; in place of set, off and on",
            ),
        },
    )
    return MapOf(_NAME, change, MOST_CHANGES)


def with_references(changes: Mapping[str, RuleChange], reading: Reading) -> dict[str, RuleChange]:
    """Changes as a file was read, each with its name and with what it and its values rest on.

    Raises
    ------
    FaultyFile
        If one has no reference, changes nothing, switches a mechanism both ways or is on no day of the calendar.
    """
    found = {}
    for name, change in changes.items():
        path: KeyPath = ("timeline", name)
        source = reading.sources.get(path, Source())
        if not source.source:
            remedy = "Name facts of the evidence, another reference, or the word assumption."
            reading.refuse((*path, "source"), "a change of rules needs a reference", remedy=remedy)
        moves = bool(change.set or change.off or change.on or change.rulebook)
        if not (moves or change.not_modelled):
            remedy = "Add one, say in `not_modelled` why nothing in the model changes, or remove it."
            reading.refuse(path, "this changes nothing", allowed="set, rulebook, off or on", remedy=remedy)
        if moves and change.not_modelled:
            remedy = "Remove it, or what the step changes."
            reading.refuse((*path, "not_modelled"), "this changes something, and says that nothing does", remedy=remedy)
        for both in sorted({*change.off} & {*change.on}):
            reading.refuse((*path, "on"), "this mechanism is both off and on", both, remedy="Remove one of the two.")
        if not _is_date(change.date):
            reading.refuse((*path, "date"), "no day of the calendar", change.date, _DATE.what)
        paths = {key: (*path, "set", key) for key in change.set}
        its = {key: reading.sources[at] for key, at in paths.items() if at in reading.sources}
        found[name] = replace(change, name=name, source=source, sources=its)
    if reading.faults:
        raise FaultyFile(reading.faults)
    return found


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class History:
    """The rules of a run by place and time, as a timeline makes them.

    first : the rules that hold where and while no era does. steps : those that come to hold within the run, in the
    order of their days, each with its day; 0 for what has happened when it begins.
    """

    first: RuleSet
    eras: tuple[Era, ...]
    steps: tuple[tuple[int, RuleChange], ...]

    @property
    def assumptions(self) -> list[Assumption]:
        """Assumptions that its changes rest on."""
        return [found for _, step in self.steps for found in step.assumptions()]


@dataclass(frozen=True)
class Ruled:
    """Rules, and those of provinces of which the rulebook itself says something else, by name.

    named : by such a province, the rule that names it. on : the same rules on other rungs, see `rulebook.rungs`.
    """

    everywhere: RuleSet
    at: Mapping[str, RuleSet] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    on: Callable[[tuple[str, ...]], Ruled] | None = None

    def split(self, provinces: Sequence[str], lies_in: Mapping[str, str]) -> list[tuple[RuleSet, tuple[str, ...]]]:
        """Each of its sets of rules that holds in some of the provinces, with these, the usual one first."""
        found: dict[int, tuple[RuleSet, list[str]]] = {}
        its = {name: name if name in self.at else lies_in.get(name, name) for name in provinces}
        for name in sorted(provinces, key=lambda name: its[name] in self.at):
            rules = self.at.get(its[name], self.everywhere)
            found.setdefault(id(rules), (rules, []))[1].append(name)
        return [(rules, tuple(names)) for rules, names in found.values()]


Rules = Callable[[Sequence[RuleChange]], Ruled]
"""The rules of a run where some steps have happened, in their order."""


def history_of(
    steps: Sequence[RuleChange],
    start: date,
    days: int,
    tick: int,
    provinces: Sequence[str],
    rules: Rules,
    lies_in: Mapping[str, str] | None = None,
) -> History:
    """Work out who lives by which rules when.

    provinces : and cities. lies_in : by city, the province whose rules it has.

    Provinces that the same steps have reached share one set of rules; where all have met the same before the run
    begins, that is the run's own.

    Raises
    ------
    BadValue
        If a step names a province that the society does not have, or there are more sets of rules than a run may hold.
    """
    dated = sorted(((_day_of(step, start, tick), step) for step in steps), key=lambda pair: (pair[0], pair[1].date))
    within, lies_in = [(day, step) for day, step in dated if day < days], lies_in or {}
    _check_provinces(within, provinces)
    met: dict[str, tuple[int, ...]] = dict.fromkeys(provinces, ())
    begins: tuple[int, ...] = ()
    found = list[tuple[int, tuple[int, ...], tuple[str, ...]]]()
    for day in sorted({day for day, _ in within}):
        before = dict(met)
        for k, (its_day, step) in enumerate(within):
            for name in _reached(step, provinces, lies_in) if its_day == day and not step.not_modelled else ():
                met[name] = (*met[name], k)
        if day == 0 and len({*met.values()}) == 1:
            begins = met[provinces[0]]
            continue
        for its in dict.fromkeys(its for name, its in met.items() if its != before[name]):
            where = tuple(name for name in provinces if met[name] == its)
            found.append((day, its, () if len(where) == len(provinces) else where))
    distinct = dict.fromkeys((begins, *(its for _, its, _ in found)))
    if len(distinct) > MOST_RULES:
        raise _too_many(len(distinct))
    read = _on_one_ladder({its: rules([within[k][1] for k in its]) for its in distinct})
    for its in distinct:
        _check_named(read[its].named, provinces)
    first = read[begins].split(provinces, lies_in)
    eras = [Era(0, its, where) for its, where in first if its is not read[begins].everywhere]
    for day, its, where in found:
        parts = read[its].split(where or provinces, lies_in)
        eras += [Era(day, of, names if len(names) < len(provinces) else ()) for of, names in parts]
    if len({id(era.rules) for era in eras}) >= MOST_RULES:
        raise _too_many(len(eras) + 1)
    return History(read[begins].everywhere, tuple(eras), tuple(within))


def _reached(step: RuleChange, provinces: Sequence[str], lies_in: Mapping[str, str]) -> list[str]:
    """Where a step holds: a province's cities have its laws."""
    where = step.provinces or provinces
    return [name for name in provinces if name in where or lies_in.get(name) in where]


def _on_one_ladder(read: dict[tuple[int, ...], Ruled]) -> dict[tuple[int, ...], Ruled]:
    """The rules of a run on the same rungs, so that lives find their grade under any of them.

    Rules that leave nobody without a grade stay as they are, and must have the same grades.
    """
    ladders = [ruled.everywhere.rulebook.grade_names for ruled in read.values()]
    if not any(ladder[-1] == NO_GRADE for ladder in ladders):
        return read
    rungs = shared_rungs(ladders)
    return {
        its: ruled.on(rungs) if ruled.on is not None and ruled.everywhere.rulebook.grade_names != rungs else ruled
        for its, ruled in read.items()
    }


def _too_many(found: int) -> BadValue:
    remedy = "Name the provinces of fewer changes, or leave some changes out."
    return BadValue("the number of sets of rules that the timeline makes", found, f"at most {MOST_RULES}", remedy)


def _check_named(named: Mapping[str, str], provinces: Sequence[str]) -> None:
    for name, rule in named.items():
        if name not in provinces:
            what = f"a province of {rule} in the rulebook"
            raise BadValue(what, name, ", ".join(provinces), "Names are those of the society's population.csv.")


def _day_of(step: RuleChange, start: date, tick: int) -> int:
    """The first day of the tick with which a step takes effect, 0 if it has happened when the run begins."""
    return max(0, -(-(date.fromisoformat(step.date) - start).days // tick) * tick)


def _check_provinces(steps: Sequence[tuple[int, RuleChange]], provinces: Sequence[str]) -> None:
    for _, step in steps:
        for name in step.provinces:
            if name not in provinces:
                what = f"a province of the step {step.name} of the timeline"
                raise BadValue(what, name, ", ".join(provinces), "Names are those of the society's population.csv.")


def told(steps: Sequence[tuple[int, RuleChange]]) -> list[dict[str, Any]]:
    """Steps as a run's manifest keeps them, for its pages."""
    return [
        {
            "name": step.name, "date": step.date, "day": day, "provinces": list(step.provinces),
            "title": step.title + (" (on record; nothing in the model changes)" if step.not_modelled else ""),
            "paths": sorted(step.set), "not_modelled": step.not_modelled,
            "source": "; ".join(filter(None, (*step.source.source, step.source.note or "", step.not_modelled))),
        }
        for day, step in steps
    ]  # fmt: skip
