"""What companies do that rulebooks price: how often, in which kind, and how it comes to light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from credopolis.core.errors import Misuse
from credopolis.firms.columns import MOST_HIDDEN
from credopolis.firms.given import ASSUMED, FirmGiven
from credopolis.rulebook import Rulebook
from credopolis.rulebook.model import Act

RECORD, HIDDEN, COURT, MERIT, STAFF, REMEDY, PARTNER, ASSOCIATE, CHECK, NEVER = range(10)
WAYS: Final = (
    "records",
    "inspections",
    "courts",
    "merits",
    "staff",
    "remedies",
    "partners",
    "associates",
    "checks",
    "",
)
"""How it comes to light: from records at once; when an inspection finds it; when a court is asked; what is good and
shown; what employees do, of each of them; what takes off a list; what partners and sisters do; that one is
inspected."""


@dataclass(frozen=True)
class Done:
    """How companies do one act. rate : times a year, in the mean of companies (of employees, for the staff's), before
    anything holds them back. kind : of KINDS. way : of WAYS."""

    rate: FirmGiven
    kind: str
    way: int


FITTED: Final = "fitted to ctx-003 and ctx-006"


def _done(rate: float, low: float, high: float, kind: str, way: int, source: str = ASSUMED) -> Done:
    return Done(FirmGiven(rate, low, high, "times a year", source), kind, way)


DONE: Final[dict[str, Done]] = {
    "tax-credit/late_return": _done(0.79, 0.3, 3.0, "filing", RECORD, FITTED),
    "tax-credit/late_payment": _done(0.79, 0.3, 3.0, "filing", RECORD, FITTED),
    "tax-credit/unpaid_50k": _done(0.02, 0.005, 0.05, "tax", RECORD),
    "tax-credit/grave_breach": _done(0.05, 0.01, 0.1, "tax", HIDDEN),
    "tax-credit/abnormal_household": _done(0.0232, 0.005, 0.05, "filing", RECORD, FITTED),
    "environment-credit/warning": _done(0.5, 0.1, 1.5, "environment", HIDDEN),
    "environment-credit/fine": _done(0.3, 0.1, 1.0, "environment", HIDDEN),
    "environment-credit/grave_breach": _done(0.05, 0.01, 0.2, "environment", HIDDEN),
    "environment-credit/environmental_crime": _done(0.005, 0.001, 0.02, "environment", HIDDEN),
    "environment-credit/praise": _done(0.02, 0.005, 0.1, "other", MERIT),
    "minor_breach": _done(0.8, 0.2, 2.0, "product", HIDDEN),
    "general_breach": _done(0.3, 0.1, 1.0, "tax", HIDDEN),
    "serious_breach": _done(0.03, 0.005, 0.1, "labour", HIDDEN),
    "serious_dishonesty": _done(0.02, 0.004, 0.1, "product", HIDDEN),
    "late_annual_report": _done(0.137, 0.1245, 0.1488, "filing", RECORD, "cmp-064"),
    "not_at_address": _done(0.03, 0.01, 0.1, "filing", RECORD),
    "judgment_default": _done(0.01, 0.002, 0.05, "contract", COURT),
    "commitment_kept": _done(0.05, 0.01, 0.2, "other", MERIT),
    "red_list": _done(0.01, 0.002, 0.05, "other", MERIT),
    "tax_evasion": _done(0.1, 0.03, 0.4, "tax", HIDDEN),
    "customs_breach": _done(0.02, 0.005, 0.1, "customs", HIDDEN),
    "pollution": _done(0.1, 0.03, 0.4, "environment", HIDDEN),
    "labour_breach": _done(0.2, 0.05, 0.8, "labour", HIDDEN),
    "unsafe_product": _done(0.1, 0.03, 0.4, "product", HIDDEN),
    "contract_default": _done(0.04, 0.01, 0.1, "contract", COURT, "mkt-008"),
    "illegal_classes": _done(0.0, 0.0, 0.01, "other", RECORD),
    "intentional_crime": _done(0.001, 0.0002, 0.005, "tax", HIDDEN),
    "employee_misconduct": _done(0.02, 0.002, 0.1, "other", STAFF),
    "national_award": _done(0.0005, 0.0001, 0.002, "other", MERIT),
    "community_help": _done(0.1, 0.02, 0.5, "other", MERIT),
}  # fmt: skip
"""By act, or by rulebook and act where two rulebooks mean different things."""

_OF_AREA: Final = {"tax": "tax", "employment": "labour", "credit": "contract"}


def conduct_of(book: Rulebook, rates: dict[str, float] | None = None) -> list[Done]:
    """How companies do each act of a rulebook, in its order. rates : by act, times a year, as somebody says.

    An act that no table here knows goes by the `conduct` of the rulebook itself; without it nobody does it.

    Raises
    ------
    Misuse
        If a rate names no act, or more acts hang on inspections than are kept of a company.
    """
    unknown = set(rates or {}) - set(book.acts)
    if unknown:
        raise Misuse(f"{book.name} has no act {sorted(unknown)[0]}. It has: {', '.join(book.acts)}.")
    found = [_of(book, name, act) for name, act in book.acts.items()]
    for k, name in enumerate(book.acts):
        if rates and name in rates:
            found[k] = replace(found[k], rate=replace(found[k].rate, value=rates[name], source="stated"))
    if sum(one.way == HIDDEN for one in found) > MOST_HIDDEN:
        raise Misuse(
            f"{book.name} has more than {MOST_HIDDEN} acts that only inspections find; no run follows so many."
        )
    return found


def _of(book: Rulebook, name: str, act: Act) -> Done:
    nothing = FirmGiven(0.0, 0.0, 0.0, "times a year")
    told = {"partner": PARTNER, "associate": ASSOCIATE}.get(act.about)
    if told is not None:
        return Done(nothing, "other", told)
    if act.head_start is not None:
        return Done(nothing, "other", CHECK)
    if act.removes_from:
        return Done(nothing, "other", REMEDY)
    known = DONE.get(f"{book.name}/{name}") or DONE.get(name)
    if known is not None:
        return known
    if act.conduct is None:
        return Done(nothing, "other", NEVER)
    rate, own = act.conduct.rate, book.source_of("acts", name, "conduct", "rate")
    low, high = own.range if own.range is not None else (rate, rate)
    given = FirmGiven(rate, float(low), float(high), "times a year", ", ".join(own.source) or ASSUMED)
    way = (
        STAFF if act.about == "employee" else MERIT if act.points > 0 else HIDDEN if act.decision == "office" else COURT
    )
    return Done(given, _OF_AREA.get(act.area, "other"), way if way < len(WAYS) else NEVER)
