"""Which values of a scenario rest on assumptions: every result can say so."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from credopolis.core.shapes import Source
from credopolis.core.yamlfile import KeyPath, Located, path_text
from credopolis.engine.scenario import Assumption
from credopolis.library.grounds import ground_of
from credopolis.mechanisms.parameters import Parameters, given_of
from credopolis.society.params import Cited


def of_file(name: str, located: Located, sources: Mapping[KeyPath, Source]) -> list[Assumption]:
    """Assumptions that a file declares by the word `assumption` among the sources of a value or block."""
    out = []
    for path, source in sources.items():
        ground = ground_of(source)
        if ground.assumed:
            out.append(Assumption(f"{name}.{path_text(path)}", _value_at(located.data, path), ground.why))
    return out


def _value_at(data: object, path: KeyPath) -> str:
    for step in path:
        try:
            data = data[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return ""
    if isinstance(data, dict):
        return str(data["value"]) if "value" in data else "the whole block"
    return str(data)


def of_defaults(name: str, parameters: Parameters, given: object) -> list[Assumption]:
    """Assumptions among the parameters that a file leaves at their defaults."""
    out: list[Assumption] = []
    for field, info in type(parameters).model_fields.items():
        value = getattr(parameters, field)
        named = given.get(field) if isinstance(given, dict) else None
        if isinstance(value, Parameters):
            out += of_defaults(f"{name}.{field}", value, named)
        elif named is None and (ground := ground_of(given_of(info))).assumed:
            shown = f"{value:g}" if isinstance(value, int | float) else ", ".join(value)
            out.append(Assumption(f"{name}.{field}", shown, ground.why))
    return out


def of_society(params: BaseModel, name: str = "society") -> list[Assumption]:
    """Assumptions among the parameters of the generator of people."""
    out: list[Assumption] = []
    for field in type(params).model_fields:
        value = getattr(params, field)
        if isinstance(value, Cited):
            ground = ground_of(value)
            if ground.assumed:
                shown = value.value if isinstance(value.value, int | float | str) else "a table"
                out.append(Assumption(f"{name}.{field}", str(shown), ground.why))
        elif isinstance(value, BaseModel):
            out += of_society(value, f"{name}.{field}")
    return out
