"""The JSON Schema of what `--json` prints of a result, from the result's own fields."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"}, bool: {"type": "boolean"}, int: {"type": "integer"}, float: {"type": "number"},
    date: {"type": "string", "format": "date"}, type(None): {"type": "null"},
}  # fmt: skip


def schema_of(kind: type, name: str) -> dict[str, Any]:
    """The schema of a result, beside what it came from. name : of the schema, such as `credopolis-company-plan/1`."""
    inner = _schema(kind)
    inner["properties"]["provenance"] = {"type": "object", "description": "version, command, seeds, hashes"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, **inner}


def _schema(kind: Any) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if isinstance(kind, type) and is_dataclass(kind):
        hints, held = get_type_hints(kind), [f.name for f in fields(kind) if f.repr]
        named = {name: _schema(hints[name]) for name in held}
        doc = " ".join((kind.__doc__ or "").split())
        return {
            "type": "object", "description": doc, "properties": named, "required": held, "additionalProperties": False,
        }  # fmt: skip
    of, inner = get_origin(kind), get_args(kind)
    if of in (Union, types.UnionType):
        return {"anyOf": [_schema(one) for one in inner]}
    if of is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1])}
    if of is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return {"type": "array", "items": _schema(inner[0])}
    raise TypeError(f"{kind} has no schema")
