"""What has no wrapper for the interpreter is called by kernels alone: a call from Python would end the process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.house.tree import PACKAGE, ROOT, name_of

_BARE: Final = {"far", "hot", "inlined", "merged"}
MOST_ARGUMENTS: Final = 9
_DRAWS = "people are drawn in one pass, before there is a place that they could have at hand"
MORE_ARGUMENTS: Final = {
    "society/grids.py attributes": _DRAWS,
    "society/grids.py draw_households": _DRAWS,
    "society/grids.py place_income": _DRAWS,
    "society/households.py place_adults": _DRAWS,
}
"""Kernels with more arguments than `MOST_ARGUMENTS`, and why."""
_KERNELS: Final = _BARE | {"hot_kernel", "kernel", "scalar", "formula", "shared"}


def functions(tree: ast.Module, decorators: set[str]) -> Iterator[ast.FunctionDef]:
    """Functions of a module that bear one of these decorators."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and decorators & {ast.unparse(d) for d in node.decorator_list}:
            yield node


def bare(package: Path = PACKAGE) -> dict[str, set[str]]:
    """Names of the package's functions without a wrapper, by module, in whatever folder it lies."""
    found = {}
    for path in package.rglob("*.py"):
        names = {f.name for f in functions(ast.parse(path.read_text("utf-8")), _BARE)}
        if names:
            found[".".join(("credopolis", *path.relative_to(package).with_suffix("").parts))] = names
    return found


def calls_from_python(path: Path, tree: ast.Module, names: dict[str, set[str]]) -> Iterator[str]:
    """Where Python code calls what has no wrapper: a function of its own, an imported one, or one of a module."""
    kernels = {id(node) for f in functions(tree, _KERNELS) for node in ast.walk(f)}
    known, modules = {f.name for f in functions(tree, _BARE)}, dict[str, str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in names.get(node.module or "", set()):
                    known.add(alias.asname or alias.name)
                if f"{node.module}.{alias.name}" in names:
                    modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in kernels:
            called = node.func
            of_module = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
            if isinstance(called, ast.Name) and called.id in known:
                yield f"{name_of(path)}:{node.lineno} {called.id}"
            elif of_module and called.attr in names.get(modules.get(called.value.id, ""), set()):  # type: ignore[attr-defined]
                yield f"{name_of(path)}:{node.lineno} {ast.unparse(called)}"


def test_only_kernels_call_what_has_no_wrapper() -> None:
    names = bare()
    assert sum(map(len, names.values())) > 100
    found = [
        call
        for folder in ("src", "tests", "docs", "benchmarks", "examples")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if ".venvs" not in path.parts
        for call in calls_from_python(path, ast.parse(path.read_text("utf-8")), names)
    ]
    assert found == []


def test_kernels_have_few_arguments() -> None:
    """What a kernel needs everywhere it has at hand (`engine.here`), so that a call says what is asked of it."""
    found = {
        f"{path.relative_to(PACKAGE).as_posix()} {f.name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for f in functions(ast.parse(path.read_text("utf-8")), _KERNELS)
        if len(f.args.args) > MOST_ARGUMENTS
    }
    assert found == MORE_ARGUMENTS.keys()
    assert all(MORE_ARGUMENTS.values())


def test_every_formula_is_run_by_the_engine() -> None:
    """A formula that only tests call says nothing of what runs: it is dead, or the engine has a copy of it."""
    named: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        used |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        named[name_of(path)] = used
    unused = [
        f"{name_of(path)} {f.name}"
        for path in sorted((PACKAGE / "mechanisms").rglob("*.py"))
        for f in functions(ast.parse(path.read_text("utf-8")), _KERNELS)
        if not any(f.name in used for used in named.values())
    ]
    assert unused == []


def test_such_a_call_is_found() -> None:
    text = """from credopolis.engine import calendar
from credopolis.engine.calendar import pack as put
@hot
def allowed(x):
    return put(x)
def wrong(x):
    return put(x) + calendar.pack(x) + allowed(x) + other.pack(x)
"""
    found = list(calls_from_python(ROOT / "one.py", ast.parse(text), {"credopolis.engine.calendar": {"pack"}}))
    assert sorted(found) == ["one.py:7 allowed", "one.py:7 calendar.pack", "one.py:7 put"]


def test_kernels_in_folders_of_rooms_are_found(tmp_path: Path) -> None:
    (tmp_path / "engine" / "deep").mkdir(parents=True)
    (tmp_path / "engine" / "deep" / "one.py").write_text("@hot\ndef put(x):\n    return x\n")
    names = bare(tmp_path)
    assert names == {"credopolis.engine.deep.one": {"put"}}
    text = "from credopolis.engine.deep.one import put\nput(1)\n"
    assert list(calls_from_python(ROOT / "two.py", ast.parse(text), names)) == ["two.py:2 put"]
