"""A validation that was kept as `--json`, read again: with every number where its schema says it is."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.studies.validate_result import (
    LivedSetting,
    ValidatedLine,
    ValidatedTarget,
    Validation,
    YearOfPath,
)
from credopolis.analysis.targets.target import Untold
from credopolis.core.errors import BadValue

_REMEDY: Final = "Bring what `credopolis validate --json` printed, whole and of this version."


def read_kept(text: str) -> Validation:
    """A validation from the text of its JSON; days of paths come without the record that stood beside them.

    Raises
    ------
    BadValue
        If it is no such text.
    """
    try:
        plain = json.loads(text)
        return Validation(
            tuple(map(int, plain["seeds"])), tuple(map(str, plain["refused"])),
            tuple(_setting(one) for one in plain["settings"]), tuple(_target(one) for one in plain["targets"]),
        )  # fmt: skip
    except RecursionError:
        raise BadValue("the file", "one that is nested too deeply", "a kept validation", _REMEDY) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        wrong = f"{type(error).__name__}: {error}"[:120]
        raise BadValue("the file", wrong, "a kept validation", _REMEDY) from None


def _setting(plain: Mapping[str, Any]) -> LivedSetting:
    counts = (int(plain[name]) for name in ("people", "seeds", "draws", "assumptions"))
    return LivedSetting(str(plain["name"]), str(plain["scenario"]), float(plain["years"]), *counts)


def _target(plain: Mapping[str, Any]) -> ValidatedTarget:
    untold = tuple(Untold(str(one["what"]), str(one["why"]), tuple(one["facts"])) for one in plain["untold"])
    path = tuple(
        YearOfPath(
            date.fromisoformat(one["day"]), _estimate(one["found"]), _number(one["low"]), _number(one["high"]), None
        )
        for one in plain["path"]
    )
    return ValidatedTarget(
        str(plain["id"]), str(plain["pattern"]), str(plain["choice"]), tuple(map(str, plain["settings"])),
        tuple(_line(one) for one in plain["lines"]), untold, "", path,
    )  # fmt: skip


def _line(plain: Mapping[str, Any]) -> ValidatedLine:
    words = {name: str(plain[name]) for name in ("name", "unit", "basis", "verdict", "note", "setting")}
    numbers = {name: _number(plain[name]) for name in ("value", "least", "most", "low", "high", "holds")}
    given: dict[str, Any] = {**words, **numbers}
    return ValidatedLine(**given, found=_estimate(plain["found"]), facts=tuple(map(str, plain["facts"])))


def _estimate(plain: Mapping[str, Any]) -> Estimate:
    return Estimate(*(_number(plain[name]) for name in ("value", "low", "high")))


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
