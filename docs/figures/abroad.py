"""Works out adoption abroad as the command does by default, for the map and the tables of docs/abroad.md.

.venv/bin/python docs/figures/abroad.py     # some ten seconds
.venv/bin/python docs/generate.py           # puts the tables into the page
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from credopolis.abroad.ask import diffusion
from credopolis.abroad.figures import factors_of, map_of
from credopolis.abroad.found import AbroadFound
from credopolis.abroad.tables import headline, parts_of
from credopolis.analysis.charts.still import as_svg

FOLDER: Final = Path(__file__).parent
KEPT: Final = FOLDER / "abroad.json"
SHOWN: Final = ("Beside what is on record", "On what was held back", "What each factor does: with it, less without it")


def kept(found: AbroadFound) -> dict[str, Any]:
    """What the page holds of a result."""
    parts = {part.title: part for part in parts_of(found)}
    tables = {
        title: {"header": list(parts[title].header), "rows": [list(row) for row in parts[title].rows],
                "lines": list(parts[title].lines)}
        for title in SHOWN
    }  # fmt: skip
    return {"headline": headline(found), "seeds": len(found.seeds), "draws": found.draws, "tables": tables}


if __name__ == "__main__":
    made = diffusion(seeds=100, draws=100)
    KEPT.write_text(json.dumps(kept(made), indent=1) + "\n", encoding="utf-8")
    for figure in (map_of(made), factors_of(made)):
        (FOLDER / f"{figure.name}.svg").write_text(as_svg(figure) + "\n", encoding="utf-8")
    print("wrote docs/figures/abroad.json and two drawings")
