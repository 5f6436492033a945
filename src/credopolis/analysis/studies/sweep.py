"""A sweep: the runs of a design, made by any number of workers in any order, and resumed if interrupted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, overload

import polars as pl

from credopolis.analysis.studies import outcomes
from credopolis.analysis.studies.checks import FAILED, KEYS, RESERVED
from credopolis.analysis.studies.design import Design, Model, load, read_design
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.factors import changes
from credopolis.analysis.studies.models import check_sent
from credopolis.analysis.studies.outputs import units
from credopolis.analysis.studies.study import RESULTS, Results, Study, Tell, Where, identity_of, open_study
from credopolis.core.errors import CredopolisError
from credopolis.core.extras import need
from credopolis.core.standard_input import stem_of
from credopolis.library.overrides import Value
from credopolis.library.settings import read_path
from credopolis.store.folder import write_file
from credopolis.store.forked import check_not_forked

if TYPE_CHECKING:
    from concurrent.futures import Executor

SWEEPS: Final = "sweeps"
_LONGEST_REASON: Final = 500


@overload
def sweep(
    design: str | Path | Design, *, out: str | Path | None = ..., workers: int = ..., model: Model | None = ...,
    executor: Executor | None = ..., progress: Tell | None = ..., xarray: Literal[False] = ..., extend: bool = ...,
) -> pl.DataFrame: ...  # fmt: skip
@overload
def sweep(
    design: str | Path | Design, *, out: str | Path | None = ..., workers: int = ..., model: Model | None = ...,
    executor: Executor | None = ..., progress: Tell | None = ..., xarray: Literal[True], extend: bool = ...,
) -> Any: ...  # fmt: skip
def sweep(
    design: str | Path | Design,
    *,
    out: str | Path | None = None,
    workers: int = 1,
    model: Model | None = None,
    executor: Executor | None = None,
    progress: Tell | None = None,
    xarray: bool = False,
    extend: bool = False,
) -> Any:
    """Make the runs of a design: one row a run with its factors and measures.

    A run that fails is a row without measures and with its reason in the column `failed`, which is there only if one
    failed; the others go on. Sweeping again into the same folder makes only what is missing, the failed among it.

    Parameters
    ----------
    design : a design's file, or one made by `make_design`.
    out : the study's folder; a sweep that is there already goes on. None takes `sweeps/<name of the file>`, and keeps a
        design made in Python in memory.
    workers : processes of this machine; the results are the same for any number. In a script, more than one needs the
        guard `if __name__ == "__main__":`.
    model : a function of one's own in place of a run: of the factors' values and a seed, to named numbers. For several
        workers it must be one that other processes can import.
    executor : anything like `concurrent.futures.Executor`, such as Dask's `Client.get_executor()`.
    progress : called with runs done and runs in all.
    extend : add to the sweep of another design in the folder: runs that both ask for are not made again.
    xarray : an `xarray.Dataset` instead of a Polars frame: along the factors of a grid without conditions, else along
        points.

    Raises
    ------
    FaultyFile
        With every fault of the design.
    RunFolderError
        If the folder holds another experiment, or cannot be written.
    CredopolisError
        If every run fails, with the first reason.
    """
    if not isinstance(design, Design):
        design = read_path(design, "a design", "the path of its file")
        out = out or Path(SWEEPS) / stem_of(design)
        design = read_design(design, of_a_scenario=model is None)
    check_sent(model, workers, executor)
    folder = None if out is None else Path(out)
    identity = {} if folder is None and model is not None else identity_of(design, model)
    with open_study(folder, identity, design.text, "design.yaml", extend) as study, Runners(workers, executor) as hands:
        frame = run_design(study, design, model, Where(hands, progress))
    return to_xarray(frame, design) if xarray else frame


def run_design(study: Study, design: Design, model: Model | None, where: Where) -> pl.DataFrame:
    """Make what is missing of a study, and write its results; if interrupted, those that are there."""
    points = design.values()
    if model is None and points:
        _check_memory(design, points, where)
    tasks = {key_of(values, seed): (design, model, values, seed) for values in points for seed in design.seeds}
    status = "interrupted"
    try:
        study.make(one_row, tasks, where)
        status = "with failures" if study.failed else "complete"
    finally:
        frame = to_frame(design, points, study.results, study.failed)
        if study.folder is not None:
            write_file(study.folder, RESULTS, parquet_of(frame, design))
        study.write_state(status=status, runs=len(tasks), done=frame.height - len(study.failed))
    if study.failed and not study.results:
        raise CredopolisError(next(iter(study.failed.values())))
    return frame


def key_of(values: Mapping[str, Value], seed: int) -> str:
    """The name of a run in the journal: by its values and seed, wherever in a design they stand."""
    text = json.dumps(values, sort_keys=True)
    return f"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}/{seed}"


def refused_points(design: Design, tell: Tell | None = None) -> Iterator[tuple[int, dict[str, Value], str]]:
    """Points of a design whose scenario cannot be built: number, values and why. tell : of points tried."""
    points = design.values()
    for number, values in enumerate(points):
        try:
            load(design, values, design.seed)
        except CredopolisError as error:
            yield number, values, str(error).splitlines()[0]
        if tell is not None:
            tell(number + 1, len(points))


def one_row(design: Design, model: Model | None, values: Mapping[str, Value], seed: int) -> Result:
    """One run of a sweep as its row has it, or why there is none."""
    found = tried_run(design, model, values, seed)
    for name in () if isinstance(found, Failed) else found:
        if name in values or name in RESERVED:
            kind = "a factor" if name in values else "a column of every sweep"
            return Failed(f"The model gives a measure {name!r}, and {name!r} is {kind}. Rename one of the two.")
    return found


def _check_memory(design: Design, points: list[dict[str, Value]], where: Where) -> None:
    """Refuse runs that the memory of this machine cannot hold, as many at once as there are processes."""
    from credopolis.engine.needs import MEASURED, check_memory

    if where.workers.executor is not None:
        return
    n = min(where.workers.number, len(points) * design.replicates)
    what = f", {n} times at once (--workers)," if n > 1 else ""
    try:
        largest = max(points, key=lambda values: changes(values).get("people", 0))
        scenario = load(design, largest, design.seeds[0])
    except CredopolisError:
        return  # told by the run itself, with its point
    check_memory(scenario, 1, processes=n, measured=MEASURED, what=what)


def one_run(design: Design, model: Model | None, values: Mapping[str, Value], seed: int) -> dict[str, float]:
    """One run of a design, wherever it is made.

    Raises
    ------
    CredopolisError
        If the scenario refuses these values, or the model gives something that is not numbers.
    """
    if model is None:
        try:
            return outcomes.outcome(design, values, seed)
        except CredopolisError as error:
            point = ", ".join(f"{name} = {value}" for name, value in values.items())
            raise CredopolisError(f"The run with {point} and seed {seed} failed: {error}") from None
    found = model(values, seed)
    try:
        return {str(name): float(value) for name, value in found.items()}
    except (AttributeError, TypeError, ValueError):
        raise CredopolisError(f"A model must give named numbers, such as {{'y': 1.5}}; it gave {found!r}.") from None


def tried_run(design: Design, model: Model | None, values: Mapping[str, Value], seed: int) -> Result:
    """As `one_run`, or why there is no result."""
    try:
        return one_run(design, model, values, seed)
    except Exception as error:
        said = str(error) if isinstance(error, CredopolisError) else f"{type(error).__name__}: {error}"
        return Failed(said[:_LONGEST_REASON])


def to_frame(
    design: Design, points: list[dict[str, Value]], results: Results, failed: Mapping[str, str]
) -> pl.DataFrame:
    """Finished runs in the order of the design: point, replicate, seed, factors, measures, and why one failed."""
    rows: list[dict[str, Any]] = []
    names = list(dict.fromkeys(name for result in results.values() for name in result))
    for p, values in enumerate(points):
        for r, seed in enumerate(design.seeds):
            found = results.get(key_of(values, seed))
            reason = failed.get(key_of(values, seed))
            if found is not None:
                measures = {name: found.get(name, float("nan")) for name in names}
                rows.append({"point": p, "replicate": r, "seed": seed, **values, **measures})
            elif reason is not None:
                rows.append({"point": p, "replicate": r, "seed": seed, **values, FAILED: reason})
    check_not_forked()
    types = {"point": pl.Int32, "replicate": pl.Int32, "seed": pl.Int64}
    schema = types | {n: _type_of([v[n] for v in points]) for n in design.factors} | dict.fromkeys(names, pl.Float64)
    if failed:
        schema[FAILED] = pl.String
    return pl.DataFrame([{k: _cast(row.get(k), schema[k]) for k in schema} for row in rows], schema=schema)


def _type_of(values: list[Value]) -> Any:
    """The narrowest type that holds all values of a factor."""
    if all(isinstance(value, bool) for value in values):
        return pl.Boolean
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return pl.Int64
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return pl.Float64 if numbers else pl.String


def _cast(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    return str(value) if kind == pl.String else float(value) if kind == pl.Float64 else value


def parquet_of(frame: pl.DataFrame, design: Design) -> bytes:
    """The frame as a Parquet file: the same bytes for the same results; columns carry units, the file its design."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = frame.to_arrow()
    about = units()
    fields = []
    for column in table.schema:
        words = about.get(column.name)
        head = {"title": words[0], "unit": words[1]} if words else {"role": _role(column.name, design)}
        fields.append(column.with_metadata(head))
    meta = {"format": "credopolis-sweep/1", "title": design.title, "design": design.text,
            "kind": design.kind, "digest": design.digest()}  # fmt: skip
    sink = pa.BufferOutputStream()
    pq.write_table(table.cast(pa.schema(fields, metadata=meta)), sink, compression="zstd")
    return bytes(sink.getvalue())


