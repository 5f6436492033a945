"""Rules of a place beside those that hold everywhere: a city's points beside the courts' list, as one rulebook.

The rules of everywhere have no score. Those of the place bring score, grades, consent and their own acts, gates and
entitlements. Of an act that both know, the one says how it is seen, decided and listed, and the other what it costs.
Lists must be those of everywhere, for lives keep them wherever rules change; safeguards are those of everywhere, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from credopolis.core.errors import BadValue
from credopolis.core.yamlfile import Located

_BROUGHT: Final = ("score", "grades", "consent")
_BOTH: Final = ("gates", "lists", "entitlements", "acts")


def beside(everywhere: Located, place: Located) -> Located:
    """The rulebook of a place where both hold, before it is read.

    Raises
    ------
    BadValue
        If both have a score.
    """
    base, own = everywhere.data, place.data
    if not isinstance(base, dict) or not isinstance(own, dict):
        return everywhere
    if "score" in base:
        remedy = "Rules that a step puts beside others bring the score; those others have lists alone."
        raise BadValue("a step's rulebook", str(own.get("name", "")), "one beside rules without a score", remedy)
    merged: dict[str, Any] = {**base, **{key: own[key] for key in _BROUGHT if key in own}}
    merged.setdefault("scored_from_age", own.get("scored_from_age", "0d"))
    for key in _BOTH:
        mine, its = base.get(key) or {}, own.get(key) or {}
        merged[key] = {name: _of_both(mine.get(name), its.get(name)) for name in {**mine, **its}}
    return replace(
        everywhere, file=f"{everywhere.file} beside {place.file}", data=merged,
        positions={**place.positions, **everywhere.positions},
    )  # fmt: skip


def _of_both(mine: Any, its: Any) -> Any:
    if mine is None or its is None:
        return its if mine is None else mine
    return {**its, **mine} if isinstance(mine, dict) and isinstance(its, dict) else mine
