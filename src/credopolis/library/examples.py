"""Examples and the data of the documentation, where they are installed with the package or lie in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError, Misuse, UnknownName
from credopolis.core.outputs import write_output

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_PLACES: Final = {"": ("_examples", "examples"), "docs-data": ("_docs_data", "docs/figures")}
"""Where the examples lie, and the data of the documentation: in an installed package, and in a checkout."""
DOCS_DATA: Final = "docs-data"
_LEFT_OUT: Final = (".pyc",)
_BESIDE: Final = ("__pycache__", "runs", ".ipynb_checkpoints")


def _place(kind: str) -> Path:
    """The folder of a kind.

    Raises
    ------
    CredopolisError
        If the package was installed without it.
    """
    inside, beside = _PLACES[kind]
    found = next((p for p in (_PACKAGE / inside, _PACKAGE.parents[1] / beside) if p.is_dir()), None)
    if found is None:
        raise CredopolisError("This installation has no examples. Install the wheel of credopolis, or use a checkout.")
    return found


def examples() -> dict[str, str]:
    """Every example by name, with the first sentence of its page."""
    folders = sorted(p for p in _place("").iterdir() if p.is_dir() and p.name not in _BESIDE)
    return {folder.name: _about(folder) for folder in folders} | {
        DOCS_DATA: "The numbers behind the tables and figures of the documentation, and the programs that made them."
    }


def _about(folder: Path) -> str:
    """The first sentence after the heading of an example's page; what it holds if it has none."""
    page = folder / "README.md"
    if not page.is_file():
        return ", ".join(sorted(p.name for p in folder.iterdir() if p.is_file()))
    paragraphs = page.read_text(encoding="utf-8").split("\n\n")
    first = next((p for p in paragraphs if p.strip() and not p.lstrip().startswith(("#", "!", "<", "```"))), "")
    return " ".join(first.split()).split(". ")[0].rstrip(".") + "."


def files_of(name: str) -> dict[str, Path]:
    """The files of an example by their paths in it, in order.

    Raises
    ------
    UnknownName
        If there is no such example.
    """
    known = examples()
    if name not in known:
        raise UnknownName("example", name, known)
    folder = _place(DOCS_DATA) if name == DOCS_DATA else _place("") / name
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in _LEFT_OUT and not set(_BESIDE) & set(path.relative_to(folder).parts)
    }


def copy_example(name: str, folder: Path | None = None) -> list[Path]:
    """Write an example into a folder of its name, or into `folder` -> the files.

    Raises
    ------
    UnknownName
        If there is no such example.
    Misuse
        If a file is there already.
    NotWritten
        If a file cannot be written.
    """
    return write_files({file: path.read_bytes() for file, path in files_of(name).items()}, folder or Path(name))


def write_files(contents: dict[str, bytes], folder: Path) -> list[Path]:
    """Write files into a folder, none over another -> their paths.

    Raises
    ------
    Misuse
        If a file is there already.
    NotWritten
        If a file cannot be written.
    """
    wanted = {folder / file: content for file, content in contents.items()}
    for path in wanted:
        if path.exists() or path.is_symlink():
            raise Misuse(f"{path} is there already, and is not written over. Name another folder with --out.")
    for path, content in wanted.items():
        write_output(path, content)
    return list(wanted)
