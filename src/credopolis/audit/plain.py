"""What is proved, as plain data for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import asdict
from typing import Any

from credopolis.audit.proofs import Proofs, Witness
from credopolis.audit.proofs.model import state


def proofs_as_json(proofs: Proofs) -> dict[str, Any]:
    """The proofs of a rulebook; times are in days, None stands for never where the state says so.

    `least_time_days` is a list of {from, to, days, state, at_least}, the state of `model.STATES`, `at_least` what no
    life undercuts; `witnesses` a list of {from, to, days, steps}; `drift` is by kind of person.
    """
    return {
        "grades": list(proofs.grades),
        "start_grade": proofs.start_grade,
        "standing_grade": proofs.standing_grade,
        "least_time_days": [
            told | {"at_least": proofs.at_least_days.get((told["from"], told["to"]), told["days"])}
            for told in _times(proofs.least_time_days, proofs.unproved)
        ],
        "longest_least_days": _times(proofs.longest_least_days, proofs.longest_unproved),
        "witnesses": [{"from": a, "to": b, **_witness(witness)} for (a, b), witness in proofs.witnesses.items()],
        "absorbing": list(proofs.absorbing),
        "unreachable": list(proofs.unreachable),
        "one_way": [{"lower": lower, "higher": higher} for lower, higher in proofs.one_way],
        "straight_drops": [_told(drop) for drop in proofs.drops.values()],
        "repairs": [_told(repair) for repair in proofs.repairs.values()],
        "lists": [asdict(term) for term in proofs.lists.values()],
        "drift": {
            kind: {"points_a_year": drift.points_a_year, **asdict(drift)} for kind, drift in proofs.drift.items()
        },
        "errors": None if proofs.errors is None else asdict(proofs.errors),
        "exact": proofs.exact,
        "limits": list(proofs.limits),
    }


def _times(times: Mapping[tuple[str, str], int | None], unproved: Set[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"from": a, "to": b, "days": days, "state": state(days, (a, b) not in unproved)}
        for (a, b), days in times.items()
    ]


def _witness(witness: Witness) -> dict[str, Any]:
    told = asdict(witness)
    if not witness.start.newcomer:
        del told["start"]["newcomer"]
    return {"days": witness.days, **told}


def _told(proved: Any) -> dict[str, Any]:
    """A theorem with its witness, if it has one."""
    told = asdict(proved)
    told["witness"] = None if proved.witness is None else _witness(proved.witness)
    return told
