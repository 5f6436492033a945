"""A mechanism is whole: one that lacks a source, a switch, a test, a possession or its documentation is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from pathlib import Path
from types import ModuleType, SimpleNamespace

from credopolis.core import purposes
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.all import MODULES
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.declare import Card
from tests.house.tree import DOCS, PACKAGE, ROOT, modules

OWNS = (
    "CHANNEL",
    "COLUMNS",
    "BLOCKS",
    "EVENTS",
    "DIALS",
    "SUMS",
    "FIELDS",
    "BOOKS",
    "TERMS",
    "TALLIES",
    "SHEETS",
    "TABLES",
    "LINES",
    "HEADLINES",
)
# Tests of a mechanism that stand in a file of another name, which names it.
_HANDS, _OFFICES = "tests/mechanisms/test_hands.py", "tests/mechanisms/test_offices.py"
_WATCH, _LADDER = "tests/mechanisms/test_watch.py", "tests/mechanisms/test_ladder.py"
_ARMY = "tests/mechanisms/test_army.py"
_WORK = "tests/engine/test_workplaces.py"
TESTED_BY = {
    "removal": "tests/engine/test_twin.py", "locks": _LADDER,
    "robots": _HANDS, "drones": _HANDS, "checkpoints": _HANDS, "recorders": _HANDS, "traffic": _HANDS,
    "officers": _HANDS,
    "campaigns": _WATCH, "false_alarms": _WATCH, "vetting": _ARMY, "championships": _ARMY,
    "discretion": _OFFICES, "quotas": _OFFICES, "platform": _OFFICES, "statistics": _OFFICES,
    "companies": _WORK, "dismissals": _WORK, "representatives": _WORK, "staff": _WORK,
}  # fmt: skip


def used_elsewhere() -> set[str]:
    """Mechanisms of which another module uses a function."""
    used = set()
    for path in modules():
        if path.parent == PACKAGE / "mechanisms" and path.stem in ("all", "regime"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("credopolis.mechanisms."):
                functions = [alias.name for alias in node.names if alias.name.islower()]
                used |= {(node.module or "").rpartition(".")[2]} if functions else set()
    return used


def missing(module: ModuleType | SimpleNamespace, name: str, used: Collection[str] = ()) -> list[str]:
    """What a mechanism's module lacks, in words. used : mechanisms of which another module uses a function."""
    lacks = []
    cards: tuple[Card, ...] = getattr(module, "CARDS", ())
    if not cards:
        return ["a card"]
    if [card.name for card in cards] != [name]:
        return [f"one card, with the name of its file: {', '.join(card.name for card in cards)}"]
    (card,) = cards
    if not card.sources.strip():
        lacks.append("a source")
    switches = (ROOT / "tests" / "engine" / "test_switches.py").read_text(encoding="utf-8")
    tried = {*re.findall(r'^    "(\w+)": ', switches, re.MULTILINE), *SEEING}
    if card.can_be_off and name not in tried:
        lacks.append("a test of its switch")
    if name not in used and not any(getattr(module, owned, ()) for owned in OWNS):
        lacks.append("anything that it owns or does")
    test = ROOT / TESTED_BY.get(name, f"tests/mechanisms/test_{name}.py")
    text = test.read_text(encoding="utf-8") if test.is_file() else ""
    if "\ndef test_" not in text or not re.search(rf"\b{name}\b", text):
        lacks.append(f"tests that name it ({test.relative_to(ROOT)})")
    if f"`{name}`" not in (DOCS / "model.md").read_text(encoding="utf-8"):
        lacks.append("a line of documentation")
    if "Source:" not in (module.__doc__ or ""):
        lacks.append("a source in its docstring")
    return lacks


def test_every_mechanism_is_whole() -> None:
    names, used = {module: module.__name__.rpartition(".")[2] for module in MODULES}, used_elsewhere()
    assert {name: lacks for module, name in names.items() if (lacks := missing(module, name, used))} == {}


def test_every_file_that_declares_something_is_a_mechanism() -> None:
    known = {module.__name__.rpartition(".")[2] for module in MODULES}
    declaring = set()
    for path in (PACKAGE / "mechanisms").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in (*OWNS, "CARDS"):
                declaring.add(path.stem)
    # What `all` gathers, and measures of how groups fare, which are no mechanism's own.
    assert declaring - {"all", "equality"} == known


def test_what_is_missing_is_named() -> None:
    bare = SimpleNamespace(CARDS=(Card("vigour", "Vigour", "nothing at all", " "),), __doc__="Vigour.")
    assert missing(bare, "vigour") == [
        "a source",
        "a test of its switch",
        "anything that it owns or does",
        "tests that name it (tests/mechanisms/test_vigour.py)",
        "a line of documentation",
        "a source in its docstring",
    ]
    assert missing(SimpleNamespace(__doc__=""), "nothing") == ["a card"]
    assert missing(bare, "zeal") == ["one card, with the name of its file: vigour"]
    two = SimpleNamespace(CARDS=(*bare.CARDS, *bare.CARDS), __doc__="")
    assert missing(two, "vigour") == ["one card, with the name of its file: vigour, vigour"]


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
    kinds = {
        "Card", "Dial", "Sum", "ProvinceField", "Line", "Event", "Block", "Book", "Term", "Tally", "Sheet", "Table",
        "Column",
    }  # fmt: skip
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


def test_no_number_of_an_event_is_used_twice() -> None:
    numbers = [event.kind for event in mechanisms.EVENTS]
    assert len({*numbers}) == len(numbers) and min(numbers) >= 0 and max(numbers) < 64


def test_no_name_is_declared_twice() -> None:
    m = mechanisms
    for declared in (m.EVENTS, m.LINES, m.DIALS, m.SUMS, m.FIELDS, m.BOOKS, m.TERMS, m.TALLIES, m.BLOCKS, m.TABLES):
        names = [one.name for one in declared]
        assert len({*names}) == len(names), [name for name in names if names.count(name) > 1]


def test_no_purpose_of_draws_is_used_twice() -> None:
    numbers = [int(value) for name, value in vars(purposes).items() if name.isupper()]
    assert len({*numbers}) == len(numbers)
