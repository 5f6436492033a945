"""The tables of rates against what is known are of the model as it is."""

from __future__ import annotations

import json

import pytest

from tests.house.tree import DOCS, load

MAKER = load(DOCS / "figures" / "rates.py")
KEPT = json.loads((DOCS / "figures" / "rates.json").read_text(encoding="utf-8"))


def test_every_scheme_has_its_table() -> None:
    page = (DOCS / "rates.md").read_text(encoding="utf-8")
    assert list(KEPT) == list(MAKER.SCENARIOS)
    assert [name for name in KEPT if f"\n## {name}\n" not in page] == []
    assert page.count("nothing known") > 10 and "times too common" in page


@pytest.mark.slow
@pytest.mark.parametrize("name", MAKER.SCENARIOS)
def test_the_counts_are_those_of_the_model(name: str) -> None:
    """If the model was changed on purpose: python docs/figures/rates.py, then python docs/generate.py."""
    assert json.loads(json.dumps(MAKER.counted(name))) == KEPT[name]
