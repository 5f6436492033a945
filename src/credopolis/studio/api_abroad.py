"""Addresses of the page of other countries: which factors there are, and who adopts by when."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credopolis.studio import abroad
from credopolis.studio.asked import read_abroad
from credopolis.studio.requested import jobs_of
from credopolis.studio.standby import ABROAD


async def list_factors(request: Request) -> Response:
    """The factors of adoption abroad, each of which can be off."""
    return JSONResponse(await asyncio.to_thread(abroad.factors))


async def begin_abroad(request: Request) -> Response:
    """Work out who adopts abroad, as `credopolis diffusion` does. The body: {"years": number, "off": [factor, ...]}.
    What two pages ask in the same words is worked out once for both.
    """
    asked = await asyncio.to_thread(read_abroad, await request.body())
    off = tuple(dict.fromkeys(asked.off))
    begun = jobs_of(request).begin(f"{ABROAD} {asked.years} {' '.join(off)}", (ABROAD, (asked.years, off), None), 1)
    return JSONResponse(begun.as_json(), 201)
