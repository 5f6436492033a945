"""A mechanism's parameters: frozen, checked where files come in; each says what it means and what its value rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

_KEY: Final = "given"


@dataclass(frozen=True)
class Given:
    """What a parameter means and what its value rests on: sources, an assumption, or an assumption that sources inform.

    low, high : ends of the range in which the value may lie, in `unit`; None where there is none. sources : evidence ids
    or DOIs. note : what the sources say of it. no_range : why an assumption has no range.
    """

    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    sources: tuple[str, ...] = ()
    note: str = ""
    assumed: bool = False
    no_range: str = ""

    def basis(self) -> str:
        """What the value rests on, in words."""
        cited = ": ".join(part for part in (", ".join(self.sources), self.note) if part)
        ranged = self.no_range
        if self.low is not None and self.high is not None:
            ranged = f"range {_plain(self.low)} to {_plain(self.high)}"
        if not self.assumed:
            return ", ".join(part for part in (cited, ranged) if part)
        assumption = ", ".join(part for part in ("assumption", ranged) if part)
        return f"{assumption} ({cited})" if cited else assumption

    def in_words(self) -> str:
        """What the parameter means and what its value rests on, in words."""
        return f"{self.meaning}; {self.basis()}" if self.assumed else f"{self.meaning} ({self.basis()})"


def _plain(number: float) -> str:
    """A number without an exponent and without zeros at its end."""
    text = format(Decimal(str(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def given(
    default: object,
    meaning: str,
    *,
    low: float | None = None,
    high: float | None = None,
    source: str | tuple[str, ...] = (),
    note: str = "",
    assumed: bool | None = None,
    no_range: str = "",
    unit: str = "",
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
) -> Any:
    """A field of a mechanism's parameters with its evidence, which `given_of` reads back.

    low, high : range of the assumption. assumed : whether the value is an assumption; if not said, whatever has a range
    is one. least, most : bounds that a file may not leave; above : the same, itself excluded.
    """
    evidence = Given(
        meaning=meaning,
        unit=unit,
        low=low,
        high=high,
        sources=(source,) if isinstance(source, str) else source,
        note=note,
        assumed=low is not None if assumed is None else assumed,
        no_range=no_range,
    )
    return Field(default, ge=least, gt=above, le=most, description=meaning, json_schema_extra={_KEY: asdict(evidence)})


def share(default: float, meaning: str, **evidence: Any) -> Any:
    """A field that is a share or a chance, in [0, 1]; see `given`."""
    return given(default, meaning, least=0, most=1, **evidence)


def days(default: float, meaning: str, **evidence: Any) -> Any:
    """A field in days, at most 2,000; see `given`."""
    return given(default, meaning, unit="days", least=0, most=2000, **evidence)


def a_life_and_year(default: float, meaning: str, *, most: float, **evidence: Any) -> Any:
    """A field that counts events a life and year; see `given`."""
    return given(default, meaning, unit="a life and year", least=0, most=most, **evidence)


def given_of(field: FieldInfo) -> Given | None:
    """What a field that `given` made says of itself; None for any other field."""
    extra = field.json_schema_extra
    found: Any = extra.get(_KEY) if isinstance(extra, dict) else None
    return None if found is None else Given(**found)


class Parameters(BaseModel):
    """Parameters of one mechanism. Unknown names and values outside their bounds are refused.

    Every field is another mechanism's parameters or is written with `given`.

    Raises
    ------
    TypeError
        While the class is defined, if a field is neither.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a field that does not say what it rests on."""
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            nested = isinstance(field.annotation, type) and issubclass(field.annotation, Parameters)
            if not nested and given_of(field) is None:
                raise TypeError(f"{cls.__name__}.{name} does not say what it rests on: write it with `given(...)`.")
