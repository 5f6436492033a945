"""The studio's API as an OpenAPI document: made of the routes, docstrings of who answers, and the types of answers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import TypeAdapter

from credopolis.studio.shapes import ErrorShape

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from credopolis.studio.requested import Query

_PART: Final = re.compile(r"{(\w+)(:int)?}")
_WHERE: Final = "#/components/schemas/{model}"
_JSON: Final = "application/json"
_PLAIN: Final = "text/plain; charset=utf-8"
_WRONG: Final = {
    400: "What was asked makes no sense, in words.", 404: "It is not there.", 405: "It cannot be asked so.",
    503: "It cannot be had just now; the words say why.",
}  # fmt: skip
_REFUSED: Final = {
    401: "The studio asks for its token.", 403: "A page of another site, or another name than the studio's.",
    413: "More bytes than may be sent.",
}  # fmt: skip
_ABOUT: Final = (
    "What pages of the studio ask. It listens to this machine alone unless it was given a token; a page of another "
    "site is refused. Everyone in it is synthetic: nothing takes a record of a real person."
)


@dataclass(frozen=True)
class ApiRoute:
    """A method and path, and who answers.

    gives : by status, the type of the answer's JSON, another media type, or None for no body. takes : the type of the
    JSON that a request brings, or its media type. query : what may stand behind the question mark.
    """

    method: str
    path: str
    answer: Callable[[Request], Awaitable[Response]]
    gives: dict[int, Any]
    takes: Any = None
    query: tuple[Query, ...] = ()


def document(routes: Sequence[ApiRoute], parts: Mapping[str, str]) -> dict[str, Any]:
    """The OpenAPI document (3.1) of routes. parts : what the parts of their paths mean."""
    schemas: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for one in routes:
        paths.setdefault(_PART.sub(r"{\1}", one.path), {})[one.method.lower()] = _operation(one, parts, schemas)
    info = {"title": "Credopolis studio", "version": version("credopolis"), "description": _ABOUT}
    return {
        "openapi": "3.1.0",
        "info": info,
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _operation(one: ApiRoute, parts: Mapping[str, str], schemas: dict[str, Any]) -> dict[str, Any]:
    said = " ".join((one.answer.__doc__ or "").split())
    found: dict[str, Any] = {
        "operationId": one.answer.__name__, "summary": said.split(". ")[0].rstrip(".") + ".", "description": said,
        "parameters": [
            *(_in_path(name, parts[name], bool(whole)) for name, whole in _PART.findall(one.path)),
            *({"name": ask.name, "in": "query", "required": ask.needed, "description": ask.meaning,
               "schema": ask.schema} for ask in one.query),
        ],
        "responses": _responses(one, schemas),
    }  # fmt: skip
    if one.takes is not None:
        text = isinstance(one.takes, str)
        schema = _TEXT if text else _schema(one.takes, schemas, "validation")
        found["requestBody"] = {"required": True, "content": {one.takes if text else _JSON: {"schema": schema}}}
    return found


_TEXT: Final = {"type": "string"}


def _in_path(name: str, meaning: str, whole: bool) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0} if whole else _TEXT
    return {"name": name, "in": "path", "required": True, "description": meaning, "schema": schema}


def _responses(one: ApiRoute, schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, gives in one.gives.items():
        found[str(status)] = {"description": _MEANS.get(status, "The answer.")}
        if isinstance(gives, str):
            found[str(status)]["content"] = {gives: {"schema": _TEXT}}
        elif gives is not None:
            found[str(status)]["content"] = {_JSON: {"schema": _schema(gives, schemas)}}
    error = _schema(ErrorShape, schemas)
    found |= {str(k): {"description": words, "content": {_JSON: {"schema": error}}} for k, words in _WRONG.items()}
    return found | {
        str(k): {"description": words, "content": {_PLAIN: {"schema": _TEXT}}} for k, words in _REFUSED.items()
    }


_MEANS: Final = {201: "It has begun, or is kept.", 202: "It is being worked out: ask again.", 204: "It is gone."}


def _schema(
    kind: Any, schemas: dict[str, Any], mode: Literal["validation", "serialization"] = "serialization"
) -> dict[str, Any]:
    """The JSON Schema of a type; what it is made of is added to `schemas`."""
    found: dict[str, Any] = TypeAdapter(kind).json_schema(ref_template=_WHERE, mode=mode)
    for name, part in found.pop("$defs", {}).items():
        schemas[name] = _closed(part)
    found = _closed(found)
    if found.get("type") == "object" and "title" in found:
        schemas[found["title"]] = found
        return {"$ref": _WHERE.format(model=found["title"])}
    return found


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """An object has the keys that are named, and no others."""
    return {**schema, "additionalProperties": False} if "properties" in schema else schema
