"""Works out every headline of the default scenario with both kinds of doubt, for the README and docs/doubts.md.

.venv/bin/python docs/figures/doubts.py     # some five minutes on two processors
.venv/bin/python docs/generate.py           # puts the tables into the pages
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from credopolis.analysis.studies.robust import robust

KEPT: Final = Path(__file__).parent / "doubts.json"
PEOPLE, YEARS, DRAWS, SEEDS = 100_000, 10.0, 128, 10
"""The length of the default run, and a tenth of its lives."""


if __name__ == "__main__":
    found = robust("popular-account", people=PEOPLE, years=YEARS, draws=DRAWS, seeds=SEEDS, workers=2)
    KEPT.write_text(json.dumps(found.as_json(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
