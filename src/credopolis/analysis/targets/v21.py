"""V21: censors remove calls to act together and not criticism as such, 13 % of posts on what they watch.

    removed of a kind  =  100 * (posts deleted / posts written)       in percent, campaigns apart

Posts are those of `clean-up-2009` without its campaign: removal hangs on no date, but on the filter and its readers.
That it looks less for criticism than for calls to act together was set by the same source (`zeal` of the table
`content`), so the sign checks nothing. The level does: recall, parts and readers were set by other sources or assumed.
The 13 % were of posts on 85 topics, not all of them political; they are held against all posts on politics that are
watched.

Source: cen-003, cen-004; tolerances of the table of targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from credopolis.analysis.targets.target import Setting, TargetNumber, Untold, Validated
from credopolis.analysis.targets.variants import changed
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.content import KINDS
from credopolis.mechanisms.posts import DELETED, POSTED
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

if TYPE_CHECKING:
    from credopolis.engine.records import Period, Tick

CALLS, CRITICISM = "collective_action", "criticism"


@dataclass
class Posts:
    """Posts written and deleted by kind; a watcher that adds them up."""

    written: Mapping[str, float]
    deleted: Mapping[str, float]

    def removed(self, *kinds: str) -> float:
        """Posts of some kinds that were deleted, in percent; NaN without any."""
        written = sum(self.written[kind] for kind in kinds)
        return 100.0 * sum(self.deleted[kind] for kind in kinds) / written if written else float("nan")


class _Counting:
    """A watcher that adds up posts of provinces and intervals, (len(KINDS), len(FIGURES))."""

    def __init__(self) -> None:
        self.found = np.zeros((len(KINDS), 0))

    def on_tick(self, tick: Tick) -> None:
        """Nothing is counted by the tick."""

    def on_period(self, period: Period) -> None:
        """Add one interval."""
        its = period.arrays["posts"].sum(axis=0)
        self.found = its + (self.found if self.found.size else 0.0)


def lived(scenario: Scenario) -> Posts:
    """The posts of a run without campaigns."""
    with Session.begin(changed(scenario, {}, ("clean_ups",)), RunSettings(threads=1, fields=False)) as session:
        counting = _Counting()
        session.watch(counting)
        session.advance()
    written, deleted = (dict(zip(KINDS, counting.found[:, k].tolist(), strict=True)) for k in (POSTED, DELETED))
    return Posts(written, deleted)


TARGET: Final = Validated(
    "V21",
    Setting("clean-up-2009, without its campaign", "clean-up-2009", people=10_000, seeds=3, draws=20, live=lived),
    (
        TargetNumber("posts on politics removed", "percent", 13.0, 8.0, 20.0, False, ("cen-004",),
                     lambda posts: posts.removed(CALLS, CRITICISM), floor=0.0),
        TargetNumber("removed, more of calls to act together than of criticism", "points", 1.0, 0.0, 100.0, True,
                     ("cen-003",), lambda posts: posts.removed(CALLS) - posts.removed(CRITICISM),
                     "anything above 0 agrees"),
    ),
    (Untold("criticism is removed no more than praise of the state", "the model has no posts that praise",
            ("cen-003",)),),
)  # fmt: skip
