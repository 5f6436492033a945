"""Shows on paired draws what publicity, quotas, openness, audits and careers do, and keeps it for docs/results.md.

.venv/bin/python docs/figures/governance.py    # about two minutes
.venv/bin/python docs/generate.py              # puts the table into the page
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Final

import credopolis as cp
from credopolis.library.on_record import POPULATION

KEPT: Final = Path(__file__).parent / "governance.json"
PEOPLE, YEARS, SEEDS = 50_000, 3, (1, 2, 3)
INSPECTED: Final = {"regime.discipline.stands": True}
QUOTA: Final = {"regime.quotas.negative_a_year": 0.06, "conduct.alarms.office": 0.05}
CASES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "nobody inspects": ("", {}),
    "inspection, nothing public": ("nobody inspects", {**INSPECTED, "regime.discipline.open_to_all": 0.0}),
    "inspection, half public": ("inspection, nothing public", INSPECTED),
    "inspection, as open as the best": (
        "inspection, nothing public", {**INSPECTED, "regime.discipline.open_to_all": 0.85},
    ),
    "inspection, provinces differ": ("inspection, half public", {**INSPECTED, "regime.transparency.stands": True}),
    "inspection and audits": ("inspection, half public", {**INSPECTED, "regime.audits.stands": True}),
    "a quota": ("nobody inspects", QUOTA),
    "a quota, and careers hang on it": ("a quota", {**QUOTA, "regime.careers.stands": True}),
    "a quota, careers and audits": (
        "a quota, and careers hang on it", {**QUOTA, "regime.careers.stands": True, "regime.audits.stands": True},
    ),
}  # fmt: skip
"""Cases by name: the one that it is paired with, and what is set."""


def counted(changes: dict[str, Any], seed: int) -> dict[str, float]:
    """What one run counts."""
    with tempfile.TemporaryDirectory() as folder:
        run = cp.run("popular-account", people=PEOPLE, years=YEARS, seed=seed, set=changes, out=f"{folder}/run")
        return numbers_of(run)


def numbers_of(run: cp.Run) -> dict[str, float]:
    """What is told of a run."""

    def one(asked: str, table: str) -> float:
        return float(run.sql(asked).row(0)[0] or 0.0) if table in run.tables else 0.0

    cases = run.sql("select stage, truth, sum(cases) as n from cases group by all").rows()
    at = {(stage, truth): float(n) for stage, truth, n in cases}
    a_thousand_a_year = POPULATION / PEOPLE / YEARS / 1000
    return {
        "favours": sum(n for (stage, _), n in at.items() if stage == "waived"),
        "made up": at.get(("posted", "fabricated"), 0.0),
        "reported for each recorded": one("select sum(reported) / greatest(sum(negative), 1) from offices", "offices"),
        "come to light": one("select sum(exposed) from discipline", "discipline"),
        "found by audits": one("select sum(found_favours) + sum(found_made_up) from audits", "audits"),
        "cases opened a year in China, thousands": (
            one("select sum(opened) from discipline", "discipline") * a_thousand_a_year
        ),
    }


if __name__ == "__main__":
    kept = {name: [counted(changes, seed) for seed in SEEDS] for name, (_, changes) in CASES.items()}
    text = {"people": PEOPLE, "years": YEARS, "seeds": SEEDS, "cases": kept,
            "beside": {name: pair for name, (pair, _) in CASES.items()}}  # fmt: skip
    KEPT.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")
    print(f"wrote docs/figures/{KEPT.name}")
