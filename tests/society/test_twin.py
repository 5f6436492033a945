"""The household kernel agrees bit for bit with its plain twin."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from credopolis.core.schema import FEMALE, MINORITY, PARENT, PARTNERED
from credopolis.society.arrays import household_tables
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import plan
from credopolis.society.tables import SocietyTables

from .twin import Member, Twin

MEANT = FEMALE | MINORITY | PARENT | PARTNERED


def written(members: list[Member], minority: bool, place: int) -> dict[str, int]:
    """A member as the columns say it."""
    member = members[place]
    where = {id(m): k for k, m in enumerate(members)}

    def offset(other: Member | None) -> int:
        return 0 if other is None else where[id(other)] - place

    flags = FEMALE * member.female + MINORITY * minority + PARENT * bool(member.children) + PARTNERED * member.partnered
    return {
        "birth_day": -member.age,
        "flags": flags,
        "place": place,
        "household_size": len(members),
        "mother": offset(member.mother),
        "father": offset(member.father),
        "eldest_child": offset(max(member.children, key=lambda m: m.age, default=None)),
        "children": len(member.children),
    }


@pytest.mark.parametrize("seed", [0, 7, 2**62 + 5])
def test_the_kernel_is_its_twin(china: SocietyTables, seed: int) -> None:
    layout = plan(china, 40_000)
    lives = SimpleNamespace(**empty_lives(40_000))
    populate(china, layout, lives, seed)
    tables = household_tables(china)
    provinces = np.repeat(layout.district_province, np.diff(layout.district_grid_start))
    for grid in (0, 9, 20, layout.n_grids - 2):
        rates, rows, cumulative = tables.rates[provinces[grid]], tables.quantile, tables.cumulative
        twin = Twin(seed, rates.tolist(), rows.tolist(), cumulative.tolist())
        first, last = int(layout.grid_start[grid]), int(layout.grid_start[grid + 1])
        i = first
        for members, minority in twin.grid(first, last - first):
            for place in range(len(members)):
                for name, value in written(members, minority, place).items():
                    found = int(getattr(lives, name)[i])
                    assert (found & MEANT if name == "flags" else found) == value, (grid, i, name)
                i += 1
        assert i == last
