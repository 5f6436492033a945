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
from credopolis.audit.proofs.prove import prove
from credopolis.library.rates import Mistakes, conduct_of, mistakes_of

__all__ = [
    "Drift",
    "ErrorFace",
    "ListTerm",
    "Mistakes",
    "Proofs",
    "Repair",
    "Shortening",
    "Start",
    "Step",
    "StraightDrop",
    "Witness",
    "conduct_of",
    "mistakes_of",
    "prove",
]
