"""What the guard gives besides leave: headers that lead nowhere else, and names in any script."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import pytest

from credopolis.studio.guard import Guard
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


@pytest.mark.parametrize("name", ["popular-account-ticks.csv", "中国-ticks.csv", 'a"; filename="b\r\n.csv'])
def test_a_table_is_kept_under_any_name(name: str) -> None:
    header = kept_as(name)["content-disposition"]
    assert header.isascii() and header.isprintable() and '"' not in header
    assert unquote(header.split("UTF-8''")[1]) == name
