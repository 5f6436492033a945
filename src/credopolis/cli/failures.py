"""Failures as commands tell them under --json: one object of one schema, whatever went wrong and wherever.

Nothing but the standard library is imported: failures are told when nothing else may be left.
"""

from __future__ import annotations

import math
from typing import Any, Final

from credopolis.core.errors import CredopolisError

SCHEMA_ID: Final = "credopolis-error/1"
KINDS: Final = (
    "AblationStopped", "AlreadyWhole", "BadValue", "CapacityExceeded", "CompaniesNotSimulated", "CredopolisError",
    "DamagedCheckpoint", "DiskFull", "FaultyFile", "ForkStopped", "Interrupted", "MemoryRanOut", "MissingExtra",
    "Misuse", "NoRange", "NoSuchRun", "NotEnoughMemory", "NotOfCompanies", "NotSimulated", "NotWritten",
    "RunFolderError", "Surroundings", "TapeFull", "Unexpected", "UnknownName", "Unsound", "Usage",
)  # fmt: skip
_MOST_TEXT: Final = 2000
_MOST_LISTED: Final = 1000
_RESERVED: Final = ("kind", "message", "exit_code")
_PLAIN: Final = {"type": ["string", "number", "boolean", "null"]}
_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_FAULT: Final = {
    "type": "object",
    "properties": dict.fromkeys(("file", "path", "message", "value", "allowed", "remedy"), _TEXT)
    | {"line": _COUNT, "column": _COUNT},
    "required": ["file", "line", "column", "path", "message", "value", "allowed", "remedy"],
    "additionalProperties": False,
}
ERROR_SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": SCHEMA_ID,
    "title": "what a command of credopolis writes to the error stream under --json when it fails",
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "kind": {"enum": list(KINDS)},
                "message": {"type": "string", "description": "what is wrong, what is allowed and what to do"},
                "exit_code": {"type": "integer", "minimum": 1, "maximum": 255},
                "details": {"type": "array", "items": _FAULT, "description": "every fault of a file"},
                "more": {**_COUNT, "description": "faults that details leaves out"},
            },
            "required": ["kind", "message", "exit_code"],
            "additionalProperties": {"anyOf": [_PLAIN, {"type": "array", "items": _PLAIN}]},
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


def error_object(kind: str, message: str, exit_code: int, fields: dict[str, Any]) -> dict[str, Any]:
    """A failure as one object of `ERROR_SCHEMA`."""
    more = {name: value for name, value in fields.items() if name not in _RESERVED}
    return {"error": {"kind": kind, "message": message, "exit_code": exit_code, **more}}


def fields_of(error: CredopolisError) -> dict[str, Any]:
    """What an error of this package says besides its message: the faults of a file, or its own fields as plain data."""
    from credopolis.core.faults import FaultyFile

    if isinstance(error, FaultyFile):
        return {"details": error.as_json(), **({"more": error.more} if error.more else {})}
    return {name: _plain(value) for name, value in vars(error).items() if not name.startswith("_")}


def kind_of(error: CredopolisError) -> str:
    """The nearest kind of error that the schema knows."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in KINDS)


def _plain(value: object) -> Any:
    if isinstance(value, list | tuple):
        return [_scalar(item) for item in value[:_MOST_LISTED]]
    return _scalar(value)


def _scalar(value: object) -> str | int | float | bool | None:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, int | float | bool | None) else str(value)[:_MOST_TEXT]
