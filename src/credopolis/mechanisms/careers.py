"""Careers: officials are scored by the figures that they report, and promoted by their score; that makes them pad.

    attained            =  min(1, negative entries posted / quota), smoothed;  1 where there is no quota
    reported            =  min(1, figures as reported upward / quota)
    score of officials  moves with a memory of a year towards
                           1000 + merit * (reported - 1) - penalty * wrongs found a year for 1,000 officials, at least 0
    promoted            =  officials * promoted_a_year * exp(slope * (score - 1000) / 100), a year
    drive               =  1 - exp(-ambition * slope * merit / 100 * (1 - attained))
    padding             =  padding * (1 + (1 - padding) * drive), of the shortfall               see `quotas`
    bend                =  bend * (1 + (1 - bend) * drive)                                       see `statistics`

`drive` is how far officials go beyond what they would make up or bend anyway, by what reaching the quota would do to their
promotion. An example: a merit of 300 points and a slope of 0.4 a hundred points mean that officials who report nothing of a quota
are promoted 0.30 times as often; with half of a quota attained and an ambition of 0.5 the drive is 0.26, so a share of 0.3 of the
shortfall that is padded becomes 0.35.

Officials of a province have one score, and their number is a share of the scored lives; who they are is not told. Wrongs
are those that discipline inspection and audits find. Above what the quota asks for nothing is won. The whole mechanism is
off unless a regime asks for it (`regime.careers.stands`).

Source: civil servants, lif-028; that promotion of provincial leaders followed reported growth, Li and Zhou 2005,
doi:10.1016/j.jpubeco.2004.06.009 (a standard deviation more of growth, a third more promotions, from memory); that officials
are held to account by inspection, gov2-008 to gov2-011. All strengths are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import exp
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.statistics import reported

FIGURES: Final = ("officials", "promoted", "attained", "reported", "score", "drive")
OFFICIALS, PROMOTED, ATTAINED, REPORTED, SCORE, DRIVE = range(len(FIGURES))
START: Final = 1000.0
_MEMORY_YEARS: Final = 1.0


class CareersParameters(Parameters):
    """How officials are scored and promoted, and what that makes them do. All but their number are assumptions."""

    stands: bool = given(False, "whether careers hang on reported figures", assumed=True, no_range="off and on")
    officials_per_1000: float = given(
        6.5, "officials of 1,000 scored lives", low=5, high=8, least=0, most=1000, source="lif-028",
        note="7.17 million civil servants in 2015 among some 1.1 billion adults",
    )  # fmt: skip
    promoted_a_year: float = share(0.08, "officials promoted a year at the score of the start", low=0.03, high=0.15)
    merit: float = given(
        300.0, "points between reporting nothing of a quota and all of it", low=50, high=600, least=0, most=1000
    )
    penalty: float = given(
        5.0, "points for a wrong found, for 1,000 officials and year", low=0, high=20, least=0, most=1000
    )
    slope: float = given(
        0.4, "growth of the log of promotion with 100 points", low=0, high=1, least=0, most=10,
        source="doi:10.1016/j.jpubeco.2004.06.009", note="a third more promotions for a standard deviation more of growth",
    )  # fmt: skip
    ambition: float = given(0.5, "how far what promotion promises makes officials pad", low=0, high=2, least=0, most=20)


def _of(scenario: Any) -> CareersParameters:
    parameters: CareersParameters = scenario.regime.careers
    return parameters


def careers_stand(scenario: Any) -> bool:
    """Whether careers hang on reported figures in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "careers" not in scenario.off


@formula
def promotion(score, slope):
    """Promotions for each at the score of the start: points, growth of the log with 100 points -> times."""
    return exp(slope * (score - START) / 100.0)


@formula
def drive_of(attained, ambition, slope, merit):
    """How far officials go beyond what they would do anyway: share of a quota attained -> share in [0, 1)."""
    return 1.0 - exp(-ambition * slope * merit / 100.0 * (1.0 - attained))


@formula
def driven(share, drive):
    """A share of a shortfall that is padded, or bent, under a drive: both in [0, 1] -> share."""
    return share * (1.0 + (1.0 - share) * drive)


