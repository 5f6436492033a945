"""Grade occupancy over time against a semi-Markov solution that knows nothing of lives.

Theory: with constant rates of entries a life's grade is a semi-Markov process; `tests/semimarkov.py` integrates it on a
grid of days. The list of judgment defaulters has a closed form (`listed_share`). Lives are independent, so the count
in a grade is binomial and the counts of all grades are multinomial.

Source: Cinlar 1969, Markov renewal theory; Pearson 1900 for the chi-square of all grades together.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from credopolis.library.catalogue import load_scenario
from tests.closed_forms import listed_share
from tests.semimarkov import occupancy

from .tools import (
    ALPHA,
    QUIET,
    posted_rates,
    rate_of_lives,
    report,
    snapshots,
    with_constant_conduct,
    without_demography,
    z_limit,
)

DAYS = (182, 364, 728, 735, 1092, 1456, 1827, 2555)
RATES = {
    "popular-account": {
        "tax_evasion": 0.5, "negative_post": 3.0, "illegal_classes": 1.0, "third_child": 0.1, "intentional_crime": 0.2,
        "community_help": 2.0, "report_illegal": 0.6, "child_army": 0.3, "child_championship": 0.2,
        "organ_donation_or_award": 0.12,
    },
    "suining-2010": {
        "fake_goods": 0.5, "family_planning_violation": 0.1, "cult": 0.3, "disruptive_petition": 1.0,
        "traffic_violation": 5.0, "community_help": 8.0, "media_praise": 0.2, "organ_donation_or_award": 0.15,
        "elder_neglect": 1.0, "party_warning": 0.1, "missed_repayment": 0.3,
    },
    "ladder": {
        "lose_100": 0.22, "lose_50": 0.66, "lose_40": 1.1, "lose_40_again": 0.5, "gain_5": 3.3, "gain_10": 2.0,
        "gain_10_again": 1.5, "gain_20": 0.9, "gain_100": 0.22,
    },
}  # fmt: skip
NARROW = {"rulebook.score.min": 0, "rulebook.score.max": 2000}


@pytest.mark.parametrize("name", RATES)
def test_grade_occupancy_is_the_semi_markov_solution(name: str) -> None:
    overrides = NARROW if name == "ladder" else {}
    base = load_scenario(name, people=60_000, years=7, seed=51, off=QUIET, tick=7, set=overrides)
    scenario = with_constant_conduct(base, RATES[name])
    watched, grades = snapshots(scenario, DAYS, "grade")
    of_age = watched.person["birth_day"] + scenario.rulebook.scored_from_days <= 0
    if scenario.rulebook.scored_from_days == 0:
        of_age[:] = True
    lives = int(of_age.sum())
    n_grades = len(scenario.rulebook.grade_names)
    theory = occupancy(scenario.rulebook, posted_rates(scenario, RATES[name]), DAYS)
    assert (theory.max(axis=0) > 0.02).all(), "every grade must be visited, or the test says little"
    worst, least = 0.0, 1.0
    for day, shares in zip(DAYS, theory, strict=True):
        counts = np.bincount(grades[day][of_age], minlength=n_grades + 1)
        assert counts[n_grades] == 0
        often = shares * lives >= 10
        for g in np.flatnonzero(often):
            z = (counts[g] - lives * shares[g]) / math.sqrt(lives * shares[g] * (1 - shares[g]))
            where = f"{scenario.rulebook.grade_names[g]} on day {day}: {counts[g] / lives:.5f} against {shares[g]:.5f}"
            worst = max(worst, abs(z))
            assert abs(z) < z_limit(len(DAYS) * n_grades), f"{where}, z {z:.2f}"
        seen = np.append(counts[:n_grades][often], counts[:n_grades][~often].sum())
        expected = np.append(shares[often], shares[~often].sum()) * lives
        kept = expected > 1e-6
        chi2 = float(((seen[kept] - expected[kept]) ** 2 / expected[kept]).sum())
        p_value = float(stats.chi2.sf(chi2, int(kept.sum()) - 1))
        least = min(least, p_value)
        assert p_value > ALPHA / len(DAYS), f"all grades on day {day}: chi-square {chi2:.1f}"
    report("occupancy", rulebook=name, lives=lives, worst_z=worst, limit=z_limit(len(DAYS) * n_grades), least_p=least)


def test_list_occupancy_is_its_closed_form() -> None:
    overrides = {"conduct.acts.judgment_default.rate": 0.2}
    loaded = load_scenario("judgment-defaulters", people=60_000, years=6, seed=52, off=QUIET, set=overrides)
    scenario = without_demography(loaded)
    days = (182, 364, 728, 735, 1092, 2184)
    watched, listed = snapshots(scenario, days, "listed")
    age = -watched.person["birth_day"] / 365
    cohort = (age >= 18) & (age < 63)
    book = scenario.rulebook
    seen = posted_rates(scenario, dict.fromkeys(("judgment_default", "perform_judgment"), 1.0))
    on = seen["judgment_default"] * rate_of_lives(watched.person, scenario.conduct.acts["judgment_default"])
    performing = book.act_conduct[book.act_names.index("perform_judgment")]
    assert performing is not None
    away = seen["perform_judgment"] * rate_of_lives(watched.person, performing)
    worst = 0.0
    for day in days:
        pairs = zip(on[cohort], away[cohort], strict=True)
        theory = np.array([listed_share(a, b, int(book.list_days[0]), day) for a, b in pairs])
        seen_on = listed[day][cohort] & 1
        z = (seen_on.sum() - theory.sum()) / math.sqrt(float((theory * (1 - theory)).sum()))
        worst = max(worst, abs(z))
        assert abs(z) < z_limit(len(days)), f"listed on day {day}: {seen_on.mean():.4f} against {theory.mean():.4f}"
    report("list", lives=int(cohort.sum()), worst_z=worst, limit=z_limit(len(days)))
