"""A sweep: the runs of a design, made by any number of workers in any order, and resumed if interrupted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, overload

import polars as pl

from credopolis.analysis.studies import outcomes
from credopolis.analysis.studies.design import Design, Model, load, read_design
from credopolis.analysis.studies.executors import Workers
from credopolis.analysis.studies.outputs import units
from credopolis.analysis.studies.study import RESULTS, Results, Study, Tell, Where, identity_of, open_study
from credopolis.core.errors import CredopolisError
from credopolis.core.extras import need
from credopolis.library.overrides import Value
from credopolis.library.settings import read_path
from credopolis.store.folder import write_file

if TYPE_CHECKING:
    from concurrent.futures import Executor

SWEEPS: Final = "sweeps"
KEYS: Final = ("point", "replicate", "seed")


@overload
def sweep(
    design: str | Path | Design, *, out: str | Path | None = ..., workers: int = ..., model: Model | None = ...,
    executor: Executor | None = ..., progress: Tell | None = ..., xarray: Literal[False] = ...,
) -> pl.DataFrame: ...  # fmt: skip
@overload
def sweep(
    design: str | Path | Design, *, out: str | Path | None = ..., workers: int = ..., model: Model | None = ...,
    executor: Executor | None = ..., progress: Tell | None = ..., xarray: Literal[True],
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
) -> Any:
    """Make the runs of a design: one row a run with its factors and measures.

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
    xarray : an `xarray.Dataset` instead of a Polars frame: along the factors of a grid, else along points.

    Raises
    ------
    FaultyFile
        With every fault of the design.
    RunFolderError
        If the folder holds another experiment, or cannot be written.
    """
    if not isinstance(design, Design):
        design = read_path(design, "a design", "the path of its file")
        out = out or Path(SWEEPS) / Path(design).stem
        design = read_design(design, of_a_scenario=model is None)
    identity, folder = identity_of(design, model), None if out is None else Path(out)
    with open_study(folder, identity, design.text, "design.yaml") as study, Workers(workers, executor) as hands:
        frame = run_design(study, design, model, Where(hands, progress))
    return to_xarray(frame, design) if xarray else frame


def run_design(study: Study, design: Design, model: Model | None, where: Where) -> pl.DataFrame:
    """Make what is missing of a study, and write its results; if interrupted, those that are there."""
    points = design.values()
    if model is None and points:
        _check_memory(design, points, where)
    tasks = {
        f"{p}/{r}": (design, model, values, seed)
        for p, values in enumerate(points) for r, seed in enumerate(design.seeds)
    }  # fmt: skip
    status = "interrupted"
    try:
        study.make(one_run, tasks, where)
        status = "complete"
    finally:
        frame = to_frame(design, points, study.results)
        if study.folder is not None:
            write_file(study.folder, RESULTS, parquet_of(frame, design))
        study.write_state(status=status, runs=len(tasks), done=frame.height)
    return frame


def _check_memory(design: Design, points: list[dict[str, Value]], where: Where) -> None:
    """Refuse runs that the memory of this machine cannot hold, as many at once as there are processes."""
    from credopolis.engine.needs import MEASURED, check_memory

    if where.workers.executor is not None:
        return
    largest = max(points, key=lambda values: int(values.get("people", 0)))
    n = min(where.workers.number, len(points) * design.replicates)
    what = f", {n} times at once (--workers)," if n > 1 else ""
    try:
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


def to_frame(design: Design, points: list[dict[str, Value]], results: Results) -> pl.DataFrame:
    """Finished runs in the order of the design: point, replicate, seed, factors, measures."""
    rows: list[dict[str, Any]] = []
    names = list(dict.fromkeys(name for result in results.values() for name in result))
    for p, values in enumerate(points):
        for r, seed in enumerate(design.seeds):
            found = results.get(f"{p}/{r}")
            if found is not None:
                measures = {name: found.get(name, float("nan")) for name in names}
                rows.append({"point": p, "replicate": r, "seed": seed, **values, **measures})
    types = {"point": pl.Int32, "replicate": pl.Int32, "seed": pl.Int64}
    schema = types | {n: _type_of([v[n] for v in points]) for n in design.factors} | dict.fromkeys(names, pl.Float64)
    return pl.DataFrame([{k: _cast(v, schema[k]) for k, v in row.items()} for row in rows], schema=schema)


def _type_of(values: list[Value]) -> Any:
    """The narrowest type that holds all values of a factor."""
    if all(isinstance(value, bool) for value in values):
        return pl.Boolean
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return pl.Int64
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return pl.Float64 if numbers else pl.String


def _cast(value: Any, kind: Any) -> Any:
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
    return "key" if name in KEYS else "factor" if name in design.factors else "measure"


def to_xarray(frame: pl.DataFrame, design: Design) -> Any:
    """An `xarray.Dataset` of a whole sweep: (factors..., replicate) for a grid, else (point, replicate)."""
    xr = need("xarray", "xarray=True")
    names = [n for n in frame.columns if n not in KEYS and n not in design.factors]
    about = units()
    ordered = frame.sort("point", "replicate")
    seeds = ("replicate", list(design.seeds))
    if design.kind == "grid":
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
