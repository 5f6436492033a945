"""V12: rewards more than punishments change what people do, as who lives under schemes reports.

    brought about  =  rewarded acts done, less those done where nobody answers to gains (`ambition` off)
    held back      =  punished acts done where nobody answers to losses (`deterrence` off), less those done
    share          =  100 * brought about / (brought about + held back)       in percent

Nearly all of those asked had changed something they do because of a scheme, and rewards and recognition moved them more
than punishment. Counted here are acts that change and not who reports it, in three years of Rongcheng's rules, on the
same lives and draws. How strongly people answer to either is an assumption of the society's table that was not
chosen by this.

Source: srv-013; sign of the table of targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credopolis.analysis.measures.acts import ActCounts
from credopolis.analysis.targets.target import Setting, TargetNumber, Untold, Validated
from credopolis.analysis.targets.variants import acts_of, changed
from credopolis.engine.scenario import Scenario


@dataclass(frozen=True)
class Answers:
    """Acts as people answer to gains and losses, and where they answer to none of the one or of the other."""

    both: ActCounts
    no_gains: ActCounts
    no_losses: ActCounts

    @property
    def brought(self) -> int:
        """Rewarded acts that rewards brought about."""
        return sum(self.both.done[act] - self.no_gains.done[act] for act in self.both.rewards)

    @property
    def held_back(self) -> int:
        """Punished acts that punishments held back."""
        return sum(self.no_losses.done[act] - self.both.done[act] for act in self.both.penalties)


def lived(scenario: Scenario) -> Answers:
    """The three runs."""
    return Answers(
        acts_of(scenario),
        acts_of(changed(scenario, {}, ("ambition",))),
        acts_of(changed(scenario, {}, ("deterrence",))),
    )


def by_rewards(found: Answers) -> float:
    """Of acts that changed those that rewards brought about, in percent; NaN where none changed."""
    brought, held = max(found.brought, 0), max(found.held_back, 0)
    return 100.0 * brought / (brought + held) if brought + held else float("nan")


TARGET: Final = Validated(
    "V12",
    Setting("rongcheng-2013, answers to gains and losses", "rongcheng-2013", 3, people=60_000, live=lived),
    (
        TargetNumber("changed acts that rewards brought about", "percent", 75.0, 50.0, 100.0, False, ("srv-013",),
                     by_rewards, "only the sign is reported: more than half agrees", 0.0),
    ),
    (
        Untold("94 % of those asked report to have changed something they do",
               "acts are counted, and not who would report which", ("srv-013",)),
        Untold("mandatory pilots change more kinds of behaviour than commercial schemes",
               "no commercial scheme that one opts into is in the library", ("srv-013",)),
    ),
)  # fmt: skip
