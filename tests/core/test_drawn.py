"""Places on the axes of charts."""

from __future__ import annotations

import pytest

from credopolis.core.drawn import along, marks_about_zero, round_marks


def test_a_place_is_a_share_of_the_axis_and_little_beyond_it() -> None:
    assert along(2.5, 0, 10) == 0.25
    assert along(-99, 0, 10) == -0.01 and along(99, 0, 10) == 1.01
    assert along(1e6, 1e6, 1e6) == 0.5, "where the tolerance is too small for the number that it is about"


@pytest.mark.parametrize("to", [1e-9, 0.013, 1.0, 7.0, 365.25, 4e8])
def test_marks_are_round_and_within(to: float) -> None:
    marks = round_marks(to, 5)
    assert 2 <= len(marks) <= 6 and marks[0] == 0 and marks[-1] <= to * (1 + 1e-9)
    assert float(f"{marks[1]:.1g}") == marks[1]
    about = marks_about_zero(to, str)
    assert [one["main"] for one in about].count(True) == 1 and about[0]["at"] + about[-1]["at"] == pytest.approx(1)
