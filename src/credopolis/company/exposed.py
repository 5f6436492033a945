"""An exposure with the chances beside it, as `company exposure --json` prints them."""

from __future__ import annotations

from dataclasses import dataclass

from credopolis.company.chance import Prospect
from credopolis.company.exposure import Exposure


@dataclass(frozen=True)
class Exposed:
    """What a company is exposed to, and the chances of what may come of it."""

    exposure: Exposure
    prospect: Prospect
