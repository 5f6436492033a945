"""Parts of kernels that another process has understood, for two to compile one kernel.

The compiler holds one lock a process, and most of its time goes into understanding functions: which types they work on,
and what they are in LLVM's language. A process that helps understands some parts (`jit.far`) and writes them down a
line to the one that compiles; that one takes them where it comes to them, waits for them if need be, and understands
by itself what it does not get. Each part is a message: the number of its bytes, and these bytes.
"""

from __future__ import annotations

import itertools
import pickle
import struct
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import llvmlite.binding as llvm
from numba import _dynfunc
from numba.core.bytecode import FunctionIdentity
from numba.core.compiler import CompileResult, compile_result
from numba.core.serialize import dumps

from credopolis.core.parts import Part

_LENGTH: Final = struct.Struct("<Q")
_FIRST_NUMBER: Final = 1_000_000
"""Functions inside functions are told apart by numbers, which two processes must not give to two of them."""

_taken_from: BinaryIO | None = None
_written_to: BinaryIO | None = None
_waiting: dict[str, list[tuple[Any, tuple[Any, ...]]]] = {}


def take_from(line: BinaryIO | None) -> None:
    """Take parts from a line, until it ends; None: from nowhere any more."""
    global _taken_from  # noqa: PLW0603 (as the compiler itself, one a process)
    _taken_from = line
    _waiting.clear()


def write_to(line: BinaryIO) -> None:
    """Write what is understood from now on down a line. For a process that does nothing else."""
    global _written_to  # noqa: PLW0603
    _written_to = line
    FunctionIdentity._unique_ids = itertools.count(_FIRST_NUMBER)


class Handed:
    """What Numba asks for compiled forms of a part, as it asks its cache.

    Raises
    ------
    ValueError
        If the part is a function inside a function, which no name tells from others.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        if "<locals>" in function.__qualname__:
            raise ValueError(f"{function.__qualname__}: functions inside functions share their names")
        self._name = f"{function.__module__}.{function.__qualname__}"

    def load_overload(self, signature: Any, target: Any) -> CompileResult | None:
        """The part as another process understood it for these types; None if it did not, and Numba sees to it.

        signature : the types of its arguments.
        """
        while _taken_from is not None:
            for of_types, parts in _waiting.get(self._name, ()):
                if of_types == signature:
                    return _made_of(parts, target)
            message = _read(_taken_from)
            if message is None:
                take_from(None)
                break
            name, of_types, parts = message
            _waiting.setdefault(name, []).append((of_types, parts))
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Write a part down the line, if there is one."""
        if _written_to is None or compiled.library.has_dynamic_globals:
            return
        described = compiled.fndesc
        described.typemap = described.calltypes = None  # nobody asks for them, and not all can be written
        library = compiled.library
        parts = (
            library.name, library.as_bitcode(), described, compiled.environment, compiled.reload_init, compiled.signature
        )  # fmt: skip
        content = dumps((self._name, signature, parts))
        _written_to.write(_LENGTH.pack(len(content)) + content)
        _written_to.flush()

    def flush(self) -> None:
        """Numba's wish to forget what is kept: nothing is."""

    enable = disable = flush


def _read(line: BinaryIO) -> tuple[str, Any, tuple[Any, ...]] | None:
    """The next part of a line; None if it has ended, in the midst of one or before."""
    head = line.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    content = line.read(_LENGTH.unpack(head)[0])
    if len(content) < _LENGTH.unpack(head)[0]:
        return None
    return pickle.loads(content)  # type: ignore[no-any-return]


def _made_of(parts: tuple[Any, ...], target: Any) -> CompileResult:
    name, bitcode, described, environment, reload_init, signature = parts
    library = Part.of(target.codegen(), name, llvm.parse_bitcode(bitcode))
    home = described.lookup_module()
    known_by = _dynfunc.make_function(home, described.qualname.rpartition(".")[2], "part", 0, environment, (library,))
    return compile_result(
        target_context=target, library=library, environment=environment, entry_point=known_by, fndesc=described,
        signature=signature, objectmode=False, lifted=(), reload_init=reload_init,
    )  # fmt: skip
