"""No module needs, however far round, one that needs it; imports inside functions and those for types count, too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.house.tree import PACKAGE, modules

# Circles that stay, each with why. Whoever adds one says what would be lost by cutting it.
KEPT: dict[frozenset[str], str] = {}


def _name(path: Path) -> str:
    """A module's name: `credopolis.core.axes`; of a package, the folder's."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(text: str, known: Iterable[str]) -> set[str]:
    """The modules of the package that a source names, wherever in it; `from a import b` is of `a.b` if that is one."""
    known = set(known)
    named = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            named += [(f"{node.module}.{alias.name}", node.module) for alias in node.names]
        elif isinstance(node, ast.Import):
            named += [(alias.name, "") for alias in node.names]
    return {full if full in known else room for full, room in named} & known


def circle(needs: Mapping[str, set[str]]) -> list[str]:
    """Modules of one circle, each needing the next, the first again at the end; none if there is no circle."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def test_no_modules_need_each_other_in_a_circle() -> None:
    sources = {_name(path): path.read_text(encoding="utf-8") for path in modules()}
    needs = {name: imported(text, sources) - {name} for name, text in sources.items()}
    assert sum(map(len, needs.values())) > 1_000  # the imports were seen
    for round_trip in KEPT:
        for name in round_trip:
            needs[name] -= round_trip
    assert circle(needs) == []
    assert all(KEPT.values())


def test_a_circle_is_found_wherever_its_imports_stand() -> None:
    sources = {
        "a": "from p import b",
        "p": "",
        "p.b": "def f():\n    import c",
        "c": "if TYPE_CHECKING:\n    from a import x",
        "d": "from a import y",
    }
    needs = {name: imported(text, sources) for name, text in sources.items()}
    assert needs == {"a": {"p.b"}, "p": set(), "p.b": {"c"}, "c": {"a"}, "d": {"a"}}
    found = circle(needs)
    assert found[0] == found[-1] and set(found) == {"a", "p.b", "c"}
    assert circle({**needs, "c": set()}) == []
