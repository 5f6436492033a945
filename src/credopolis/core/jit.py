"""The only door to the compiler: scalar functions, and kernels cached by the content of the sources they use.

Importing this module imports Numba (about half a second), so light commands must not reach it.
"""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import numba
import numpy as np
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from credopolis.core.errors import KernelsNotKept
from credopolis.core.handed import Handed
from credopolis.core.keeping import Place, find_place, user_root
from credopolis.core.kept import Folder
from credopolis.core.kernel_names import beginning_of, name_of
from credopolis.core.parts import PartCompiler, SeldomAsked, Shared
from credopolis.core.sources import KernelSources, read_sources
from credopolis.core.symbols import KernelCompiler

F = TypeVar("F", bound=Callable[..., Any])


def scalar(function: F) -> F:
    """Compile a function of scalars and arrays that kernels call, and anybody may ask; the compiler inlines it."""
    return _shared(function)


def seldom(function: F) -> F:
    """As `scalar`, for arithmetic of plain floats that is asked a few times in a run: then it is not compiled for that.

    Its bits are the same, for the compiler changes no sum and no product.
    """
    return _shared(function, SeldomAsked)


def shared(function: F) -> F:
    """As `hot`, and anybody may ask: for functions of arrays that only tests call by themselves."""
    return _shared(function, _nrt=False)


def formula(function: F) -> F:
    """As `scalar`, always inlined and without reference counts: what the life loop works out, and anybody may ask."""
    return _shared(function, _nrt=False, forceinline=True)


def hot(function: F) -> F:
    """Compile a function of the life loop, which allocates nothing, without reference counts, as a part of kernels.

    Threads that count references to shared arrays slow one another down several times over. Only kernels may call it:
    wrappers for the interpreter, of which there is none here, take a quarter of all compiling; see also `core.parts`.
    """
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, pipeline_class=PartCompiler)


def far(function: F) -> F:
    """As `hot`; a process that helps compile may understand it for this one, see `core.handed`."""
    compiled = hot(function)
    if compiles():
        compiled._cache = Handed(function, _sources().digest)  # type: ignore[attr-defined]
    return compiled


def inlined(function: F) -> F:
    """As `hot`, and always inlined: for the hot path, where few places call the function."""
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, forceinline=True, pipeline_class=PartCompiler)


def merged(function: F) -> F:
    """As `inlined`, but merged before types are inferred: called from one place, it is not compiled on its own."""
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, inline="always")


def plain(function: F) -> F:
    """The Python function behind a formula, for who asks once: compiling it would cost more."""
    return getattr(function, "py_func", function)


def compiles() -> bool:
    """Whether the compiler is on (it is off under NUMBA_DISABLE_JIT=1, for reading and debugging)."""
    return not numba.config.DISABLE_JIT


def understand(function: Callable[..., Any], *values: Any) -> None:
    """Compile a part of kernels, as far as parts are, for arguments of the types of these."""
    function.compile(tuple(map(numba.typeof, values)))  # type: ignore[attr-defined]


def kernels_digest() -> str:
    """A hash of the sources that kernels are compiled from, and of the versions of what compiles them."""
    return _sources().identity()


@cache
def _sources() -> KernelSources:
    versions = (numba.__version__, llvmlite.__version__, np.__version__)
    return read_sources(Path(__file__).resolve().parents[1], versions)


@cache
def _place() -> Place:
    """A cache folder of its own for each state of the kernels' sources, so that none is ever stale."""
    return find_place(user_root(numba.config.CACHE_DIR), f"kernels-{_sources().digest}")


def keeps_kernels() -> bool:
    """Whether what is compiled now will be found by other processes."""
    place = _place()
    return compiles() and place.folder is not None and place.folder.writable and _sources().unchanged()


def is_kept(function: Callable[..., Any]) -> bool:
    """Whether some compiled form of a kernel was kept, by this process or another."""
    folder = _place().folder
    return folder is not None and bool(folder.names(beginning_of(function.py_func)))  # type: ignore[attr-defined]


def hot_kernel(function: F) -> F:
    """Compile a top-level kernel without the interpreter lock and keep it on disk for the next process.

    It allocates nothing, so it is compiled without reference counts.
    """
    compiled = _compiled(function, _nrt=False)
    if compiles():
        compiled._cache = _Kept(function)  # type: ignore[attr-defined]
    return compiled


class _Kept:
    """What Numba asks for compiled forms of one kernel, and gives those that it compiled.

    In place of Numba's own cache, which falls back to folders that are not keyed by our sources, runs damaged files,
    and ends the run when the disk is full.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    @property
    def cache_path(self) -> str | None:
        """Where kernels are kept; None if nowhere."""
        folder = _place().folder
        return None if folder is None else str(folder.path)

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled form for argument types, if it was kept whole; else None, and Numba compiles it."""
        target.refresh()
        folder, name = self._where(signature, target)
        content = folder.read(name) if folder is not None else None
        if content is None:
            return None
        try:
            kept_signature, parts = pickle.loads(content)
            return CompileResult._rebuild(target, *parts) if kept_signature == signature else None
        except Exception:  # whole, yet not of this machine or Numba after all: what it raises then is anybody's guess
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep a compiled form if that can be done; else say so once."""
        if compiled.library.has_dynamic_globals:
            return
        folder, name = self._where(signature, compiled.target_context)
        trouble = _place().advice
        if folder is not None and folder.writable:
            try:
                folder.write(name, dumps((signature, compiled._reduce())))
            except OSError as error:
                trouble = Place(None, False, f"{folder.path}: {error.strerror or error}").advice
        elif _sources().stale:
            trouble = f"Python runs an older text of {_sources().stale[0]} than stands there. Delete the .pyc files."
        elif not _sources().unchanged():
            trouble = "Sources of credopolis changed while it runs, so kernels are not kept. Start Python again."
        _tell_once(trouble)

    def _where(self, signature: Any, target: Any) -> tuple[Folder | None, str]:
        """The folder and the name of the file that may hold a compiled form; None if none may be used."""
        name = name_of(self._function, signature, target.codegen().magic_tuple(), _settings())
        return (_place().folder if name and _sources().unchanged() else None), name

    def flush(self) -> None:
        """Numba's wish to forget what is kept: nothing is, for it would be as it is again."""

    enable = disable = flush


# Settings of Numba's, by environment or file, that change what it compiles and that it does not key itself.
_SETTINGS = (
    "OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "EXTEND_VARIABLE_LIFETIMES", "LOOP_VECTORIZE", "SLP_VECTORIZE",
    "LLVM_REFPRUNE_PASS", "LLVM_REFPRUNE_FLAGS", "USING_SVML", "ENABLE_AVX", "ENABLE_PROFILING", "DEBUG_NRT",
)  # fmt: skip


def _settings() -> tuple[str, ...]:
    return tuple(str(getattr(numba.config, name, None)) for name in _SETTINGS)


@cache
def _tell_once(trouble: str) -> None:
    if trouble:
        warnings.warn(trouble, KernelsNotKept, stacklevel=2)


# Whether it is always inlined is said of each function: the compiler takes what is not said from the first that calls
# it, and what that one calls from it in turn, which made the life loop three times as long.
_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "forceinline": False}


def _compiled(function: F, **options: Any) -> F:
    _sources()  # now, for what is imported after this and edited later is not what this process compiles
    return numba.njit(**{"pipeline_class": KernelCompiler, **_OPTIONS, **options})(function)  # type: ignore[no-any-return]


def _shared(function: F, kind: type[Shared] = Shared, **options: Any) -> F:
    _sources()
    return kind(function, options={**_OPTIONS, **options}) if compiles() else function
