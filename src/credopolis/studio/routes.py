"""Addresses of the studio, as data: what pages may ask, and what each answer is. The page `/api/` lists them."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from credopolis.core.errors import BadValue, CredopolisError, Misuse
from credopolis.library.listed import ListedParameter
from credopolis.studio import (
    abroad,
    api_abroad,
    api_companies,
    api_comparisons,
    api_evidence,
    api_lessons,
    api_rulebooks,
    api_validation,
    shapes,
    validating,
)
from credopolis.studio.api_page import page_of_the_api
from credopolis.studio.asked import (
    AskedAbroad,
    AskedCompany,
    AskedComparison,
    AskedRun,
    AskedValidation,
    cards,
    read_asked,
    scenario_asked,
)
from credopolis.studio.layers import BITS, COLUMNS
from credopolis.studio.lessons import LESSONS
from credopolis.studio.lived import MOST_LIVES, MOST_RUNS, StudioRun
from credopolis.studio.openapi import ApiRoute, document
from credopolis.studio.requested import (
    BUILDING,
    FRAME,
    LAYER,
    PROVINCE,
    SINCE,
    WHAT,
    NoSuchRun,
    frame_of,
    layer_of,
    province_of,
    run_of,
    runs_of,
    since_of,
    what_of,
)

TABLES: Final = ("ticks", "provinces", "flows", "survival")


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
    known = {"columns": list(COLUMNS), "bits": BITS, "askable": list(_figures().askable_of(run).values())}
    return JSONResponse({**run.as_json(), **known, **_figures().where_lives_are(run)})


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
    """Lives by value of a layer after each tick that is recorded."""
    run = run_of(request)
    return JSONResponse(_figures().by_tick(run, layer_of(request, run), province_of(request, run)))


async def flows(request: Request) -> Response:
    """Lives by value of a layer after one tick and after a later one: who went from where to where."""
    run = run_of(request)
    layer, province = layer_of(request, run), province_of(request, run)
    since, until = since_of(request, run), frame_of(request, run)
    return JSONResponse(await asyncio.to_thread(_figures().flows, run, layer, since, until, province))


async def states(request: Request) -> Response:
    """The value of a layer of every life after a tick, a byte each."""
    run = run_of(request)
    found = await asyncio.to_thread(run.tape.state, layer_of(request, run), frame_of(request, run))
    return Response(found.tobytes(), media_type="application/octet-stream")


async def survival(request: Request) -> Response:
    """How long locks last, by grade, with 95 % bands, of all spells until a tick."""
    run = run_of(request)
    until, province = frame_of(request, run), province_of(request, run)
    return JSONResponse(await asyncio.to_thread(_figures().lock_survival, run, until, province))


async def apart(request: Request) -> Response:
    """Numbers of the provinces that are more unlike the nation in a layer than chance makes them."""
    run = run_of(request)
    found = await asyncio.to_thread(_figures().provinces_apart, run, layer_of(request, run), frame_of(request, run))
    return JSONResponse({"apart": found})


async def table(request: Request) -> Response:
    """A chart's table as CSV: ticks, provinces or flows of a layer, or survival."""
    run, name = run_of(request), request.path_params["table"]
    if name not in TABLES:
        raise Misuse(f"There is no table of this name. Known: {', '.join(TABLES)}.")
    layer, frame, province = layer_of(request, run), frame_of(request, run), province_of(request, run)
    if name == "ticks":
        rows = _figures().by_tick_rows(run, layer, province)
    elif name == "provinces":
        rows = _figures().by_province_rows(run, layer, frame)
    elif name == "flows":
        rows = await asyncio.to_thread(_figures().flow_rows, run, layer, since_of(request, run), frame, province)
    else:
        rows = await asyncio.to_thread(_figures().survival_rows, run, frame, province)
    kept = kept_as(f"{run.scenario.name}-{name}.csv")
    return PlainTextResponse(_figures().as_csv(*rows), media_type="text/csv", headers=kept)


