"""A named tuple handed on by its address, so that a call passes one number where it passed all that the tuple holds.

The compiler hands a tuple on by value: each array in it is seven numbers or more, a tuple of a dozen arrays a hundred,
and every function that takes it is compiled with a hundred arguments, which its callers write and it reads. By its
address the tuple stands in memory once, and functions read from it what they use; a tuple inside it is handed on by
its address too. It is for reading, though the arrays and records that it names can be written, and who made it may have
some members replaced (`with_these`), which costs less than a new tuple where few of many members change.

The address is that of memory of the function that asks for it, which is gone once that returns. So an address is handed
on to functions that are called, and never returned: a function that returns one, or a tuple with one in it, does not
compile (one that is merged into its caller may, for it returns nothing). Without the compiler nothing is needed, and
nothing done.
"""

from __future__ import annotations

from typing import Any, Final

from numba.core import cgutils, types
from numba.core.errors import TypingError, UnsupportedError
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)

from credopolis.core.jit import compiles

_NAMED = (types.NamedTuple, types.NamedUniTuple)  # type: ignore[attr-defined]
_RETURNED: Final = (
    "the address of a tuple is returned or kept, and its memory ends with this function: return the tuple, or hand the "
    "address on to functions that are called"
)


class Address(types.Type):
    """Type of the address of a named tuple. of : the tuple's type."""

    def __init__(self, of: Any) -> None:
        self.of = of
        super().__init__(name=f"address({of})")

    def member(self, name: str) -> Any:
        """The type of a member; None if there is no such member."""
        return self.of.types[self.of.fields.index(name)] if name in self.of.fields else None


@register_model(Address)
class _Model(models.PrimitiveModel):  # type: ignore[misc]
    """In compiled code a pointer to the tuple's members, one after another."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, manager.lookup(kind.of).get_value_type().as_pointer())

    def as_return(self, builder: Any, value: Any) -> Any:
        """Asked for where a function returns an address: refused."""
        raise UnsupportedError(_RETURNED)

    def as_data(self, builder: Any, value: Any) -> Any:
        """Asked for where a tuple is returned that has an address in it, or one is stored in an array: refused."""
        raise UnsupportedError(_RETURNED)


@infer_getattr
class _Members(AttributeTemplate):  # type: ignore[misc]
    key = Address

    def generic_resolve(self, kind: Any, name: str) -> Any:
        member = kind.member(name)
        return Address(member) if isinstance(member, _NAMED) else member


@lower_getattr_generic(Address)  # type: ignore[untyped-decorator]
def _read_member(context: Any, builder: Any, kind: Any, address: Any, name: str) -> Any:
    place = cgutils.gep_inbounds(builder, address, 0, kind.of.fields.index(name))
    return place if isinstance(kind.member(name), _NAMED) else builder.load(place)


def _by_address(typing_context: Any, values: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        known = isinstance(signature.args[0], Address)
        return arguments[0] if known else cgutils.alloca_once_value(builder, arguments[0])

    return (values if isinstance(values, Address) else Address(values))(values), generate


def _by_value(typing_context: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(arguments[0])

    return address.of(address), generate


def _with_these(typing_context: Any, address: Any, changed: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        for k, name in enumerate(changed.fields):
            place = cgutils.gep_inbounds(builder, arguments[0], 0, address.of.fields.index(name))
            builder.store(builder.extract_value(arguments[1], k), place)
        return arguments[0]

    if any(address.member(name) != kind for name, kind in zip(changed.fields, changed.types, strict=True)):
        raise TypingError(f"members of {changed} are no members of {address.of}, or have other types there")
    return address(address, changed), generate


def _as_it_is(values: Any) -> Any:
    return values


def _replaced(values: Any, changed: Any) -> Any:
    return values._replace(**changed._asdict())


by_address = intrinsic(_by_address) if compiles() else _as_it_is
"""The same named tuple, to be handed on by its address."""
by_value = intrinsic(_by_value) if compiles() else _as_it_is
"""A tuple that was handed on by its address, itself again for a function that takes it so."""
with_these = intrinsic(_with_these) if compiles() else _replaced
"""The tuple at an address with members replaced by those of a smaller tuple -> its address, which is the same: whoever
holds it sees the new members, so only who made the tuple may ask, between two calls that it is handed on to."""
