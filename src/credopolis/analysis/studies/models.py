"""What a model of one's own is: its code and all that it closes over, so that a changed one never gets old results.

A function counts by its bytecode and constants, its defaults, what its cells hold and the globals that its code names;
functions and classes of the same package or script are followed, those of installed packages count by their version.
What cannot be told apart from one call to the next is refused.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np

from credopolis.core.errors import Misuse

_PLAIN: Final = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis), PurePath)
_BUILT_IN: Final = (types.BuiltinFunctionType, types.MethodWrapperType, types.WrapperDescriptorType, np.ufunc)


def model_digest(model: Callable[..., Any]) -> str:
    """A hash of a model: the same for the same code over the same data, in any process.

    Raises
    ------
    Misuse
        If it rests on something of which nobody can say whether it is still the same.
    """
    walk = _Walk()
    for piece in walk.parts(model, "the model"):
        walk.digest.update(f"{len(piece)}:".encode() + piece)
    return walk.digest.hexdigest()


class _Walk:
    """Goes through everything that a model rests on, each thing once."""

    def __init__(self) -> None:
        self.digest = hashlib.blake2b(f"Python {sys.version_info[:2]}".encode(), digest_size=16)
        self.seen: dict[int, int] = {}
        self.kept: list[object] = []

    def parts(self, thing: Any, where: str) -> Iterator[bytes]:
        """Bytes that differ if things do. where : for messages."""
        if isinstance(thing, _PLAIN) and not isinstance(thing, Enum):
            yield f"{type(thing).__name__} {thing!r}".encode("utf-8", "surrogatepass")
            return
        if id(thing) in self.seen:
            yield b"again %d" % self.seen[id(thing)]
            return
        self.seen[id(thing)] = len(self.seen)
        self.kept.append(thing)  # so that no other thing gets its number
        yield type(thing).__qualname__.encode()
        yield from self._of(thing, where)

    def _of(self, thing: Any, where: str) -> Iterator[bytes]:
        if isinstance(thing, types.CodeType):
            yield from self._code(thing, where)
        elif isinstance(thing, types.FunctionType):
            yield from self._function(thing, where)
        elif isinstance(thing, types.MethodType):
            yield from self._all((thing.__func__, thing.__self__), where)
        elif isinstance(thing, functools._lru_cache_wrapper):
            yield from self.parts(thing.__wrapped__, where)
        elif isinstance(thing, functools.partial):
            yield from self._all((thing.func, thing.args, thing.keywords), where)
        elif isinstance(thing, types.ModuleType):
            yield from self._module(thing)
        elif isinstance(thing, type):
            yield from self._class(thing, where)
        elif isinstance(thing, _BUILT_IN):
            yield f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', thing)}".encode()
        elif isinstance(thing, np.ndarray | np.generic) and thing.dtype != object:
            array = np.asarray(thing)
            yield f"{array.dtype.str} {array.shape}".encode() + np.ascontiguousarray(array).tobytes()
        elif isinstance(thing, list | tuple):
            yield from self._all(thing, where)
        elif isinstance(thing, dict | types.MappingProxyType):
            yield from self._all((x for pair in thing.items() for x in pair), where)
        elif isinstance(thing, set | frozenset):
            yield from sorted(b"".join(_Walk().parts(x, where)) for x in thing)
        elif isinstance(thing, staticmethod | classmethod | functools.cached_property | property):
            yield from self._all((getattr(thing, n, None) for n in ("__func__", "func", "fget", "fset", "fdel")), where)
        else:
            yield from self._object(thing, where)

    def _all(self, things: Any, where: str) -> Iterator[bytes]:
        number = 0
        for thing in things:
            number += 1
            yield from self.parts(thing, where)
        yield b"%d in all" % number

    def _code(self, code: types.CodeType, where: str) -> Iterator[bytes]:
        yield code.co_code
        yield repr((code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags)).encode()
        yield getattr(code, "co_exceptiontable", b"")
        yield from self._all(code.co_consts, where)

    def _function(self, function: types.FunctionType, where: str) -> Iterator[bytes]:
        if installed := _installed(function.__module__):
            yield f"{installed} {function.__module__}.{function.__qualname__}".encode()
            if function.__closure__ is None:
                return
        inside = f"{where}, in {function.__qualname__}"
        yield from self.parts(function.__code__, inside)
        yield from self._all((function.__defaults__, function.__kwdefaults__), inside)
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            try:
                content = cell.cell_contents
            except ValueError:
                continue  # not bound yet
            yield name.encode()
            yield from self.parts(content, f"{inside}: {name}")
        for name in sorted(_names(function.__code__)):
            if name in function.__globals__ and not installed:
                yield name.encode()
                yield from self.parts(function.__globals__[name], f"{inside}: {name}")

    def _module(self, module: types.ModuleType) -> Iterator[bytes]:
        yield (_installed(module.__name__) or module.__name__).encode()
        file = getattr(module, "__file__", None)
        if file and not _installed(module.__name__) and Path(file).is_file():
            yield Path(file).read_bytes()

    def _class(self, kind: type, where: str) -> Iterator[bytes]:
        yield f"{_installed(kind.__module__)} {kind.__module__}.{kind.__qualname__}".encode()
        if _installed(kind.__module__):
            return
        yield from self._all(kind.__bases__, where)
        for name, value in sorted(vars(kind).items()):
            if name not in ("__dict__", "__weakref__", "__doc__", "__module__", "__firstlineno__"):
                yield name.encode()
                yield from self.parts(value, f"{where}: {kind.__qualname__}.{name}")

    def _object(self, thing: Any, where: str) -> Iterator[bytes]:
        """An instance by its class and fields, if these are all that it holds."""
        yield from self.parts(type(thing), where)
        if isinstance(thing, Enum):
            yield from self.parts(thing.value, where)
            return
        state = getattr(thing, "__dict__", None)
        slots = [n for kind in type(thing).__mro__ for n in getattr(kind, "__slots__", ())]
        if (state is None and not slots) or _hides(type(thing)):
            raise Misuse(
                f"Whether {where} (a {type(thing).__name__}) is the same the next time nobody can tell, and so not "
                "whether results in the study's folder are this model's. Give the model plain values, lists, tables of "
                "NumPy, or objects of your own classes; or leave out the folder (out=None)."
            )
        yield from self._all((x for pair in sorted((state or {}).items()) for x in pair), where)
        yield from self._all((getattr(thing, name, None) for name in slots), where)


def _hides(kind: type) -> bool:
    """Whether instances hold more than their fields: a class of C makes them, as it makes generators of numbers."""
    makers = ((base, base.__new__) for base in kind.__mro__)
    return next(base for base, new in makers if getattr(new, "__self__", None) is base) is not object


def _names(code: types.CodeType) -> set[str]:
    """Names that a piece of code or the pieces within it look up."""
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))


@functools.cache
def _installed(module: str | None) -> str:
    """The package and version of a module that was installed, or of Python's own; "" for one of the user's."""
    name = (module or "").partition(".")[0]
    if not name or name == "__main__":
        return ""
    if name in sys.stdlib_module_names:
        return f"{name} of Python {sys.version_info[:3]}"
    found = sys.modules.get(name)
    file = getattr(found, "__file__", None) or next(iter(getattr(found, "__path__", ())), "")
    homes = [sysconfig.get_path(which) for which in ("purelib", "platlib")]
    if file and any(Path(file).is_relative_to(home) for home in homes):
        return f"{name} {_version_of(name)}"
    return ""


def _version_of(name: str) -> str:
    from importlib.metadata import packages_distributions, version

    return "+".join(sorted({f"{d} {version(d)}" for d in packages_distributions().get(name, ())}))


def check_sent(model: Callable[..., Any] | None, workers: int, executor: object) -> None:
    """Refuse worker processes for a model that they cannot call.

    Raises
    ------
    Misuse
        If so.
    """
    said = cannot_be_sent(model) if model is not None and workers > 1 and executor is None else ""
    if said:
        raise Misuse(said)


def cannot_be_sent(model: Callable[..., Any]) -> str:
    """Why other processes cannot call a model, in words; "" if they can."""
    import pickle

    main = sys.modules.get("__main__")
    at_home = inspect.getmodule(model) is main or getattr(model, "__module__", "") == "__main__"
    name = getattr(model, "__qualname__", type(model).__name__)
    remedy = "Put the model into a module of its own and import it from there, or use workers=1."
    file = getattr(main, "__file__", None)
    if at_home and not (file and Path(file).is_file()):
        return f"The model {name} lives in a notebook or was typed in, where worker processes cannot find it. {remedy}"
    try:
        pickle.dumps(model)
    except Exception as error:
        return f"The model {name} cannot be sent to worker processes ({_first_line(error)}). {remedy}"
    return ""


def _first_line(error: BaseException) -> str:
    said = str(error).strip().splitlines()
    return said[0][:200] if said else type(error).__name__
