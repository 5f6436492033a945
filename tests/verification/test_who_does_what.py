"""Who does what: acts by sex and age are those of the stated curves, and near what is known of offenders.

Theory: with conduct constant, an act by people of a sex and age is a Poisson count, whose mean is the rate times the
days that they live at that age times their demographic factor (and that of their trait). The factor is worked out here
anew from the society's file: a ratio between the sexes times the straight lines between the stated ages, over its mean
among those who could do it on day 0. An act of a couple is done by both, at the mean of their hazards. What is known:
convicts, defaulters, drivers and adherents by sex and age, as counted.

Source: who-001 to who-006 for the counts; Keiding 1990, Statistical inference in the Lexis diagram, for exposure.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.core.schema import AGE_BAND_STARTS_YEARS, AGE_BANDS, FEMALE, FLAG_NAMES
from credopolis.core.yamlfile import load_yaml
from credopolis.library.catalogue import load_scenario
from credopolis.library.evidence import fact
from credopolis.library.names import FOLDER

from .tools import QUIET, YEAR, Watched, report, trait_factor, watch, z_limit

PEOPLE, YEARS = 40_000, 5
STUDIED = ("intentional_crime", "traffic_violation", "judgment_default", "cult", "missed_repayment", "third_child")
"""Acts of one sex more than of the other, of the young, of the middle and of the old, and one of couples."""
RATES = {"intentional_crime": 0.1, "judgment_default": 0.1, "cult": 0.1, "third_child": 0.3}
CHECKS = len(STUDIED) * 2 * len(AGE_BANDS)


@cache
def watched() -> Watched:
    rates = {f"conduct.acts.{act}.rate": rate for act, rate in RATES.items()}
    return watch(load_scenario("popular-account", people=PEOPLE, years=YEARS, seed=131, off=QUIET, set=rates))


def by_sex_and_age(act: str) -> NDArray[np.int64]:
    """Acts done, (2, age bands): of men and of women."""
    k = watched().scenario.act_names.index(act)
    cells = watched().total("acts").sum(axis=0)[:, k].sum(axis=-1)
    return np.asarray(cells.reshape(2, len(AGE_BANDS), -1).sum(axis=-1))


def stated(act: str) -> Any:
    """What the society's file says of an act."""
    located: Any = load_yaml(FOLDER / "societies" / "china-2020" / "conduct.yaml").data
    return {key: value["value"] if isinstance(value, dict) and "value" in value else value
            for key, value in located["acts"][act].items()}  # fmt: skip


def weights(act: str, female: NDArray[Any], years: NDArray[Any]) -> NDArray[np.float64]:
    """How common an act is at a sex and an age in years of 365 days, on the scale of the file."""
    said = stated(act)
    ages, rates = zip(*((float(age.rstrip("y")), rate) for age, rate in said["ages"]), strict=True)
    assert said["age_contrast"] == 1
    return np.asarray(np.where(female, said["women"], 1.0) * np.interp(years, ages, rates))


def able(act: str, born: NDArray[Any], day: int) -> NDArray[np.bool_]:
    person, who = watched().person, stated(act)["who"]
    age = (day - born) / 365.0
    can = (age >= float(who["min_age"].rstrip("y"))) & (age < float(who.get("max_age", "200y").rstrip("y")))
    for flag in who.get("is", ()):
        can &= person["flags"] & FLAG_NAMES[flag] > 0
    return np.asarray(can & (person["children"] >= who.get("min_children", 0)))


def expected_by_sex_and_age(act: str) -> NDArray[np.float64]:
    """The same in theory, from the days that everybody lives at each age."""
    person, days = watched().person, watched().scenario.days
    born, female = person["birth_day"].astype(np.int64), person["flags"] & FEMALE > 0
    on_day_0 = able(act, born, 0)
    norm = weights(act, female[on_day_0], -born[on_day_0] / 365.0).mean()
    rate = watched().scenario.conduct.acts[act].rate * trait_factor(person, watched().scenario.conduct.acts[act])
    found = np.zeros((2, len(AGE_BANDS)))
    partnered, lives = person["flags"] & FLAG_NAMES["partnered"] > 0, np.arange(len(person))
    partner = np.where(partnered, lives + np.where(female, 1, -1), lives)
    step = 30
    for start in range(0, days, step):
        length, day = min(step, days - start), start + min(step, days - start) // 2
        acts = rate * weights(act, female, (day - born) / 365.0) / norm * able(act, born, day) * length / YEAR
        if watched().scenario.conduct.acts[act].of_a_couple:
            acts = (acts + acts[partner]) / 2  # half of it comes from each, and each does what the other begins
        band = np.searchsorted(AGE_BAND_STARTS_YEARS, (day - born) / YEAR, side="right") - 1
        np.add.at(found, (female.astype(int), band), acts)
    return found


