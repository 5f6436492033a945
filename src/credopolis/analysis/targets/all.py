"""All targets that `credopolis validate` knows, in the order of the table of targets."""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets import v01, v03, v04, v09, v13
from credopolis.analysis.targets.target import Validated

MODULES: Final = (v01, v03, v04, v09, v13)
TARGETS: Final[dict[str, Validated]] = {module.TARGET.id: module.TARGET for module in MODULES}
