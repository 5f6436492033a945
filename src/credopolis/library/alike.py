"""Settings under which all people do what they do alike: the null model of differences between people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_ALIKE: Final[dict[str, Value]] = {"slope": 0.0, "women": 1.0, "age_contrast": 0.0}
"""What an act's conduct says of traits, sex and age, and the value at which it makes no difference."""


def alike(scenario: Scenario) -> dict[str, Value]:
    """Settings by path: in every act's conduct no trait, no sex and no age does it more than another.

    Who can do an act at all (its `who`) stays: a child pays no tax.
    """
    from credopolis.library.ranges import ranges_of

    source = scenario.source
    return _of_paths([*ranges_of(*(str(source[kind]) for kind in ("scenario", "regime", "society")))])


def _of_paths(paths: Sequence[str]) -> dict[str, Value]:
    found = {path: path.rsplit(".", 1)[-1] for path in paths if ".acts." in path}
    return {path: _ALIKE[last] for path, last in found.items() if last in _ALIKE}
