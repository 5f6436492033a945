"""Cities that a society tells apart from the provinces in which they lie.

A city is a place of its own, in results as in rules: a row of the table of provinces that has its province's shares,
sizes and schooling, and with the province's code its vital rates, incomes and rankings. Only its people, and where they
are given the share of them in towns, are its own. They are no longer counted with the province, so that the society has
as many people as before. An example: of 92 million people of a province a city has 650,000; the province's row then has
91.35 million.

Source: assumption. Nothing but the number of people is known of such a city; that it is otherwise as its province is
leaves out that its people are older or younger, richer or poorer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.reading import Source
from credopolis.society.tables import SocietyTables

_MOST_OF_A_PROVINCE = 0.5


@dataclass(frozen=True)
class City:
    """A city. people : persons; urban_share : of them in towns, None for the province's. sources : of its values."""

    province: str
    people: int
    urban_share: float | None = None
    name: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)


def with_cities(tables: SocietyTables, cities: Iterable[City]) -> SocietyTables:
    """A society in which cities are places of their own, behind the provinces, in their order.

    Raises
    ------
    UnknownName, BadValue
        If a city lies in no province of the society, has the name of another place, or has most of its people.
    """
    rows = list(tables.provinces)
    names = [row.name for row in tables.provinces]
    for city in cities:
        if city.province not in names:
            raise UnknownName("province", city.province, names, f"It stands at the city {city.name}.")
        if any(city.name == row.name for row in rows):
            raise BadValue("the name of a city", city.name, "a name that no other place has")
        k = names.index(city.province)
        within = rows[k]
        if not city.people < _MOST_OF_A_PROVINCE * within.population:
            allowed = f"fewer than half of the {within.population:,} people of {within.name}"
            raise BadValue(f"the people of {city.name}", city.people, allowed)
        share = city.people / within.population
        moved = round(within.inter_provincial_migrants * share)
        urban = within.urban_share if city.urban_share is None else city.urban_share
        rows[k] = replace(
            within,
            population=within.population - city.people,
            inter_provincial_migrants=within.inter_provincial_migrants - moved,
        )
        rows.append(replace(
            within, name=city.name, name_zh="", kind="city", population=city.people, urban_share=urban,
            inter_provincial_migrants=moved, within=within.name,
        ))  # fmt: skip
    return replace(tables, provinces=tuple(rows))
