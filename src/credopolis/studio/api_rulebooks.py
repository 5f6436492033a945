"""Addresses of the rulebook's page. A text is sent as it is; what is said of it is what the commands say."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from credopolis.core.errors import Misuse
from credopolis.studio import rulebooks
from credopolis.studio.requested import Query, auditor_of, reader_of, runs_of, text_of
from credopolis.studio.shelf import OWN

AGAINST: Final = Query(
    "against",
    "A rulebook that ships, by its name, or one that a page brought, by its id.",
    {"type": "string"},
    needed=True,
)


async def list_rulebooks(request: Request) -> Response:
    """The rulebooks that ship: name, title, which account it belongs to, and a summary."""
    return JSONResponse(await asyncio.to_thread(rulebooks.shelf))


async def show_schema(request: Request) -> Response:
    """The JSON Schema of a rulebook's file."""
    return JSONResponse(await asyncio.to_thread(rulebooks.schema), headers={"cache-control": "max-age=3600"})


async def show_rulebook(request: Request) -> Response:
    """The text of a rulebook: one that ships, by its name, or one that a page brought, by its id."""
    return PlainTextResponse(_text(request, request.path_params["name"]))


async def keep_rulebook(request: Request) -> Response:
    """Keep a rulebook, to be lived under: its id, which stands for a regime. The body: its text."""
    text = await text_of(request)
    about = await reader_of(request).ask("check", text)
    if not about["usable"]:
        first = about["faults"][0]
        raise Misuse(f"This rulebook cannot be used yet: line {first['line']}: {first['message']}. Check it first.")
    if about["subject"] != "person":
        raise Misuse("This rulebook does not judge people, and nobody can live under it. Its audit is on its page.")
    runs = runs_of(request)
    in_use = {str(run.scenario.source.get("own", "")) for run in runs}
    kept = runs.shelf.keep(text, about["name"], about["title"], in_use)
    return JSONResponse({"id": kept.id, "name": kept.name, "title": kept.title}, 201)


async def check_rulebook(request: Request) -> Response:
    """Every fault of a text with line and column, as `credopolis rulebook check` finds them. The body: the text."""
    return JSONResponse(await reader_of(request).ask("check", await text_of(request)))


async def audit_rulebook(request: Request) -> Response:
    """What `credopolis audit` finds of a text, and the ladder as a picture. The body: the text."""
    return JSONResponse(await auditor_of(request).ask("audit", await text_of(request)))


async def compare_rulebooks(request: Request) -> Response:
    """What a text rules otherwise than another rulebook in words. The body: the text."""
    against = _text(request, request.query_params.get(AGAINST.name, ""))
    found = await reader_of(request).ask("diff", await text_of(request), against)
    return JSONResponse({"differences": found})


def _text(request: Request, name: str) -> str:
    if name.startswith(OWN):
        return runs_of(request).shelf.get(name).text
    return rulebooks.shipped_text(name)
