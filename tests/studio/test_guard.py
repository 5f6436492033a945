"""What the guard gives besides leave: headers that lead nowhere else, and names in any script."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import pytest

from credopolis.studio.guard import COOKIE, Guard
from credopolis.studio.routes import kept_as


def led_to(path: str) -> str:
    """Where somebody is led who comes to a path with the token in the address."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def nobody(*arguments: Any) -> Any:
        raise AssertionError("nothing is handed on")

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"token=a-token-of-a-class",
             "headers": [(b"host", b"here:1")]}  # fmt: skip
    asyncio.run(Guard(nobody, frozenset({"here:1"}), "a-token-of-a-class")(scope, nobody, send))
    assert sent[0]["status"] == 303
    return dict(sent[0]["headers"])[b"location"].decode()


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", "/"), ("//evil.example/", "/evil.example/"), ("/a\r\nx: y", "/a%0D%0Ax%3A%20y"), ("", "/"),
     ("/中", "/%E4%B8%AD")],
)  # fmt: skip
def test_the_token_leads_to_no_other_host(path: str, place: str) -> None:
    assert led_to(path) == place


def answered(hosts: frozenset[str], token: str, *headers: tuple[bytes, bytes]) -> int:
    """The status of an answer to somebody who asks for the page."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": list(headers)}
    asyncio.run(Guard(page, hosts, token)(scope, page, send))
    return int(sent[0]["status"])


def test_any_name_will_do_for_who_knows_the_token_and_no_page_of_another_site() -> None:
    token, anywhere = "a-token-of-a-class", frozenset[str]()
    cookie = (b"cookie", f"{COOKIE}={token}".encode())
    at, origin = (b"host", b"school.example:8420"), b"http://school.example:8420"
    assert answered(anywhere, token, at, cookie) == 200
    assert answered(anywhere, token, at, cookie, (b"origin", origin)) == 200
    assert answered(anywhere, token, at, cookie, (b"origin", b"http://evil.example")) == 403
    assert answered(anywhere, token, at) == 401
    assert answered(anywhere, "", at) == 403, "without a token, no name is any name"
    assert answered(frozenset({"here:1"}), token, at, cookie) == 403


@pytest.mark.parametrize("name", ["popular-account-ticks.csv", "中国-ticks.csv", 'a"; filename="b\r\n.csv'])
def test_a_table_is_kept_under_any_name(name: str) -> None:
    header = kept_as(name)["content-disposition"]
    assert header.isascii() and header.isprintable() and '"' not in header
    assert unquote(header.split("UTF-8''")[1]) == name
