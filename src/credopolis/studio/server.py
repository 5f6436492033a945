"""The server: where it listens, what it serves, and how it ends."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute, compile_path
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from credopolis.core.errors import BadValue, CredopolisError, Misuse
from credopolis.studio import live
from credopolis.studio.asked import warm
from credopolis.studio.clerk import Clerk
from credopolis.studio.guard import App, Guard
from credopolis.studio.jobs import Jobs
from credopolis.studio.lived import Runs
from credopolis.studio.routes import ROUTES, told

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

PAGE: Final = Path(__file__).parent / "page"
FIRST_PORT: Final = 8420
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
FEWEST_TOKEN_CHARACTERS: Final = 16
_API: Final = "/api"
_NOT_OPEN: Final = 4404
"""Close code of a websocket on a run that is not open."""


@dataclass(frozen=True)
class ListensAt:
    """Where the studio listens.

    port : 0 takes the first free one from 8420 on. keep_seconds : that a run goes on after its page is closed.
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: str = ""
    keep_seconds: float = 60.0

    def __post_init__(self) -> None:
        if not self.token.isascii() or any(c in '";, \\' or not c.isprintable() for c in self.token):
            raise BadValue("--token", "what was given", "ASCII letters, digits and signs, no spaces, quotes, ; or ,")
        if self.host not in LOOPBACK and len(self.token) < FEWEST_TOKEN_CHARACTERS:
            raise Misuse(
                f"--host {self.host} lets other machines in, so it needs --token with at least "
                f"{FEWEST_TOKEN_CHARACTERS} characters. For example: --token {secrets.token_urlsafe(18)}"
            )


def application(where: ListensAt, port: int, first: Scenario | None = None) -> tuple[App, Starlette]:
    """The application within its guard, and the application itself. first : a run to begin at once."""
    runs = Runs(where.keep_seconds)
    jobs = Jobs(where.keep_seconds, runs.take_spare)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        working = [asyncio.create_task(one) for one in (runs.sweep(), jobs.sweep(), _get_ready(runs))]
        app.state.runs, app.state.jobs, app.state.first = runs, jobs, None
        folder = str(runs.shelf.folder)
        app.state.reader, app.state.auditor = readers = Clerk(folder), Clerk(folder)
        if first is not None:
            app.state.first = runs.begin(first).id
        try:
            yield
        finally:
            for one in working:
                one.cancel()
            await asyncio.gather(runs.end_all(), jobs.end_all(), *(one.end() for one in readers))

    async def watch(websocket: WebSocket) -> None:
        run = runs.get(websocket.path_params["run"])
        if run is None:
            await websocket.accept()  # a page cannot read why, unless it was let in first
            await websocket.close(_NOT_OPEN)
        else:
            await live.watch(websocket, run)

    addresses = [Route(one.path.removeprefix(_API), one.answer, methods=[one.method]) for one in ROUTES]
    line = WebSocketRoute("/runs/{run}/live", watch)
    app = Starlette(
        routes=[Mount(_API, routes=[*addresses, line]), Mount("/", _Page(directory=PAGE, html=True))],
        exception_handlers={CredopolisError: told, HTTPException: _not_found},
        lifespan=lifespan,
    )
    return Guard(app, hosts_of(where.host, port), where.token), app


async def _get_ready(runs: Runs) -> None:
    """Load what answers take, then have a process stand by: both at once would be slower for the first page."""
    await asyncio.to_thread(warm)
    runs.keep_spare()


class _Page(StaticFiles):
    """The bundle: its parts bear a hash in their names and are kept; the page itself is asked for again."""

    def file_response(self, full_path: Any, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(full_path, *args, **kwargs)
        kept = "assets" in Path(full_path).parts
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return answer


async def _not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path, status = request.url.path, error.status_code
    if not path.startswith(f"{_API}/"):
        return PlainTextResponse(error.detail, status, error.headers)
    there = {one.method for one in ROUTES if compile_path(one.path)[0].match(path)}
    headers = {"allow": ", ".join(sorted(there))} if there else None
    words = {"kind": "NotAllowed" if there else "NotThere", "message": error.detail}
    return JSONResponse({"error": words}, status, headers)


def hosts_of(host: str, port: int) -> frozenset[str]:
    """Names with the port by which a server that listens at a host may be called; none if it listens at every address.

    What others call this machine cannot be known then (behind a container's port it has no name of its own); what keeps
    pages of other sites out is that they do not have the token, which must be asked for.
    """
    if _is_everywhere(host):
        return frozenset()
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host not in LOOPBACK:
        names += [f"[{host}]" if ":" in host else host]
    return frozenset(f"{name.lower()}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def listen(where: ListensAt) -> socket.socket:
    """A socket where the studio listens.

    Raises
    ------
    Misuse
        If the address is not there, or the port is taken.
    """
    ports = [where.port] if where.port else [*range(FIRST_PORT, FIRST_PORT + 20), 0]
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    failure: OSError | None = None
    for port in ports:
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((where.host, port))
        except OSError as error:
            taken.close()
            failure = error
        else:
            return taken
    reason = failure.strerror if failure is not None else "no port is free"
    raise Misuse(f"The studio cannot listen at {where.host}, port {ports[0]}: {reason}. Give --port another one.")


def serve(where: ListensAt, first: Scenario | None, opened: Callable[[str], None]) -> None:
    """Serve the studio until Ctrl-C. opened : told the address once it is up."""
    taken = listen(where)
    port = int(taken.getsockname()[1])
    shown = "localhost" if where.host in LOOPBACK or _is_everywhere(where.host) else where.host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/" + (
        f"?token={quote(where.token)}" if where.token else ""
    )
    guarded, _ = application(where, port, first)
    config = uvicorn.Config(
        guarded, log_level="warning", access_log=False, ws="websockets-sansio", ws_per_message_deflate=False,
        ws_max_size=live.MOST_MESSAGE_BYTES, timeout_graceful_shutdown=2, timeout_keep_alive=30, limit_concurrency=200,
        server_header=False, date_header=False, h11_max_incomplete_event_size=16_384,
    )  # fmt: skip
    asyncio.run(_serve(uvicorn.Server(config), taken, lambda: opened(address)))


async def _serve(server: uvicorn.Server, taken: socket.socket, up: Callable[[], None]) -> None:
    serving = asyncio.create_task(server.serve([taken]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if server.started:
        up()
    await serving
