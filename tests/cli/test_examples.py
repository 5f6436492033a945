"""`credopolis examples`: what is copied is what lies in the checkout, and nothing is written over."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from credopolis.cli.examples import schemas
from credopolis.cli.main import guarded
from credopolis.core.errors import UnknownName
from credopolis.library.examples import DOCS_DATA, copy_example, examples, files_of
from tests.house.tree import DOCS, EXAMPLES


def test_all_examples_are_listed_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    folders = {p.name for p in EXAMPLES.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert set(examples()) == folders | {DOCS_DATA} and len(folders) >= 9
    assert all(20 < len(about) < 400 for name, about in examples().items() if name != "notebooks")
    assert guarded(["examples"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in (*folders, DOCS_DATA, "schemas"))


@pytest.mark.parametrize("name", ["own-rulebook", "schemes", "notebooks", DOCS_DATA])
def test_a_copy_is_what_lies_in_the_checkout(name: str, tmp_path: Path) -> None:
    written = copy_example(name, tmp_path / "here")
    origin = DOCS / "figures" if name == DOCS_DATA else EXAMPLES / name
    assert [p.relative_to(tmp_path / "here").as_posix() for p in written] == list(files_of(name)) and written
    for path in written:
        assert path.read_bytes() == (origin / path.relative_to(tmp_path / "here")).read_bytes()


def test_a_copied_example_works_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert guarded(["examples", "copy", "own-rulebook"]) == 0
    assert "wrote own-rulebook/library-card.yaml" in capsys.readouterr().out
    assert guarded(["rulebook", "test", "own-rulebook/library-card.yaml"]) == 0
    assert guarded(["examples", "copy", "own-rulebook"]) == 2
    assert "there already" in capsys.readouterr().err


def test_every_schema_is_copied_and_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert guarded(["examples", "copy", "schemas", "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [Path(file).stem for file in files] == list(schemas())
    for file in files:
        schema = json.loads(Path(file).read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("properties") or schema.get("oneOf") or schema.get("$defs") or schema.get("anyOf"), file


def test_an_unknown_example_is_named_with_its_like() -> None:
    with pytest.raises(UnknownName, match="own-rulebook"):
        copy_example("own-rulbook")
