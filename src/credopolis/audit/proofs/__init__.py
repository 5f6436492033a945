"""What follows from a rulebook alone, proved before anybody lives under it."""

from __future__ import annotations

from credopolis.audit.proofs.model import (
    Drift,
    ErrorFace,
    ListTerm,
    Proofs,
    Repair,
    Shortening,
    Start,
    Step,
    StraightDrop,
    Witness,
)

__all__ = [
    "Drift",
    "ErrorFace",
    "ListTerm",
    "Proofs",
    "Repair",
    "Shortening",
    "Start",
    "Step",
    "StraightDrop",
    "Witness",
]
