"""Asks the questions of `credopolis question` at their own sizes, for the tables of docs/questions.md.

.venv/bin/python docs/figures/questions.py [NAME...]    # all, or those named: one to ten minutes each on two cores
.venv/bin/python docs/generate.py                       # puts the tables into the page
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import credopolis as cp
from credopolis.analysis.pages.question import row_of, size_in_words
from credopolis.analysis.questions.all import QUESTIONS

KEPT: Final = Path(__file__).parent / "questions.json"


def main(names: list[str]) -> None:
    """Ask, and keep what came out beside what was kept of the others."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in names or QUESTIONS:
        found = cp.question(name, workers=2)
        kept[name] = {
            "asks": found.asks, "reads": found.reads, "size": size_in_words(found),
            "says": [one.says for one in found.findings], "rows": [row_of(one)[:-1] for one in found.found],
        }  # fmt: skip
        text = json.dumps({name: kept[name] for name in QUESTIONS if name in kept}, indent=1, ensure_ascii=False)
        KEPT.write_text(text + "\n", encoding="utf-8")
        print(f"wrote {name} to docs/figures/{KEPT.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
