"""What a rulebook does before anyone lives under it: proofs, checks and legal tests, without a simulation.

The room is itself callable, so that `cp.audit("popular-account")` works whether or not a module of it was imported.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credopolis.audit.judge import Audit
    from credopolis.audit.wanted import Wanted
    from credopolis.rulebook.conduct import ActConduct
    from credopolis.rulebook.model import Rulebook


class _Room(ModuleType):
    """The room as a function."""

    def __call__(
        self, rulebook: str | Path | Rulebook, conduct: Mapping[str, ActConduct] | None = None, *,
        effort: int | None = None, wanted: Wanted | None = None,
    ) -> Audit:  # fmt: skip
        """Audit a rulebook; see `judge.audit`. effort, wanted : None for the usual steps, and for all findings."""
        from credopolis.audit.judge import audit
        from credopolis.audit.proofs.effort import EFFORT
        from credopolis.audit.wanted import EVERYTHING

        return audit(rulebook, conduct, effort=EFFORT if effort is None else effort, wanted=wanted or EVERYTHING)


sys.modules[__name__].__class__ = _Room
