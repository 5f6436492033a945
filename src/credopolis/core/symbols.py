"""Short names for compiled functions.

The compiler names a function by its arguments' types written out in full. A type of ours names every column of a life,
so such a name took up to nineteen thousand letters, in each place that calls the function: that was nine tenths of what
is kept on disk, nearly half of the text that the compiler writes and reads again, and a quarter of a second of every
start. Here a hash stands for the types; what is computed is the same.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any

from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.itanium_mangler import PREFIX, mangle_identifier, mangle_type_or_value

_LONGEST = 64  # letters of a type's own name that are left as they are, for who reads a profile
_HASH_BYTES = 12


@cache
def _letters_of(type_or_value: Any) -> str:
    """A type as it stands in a name: as the compiler writes it, or, if that is long or has a record in it, which the
    compiler writes as a number that differs from process to process, the hash of its description."""
    written, described = str(mangle_type_or_value(type_or_value)), str(type_or_value)
    if len(written) <= _LONGEST and "Record" not in described:
        return written
    return str(mangle_identifier("t" + blake2b(described.encode(), digest_size=_HASH_BYTES).hexdigest()))


def short_name(name: str, types: Any, *, abi_tags: Any = (), uid: int | None = None) -> str:
    """The symbol of a function: as the compiler's own `mangler`, with long types hashed."""
    identifier = mangle_identifier(name, abi_tags=abi_tags, uid=uid)
    return "".join([PREFIX, identifier, *map(_letters_of, types)])


def part_name(name: str, types: Any, *, abi_tags: Any = (), uid: int | None = None) -> str:
    """The symbol of a part of kernels: the same in every process, for two may compile one kernel; see `core.handed`.

    Functions inside functions share their names, and are told apart by the compiler's number.
    """
    return short_name(name, types, abi_tags=(*abi_tags, "part"), uid=uid if "<locals>" in name else None)


class KernelCompiler(CompilerBase):  # type: ignore[misc]
    """The compiler's own passes, with short names."""

    mangler = staticmethod(short_name)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.state.targetctx = self.state.targetctx.subtarget(mangler=self.mangler)

    def define_pipelines(self) -> list[Any]:
        """The passes of a kernel, or of a function that the interpreter may call too."""
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]