def _role(name: str, design: Design) -> str:
    return "key" if name in KEYS else "failure" if name == FAILED else "factor" if name in design.factors else "measure"


def to_xarray(frame: pl.DataFrame, design: Design) -> Any:
    """An `xarray.Dataset` of a whole sweep: (factors..., replicate) for a whole grid, else (point, replicate).

    A grid of which conditions leave points out is none.
    """
    xr = need("xarray", "xarray=True")
    names = [n for n in frame.columns if n not in RESERVED and n not in design.factors]
    about = units()
    ordered = frame.sort("point", "replicate")
    seeds = ("replicate", list(design.seeds))
    if design.kind == "grid" and not design.where:
        axes = {n: list(factor.levels()) for n, factor in design.factors.items()}
        dims, shape = (*axes, "replicate"), (*(len(axis) for axis in axes.values()), design.replicates)
        coords: dict[str, Any] = {**axes, "seed": seeds}
    else:
        dims, shape = ("point", "replicate"), (frame.height // design.replicates, design.replicates)
        first = ordered.filter(pl.col("replicate") == 0)
        coords = {n: ("point", first[n].to_list()) for n in design.factors} | {"seed": seeds}
    data = {
        n: (dims, ordered[n].to_numpy().reshape(shape), dict(zip(("long_name", "units"), about[n], strict=True))
            if n in about else {}) for n in names
    }  # fmt: skip
    return xr.Dataset(data, coords, {"title": design.title, "design": json.dumps(design.text)})
