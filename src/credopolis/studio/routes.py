"""Addresses of the studio, as data: what pages may ask, and what each answer is. The page `/api/` lists them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from credopolis.core.errors import BadValue, CredopolisError, Misuse
from credopolis.studio import api_comparisons, api_evidence, api_lessons, api_rulebooks
from credopolis.studio.asked import cards, read_asked, scenario_asked
from credopolis.studio.layers import BITS, COLUMNS
from credopolis.studio.lived import MOST_LIVES, MOST_RUNS
from credopolis.studio.requested import BUILDING, NoSuchRun, frame_of, layer_of, run_of, runs_of


def _figures() -> ModuleType:
    """`studio.figures`, which takes a second to import."""
    from credopolis.studio import figures

    return figures


async def about(request: Request) -> Response:
    """The version, the scenarios that ship, and limits."""
    found = await asyncio.to_thread(cards)
    limits = {"lives": MOST_LIVES, "runs": MOST_RUNS}
    begun = request.app.state.first
    return JSONResponse({"version": version("credopolis"), "scenarios": found, "limits": limits, "first": begun})


async def list_runs(request: Request) -> Response:
    """The runs that are open."""
    return JSONResponse([run.as_json() for run in runs_of(request)])


async def begin_run(request: Request) -> Response:
    """Begin a run. The body: {"scenario": name, "people": n, "years": n, "seed": n, "regime": name}, all but the first
    optional. The regime may be the id of a rulebook that a page brought.
    """
    runs, asked = runs_of(request), read_asked(await request.body())
    scenario = await asyncio.to_thread(scenario_asked, asked, runs.shelf)
    return JSONResponse(runs.begin(scenario).as_json(), 201)


async def show_run(request: Request) -> Response:
    """How a run stands, its layers with their colours, its provinces with their places on the map."""
    run = run_of(request)
    return JSONResponse({**run.as_json(), "columns": list(COLUMNS), "bits": BITS, **_figures().where_lives_are(run)})


async def end_run(request: Request) -> Response:
    """End a run and forget it."""
    await runs_of(request).end(run_of(request))
    return Response(status_code=204)


async def column(request: Request) -> Response:
    """A byte for every life, as on day 0: income, age or flags."""
    run, name = run_of(request), request.path_params["column"]
    if name not in COLUMNS:
        raise Misuse(f"There is no column of this name. Known: {', '.join(COLUMNS)}.")
    if not run.tape.done:
        raise Misuse(BUILDING)
    return Response(run.tape.columns[COLUMNS.index(name)].tobytes(), media_type="application/octet-stream")


async def series(request: Request) -> Response:
    """Lives of the nation by value of a layer (`?layer=` its name) after each tick that is recorded."""
    run = run_of(request)
    return JSONResponse(_figures().by_tick(run, layer_of(request, run)))


async def survival(request: Request) -> Response:
    """How long locks last, by grade, with 95 % bands."""
    run = run_of(request)
    return JSONResponse(await asyncio.to_thread(_figures().lock_survival, run))


async def apart(request: Request) -> Response:
    """Numbers of the provinces that are more unlike the nation in a layer than chance makes them (`?frame=`)."""
    run = run_of(request)
    found = await asyncio.to_thread(_figures().provinces_apart, run, layer_of(request, run), frame_of(request, run))
    return JSONResponse({"apart": found})


async def table(request: Request) -> Response:
    """A chart's table as CSV: ticks or provinces (`?frame=`, the latest if none is named) of a layer, or survival."""
    run, name = run_of(request), request.path_params["table"]
    if name == "ticks":
        rows = _figures().by_tick_rows(run, layer_of(request, run))
    elif name == "provinces":
        rows = _figures().by_province_rows(run, layer_of(request, run), frame_of(request, run))
    elif name == "survival":
        rows = await asyncio.to_thread(_figures().survival_rows, run)
    else:
        raise Misuse("There is no table of this name. Known: ticks, provinces, survival.")
    kept = kept_as(f"{run.scenario.name}-{name}.csv")
    return PlainTextResponse(_figures().as_csv(*rows), media_type="text/csv", headers=kept)


