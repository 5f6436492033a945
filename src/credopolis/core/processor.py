"""What a processor offers beyond arithmetic: loading ahead of use, and numbers that threads take in turn."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, overload


def prefetch(array: Any, index: int) -> None:
    """Begin to load row `index` of a one-dimensional array into the cache. It changes no value.

    Without the compiler it does nothing.
    """


@intrinsic  # type: ignore[untyped-decorator]
def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        struct = context.make_array(signature.args[0])(context, builder, arguments[0])
        row = context.cast(builder, arguments[1], signature.args[1], types.intp)
        address = cgutils.get_item_pointer(context, builder, signature.args[0], struct, [row], wraparound=False)
        word = ir.IntType(32)
        pointer = ir.PointerType(ir.IntType(8))
        kind = ir.FunctionType(ir.VoidType(), [pointer, word, word, word])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [builder.bitcast(address, pointer), word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, index), generate


@overload(prefetch, inline="always")  # type: ignore[untyped-decorator]
def _compiled_prefetch(array: Any, index: Any) -> Any:
    def ask(array: Any, index: Any) -> None:
        _prefetch(array, index)

    return ask


def take_number(counter: Any) -> int:
    """The number that stands in counter[0], which goes up by one; no two threads take the same.

    counter : (1,) int64. Without the compiler threads hold the interpreter's lock, but may be switched between the two
    steps: then only one thread may take numbers.
    """
    number = int(counter[0])
    counter[0] = number + 1
    return number


@intrinsic  # type: ignore[untyped-decorator]
def _take_number(typing_context: Any, counter: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        struct = context.make_array(signature.args[0])(context, builder, arguments[0])
        first = context.get_constant(types.intp, 0)
        address = cgutils.get_item_pointer(context, builder, signature.args[0], struct, [first], wraparound=False)
        return builder.atomic_rmw("add", address, context.get_constant(types.int64, 1), "monotonic")

    return types.int64(counter), generate


@overload(take_number, inline="always")  # type: ignore[untyped-decorator]
def _compiled_take_number(counter: Any) -> Any:
    def take(counter: Any) -> Any:
        return _take_number(counter)

    return take
