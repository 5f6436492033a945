"""Addresses of the lessons, and of whatever a page waits for: comparisons and lessons alike."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credopolis.core.errors import UnknownName
from credopolis.studio.lessons import LESSONS
from credopolis.studio.requested import jobs_of, runs_of
from credopolis.studio.standby import TEACH


async def begin_lesson(request: Request) -> Response:
    """Live what a lesson asks about; its name is one of those listed. It is lived once for all pages."""
    name = request.path_params["lesson"]
    if name not in LESSONS:
        raise UnknownName("lesson", name[:80], LESSONS)
    begun = jobs_of(request).begin(f"{TEACH} {name}", (TEACH, name, str(runs_of(request).shelf.folder)), LESSONS[name])
    return JSONResponse(begun.as_json(), 201)


async def show_job(request: Request) -> Response:
    """How a comparison or a lesson stands: runs done, and once it is over what it found."""
    return JSONResponse(jobs_of(request).get(request.path_params["job"]).as_json())


async def end_job(request: Request) -> Response:
    """End a comparison and forget it."""
    jobs = jobs_of(request)
    await jobs.end(jobs.get(request.path_params["job"]))
    return Response(status_code=204)
