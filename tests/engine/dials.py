"""Random regimes: the dials of a busy regime drawn anew, within the room of the tests' candidate stream."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from credopolis.mechanisms.regime import RegimeParameters

from .cases import BUSY

_SHARE = st.integers(0, 20).map(lambda n: n / 20)
_DAYS = st.sampled_from([0, 1, 5, 20, 90])
# At most what a busy regime has, for which there is room.
_UP_TO: dict[str, tuple[str, ...]] = {
    "records": ("mistakes_a_year",),
    "cameras": ("mistaken_a_year",),
    "faces": ("searches_a_year",),
    "officers": ("visits_a_year", "searches_a_year", "mistaken_a_year"),
    "quotas": ("negative_a_year", "most_a_year"),
}
_SHARES: dict[str, tuple[str, ...]] = {
    "records": ("coverage",),
    "informants": ("malice", "temptation"),
    "cameras": ("by_eye",),
    "faces": ("miss_rate", "enrolled"),
    "checkpoints": ("majority_factor",),
    "recorders": ("homes_share",),
    "officers": ("visit_helps", "search_finds", "search_fear", "patrol_least"),
    "office": ("true_dismissed_office", "false_past_office", "false_past_court", "lost_share"),
    "fear": ("own_jolt", "household_jolt", "weight"),
    "habituation": ("most",),
    "publicity": ("shown",),
    "informing": ("unmoved", "told_weight"),
    "trust": ("own_betrayed", "own_unjust", "own_refused", "own_benefit", "safety_gain", "exposed_gain"),
    "removal": ("beyond", "share_taken"),
    "opinion": ("dread", "caution", "to_lose", "lip_service"),
    "discretion": ("corruption", "points_range", "harsher_on_minority"),
    "quotas": ("padding",),
    "platform": ("delay_factor", "lost_factor"),
    "statistics": ("bend",),
    "due_process": ("learns_by_refusal", "appeals_if_true", "appeals_if_false", "upholds_if_true", "upholds_if_false"),
}
_DELAYS: dict[str, tuple[str, ...]] = {
    "records": ("delay_days",),
    "faces": ("delay_days", "keep_days"),
    "office": ("desk_days", "court_days"),
    "platform": ("spread_days",),
    "due_process": ("correction_days",),
    "repair": ("days_a_step",),
}
_CHOICES: dict[str, dict[str, list[Any]]] = {
    "office": {"decisions_a_day": [0, 311.7, 1487.3, 1e5], "longest_days": [0, 60, 400]},
    "faces": {"engines_per_million": [0, 1, 20], "candidates": [1000, 50_000]},
    "officers": {"per_1000": [0, 0.4, 4]},
    "fear": {"stands": [False, True]},
    "habituation": {"stands": [False, True], "half_exposure_days": [5, 100], "began_year": [1950, 2010.3, 2030]},
    "publicity": {"stands": [False, True], "exposure_gain": [0, 0.05, 1]},
    "informing": {"stands": [False, True]},
    "trust": {"stands": [False, True], "half_life_years": [0.2, 5], "benefit_gain": [0, 0.5]},
    "opinion": {"stands": [False, True], "near_a_year": [0, 3], "own_a_year": [0, 1], "support": [0, 0.3, 2]},
    "speaking": {"stands": [False, True]},
    "removal": {"stands": [False, True], "witness_gain": [0, 5, 50]},
    "news": {"stands": [False, True], "repression_reach": [0, 0.6, 1], "reports": [0, 20], "order_from": [0, 2021.01]},
    "strain": {"stands": [False, True], "catch_up_years": [0.1, 5]},
    "queues": {"stands": [False, True], "put_first": [0, 0.5, 1], "healthcare_asks_per_place": [0, 1, 3]},
    "prices": {"stands": [False, True]},
    "services": {"stands": [False, True], "travel": [0, 3, 30], "loans": [0, 0.3, 30]},
    "platform": {"stands": [False, True], "spread": [0, 0.2, 0.5]},
    "due_process": {"checks_a_year": [0, 2, 50]},
    "repair": {"uses_a_year": [0, 2, 50], "steps": [0, 3]},
    "perception": {"records_weight": [0, 0.5, 1], "pseudo_count": [0.5, 5], "missed_step": [0, 0.1]},
    "stakes": {"discount_factor": [0.05, 0.74, 0.99]},
}


@st.composite
def regimes(draw: st.DrawFn) -> RegimeParameters:
    """A regime whose every dial is on, off or in between."""
    data: dict[str, dict[str, Any]] = BUSY.model_dump()
    for part, names in _UP_TO.items():
        for name in names:
            data[part][name] *= draw(_SHARE)
    for table, values in ((_SHARES, _SHARE), (_DELAYS, _DAYS)):
        for part, names in table.items():
            data[part] |= {name: draw(values) for name in names}
    for part, choices in _CHOICES.items():
        data[part] |= {name: draw(st.sampled_from(of)) for name, of in choices.items()}
    return RegimeParameters.model_validate(data)
