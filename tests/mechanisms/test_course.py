"""What of a life's stages shares one number: no column touches another, and all have room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.schema import Column
from credopolis.mechanisms.all import BLOCKS, COURSE
from credopolis.mechanisms.course import BITS, lay_bits, part_of, with_part

SHARED = [column for block in BLOCKS for column in block.columns if column.bits]


@given(st.lists(st.tuples(st.sampled_from(sorted(COURSE)), st.integers(0, 7)), max_size=12))
def test_a_column_keeps_its_own_value_whatever_is_written_to_others(written: list[tuple[str, int]]) -> None:
    course, last = 0, dict.fromkeys(COURSE, 0)
    for name, value in written:
        low, most = COURSE[name]
        last[name] = min(value, most)
        course = with_part(course, low, most, last[name])
    assert {name: part_of(course, *place) for name, place in COURSE.items()} == last
    assert 0 <= course < 2**BITS


def test_every_column_has_bits_of_its_own() -> None:
    taken = [most << low for low, most in COURSE.values()]
    assert len(COURSE) == len(SHARED) >= 5
    assert sum(taken) == sum({*taken}) < 2**BITS
    for k, mine in enumerate(taken):
        assert all(mine & other == 0 for other in taken[:k])


def test_what_does_not_fit_or_has_one_name_is_refused() -> None:
    wide = [Column(f"c{k}", "uint8", "1 or 0", "", bits=6) for k in range(3)]
    with pytest.raises(ValueError, match="need 18 of them, and there are 16"):
        lay_bits(wide)
    with pytest.raises(ValueError, match="two columns with bits are called 'c0'"):
        lay_bits([wide[0], wide[0]])
    assert lay_bits(wide[:2]) == {"c0": (0, 63), "c1": (6, 63)}
