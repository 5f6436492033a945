"""The face of errors: what mistaken entries alone do to innocents.

An innocent does no act of the rulebook, bad or good, and is entered at the channels' rates of mistakes. What a mistake
charges is shared out among the acts that harm and that the channel sees, by sensitivity times the act's rate of conduct
(by sensitivity alone where no rate is known), as in the simulation; a decision lets only a share of false charges pass.
Records and cameras are asked, with full coverage; malicious reports, made-up cases and corrections on appeal are left
out, for they depend on a society.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from credopolis.audit.proofs.course import years_of
from credopolis.audit.proofs.doable import undoable
from credopolis.audit.proofs.drops import standing_of
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.kinds import conduct_in
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.model import ErrorFace
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.library.rates import Mistakes
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.gates import worth_of_states
from credopolis.rulebook.model import Rulebook

__all__ = ["YEARS", "Mistakes", "errors_of", "mistaken_entries"]

YEARS: Final = (1.0, 5.0, 10.0, 20.0)


def errors_of(
    book: Rulebook, conduct: Mapping[str, ActConduct] | None, mistakes: Mistakes | None = None,
    effort: Effort | None = None,
) -> ErrorFace:  # fmt: skip
    """What mistakes do to innocents after 1, 5, 10 and 20 years."""
    mistakes = mistakes or Mistakes()
    rates = mistaken_entries(book, conduct, mistakes)
    total = math.fsum(rates.values())
    machine = machine_of(book, conduct)
    below: dict[str, tuple[float, ...]] = {}
    method, unknown, lives = "closed forms", False, 0
    if machine is not None:
        years = years_of(machine, rates, (0.0, *YEARS), standing_of(machine), effort)
        method, unknown, lives = years.method, not years.known, years.lives
        shares = years.grades[1:]
        below = (
            {}
            if not years.known
            else {
                name: tuple(float(row[: len(row) - 1 - k].sum()) for row in shares)
                for k, name in enumerate(list(book.grades)[:-1])
            }
        )
    lists = [name for name in book.lists if all(grade.listing != name for grade in book.grades.values())]
    return ErrorFace(
        entries_a_year=rates,
        source=mistakes.source,
        years=YEARS,
        below=below,
        on_list={name: tuple(_listed(book, name, rates, year) for year in YEARS) for name in lists},
        any_entry=tuple(-math.expm1(-total * year) for year in YEARS),
        method=method,
        unknown=unknown,
        lives=lives,
    )


def harmful(book: Rulebook) -> list[str]:
    """Acts that take points, drop a grade, or list where less is open than without the listing."""
    worth = worth_of_states(book)
    score = book.score
    row = 0
    if score is not None:
        names = list(reversed(book.grades))
        starts = [score.min if book.grades[g].lowest is None else book.grades[g].lowest for g in names]
        row = max(k for k, lowest in enumerate(starts) if lowest is not None and lowest <= score.start)
    lists = list(book.lists)
    found = []
    for name, act in book.acts.items():
        lists_worse = bool(act.adds_to) and worth[row, 1 << lists.index(act.adds_to)] < worth[row, 0]
        removes = bool(act.adds_to) and book.lists[act.adds_to].removal
        if act.points < 0 or act.falls_to or lists_worse or removes:
            found.append(name)
    return found


def mistaken_entries(book: Rulebook, conduct: Mapping[str, ActConduct] | None, mistakes: Mistakes) -> dict[str, float]:
    """Mistaken entries a life and year by act that harms."""
    known = conduct_in(book, conduct)
    passes = {"none": 1.0, "office": mistakes.past_office, "court": mistakes.past_court}
    shut = undoable(book, conduct)
    harms = [name for name in harmful(book) if name not in shut]
    rates = dict.fromkeys(harms, 0.0)
    for channel, charges in (("records", mistakes.records_a_year), ("cameras", mistakes.cameras_a_year)):
        sensitivity = {name: book.acts[name].seen_by.get(channel, 0.0) for name in harms}
        weights = {name: s * known[name].rate if name in known else 0.0 for name, s in sensitivity.items()}
        if not any(weights.values()):
            weights = sensitivity
        total = math.fsum(weights.values())
        for name, weight in weights.items() if total > 0 else ():
            rates[name] += charges * weight / total * passes[book.acts[name].decision]
    return rates


def _listed(book: Rulebook, name: str, rates: Mapping[str, float], years: float) -> float:
    """Share of innocents on a list: an act lists from its `adds_after`-th entry on, and each starts the term anew.

    On it by an act: at least `adds_after` entries so far, and one within the term. Entries of different acts are
    independent, and innocents do nothing that takes off the list.
    """
    off = 1.0
    days = years * DAYS_PER_YEAR_OF_RATES
    term = book.lists[name].days or math.inf
    for act, rate in rates.items():
        priced = book.acts[act]
        if priced.adds_to == name:
            a_day = rate / DAYS_PER_YEAR_OF_RATES
            window = min(term, days)
            before = _at_least(priced.adds_after, a_day * (days - window))
            off *= 1.0 - (_at_least(priced.adds_after, a_day * days) - math.exp(-a_day * window) * before)
    return 1.0 - off


def _at_least(k: int, mean: float) -> float:
    """P(N >= k) of a Poisson number N."""
    return 1.0 - math.fsum(math.exp(-mean) * mean**n / math.factorial(n) for n in range(k))