def kept_as(name: str) -> dict[str, str]:
    """The header by which a browser keeps an answer under a name; a scenario's may be in any script (RFC 6266)."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


async def life(request: Request) -> Response:
    """A life's dossier after so many ticks, by living its district again. 202 while that is done, with progress."""
    run, number = run_of(request), request.path_params["life"]
    if number >= run.scenario.people:
        raise BadValue("the number of the life", number, f"0 to {run.scenario.people - 1}")
    found = await _soon(run, number, frame_of(request, run))
    if found is None:
        return JSONResponse({"ticks": run.teller.progress.get(number, 0), "of": run.tape.done - 1}, 202)
    return JSONResponse(found)


async def find(request: Request) -> Response:
    """Lives to whom something happened by a tick: examples, in districts drawn with the seed, and no measure of how
    often it happens. 202 while they are looked for, with the districts that were.
    """
    run = run_of(request)
    known = await asyncio.to_thread(_figures().askable_of, run)
    what = known.get(what_of(request), "")
    if not what:
        raise BadValue("what is looked for", request.query_params.get("what", ""), ", ".join(known.values()))
    found = await _soon(run, what, frame_of(request, run))
    if found is None:
        return JSONResponse({"districts": run.teller.progress.get(what, 0)}, 202)
    return JSONResponse(found)


async def _soon(run: StudioRun, what: int | str, ticks: int) -> dict[str, Any] | None:
    """What is told of a life, or found, if it is there within a moment."""
    telling = asyncio.ensure_future(run.teller.told(what, ticks))
    done, _ = await asyncio.wait({telling}, timeout=0.25)
    if not done:
        telling.add_done_callback(lambda one: one.cancelled() or one.exception())
        return None
    return telling.result()


async def index(request: Request) -> Response:
    """This page: all that can be asked, with what each answer is."""
    return HTMLResponse(await asyncio.to_thread(lambda: page_of_the_api(of_the_studio())))


async def openapi(request: Request) -> Response:
    """The same as an OpenAPI document, for programs."""
    return JSONResponse(await asyncio.to_thread(of_the_studio))


PARTS: Final = {
    "run": "The id of a run that is open.", "other": "The id of another run of the same people.",
    "column": f"One of {', '.join(COLUMNS)}.", "table": f"One of {', '.join(TABLES)}.", "life": "The number of a life.",
    "lesson": f"One of {', '.join(LESSONS)}.", "job": "The id of a comparison, a lesson or a validation.",
    "name": "The name of a rulebook that ships, or the id of one that a page brought.",
}  # fmt: skip
_CSV: Final = "text/csv; charset=utf-8"
_PLAIN: Final = "text/plain; charset=utf-8"
_YAML: Final = "application/yaml"


