"""What prose names in the package is there: modules move and functions are renamed, and sentences stay behind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.tree import PACKAGE, modules, name_of, pages

ROOMS = "|".join(sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()))
NAMED = re.compile(rf"`(?:credopolis[./])?((?:{ROOMS})(?:[./]\w+)+?)(?:\.py|/)?`")


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a module defines, at its top level and in its classes; of imports only a room's own count."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.alias) and path.name == "__init__.py":
            found.add(node.asname or node.name)
    return frozenset(found)


def leads_somewhere(named: str) -> bool:
    """Whether a folder, a module, or what a module defines has this name."""
    steps, at = re.split(r"[./]", named), PACKAGE
    while steps and (at / steps[0]).is_dir():
        at /= steps.pop(0)
    if not steps:
        return True
    module = at / f"{steps[0]}.py"
    if module.exists():
        return set(steps[1:]) <= names_in(module)
    return set(steps) <= names_in(at / "__init__.py")


def told() -> Iterator[tuple[str, str]]:
    """Where something of the package is named, and how."""
    for path in (*modules(), *pages()):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for named in NAMED.findall(line):
                if not named.endswith((".yaml", ".csv")):
                    yield f"{name_of(path)}:{number}", named


def test_what_is_named_is_there() -> None:
    found = list(told())
    assert len(found) > 80
    assert [f"{where} {named}" for where, named in found if not leads_somewhere(named)] == []


def test_what_is_not_there_is_found() -> None:
    assert leads_somewhere("engine.workers.Workers") and leads_somewhere("runs") and leads_somewhere("core/jit")
    assert not leads_somewhere("engine.run.Workers") and not leads_somewhere("analysis.smc")
