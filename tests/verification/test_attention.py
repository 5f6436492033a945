"""A grid in which people report more notices more, as far and as fast as the memory of its reports says.

Reports come as a Poisson process and fade: what a grid remembers is shot noise. With n lives that report q times a
year each, a memory of m years and a gain of a, Campbell's theorem gives what is missed at time t,
E exp(-a R) = exp(-n q I(t)), I(t) the integral from 0 to t of 1 - exp(-a / (n m) exp(-u / m)) du, and informants see
the rest. A false report raises nobody's attention.

Source: Kingman 1993, Poisson Processes, section 3.2 (Campbell's theorem).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from credopolis.rulebook.conduct import ActConduct

from .plain import FAR, cases_of, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, LIVES, ACTS, SEEN, REPORTS, GAIN, MEMORY = 20_000, 100, 2.0, 0.8, 0.25, 4.0, 0.5
TOLERANCE = 0.006
"""Half a tick's lag, of a day, in a memory of half a year, and the rounding of grids to whole lives."""


def society(malice: float) -> Watched:
    """Two years of acts that only informants see, and of reports. malice : false share of a dishonest reporter."""
    text = rules({"act": f"{{points: -1, seen_by: {{informants: {SEEN}}}}}"})
    acts = {"act": ActConduct(rate=ACTS), "report": ActConduct(rate=REPORTS, informs=True)}
    return watch(scene(
        text, acts, people=PEOPLE, years=2, seed=17, on=("informants",), tick=1, grid=LIVES,
        informants__attention=GAIN, informants__memory_years=MEMORY, informants__malice=malice,
        informants__temptation=0.0,
    ))  # fmt: skip


def noticed(from_year: float, to_year: float, reports: float) -> float:
    """Mean share that a grid notices between two times, by the theorem."""

    def missed(t: float) -> float:
        return math.exp(
            -LIVES * reports * quad(lambda u: -math.expm1(-GAIN / (LIVES * MEMORY) * math.exp(-u / MEMORY)), 0, t)[0]
        )

    return 1.0 - quad(missed, from_year, to_year)[0] / (to_year - from_year)


@pytest.fixture(scope="module")
def honest() -> Watched:
    return society(0.0)


@pytest.mark.parametrize("half", [0, 1, 2, 3])
def test_a_grid_notices_as_its_reports_are_remembered(half: int, honest: Watched) -> None:
    days = honest.scenario.days
    periods = [p for p in honest.periods if half * days / 4 < p.end_day <= (half + 1) * days / 4 + 1]
    start, end = periods[0].start_day, periods[-1].end_day
    acts = ACTS * PEOPLE * (end - start) / 365.25
    theory = SEEN * acts * noticed(start / 365.25, end / 365.25, REPORTS)
    found = float(sum(p.sightings.sum() for p in periods))
    allowed = FAR * math.sqrt(theory) + TOLERANCE * theory
    z = z_of(found, theory, f"noticed, half-year {half + 1}")
    assert abs(z) * math.sqrt(theory) < allowed


@pytest.fixture(scope="module")
def malicious() -> Watched:
    """Reporters whose dishonesty is all malice: as many reports are true as they are honest."""
    return society(1.0)


def test_false_reports_raise_nobodys_attention(honest: Watched, malicious: Watched) -> None:
    honesty = float(malicious.person["honesty"].mean()) / 255.0
    assert 0.2 < honesty < 0.9
    theory = SEEN * ACTS * PEOPLE * years_of(malicious) * noticed(0.0, years_of(malicious), REPORTS * honesty)
    found = cases_of(malicious, "act", 0)["filed"]
    assert abs(z_of(found, theory, "noticed, half malicious")) * math.sqrt(theory) < (
        FAR * math.sqrt(theory) + 2 * TOLERANCE * theory
    )
    assert found < 0.9 * float(honest.total("sightings").sum())
    false = REPORTS * PEOPLE * years_of(malicious) * (1.0 - honesty)
    assert abs(z_of(cases_of(malicious, "act", 2)["filed"], false, "false reports")) < FAR + 0.01 * false**0.5


def test_false_reports_strike_neighbours_at_random(malicious: Watched) -> None:
    """Not their authors: who reports falsely most often loses as many points as others."""
    ranks = np.argsort(np.argsort(malicious.person["honesty"], kind="stable"))
    lost = 1000.0 - malicious.standing["score"].astype(float)
    half = PEOPLE // 2
    z = (lost[ranks < half].sum() - lost[ranks >= half].sum()) / math.sqrt(lost.sum())
    report("struck by neighbours", dishonest=float(lost[ranks < half].mean()), z=z)
    authors = (
        REPORTS
        * years_of(malicious)
        * np.sum(
            (ranks < half) - (ranks >= half) * 1.0 - malicious.person["honesty"] / 255.0 * np.sign(half - ranks - 0.5)
        )
    )
    assert abs(z) < FAR < abs(authors) / math.sqrt(lost.sum()), "the test could tell"
