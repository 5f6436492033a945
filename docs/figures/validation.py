"""Holds the targets against runs, and keeps what comes of it for docs/validation.md and for the studio.

.venv/bin/python docs/figures/validation.py [TARGET]...    # all take some minutes on two threads
.venv/bin/python docs/generate.py                          # puts the tables into the page

Targets that are named are made anew, and the others stay: no run depends on what else is asked.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from credopolis.analysis.pages.validate import (
    choice_in_words,
    heading_of,
    lived_in_words,
    notes_of,
    row_of,
    untold_rows,
    years_of,
)
from credopolis.analysis.studies.validate import validate
from credopolis.analysis.studies.validate_result import ValidatedTarget
from credopolis.analysis.targets.all import TARGETS

KEPT: Final = Path(__file__).parent / "validation.json"
SEED: Final = 401
"""Neither it nor those after it has a fit seen."""


def shown(one: ValidatedTarget) -> dict[str, Any]:
    """A target as pages show it."""
    return {
        "id": one.id, "pattern": one.pattern, "verdict": one.verdict, "heading": heading_of(one),
        "asked": [line.name for line in one.lines], "rows": [*map(row_of, one.lines), *untold_rows(one)],
        "notes": notes_of(one), "choice": choice_in_words(one), "years": years_of(one),
    }  # fmt: skip


def kept_with(names: list[str]) -> dict[str, Any]:
    """What is kept, with targets of these names made anew; all, if none is named."""
    old = json.loads(KEPT.read_text(encoding="utf-8")) if names else {"lived": {}, "targets": []}
    found = validate(*names, seed=SEED, workers=2)
    targets = {one["id"]: one for one in old["targets"]} | {one.id: shown(one) for one in found.targets}
    lived = old["lived"] | {one.name: lived_in_words(one) for one in found.settings}
    used = {name for target in TARGETS.values() for name in (one.name for one in target.settings)}
    return {
        "asked": f"--seed {SEED}",
        "lived": {name: said for name, said in lived.items() if name in used},
        "targets": [targets[name] for name in TARGETS if name in targets],
    }


if __name__ == "__main__":
    KEPT.write_text(json.dumps(kept_with(sys.argv[1:]), indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
