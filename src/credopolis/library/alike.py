"""Settings under which all people do what they do alike: the null model of differences between people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from credopolis.core.errors import Misuse
from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_ALIKE: Final = {"slope": 0.0, "women": 1.0, "age_contrast": 0.0}
"""What an act's conduct says of traits, sex and age, and the value at which it makes no difference."""


def alike(scenario: Scenario) -> dict[str, Value]:
    """Settings by path: in every act's conduct no trait, no sex and no age does it more than another.

    Who can do an act at all (its `who`) stays: a child pays no tax.

    Raises
    ------
    Misuse
        If a step of its timeline brings an act with conduct of its own, which no setting of the scenario reaches.
    """
    found = _settings(scenario)
    for one in scenario.in_force[1:]:
        if left := _settings(one).keys() - found.keys():
            act = min(left).split(".")[2]
            raise Misuse(
                f"People cannot be made alike in {scenario.name}: a step of its timeline brings the act {act!r} and "
                "says who does it, and no setting reaches that. Leave `alike` out, or predict a scenario without it."
            )
    return found


def _settings(scenario: Scenario) -> dict[str, Value]:
    """The same of one set of rules."""
    book = scenario.rulebook
    conduct = {f"conduct.acts.{name}": one for name, one in scenario.conduct.acts.items()}
    conduct |= {
        f"rulebook.acts.{name}.conduct": one
        for name, one in zip(book.act_names, book.act_conduct, strict=True)
        if one is not None
    }
    return {
        f"{path}.{key}": value
        for path, one in conduct.items()
        for key, value in _ALIKE.items()
        if getattr(one, key) != value and (one.ages or key != "age_contrast")
    }
