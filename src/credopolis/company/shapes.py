"""The shape of a company's file, `format: credopolis-company/1`: what a company may say of itself.

No key takes a natural person, and none free text: a company is its code, its partners are theirs, and its staff are
numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, final

from credopolis.company.code import Code
from credopolis.company.names import PARTNER_KINDS, PROVINCES, SECTORS
from credopolis.core.shapes import (
    BAD,
    Bad,
    Choice,
    Key,
    Leaf,
    ListOf,
    MapOf,
    Number,
    Reading,
    Record,
    Schema,
    Truth,
    Whole,
)
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.rulebook.conduct import NAME

COMPANY_FORMAT: Final = "credopolis-company/1"
MOST_INCIDENTS, MOST_PARTNERS, MOST_OWNERS = 200, 200, 20
FIRST_YEAR, LAST_YEAR = 1980, 2100
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")


@dataclass(frozen=True)
class Rate:
    """How often something happens, times a year, and the range in which that may lie, None if the file says none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Incident:
    """Entries of an act of a rulebook: the day of the decision, how many, and the day of their repair, if any."""

    act: str
    day: date
    times: int = 1
    repaired: date | None = None


@dataclass(frozen=True)
class Filing:
    """Something to be filed by a day. act : what a rulebook enters if it is late. filed : None if it is not yet."""

    act: str
    due: date
    filed: date | None = None


@dataclass(frozen=True)
class Partner:
    """Another company. listed : whether a list or the lowest grade holds it, None if that is not known. since : from
    which day. share : of what is bought or sold, or owned. owned_by : codes of its owners. rate : listings a year."""

    code: str
    kind: str
    listed: bool | None = None
    since: date | None = None
    share: float | None = None
    owned_by: tuple[str, ...] = ()
    rate: Rate | None = None


@dataclass(frozen=True)
class Staff:
    """Numbers of people who work there."""

    all: int = 0
    executives: int = 0


@dataclass(frozen=True)
class StepCost:
    """What an act of the rulebook, or a repair, costs a company in a unit of its own, and takes in working days.

    open : whether the company can do it at all.
    """

    costs: float = 1.0
    takes: int = 0
    open: bool = True


@dataclass(frozen=True)
class Company:
    """A company as it describes itself. record_since : from which day on its incidents are all told, None if not
    said."""

    code: str
    sector: str
    founded: date
    record_since: date | None = None
    province: str = ""
    incidents: dict[str, Incident] = field(default_factory=dict)
    filings: dict[str, Filing] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)
    staff: Staff = Staff()
    rates: dict[str, Rate] = field(default_factory=dict)
    measures: dict[str, StepCost] = field(default_factory=dict)
    located: Located | None = field(default=None, repr=False, compare=False)

    @property
    def file(self) -> str:
        """The file that it was read from, or its code."""
        return self.located.file if self.located is not None else self.code

    def place_of(self, *path: str) -> str:
        """Where something stands, as `file:line`."""
        return f"{self.file}:{self.located.at(path)[0]}" if self.located is not None else ""


@final
class Day(Leaf[date]):
    """A date, as 2026-11-30."""

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> date | Bad:
        match = _DATE.match(node) if isinstance(node, str) else None
        try:
            day = date(*map(int, match.groups())) if match else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            reading.refuse(path, "not a date", node, self.allowed(), "Write year, month and day with lines between.")
            return BAD
        return day

    def allowed(self) -> str:
        return f"a date such as 2026-11-30, {FIRST_YEAR} to {LAST_YEAR}"

    def plain_schema(self) -> Schema:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@final
class YearlyRate(Leaf[Rate]):
    """Times a year; its range stands beside it."""

    _number = Number(0, 1000)

    def read(self, node: object, path: KeyPath, reading: Reading) -> Rate | Bad:
        found = super().read(node, path, reading)
        source = reading.sources.get(path)
        if isinstance(found, Bad) or source is None or source.range is None:
            return found
        low, high = source.range
        if not low <= found.value <= high:
            reading.refuse((*path, "value"), "outside its own range", found.value, f"{low:g} to {high:g}")
        return Rate(found.value, low, high)

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> Rate | Bad:
        value = self._number.read_plain(node, path, reading)
        return value if isinstance(value, Bad) else Rate(value)

    def allowed(self) -> str:
        return f"times a year, {self._number.allowed()}"

    def plain_schema(self) -> Schema:
        return self._number.plain_schema()


