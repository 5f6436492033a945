"""Cities in a scenario's file: places that it tells apart from their provinces, each number with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from credopolis.core.reading import Reading, Source
from credopolis.core.shapes import Key, MapOf, Number, Record, Text, Whole
from credopolis.engine.scenario import Assumption
from credopolis.library.grounds import ground_of
from credopolis.society.cities import City
from credopolis.society.regions import FEWEST_PEOPLE_A_ROW, is_name

MOST_CITIES: Final = 20
_NAME: Final = Text("the name of a place, of 1 to 60 characters", r"^.{1,60}\Z", "name")
CITIES: Final = MapOf(
    _NAME,
    Record(
        City,
        {
            "province": Key(_NAME, meaning="the province in which it lies, whose tables and rules hold in it"),
            "people": Key(
                Whole(FEWEST_PEOPLE_A_ROW, 2_000_000_000),
                meaning="its people, who are no longer counted with the province",
            ),
            "urban_share": Key(Number(0, 1), default=None, meaning="share of them in towns; absent: the province's"),
        },
    ),
    MOST_CITIES,
)


def with_sources(cities: Mapping[str, City], reading: Reading) -> dict[str, City]:
    """Cities as a file was read, each with its name and what its numbers rest on; one without a source is noted."""
    found = {}
    for name, city in cities.items():
        whole = reading.sources.get(("cities", name))
        sources = {
            key: source
            for key in ("people", "urban_share")
            if (source := reading.sources.get(("cities", name, key), whole)) is not None and source.source
        }
        if "people" not in sources:
            remedy = "Name facts of the evidence, another reference, or the word assumption."
            reading.refuse(("cities", name, "people"), "the people of a city need a source", city.people, remedy=remedy)
        if not is_name(name):
            reading.refuse(("cities", name), "no name of a place", name, "letters, as places are called")
        found[name] = replace(city, name=name, sources=sources)
    return found


def as_its_province(city: City) -> Source:
    """What it rests on that a city is otherwise like its province."""
    return Source(("assumption",), f"in all but its people as {city.province} is")


def assumptions(cities: Mapping[str, City]) -> list[Assumption]:
    """What of cities rests on assumptions: that they are as their provinces are, and numbers that say so."""
    found = []
    for name, city in cities.items():
        found.append(Assumption(f"cities.{name}", city.province, ground_of(as_its_province(city)).why))
        for key, source in city.sources.items():
            ground = ground_of(source)
            if ground.assumed:
                found.append(Assumption(f"cities.{name}.{key}", str(getattr(city, key)), ground.why))
    return found
