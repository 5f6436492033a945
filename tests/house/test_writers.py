"""Files are written and taken away in few places, each looked at: whoever adds one meets this test."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import PACKAGE

# Calls that change what is on disk, by module, with how many of each there are.
ALLOWED = {
    "core/writing.py": {
        "os.open": 5,
        "os.replace": 2,
        "os.unlink": 2,
        "os.rmdir": 1,
        "os.mkdir": 1,
        "open": 2,
        "unlink": 1,
    },
    "core/outputs.py": {"os.open": 1, "mkdir": 1},
    "core/keeping.py": {"mkdir": 1},
    "core/kept.py": {
        "os.open": 7,
        "os.replace": 1,
        "os.mkdir": 1,
        "os.unlink": 4,
        "os.rmdir": 2,
    },
    "core/textfile.py": {"os.open": 1},  # for reading
    "store/inside.py": {"os.open": 1},  # for reading
    "store/folder.py": {"mkdir": 3, "rmdir": 1, "unlink": 1},
    "store/streams.py": {"open": 1, "mkdir": 1},
    "analysis/studies/study.py": {"mkdir": 1},
    "cli/main.py": {"NamedTemporaryFile": 1},
    "cli/surroundings.py": {"os.open": 2},  # of nothing, for streams that are closed
    "engine/private.py": {"TemporaryDirectory": 1},
    "analysis/verify.py": {"TemporaryDirectory": 1},
    "analysis/studies/fit.py": {"TemporaryDirectory": 1, "write_text": 1},  # a scenario with the values of a trial
    "studio/started.py": {"shutil.rmtree": 1},  # of a studio that was killed
    "studio/lessons.py": {"TemporaryDirectory": 1},  # for the runs of a lesson, which go with it
    "studio/shelf.py": {"mkdir": 1, "mkdtemp": 1, "shutil.rmtree": 2, "write_text": 1},  # rulebooks that were brought
    "studio/shared.py": {"TemporaryFile": 1, "os.ftruncate": 1},  # memory without a name
}
_OF_OS = (
    "open replace rename renames unlink remove rmdir removedirs mkdir makedirs truncate ftruncate link symlink mknod "
    "mkfifo chmod chown"
)
_OF_PATHS = (
    "write_text write_bytes unlink rmdir mkdir rename touch symlink_to hardlink_to chmod write_parquet write_csv "
    "write_json write_ndjson sink_parquet sink_csv savefig tofile savetxt NamedTemporaryFile TemporaryFile mkstemp "
    "mkdtemp TemporaryDirectory"
)
# A frame into memory; columns of a frame.
_HARMLESS = {("analysis/studies/calibrate.py", "write_parquet"), ("analysis/comparisons/ablate.py", "rename")}


def _what(call: ast.Call) -> str | None:
    """The name of a call that changes what is on disk."""
    function = call.func
    name = ast.unparse(function)
    if name.startswith("shutil."):
        return name
    if name.startswith("os."):
        return name if name.removeprefix("os.") in _OF_OS.split() else None
    last = function.attr if isinstance(function, ast.Attribute) else name
    if last == "open":
        places = call.args[1:2] if isinstance(function, ast.Name) else call.args[:1]
        modes = [*places, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
        texts = [node.value for node in modes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        return "open" if any(set(text) <= set("rwaxbt+") and set(text) & set("wax+") for text in texts) else None
    return last if last in _OF_PATHS.split() else None


def _writers(package: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (what := _what(node)) and (module, what) not in _HARMLESS:
                counts = found.setdefault(module, {})
                counts[what] = counts.get(what, 0) + 1
    return found


def test_files_are_written_in_few_places() -> None:
    assert _writers(PACKAGE) == ALLOWED


def test_every_way_of_writing_is_noticed(tmp_path: Path) -> None:
    ways = [
        "open('x', 'wb')", "open('x', mode='a')", "path.open('x')", "path.write_text('')", "os.replace(a, b)",
        "shutil.rmtree(a)", "path.unlink()", "frame.write_parquet(path)", "os.open(path, flags)", "path.open('r+b')",
    ]  # fmt: skip
    for way in ways:
        (tmp_path / "module.py").write_text(way)
        assert sum(_writers(tmp_path)["module.py"].values()) == 1, way
    (tmp_path / "module.py").write_text("open('x')\npath.open('rb')\nopen('wax')\ntext.replace('a', 'b')")
    assert _writers(tmp_path) == {}
