"""What the values of regimes rest on, counted."""

from __future__ import annotations

import json

import pytest

from credopolis.cli.main import guarded
from credopolis.core.reading import Source
from credopolis.library.grounds_of import Grounds, count, grounds_of
from credopolis.library.names import EVERY_REGIME


def test_by_hand() -> None:
    sources = [Source(("seed-001",)), Source(("assumption",)), Source(("seed-001", "assumption")), Source(("rc-030",))]
    found = count(sources)
    assert found == Grounds(1, 2, 1) and found.values == 4
    assert found.in_words() == "25 % sourced, 50 % assumed, 25 % remembered"
    assert Grounds().in_words() == "no value has a source"
    assert found + Grounds(1, 1, 1) == Grounds(2, 3, 2)


def test_every_regime_is_counted_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    each = {name: grounds_of(name) for name in EVERY_REGIME}
    assert each["none"].sourced == 0 and each["institutions-only"].sourced < 5 < each["sesame-like"].sourced
    assert each["rongcheng-2013"].remembered and not each["none"].remembered
    assert guarded(["regimes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {card["name"]: Grounds(**card["grounds"]) for card in told["regimes"]} == each
    assert Grounds(**told["grounds"]) == sum(each.values(), Grounds())
    assert guarded(["regimes"]) == 0
    assert "sourced" in capsys.readouterr().out
    assert guarded(["regimes", "--html", "page.html"]) == 2 and "--compare" in capsys.readouterr().err
