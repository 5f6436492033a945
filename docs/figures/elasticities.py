"""Works out how acts answer to certainty, severity, delay and cameras, for the table of docs/elasticities.md.

.venv/bin/python docs/figures/elasticities.py     # some ten minutes
.venv/bin/python docs/generate.py                 # puts the table into the page
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Final

from credopolis.analysis.studies.elasticities import elasticities

KEPT: Final = Path(__file__).parent / "elasticities.json"
SEEDS, DRAWS = 5, 40


if __name__ == "__main__":
    found = elasticities("popular-account", seeds=SEEDS, draws=DRAWS)
    KEPT.write_text(json.dumps(dataclasses.asdict(found), indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
