"""The tables of targets and of governance on their pages are of what is asked and shown now."""

from __future__ import annotations

import json

from credopolis.analysis.pages.validate import COLUMNS
from credopolis.analysis.targets.all import TARGETS
from tests.house.tree import DOCS, load

PAGE = (DOCS / "results.md").read_text(encoding="utf-8")
TARGETS_PAGE = (DOCS / "validation.md").read_text(encoding="utf-8")


def test_every_target_has_its_table() -> None:
    """If targets were changed on purpose: python docs/figures/validation.py, then python docs/generate.py."""
    kept = json.loads((DOCS / "figures" / "validation.json").read_text(encoding="utf-8"))
    maker = load(DOCS / "figures" / "validation.py")
    assert kept["asked"] == f"--seed {maker.SEED}"
    assert [one["id"] for one in kept["targets"]] == [*TARGETS]
    for one in kept["targets"]:
        target = TARGETS[one["id"]]
        assert one["asked"] == [asked.name for asked in target.asked]
        assert len(one["rows"]) == len(target.asked) + len(target.untold)
        assert all(len(row) == len(COLUMNS) for row in one["rows"]) and one["heading"] in TARGETS_PAGE
        assert one["choice"] in TARGETS_PAGE and all(note in TARGETS_PAGE for note in one["notes"])
    assert any(one["years"] for one in kept["targets"])


def test_every_case_of_governance_has_its_row_and_shows_what_it_should() -> None:
    """If the model was changed on purpose: python docs/figures/governance.py, then python docs/generate.py."""
    kept = json.loads((DOCS / "figures" / "governance.json").read_text(encoding="utf-8"))
    cases = load(DOCS / "figures" / "governance.py").CASES
    assert [*kept["cases"]] == [*cases] and all(f"\n| {name} |" in PAGE for name in cases)
    mean = {
        case: {name: sum(run[name] for run in runs) / len(runs) for name in runs[0]}
        for case, runs in kept["cases"].items()
    }
    closed, open_ = mean["inspection, nothing public"], mean["inspection, as open as the best"]
    assert open_["favours"] < closed["favours"] and open_["come to light"] > closed["come to light"]
    assert mean["nobody inspects"]["made up"] == 0 < mean["a quota"]["made up"]
    assert mean["a quota, and careers hang on it"]["made up"] > mean["a quota"]["made up"]
    assert mean["inspection and audits"]["found by audits"] > 0
