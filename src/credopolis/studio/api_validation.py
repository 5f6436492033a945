"""Addresses of the page of targets: which there are, holding them against runs, and showing what was kept."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credopolis.core.errors import Misuse
from credopolis.studio import validating
from credopolis.studio.asked import read_validation
from credopolis.studio.requested import jobs_of
from credopolis.studio.standby import VALIDATE


async def list_targets(request: Request) -> Response:
    """Targets that runs can be held against: what was reported, the tolerance, what was chosen, and how many runs."""
    return JSONResponse(await asyncio.to_thread(validating.targets))


async def begin_validation(request: Request) -> Response:
    """Hold targets against runs, as `credopolis validate` does. The body: {"targets": [id, ...]}. What two pages ask in
    the same words is worked out once for both.
    """
    asked = await asyncio.to_thread(read_validation, await request.body())
    names = tuple(dict.fromkeys(asked.targets))
    of = await asyncio.to_thread(validating.runs_of, names)
    begun = jobs_of(request).begin(f"{VALIDATE} {' '.join(names)}", (VALIDATE, names, None), of)
    return JSONResponse(begun.as_json(), 201)


async def show_kept(request: Request) -> Response:
    """What `credopolis validate --json` printed, in words and tables. The body is that text; it is kept nowhere."""
    try:
        text = (await request.body()).decode("utf-8")
    except UnicodeDecodeError:
        raise Misuse("This file is not text. A kept validation is what `credopolis validate --json` printed.") from None
    return JSONResponse(await asyncio.to_thread(validating.read, text))
