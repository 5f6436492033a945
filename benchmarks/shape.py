"""The shape of the code, counted: what a mechanism touches, circles of files, long argument lists, lines by room.

    python benchmarks/shape.py                       # the working tree
    python benchmarks/shape.py a0411ec7 HEAD         # commits, side by side

It reads sources as text and prints Markdown; nothing is run. A mechanism touches a file whose code (not its comments or
docstrings) names it: the module, its constant, its parameters, or the word in a list; those listed here have names that
mean nothing else. A circle is a set of files each of which imports, directly or by way of others, all the rest.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src/credopolis")
MANY_ARGUMENTS = 10
MECHANISMS = ("informants", "cameras", "faces", "robots", "drones", "traffic", "officers", "quotas", "fear")

Trees = dict[str, ast.Module]


def checked_out(commit: str, into: Path) -> Path:
    """The package as it was at a commit, unpacked into a folder."""
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", commit, str(PACKAGE)], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(into, filter="data")
    return into / PACKAGE


def parsed(package: Path) -> Trees:
    """Every module of a package by its path below it."""
    return {p.relative_to(package).as_posix(): ast.parse(p.read_text("utf-8")) for p in sorted(package.rglob("*.py"))}


def words(tree: ast.Module) -> set[str]:
    """Every name and every text in the code of a module; docstrings and comments are no code."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.Constant(value=str(text)) if id(node) not in told:
                found.add(text)
            case ast.ImportFrom(module=str(module), names=names):
                found |= {*module.split("."), *(alias.name for alias in names)}
    return found


def touched(trees: Trees, mechanism: str) -> list[str]:
    """Files whose code names a mechanism."""
    camel = mechanism.title().replace("_", "")
    named = {mechanism, mechanism.upper(), f"{camel}Parameters"}
    return [path for path, tree in trees.items() if named & words(tree)]


def imports(trees: Trees) -> dict[str, set[str]]:
    """The files of the package that each file imports, at its top or within a function."""
    by_module = {_module(path): path for path in trees}
    found: dict[str, set[str]] = {path: set() for path in trees}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("credopolis"):
                within = [by_module.get(f"{node.module}.{alias.name}") for alias in node.names]
                found[path] |= {one or by_module.get(node.module or "") or path for one in within} - {path}
    return found


def _module(path: str) -> str:
    parts = ("credopolis", *Path(path).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Sets of files that import each other in a circle."""
    reached = {path: _reached(graph, path) for path in graph}
    found: list[set[str]] = []
    for path in graph:
        circle = {other for other in reached[path] if path in reached[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    left = [start]
    while left:
        for other in graph[left.pop()] - reached:
            reached.add(other)
            left.append(other)
    return reached


def arguments(trees: Trees) -> Iterator[tuple[int, str]]:
    """How many arguments each function takes, and its name."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                a = node.args
                yield len(a.posonlyargs) + len(a.args) + len(a.kwonlyargs), f"{path} {node.name}"


def counted(package: Path) -> dict[str, str]:
    """Every count of a package, in words."""
    trees = parsed(package)
    files = {name: len(touched(trees, name)) for name in MECHANISMS}
    there = [n for n in files.values() if n]
    rings = circles(imports(trees))
    taken = sorted(arguments(trees), reverse=True)
    lines: Counter[str] = Counter()
    for path in trees:
        lines[path.partition("/")[0] if "/" in path else "."] += len((package / path).read_text("utf-8").splitlines())
    return {
        "files that a mechanism touches, mean": f"{sum(there) / len(there):.1f}",
        **{f"... {name}": str(n) if n else "" for name, n in files.items()},
        "circles of files": f"{len(rings)} ({sum(map(len, rings))} files)",
        "longest argument list": f"{taken[0][0]} ({taken[0][1]})",
        f"functions of {MANY_ARGUMENTS} arguments or more": str(sum(n >= MANY_ARGUMENTS for n, _ in taken)),
        "files": str(len(trees)),
        "lines": f"{lines.total():,}",
        **{f"... {room}": f"{n:,}" for room, n in sorted(lines.items())},
    }


def main() -> int:
    """Count the working tree, or commits side by side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("commits", nargs="*", help="commits; none for the working tree")
    named = parser.parse_args().commits
    columns = {}
    with tempfile.TemporaryDirectory() as folder:
        for k, commit in enumerate(named):
            columns[commit] = counted(checked_out(commit, Path(folder) / str(k)))
    columns = columns or {"working tree": counted(ROOT / PACKAGE)}
    rows = dict.fromkeys(row for column in columns.values() for row in column)
    print("| | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for row in rows:
        print(f"| {row} | " + " | ".join(column.get(row, "") for column in columns.values()) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