@pytest.mark.parametrize("act", STUDIED)
def test_acts_by_sex_and_age_are_those_of_the_curve(act: str) -> None:
    found, theory = by_sex_and_age(act), expected_by_sex_and_age(act)
    # The norm is of the typical lives, whose mean is that of these within a random draw; acts of couples come in pairs.
    slack, times = (0.03, 2.0) if act == "third_child" else (0.012, 1.0)
    assert theory.sum() > 1000
    for sex, row in enumerate(theory):
        for band, mean in enumerate(row):
            z = (found[sex, band] - mean) / np.sqrt(times * mean + (slack * mean) ** 2 + 1.0)
            where = f"{('men', 'women')[sex]} aged {AGE_BANDS[band]}: {found[sex, band]} against {mean:.1f}"
            assert abs(z) < z_limit(CHECKS), f"{act}, {where}"
    worst = np.abs((found - theory) / np.sqrt(times * theory + (slack * theory) ** 2 + 1.0)).max()
    women, expected = (float(counts[1].sum() / counts.sum()) for counts in (found, theory))
    report("who does what", act=act, women=women, theory=expected, worst_z=float(worst))


def test_the_whole_is_what_the_rate_says() -> None:
    """Tilted as it is, an act is done at its rate by those who could do it on day 0."""
    born = watched().person["birth_day"].astype(np.int64)
    for act in ("intentional_crime", "traffic_violation"):
        conduct = watched().scenario.conduct.acts[act]
        years = sum(float(able(act, born, day).sum()) for day in range(0, 91, 7)) / 13 * watched().scenario.days / YEAR
        grown = expected_by_sex_and_age(act).sum() / (years * conduct.rate)
        assert grown == pytest.approx(1.0, abs=0.12), "the society grows five years older on the curve"


def share(act: str) -> float:
    """Women's share of an act."""
    found = by_sex_and_age(act)
    return float(found[1].sum() / found.sum())


def test_offenders_are_of_the_sexes_that_were_counted() -> None:
    """Women among offenders: 5 to 9.5 % of the accused, a quarter of defaulters, 27 % on the road, 73 % in a cult."""
    known = {
        "intentional_crime": (float(fact("who-001").low) / 100, 0.12),
        "judgment_default": (1 - float(fact("who-005").value.partition("/")[0]) / 100 - 0.03,
                             1 - float(fact("who-005").value.partition("/")[0]) / 100 + 0.03),
        "traffic_violation": tuple(1 / (1 + float(fact("who-004").value.partition("/")[0])) + d for d in (-0.03, 0.03)),
        "cult": tuple(float(fact("who-006").value.partition("/")[0]) / 100 + d for d in (-0.05, 0.05)),
    }  # fmt: skip
    for act, (low, high) in known.items():
        report("women's share", act=act, share=share(act), low=low, high=high)
        assert low <= share(act) <= high, act


def test_offenders_are_of_the_ages_that_were_counted() -> None:
    """Under 25 among adult convicts, 40 to 49 among defaulters, under 50 among adherents; hardly a convict over 75."""
    person = watched().person
    born, female = person["birth_day"].astype(np.int64), person["flags"] & FEMALE > 0

    def of(act: str, low: float, high: float, years_ago: int = 0) -> float:
        day = -365 * years_ago
        years, can = (day - born) / 365.0, able(act, born, day)
        weight = weights(act, female, years) * can
        return float(weight[(years >= low) & (years < high)].sum() / weight.sum())

    convicts, under_25, minors = (int(n) for n in fact("who-003").value.split("/"))
    known, then = under_25 / (convicts - minors), of("intentional_crime", 18, 25, years_ago=5)
    report("under 25 among adult convicts of 2015", share=then, known=known)
    assert then == pytest.approx(known, abs=0.02)
    defaulters = float(fact("who-005").value.rpartition("/")[2]) / 100
    assert of("judgment_default", 40, 50, years_ago=4) == pytest.approx(defaulters, abs=0.03)
    report("40 to 49 among defaulters", share=of("judgment_default", 40, 50, years_ago=4), known=defaulters)
    assert of("intentional_crime", 75, 200) < 0.005
    found = by_sex_and_age("intentional_crime")
    assert found[:, -1].sum() < 0.01 * found.sum()
