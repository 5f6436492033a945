"""False alarms strike innocents at the configured rate, and false reports at the informants' rate.

Theory: a channel's false alarms are a Poisson process over scored lives and days; each accuses of one of the acts that
the channel sees and that the life struck could have done, in proportion to sensitivity times the rate among people of
its sex and age, and passes the decision that the act needs with a known chance (thinning, so still Poisson). False
matches scale with the share of searches made and with coverage, and with a multiplier of the group. A report is false
with chance (1 - honesty) * malice when its points tempt nobody, and falls on a neighbour at random.

Source: Kingman 1993, Poisson Processes, chapter 5 (colouring and thinning); fr-001 and fr-003 for the multipliers.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from credopolis.core.schema import FEMALE, FLAG_NAMES, MINORITY
from credopolis.engine.world import FIELDS
from credopolis.library.catalogue import load_scenario

from .tools import (
    ALPHA,
    YEAR,
    Watched,
    demography_of_lives,
    entries_by_act,
    poisson_z,
    rate_of_lives,
    report,
    watch,
    z_limit,
)

OFF = ("deterrence", "ambition", "learning", "office")
MISTAKEN, MALICIOUS = 1, 2
RECORDS, INFORMANTS, FACES = 0, 1, 3
OVERRIDES = {
    "regime.records.mistakes_a_year": 0.05,
    "regime.faces.false_match_rate": 3e-5,
    "regime.faces.searches_a_year": 1.5,
    "regime.faces.engines_per_million": 20,
    "regime.office.false_past_office": 0.6,
    "regime.office.false_past_court": 0.3,
    "regime.informants.malice": 0.5,
    "regime.informants.temptation": 0.0,
    "conduct.acts.report_illegal.rate": 1.0,
}
PASSES = (1.0, 0.6, 0.3)
CHECKS = 30


@pytest.fixture(scope="module")
def watched() -> Watched:
    return watch(load_scenario("popular-account", people=40_000, years=4, seed=95, off=OFF, set=OVERRIDES))


def could(watched: Watched, act: str, day: int) -> np.ndarray:
    """Who could do an act on a day, by age, work, partner and children: (n_lives,) bool."""
    person, who = watched.person, watched.scenario.conduct.acts[act].who
    age = day - person["birth_day"].astype(np.int64)
    able = (age >= who.min_age_days) & (person["children"] >= who.min_children)
    if who.max_age_days:
        able &= age < who.max_age_days
    for flag in who.is_:
        able &= (person["flags"] & FLAG_NAMES[flag]) > 0
    assert not who.is_not and who.child_age_days is None
    return able


def shares_charged(watched: Watched, channel: str, day: int) -> dict[str, np.ndarray]:
    """Share of a channel's alarms against each life that end as an entry of each act, by the formula: (n_lives,)."""
    scenario = watched.scenario
    book = scenario.rulebook
    weights = {}
    for name, points, falls_to, seen in zip(
        book.act_names, book.act_points, book.act_falls_to, book.act_seen_by, strict=True
    ):
        if points < 0 or falls_to >= 0:
            conduct = scenario.conduct.acts[name]
            common = demography_of_lives(watched.person, conduct, day)
            weights[name] = conduct.rate * common * seen.get(channel, 0.0) * could(watched, name, day)
    total = np.maximum(np.sum(list(weights.values()), axis=0), 1e-300)
    decisions = dict(zip(book.act_names, book.act_decision.tolist(), strict=True))
    return {name: weight / total * PASSES[decisions[name]] for name, weight in weights.items() if weight.any()}


def quarters(watched: Watched) -> list[tuple[int, int]]:
    """The run in pieces of 91 days, a first and a last day each."""
    days = watched.scenario.days
    return [(start, min(start + 91, days)) for start in range(0, days, 91)]


def scored_years(watched: Watched, start: int, end: int) -> np.ndarray:
    """Years between two days in which each life was scored: (n_lives,)."""
    of_age = watched.person["birth_day"].astype(np.int64) + watched.scenario.rulebook.scored_from_days
    return (end - np.clip(of_age, start, end)) / YEAR


def scored_days(watched: Watched) -> np.ndarray:
    """Days in which each life was scored: (n_lives,)."""
    of_age = watched.person["birth_day"].astype(np.int64) + watched.scenario.rulebook.scored_from_days
    return watched.scenario.days - np.clip(of_age, 0, watched.scenario.days)


