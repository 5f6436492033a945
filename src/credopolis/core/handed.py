"""Parts of kernels that another process has understood, for two to compile one kernel.

The compiler holds one lock a process, and most of its time goes into understanding functions: which types they work on,
and what they are in LLVM's language. A process that helps understands some parts (`jit.far`) and writes them down a
line to the one that compiles; that one takes them where it comes to them, waits for them if need be, and understands
by itself what it does not get. Each part is a message: the number of its bytes, and these bytes.
"""

from __future__ import annotations

import contextlib
import itertools
import pickle
import struct
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Any, Final

import llvmlite.binding as llvm
from numba import _dynfunc
from numba.core.bytecode import FunctionIdentity
from numba.core.compiler import CompileResult, compile_result
from numba.core.serialize import dumps

from credopolis.core.parts import PartLibrary

_LENGTH: Final = struct.Struct("<Q")
_LONGEST: Final = 2**28
"""Bytes of a message; a hundred times as many as any has."""
_FIRST_NUMBER: Final = 1_000_000
"""Functions inside functions are told apart by numbers, which two processes must not give to two of them."""

_taken_from: SimpleQueue[bytes] | None = None
_written_to: IO[bytes] | None = None
_waiting: dict[str, list[tuple[Any, tuple[Any, ...]]]] = {}


def take_from(line: IO[bytes] | None) -> None:
    """Take parts from a line, until it ends; None: from nowhere any more.

    A thread reads it meanwhile, for a line that nobody reads holds up whoever writes.
    """
    global _taken_from
    _taken_from = None if line is None else SimpleQueue()
    _waiting.clear()
    if line is not None:
        threading.Thread(target=_read_all, args=(line, _taken_from), daemon=True).start()


def write_to(line: IO[bytes]) -> None:
    """Write what is understood from now on down a line. For a process that does nothing else."""
    global _written_to
    _written_to = line
    FunctionIdentity._unique_ids = itertools.count(_FIRST_NUMBER)


class Handed:
    """What Numba asks for compiled forms of a part, as it asks its cache.

    sources : what stands for the text of all kernels, which the other process must have read, too.

    Raises
    ------
    ValueError
        If the part is a function inside a function, which no name tells from others.
    """

    def __init__(self, function: Callable[..., Any], sources: str) -> None:
        if "<locals>" in function.__qualname__:
            raise ValueError(f"{function.__qualname__}: functions inside functions share their names")
        self._name = f"{sources} {function.__module__}.{function.__qualname__}"

    def load_overload(self, signature: Any, target: Any) -> CompileResult | None:
        """The part as another process understood it for these types; None if it did not, and Numba sees to it.

        signature : the types of its arguments.
        """
        global _taken_from
        while True:
            for of_types, parts in _waiting.get(self._name, ()):
                if of_types == signature:
                    return _made_of(parts, target)
            content = b"" if _taken_from is None else _taken_from.get()
            if not content:
                _taken_from = None  # what came before may yet be asked for
                return None
            name, of_types, parts = pickle.loads(content)
            _waiting.setdefault(name, []).append((of_types, parts))

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Write a part down the line, if there is one."""
        if _written_to is None or compiled.library.has_dynamic_globals:
            return
        described = compiled.fndesc
        described.typemap = described.calltypes = None  # nobody asks for them, and not all can be written
        library = compiled.library
        of_it = (described, compiled.environment, compiled.reload_init, compiled.signature)
        content = dumps((self._name, signature, (library.name, library.as_bitcode(), *of_it)))
        _written_to.write(_LENGTH.pack(len(content)) + content)
        _written_to.flush()

    def flush(self) -> None:
        """Numba's wish to forget what is kept: nothing is."""

    enable = disable = flush


def _read_all(line: IO[bytes], read: SimpleQueue[bytes]) -> None:
    """Read the messages of a line; an empty one stands for its end, in the midst of one or before."""
    with contextlib.suppress(OSError, ValueError), line:
        while len(head := line.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            content = line.read(length) if length <= _LONGEST else b""
            if len(content) < length:
                break
            read.put(content)
    read.put(b"")


def _made_of(parts: tuple[Any, ...], target: Any) -> CompileResult:
    name, bitcode, described, environment, reload_init, signature = parts
    library = PartLibrary.of(target.codegen(), name, llvm.parse_bitcode(bitcode))
    home = described.lookup_module()
    known_by = _dynfunc.make_function(home, described.qualname.rpartition(".")[2], "part", 0, environment, (library,))
    return compile_result(
        target_context=target, library=library, environment=environment, entry_point=known_by, fndesc=described,
        signature=signature, objectmode=False, lifted=(), reload_init=reload_init,
    )  # fmt: skip
