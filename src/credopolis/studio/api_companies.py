"""Addresses of the company's page. A text is sent as it is; what is said of it is what the commands say."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credopolis.studio import companies, market
from credopolis.studio.asked import read_company_asked, read_market_asked
from credopolis.studio.requested import auditor_of, jobs_of
from credopolis.studio.standby import MARKET


async def list_companies(request: Request) -> Response:
    """The rulebooks of companies that ship, and a company that exists nowhere to begin with."""
    return JSONResponse(await asyncio.to_thread(companies.shelf))


async def ask_company(request: Request) -> Response:
    """Where a company stands, what it is exposed to, its plan, and what another rulebook does to it, as `credopolis
    company` says it. The body: {"company": text, "rulebook": name, "against": name, "on": date, "to": grade, "off":
    list}, all but the first two optional. Nothing is kept.
    """
    asked = read_company_asked(await request.body())
    said = (asked.company, asked.rulebook, asked.against, asked.on, asked.to, asked.off)
    return JSONResponse(await auditor_of(request).ask("company", *said))


async def begin_market(request: Request) -> Response:
    """Let synthetic companies live in a society under a rulebook, or strangers deal with and without a record, as
    `credopolis company society` and `credopolis company trust` do. The body: {"what": "society" or "trust", "rulebook":
    name}. What two pages ask in the same words is worked out once for both.
    """
    said = read_market_asked(await request.body())
    asked = await asyncio.to_thread(market.asked_of, said.what, said.rulebook)
    begun = jobs_of(request).begin(f"{MARKET} {' '.join(asked)}", (MARKET, asked, None), 1)
    return JSONResponse(begun.as_json(), 201)
