"""Fitting a file's data into a pydantic model, and saying in plain words where and why it does not fit."""

from __future__ import annotations

import json
import types
import typing
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from credopolis.core.faults import MOST_KEPT, Fault, FaultyFile, near_miss
from credopolis.core.yamlfile import KeyPath, Located, load_yaml

M = TypeVar("M", bound=BaseModel)


def parse(path: Path | str, model: type[M]) -> M:
    """Read a YAML file into a pydantic model, with every fault at its line and column.

    Raises
    ------
    FaultyFile
        If the file cannot be read, or does not fit the model; it holds all faults.
    """
    return fit(load_yaml(path), model)


def fit(located: Located, model: type[M]) -> M:
    """Fit a file into a model, strictly: no text becomes a number, and dates are text such as 2014-06-27.

    Raises
    ------
    FaultyFile
        If the data does not fit; it holds every fault, one a place.
    """
    try:
        return model.model_validate_json(json.dumps(located.data), strict=True)
    except ValidationError as error:
        faults: dict[tuple[KeyPath, str], Fault] = {}
        for item in error.errors(include_url=False)[:MOST_KEPT]:
            kind = item["type"] if item["type"] in ("missing", "extra_forbidden") else "value"
            path = _path_in_data(item["loc"], located.data, missing=kind == "missing")
            fault = _fault(located, model, path, dict(item))
            known = faults.get((path, kind))
            faults[path, kind] = fault if known is None else _merge(known, fault)
        raise FaultyFile(_innermost(faults)) from None


def _innermost(faults: dict[tuple[KeyPath, str], Fault]) -> list[Fault]:
    """Without those branches of a union that only say that a mapping is no scalar, where a deeper fault is known."""
    outer = {path[:end] for path, _ in faults for end in range(len(path))}
    return [fault for (path, kind), fault in faults.items() if kind != "value" or path not in outer]


def _path_in_data(loc: tuple[str | int, ...], data: object, *, missing: bool) -> KeyPath:
    """The steps of a pydantic location that are steps of the data; the others name branches of a union."""
    path: list[str | int] = []
    for index, step in enumerate(loc):
        keyed = isinstance(data, dict) and step in data
        if keyed or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]  # type: ignore[index]
        elif not missing or index + 1 < len(loc):
            continue
        path.append(step)
    return tuple(path)


def _fault(located: Located, model: type[BaseModel], path: KeyPath, item: dict[str, Any]) -> Fault:
    if item["type"] == "missing":
        return located.fault(path, "this key is missing", remedy="Add it.")
    if item["type"] == "extra_forbidden":
        known = sorted({name for owner in _models_at(model, path[:-1]) for name in _names(owner)})
        remedy = near_miss(str(path[-1]), known) or "Remove it."
        return located.fault(path, "this key is not known here", allowed=", ".join(known), remedy=remedy)
    message = str(item["msg"]).removeprefix("Value error, ")
    value = item["input"] if item["type"] not in ("value_error", "assertion_error") else ...
    return located.fault(path, message[:1].lower() + message[1:], value)


def _merge(first: Fault, second: Fault) -> Fault:
    """Two branches of a union refused the same value: one fault that says both."""
    if second.message in first.message:
        return first
    return Fault(**{**first.as_json(), "message": f"{first.message}, or: {second.message}"})  # type: ignore[arg-type]


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_at(model: type[BaseModel], path: KeyPath) -> list[type[BaseModel]]:
    """The models that a path of the data may lead to."""
    found: list[Any] = [model]
    for step in path:
        found = [inner for owner in found for inner in _step(owner, step)]
    return [owner for owner in _flat(found) if isinstance(owner, type) and issubclass(owner, BaseModel)]


def _step(owner: Any, step: str | int) -> list[Any]:
    reached: list[Any] = []
    for branch in _flat([owner]):
        if isinstance(branch, type) and issubclass(branch, BaseModel):
            for name, field in branch.model_fields.items():
                if step in (name, field.alias):
                    reached.append(field.annotation)
        else:
            arguments = [a for a in typing.get_args(branch) if a is not Ellipsis]
            reached += arguments[-1:] if typing.get_origin(branch) is dict else arguments
    return reached


def _flat(annotations: list[Any]) -> list[Any]:
    """The branches of unions and what `Annotated` wraps."""
    flat: list[Any] = []
    for annotation in annotations:
        origin = typing.get_origin(annotation)
        if origin in (typing.Union, types.UnionType):
            flat += _flat(list(typing.get_args(annotation)))
        elif origin is typing.Annotated:
            flat += _flat([typing.get_args(annotation)[0]])
        else:
            flat.append(annotation)
    return flat
