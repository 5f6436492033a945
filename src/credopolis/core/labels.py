"""The words along the axes of results, each list once: what the engine counts by index, results name by these words."""

from __future__ import annotations

from typing import Final

SEEN: Final = ("unseen", "seen")
SPELL_ENDS: Final = ("release", "fall", "new lock", "correction", "removal", "death")
ENDINGS: Final = (*SPELL_ENDS, "open")
CASE_STAGES: Final = ("filed", "posted", "dismissed", "waived", "lost")
PROCESS_STEPS: Final = ("learned", "appealed", "refused", "corrected", "repaired", "expired", "spread")
ENCOUNTERS: Final = ("visit", "deed", "search", "find")
INCIDENTS: Final = ("accident", "missing_person", "risk_report")
BENEFITS: Final = (
    "missing_found", "tickets_checked", "accidents_avoided", "desk_hours_saved", "advice_visits", "risk_reports",
    "visit_burden",
)  # fmt: skip
WATCHED: Final = ("capacity", "demand", "used", "dropped", "backlog", "wait_days", "reach")
OFFICES: Final = ("arrivals", "closed", "capacity", "backlog", "wait_days", "padding", "negative", "reported")
BY_DISTRICT: Final = ("lives", "locked", "score_sum", "listings")
"""What is counted of each district and grade, where results by district are asked for."""
