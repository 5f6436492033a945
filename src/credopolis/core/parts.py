"""Parts of kernels: functions that only kernels call are kept as they are understood, and made machine code with them.

The compiler as it comes makes machine code of every function, and optimises it, with all that it calls inside: what
lies five calls deep is optimised and written six times, and five of these are never run. A part is only lowered to
LLVM's language; the kernel that calls it links it in, optimises the whole once and writes it once. That takes a third
less than before, and what a kernel computes is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numba
from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import NativeLowering

from credopolis.core.symbols import KernelCompiler, part_name


class PartLibrary(JITCodeLibrary):  # type: ignore[misc]
    """The code of a part: linked into what calls it, never run by itself."""

    def _optimize_final_module(self) -> None:
        """Leave it to the kernel, which sees the whole."""

    def _finalize_final_module(self) -> None:
        """Hand no code to the engine, which would make machine code of it."""
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    @classmethod
    def of(cls, codegen: Any, name: str, module: Any) -> PartLibrary:
        """A part that another process made. module : its code as LLVM has it."""
        made = cls(codegen, name)
        made._final_module = module
        made._finalize_final_module()
        return made

    def as_bitcode(self) -> bytes:
        """The code as LLVM writes it, which `of` takes."""
        self._ensure_finalized()
        return self._final_module.as_bitcode()  # type: ignore[no-any-return]


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerPart(NativeLowering):  # type: ignore[misc]
    """As the compiler's own lowering, into a part."""

    _name = "lower_part"

    def run_pass(self, state: Any) -> bool:
        state.library = PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        state.library.finalize()
        lowered = state.cr
        name, home = lowered.fndesc.qualname.rpartition(".")[2], lowered.fndesc.lookup_module()
        # The dispatcher knows a compiled form by a function; this one has no address and is never called.
        known_by = _dynfunc.make_function(home, name, "part of kernels", 0, lowered.env, (state.library,))
        state.targetctx.insert_user_function(known_by, lowered.fndesc, [state.library])
        state.reload_init.extend(state.library._reload_init)
        state.cr = lowered._replace(cfunc=known_by)
        return True


class PartCompiler(KernelCompiler):
    """The compiler's own passes, but that the last makes a part."""

    mangler = staticmethod(part_name)

    def define_pipelines(self) -> list[Any]:
        """The passes of a part."""
        passes = PassManager("part")
        for some in (
            DefaultPassBuilder.define_untyped_pipeline(self.state),
            DefaultPassBuilder.define_typed_pipeline(self.state),
            DefaultPassBuilder.define_nopython_lowering_pipeline(self.state),
        ):
            passes.passes.extend((_LowerPart if one is NativeLowering else one, why) for one, why in some.passes)
        passes.finalize()
        return [passes]


class Shared(CPUDispatcher):  # type: ignore[misc]
    """A part of kernels that the interpreter may call too: it is compiled for the interpreter once that asks."""

    def __init__(
        self, function: Callable[..., Any], kinds: dict[str, Any] | None = None, options: dict[str, Any] | None = None
    ) -> None:
        # As Numba's own, which makes one anew like this where it reads one that another process wrote.
        super().__init__(function, kinds or {}, {"nopython": True, **(options or {})}, pipeline_class=PartCompiler)

    @cached_property
    def _asked(self) -> Callable[..., Any]:
        options = {name: value for name, value in self.targetoptions.items() if name != "nopython"}
        return numba.njit(self.py_func, pipeline_class=KernelCompiler, **options)  # type: ignore[no-any-return]

    def __call__(self, *values: Any) -> Any:
        """What the function gives for these values."""
        return self._asked(*values)


class SeldomAsked(Shared):
    """The same, of which the interpreter asks little: it runs as plain Python then, for compiling would take longer."""

    def __call__(self, *values: Any) -> Any:
        """What the function gives for these values."""
        return self.py_func(*values)
