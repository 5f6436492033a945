"""Runs the documented record, and keeps what comes of it beside what is on record, for docs/results.md.

.venv/bin/python docs/figures/on_record.py    # about a minute
.venv/bin/python docs/generate.py             # puts the table into the page
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from make import save

from credopolis.analysis.charts.path import list_path
from credopolis.analysis.charts.stills import still
from credopolis.analysis.measures.on_record import lines_of, path_of
from credopolis.analysis.measures.trajectories import follow
from credopolis.analysis.told.on_record import record_row
from credopolis.library.catalogue import load_scenario
from credopolis.library.on_record import record_of

HERE: Final = Path(__file__).parent
KEPT: Final = HERE / "on_record.json"
SCENARIO, LIST, PEOPLE, SEED = "china-2005-2025", "dishonest_debtors", 500_000, 401
"""The seed is none that a fit has seen."""


if __name__ == "__main__":
    lived = follow(load_scenario(SCENARIO, people=PEOPLE, seed=SEED), threads=None)
    found = {
        "people": PEOPLE,
        "seed": SEED,
        "asked": [row.name for row in record_of(SCENARIO)],
        "rows": [record_row(line) for line in lines_of(lived)],
    }
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    save(still(list_path(LIST, path_of(lived, LIST))), "list-path.svg")
    print(f"wrote docs/figures/{KEPT.name}")
