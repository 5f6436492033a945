"""The list of reversals, and how one is put into a copy of the sources."""

from __future__ import annotations

import ast
import hashlib
import tomllib
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = Path("src") / "credopolis"
LISTS: Final = Path(__file__).resolve().parent / "reversals"
VERIFICATION: Final = Path("tests") / "verification"
_COMPILED: Final = {"scalar", "formula", "hot", "inlined", "merged", "hot_kernel"}
_DECLARED: Final = {"CHANNEL", "DIALS", "TERMS", "BOOKS"}
"""Names under which a module declares what Python works out before kernels see it (`mechanisms.declare`)."""


@dataclass(frozen=True)
class Reversal:
    """A meaning that is reversed.

    file : below the package. before, after : text of it, which stands there once, and what takes its place. means :
    what the model then says, a sentence. seen_by : the test file of `tests/verification` that should fail, NAME of
    `test_NAME.py`.
    """

    name: str
    file: str
    before: str
    after: str
    means: str
    seen_by: str

    @property
    def test(self) -> Path:
        """The test file that should fail, from the root of the checkout."""
        return VERIFICATION / f"test_{self.seen_by}.py"

    def digest(self) -> str:
        """A hash of the reversal itself."""
        return hashlib.blake2b(repr(astuple(self)).encode(), digest_size=8).hexdigest()

    def reversed(self, text: str) -> str:
        """The text of its file, with the meaning reversed.

        Raises
        ------
        ValueError
            If the text to be replaced does not stand there once.
        """
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: `{self.before}` stands {text.count(self.before)} times in {self.file}")
        return text.replace(self.before, self.after)

    def is_compiled(self) -> bool:
        """As `compiled`, of the checkout."""
        return self.compiled((ROOT / PACKAGE / self.file).read_text(encoding="utf-8"))

    def compiled(self, text: str) -> bool:
        """Whether machine code can hang on it: unless it lies in a function that only Python runs.

        text : of its file.
        """
        start = text.index(self.before)
        first = text.count("\n", 0, start + len(self.before) - len(self.before.lstrip())) + 1
        last = text.count("\n", 0, start + len(self.before.rstrip())) + 1
        for node in ast.parse(text).body:
            begins = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            if begins <= first and last <= (node.end_lineno or node.lineno):
                return not _only_python(node)
        return True


def _only_python(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        return not {ast.unparse(d) for d in node.decorator_list} & _COMPILED
    if isinstance(node, ast.AnnAssign | ast.Assign):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
        return {ast.unparse(target) for target in targets} <= _DECLARED
    return isinstance(node, ast.ClassDef)


def load_reversals(folder: Path = LISTS) -> tuple[Reversal, ...]:
    """Every reversal of the list, in the order of files and of their text."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        for name, given in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.append(Reversal(name=name, **given))
    return tuple(found)
