"""Names of compiled functions are short, whatever their arguments, and two functions never share one."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest
from numba.core.caching import NullCache

from credopolis.core.jit import compiles, formula, hot, hot_kernel

pytestmark = pytest.mark.skipif(not compiles(), reason="what the compiler names is looked at, and there is no compiler")

WIDE = np.dtype([(f"a_column_with_a_long_name_{k}", np.float64) for k in range(60)])
OTHER = np.dtype([*WIDE.descr[:-1], ("the_last_one_is_another", np.float64)])
LONGEST = 400


@formula
def doubled(value):
    """Twice as much."""
    return value * 2.0


@hot
def first_of(rows):
    """The first column of the first row, doubled."""
    return doubled(rows[0]["a_column_with_a_long_name_0"])


class Both(NamedTuple):
    """Rows of two kinds, as worlds and laws are handed on; the compiler writes out all their columns."""

    rows: np.ndarray
    others: np.ndarray


@hot
def add_first(both):
    """The first columns of both."""
    return first_of(both.rows) + first_of(both.others)


@hot_kernel
def read_both(both):
    """The first columns of both."""
    return add_first(both)


if compiles():
    read_both._cache = NullCache()  # kept code has no text to look at


def rows_of(dtype: np.dtype, value: float) -> np.ndarray:
    """One row with the value in its first column."""
    rows = np.zeros(1, dtype)
    rows[dtype.names[0]] = value
    return rows


def test_a_type_of_many_columns_makes_no_long_name() -> None:
    assert read_both(Both(rows_of(WIDE, 1.5), rows_of(OTHER, 10.0))) == 23.0
    (text,) = read_both.inspect_llvm().values()
    symbols = set(re.findall(r'@"?(_Z[^"( ]+)', text))
    assert len([symbol for symbol in symbols if "first_of" in symbol]) >= 2
    assert max(map(len, symbols)) <= LONGEST


_TELL = """
import sys
from collections import namedtuple

import numpy as np
from numba import types, typeof
from credopolis.core.symbols import part_name, short_name
for other in range(int(sys.argv[1])):  # the compiler numbers records as they come
    typeof(np.zeros(1, [(f"of_another_{other}", int)]))
for last in ("x", "y"):
    rows = namedtuple("Rows", "rows")(np.zeros(1, [(f"column_{k}", float) for k in range(40)] + [(last, float)]))
    print(short_name("a.function", (typeof(rows), types.int64), abi_tags=("tag",), uid=3))
    print(part_name("a.function", (typeof(rows.rows), typeof(rows.rows[0])), uid=int(sys.argv[1])))
"""


def test_names_go_by_the_types_alone_and_are_the_same_in_every_process() -> None:
    told = [
        subprocess.run([sys.executable, "-c", _TELL, others], capture_output=True, text=True, check=True).stdout.split()
        for others in ("0", "7")
    ]
    assert told[0] == told[1]
    assert len(set(told[0])) == 4


_READ = """
import pickle, sys
print(pickle.loads(sys.stdin.buffer.read())(1.5))
"""


def test_what_is_shared_is_handed_to_another_process() -> None:
    from credopolis.core.maths import exp

    written = pickle.dumps(exp)
    found = subprocess.run([sys.executable, "-c", _READ], input=written, capture_output=True, check=True)
    assert float(found.stdout) == exp(1.5)


def test_what_kernels_share_with_the_interpreter_computes_the_same_for_both() -> None:
    assert doubled(1.5) == read_both(Both(rows_of(WIDE, 1.5), rows_of(OTHER, 0.0))) == 3.0
    assert doubled(2) == 4.0
