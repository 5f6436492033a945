"""Fits and predicts all shipped predictions, for the tables of docs/held-out.md.

.venv/bin/python docs/figures/held_out.py     # some ten minutes
.venv/bin/python docs/generate.py             # puts the tables into the page
"""

from __future__ import annotations

import json
from typing import Any, Final

from credopolis.analysis.studies.predict import predict
from credopolis.analysis.studies.predict_in_words import rows_of
from credopolis.analysis.studies.predictions import read_predictions
from credopolis.library.held_out import FILE
from credopolis.library.targets import PREDICTIONS

KEPT: Final = FILE


def found(name: str, workers: int = 2) -> dict[str, Any]:
    """What came of one prediction, as it is kept."""
    asked = read_predictions(name)
    result = predict(asked, workers=workers)
    return {"asked": asked.digest(), "rows": rows_of(result), "found": result.as_json()}


if __name__ == "__main__":
    KEPT.write_text(json.dumps({name: found(name) for name in PREDICTIONS}, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {KEPT.name}")