def test_mistaken_files_come_at_their_rate(watched: Watched) -> None:
    entries = entries_by_act(watched, RECORDS, MISTAKEN)
    expected_of: dict[tuple[str, int], float] = {}
    women = watched.person["flags"] & FEMALE > 0
    for start, end in quarters(watched):
        years = scored_years(watched, start, end)
        for act, share in shares_charged(watched, "records", (start + end) // 2).items():
            for sex, who in enumerate((~women, women)):
                more = 0.05 * float(share[who] @ years[who])
                expected_of[act, sex] = expected_of.get((act, sex), 0.0) + more
    by_sex = entries.reshape(len(entries), 2, -1, entries.shape[2]).sum(axis=(0, 2))
    for (act, sex), expected in expected_of.items():
        count = int(by_sex[sex, watched.scenario.act_names.index(act)])
        report("mistaken files", act=act, female=sex, observed=count, expected=expected, z=poisson_z(count, expected))
        assert abs(poisson_z(count, expected)) < z_limit(CHECKS), f"{act}: {count} against {expected:.1f}"
    provinces = np.bincount(
        np.searchsorted(watched.engine.layout.grid_start, np.arange(40_000), side="right") - 1,
        weights=scored_days(watched), minlength=watched.engine.layout.n_grids,
    )  # fmt: skip
    by_province = np.add.reduceat(provinces, np.flatnonzero(np.r_[True, np.diff(grid_province(watched)) != 0]))
    expected_there = by_province / by_province.sum() * entries.sum()
    chi2 = float(((entries.sum(axis=(1, 2)) - expected_there) ** 2 / expected_there).sum())
    assert ALPHA < stats.chi2.sf(chi2, len(expected_there) - 1) < 1 - ALPHA, (
        "counts of provinces must scatter as Poisson"
    )


def grid_province(watched: Watched) -> np.ndarray:
    """Province of each grid: (n_grids,)."""
    layout = watched.engine.layout
    return np.repeat(layout.district_province, np.diff(layout.district_grid_start))


def test_false_matches_follow_coverage_and_group(watched: Watched) -> None:
    coverage = watched.fields[:, :, FIELDS.index("alarms_faces")]
    days = np.diff([0, *(t.end_day for t in watched.ticks)])
    person, layout = watched.person, watched.engine.layout
    province = grid_province(watched)[np.searchsorted(layout.grid_start, np.arange(len(person)), side="right") - 1]
    of_age = person["birth_day"].astype(np.int64) + watched.scenario.rulebook.scored_from_days
    covered, passing = np.zeros(len(person)), np.zeros(len(person))
    day, middles = 0, {(start + end) // 2 for start, end in quarters(watched)}
    for tick, length in enumerate(days):
        if not tick or middles & set(range(day, day + int(length))):
            passing = np.sum(list(shares_charged(watched, "cameras", day).values()), axis=0)
        covered += passing * coverage[tick, province] * np.clip(day + length - np.maximum(of_age, day), 0, length)
        day += int(length)
    entries = entries_by_act(watched, FACES, MISTAKEN).sum(axis=(0, 2)).reshape(2, 6, 2, 2).sum(axis=(1, 3))
    parameters = watched.scenario.regime.faces
    a_search = 1.0 - (1.0 - parameters.false_match_rate) ** parameters.gallery
    for female in (0, 1):
        for minority in (0, 1):
            group = ((person["flags"] & FEMALE) > 0) == female
            group &= ((person["flags"] & MINORITY) > 0) == minority
            rate = (
                parameters.searches_a_year
                * a_search
                * parameters.female_multiplier**female
                * parameters.minority_multiplier**minority
            )
            expected = float(covered[group].sum()) / YEAR * rate
            count = int(entries[female, minority])
            report("false matches", female=female, minority=minority, observed=count, expected=expected)
            assert expected > 30
            assert abs(poisson_z(count, expected)) < z_limit(CHECKS), f"{count} against {expected:.1f}"


def test_false_reports_follow_honesty_and_malice(watched: Watched) -> None:
    person, layout, scenario = watched.person, watched.engine.layout, watched.scenario
    false = (1.0 - person["honesty"] / 255.0) * 0.5
    of_age = person["birth_day"].astype(np.int64) + scenario.rulebook.scored_from_days
    grid = np.searchsorted(layout.grid_start, np.arange(len(person)), side="right") - 1
    lives = np.diff(layout.grid_start)
    expected = 0.0
    for start in range(0, scenario.days, 30):
        length = min(30, scenario.days - start)
        scored = of_age <= start + length / 2
        passing = scored * np.sum(list(shares_charged(watched, "informants", start + length // 2).values()), axis=0)
        rate = rate_of_lives(person, scenario.conduct.acts["report_illegal"], start + length // 2)
        reports = rate * false * scored * length / YEAR
        others = np.bincount(grid, weights=passing, minlength=len(lives))[grid] - passing
        expected += float((reports * others / (lives[grid] - 1)).sum())
    count = int(entries_by_act(watched, INFORMANTS, MALICIOUS).sum())
    report("false reports", observed=count, expected=expected, z=poisson_z(count, expected))
    assert expected > 1000
    assert abs(poisson_z(count, expected)) < z_limit(CHECKS), f"{count} against {expected:.1f}"


def test_with_false_alarms_off_there_are_none() -> None:
    quiet = load_scenario("popular-account", people=5000, years=2, seed=95, off=("false_alarms", "informants"))
    entries = watch(quiet).total("entries")
    assert entries[..., MISTAKEN].sum() == 0 and entries[..., MALICIOUS].sum() == 0
    assert entries[..., 0].sum() > 0