ROUTES: Final[tuple[ApiRoute, ...]] = (
    ApiRoute("GET", "/api/", index, {200: "text/html; charset=utf-8"}),
    ApiRoute("GET", "/api/openapi.json", openapi, {200: dict[str, Any]}),
    ApiRoute("GET", "/api/about", about, {200: shapes.AboutShape}),
    ApiRoute("GET", "/api/runs", list_runs, {200: list[shapes.RunShape]}),
    ApiRoute("POST", "/api/runs", begin_run, {201: shapes.RunShape}, AskedRun),
    ApiRoute("GET", "/api/runs/{run}", show_run, {200: shapes.SocietyShape}),
    ApiRoute("DELETE", "/api/runs/{run}", end_run, {204: None}),
    ApiRoute("GET", "/api/runs/{run}/series", series, {200: shapes.SeriesShape}, query=(LAYER, PROVINCE)),
    ApiRoute(
        "GET", "/api/runs/{run}/flows", flows, {200: shapes.FlowsShape}, query=(LAYER, SINCE, FRAME, PROVINCE)
    ),
    ApiRoute("GET", "/api/runs/{run}/states", states, {200: "application/octet-stream"}, query=(LAYER, FRAME)),
    ApiRoute("GET", "/api/runs/{run}/survival", survival, {200: shapes.SurvivalShape}, query=(FRAME, PROVINCE)),
    ApiRoute("GET", "/api/runs/{run}/apart", apart, {200: shapes.ApartShape}, query=(LAYER, FRAME)),
    ApiRoute("GET", "/api/runs/{run}/columns/{column}", column, {200: "application/octet-stream"}),
    ApiRoute("GET", "/api/runs/{run}/tables/{table}.csv", table, {200: _CSV}, query=(LAYER, SINCE, FRAME, PROVINCE)),
    ApiRoute(
        "GET", "/api/runs/{run}/lives/{life:int}", life, {200: shapes.DossierShape, 202: shapes.ProgressShape},
        query=(FRAME,),
    ),
    ApiRoute(
        "GET", "/api/runs/{run}/find", find, {200: shapes.FoundShape, 202: shapes.LookingShape}, query=(WHAT, FRAME)
    ),
    ApiRoute("GET", "/api/runs/{run}/against/{other}", api_comparisons.show_pairs, {200: list[shapes.PairShape]}),
    ApiRoute("POST", "/api/comparisons", api_comparisons.begin_comparison, {201: shapes.JobShape}, AskedComparison),
    ApiRoute("POST", "/api/lessons/{lesson}", api_lessons.begin_lesson, {201: shapes.JobShape}),
    ApiRoute("GET", "/api/jobs/{job}", api_lessons.show_job, {200: shapes.JobShape}),
    ApiRoute("DELETE", "/api/jobs/{job}", api_lessons.end_job, {204: None}),
    ApiRoute(
        "GET", "/api/evidence", api_evidence.show_parameters, {200: list[ListedParameter]},
        query=(api_evidence.SCENARIO,),
    ),
    ApiRoute("GET", "/api/facts", api_evidence.find_facts, {200: shapes.FactsShape}, query=(api_evidence.FIND,)),
    ApiRoute("GET", "/api/held-out", api_evidence.show_predictions, {200: shapes.PredictionsShape}),
    ApiRoute("GET", "/api/targets", api_validation.list_targets, {200: list[validating.TargetShape]}),
    ApiRoute("POST", "/api/validations", api_validation.begin_validation, {201: shapes.JobShape}, AskedValidation),
    ApiRoute("POST", "/api/validations/kept", api_validation.show_kept, {200: validating.ValidationShape}, _PLAIN),
    ApiRoute("GET", "/api/diffusion", api_abroad.list_factors, {200: list[abroad.FactorAbroadShape]}),
    ApiRoute("POST", "/api/diffusion", api_abroad.begin_abroad, {201: shapes.JobShape}, AskedAbroad),
    ApiRoute("GET", "/api/rulebooks", api_rulebooks.list_rulebooks, {200: list[shapes.ShippedShape]}),
    ApiRoute("POST", "/api/rulebooks", api_rulebooks.keep_rulebook, {201: shapes.KeptShape}, _YAML),
    ApiRoute("POST", "/api/rulebooks/check", api_rulebooks.check_rulebook, {200: shapes.CheckedShape}, _YAML),
    ApiRoute("POST", "/api/rulebooks/audit", api_rulebooks.audit_rulebook, {200: dict[str, Any]}, _YAML),
    ApiRoute(
        "POST", "/api/rulebooks/diff", api_rulebooks.compare_rulebooks, {200: shapes.DifferencesShape}, _YAML,
        (api_rulebooks.AGAINST,),
    ),
    ApiRoute("GET", "/api/companies", api_companies.list_companies, {200: shapes.CompanyShelfShape}),
    ApiRoute("POST", "/api/companies", api_companies.ask_company, {200: shapes.CompanyShape}, AskedCompany),
    ApiRoute("GET", "/api/rulebooks/schema", api_rulebooks.show_schema, {200: dict[str, Any]}),
    ApiRoute("GET", "/api/rulebooks/{name}", api_rulebooks.show_rulebook, {200: _PLAIN}),
)  # fmt: skip


@cache
def of_the_studio() -> dict[str, Any]:
    """The OpenAPI document of these routes."""
    return document(ROUTES, PARTS)


async def told(request: Request, error: Exception) -> Response:
    """An error of ours as JSON: 404 for what is not there, 400 for what was asked, else 503."""
    assert isinstance(error, CredopolisError)
    status = 404 if isinstance(error, NoSuchRun) else 400 if isinstance(error, Misuse) else 503
    words: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
    return JSONResponse({"error": words}, status)