def kept_as(name: str) -> dict[str, str]:
    """The header by which a browser keeps an answer under a name; a scenario's may be in any script (RFC 6266)."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


async def life(request: Request) -> Response:
    """A life's dossier (`?frame=` ticks lived), by living its district again. 202 while that is done, with progress."""
    run, number = run_of(request), request.path_params["life"]
    if number >= run.scenario.people:
        raise BadValue("the number of the life", number, f"0 to {run.scenario.people - 1}")
    telling = asyncio.ensure_future(run.teller.dossier(number, frame_of(request, run)))
    done, _ = await asyncio.wait({telling}, timeout=0.25)
    if not done:
        telling.add_done_callback(lambda one: one.cancelled() or one.exception())
        return JSONResponse({"ticks": run.teller.progress.get(number, 0), "of": run.tape.done - 1}, 202)
    return JSONResponse(telling.result())


async def index(request: Request) -> Response:
    """This list."""
    return JSONResponse([
        {"method": one.method, "path": one.path, "answer": " ".join((one.answer.__doc__ or "").split())}
        for one in ROUTES
    ] + [{"method": "WS", "path": "/api/runs/{run}/live", "answer": "What changes, tick by tick."}])  # fmt: skip


@dataclass(frozen=True)
class ApiRoute:
    """A method and path, and who answers."""

    method: str
    path: str
    answer: Callable[[Request], Awaitable[Response]]


ROUTES: Final[tuple[ApiRoute, ...]] = (
    ApiRoute("GET", "/api/", index),
    ApiRoute("GET", "/api/about", about),
    ApiRoute("GET", "/api/runs", list_runs),
    ApiRoute("POST", "/api/runs", begin_run),
    ApiRoute("GET", "/api/runs/{run}", show_run),
    ApiRoute("DELETE", "/api/runs/{run}", end_run),
    ApiRoute("GET", "/api/runs/{run}/series", series),
    ApiRoute("GET", "/api/runs/{run}/survival", survival),
    ApiRoute("GET", "/api/runs/{run}/apart", apart),
    ApiRoute("GET", "/api/runs/{run}/columns/{column}", column),
    ApiRoute("GET", "/api/runs/{run}/tables/{table}.csv", table),
    ApiRoute("GET", "/api/runs/{run}/lives/{life:int}", life),
    ApiRoute("GET", "/api/runs/{run}/against/{other}", api_comparisons.show_pairs),
    ApiRoute("POST", "/api/comparisons", api_comparisons.begin_comparison),
    ApiRoute("POST", "/api/lessons/{lesson}", api_lessons.begin_lesson),
    ApiRoute("GET", "/api/jobs/{job}", api_lessons.show_job),
    ApiRoute("DELETE", "/api/jobs/{job}", api_lessons.end_job),
    ApiRoute("GET", "/api/evidence", api_evidence.show_parameters),
    ApiRoute("GET", "/api/facts", api_evidence.find_facts),
    ApiRoute("GET", "/api/held-out", api_evidence.show_predictions),
    ApiRoute("GET", "/api/rulebooks", api_rulebooks.list_rulebooks),
    ApiRoute("POST", "/api/rulebooks", api_rulebooks.keep_rulebook),
    ApiRoute("POST", "/api/rulebooks/check", api_rulebooks.check_rulebook),
    ApiRoute("POST", "/api/rulebooks/audit", api_rulebooks.audit_rulebook),
    ApiRoute("POST", "/api/rulebooks/diff", api_rulebooks.compare_rulebooks),
    ApiRoute("GET", "/api/rulebooks/schema", api_rulebooks.show_schema),
    ApiRoute("GET", "/api/rulebooks/{name}", api_rulebooks.show_rulebook),
)


async def told(request: Request, error: Exception) -> Response:
    """An error of ours as JSON: 404 for what is not there, 400 for what was asked, else 503."""
    assert isinstance(error, CredopolisError)
    status = 404 if isinstance(error, NoSuchRun) else 400 if isinstance(error, Misuse) else 503
    words: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
    return JSONResponse({"error": words}, status)
