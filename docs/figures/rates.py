"""Counts how often acts are done and entered under every shipped scheme, for the tables of docs/rates.md.

.venv/bin/python docs/figures/rates.py     # lives each scenario at its defaults; two to three minutes
.venv/bin/python docs/generate.py          # puts the tables into the page
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Final

from credopolis.analysis.measures.acts import count_acts
from credopolis.library.catalogue import load_scenario

KEPT: Final = Path(__file__).parent / "rates.json"
SCENARIOS: Final = (
    "popular-account", "suining-2010", "rongcheng-2013", "judgment-defaulters", "us-bank-score", "dangan",
)  # fmt: skip
"""All but the benchmark, which stands for no scheme."""


def counted(name: str) -> dict[str, Any]:
    """What a run of a scenario counts, as it is kept."""
    return dataclasses.asdict(count_acts(load_scenario(name)))


if __name__ == "__main__":
    KEPT.write_text(json.dumps({name: counted(name) for name in SCENARIOS}, indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