def _record(build: Any, **keys: Key) -> Record[Any]:
    return Record(build, keys)


def _company(**values: Any) -> Company:
    values.pop("format")
    return Company(**values)


_INCIDENT: Final = _record(
    Incident,
    act=Key(NAME, meaning="an act of a rulebook"),
    date=Key(Day(), "day", meaning="the day on which it was decided"),
    times=Key(Whole(1, 1000), default=1, meaning="how many entries of that day"),
    repaired=Key(Day(), default=None, meaning="the day on which its repair was granted; absent: it was not"),
)
_FILING: Final = _record(
    Filing,
    act=Key(NAME, meaning="the act of a rulebook that it is to file this late"),
    due=Key(Day(), meaning="the last day"),
    filed=Key(Day(), default=None, meaning="the day on which it was filed; absent: not yet"),
)
_PARTNER: Final = _record(
    Partner,
    code=Key(Code(), meaning="its Unified Social Credit Code"),
    kind=Key(Choice(PARTNER_KINDS), meaning="what it is to the company; a sister is run by the same person"),
    listed=Key(Truth(), default=None, meaning="whether a list, or the lowest grade, holds it; absent: not known"),
    since=Key(Day(), default=None, meaning="from which day on; absent: the day that is asked about"),
    share=Key(Number(0, 1), default=None, meaning="the share of what is bought, sold or owned"),
    owned_by=Key(ListOf(Code(), MOST_OWNERS), default=(), meaning="codes of its owners"),
    rate=Key(YearlyRate(), default=None, meaning="how often it would be listed, times a year; absent: not known"),
)
COMPANY: Final = Record(
    _company,
    {
        "format": Key(Choice((COMPANY_FORMAT,)), spare="", meaning="the format and its version"),
        "code": Key(Code(), meaning="the Unified Social Credit Code"),
        "sector": Key(Choice(SECTORS), meaning="the section of the national classification of industries"),
        "founded": Key(Day(), meaning="the day of its registration, from which it is scored"),
        "record_since": Key(
            Day(),
            default=None,
            meaning="from which day on the incidents are all that there were; the company's own record is then a "
            "ground for rates. Absent: not said",
        ),
        "province": Key(Choice(PROVINCES), default="", meaning="the province, where rules differ by province"),
        "incidents": Key(MapOf(NAME, _INCIDENT, MOST_INCIDENTS), default={}, meaning="what was entered about it"),
        "filings": Key(MapOf(NAME, _FILING, MOST_INCIDENTS), default={}, meaning="what is filed, and by when"),
        "partners": Key(
            MapOf(NAME, _PARTNER, MOST_PARTNERS), default={}, meaning="other companies, by names of one's own"
        ),
        "staff": Key(
            _record(
                Staff,
                all=Key(Whole(0, 10_000_000), default=0, meaning="people who work there"),
                executives=Key(Whole(0, 10_000), default=0, meaning="executives among them"),
            ),
            default=Staff(),
            meaning="numbers of people, and nothing about any of them",
        ),
        "rates": Key(
            MapOf(NAME, YearlyRate(), 60), default={}, meaning="by act, how often it would be entered, times a year"
        ),
        "measures": Key(
            MapOf(
                NAME,
                _record(
                    StepCost,
                    costs=Key(Number(0, 1e9), default=1.0, meaning="what one costs, in a unit of one's own"),
                    takes=Key(Whole(0, 1000), default=0, meaning="working days from its beginning to its effect"),
                    open=Key(Truth(), default=True, meaning="false if the company cannot do it"),
                ),
                61,
            ),
            default={},
            meaning="by act that makes good, and `repair` for repairs of entries; absent: each costs 1 and takes no "
            "time",
        ),
    },
)


def json_schema() -> Schema:
    """The JSON Schema (2020-12) of a company's file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:credopolis:company:1",
        "title": "A company that describes itself to Credopolis",
        **_without_prose(COMPANY.schema()),
    }


def _without_prose(schema: Any) -> Any:
    """A schema without places for notes and sources, which a company's file has not."""
    if isinstance(schema, list):
        return [_without_prose(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _without_prose(value) for key, value in schema.items()}
    if isinstance(inner.get("properties"), dict):
        inner["properties"] = {key: one for key, one in inner["properties"].items() if key not in ("note", "source")}
    return inner