@hot_kernel
def score_officials(grades, days, favours, made_up, terms, books, careers):
    """Officials' scores, promotions and drive after a tick of so many days.

    grades : (n_provinces, n_grades + 1) int64, lives by grade, of those in none last. favours, made_up : (n_provinces,)
    int64, of the tick, of which inspection finds some. terms, books : (n_provinces,) records. careers : (n_provinces, len(FIGURES)), of no
    province where careers do not hang on figures.
    """
    years = days / DAYS_PER_YEAR_OF_RATES
    for p in range(careers.shape[0]):
        its, book = terms[p], books[p]
        found = (favours[p] + made_up[p]) * its["wrong_found"] * book["openness"] + book["found_kept"]
        book["found_kept"] = 0.0
        if its["careers"] == 0:
            book["drive"] = 0.0
            continue
        scored = 0
        for g in range(grades.shape[1] - 1):
            scored += grades[p, g]
        officials = its["officials"] * scored / 1000.0
        attained, told = 1.0, 1.0
        if its["quotas"] != 0 and its["quota"] > 0.0:
            attained = min(1.0, book["posted"] / its["quota"])
            told = min(1.0, reported(book["posted"], its["quota"], driven(its["bend"], book["drive"])) / its["quota"])
        each = 1000.0 * found / max(officials, 1.0) / years
        towards = max(0.0, START + its["merit"] * (told - 1.0) - its["penalty"] * each)
        keep = exp(-years / _MEMORY_YEARS)
        book["cadre_score"] = keep * book["cadre_score"] + (1.0 - keep) * towards
        book["drive"] = drive_of(attained, its["ambition"], its["slope"], its["merit"])
        careers[p, OFFICIALS] = officials
        careers[p, PROMOTED] += officials * its["promoted"] * promotion(book["cadre_score"], its["slope"]) * years
        careers[p, ATTAINED], careers[p, REPORTED] = attained, told
        careers[p, SCORE], careers[p, DRIVE] = book["cadre_score"], book["drive"]


BOOKS: Final = (
    Book("cadre_score", "score of the province's officials", lambda s, lives: START),
    Book("drive", "how far officials go beyond what they would pad or bend anyway"),
)
TERMS: Final = (
    Term("careers", careers_stand, "i8"),
    Term("officials", lambda s: _of(s).officials_per_1000),
    Term("promoted", lambda s: _of(s).promoted_a_year),
    Term("merit", lambda s: _of(s).merit),
    Term("penalty", lambda s: _of(s).penalty),
    Term("slope", lambda s: _of(s).slope),
    Term("ambition", lambda s: _of(s).ambition),
)
SHEETS: Final = (Sheet("careers", (Axis("figure", len(FIGURES), (), FIGURES),), needed=careers_stand),)


TABLES: Final = (
    Table(
        "careers", "officials of provinces: scores, promotions, and what these make them do", "provinces",
        (
            Value.of_sheet("careers", "officials", "persons", "officials, at the end"),
            Value.of_sheet("careers", "promoted", "persons", "officials promoted, as expected"),
            Value.of_sheet("careers", "attained", "share", "share of the quota that was posted, smoothed, at the end"),
            Value.of_sheet("careers", "reported", "share", "share of the quota as reported upward, at the end"),
            Value.of_sheet("careers", "score", "points", "score of the province's officials, at the end"),
            Value.of_sheet("careers", "drive", "share", "how far they go beyond what they would pad or bend anyway, at the end"),
        ),
        needed=careers_stand,
    ),
)  # fmt: skip
HEADLINES: Final = (own_rate("officials_promoted", "officials promoted", "provinces", Quantity("careers", "promoted")),)


CARDS: Final = (
    Card(
        "careers",
        "Careers of officials",
        "officials are scored by reported figures and promoted by their score, and so pad; off unless `regime.careers.stands`",
        "lif-028, doi:10.1016/j.jpubeco.2004.06.009, gov2-008, gov2-009, gov2-010, gov2-011; assumptions",
    ),
)
