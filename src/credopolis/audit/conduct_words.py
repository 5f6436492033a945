"""What ordinary conduct does, in words: rows by kind of person, and what is not known of it."""

from __future__ import annotations

from credopolis.audit.judge import Audit
from credopolis.audit.proofs.model import NOT_PROVED
from credopolis.audit.subject import words
from credopolis.rulebook.together import held_acts


def not_judged(audit: Audit) -> str:
    """Acts of which it is not known how often they are done and seen, in a sentence; "" if there is none."""
    known = {act for drift in audit.proofs.drift.values() for act in drift.conduct}
    silent = [words(name) for name in audit.book.acts if name not in known] if audit.proofs.drift else []
    if known and not _does_anything(audit):
        return "Ordinary conduct is not judged: none of the kinds of person that are looked at can do what is priced."
    if len(silent) == len(audit.book.acts):
        return "Ordinary conduct is not judged, for nothing says how often any act is done and seen."
    return f"Not judged, for nothing says how often they are done and seen: {', '.join(silent)}." if silent else ""


def _does_anything(audit: Audit) -> bool:
    """Whether any kind of person that is looked at does anything of which it is known how often."""
    return any(
        drift.by_act or drift.drops_a_year or drift.gains_a_year is None
        for drift in audit.proofs.drift.values()
        if drift.conduct
    )


def drift_rows(audit: Audit) -> list[tuple[str, str, str, str, str]]:
    """By kind of person: gains, losses, largest loss to largest gain, years until half have left."""
    rows: list[tuple[str, str, str, str, str]] = []
    if not _does_anything(audit):
        return rows
    for drift in audit.proofs.drift.values():
        ratio = "-" if drift.lost_per_gained is None else f"{drift.lost_per_gained:.1f} to 1"
        half = "-" if drift.half_left_years is None else f"{drift.half_left_years:.1f} years"
        half = half if drift.solved else NOT_PROVED
        rows.append((drift.title, _points(drift.gains_a_year), _points(drift.losses_a_year), ratio, half))
    return rows


def _points(a_year: float | None) -> str:
    """Points a year, as far as they are known."""
    return NOT_PROVED if a_year is None else f"{a_year:.2f}"


def points_note(audit: Audit) -> str:
    """What points a year are where entries' own say little, in a sentence; "" where they are those."""
    if audit.book.score is None or not _does_anything(audit):
        return ""
    if audit.book.score.mean is not None:
        return "Points a year are by how much entries really move the score, which is a mean, over twenty years."
    if held_acts(audit.book):
        return "Points a year are by how much entries really move the score, with what they end, over twenty years."
    return ""
