"""What a processor offers beyond arithmetic: loading ahead of use, counting between threads, and its clock.

Inside a kernel no thread holds the interpreter's lock, so threads meet through these alone. Without the compiler they
do what their names say for a single thread.
"""

from __future__ import annotations

import os
import time
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.extending import intrinsic, overload

from credopolis.core.jit import compiles

_POSIX = os.name == "posix"
_MONOTONIC = getattr(time, "CLOCK_MONOTONIC", 1)
_WORD, _LONG, _BYTES = ir.IntType(32), ir.IntType(64), ir.PointerType(ir.IntType(8))


def prefetch(array: Any, index: int) -> None:
    """Begin to load row `index` of a one-dimensional array into the cache. It changes no value."""


def add_one(counters: Any, index: int) -> int:
    """Add one to counters[index] -> what stood there before; no two threads get the same.

    counters : (n,) int64. What a thread wrote before is seen by those whose call comes later.
    """
    number = int(counters[index])
    counters[index] = number + 1
    return number


def read_now(counters: Any, index: int) -> int:
    """What stands in counters[index], (n,) int64, at this moment, and with it all that was written before."""
    return int(counters[index])


def give_way() -> None:
    """Let another thread have the processor, if one waits for it."""


def seconds_now() -> float:
    """Seconds of a clock that only goes forward; 0 where kernels cannot ask for the time."""
    return time.perf_counter()


def _address(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Where an element of an array stands; arguments : the array and an index."""
    struct = context.make_array(signature.args[0])(context, builder, arguments[0])
    place = context.cast(builder, arguments[1], signature.args[1], types.intp)
    return cgutils.get_item_pointer(context, builder, signature.args[0], struct, [place], wraparound=False)


@intrinsic  # type: ignore[untyped-decorator]
def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address = _address(context, builder, signature, arguments)
        kind = ir.FunctionType(ir.VoidType(), [_BYTES, _WORD, _WORD, _WORD])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [builder.bitcast(address, _BYTES), _WORD(0), _WORD(3), _WORD(1)])
        return context.get_dummy_value()

    return types.void(array, index), generate


@intrinsic  # type: ignore[untyped-decorator]
def _add_one(typing_context: Any, counters: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", _address(context, builder, signature, arguments), _LONG(1), "seq_cst")

    return types.int64(counters, index), generate


@intrinsic  # type: ignore[untyped-decorator]
def _read_now(typing_context: Any, counters: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load_atomic(_address(context, builder, signature, arguments), "seq_cst", 8)

    return types.int64(counters, index), generate


def _not_negative(typing_context: Any, number: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(1)])
        assume = cgutils.get_or_insert_function(builder.module, kind, "llvm.assume")
        builder.call(assume, [builder.icmp_signed(">=", arguments[0], arguments[0].type(0))])
        return arguments[0]

    return number(number), generate


def _as_it_is(number: Any) -> Any:
    return number


not_negative = intrinsic(_not_negative) if compiles() else _as_it_is
"""The same whole number, of which the compiler may rely on it that it is not below 0.

An array's element is counted from its end where the index is negative, which the compiler must provide for: four or
five steps at every element. Here it is told that there is no need.
"""


@intrinsic  # type: ignore[untyped-decorator]
def _give_way(typing_context: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if _POSIX:
            function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_WORD, []), "sched_yield")
            builder.call(function, [])
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic  # type: ignore[untyped-decorator]
def _seconds_now(typing_context: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        double = ir.DoubleType()
        if not _POSIX:
            return double(0.0)
        kind = ir.FunctionType(_WORD, [_WORD, ir.PointerType(ir.ArrayType(_LONG, 2))])
        function = cgutils.get_or_insert_function(builder.module, kind, "clock_gettime")
        parts = cgutils.alloca_once(builder, ir.ArrayType(_LONG, 2))
        builder.call(function, [_WORD(_MONOTONIC), parts])
        whole, rest = (builder.sitofp(builder.extract_value(builder.load(parts), k), double) for k in (0, 1))
        return builder.fadd(whole, builder.fmul(rest, double(1e-9)))

    return types.float64(), generate


# What is compiled must name and annotate its arguments as what announces it does.


@overload(prefetch, inline="always")  # type: ignore[untyped-decorator]
def _compiled_prefetch(array: Any, index: Any) -> Any:
    def ask(array: Any, index: Any) -> None:
        _prefetch(array, index)

    return ask


@overload(add_one, inline="always")  # type: ignore[untyped-decorator]
def _compiled_add_one(counters: Any, index: Any) -> Any:
    def add(counters: Any, index: Any) -> Any:
        return _add_one(counters, index)

    return add


@overload(read_now, inline="always")  # type: ignore[untyped-decorator]
def _compiled_read_now(counters: Any, index: Any) -> Any:
    def read(counters: Any, index: Any) -> Any:
        return _read_now(counters, index)

    return read


@overload(give_way, inline="always")  # type: ignore[untyped-decorator]
def _compiled_give_way() -> Any:
    def wait() -> None:
        _give_way()

    return wait


@overload(seconds_now, inline="always")  # type: ignore[untyped-decorator]
def _compiled_seconds_now() -> Any:
    def ask() -> Any:
        return _seconds_now()

    return ask


def compiled_for() -> tuple[str, ...]:
    """Machine, processor and its features that kernels are compiled for in this process."""
    return tuple(str(part) for part in cpu_target.target_context.codegen().magic_tuple())
