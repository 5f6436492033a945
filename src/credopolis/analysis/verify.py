"""Verifying a run: it is lived again from what its folder keeps, and every table's and state's hash is compared.

Three things can differ, and each is told apart: files of the folder that are no longer as they were written; tables
and states that come out otherwise when the run is lived again; and what it is lived again with (versions, kernels).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import Misuse, RunFolderError
from credopolis.core.terminal import command
from credopolis.runs.settings import Progress

if TYPE_CHECKING:
    import polars as pl

    from credopolis.engine.scenario import Scenario
    from credopolis.store.run import Run

SAME, DIFFERENT, DAMAGED = "same", "different", "damaged"
STATE: Final = "state of "
WHOLE: Final = "fingerprint"
FILES: Final = "files"
_ROWS_AT_ONCE: Final = 100_000


@dataclass(frozen=True)
class Compared:
    """One thing that was compared: its hash as kept and as it comes out again, and what became of it.

    found : `same`, `different`, or `damaged` if the file itself is no longer as the run wrote it. where : for a table,
    the first row that differs.
    """

    name: str
    kept: str
    again: str
    found: str
    where: str = ""


@dataclass(frozen=True)
class Verified:
    """What verifying a run found. otherwise : versions and kernels that are not those of the run, as kept and now."""

    folder: Path
    fingerprint: str
    again: str
    compared: tuple[Compared, ...]
    otherwise: dict[str, tuple[str, str]]

    @property
    def holds(self) -> bool:
        """Whether everything came out the same."""
        return all(one.found == SAME for one in self.compared)

    @property
    def differing(self) -> tuple[Compared, ...]:
        """What did not."""
        return tuple(one for one in self.compared if one.found != SAME)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "run": str(self.folder), "holds": self.holds, "fingerprint": self.fingerprint, "again": self.again,
            "compared": [vars(one) for one in self.compared],
            "otherwise": {name: {"kept": kept, "now": now} for name, (kept, now) in self.otherwise.items()},
        }  # fmt: skip


def verify(
    folder: str | Path, *, threads: int | None = None, progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Verified:  # fmt: skip
    """Live a run again and compare what comes out with what its folder keeps.

    Raises
    ------
    Misuse
        If it is no run folder, the run did not end, is a reformed future of a fork, or the files that it came from are
        gone.
    """
    from credopolis.analysis.open import execute, open_run
    from credopolis.store.forked import check_not_forked
    from credopolis.store.manifest import read_manifest

    check_not_forked()
    try:
        manifest = read_manifest(Path(folder))
    except RunFolderError as error:
        raise Misuse(f"It cannot be verified. {error}") from None
    try:
        run = open_run(folder)
    except RunFolderError as error:
        return _unreadable(Path(folder), manifest, error)
    scenario = _scenario_of(run)
    with tempfile.TemporaryDirectory(prefix="credopolis-verify-") as place:
        again = execute(
            scenario, out=Path(place) / "again", threads=threads, checkpoint_every=None, progress=progress,
            fields=bool(run.manifest.get("fields_recorded")),
        )  # fmt: skip
        if again.status != "complete":
            raise KeyboardInterrupt
        return _compared(run, again)


def _unreadable(folder: Path, manifest: dict[str, Any], error: RunFolderError) -> Verified:
    """A folder of which a file cannot be read any more, so that nothing is lived again."""
    if manifest["status"] != "complete":
        raise Misuse(f"It cannot be verified. {error}")
    kept = str(manifest.get("fingerprint") or "")
    return Verified(folder, kept, "", (Compared(FILES, kept, "", DAMAGED, str(error).rstrip(".")),), {})


def _scenario_of(run: Run) -> Scenario:
    """The scenario of a run that can be verified; what hinders it is told."""
    from credopolis.runs.again import one_set_of_rules, rebuild

    if run.status != "complete":
        raise Misuse(f"{run.folder}: the run did not get to its end, so nothing whole is kept to compare. First: "
                     f"{command('resume', run.folder)}")  # fmt: skip
    try:
        one_set_of_rules(run, "Verify the run that it came from.")
        return rebuild(run)
    except RunFolderError as error:
        raise Misuse(f"It cannot be verified. {error}") from None


def _compared(run: Run, again: Run) -> Verified:
    found = [_table(run, again, name) for name in run.tables if name in again.tables]
    kept, now = ((one.manifest.get("outcome") or {}).get("states") or {} for one in (run, again))
    found += [_plain(f"{STATE}{name}", str(kept.get(name, "")), str(now.get(name, ""))) for name in {**kept, **now}]
    found.append(_plain(WHOLE, str(run.fingerprint), str(again.fingerprint)))
    return Verified(run.folder, str(run.fingerprint), str(again.fingerprint), tuple(found), _otherwise(run, again))


def _plain(name: str, kept: str, again: str) -> Compared:
    return Compared(name, kept, again, SAME if kept == again else DIFFERENT)


def _table(run: Run, again: Run, name: str) -> Compared:
    """One table: the hash that the manifest tells, that of the file's values, and that of the table lived again."""
    from credopolis.core.errors import CredopolisError

    told = str(run.manifest["tables"][name].get("blake2b") or "")
    now = str(again.manifest["tables"][name].get("blake2b") or "")
    try:
        there = _hash_of(run, name)
    except CredopolisError as error:
        return Compared(name, told, now, DAMAGED, str(error).splitlines()[0])
    if there != told:
        where = _first_difference(run.table(name), again.table(name))
        return Compared(name, told, now, DAMAGED, f"its values are not those that the manifest tells of; {where}")
    if told == now:
        return Compared(name, told, now, SAME)
    return Compared(name, told, now, DIFFERENT, _first_difference(run.table(name), again.table(name)))


def _hash_of(run: Run, name: str) -> str:
    from credopolis.store.digest import TableDigest

    digest = TableDigest(run.tables[name], run.labels)
    digest.add(run.rows(name))
    return digest.hexdigest()


def _first_difference(kept: pl.DataFrame, again: pl.DataFrame) -> str:
    """The first row of two tables that differs, in words."""
    if kept.columns != again.columns:
        return f"columns {', '.join(kept.columns)} against {', '.join(again.columns)}"
    rows = f"{kept.height:,} rows" if kept.height == again.height else f"{kept.height:,} rows against {again.height:,}"
    least = min(kept.height, again.height)
    kept, again = kept.fill_nan(None), again.fill_nan(None)  # what is unknown in both is no difference
    for first in range(0, least, _ROWS_AT_ONCE):
        mine, its = kept[first : first + _ROWS_AT_ONCE], again[first : min(first + _ROWS_AT_ONCE, least)]
        if mine[: its.height].equals(its):
            continue
        for k, (a, b) in enumerate(zip(mine.iter_rows(named=True), its.iter_rows(named=True), strict=False)):
            if a != b:
                told = ", ".join(f"{name} {a[name]} against {b[name]}" for name in a if a[name] != b[name])
                place = ", ".join(f"{name} {a[name]}" for name in a if a[name] == b[name] and name != "date")
                return f"{rows}; first in row {first + k:,} ({place}): {told}"
    return rows


def _otherwise(run: Run, again: Run) -> dict[str, tuple[str, str]]:
    """Versions and kernels that are not those of the run."""
    kept, now = ({**one.manifest["versions"], "kernels": one.manifest.get("kernels")} for one in (run, again))
    return {name: (str(kept.get(name)), str(now[name])) for name in now if kept.get(name) != now[name]}
