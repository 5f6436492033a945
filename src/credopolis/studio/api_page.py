"""The page of the API: what can be asked and what is answered, made of the OpenAPI document. It needs no script."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Final

_HEAD: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The API of Credopolis studio</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="../icon.svg">'
    '<link rel="stylesheet" href="../api.css"></head><body><main>'
)
_LINE: Final = (
    "WS", "/api/runs/{run}/live",
    "A websocket on which a run is played: it is sent what changes, tick by tick, and how the run stands. A page says "
    'in JSON: {"play": ticks a second or 0}, {"seek": frame}, {"layer": number}, {"drawn": number of a message}. The '
    "bytes of a message are described in credopolis.studio.wire.",
)  # fmt: skip


def page_of_the_api(found: dict[str, Any]) -> str:
    """The page as text. found : the OpenAPI document."""
    info, schemas = found["info"], found["components"]["schemas"]
    operations = [(method.upper(), path, one) for path, ways in found["paths"].items() for method, one in ways.items()]
    rows = "".join(
        f'<tr><td><b class="method">{method}</b></td><td><a href="#{one["operationId"]}"><code>{escape(path)}</code>'
        f"</a></td><td>{escape(one['summary'])}</td></tr>"
        for method, path, one in operations
    )
    return (
        f"{_HEAD}<header><h1>The API of the studio</h1><p>{escape(info['description'])}</p><p>Version "
        f'{escape(info["version"])}. The same for programs: <a href="openapi.json">openapi.json</a> (OpenAPI '
        f'{found["openapi"]}). <a href="../">Back to the studio</a></p></header>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="All addresses"><table><thead><tr><th scope="col">'
        f'Method</th><th scope="col">Address</th><th scope="col">What it is</th></tr></thead><tbody>{rows}</tbody>'
        f"</table></div>{''.join(_operation(*one) for one in operations)}{_line()}<h2>Shapes of answers</h2>"
        f"{''.join(_shape(name, one) for name, one in schemas.items())}</main></body></html>"
    )


def _operation(method: str, path: str, one: dict[str, Any]) -> str:
    asked = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{'path' if p['in'] == 'path' else 'after ?'}"
        f"{'' if p['required'] else ', optional'}</td><td>{escape(p['description'])}</td></tr>"
        for p in one["parameters"]
    )
    table = f'<div class="scroll" tabindex="0" role="region" aria-label="{one["operationId"]}: asked"><table>' + (
        f'<thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">What</th></tr></thead><tbody>'
        f"{asked}</tbody></table></div>"
    )
    brings = one.get("requestBody", {}).get("content", {})
    body = "".join(f"<p>Brings <code>{kind}</code>: {_named(part['schema'])}.</p>" for kind, part in brings.items())
    answers = "".join(_answer(status, part) for status, part in one["responses"].items())
    return (
        f'<section id="{one["operationId"]}"><h2><b class="method">{method}</b> <code>{escape(path)}</code></h2>'
        f"<p>{escape(one['description'])}</p>{table if asked else ''}{body}<ul>{answers}</ul></section>"
    )


def _answer(status: str, part: dict[str, Any]) -> str:
    kinds = "".join(
        f" <code>{escape(kind)}</code>, {_named(what['schema'])}" for kind, what in part.get("content", {}).items()
    )
    return f"<li><b>{status}</b> {escape(part['description'])}{kinds}</li>"


def _named(schema: dict[str, Any]) -> str:
    """A schema in few words, with a link if it stands below."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'<a href="#{name}">{name}</a>'
    if schema.get("type") == "array":
        return f"a list of {_named(schema['items'])}"
    return {"object": "an object", "string": "text"}.get(schema.get("type", ""), "JSON")


def _shape(name: str, schema: dict[str, Any]) -> str:
    told = escape(json.dumps({k: v for k, v in schema.items() if k not in ("title", "description")}, indent=2))
    return (
        f'<section id="{name}"><h3>{name}</h3><p>{escape(schema.get("description", ""))}</p><details><summary>Its JSON '
        f'Schema</summary><pre tabindex="0">{told}</pre></details></section>'
    )


def _line() -> str:
    method, path, said = _LINE
    return (
        f'<section id="live"><h2><b class="method">{method}</b> <code>{escape(path)}</code></h2><p>{escape(said)}</p>'
        "</section>"
    )
