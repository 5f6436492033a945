"""What a manifest may hold, key by key. It is read through this model; whatever does not fit is named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from credopolis.core.faults import shown
from credopolis.store.tables import (
    FIXED_LABELS,
    FORMAT,
    OPTIONAL_LABELS,
    OPTIONAL_TABLES,
    TABLES,
    UNSCORED,
    part_path,
)

_MOST_FAULTS: Final = 5
_MOST_TEXT: Final = 100_000
_CONTROLS: Final = ("Cc", "Cs", "Zl", "Zp")
_TURNS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_OWN_COLUMNS: Final = frozenset({"tick", "day", "date", "province"})


def _printable(text: str) -> str:
    """A name that a terminal shows as it is: no control characters, and none that turn the line around."""
    bad = next((c for c in text if _moves(c)), None)
    if bad is not None:
        raise ValueError(f"it holds the control character U+{ord(bad):04X}")
    return text


def _moves(c: str) -> bool:
    """Whether a character controls a terminal instead of being shown, or is half a character."""
    return unicodedata.category(c) in _CONTROLS or c in _TURNS


def _prose(text: str) -> str:
    """As a name, but with line breaks and tabs."""
    _printable(text.replace("\n", " ").replace("\t", " "))
    return text


def _any_text(text: Any) -> Any:
    """Text, halves of characters among it: what a file system's bytes that are no UTF-8 are read as."""
    if not isinstance(text, str) or len(text) > _MOST_TEXT:
        raise ValueError(f"it is no text of at most {_MOST_TEXT:,} characters")
    return text


