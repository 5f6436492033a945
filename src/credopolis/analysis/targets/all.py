"""All targets that `credopolis validate` knows, in the order of the table of targets."""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets import v01, v03, v04, v05, v06, v07, v09, v11, v12, v13, v15, v16, v18, v19, v21, v22
from credopolis.analysis.targets.target import Validated

MODULES: Final = (v01, v03, v04, v05, v06, v07, v09, v11, v12, v13, v15, v16, v18, v19, v21, v22)
TARGETS: Final[dict[str, Validated]] = {module.TARGET.id: module.TARGET for module in MODULES}
SHARED: Final = ("all", "chilled", "sheets", "spoken", "target", "variants")
"""Modules beside theirs that targets stand on; what was worked out with others is not taken up again."""
MEASURES: Final = ("acts", "dossiers", "on_record", "trajectories", "voices")
"""The same of measures."""
