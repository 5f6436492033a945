"""Finding data by name: scenarios, regimes, societies, and putting a scenario together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from credopolis.core.errors import BadValue
from credopolis.core.persons import NO_PERSONS, found_in_prose
from credopolis.core.standard_input import stem_of
from credopolis.core.textfile import exists, named
from credopolis.core.units import run_days
from credopolis.engine.compile import compile_acts, compile_dials, compile_stream
from credopolis.engine.eras import check_eras
from credopolis.engine.scenario import INTERVALS, Assumption, Scenario
from credopolis.library import inputs
from credopolis.library.cities import assumptions as city_assumptions
from credopolis.library.company_book import company_book
from credopolis.library.evidence import thresholds_remembered
from credopolis.library.names import resolve_rulebook
from credopolis.library.overrides import Value, checked_overrides
from credopolis.library.rates import SOCIETIES
from credopolis.library.rules import (
    FOLDER,
    by_province,
    of_places,
    read_off,
    regime_with_rulebook,
    rules_by,
    society_with_conduct,
)
from credopolis.library.scenario_files import SCENARIOS, read_scenario
from credopolis.library.settings import MOST_SEED, read_int, read_path, read_people, read_tick, read_years
from credopolis.library.shapes import ScenarioFile
from credopolis.library.sudden import sudden_steps
from credopolis.library.timeline import History, history_of, told
from credopolis.rulebook import Rulebook
from credopolis.rulebook.gates import named_provinces
from credopolis.society.cities import with_cities
from credopolis.society.layout import FEWEST_PEOPLE, MOST_PEOPLE
from credopolis.society.regions import FEWEST_LIVES_A_PROVINCE
from credopolis.society.tables import SocietyTables

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9000
LARGEST_SCALE: Final = 1_000_000


def rulebook_of(scenario: Scenario) -> Rulebook | None:
    """The rulebook that a scenario was put together with, gates and all; None if no file describes it."""
    source = scenario.source
    if not source.get("regime") or not source.get("scenario"):
        return None
    copies = scenario.copies
    file = read_scenario(str(copies.get("scenario", source["scenario"])))[1]
    changed = {**file.set, **checked_overrides(source.get("overrides"))}
    return regime_with_rulebook(str(copies.get("regime", source["regime"])), changed)[1]


def _start(text: str) -> date:
    """The first day of a run; lives are born up to 105 years before it, and go on for up to 80 after it."""
    try:
        start = date.fromisoformat(text)
    except ValueError:
        raise BadValue("the start", text, "a date such as 2021-01-01") from None
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise BadValue("the start", text, f"a date of the years {FIRST_YEAR} to {LAST_YEAR}")
    return start


def load_scenario(
    name_or_path: str | Path = "popular-account",
    *,
    people: int | None = None,
    years: float | None = None,
    seed: int | None = None,
    tick: int | None = None,
    regime: str | Path | None = None,
    off: Iterable[str] = (),
    set: Mapping[str, Value] | None = None,
    interval: str | None = None,
    scale: int | None = None,
    on: Iterable[str] = (),
    society: str | None = None,
    by_district: bool | None = None,
    timeline: bool | None = None,
    companies: str | None = None,
) -> Scenario:
    """Put a scenario together from the library's files or a user's own, with what the caller changes.

    people : people of the society; scale : how many of them one simulated life stands for. off, on : mechanisms that
    are off besides those of the files, and that are on whatever the files say. society : the folder of another one.
    Paths in a scenario's file are meant from that file's folder, or from the working folder. by_district : record
    results by district, too (the table `districts`). timeline : whether the file's changes of rules come to pass; they
    do unless another regime is named, which then holds throughout. companies : the rulebook of companies that
    live beside people, or "" for none.

    Raises
    ------
    UnknownName, BadValue
        If a name or value is off.
    FaultyFile
        With every fault of a file.
    """
    name_or_path = read_path(name_or_path, "the scenario", "the name of a scenario, or the path of its file")
    path, file = read_scenario(name_or_path)
    name = stem_of(path)
    if found := found_in_prose(name):
        raise BadValue("the scenario's name", name, "a name for rules", f"It holds {found}. {NO_PERSONS}")
    changed = {**file.set, **checked_overrides(set)}
    if timeline is None:
        timeline = regime is None or str(regime) == file.regime
    file = _changed(file, people, years, seed, tick, regime, interval, scale, by_district)
    file = file if companies is None else replace(file, companies=companies)
    left_out = not timeline and bool(file.timeline or file.sudden)
    if left_out:
        file = replace(file, timeline={}, sudden=None)
    lives = lives_to_simulate(file.people, file.scale)
    regime, society = regime_of(path, file, regime), society_of(path, file, society)
    regime_file, rulebook, from_regime, regime_digests = regime_with_rulebook(regime, changed)
    tables, table, from_society, society_digests = society_with_conduct(society, file.conduct, changed)
    tables = with_cities(tables, file.cities.values())
    book = company_book(file.companies)
    on, off = read_off(on), read_off(off)
    _check_room(tables, lives)
    all_off = tuple(sorted({*file.off, *regime_file.off, *off} - {*on}))
    start = _start(file.start)
    days = max(1, run_days(start, file.years))
    rules = by_province(rulebook, table, regime_file.parameters, all_off).everywhere
    history: History | None = None
    if file.timeline or file.sudden or named_provinces(rulebook):
        steps = (*file.timeline.values(), *sudden_steps(file.sudden, rulebook, start, days, file.seed))
        after = rules_by(file, regime, society, checked_overrides(set), off, on)
        provinces = [province.name for province in tables.provinces]
        lies_in = {row.name: row.within for row in tables.provinces if row.within}
        history = history_of(steps, start, days, file.tick, provinces, after, lies_in)
        rules = history.first
    given = [Assumption(f"set {path}", str(value), "set for this run") for path, value in changed.items()]
    scenario = Scenario(
        name=name,
        title=file.title,
        people=lives,
        days=days,
        tick_days=file.tick,
        seed=file.seed,
        start=start,
        interval=file.interval,
        tables=tables,
        conduct=rules.conduct,
        rulebook=rules.rulebook,
        regime=rules.regime,
        off=rules.off,
        grid_lives=file.grid_lives,
        district_grids=file.district_grids,
        scale=file.scale,
        by_district=file.by_district,
        eras=history.eras if history else (),
        companies=book,
        source={
            "scenario": name_or_path if name_or_path in SCENARIOS else inputs.absolute(name_or_path),
            "title": file.title, "people": file.people, "years": file.years,
            "scale": file.scale, "seed": file.seed,
            "tick_days": file.tick, "regime": regime, "off": list(all_off), "overrides": dict(set or {}),
            "interval": file.interval, "start": file.start, "society": society, "account": regime_file.account,
            "regime_title": regime_file.title, "remembered": thresholds_remembered(rulebook.sources),
            "off_here": sorted({*off} if history else {*all_off} - {*file.off, *regime_file.off}),
            "digests": {
                "scenario": inputs.digest(path), **regime_digests, **society_digests, **_digests_besides(file, history),
            },
            **({"on": list(on)} if on else {}), **({"by_district": True} if file.by_district else {}),
            **({"companies": file.companies} if book else {}),
            **({"timeline": told(history.steps)} if history else {}),
            **({"timeline_left_out": True} if left_out else {}),
        },
        assumptions=(
            *given, *from_regime, *from_society, *city_assumptions(file.cities),
            *(history.assumptions if history else ()), *of_places(history.steps if history else ()),
        ),
        files=_own_files(name_or_path, path, regime, society, file.conduct),
    )  # fmt: skip
    check_eras(scenario)
    for variant in scenario.in_force:
        compile_stream(variant, compile_acts(variant))
        compile_dials(variant)
    return scenario


def _digests_besides(file: ScenarioFile, history: History | None) -> dict[str, str]:
    """Hashes of what a scenario is put together from besides: the one that it extends, and rulebooks of its steps."""
    found = {"extends": inputs.digest(FOLDER / "scenarios" / f"{file.extends}.yaml")} if file.extends else {}
    if file.companies:
        found["companies"] = inputs.digest(resolve_rulebook(file.companies))
    for _, step in history.steps if history else ():
        if step.rulebook:
            found[f"beside {step.rulebook}"] = inputs.digest(resolve_rulebook(step.rulebook))
    return found


def regime_of(path: Path, file: ScenarioFile, regime: str | Path | None = None) -> str:
    """The regime of a scenario as it is found from any folder. regime : another one, which was typed."""
    return _findable("regime", path, file.regime if regime is None else str(regime), regime is not None)


def society_of(path: Path, file: ScenarioFile, society: str | None = None) -> str:
    """The society of a scenario as it is found from any folder. society : another one, which was typed."""
    return _findable("society", path, file.society if society is None else society, society is not None)


def _findable(kind: str, path: Path, name: str, typed: bool) -> str:
    """A regime or society by its name, or by the whole path of what is named.

    What a scenario's file names is looked for from that file's folder first, what was typed from the working folder.
    """
    if inputs.is_shipped(kind, name):
        return name
    if typed and inputs.exists(name):
        return inputs.absolute(name)
    near = inputs.beside(path.parent, name)
    return near if near != name or not exists(named(name)) else inputs.absolute(name)


def _own_files(name: str, path: Path, regime: str, society: str, conduct: str) -> tuple[inputs.Input, ...]:
    """The rulebook and its parameters, and the other files that are not the library's, as they are now."""
    found = [] if name in SCENARIOS else [inputs.scenario_input(path)]
    found.append(inputs.regime_input(resolve_rulebook(regime)))
    if not inputs.is_shipped("society", society):
        found.append(inputs.society_input(named(society), conduct))
    return tuple(found)