def _calendar_date(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("it is no date such as 2021-01-01")
    date.fromisoformat(text)
    return text


Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_printable)]
Prose = Annotated[str, Field(max_length=20_000), AfterValidator(_prose)]
Anything = Annotated[Any, AfterValidator(_any_text)]  # paths and commands may hold what a system lets them hold
Identifier = Annotated[str, Field(pattern=r"\A[A-Za-z_][A-Za-z0-9_]{0,99}\z")]
Hash = Annotated[str, Field(pattern=r"\A[0-9a-f]{16,64}\z")]
Day = Annotated[int, Field(ge=0, le=32_000)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Seconds = Annotated[float, Field(ge=0, le=1e10)]
When = Annotated[str, AfterValidator(_calendar_date)]
Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
Lives = Annotated[int, Field(ge=1, le=2_000_000_000)]
People = Annotated[int, Field(ge=1, le=2**53)]  # lives times those that each stands for
TickDays = Annotated[int, Field(ge=1, le=32_000)]
Scale = Annotated[int, Field(ge=1, le=1_000_000)]


class _Part(BaseModel):
    """Strict: no text becomes a number, no key is passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class ChangePart(_Part):
    """A change of rules within the run: its date, and the day from which it holds."""

    name: Name
    date: When
    day: Day
    title: Prose
    provinces: list[Name] = []
    paths: list[Name] = []
    source: Prose
    not_modelled: Prose = ""


class Origin(_Part):
    """`Scenario.source`: what a scenario is built again from. Keys that are not known are for its maker."""

    model_config = ConfigDict(extra="allow")

    scenario: Anything | None = None
    title: Prose | None = None
    people: People | None = None
    years: Annotated[float, Field(gt=0, le=100)] | None = None
    scale: Scale | None = None
    seed: Seed | None = None
    tick_days: TickDays | None = None
    regime: Anything | None = None
    off: list[Name] = []
    on: list[Name] = []
    overrides: dict[Name, int | float | str | bool] = {}
    interval: Name | None = None
    by_district: bool = False
    start: When | None = None
    society: Anything | None = None
    account: Name | Literal[""] = ""
    regime_title: Prose = ""
    off_here: list[Name] = []
    remembered: bool = False
    timeline: Annotated[list[ChangePart], Field(max_length=200)] = []
    timeline_left_out: bool = False
    digests: dict[Name, Name] = {}


class ScenarioPart(_Part):
    """What was run."""

    name: Name
    title: Prose
    people: Lives
    scale: Scale = 1
    days: Annotated[int, Field(ge=1, le=32_000)]
    tick_days: TickDays
    seed: Seed
    start: When
    off: list[Name] = []
    source: Origin


class FilePart(_Part):
    """One Parquet file."""

    path: Anything
    rows: Count
    bytes: Count
    blake2b: Hash


class PartPart(_Part):
    """What was recorded until a day, one file a table."""

    through_day: Day
    files: dict[Identifier, FilePart]


class TablePart(_Part):
    """A table as a whole."""

    meaning: Prose
    counts: Prose
    rows: Count | None = None
    blake2b: Hash | None = None


class FieldPart(_Part):
    """A provincial field."""

    name: Identifier
    unit: Name


class AssumptionPart(_Part):
    """A value without a source."""

    path: Prose
    value: Any
    why: Prose


class GitPart(_Part):
    """The source tree."""

    commit: Name
    changed: bool


class ReformPart(_Part):
    """The reform of a future; only its name is read."""

    model_config = ConfigDict(extra="allow")

    name: Name


class ForkPart(_Part):
    """Where a future of a fork began."""

    run: Anything
    fingerprint: Hash | None
    status: Name
    asked: Name
    day: Annotated[int, Field(ge=1, le=32_000)]
    tick: Annotated[int, Field(ge=1, le=32_000)]
    date: When
    past: Origin
    inputs: dict[Name, Anything] = {}
    reform: ReformPart | None


class OutcomePart(_Part):
    """How a run ended."""

    days_done: Day
    state_digest: Name
    states: dict[Name, Hash] = {}
    state_bytes: Count


class TimingsPart(_Part):
    """Seconds."""

    build_seconds: Seconds
    compile_seconds: Seconds
    seconds: Seconds
    step_seconds: dict[Identifier, Seconds]
    writing_seconds: Seconds


class ResumedPart(_Part):
    """A time that a run was gone on with."""

    from_day: Day
    when: Name


class ManifestModel(_Part):
    """A manifest of format 1."""

    format: Literal[1]
    status: Literal["complete", "interrupted", "failed", "running"]
    scenario: ScenarioPart
    interval: Name
    assumptions: list[AssumptionPart] = []
    labels: dict[Identifier, list[Name]]
    fields: list[FieldPart]
    versions: dict[Name, Name]
    git: GitPart | None = None
    started: Name
    updated: Name | None = None
    tables: dict[Identifier, TablePart]
    parts: list[PartPart]
    fields_recorded: bool = False
    process: Count | None = None
    kernels: Name | None = None
    command: Anything | None = None
    threads: Count | None = None
    workers: Count | None = None
    peak_rss_bytes: Count = 0
    outcome: OutcomePart | None = None
    timings: TimingsPart | None = None
    fingerprint: Hash | None = None
    error: Anything | None = None
    fork: ForkPart | None = None
    resumed: list[ResumedPart] = []
    inputs: dict[Name, Anything] = {}
    lock_days: dict[Name, Day] = {}
    locks_vary: list[Name] = []
    negative_acts: list[Name] | None = None


assert FORMAT == 1, "a manifest of another format needs a model of its own"


def faults_of(data: Any) -> list[str]:
    """What is wrong with a manifest, each with its key; an empty list if nothing is."""
    try:
        model = ManifestModel.model_validate(data)
    except ValidationError as error:
        found = {_in_words(item): None for item in error.errors(include_url=False, include_context=False)}
        return _few(list(found))
    return _few(list(_disagreements(model)))


def fill_in(data: Any, model: type[BaseModel] = ManifestModel) -> None:
    """Give a manifest that fits the keys that it may leave out, but for those whose absence says something (null).

    What a scenario is built again from stays as it is: there a key that is missing is told of (`source_faults`).
    """
    for name, field in model.model_fields.items():
        if name not in data and not field.is_required() and field.default is not None:
            data[name] = field.get_default(call_default_factory=True)
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.model_config.get("extra") == "forbid":
                given = data.get(name)
                for part in given if isinstance(given, list) else [given]:
                    if isinstance(part, dict):
                        fill_in(part, kind)


def source_faults(source: Mapping[str, Any]) -> list[str]:
    """What a scenario cannot be built again without; an empty list if all is there."""
    needed = ("scenario", "people", "years", "seed", "tick_days", "regime", "off", "overrides", "interval", "digests")
    return [f"scenario.source.{name}: this key is missing" for name in needed if source.get(name) is None]


def _few(faults: list[str]) -> list[str]:
    more = len(faults) - _MOST_FAULTS
    return faults[:_MOST_FAULTS] + ([f"and {more} more"] if more > 0 else [])


def _in_words(item: Mapping[str, Any]) -> str:
    path = ".".join(str(step) for step in item["loc"] if str(step).isprintable())[:120] or "the whole"
    if item["type"] == "missing":
        return f"{path}: this key is missing"
    if item["type"] == "extra_forbidden":
        return f"{path}: this key is not known"
    said = str(item["msg"]).removeprefix("Value error, ")
    return f"{path}: {said[:1].lower()}{said[1:]} (got {shown(item['input'])})"


def _disagreements(m: ManifestModel) -> Iterator[str]:
    """What fits key by key and not together."""
    yield from _of_labels(m.labels)
    names = [f.name for f in m.fields]
    if len(set(names)) < len(names) or _OWN_COLUMNS & {*names}:
        yield "fields: a name stands twice, or is that of another column"
    known = {t.name for t in TABLES}
    if not known - OPTIONAL_TABLES <= m.tables.keys() <= known:
        yield f"tables: they are {shown(', '.join(sorted(m.tables)))}, not those of this format"
    yield from _of_parts(m, known)
    if "credopolis" not in m.versions:
        yield "versions.credopolis: this key is missing"
    try:
        date.fromisoformat(m.scenario.start) + timedelta(m.scenario.days)
    except OverflowError:
        yield f"scenario.start: the calendar ends before the run does (got {m.scenario.start})"
    for name, needed in (("outcome", m.outcome), ("timings", m.timings), ("fingerprint", m.fingerprint)):
        if m.status == "complete" and needed is None:
            yield f"{name}: this key is missing, and the status is complete"
    if m.outcome is not None and m.outcome.days_done > m.scenario.days:
        yield f"outcome.days_done: more days than the run has (got {m.outcome.days_done})"
    if m.fork is not None and min(m.fork.tick * m.scenario.tick_days, m.scenario.days) != m.fork.day:
        yield f"fork.day: it does not end tick {m.fork.tick} (got {m.fork.day})"


def _of_labels(labels: Mapping[str, list[str]]) -> Iterator[str]:
    wanted = {*FIXED_LABELS, "province", "grade", "act", "channel", "list"}
    if not wanted - OPTIONAL_LABELS <= labels.keys() <= wanted:
        yield f"labels: they are of {shown(', '.join(sorted(labels)))}, not of {', '.join(sorted(wanted))}"
        return
    for name, own in labels.items():
        if name in FIXED_LABELS and tuple(own) != FIXED_LABELS[name]:
            yield f"labels.{name}: not those of this format (got {shown(', '.join(own))})"
        if len(set(own)) < len(own) or len(own) > 10_000:
            yield f"labels.{name}: a label stands twice, or there are too many"
    if labels["grade"][-1:] != [UNSCORED] or not labels["province"]:
        yield f"labels.grade: the last is not {UNSCORED}, or there is no province"


def _of_parts(m: ManifestModel, known: set[str]) -> Iterator[str]:
    before = 0
    for number, part in enumerate(m.parts):
        if not before <= part.through_day <= m.scenario.days:
            yield f"parts.{number}.through_day: before the part before it, or after the run (got {part.through_day})"
        before = part.through_day
        for name, file in part.files.items():
            if name not in known:
                yield f"parts.{number}.files.{name}: there is no such table"
            elif file.path != part_path(name, number):
                yield f"parts.{number}.files.{name}.path: not {part_path(name, number)} (got {shown(file.path)})"
    for name, table in m.tables.items():
        rows = sum(part.files[name].rows for part in m.parts if name in part.files)
        if table.rows is not None and table.rows != rows:
            yield f"tables.{name}.rows: its parts have {rows:,} (got {table.rows:,})"
