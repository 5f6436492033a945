"""The tables of rates, of elasticities and of headlines are of the model as it is."""

from __future__ import annotations

import json

import pytest

from credopolis.analysis.studies.predictions import read_predictions
from credopolis.library.held_out import FILE
from credopolis.library.targets import PREDICTIONS
from tests.house.tree import DOCS, load

MAKER = load(DOCS / "figures" / "rates.py")
DOUBTS = load(DOCS / "figures" / "doubts.py")
ELASTICITIES = load(DOCS / "figures" / "elasticities.py")
KEPT = json.loads((DOCS / "figures" / "rates.json").read_text(encoding="utf-8"))


def test_every_scheme_has_its_table() -> None:
    page = (DOCS / "rates.md").read_text(encoding="utf-8")
    assert list(KEPT) == list(MAKER.SCENARIOS)
    assert [name for name in KEPT if f"\n## {name}\n" not in page] == []
    assert page.count("nothing known") > 10 and "times too common" in page


def test_every_headline_has_both_doubts() -> None:
    kept = json.loads((DOCS / "figures" / "doubts.json").read_text(encoding="utf-8"))
    asked = (kept["people"], kept["asked"], len(kept["seeds"]))
    assert asked == (DOUBTS.PEOPLE, DOUBTS.DRAWS, DOUBTS.SEEDS) and kept["draws"] > 0.9 * kept["asked"]
    for page in (DOCS / "doubts.md", DOCS.parent / "README.md"):
        text = page.read_text(encoding="utf-8")
        assert [one["title"] for one in kept["headlines"] if f"| {one['title']}, " not in text] == []


def test_elasticities_have_their_table() -> None:
    page = (DOCS / "elasticities.md").read_text(encoding="utf-8")
    kept = json.loads((DOCS / "figures" / "elasticities.json").read_text(encoding="utf-8"))
    assert (len(kept["seeds"]), kept["draws"]) == (ELASTICITIES.SEEDS, ELASTICITIES.DRAWS)
    assert page.count("| intentional crime |") == 4 and "What studies report" in page


@pytest.mark.parametrize("name", PREDICTIONS)
def test_predictions_have_their_table(name: str) -> None:
    """If a fit or prediction was changed on purpose: python docs/figures/held_out.py, then python docs/generate.py."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert list(kept) == list(PREDICTIONS)
    asked, page = read_predictions(name), (DOCS / "held-out.md").read_text(encoding="utf-8")
    assert kept[name]["asked"] == asked.digest()
    assert all(f"| {one.title}, " in page for one in asked.predictions.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", MAKER.SCENARIOS)
def test_the_counts_are_those_of_the_model(name: str) -> None:
    """If the model was changed on purpose: python docs/figures/rates.py, then python docs/generate.py."""
    assert json.loads(json.dumps(MAKER.counted(name))) == KEPT[name]
