"""Numbers are given to the digits that their intervals leave known, by one rule, everywhere."""

from __future__ import annotations

import ast
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.analysis.words import spread
from credopolis.core.digits import digits_known, figures, rounded
from tests.house.tree import PACKAGE

_WIDTHS = st.floats(1e-9, 1e9)


@pytest.mark.parametrize(
    "value, half, said",
    [
        (0.827, 0.119, "0.83"), (0.827, 0.367, "0.8"),  # the two examples that the source gives
        (0.004748, 0.0132, "0.005"), (12345.6, 1550, "12,300"), (12345.6, 40, "12,350"), (1.0, 0.0949, "1.00"),
        (1.0, 0.0951, "1.00"), (-0.001, 0.4, "0.0"), (7.0, 0.0, "7.00"), (7.0, math.nan, "7.00"), (math.nan, 1.0, "-"),
        (math.inf, 1.0, "-"), (0.1 + 0.2, 1e-17, "0.300"),
    ],
)  # fmt: skip
def test_the_width_of_the_interval_says_how_many(value: float, half: float, said: str) -> None:
    assert rounded(value, 2 * half) == said


def test_signs_are_shown_where_they_are_known() -> None:
    assert [rounded(v, 1.0, signed=True) for v in (1.23, -1.23, 0.01, -0.01)] == ["+1.2", "-1.2", "+0.0", "+0.0"]
    assert [rounded(v, math.nan, signed=True) for v in (1.23, 0.0, -1.0)] == ["+1.23", "0", "-1.00"]


@pytest.mark.parametrize(
    "low, high, said",
    [(7_561, 98_203, "7,600 to 98,000"), (911, 1_034, "910 to 1,030"), (0.0123, 77.0, "0.0 to 77"),
     (12, 240, "12 to 240"), (0.0, 40.1, "0 to 40"), (-1.23, 4.56, "-1.2 to 4.6"), (2.0, 2.0, "2.00 to 2.00")],
)  # fmt: skip
def test_a_lopsided_range_keeps_its_nearer_end(low: float, high: float, said: str) -> None:
    assert spread(low, high) == said


@given(st.floats(-1e9, 1e9), _WIDTHS)
def test_no_digit_is_shown_that_is_not_known_and_none_left_out_that_is(value: float, width: float) -> None:
    unit, half = 10.0 ** -digits_known(width), width / 2
    assert 3.5 <= half / unit <= 35.5
    said = rounded(value, width)
    if width > 1e-9 * abs(value):
        shown = float(said.replace(",", ""))
        assert abs(shown - value) <= unit / 2 * (1 + 1e-6) + 1e-9 * abs(value)
        assert len(said.partition(".")[2]) == max(digits_known(width), 0)


@pytest.mark.parametrize(
    "value, said",
    [(0.0, "0"), (0.012345, "0.0123"), (1.5, "1.50"), (999.9, "1,000"), (12345.6, "12,346"), (-2.0, "-2.00")],
)
def test_a_number_without_an_interval_has_three_figures(value: float, said: str) -> None:
    assert figures(value) == said


def _chosen(source: str) -> list[str]:
    """Fields of f-strings with digits of somebody's choice, in which a number with an interval is named; not places."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            field, spec = ast.unparse(node.value), ast.unparse(node.format_spec)
            if re.search(r"\.\d+[fge]", spec) and re.search(r"^(?!.*(x_of|y_of|place)).*\.(value|low|high)\b", field):
                found.append(field)
    return found


GIVEN = {
    "m.low",
    "m.high",
    "c.value",
    "check.value",
    "one.value",
    "row.value / _MILLION",
    "row.value",
    "one.low",
    "one.high",
}
"""Ranges of priors, stretches of fits, and reported figures with their tolerances: written as they were given to us."""


def test_whoever_writes_a_number_with_an_interval_keeps_to_the_rule() -> None:
    """In analysis, the commands and the studio no interval is written with digits of somebody's choice."""
    wrong = []
    for room in ("analysis", "cli", "studio"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            wrong += [f"{path.name}: {one}" for one in _chosen(path.read_text()) if one not in GIVEN]
    assert wrong == []
