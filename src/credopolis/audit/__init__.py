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
    from credopolis.rulebook.conduct import ActConduct
    from credopolis.rulebook.model import Rulebook


class _Room(ModuleType):
    """The room as a function."""

    def __call__(self, rulebook: str | Path | Rulebook, conduct: Mapping[str, ActConduct] | None = None) -> Audit:
        """Audit a rulebook; see `judge.audit`."""
        from credopolis.audit.judge import audit

        return audit(rulebook, conduct)


sys.modules[__name__].__class__ = _Room
