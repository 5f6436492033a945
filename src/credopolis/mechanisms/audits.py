"""Audits: the centre looks into whole provinces, finds part of what was done there, and officials remember it.

    audited in a tick   with chance 1 - exp(-a_year * years), drawn for each province and tick
    wrongs kept         =  wrongs kept * exp(-years / looks_back_years) + favours and made-up entries of the tick
    found by an audit   =  finds * wrongs kept, which are then kept no more
    memory              =  1 at an audit, halved every `half_life_years` after it
    left                =  exp(-caution * memory)         of favours and of padding, beside what `discipline` leaves

An example: audits every five years on average, each of which finds 3 in 10 of the favours and made-up entries of the last
two years; with a caution of 1 officials do a third of the favours in the week after it (0.37), and six tenths a year and a half
later (0.61, at a memory of a half).

Officials do not know when an audit comes, and heed only those that came. Provinces are audited alike, whatever their figures
say. The whole mechanism is off unless a regime asks for it (`regime.audits.stands`).

Source: that audits found figures inflated by a fifth on average, and by 127 % in the worst county, gov2-013, gov2-014; that
the centre cannot supervise all, seed-068. How often, how much is found and how long it is remembered are assumptions: central
inspection tours visit every province about once in a term of five years, from memory.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.draws import draw_at, key_of, low_unit
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import LN2, exp
from credopolis.core.purposes import AUDITS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share

FIGURES: Final = ("audits", "found_favours", "found_made_up", "memory", "left")
AUDITED, FOUND_FAVOURS, FOUND_MADE_UP, MEMORY, LEFT = range(len(FIGURES))


class AuditsParameters(Parameters):
    """How often the centre looks into a province, what it finds, and how officials heed that. All are assumptions."""

    stands: bool = given(False, "whether the centre audits provinces", assumed=True, no_range="off and on")
    a_year: float = given(
        0.2, "audits of a province a year", low=0.05, high=1, least=0, most=50, source="seed-068",
        note="inspection tours reach every province about once in five years, from memory",
    )  # fmt: skip
    finds: float = share(
        0.3, "share of favours and made-up entries kept on file that an audit finds", low=0.05, high=0.6,
        source=("gov2-013", "gov2-014"), note="audits found revenue inflated by a fifth",
    )  # fmt: skip
    looks_back_years: float = given(
        2.0, "time after which a wrong is found by no audit any more, on average", low=0.5, high=5, above=0, most=50,
        unit="years",
    )  # fmt: skip
    caution: float = given(1.0, "how much officials heed an audit that was", low=0, high=3, least=0, most=20)
    half_life_years: float = given(
        1.5, "time in which half of an audit is forgotten", low=0.5, high=5, above=0, most=50, unit="years"
    )


def _of(scenario: Any) -> AuditsParameters:
    parameters: AuditsParameters = scenario.regime.audits
    return parameters


def audits_stand(scenario: Any) -> bool:
    """Whether the centre audits provinces in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "audits" not in scenario.off


@formula
def left_after(memory, caution):
    """Favours and padding left: memory of the latest audit in [0, 1], how much it is heeded -> share."""
    return exp(-caution * memory)


@hot_kernel
def audit(seed, tick, days, favours, made_up, terms, books, audits):
    """Draw the audits of a tick of so many days, and what they find.

    favours, made_up : (n_provinces,) int64, of the tick. terms, books : (n_provinces,) records with what is declared below.
    audits : (n_provinces, len(FIGURES)), of no province where nobody audits.
    """
    years = days / DAYS_PER_YEAR_OF_RATES
    for p in range(audits.shape[0]):
        its, book = terms[p], books[p]
        if its["audits"] == 0:
            book["audit_left"] = 1.0
            continue
        kept = exp(-years / its["audit_back"])
        book["favours_kept"] = book["favours_kept"] * kept + favours[p]
        book["made_up_kept"] = book["made_up_kept"] * kept + made_up[p]
        book["audit_memory"] *= exp(-years * LN2 / its["audit_half"])
        if low_unit(draw_at(key_of(seed, AUDITS, p, tick), 0)) < 1.0 - exp(-its["audit_rate"] * years):
            audits[p, AUDITED] += 1.0
            audits[p, FOUND_FAVOURS] += its["audit_finds"] * book["favours_kept"]
            audits[p, FOUND_MADE_UP] += its["audit_finds"] * book["made_up_kept"]
            book["found_kept"] += its["audit_finds"] * (book["favours_kept"] + book["made_up_kept"])
            book["favours_kept"] *= 1.0 - its["audit_finds"]
            book["made_up_kept"] *= 1.0 - its["audit_finds"]
            book["audit_memory"] = 1.0
        book["audit_left"] = left_after(book["audit_memory"], its["audit_caution"])
        audits[p, MEMORY], audits[p, LEFT] = book["audit_memory"], book["audit_left"]


BOOKS: Final = (
    Book("favours_kept", "favours on file that an audit could find"),
    Book("made_up_kept", "made-up entries on file that an audit could find"),
    Book("found_kept", "favours and made-up entries that audits found, since officials were scored for them"),
    Book("audit_memory", "memory of the latest audit, 1 at its time"),
    Book("audit_left", "favours and padding that the memory of an audit leaves", lambda s, lives: 1.0),
)
TERMS: Final = (
    Term("audits", audits_stand, "i8"),
    Term("audit_rate", lambda s: _of(s).a_year),
    Term("audit_finds", lambda s: _of(s).finds),
    Term("audit_back", lambda s: _of(s).looks_back_years),
    Term("audit_caution", lambda s: _of(s).caution),
    Term("audit_half", lambda s: _of(s).half_life_years),
)
SHEETS: Final = (Sheet("audits", (Axis("figure", len(FIGURES), (), FIGURES),), needed=audits_stand),)


TABLES: Final = (
    Table(
        "audits", "audits of provinces by the centre, and what they find", "provinces",
        (
            Value.of_sheet("audits", "audits", "audits", "audits of the interval"),
            Value.of_sheet("audits", "found_favours", "person-times", "favours that they found, as expected"),
            Value.of_sheet("audits", "found_made_up", "person-times", "made-up entries that they found, as expected"),
            Value.of_sheet("audits", "memory", "share", "memory of the latest audit, at the end"),
            Value.of_sheet("audits", "left", "share", "favours and padding that this memory leaves, at the end"),
        ),
        every_place=True, needed=audits_stand,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate("found_by_the_centre", "favours that the centre finds", "provinces", Quantity("audits", "found_favours")),
)


CARDS: Final = (
    Card(
        "audits",
        "Audits by the centre",
        "the centre looks into provinces, finds part of what was done, and officials heed it; off unless `regime.audits.stands`",
        "gov2-013, gov2-014, seed-068; assumptions",
    ),
)
