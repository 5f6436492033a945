"""Examples are alike, run, and print what is recorded beside them; code in the documentation runs."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from credopolis.rulebook import load_cases, load_rulebook, run_case
from tests.house.tree import DOCS, EXAMPLES, ROOT, load, name_of

record = load(EXAMPLES / "record.py")
FOLDERS = sorted(
    p.name for p in EXAMPLES.iterdir() if p.is_dir() and not p.name.startswith("_") and p.name != "notebooks"
)


def _makes_its_own(block: str) -> bool:
    return ("cp.run(" in block or "cp.Session.begin(" in block) and "cp.open_run(" not in block


def _blocks() -> list[tuple[str, str]]:
    """Blocks of Python in the documentation that stand on their own and make their own run."""
    found = []
    for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        alone = [b for b in blocks if "import credopolis as cp" in b and _makes_its_own(b)]
        alone = [b for b in alone if "__main__" not in b]  # starts workers; tests/engine/test_spread.py does that
        found += [(f"{name_of(page)}-{k}", block) for k, block in enumerate(alone)]
    return found


def test_every_example_is_run() -> None:
    assert set(record.COMMANDS) == set(FOLDERS)


@pytest.mark.parametrize("name", FOLDERS)
def test_examples_are_alike(name: str) -> None:
    files = {p.name for p in (EXAMPLES / name).iterdir()}
    assert {"README.md", "output.txt"} <= files
    assert files & {"run.sh", "example.py"}


@pytest.mark.parametrize("name", FOLDERS)
def test_examples_print_what_is_recorded(name: str) -> None:
    """If the model was changed on purpose: python examples/record.py, then python docs/generate.py."""
    recorded = (EXAMPLES / name / "output.txt").read_text(encoding="utf-8")
    assert record.output_of(name) == recorded


NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run_and_are_exported(notebook: Path, tmp_path: Path) -> None:
    """Every cell, in a kernel of their own; they are kept without outputs. What an export shows fetches nothing."""
    book = nbformat.read(notebook, as_version=4)
    nbformat.validate(book)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert cells and all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output.data for cell in cells for output in cell.outputs if "data" in output]
    assert len(shown) >= 3 and "widgets" not in book.metadata
    html, _ = HTMLExporter().from_notebook_node(book)
    pictures = [data["text/html"] for data in shown if "<img" in data.get("text/html", "")]
    assert len(pictures) == sum(".chart(" in cell.source and ".save(" not in cell.source for cell in cells)
    for picture in pictures:
        assert picture.split("src='")[1].split("'")[0] in html
        assert "src='data:image/svg+xml;base64," in picture and "http" not in picture and "<script" not in picture
    assert "widget-view+json" not in html


def test_the_cases_of_the_own_rulebook_hold() -> None:
    folder = EXAMPLES / "own-rulebook"
    book = load_rulebook(folder / "library-card.yaml")
    cases = load_cases(folder / "cases.yaml", book)
    assert len(cases.cases) >= 2
    assert [str(fault) for name in cases.cases for fault in run_case(book, cases, name)] == []


@pytest.mark.parametrize(("where", "block"), _blocks(), ids=lambda value: value if "\n" not in value else "")
def test_code_in_the_documentation_runs(
    where: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, where, "exec"), {"__name__": "documentation"})
    assert "cp.run(" not in block or list((tmp_path / "runs").iterdir())
