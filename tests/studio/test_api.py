"""The API: its document says what the routes do, its page needs nothing from elsewhere, and no request does harm."""

from __future__ import annotations

import ast
import asyncio
import inspect
import random
import textwrap
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from credopolis.studio import requested
from credopolis.studio.openapi import ApiRoute, document
from credopolis.studio.requested import Query
from credopolis.studio.routes import PARTS, ROUTES, of_the_studio
from tests.studio.browsing import NEEDED, SCREENS, Open, faults, keep, too_small
from tests.studio.serving import Studio

API = schemathesis.openapi.from_dict(of_the_studio())
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    unsupported_method,
)  # fmt: skip
SMALL = {"people": 1_000, "years": 1, "seeds": 2}
"""So large are the societies that requests drawn here begin: the others would only take longer."""


def smaller(case: schemathesis.Case) -> None:
    """Make a society that a request asks for small, also where it leaves the size out."""
    if not isinstance(case.body, dict):
        return
    for name, most in SMALL.items():
        value = case.body.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            case.body[name] = min(value, most)
        elif name not in case.body and (name != "seeds" or case.path.endswith("comparisons")):
            case.body[name] = most


def aimed(case: schemathesis.Case, known: dict[str, str], rng: random.Random) -> None:
    """Let what a request names be there, half of the time."""
    for name, value in known.items():
        if name in case.path_parameters and rng.random() < 0.5:
            case.path_parameters[name] = value


@pytest.fixture(scope="module")
def known(open_studio: Studio) -> dict[str, str]:
    """Names of what is there: a run that has been lived a little, and the like."""
    run = open_studio.begin(people=1_000, years=1)
    open_studio.wait(run["id"], 3)
    return {"run": run["id"], "other": run["id"], "name": "dangan", "column": "age", "table": "ticks"}


@API.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_is_answered_otherwise_than_the_document_says(
    case: schemathesis.Case, open_studio: Studio, known: dict[str, str]
) -> None:
    """Drawn from the document, right and wrong; what is answered has the status, media type and shape that it names."""
    rng = random.Random(repr((case.path_parameters, case.query)))
    if case.method != "DELETE":
        aimed(case, known, rng)
    smaller(case)
    answer = case.call(base_url=open_studio.base.rstrip("/"), timeout=120)
    case.validate_response(answer, checks=CHECKS)
    if case.method == "POST" and answer.status_code == 201:
        what = "jobs" if case.path.endswith(("comparisons", "validations", "diffusion")) else "runs"
        open_studio.ask(f"api/{what}/{answer.json()['id']}", method="DELETE")


def _asked_for(answer: Any) -> set[str]:
    """Names behind the question mark that a handler reads, itself or by a function of `requested`."""
    home = inspect.getmodule(answer)
    found = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(answer)))):
        if isinstance(node, ast.Name):
            value = getattr(home, node.id, None)
            if isinstance(value, Query):
                found.add(value.name)
            elif inspect.isfunction(value) and inspect.getmodule(value) is requested and value.__name__ != "run_of":
                found |= _asked_for(value)
    return found


@pytest.mark.parametrize("one", ROUTES, ids=lambda one: f"{one.method} {one.path}")
def test_the_document_names_all_that_a_route_reads(one: ApiRoute) -> None:
    assert {ask.name for ask in one.query} == _asked_for(one.answer)
    source = inspect.getsource(one.answer)
    reads_body = "request.body()" in source or "text_of(request)" in source
    assert (one.takes is not None) == reads_body
    assert (one.answer.__doc__ or "").strip()


def test_a_document_is_made_of_the_routes_alone() -> None:
    found = of_the_studio()
    assert {(m.upper(), p) for p, ways in found["paths"].items() for m in ways} == {
        (one.method, one.path.replace(":int", "")) for one in ROUTES
    }
    assert document(ROUTES[:3], PARTS)["paths"].keys() == {one.path for one in ROUTES[:3]}


PIECES = (
    b"GET ", b"POST ", b"\x00", b"/api/about", b"/api/runs", b" HTTP/1.1\r\n", b" HTTP/9.9\r\n", b"[]", b"\r\n\r\n",
    b"Host: localhost:{}\r\n", b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Cookie: credopolis-studio=\xff\r\n", b"Origin: null\r\n", b": \r\n",
    b"A" * 5_000,
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n", b"Sec-WebSocket-Key: x\r\n", b"/%00%ff/../..", b"?frame=%",
)  # fmt: skip
_PORT = b"{}"


async def _answered(port: int, sent: bytes) -> bytes:
    """All that comes back on a connection on which some bytes were sent, and then no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), 30)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def test_a_thousand_malformed_requests_do_no_harm(open_studio: Studio) -> None:
    """Bytes that are no HTTP, or hardly: each is refused or hung up on, none is a fault of the server's."""
    rng, port = random.Random(2), int(open_studio.base.rstrip("/").rsplit(":", 1)[1])
    good = b"GET /api/about HTTP/1.1\r\nHost: localhost:{}\r\n\r\n".replace(_PORT, b"%d" % port)
    wrong = []
    for _ in range(1_000):
        if rng.random() < 0.5:
            made = b"".join(rng.choices(PIECES, k=rng.randint(1, 9))).replace(_PORT, b"%d" % port)
        else:
            made = bytearray(good)
            for _ in range(rng.randint(1, 6)):
                made[rng.randrange(len(made))] = rng.randrange(256)
        wrong.append(bytes(made))

    async def some(part: list[bytes]) -> list[bytes]:
        return await asyncio.gather(*(_answered(port, one) for one in part))

    answers = [one for k in range(0, 1_000, 50) for one in asyncio.run(some(wrong[k : k + 50]))]
    statuses = [int(one.split(b" ")[1]) for one in answers if one.startswith(b"HTTP/1.1 ")]
    assert [status for status in statuses if status >= 500] == []
    assert sum(400 <= status < 500 for status in statuses) > 300
    assert all(not one or one.startswith(b"HTTP/1.1 ") for one in answers)
    assert open_studio.ask("api/about")[0] == 200


@NEEDED
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_its_page_is_read_by_anybody(watched: Open, scheme: str, size: tuple[int, int]) -> None:
    one = watched("api/", size, color_scheme=scheme)
    one.page.wait_for_selector("section")
    keep(one, f"api-{scheme}-{size[0]}")
    assert faults(one) == []
    assert too_small(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.page.locator("thead + tbody").first.locator("tr").count() == len(ROUTES)
    assert "/api/runs/{run}/live" in one.page.inner_text("main")
