"""The checkout as the tests of the house see it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final

from pydantic.fields import FieldInfo

from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.regime import RegimeParameters

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "src" / "credopolis"
DOCS: Final = ROOT / "docs"
EXAMPLES: Final = ROOT / "examples"
_FOLDERS: Final = ("src", "docs", "tests", "examples", "benchmarks", "scripts", ".ci")
_SKIPPED: Final = {"__pycache__", "results"}
_MADE_IN: Final = ("examples", "benchmarks")
"""Folders in which runs are made, into a folder `runs`; elsewhere that is a room."""
_BINARY: Final = {".pyc", ".png", ".parquet", ".so", ".bin", ".o"}


def load(path: Path) -> ModuleType:
    """A program of the checkout that is no part of the package, as a module."""
    spec = spec_from_file_location(f"checkout_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """A path as it reads from the root of the checkout."""
    return str(path.relative_to(ROOT))


def pages() -> list[Path]:
    """Every page that people read."""
    return sorted([*DOCS.rglob("*.md"), *EXAMPLES.rglob("*.md"), *ROOT.glob("*.md")])


def _skipped(folder: str) -> set[str]:
    return _SKIPPED | ({"runs"} if folder in _MADE_IN else set())


def text_files() -> Iterator[Path]:
    """Every text file of the checkout that is written by hand."""
    yield from (p for p in ROOT.iterdir() if p.is_file() and p.name != ".git")
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT / folder).parts
            hidden = any(part.startswith(".") for part in parts)
            if path.is_file() and path.suffix not in _BINARY and not hidden and not _skipped(folder) & set(parts):
                yield path


def regime_parameters() -> Iterator[tuple[str, str, FieldInfo]]:
    """Mechanism, name and declaration of every parameter of a regime besides its rulebook."""
    for room, info in RegimeParameters.model_fields.items():
        model = info.annotation
        assert isinstance(model, type) and issubclass(model, Parameters)
        for name, field in model.model_fields.items():
            yield room, name, field
