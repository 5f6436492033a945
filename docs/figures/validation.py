"""Holds the targets against runs, and keeps what comes of it for docs/results.md.

.venv/bin/python docs/figures/validation.py [FOLDER]    # ten minutes on two threads; with a folder it can be stopped
.venv/bin/python docs/generate.py              # puts the tables into the page
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from credopolis.analysis.pages.validate import heading_of, row_of, size_in_words, untold_rows, years_of
from credopolis.analysis.studies.validate import validate

KEPT: Final = Path(__file__).parent / "validation.json"
PEOPLE, SEED, SEEDS, DRAWS = 400_000, 401, 12, 8
"""None of the seeds has a fit seen; with fewer of them V03 cannot be told."""


if __name__ == "__main__":
    found = validate(
        people=PEOPLE, seed=SEED, seeds=SEEDS, draws=DRAWS, workers=2, out=sys.argv[1] if len(sys.argv) > 1 else None
    )
    kept = {
        "size": size_in_words(found),
        "asked": f"--people {PEOPLE // 1000}k --seed {SEED} --seeds {SEEDS} --draws {DRAWS}",
        "targets": [
            {
                "id": one.id, "heading": heading_of(one), "asked": [line.name for line in one.lines],
                "rows": [*map(row_of, one.lines), *untold_rows(one)], "years": years_of(one),
            }
            for one in found.targets
        ],
    }  # fmt: skip
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
