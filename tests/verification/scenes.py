"""The scenes that the tests and the figures of docs/verification.md show: nothing left to lose, and bunching."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import INTERNET
from credopolis.library.catalogue import load_scenario

from .hazards import Mask, Stretches, stretches
from .tools import trace_all, watch, without_demography

ALONE = ("informants", "office")
MANY_ACTS = {
    "conduct.acts.intentional_crime.rate": 0.05,
    "conduct.acts.negative_post.rate": 1.5,
    "conduct.acts.traffic_violation.rate": 0,
    "conduct.acts.missed_repayment.rate": 0,
}
GOOD_DEEDS = {"rulebook.acts.community_help.seen_by.records": 0.4, "conduct.acts.report_illegal.rate": 0.05}
"""So many good deeds are entered that lives stand at all scores, above the start too."""
BUSY = {**GOOD_DEEDS, "conduct.acts.community_help.rate": 2.0, "conduct.acts.negative_post.rate": 2.0}
STUDIED = {"negative_post": INTERNET, "intentional_crime": 0}
"""Acts whose hazards are measured, with the flag that those who can do them have."""


PRIOR = 0.8
BY_PRIOR = {
    "regime.perception.records_weight": 0.0, "regime.perception.prior": PRIOR,
    "conduct.acts.intentional_crime.rate": 0.5,
}  # fmt: skip
"""Crime is frequent, and everybody thinks that the prior is the chance of being caught, as long as nobody learns."""


def hazards_of(people: int, deterrence: bool, seed: int = 71, by_prior: bool = False) -> dict[str, Stretches]:
    """Six years of the popular account with crime and posts raised: stretches of those who can, by act."""
    off = (*ALONE, *(() if deterrence else ("deterrence",)), *(("learning", "officers") if by_prior else ()))
    changes = {**GOOD_DEEDS, **MANY_ACTS, **(BY_PRIOR if by_prior else {})}
    scenario = load_scenario("popular-account", people=people, years=6, seed=seed, off=off, set=changes)
    watched, lines = trace_all(without_demography(scenario))
    found = {}
    for act, flag in STUDIED.items():
        cut = stretches(watched, lines, act)
        can = (watched.person["flags"][cut.life] & flag) == flag
        found[act] = Stretches(**{name: getattr(cut, name)[can] for name in cut.__dataclass_fields__})
    return found


def locked_in_d(cut: Stretches) -> Mask:
    """Stretches inside D's lock."""
    return np.asarray(cut.locked & (cut.grade == 0))


def free_between(cut: Stretches, low: int, high: int) -> Mask:
    """Stretches without a lock at scores of [low, high)."""
    return np.asarray(~cut.locked & (cut.score >= low) & (cut.score < high))


def free_scores(people: int, off: tuple[str, ...], seed: int = 75) -> NDArray[np.int64]:
    """Scores of lives without a lock after four years of the popular account with frequent posts and help."""
    scenario = load_scenario("popular-account", people=people, years=4, seed=seed, off=(*off, *ALONE), set=BUSY)
    standing = watch(scenario).standing
    scored = standing["grade"] < len(scenario.rulebook.grade_names)
    return np.asarray(standing["score"][scored & (standing["lock_until"] <= scenario.days)].astype(np.int64))
