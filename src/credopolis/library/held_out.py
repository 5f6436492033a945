"""What came of the shipped predictions when they were last made: fitted here, predicted there, beside null models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError

FILE: Final = Path(__file__).parent / "predictions" / "held-out.json"


@dataclass(frozen=True)
class KeptPrediction:
    """One prediction. runs : that it rests on. rows : as `analysis.studies.predict_in_words` writes them."""

    name: str
    title: str
    runs: int
    rows: tuple[tuple[str, ...], ...]


def kept_predictions() -> tuple[KeptPrediction, ...]:
    """All of them, in the order in which they ship.

    Raises
    ------
    CredopolisError
        If the file of the package cannot be read.
    """
    try:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
        return tuple(
            KeptPrediction(name, one["found"]["title"], int(one["found"]["runs"]), tuple(map(tuple, one["rows"])))
            for name, one in kept.items()
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = f"The predictions in {FILE.name} cannot be read ({error}). Install the package again."
        raise CredopolisError(told) from None
