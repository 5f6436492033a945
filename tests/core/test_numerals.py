"""One reader of numbers: the command line, YAML, designs and Python take and refuse the same."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.cli import parse
from credopolis.core.errors import BadValue
from credopolis.core.numerals import read_number, read_scalar, read_whole
from credopolis.core.yamlfile import load_text
from credopolis.library.overrides import checked_overrides, parse_override
from credopolis.library.settings import read_int, read_people, read_tick, read_years

NOT_NUMBERS = (
    "1__0",
    "1_0",
    "_10",
    "10_",
    "1_00",
    "1,0",
    "1,,000",
    "1_000,000",
    "\uff11\uff10",
    "\u0661\u0660",
    "1 0",
    "1\u00a00",
    "0x10",
    "nan",
    "inf",
    "-inf",
    "infinity",
    "NaN",
    "1e",
    "e1",
    "--1",
    "+-1",
    "",
    " ",
    "ten",
    "1\n",
    "\t1",
    "1.2.3",
    "1e9999",
    "9" * 5000,
    "1" + "_000" * 2000,
    "\u00b2",
    "\u2460",
    "\u4e00",
    "1/2",
    "True",
    "None",
)


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_only_looks_like_a_number_is_none_anywhere(text: str) -> None:
    assert read_whole(text) is None
    assert read_number(text) is None
    for read in (read_people, read_years, read_tick, lambda t: parse.whole("--seed", t, 0, 100)):
        with pytest.raises(BadValue):
            read(text)


@pytest.mark.parametrize("text", [t for t in NOT_NUMBERS if t.strip() and t.isprintable() and len(t) < 100])
def test_yaml_and_overrides_take_it_for_a_word_or_refuse_it(text: str) -> None:
    value, wrong = read_scalar(text)
    assert wrong or text in ("0x10", "True") or value == text
    try:
        assert parse_override(f"regime.a.b={text}")[1] == value
    except BadValue:
        assert wrong


@pytest.mark.parametrize(
    ("text", "people"),
    [("1000", 1000), ("1_000", 1000), ("1,000,000", 10**6), ("1e6", 10**6), ("1M", 10**6), ("2.5k", 2500), (" 7 ", 7)],
)
def test_numbers_of_people(text: str, people: int) -> None:
    assert read_people(text) == people


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_whole_numbers_are_read_alike(number: int) -> None:
    assert read_whole(str(number)) == number
    assert read_whole(f"{number:,}") == read_whole(f"{number:_}") == number
    assert read_scalar(str(number)) == (number, "")
    assert load_text(f"a: {number}", "f").data == {"a": number}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_alike(number: float) -> None:
    assert read_number(repr(number)) == number
    value, wrong = read_scalar(repr(number))
    assert not wrong
    assert value == number


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for read in (read_whole, read_number):
        number = read(text)
        assert number is None or (math.isfinite(number) and text.isascii())


TABLE = pl.DataFrame({"name": ["A B"], "code": ["110101199003078888"]})


@pytest.mark.parametrize(
    "given", [True, False, None, math.nan, math.inf, 1.5, "x", [1000], {}, TABLE, np.arange(3), b"5"]
)
def test_what_python_gives_is_checked_by_type(given: object) -> None:
    for read in (read_people, read_tick, lambda value: read_int(value, 0, 9, "the seed")):
        with pytest.raises(BadValue) as refused:
            read(given)
        assert "110101" not in str(refused.value)
        assert len(str(refused.value)) < 400


def test_numbers_of_numpy_and_whole_floats_are_numbers() -> None:
    assert read_people(np.int64(5000)) == read_people(np.float64(5000)) == read_people(5000.0) == 5000
    assert type(read_people(np.int64(5000))) is int
    assert read_years(np.float32(0.5)) == 0.5
    assert read_tick("7d") == read_tick("1w") == read_tick(7) == read_tick("7") == 7


@pytest.mark.parametrize(
    "given", [TABLE, "regime.a=1", [("regime.a", 1)], {"regime.a": TABLE}, {1: 2}, {"regime.a": [1]}]
)
def test_overrides_are_plain_values_by_path(given: object) -> None:
    with pytest.raises(BadValue, match="takes no data of persons"):
        checked_overrides(given)
