"""What a fork gives: the futures, where they lie, and what each reform changes against the future without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credopolis.analysis.comparisons.compare import Comparison
from credopolis.analysis.forks.past import ForkDay
from credopolis.core.errors import EXIT_INTERRUPTED, CredopolisError
from credopolis.runs.reforms import Reform
from credopolis.store.run import Run

if TYPE_CHECKING:
    import polars as pl


class ForkStopped(CredopolisError):
    """A fork was stopped; what was written stays, and the message says how far it goes."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self, whole: Sequence[Path], partial: Path | None) -> None:
        self.whole, self.partial = [str(path) for path in whole], str(partial or "")
        kept = f"Whole futures: {', '.join(self.whole)}." if whole else "No future is whole."
        cut = f" Cut short, readable as far as it goes: {partial}." if partial else ""
        super().__init__(
            f"Stopped. {kept}{cut} No differences were worked out. A fork is not resumed: fork again, into another "
            "folder."
        )


@dataclass(frozen=True)
class Future:
    """One future: its name, the reform (none for the unreformed), and the folder of the run's own seed."""

    name: str
    reform: Reform | None
    folder: Path
    fingerprint: str | None


@dataclass(frozen=True)
class Fork:
    """A run forked at a day.

    run, fingerprint : what was forked. at : the day. folder : where the futures lie. futures : the unreformed first.
    comparison : every headline measure after the fork, each reform less the unreformed future, and twins.
    """

    run: Path
    fingerprint: str | None
    at: ForkDay
    folder: Path
    futures: tuple[Future, ...]
    comparison: Comparison

    @property
    def runs(self) -> dict[str, Run]:
        """Every future, opened."""
        from credopolis.analysis.open import open_run

        return {future.name: open_run(future.folder) for future in self.futures}

    def frame(self) -> pl.DataFrame:
        """One row a measure and reform, as of `cp.compare`."""
        return self.comparison.frame()

    def twins(self) -> pl.DataFrame:
        """One row a reform and group: % of lives better and worse off at the end, and the mean change."""
        import polars as pl

        rows = [
            {"regime": t.regime, "against": t.against, "yardstick": t.yardstick, "column": g.column, "group": g.group,
             "lives": g.lives, "better": g.better.value, "better_low": g.better.low, "better_high": g.better.high,
             "worse": g.worse.value, "worse_low": g.worse.low, "worse_high": g.worse.high, "change": g.change.value,
             "change_low": g.change.low, "change_high": g.change.high}
            for t in self.comparison.twins for g in t.groups
        ]  # fmt: skip
        return pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None))

    def as_json(self) -> dict[str, Any]:
        """The fork as plain data; numbers that are not defined are null."""
        futures = [
            {"name": f.name, "folder": str(f.folder), "fingerprint": f.fingerprint,
             "reform": f.reform.about() if f.reform else None} for f in self.futures
        ]  # fmt: skip
        at = {**dataclasses.asdict(self.at), "date": self.at.date.isoformat()}
        about = {"run": str(self.run), "fingerprint": self.fingerprint, "at": at, "folder": str(self.folder)}
        return {**about, "futures": futures, **self.comparison.as_json()}
