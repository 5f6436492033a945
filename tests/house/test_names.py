"""One name, one thing: no two public classes are called alike, and no function is there for tests alone."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import DOCS, PACKAGE, ROOT, modules

# Called by libraries under these names, or offered to readers from Python, with who calls them.
CALLED_BY_OTHERS = {
    "engine/cluster.py free_memory": "Dask asks a worker's plugin",
    "engine/private.py start_http_server": "distributed, of its own server",
    "engine/share.py dask_setup": "Dask, when a worker starts",
    "cli/groups.py format_commands": "the library of commands",
    "core/yamlevents.py scan_tag": "the YAML reader",
    "core/address.py _read_member": "Numba, of an address",
    "core/address.py as_data": "Numba, of an address that is kept",
    "core/address.py as_return": "Numba, of an address that is returned",
    "core/address.py generic_resolve": "Numba, of an address",
    "core/handed.py load_overload": "Numba asks, as its cache",
    "core/handed.py save_overload": "Numba tells, as its cache",
    "core/parts.py _optimize_final_module": "Numba, of a part",
    "core/parts.py define_pipelines": "Numba asks its compiler",
    "core/symbols.py define_pipelines": "Numba asks its compiler",
    "core/jit.py cache_path": "Numba asks its cache",
    "core/jit.py load_overload": "Numba asks its cache",
    "core/jit.py save_overload": "Numba tells its cache",
    "store/run.py content_hashes": "readers, from Python (docs/python.md)",
    "runs/session.py pause": "readers, from Python (docs/python.md)",
    "rulebook/automaton.py correct": "readers, from Python: the readable reference posts, repairs and corrects",
}  # fmt: skip
_REGISTERED = ("command", "callback", "overload", "register", "validator", "plugin")


def public_classes() -> dict[str, list[str]]:
    """Modules of the package by the public classes that they define."""
    found = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(PACKAGE).as_posix())
    return found


def test_no_two_public_classes_have_one_name() -> None:
    assert {name: where for name, where in public_classes().items() if len(where) > 1} == {}


def used(paths: Iterator[Path] | list[Path]) -> Counter[str]:
    """How often each name is used in files: as itself, as an attribute or a word of data, handed on by `__init__`."""
    names: Counter[str] = Counter()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                names[node.id] += 1
            elif isinstance(node, ast.Attribute):
                names[node.attr] += 1
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names[node.value] += 1
            elif isinstance(node, ast.alias) and path.name == "__init__.py":
                names[node.name] += 1
    return names


def unused(path: Path, names: Counter[str]) -> Iterator[str]:
    """Functions and methods of a module that nothing names, and that no decorator hands to somebody."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("__") and not names[node.name]:
            decorators = [ast.unparse(one) for one in node.decorator_list]
            if not any(word in one for one in decorators for word in _REGISTERED):
                yield f"{path.relative_to(PACKAGE).as_posix()} {node.name}"


def test_every_function_is_called_outside_tests() -> None:
    beside = [*DOCS.glob("*.py"), *DOCS.glob("figures/*.py"), *(ROOT / "benchmarks").glob("*.py")]
    names = used([*modules(), *beside])
    assert sorted(entry for path in modules() for entry in unused(path, names)) == sorted(CALLED_BY_OTHERS)


def test_a_function_that_nobody_calls_is_found() -> None:
    units = PACKAGE / "core" / "units.py"
    everyone = used(modules())
    assert list(unused(units, everyone)) == []
    del everyone["format_duration"]
    assert list(unused(units, everyone)) == ["core/units.py format_duration"]
