"""What pages ask for, read with care: a scenario that ships, its size, length, seed and regime."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from credopolis.core.errors import CredopolisError, Misuse
from credopolis.library.names import REGIMES
from credopolis.studio.lived import MOST_LIVES
from credopolis.studio.shelf import OWN

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.studio.shelf import Shelf

MOST_YEARS: Final = 40
"""Years that a page may ask for."""
MOST_COMPARED: Final = 200_000
MOST_SEEDS: Final = 20


Asked = TypeVar("Asked", bound=BaseModel)


class AskedRun(BaseModel):
    """A run that a page asks for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scenario: str = Field(max_length=60)
    people: int = Field(default=100_000, ge=1_000, le=MOST_LIVES)
    years: int = Field(default=10, ge=1, le=MOST_YEARS)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    regime: str | None = Field(default=None, max_length=60)


class AskedComparison(AskedRun):
    """Two regimes that a page wants compared. regime : the first; None for the scenario's own. against : the second."""

    people: int = Field(default=20_000, ge=1_000, le=MOST_COMPARED)
    against: str = Field(max_length=60)
    seeds: int = Field(default=5, ge=2, le=MOST_SEEDS)

    def under(self, regime: str | None) -> AskedRun:
        """A run under one of them."""
        given = {"people": self.people, "years": self.years, "seed": self.seed}
        return AskedRun(scenario=self.scenario, regime=regime, **given)


class AskedCompany(BaseModel):
    """What a page asks of a company that describes itself. company : the text of its file. against : another rulebook,
    "" for none. on : a date, "" for today. to, off : the grade to reach and the list to leave, "" for the usual."""

    model_config = ConfigDict(extra="forbid", strict=True)

    company: str = Field(max_length=400_000)
    rulebook: str = Field(max_length=60)
    against: str = Field(default="", max_length=60)
    on: str = Field(default="", max_length=10)
    to: str = Field(default="", max_length=60)
    off: str = Field(default="", max_length=60)


class AskedValidation(BaseModel):
    """Targets that a page wants held against runs, by their ids."""

    model_config = ConfigDict(extra="forbid", strict=True)

    targets: list[str] = Field(min_length=1, max_length=40)


class AskedAbroad(BaseModel):
    """Adoption abroad, as a page asks for it. years : after 2022. off : factors that do nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)

    years: int = Field(default=10, ge=1, le=30)
    off: list[str] = Field(default=[], max_length=10)


def read_abroad(body: bytes) -> AskedAbroad:
    """Read the body of a request for adoption abroad. Raises Misuse as `read_asked` does."""
    from credopolis.abroad.given import NEUTRAL

    asked = _read(AskedAbroad, body)
    if unknown := [name[:20] for name in asked.off if name not in NEUTRAL]:
        raise Misuse(f"There is no factor {unknown[0]!r}. Known: {', '.join(NEUTRAL)}.")
    return asked


def read_validation(body: bytes) -> AskedValidation:
    """Read the body of a request for a validation. Raises Misuse as `read_asked` does."""
    from credopolis.analysis.targets.all import TARGETS

    asked = _read(AskedValidation, body)
    if unknown := [name[:20] for name in asked.targets if name not in TARGETS]:
        raise Misuse(f"There is no target {unknown[0]!r}. Known: {', '.join(TARGETS)}.")
    return asked


def read_company_asked(body: bytes) -> AskedCompany:
    """Read the body of a request about a company. Raises Misuse as `read_asked` does."""
    return _read(AskedCompany, body)


def read_asked(body: bytes) -> AskedRun:
    """Read the body of a request for a run.

    Raises
    ------
    Misuse
        With everything that is wrong with it.
    """
    asked = _read(AskedRun, body)
    _check_names(asked.scenario, asked.regime)
    return asked


def read_comparison(body: bytes) -> AskedComparison:
    """Read the body of a request for a comparison. Raises Misuse as `read_asked` does."""
    asked = _read(AskedComparison, body)
    _check_names(asked.scenario, asked.regime, asked.against)
    return asked


def _read(kind: type[Asked], body: bytes) -> Asked:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'the request'}: {one['msg']}" for one in error.errors()]
        raise Misuse("; ".join(wrong)[:600] + ".") from None
    except RecursionError:
        raise Misuse("the request is nested too deeply.") from None


def _check_names(scenario: str, *regimes: str | None) -> None:
    from credopolis.library.catalogue import SCENARIOS

    if scenario not in SCENARIOS:
        raise Misuse(f"There is no scenario of this name. Known: {', '.join(SCENARIOS)}.")
    if any(one is not None and one not in REGIMES and not one.startswith(OWN) for one in regimes):
        raise Misuse(f"There is no regime of this name. Known: {', '.join(REGIMES)}.")


def scenario_asked(asked: AskedRun, shelf: Shelf) -> Scenario:
    """The scenario that is asked for, under a regime that ships or a rulebook of the shelf, never another file.

    Raises
    ------
    CredopolisError
        If nobody can live so.
    """
    from credopolis.library.catalogue import load_scenario

    own = shelf.get(asked.regime) if asked.regime and asked.regime.startswith(OWN) else None
    regime = asked.regime if own is None else str(own.file)
    try:
        found = load_scenario(asked.scenario, people=asked.people, years=asked.years, seed=asked.seed, regime=regime)
    except CredopolisError as refused:
        if own is None:
            raise
        raise Misuse(str(refused).replace(str(own.file), own.file.name)) from None
    found.source["own" if own is not None else "named"] = asked.regime or ""
    return found


@cache
def cards() -> list[dict[str, Any]]:
    """The scenarios that ship, in words: title, summary, regime, which account it belongs to, and changes of rules."""
    from credopolis.library.catalogue import SCENARIOS, read_scenario
    from credopolis.library.rules import list_regimes

    regimes, found = {one.name: one for one in list_regimes()}, []
    for name in SCENARIOS:
        file = read_scenario(name)[1]
        regime = regimes[file.regime]
        dates = {step.date for step in file.timeline.values() if not step.not_modelled}
        found.append({
            "name": name, "title": file.title, "summary": file.summary, "account": regime.account,
            "regime": regime.title, "about": regime.summary, "changes": len(dates),
            "years": math.ceil(file.years) if file.timeline else 0,
        })  # fmt: skip
    return found


def warm() -> None:
    """Load what answering takes, so that the first page need not wait for it."""
    from credopolis.library.catalogue import load_scenario

    cards()
    load_scenario("popular-account")
