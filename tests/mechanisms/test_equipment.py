"""Equipment that spreads: what its shared parameters say, and what they come to."""

from __future__ import annotations

import pytest

from credopolis.mechanisms import equipment
from credopolis.mechanisms.parameters import Parameters, given_of
from credopolis.mechanisms.regime import RegimeParameters


class Balloons(Parameters):
    """Equipment made up for this test."""

    from_year: float = equipment.first_year(2010.0, "balloons", low=2008, high=2012, source="seed-081")
    ramp_years: float = equipment.ramp_years(4.0, "all fly", low=2, high=8)
    minority_multiplier: float = equipment.minority_multiplier(3.0, high=10)


def test_equipment_stands_by_and_by() -> None:
    assert [equipment.standing(y, Balloons()) for y in (2009.0, 2010.0, 2011.0, 2014.0, 2030.0)] == [0, 0, 0.25, 1, 1]


def test_every_equipment_of_a_regime_spreads_from_its_year_on() -> None:
    regime = RegimeParameters()
    spreading = [room for room in (getattr(regime, name) for name in type(regime).model_fields) if _spreads(room)]
    assert len(spreading) == 6
    for room in spreading:
        assert equipment.standing(room.from_year, room) == 0.0
        assert equipment.standing(room.from_year + room.ramp_years / 2, room) == pytest.approx(0.5)
        assert equipment.standing(room.from_year + room.ramp_years, room) == 1.0


def _spreads(room: Parameters) -> bool:
    return {"from_year", "ramp_years"} <= type(room).model_fields.keys()


def test_mistakes_multiply_by_group() -> None:
    assert equipment.by_group(0.5, 3.0, 2.0).tolist() == [0.5, 1.5, 1.0, 3.0]


def test_shared_parameters_say_what_they_rest_on() -> None:
    said = {name: given_of(field) for name, field in Balloons.model_fields.items()}
    assert all(said.values())
    words = {name: found.in_words() for name, found in said.items() if found}
    assert words == {
        "from_year": "year of the first balloons; assumption, range 2008 to 2012 (seed-081)",
        "ramp_years": "years until all fly; assumption, range 2 to 8",
        "minority_multiplier": "mistakes about the minority relative to the majority; assumption, range 1 to 10",
    }
    with pytest.raises(ValueError, match="2100"):
        Balloons(from_year=2101.0)
