"""Shapes of the library's files: mechanism parameters, regimes and scenarios."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, final

import annotated_types

from credopolis.core.numerals import LARGEST_NUMBER
from credopolis.core.shapes import (
    BAD,
    Bad,
    Choice,
    Days,
    Key,
    Leaf,
    ListOf,
    MapOf,
    Number,
    Reading,
    Record,
    Shape,
    Text,
    Truth,
    Whole,
)
from credopolis.core.yamlfile import KeyPath
from credopolis.library.cities import CITIES
from credopolis.library.names import COMPANY_REGIMES
from credopolis.library.settings import MOST_SEED
from credopolis.library.sudden import SUDDEN, Sudden
from credopolis.library.timeline import RuleChange, timeline_shape
from credopolis.mechanisms.all import MECHANISMS
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.society.cities import City
from credopolis.society.layout import MOST_GRID_LIVES

REGIME_FORMAT: Final = "credopolis-regime/1"
SCENARIO_FORMAT: Final = "credopolis-scenario/1"
_TITLE: Final = Text("a title of 1 to 2000 characters", holds="name")
_FILE: Final = Text("a name of the library, or a path", holds="free")
_PLACE: Final = Text("the name of a province or grade, of 1 to 60 characters", r"^.{1,60}\Z", "name")
OFF: Final = ListOf(Choice(tuple(m.name for m in MECHANISMS if m.can_be_off)), 30)


def shape_of(model: type[Parameters]) -> Record[Any]:
    """The shape of a mechanism's parameters: numbers in bounds, switches and lists of names, each with its source."""
    keys: dict[str, Key] = {}
    for name, info in model.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Parameters):
            keys[name] = Key(shape_of(info.annotation), default=info.default)
            continue
        if info.annotation is bool:
            keys[name] = Key(Truth(), default=info.default)
            continue
        if info.annotation == tuple[str, ...]:
            keys[name] = Key(ListOf(_PLACE, 100), default=info.default)
            continue
        low, high = -float(LARGEST_NUMBER), float(LARGEST_NUMBER)
        for bound in info.metadata:
            if isinstance(bound, annotated_types.Ge):
                low = float(bound.ge)  # type: ignore[arg-type]
            elif isinstance(bound, annotated_types.Gt):
                low = float(bound.gt) + 1e-9  # type: ignore[arg-type]
            elif isinstance(bound, annotated_types.Le):
                high = float(bound.le)  # type: ignore[arg-type]
        shape: Shape[Any] = Whole(int(low), int(high)) if info.annotation is int else Number(low, high)
        keys[name] = Key(shape, default=info.default)
    return Record(model, keys)


@dataclass(frozen=True)
class RegimeFile:
    """A regime besides its rulebook, as its file gives it."""

    format: str
    title: str
    account: str
    summary: str
    parameters: RegimeParameters = field(default_factory=RegimeParameters)
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as its file gives it; names are looked up in the library."""

    format: str
    title: str
    summary: str
    society: str
    regime: str
    people: int = 1_000_000
    scale: int = 1
    years: float = 10.0
    start: str = "2021-01-01"
    seed: int = 1
    tick: int = 7
    interval: str = "month"
    by_district: bool = False
    conduct: str = "conduct"
    off: tuple[str, ...] = ()
    grid_lives: int = 1000
    district_grids: int = 64
    set: dict[str, Any] = field(default_factory=dict)
    timeline: dict[str, RuleChange] = field(default_factory=dict)
    sudden: Sudden | None = None
    cities: dict[str, City] = field(default_factory=dict)
    companies: str = ""
    extends: str = ""


@final
class Plain(Leaf[int | float | str | bool]):
    """A number, true, false or a word, for the values of `set` and of factors; what it is set to judges it, too."""

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> int | float | str | bool | Bad:
        if isinstance(node, str | bool) or (isinstance(node, int | float) and abs(node) <= LARGEST_NUMBER):
            return node
        reading.refuse(path, "not a plain value", node, self.allowed())
        return BAD

    def allowed(self) -> str:
        return f"a number, {-LARGEST_NUMBER:,} to {LARGEST_NUMBER:,}, true, false or a word"

    def plain_schema(self) -> dict[str, Any]:
        number = {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
        return {"anyOf": [number, {"type": ["string", "boolean"]}]}


REGIME: Final = Record(
    RegimeFile,
    {
        "format": Key(Choice((REGIME_FORMAT,))),
        "title": Key(_TITLE),
        "account": Key(Choice(("popular", "documented", "hypothetical"))),
        "summary": Key(Text()),
        "parameters": Key(shape_of(RegimeParameters), default=RegimeParameters()),
        "off": Key(OFF, default=()),
    },
)
_CONDUCT_NAME: Final = Text("the name of a conduct table in the society's folder", r"^[a-z][a-z0-9-]{0,40}\Z", "name")
_PATH: Final = Text("a path such as regime.faces.searches_a_year", r"^[a-z][A-Za-z0-9_.+-]{2,120}\Z", "name")
_PATH_OF_ANOTHER: Final = Text("the name of a shipped scenario", r"^[a-z][a-z0-9-]{0,40}\Z", "name")
SCENARIO: Final = Record(
    ScenarioFile,
    {
        "format": Key(Choice((SCENARIO_FORMAT,))),
        "title": Key(_TITLE),
        "summary": Key(Text()),
        "society": Key(_FILE),
        "regime": Key(_FILE),
        "people": Key(Whole(1_000, 2_000_000_000), default=1_000_000),
        "scale": Key(Whole(1, 1_000_000), default=1),
        "years": Key(Number(0.003, 80), default=10.0),
        "start": Key(Text("a date such as 2021-01-01", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", "free"), default="2021-01-01"),
        "seed": Key(Whole(0, MOST_SEED), default=1),
        "tick": Key(Days(1), default=7),
        "interval": Key(Choice(("tick", "month", "quarter", "year")), default="month"),
        "by_district": Key(Truth(), default=False),
        "conduct": Key(_CONDUCT_NAME, default="conduct"),
        "off": Key(OFF, default=()),
        "grid_lives": Key(Whole(10, MOST_GRID_LIVES), default=1000),
        "district_grids": Key(Whole(1, 10_000), default=64),
        "set": Key(MapOf(_PATH, Plain(), 200), default={}),
        "timeline": Key(timeline_shape(Plain(), OFF), default={}, meaning="parts of the regime that change on dates"),
        "sudden": Key(SUDDEN, default=None, meaning="changes of rules that nobody expects, drawn from the seed"),
        "cities": Key(CITIES, default={}, meaning="places told apart from the provinces in which they lie"),
        "companies": Key(
            Choice(("", *COMPANY_REGIMES)),
            default="",
            meaning="the rulebook of companies that live beside the people; without it none do",
        ),
        "extends": Key(
            _PATH_OF_ANOTHER,
            default="",
            meaning="a shipped scenario, of which holds what this one does not say; its steps and settings are added",
        ),
    },
)
