"""Holds every regime beside the others on one society, and keeps what comes of it for docs/side-by-side.md.

.venv/bin/python docs/figures/side_by_side.py    # some minutes on two threads
.venv/bin/python docs/generate.py                # puts the tables into the page
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from credopolis.analysis.studies.side_by_side import every_regime, side_by_side

KEPT: Final = Path(__file__).parent / "side_by_side.json"
SEED: Final = 501


if __name__ == "__main__":
    found = side_by_side(*every_regime(), seed=SEED, workers=2)
    KEPT.write_text(json.dumps(found.as_json(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
