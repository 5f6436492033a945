"""What came of every reversal: kept from run to run, and told as a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.mutation.reversals import PACKAGE, ROOT, VERIFICATION, Reversal, load_reversals

RECORD: Final = Path(__file__).resolve().parent / "record.json"
BAR: Final = 0.95
SEEN, NOT_RUN = "seen", "not run"
_HELPERS: Final = ("tests/*.py", "tests/mechanisms/queues.py")


@dataclass(frozen=True)
class Kept:
    """What came of a reversal. reversal : its hash. rests_on : hash of the sources and tests that it hangs on."""

    reversal: str
    rests_on: str
    how: str
    test: str
    told: str
    seconds: float
    date: str
    commit: str


def hash_of(patterns: Iterable[str], root: Path) -> str:
    """A hash of files below a folder."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        if path.suffix != ".pyc":
            digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def rests_on(test: str, root: Path = ROOT) -> str:
    """A hash of what a result hangs on: the sources and the test that failed, or all tests if none did.

    root : of the checkout, or of a copy of it.
    """
    file = test.partition("::")[0] or f"{VERIFICATION}/test_*.py"
    known = (*_HELPERS, f"{VERIFICATION}/[!t]*.py", f"{VERIFICATION}/tools.py", file)
    return hash_of((f"{PACKAGE}/**/*.*", *known), root)


class Record:
    """The results that were kept, by the name of the reversal."""

    def __init__(self, path: Path = RECORD) -> None:
        self._path = path
        text = path.read_text(encoding="utf-8") if path.is_file() else "{}"
        self.kept = {name: Kept(**given) for name, given in json.loads(text).items()}

    def of(self, reversal: Reversal) -> Kept | None:
        """What came of a reversal when it was last tried as it stands in the list; None if it was not."""
        kept = self.kept.get(reversal.name)
        return kept if kept is not None and kept.reversal == reversal.digest() else None

    def still_holds(self, reversal: Reversal) -> bool:
        """Whether it need not be tried again: neither it nor what its result hangs on has changed."""
        kept = self.of(reversal)
        return kept is not None and kept.rests_on == rests_on(kept.test)

    def keep(self, reversal: Reversal, kept: Kept) -> None:
        """Keep a result, at once and whole."""
        self.kept[reversal.name] = kept
        text = json.dumps({name: asdict(self.kept[name]) for name in sorted(self.kept)}, indent=1, ensure_ascii=False)
        half = self._path.with_suffix(".part")
        half.write_text(text + "\n", encoding="utf-8")
        half.replace(self._path)

    def forget_all_but(self, reversals: Iterable[Reversal]) -> None:
        """Forget what is no longer in the list."""
        names = {reversal.name for reversal in reversals}
        self.kept = {name: kept for name, kept in self.kept.items() if name in names}


def rows(record: Record, reversals: Iterable[Reversal]) -> list[tuple[str, str, str, str]]:
    """Of each reversal its name, file, what the model then says, and which test saw it."""
    found = []
    for one in reversals:
        kept = record.of(one)
        found.append((one.name, one.file, one.means, NOT_RUN if kept is None else _seen(kept)))
    return found


def _seen(kept: Kept) -> str:
    file, _, test = kept.test.partition("::")
    return f"{Path(file).name}: {test.partition('[')[0]}" if kept.how == SEEN else f"**{kept.how}**"


def score(record: Record, reversals: Iterable[Reversal]) -> tuple[int, int, int]:
    """How many reversals were seen, tried, and stand in the list."""
    found = [record.of(one) for one in reversals]
    tried = [kept for kept in found if kept is not None]
    return sum(kept.how == SEEN for kept in tried), len(tried), len(found)


def page_part() -> str:
    """The list for the documentation, with the score, and when and of which state it is."""
    reversals, record = load_reversals(), Record()
    seen, tried, listed = score(record, reversals)
    when = sorted({(kept.date, kept.commit) for one in reversals if (kept := record.of(one)) is not None})
    told = f"**{seen} of {tried} reversals that were tried were seen ({100 * seen / max(tried, 1):.0f} %; bar 95 %).**"
    if tried < listed:
        told += f" {listed - tried} of the {listed} in the list have not been run."
    if when:
        (first, _), (last, _) = when[0], when[-1]
        days = first if first == last else f"{first} to {last}"
        told += f" Tried on {days}, at {', '.join(dict.fromkeys(f'`{commit}`' for _, commit in when))}."
    lines = [f"{told}\n", "| reversal | file | the model then says | seen by |", "| --- | --- | --- | --- |"]
    lines += [f"| `{name}` | `{file}` | {means} | {by} |" for name, file, means, by in rows(record, reversals)]
    return "\n".join(lines) + "\n"