def _check_room(tables: SocietyTables, lives: int) -> None:
    """Refuse a society in which a province is hardly more than a person.

    Raises
    ------
    BadValue
        If there are fewer than ten simulated lives to a province.
    """
    n = len(tables.provinces)
    if lives < FEWEST_LIVES_A_PROVINCE * n:
        raise BadValue(
            "the number of lives to simulate", lives, f"at least {FEWEST_LIVES_A_PROVINCE * n:,} for {n} provinces",
            f"A province needs {FEWEST_LIVES_A_PROVINCE} lives on average; it is no row of a table of persons.",
        )  # fmt: skip


def lives_to_simulate(people: int, scale: int) -> int:
    """Lives that are simulated for so many people, each standing for `scale` of them, to the nearest whole life.

    Raises
    ------
    BadValue
        If they are too few or too many.
    """
    lives = round(people / scale)
    if not FEWEST_PEOPLE <= lives <= MOST_PEOPLE:
        if scale == 1:
            raise BadValue("the number of people", people, f"{FEWEST_PEOPLE:,} to {MOST_PEOPLE:,}")
        raise BadValue(
            "the number of lives to simulate", lives, f"{FEWEST_PEOPLE:,} to {MOST_PEOPLE:,}",
            f"It is the number of people, {people:,}, by the scale, {scale:,}.",
        )  # fmt: skip
    return lives


