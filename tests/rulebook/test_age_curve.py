"""Age curves in a file: what they may be, and what is said of those that may not."""

from __future__ import annotations

import pytest

from credopolis.core.faults import FaultyFile
from credopolis.rulebook import Rulebook, parse_rulebook

BOOK = """\
format: credopolis-rulebook/1
name: one
title: One act
account: hypothetical
source: assumption
score: {{start: 0, min: -10, max: 10}}
grades: {{high: {{from: 0}}, low: {{}}}}
acts:
  act: {{points: -1, seen_by: {{records: 1}}, conduct: {{rate: 1, {conduct}}}}}
"""


def read(conduct: str) -> Rulebook:
    return parse_rulebook(BOOK.format(conduct=conduct), "one.yaml")


def test_a_curve_is_read_in_days() -> None:
    conduct = read("women: 0.1, ages: [[20y, 1], [27.5y, 0.5]], age_contrast: 2").acts["act"].conduct
    assert conduct is not None
    assert (conduct.women, conduct.ages, conduct.age_contrast) == (0.1, ((7300, 1.0), (10038, 0.5)), 2.0)


def test_an_empty_curve_says_that_none_is_assumed() -> None:
    conduct = read("ages: {value: [], source: assumption}").acts["act"].conduct
    assert conduct is not None and conduct.ages == ()


@pytest.mark.parametrize(
    ("conduct", "said"),
    [
        ("ages: 3", "not an age curve"),
        ("ages: [[20y, 1]]", "not an age curve"),
        ("ages: [20y, 1]", "not an age and a rate"),
        ("ages: [[20y, 1, 2], [30y, 1]]", "not an age and a rate"),
        ("ages: [[20, 1], [30y, 1]]", "not a duration"),
        ("ages: [[20y, -1], [30y, 1]]", "not a number in bounds"),
        ("ages: [[30y, 1], [20y, 1]]", "the ages do not rise"),
        ("ages: [[20y, 1], [20y, 1]]", "the ages do not rise"),
        ("ages: [[20y, 0], [30y, 0]]", "nobody of any age does it"),
        ("women: -1", "not a number in bounds"),
        ("age_contrast: 0.5", "a contrast needs a curve"),
        ("women: 0, who: {is: [female]}", "only women can, and women do not"),
        ("only_by_mistake: true, of_a_couple: true", "nobody does what only comes as a mistake"),
    ],
)
def test_what_is_wrong_with_a_curve_is_said_at_its_line(conduct: str, said: str) -> None:
    with pytest.raises(FaultyFile) as caught:
        read(conduct)
    faults = [fault for fault in caught.value.faults if said in fault.message]
    assert faults and faults[0].line == 9, [fault.message for fault in caught.value.faults]
