"""A run on disk: each table as a Polars frame and a DuckDB view, read when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credopolis.core.axes import TableColumn
from credopolis.core.errors import BadValue, Misuse, RunFolderError, UnknownName
from credopolis.core.schema import MOST_BORN
from credopolis.mechanisms.declare import Table
from credopolis.store.digest import TableDigest
from credopolis.store.forked import check_not_forked
from credopolis.store.inside import NotPlain, open_inside
from credopolis.store.manifest import Manifest
from credopolis.store.parquet import plain_schema
from credopolis.store.parquet_check import check_content
from credopolis.store.tables import TABLE_NAMES, run_tables
from credopolis.store.tidy import Rows

if TYPE_CHECKING:
    import duckdb
    import polars as pl

AGAIN = "Run the scenario again (the same seed gives the same results)."


@dataclass(frozen=True)
class Run:
    """A finished, interrupted or stopped run on disk.

    Tables are read when first asked for: `run.grades`, `run.flows`, ... (Polars frames), `run.scan(name)` (lazy),
    `run.sql("select ...")` (DuckDB, one view a table).
    """

    folder: Path
    manifest: Manifest = field(repr=False)
    parts: tuple[dict[str, Any], ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    summarise: Callable[[Run], Any] | None = field(default=None, repr=False)
    replay: Callable[[Run, int], Any] | None = field(default=None, repr=False)
    sample: Callable[..., Any] | None = field(default=None, repr=False)
    shown_by: Callable[[Run], Any] | None = field(default=None, repr=False)
    _checked: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def status(self) -> str:
        """`complete`, `interrupted`, `failed` or `running`."""
        return str(self.manifest["status"])

    @property
    def start(self) -> date:
        """The calendar date of day 0."""
        return date.fromisoformat(self.manifest["scenario"]["start"])

    @property
    def fingerprint(self) -> str | None:
        """The hash of the final state and of all tables but `fields`; None if the run did not get to its end."""
        return self.manifest.get("fingerprint")

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The run's tables by name, with units and meanings of their columns."""
        names = tuple(f["name"] for f in self.manifest["fields"])
        units = tuple(f["unit"] for f in self.manifest["fields"])
        return {t.name: t for t in run_tables(names, units, self.manifest["tables"])}

    @cached_property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """Labels of every category, in order (grades lowest first)."""
        return {name: tuple(labels) for name, labels in self.manifest["labels"].items()}

    def paths(self, name: str) -> list[Path]:
        """The Parquet files of a table, in order of time; their values are checked when they are first asked for.

        Raises
        ------
        RunFolderError
            With the first file that holds what no run records.
        """
        if name not in self.tables:
            raise UnknownName("table", name, self.tables)
        files = [(p["files"][name]["path"], p["through_day"]) for p in self.parts if name in p["files"]]
        folder = self.folder.absolute()  # so that no reader takes the path for one of its own patterns or schemes
        if name not in self._checked:
            for path, through_day in files:
                self._check_values(name, path, through_day)
            self._checked.add(name)
        return [folder / path for path, _ in files]

    def _check_values(self, name: str, path: str, through_day: int) -> None:
        try:
            with open_inside(self.folder, path) as file:
                check_content(file, self.tables[name], self.labels, (0, through_day), self.start)
        except OSError as error:
            problem = f"the file cannot be read ({error.strerror or error})"
            raise RunFolderError(self.folder / path, problem, AGAIN) from None
        except NotPlain as error:
            raise RunFolderError(self.folder / path, f"the file is not one of a run: {error}", AGAIN) from None

    def scan(self, name: str) -> pl.LazyFrame:
        """A table as a lazy Polars frame; categories are ordered (grades lowest first)."""
        import polars as pl

        check_not_forked()
        paths = self.paths(name)
        if not paths:
            return _empty_frame(self.tables[name], self.labels).lazy()
        if all(map(_is_text, paths)):
            frame = pl.scan_parquet(paths, glob=False, hive_partitioning=False)
        else:
            frame = pl.concat([pl.read_parquet(path.read_bytes()) for path in paths]).lazy()
        kinds = {c.name: c.kind for c in self.tables[name].columns if c.kind in self.labels}
        return frame.with_columns(pl.col(c).cast(pl.Enum(self.labels[kind])) for c, kind in kinds.items())

    def table(self, name: str) -> pl.DataFrame:
        """A table as a Polars frame."""
        return self.scan(name).collect()

    def __getattr__(self, name: str) -> pl.DataFrame:
        """Each table as an attribute: `run.grades`, `run.cases`, ... It is read when first asked for."""
        if name not in TABLE_NAMES:
            raise AttributeError(f"a run has no {name!r}; its tables are {', '.join(TABLE_NAMES)}")
        frame = self.__dict__[name] = self.table(name)
        return frame

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *TABLE_NAMES})

    @cached_property
    def database(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection in memory with one view a table, which reaches the run's own files and no others."""
        import duckdb
        import pyarrow.dataset as ds
        from pyarrow.fs import LocalFileSystem

        connection = duckdb.connect(":memory:")
        for kind, labels in self.labels.items():
            connection.execute(f"create type {_quoted(f'{kind}_label')} as enum ({', '.join(map(_literal, labels))})")
        for name, table in self.tables.items():
            paths = self.paths(name)
            files: Any
            if not paths:
                files = _empty_frame(table, self.labels).to_arrow()
            elif all(map(_is_text, paths)):  # through Arrow: DuckDB would take brackets in a path for a pattern
                names = list(map(str, paths))
                files = ds.dataset(names, schema=plain_schema(table), format="parquet", filesystem=LocalFileSystem())
            else:
                files = self.table(name).to_arrow()
            columns = ", ".join(self._in_order(column) for column in table.columns)
            connection.from_arrow(files).project(columns).create_view(name)
        # No query can bring in a table of persons, or write one: the run's own files come through Arrow.
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        return connection

    def _in_order(self, column: TableColumn) -> str:
        """A column as queries see it: labels sort and compare by rank (grades lowest first), not by the alphabet."""
        name = _quoted(column.name)
        return f"{name}::{_quoted(f'{column.kind}_label')} as {name}" if column.kind in self.labels else name

    def sql(self, query: str) -> pl.DataFrame:
        """The answer of DuckDB to a query over the tables, as a Polars frame.

        Raises
        ------
        Misuse
            If DuckDB cannot make sense of the query; its words are kept.
        """
        import duckdb
        import polars as pl
        import polars.selectors as cs

        check_not_forked()
        try:
            answer = self.database.sql(query)
            if answer is None:
                raise Misuse("The query gives no table. Ask with select; a run is read, never changed.")
            frame: pl.DataFrame = answer.pl()
            # DuckDB sums 64-bit integers into 128 bits, which arrive as decimals
            whole = [c for c in frame.select(cs.decimal()).columns if getattr(frame.schema[c], "scale", 1) == 0]
            return frame.with_columns(pl.col(whole).cast(pl.Int64), (cs.categorical() | cs.enum()).cast(pl.String))
        except duckdb.Error as error:
            raise Misuse(f"The query failed: {error}\nTables: {', '.join(self.tables)}.") from None

    @property
    def summary(self) -> Any:
        """The findings of the run in brief (`analysis.measures.summary.Summary`)."""
        if self.summarise is None:
            raise Misuse("Open the run with credopolis.open_run to have its summary.")
        return self.summarise(self)

    def life(self, life: int) -> Any:
        """The dossier of one life, had by replaying its district (`analysis.lives.dossier.Dossier`)."""
        if self.replay is None:
            raise Misuse("Open the run with credopolis.open_run to replay a life.")
        people = int(self.manifest["scenario"]["people"])
        begin = "births" in self.manifest.get("tables", {})
        last = people * (1 + MOST_BORN * begin) - 1
        if isinstance(life, bool) or not isinstance(life, int) or not 0 <= life <= last:
            remedy = "Lives are numbered from 0." + " Dossiers of mothers name those that were born in the run." * begin
            raise BadValue("The number of the life", life, f"0 to {last}", remedy)
        return self.replay(self, life)

    def panel(self, lives: int = 1000, **options: Any) -> Any:
        """Whole trajectories of a sample of lives (`analysis.lives.panel.Panel`); options as of `credopolis.panel`."""
        if self.sample is None:
            raise Misuse("Open the run with credopolis.open_run to sample lives.")
        return self.sample(self, lives, **options)

    @property
    def charts(self) -> tuple[str, ...]:
        """Names of the charts that this run has."""
        return tuple(self._shown.names)

    def chart(self, name: str = "grades") -> Any:
        """A chart by its name (`analysis.charts.chart.Chart`), as the report and the studio draw it.

        Last in a notebook's cell it shows itself; `.save("grades.svg")` keeps it, or as .html or .csv.

        Raises
        ------
        UnknownName
            If there is no such chart; the message lists all.
        Misuse
            If the run has nothing to show in it, or was not opened with `credopolis.open_run`.
        """
        return self._shown.chart(name)

    @cached_property
    def _shown(self) -> Any:
        if self.shown_by is None:
            raise Misuse("Open the run with credopolis.open_run to draw charts of it.")
        return self.shown_by(self)

    def _repr_html_(self) -> str | None:
        """What a notebook shows of the run: what it is and what came out."""
        return str(self._shown.card()) if self.shown_by is not None else None

    def rows(self, name: str) -> Rows:
        """The rows of a table as they were recorded: one array a column, labels as codes, without dates."""
        import polars as pl

        columns = [c for c in self.tables[name].columns if c.kind != "date"]
        coded = [pl.col(c.name).to_physical().cast(pl.Int16) for c in columns if c.kind in self.labels]
        plain = self.table(name).with_columns(coded)
        return {c.name: plain[c.name].to_numpy() for c in columns}

    def content_hashes(self) -> dict[str, str]:
        """The hash of every table's values, worked out from the files; as the manifest has it if all is as written."""
        hashes = {}
        for name, table in self.tables.items():
            digest = TableDigest(table, self.labels)
            digest.add(self.rows(name))
            hashes[name] = digest.hexdigest()
        return hashes


def _quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _is_text(path: Path) -> bool:
    """Whether a path is one that readers outside Python can be told: its bytes are UTF-8."""
    return str(path).isascii() or not any("\ud800" <= c <= "\udfff" for c in str(path))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _empty_frame(table: Table, labels: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    import polars as pl

    plain: dict[str, Any] = {"int32": pl.Int32, "int64": pl.Int64, "float64": pl.Float64, "date": pl.Date}
    return pl.DataFrame(schema={c.name: plain.get(c.kind) or pl.Enum(labels[c.kind]) for c in table.columns})
