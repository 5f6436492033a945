"""Which modules of the package can know of another: those that import it, directly or by way of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def _modules(package: Path) -> dict[str, Path]:
    """Modules below a package's folder, by full name."""
    found = {}
    for path in package.rglob("*.py"):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Modules of the package that a module imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            yield node.module
            yield from (name for alias in node.names if (name := f"{node.module}.{alias.name}") in known)


def knowing(package: Path, file: str) -> set[str]:
    """Names of the modules that know of a file below the package, itself among them."""
    known = _modules(package)
    imports = {name: set(_imported(path, known)) for name, path in known.items()}
    found = {".".join((package.name, *Path(file).with_suffix("").parts))}
    while more := {name for name, its in imports.items() if its & found} - found:
        found |= more
    return found