def _changed(
    file: ScenarioFile,
    people: int | None,
    years: float | None,
    seed: int | None,
    tick_days: int | None,
    regime: str | Path | None,
    interval: str | None,
    scale: int | None,
    by_district: bool | None,
) -> ScenarioFile:
    """A scenario's file with the caller's values, each checked."""
    people = None if people is None else read_people(people)
    scale = None if scale is None else read_int(scale, 1, LARGEST_SCALE, "the scale")
    years = None if years is None else read_years(years)
    seed = None if seed is None else read_int(seed, 0, MOST_SEED, "the seed")
    tick_days = None if tick_days is None else read_tick(tick_days)
    regime = None if regime is None else read_path(regime, "the regime", "the name of a regime, or a rulebook's path")
    if interval is not None and interval not in INTERVALS:
        raise BadValue("the interval", interval, ", ".join(INTERVALS))
    if by_district not in (None, True, False):
        raise BadValue("by_district", by_district, "true or false")
    wanted: dict[str, Any] = {
        "people": people, "years": years, "seed": seed, "tick": tick_days, "regime": regime, "interval": interval,
        "scale": scale, "by_district": by_district,
    }  # fmt: skip
    return replace(file, **{key: value for key, value in wanted.items() if value is not None})


__all__ = ["FOLDER", "SCENARIOS", "SOCIETIES", "load_scenario", "read_scenario"]
