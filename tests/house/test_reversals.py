"""The list of reversed meanings has not rotted: each still fits the sources, and each test that it names is there."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from credopolis.mechanisms.all import MODULES
from tests.house.tree import PACKAGE, ROOT
from tests.mutation.imports import knowing
from tests.mutation.record import Kept, Record, score
from tests.mutation.reversals import Reversal, load_reversals

REVERSALS = load_reversals()
NOTHING_TO_REVERSE = {"campaigns", "conduct", "recorders", "removal", "watch"}
"""Mechanisms whose meaning stands in the modules that they use."""


def test_there_are_at_least_sixty_of_distinct_names() -> None:
    assert len(REVERSALS) >= 60
    assert len({one.name for one in REVERSALS}) == len(REVERSALS)


@pytest.mark.parametrize("one", REVERSALS, ids=lambda one: one.name)
def test_each_fits_the_source_and_says_what_it_reverses(one: Reversal) -> None:
    text = (PACKAGE / one.file).read_text(encoding="utf-8")
    assert text.count(one.before) == 1
    assert one.before != one.after
    ast.parse(one.reversed(text))
    assert one.means[0].isupper() and one.means.endswith(".") and len(one.means) < 121
    assert (ROOT / one.test).is_file()


def test_no_two_reverse_the_same_to_the_same() -> None:
    assert [two for two, n in Counter((one.file, one.before, one.after) for one in REVERSALS).items() if n > 1] == []


def test_every_mechanism_has_one() -> None:
    reversed_files = {one.file for one in REVERSALS}
    names = {module.__name__.rpartition(".")[2] for module in MODULES}
    assert {name for name in names if f"mechanisms/{name}.py" not in reversed_files} <= NOTHING_TO_REVERSE


def test_what_does_not_stand_there_once_is_refused() -> None:
    one = Reversal("twice", "core/units.py", "a", "b", "Nothing.", "people")
    with pytest.raises(ValueError, match="stands 2 times"):
        one.reversed("a a")
    assert one.reversed("a") == "b"


def test_what_machine_code_hangs_on_is_told_from_what_only_python_runs() -> None:
    text = "@formula\ndef f(x):\n    return x + 1\n\n\ndef g(x):\n    return x + 2\n\n\nA = 3\nDIALS = (4,)\n"

    def compiled(before: str) -> bool:
        return Reversal("one", "core/units.py", before, "", "Nothing.", "people").compiled(text)

    assert [compiled(b) for b in ("x + 1", "x + 2", "A = 3", "(4,)", "x + 1\n\n\ndef g")] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_what_is_not_seen_and_not_run_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    record = Record(tmp_path_factory.mktemp("record") / "record.json")
    seen, missed, _ = some = REVERSALS[:3]
    for one, how in ((seen, "seen"), (missed, "missed")):
        record.keep(
            one, Kept(one.digest(), "", how, "tests/verification/test_x.py::test_y", "", 1.0, "2026-01-01", "abc")
        )
    assert score(record, some) == (1, 2, 3)
    assert record.of(REVERSALS[2]) is None and not record.still_holds(seen)
    changed = Reversal(**{**vars(seen), "after": seen.after + " "})
    assert record.of(changed) is None, "a result is of a reversal as it stands in the list"


def test_a_module_is_known_to_those_that_import_it_and_to_theirs() -> None:
    of_acting = knowing(PACKAGE, "engine/acting.py")
    assert {"credopolis.engine.acting", "credopolis.engine.district", "credopolis.engine.ticks"} <= of_acting
    assert not {"credopolis.engine.provinces", "credopolis.mechanisms.watch", "credopolis.society.grids"} & of_acting
    assert {"credopolis.mechanisms.all", "credopolis.engine.ticks"} <= knowing(PACKAGE, "mechanisms/fear.py")
    assert "credopolis.society.grids" in knowing(PACKAGE, "core/draws.py")
