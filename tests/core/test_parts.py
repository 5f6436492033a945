"""Parts of kernels: what is always inlined, and that it is not handed down to what is called from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from numba import float64

from credopolis.core.jit import compiles, formula, hot, inlined, merged, shared

pytestmark = pytest.mark.skipif(not compiles(), reason="without the compiler nothing is inlined")


def always_inlined(function: Callable[..., Any]) -> list[bool]:
    """Of each compiled form of a function, whether the compiler must inline it."""
    return [
        "alwaysinline" in line
        for made in function.overloads.values()  # type: ignore[attr-defined]
        for line in _with_attributes(str(made.library._final_module), made.fndesc.mangled_name)
    ]


def _with_attributes(code: str, name: str) -> list[str]:
    """The line that defines a function, with the attributes that it names by number written out."""
    lines = code.splitlines()
    numbered = dict(
        line.removeprefix("attributes ").split(" = ", 1) for line in lines if line.startswith("attributes ")
    )
    defined = [line for line in lines if line.startswith("define ") and name in line]
    return [
        line + "".join(text for number, text in numbered.items() if f" {number} " in f"{line} ") for line in defined
    ]


@pytest.mark.parametrize("outer", [inlined, merged, formula])
@pytest.mark.parametrize("kind", [hot, shared])
def test_who_is_called_by_an_inlined_function_is_not_always_inlined(outer: Any, kind: Any) -> None:
    @kind
    def called(values):
        values[0] += 1.0

    @outer
    def calls(values):
        called(values)
        called(values)

    calls.compile((float64[::1],))
    assert always_inlined(called) == [False]
    if outer is not merged:
        assert always_inlined(calls) == [True]
