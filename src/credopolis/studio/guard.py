"""Who may speak to the server: its own pages, or who has the token; what pages may load; how much is read."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs, quote

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE: Final = "credopolis-studio"
MOST_BODY_BYTES: Final = 4096
MOST_TEXT_BYTES: Final = 2_000_000
"""Of a request that brings the text of a rulebook, or a kept validation."""
_TEXTS: Final = ("/api/rulebooks", "/api/validations/kept")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_FORBIDDEN: Final = 4403
"""Close code of a websocket that is refused."""


@dataclass(frozen=True)
class Guard:
    """An application within bounds.

    hosts : names with ports by which it may be called, so that no other name can be made to lead here; empty, where a
    token is asked for: any. token : asked of everybody, if it is not empty: once in the address (`?token=`), then as a
    cookie.
    """

    app: App
    hosts: frozenset[str]
    token: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what may pass."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused:
            await _refuse(scope, receive, send, *refused)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        elif self.token and _asked_token(scope) and scope["method"] == "GET":
            await self._keep_token(scope, send)
        else:
            await self._answer(scope, receive, send)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request may not pass: a status and words; None if it may."""
        headers = _headers(scope)
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in self.hosts and (self.hosts or not self.token):
            return 403, "This name does not belong to the studio. Open it under the address that it printed."
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1").lower() not in (f"http://{host}", f"https://{host}"):
            return 403, "Another site's page may not speak to the studio."
        if scope["type"] == "websocket" and origin is None:
            return 403, "A websocket must say which page it comes from."
        if headers.get(b"sec-fetch-site", b"same-origin") == b"cross-site":
            return 403, "Another site's page may not speak to the studio."
        if self.token and not self._knows(scope, headers):
            return 401, "The studio asks for its token. Open it under the whole address that it printed."
        return None

    def _knows(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        try:
            cookie = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
        except CookieError:
            cookie = None
        given = (_asked_token(scope), cookie.value if cookie is not None else "")
        return any(hmac.compare_digest(one.encode(), self.token.encode()) for one in given)

    async def _keep_token(self, scope: Scope, send: Send) -> None:
        """Give the token as a cookie, and lead to the same address without it."""
        kept = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict"
        here = quote("/" + scope["path"].lstrip("/"))  # two slashes at the beginning would name another host
        headers = [(b"location", here.encode()), (b"set-cookie", kept.encode())]
        await send({"type": "http.response.start", "status": 303, "headers": [*headers, *_HEADERS]})
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP: bodies no longer than allowed, headers that keep pages to themselves."""
        length = _headers(scope).get(b"content-length", b"0")
        most = MOST_TEXT_BYTES if scope["path"].startswith(_TEXTS) else MOST_BODY_BYTES
        if not length.isdigit() or int(length) > most or b"transfer-encoding" in _headers(scope):
            await _refuse(scope, receive, send, 413, f"A request holds at most {most:,} bytes here.")
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_guarded)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return dict(scope["headers"])


def _asked_token(scope: Scope) -> str:
    query: dict[str, list[str]] = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return query.get("token", [""])[0]


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _FORBIDDEN, "reason": words[:120]})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
