"""The ladder in words and colours from top to bottom, for a telephone, where the picture would be too small to read."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from credopolis.audit.pages.ladder_figure import first_steps, time_text, way_back
from credopolis.audit.proofs import Proofs
from credopolis.audit.proofs.model import ListTerm
from credopolis.audit.subject import words
from credopolis.core.svg import grade_colours, ink_on
from credopolis.rulebook.ladder_words import band_text
from credopolis.rulebook.model import Listing, Rulebook


def ladder_rows(book: Rulebook, proofs: Proofs) -> str:
    """The same as the picture: grades, what one entry does at the start, ways up and back, and lists."""
    parts = [
        *_grades(book, proofs),
        *_ways_back(proofs),
        *(_list(term, book.lists[name]) for name, term in proofs.lists.items()),
    ]
    return f"<div class='ladder-rows'>{''.join(parts)}</div>"


def _grades(book: Rulebook, proofs: Proofs) -> list[str]:
    score = book.score
    if score is None or not book.grades:
        return []
    colours = list(reversed(grade_colours(len(book.grades))))
    entries = first_steps(book, proofs.undoable)
    up = {lower: higher for higher, lower in pairwise(book.grades)}
    parts = []
    for (name, grade), colour in zip(book.grades.items(), colours, strict=True):
        lock = grade.lock
        most = "up to " if lock is not None and lock.cycles else ""
        told = [f"{band_text(book, name)} points"] + ([f"locked {most}{time_text(lock.days)}"] if lock else [])
        told += ["everybody starts here"] if name == proofs.start_grade else []
        steps = [step for step in entries if step.grade == name]
        leads = "".join(f"<li>{escape(step.name)}: {escape(step.points)}</li>" for step in steps)
        first = "<p class='small rung-ways'>One entry, from the start:</p>"
        ways = f"{first}<ul class='small'>{leads}</ul>" if leads else ""
        if name in up:
            pair = name, up[name]
            least = time_text(proofs.least_time_days.get(pair), pair not in proofs.unproved)
            ways += f"<p class='small rung-ways'>Least time up to {escape(up[name])}: <strong>{least}</strong></p>"
        parts.append(
            f"<div class='rung-row' style='background:{colour};color:{ink_on(colour)}'>"
            f"<p><strong>{escape(name)}</strong> {escape(grade.title)}</p><p>{escape(', '.join(told))}</p></div>{ways}"
        )
    return parts


def _ways_back(proofs: Proofs) -> list[str]:
    return [
        f"<p class='rung-ways'>After {escape(words(act))}, {escape(way_back(drop, time_text))} "
        f"{escape(drop.standing)} or better.</p>"
        for act, drop in proofs.drops.items()
    ]


def _list(term: ListTerm, listing: Listing) -> str:
    told = [f"for {time_text(listing.days)}" if listing.days else "without end"]
    told += ["published"] if listing.public else []
    told += ["removes from civic life"] if listing.removal else []
    ons, offs = ([words(act) for act in acts] for acts in (term.acts_on, term.acts_off))
    ons += [f"grade {grade}" for grade in term.grades_on]
    offs += [f"waiting {time_text(listing.days)}"] if listing.days else []
    on, off = (escape(", ".join(acts) or "nothing") for acts in (ons, offs))
    return (
        f"<div class='rung-row' style='border:2px solid currentColor'>"
        f"<p><strong>List {escape(words(term.name))}</strong>: {escape(', '.join(told))}</p>"
        f"<p>On it by: {on}</p><p>Off it by: {off}</p></div>"
    )
