"""What answers of the studio look like: the types of its JSON, of which the OpenAPI document is made.

Whoever puts an answer together returns one of these, so the type checker holds the code to them, and a test holds the
answers of a server to the document.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict


class CardShape(TypedDict):
    """A scenario that ships, in words. changes : dates on which its rules change; years : of such a one, else 0."""

    name: str
    title: str
    summary: str
    account: str
    regime: str
    about: str
    changes: int
    years: int


class LimitsShape(TypedDict):
    """The most lives of a run, and the most runs."""

    lives: int
    runs: int


class AboutShape(TypedDict):
    """The studio. first : the run that it was opened with."""

    version: str
    scenarios: list[CardShape]
    limits: LimitsShape
    first: str | None


class LayerShape(TypedDict):
    """What of every life the wall can show. trouble : values that are trouble, which `in_words` says. unscored : the
    value of who does not count among lives."""

    name: str
    title: str
    labels: list[str]
    colours: list[str]
    trouble: list[int]
    in_words: str
    unscored: int | None
    table: str


class ChangeShape(TypedDict):
    """A change of rules within a run: its date, and the day from which it holds. provinces : none named for all."""

    name: str
    date: str
    day: int
    title: str
    provinces: list[str]
    paths: list[str]
    source: str


class RunShape(TypedDict):
    """A run. done, frames : lived so far and in all, with the first day. told : why it failed or was lost."""

    id: str
    state: Literal["starting", "living", "over", "failed", "lost"]
    told: str
    title: str
    scenario: str
    account: str
    regime: str
    regime_name: str
    people: int
    scale: int
    seed: int
    days: int
    tick_days: int
    start: str
    end: str
    rulebook_hash: str
    frames: int
    done: int
    bytes: int
    layers: list[LayerShape]
    provinces: list[str]
    grades: list[str]
    start_grade: int
    changes: list[ChangeShape]
    digest: str


class TileShape(TypedDict):
    """A province on the map of tiles, with the number of its first life."""

    name: str
    short: str
    column: int
    row: int
    first: int
    lives: int


class PlacesShape(TypedDict):
    """Where lives are. districts : the first life of each."""

    tiles: list[TileShape]
    districts: list[int]


class SocietyShape(RunShape, PlacesShape):
    """A run with its columns, their bits and its map. askable : what lives can be looked for by."""

    askable: list[str]
    columns: list[str]
    bits: dict[str, int]


class SeriesShape(TypedDict):
    """Lives by value of a layer, a row a tick."""

    labels: list[str]
    days: list[int]
    lives: list[list[int]]


class FlowsShape(TypedDict):
    """Lives by value of a layer at one tick (rows) and at a later one (columns), and the days of both."""

    labels: list[str]
    days: list[int]
    lives: list[list[int]]


class CurveShape(TypedDict):
    """How long the lock of a grade lasts. lasts : days that it holds, 0 if that varies. going : share still in it."""

    grade: str
    spells: int
    open: int
    lasts: int
    days: list[int]
    going: list[float]
    low: list[float]
    high: list[float]
    after_a_year: str


class SurvivalShape(TypedDict):
    """How long locks last, by grade. day : until which spells are counted."""

    day: int
    curves: list[CurveShape]


class ApartShape(TypedDict):
    """Numbers of provinces."""

    apart: list[int]


class ProgressShape(TypedDict):
    """How far the telling of a life is, in ticks."""

    ticks: int
    of: int


class LookingShape(TypedDict):
    """How many districts were looked through."""

    districts: int


class FoundLifeShape(TypedDict):
    """A life, and the first time that what was asked for happened to it."""

    life: int
    province: str
    sex: str
    age: int
    date: str
    what: str


class FoundShape(TypedDict):
    """Lives to whom something happened until a day. looked_at : how many were looked at."""

    asked: str
    looked_at: int
    lives: list[FoundLifeShape]
    through: str
    ticks: int


class DossierShape(TypedDict):
    """A life, as `credopolis life --json` tells it, until a day."""

    life: int
    start: str
    ticks: int
    through: str
    facts: dict[str, Any]
    happenings: list[dict[str, Any]]
    bars: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    minds: list[dict[str, Any]]


class PairShape(TypedDict):
    """In what twins differ. a, b : layers of both runs. of : the value, by that of the one and that of the other."""

    name: str
    title: str
    labels: list[str]
    colours: list[str]
    a: int | None
    b: int | None
    of: list[list[int]]


class JobShape(TypedDict):
    """Work that a page waits for. done, of : runs. result : once it is done. names : of the regimes compared."""

    id: str
    state: Literal["working", "done", "failed"]
    message: str
    done: int
    of: int
    result: dict[str, Any] | None
    names: NotRequired[list[str]]


class FactShape(TypedDict):
    """A fact of the table of evidence, as it stands there. checkable : whether anybody can look it up."""

    id: str
    topic: str
    statement: str
    value: str
    unit: str
    low: str
    high: str
    year: str
    place: str
    source_title: str
    source_url: str
    source_type: str
    confidence: str
    note: str
    checkable: bool


class FactsShape(TypedDict):
    """Facts, and how many there are in all."""

    facts: list[FactShape]
    count: int


class PredictionShape(TypedDict):
    """One prediction with its table."""

    name: str
    title: str
    runs: int
    rows: list[list[str]]


class PredictionsShape(TypedDict):
    """What was fitted and predicted when the package was made."""

    columns: list[str]
    predictions: list[PredictionShape]


class ShippedShape(TypedDict):
    """A rulebook that ships, in words."""

    name: str
    title: str
    account: str
    summary: str


class KeptShape(TypedDict):
    """A rulebook that a page brought. id : stands for a regime."""

    id: str
    name: str
    title: str


class CheckedShape(TypedDict):
    """Whether a text can be used, and every fault of it."""

    usable: bool
    faults: list[dict[str, Any]]
    more_faults: int
    name: str
    title: str
    account: NotRequired[str]
    subject: NotRequired[str]
    counts: NotRequired[dict[str, int]]


class DifferencesShape(TypedDict):
    """What a rulebook rules otherwise, a sentence each."""

    differences: list[str]


class WrongShape(TypedDict):
    """What went wrong."""

    kind: str
    message: str


class CompanyShelfShape(TypedDict):
    """Rulebooks of companies that ship. example : the file of a company that exists nowhere."""

    rulebooks: list[ShippedShape]
    example: str


class PartShape(TypedDict):
    """A table of words, or lines of words."""

    title: str
    header: list[str]
    rows: list[list[str]]
    lines: list[str]


class PartnerShape(TypedDict):
    """A partner, as the picture shows it. enters : whether its listing is entered. moves : whether that alone moves the
    standing."""

    name: str
    kind: str
    listed: bool | None
    enters: bool
    moves: bool


class ComparedShape(TypedDict):
    """What another rulebook does. moves : same, worse, better or both."""

    against: str
    moves: str
    parts: list[PartShape]


class CompanyShape(TypedDict):
    """What the desk says of a company; of a file with faults, these alone."""

    usable: bool
    faults: list[dict[str, Any]]
    more_faults: int
    code: NotRequired[str]
    on: NotRequired[str]
    standing: NotRequired[str]
    score: NotRequired[int | None]
    aside: NotRequired[list[str]]
    grades: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    partners: NotRequired[list[PartnerShape]]
    advice: NotRequired[str]
    parts: NotRequired[list[PartShape]]
    exposed: NotRequired[list[PartShape]]
    exposed_words: NotRequired[list[str]]
    plan: NotRequired[list[PartShape]]
    plan_words: NotRequired[list[str]]
    compared: NotRequired[ComparedShape]


class ErrorShape(TypedDict):
    """Why an answer could not be given."""

    error: WrongShape
