"""A mechanism is whole: one that lacks a source, a switch, a test, a possession or its documentation is named."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace

from credopolis.mechanisms.all import MODULES
from credopolis.mechanisms.declare import Card
from tests.house.tree import DOCS, ROOT

OWNS = ("COLUMNS", "BLOCKS", "EVENTS", "DIALS", "SUMS", "FIELDS", "BOOKS", "TERMS", "TALLIES", "LINES")
# Channels and what sets their capacity own nothing but parameters: what they see is told by `watch`, for all of them.
SEEN_BY_WATCH = {"records", "cameras", "faces", "robots", "drones", "intensive", "traffic"}
# Tests of a module that bear another name.
TESTED_BY = {
    "removal": "tests/engine/test_conservation.py", "robots": "tests/mechanisms/test_hands.py",
    "drones": "tests/mechanisms/test_hands.py", "intensive": "tests/mechanisms/test_hands.py",
    "traffic": "tests/mechanisms/test_hands.py", "officers": "tests/mechanisms/test_hands.py",
    "discretion": "tests/mechanisms/test_offices.py", "platform": "tests/mechanisms/test_offices.py",
    "statistics": "tests/mechanisms/test_offices.py",
}  # fmt: skip


def missing(module: ModuleType | SimpleNamespace, name: str) -> list[str]:
    """What a mechanism's module lacks, in words."""
    lacks = []
    cards: tuple[Card, ...] = getattr(module, "CARDS", ())
    if not cards:
        return ["a card"]
    lacks += [f"a source for {card.name}" for card in cards if not card.sources.strip()]
    switches = (ROOT / "tests" / "engine" / "test_switches.py").read_text(encoding="utf-8")
    channels = re.findall(r'"(\w+)"', (ROOT / "src/credopolis/mechanisms/channels.py").read_text(encoding="utf-8"))
    tried = {*re.findall(r'^    "(\w+)": ', switches, re.MULTILINE), *channels}
    lacks += [f"a test of the switch {card.name}" for card in cards if card.can_be_off and card.name not in tried]
    if name not in SEEN_BY_WATCH and not any(getattr(module, owned, ()) for owned in OWNS):
        lacks.append("anything that it owns")
    test = ROOT / TESTED_BY.get(name, f"tests/mechanisms/test_{name}.py")
    if not test.is_file() or "\ndef test_" not in test.read_text(encoding="utf-8"):
        lacks.append(f"tests ({test.relative_to(ROOT)})")
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    lacks += [f"a line of documentation for {card.name}" for card in cards if f"`{card.name}`" not in page]
    if "Source:" not in (module.__doc__ or ""):
        lacks.append("a source in its docstring")
    return lacks


def test_every_mechanism_is_whole() -> None:
    names = {module: module.__name__.rpartition(".")[2] for module in MODULES}
    assert {name: lacks for module, name in names.items() if (lacks := missing(module, name))} == {}


def test_what_is_missing_is_named() -> None:
    bare = SimpleNamespace(CARDS=(Card("vigour", "Vigour", "nothing at all", " "),), __doc__="Vigour.")
    assert missing(bare, "vigour") == [
        "a source for vigour",
        "a test of the switch vigour",
        "anything that it owns",
        "tests (tests/mechanisms/test_vigour.py)",
        "a line of documentation for vigour",
        "a source in its docstring",
    ]
    assert missing(SimpleNamespace(__doc__=""), "nothing") == ["a card"]


def test_the_worked_change_is_what_stands_in_the_files() -> None:
    """Each line that the how-to adds to a file stands in that file."""
    page = (DOCS / "how-to" / "add-a-mechanism.md").read_text(encoding="utf-8")
    blocks = re.findall(r'```diff title="([^"]+)"\n(.*?)```', page, re.DOTALL)
    assert len(blocks) >= 7
    for path, block in blocks:
        text = (ROOT / path).read_text(encoding="utf-8")
        absent = [line[1:] for line in block.splitlines() if line.startswith("+") and line[1:] not in text]
        assert absent == [], path


def test_what_is_declared_is_declared_under_a_known_name() -> None:
    """A tuple of declarations under a name that `mechanisms.all` does not gather would do nothing."""
    kinds = {"Card", "Dial", "Sum", "ProvinceField", "Line", "Event", "Block", "Book", "Term", "Tally", "Column"}
    strays = []
    for module in MODULES:
        assert module.__file__ is not None
        for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Tuple) and node.value.elts:
                first = node.value.elts[0]
                called = ast.unparse(first.func) if isinstance(first, ast.Call) else ""
                if called in kinds and ast.unparse(node.target) not in (*OWNS, "CARDS"):
                    strays.append(f"{module.__name__}.{ast.unparse(node.target)}")
    assert strays == []
