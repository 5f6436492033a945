"""Adoption abroad against theory: one factor alone, contagion alone, and both, as curves in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.abroad.countries import countries
from credopolis.abroad.course import begin, live
from credopolis.abroad.fit import subsets
from credopolis.abroad.given import GIVEN, NEUTRAL, without
from credopolis.abroad.hazard import BEGINS, Earth, Stands, expected, nobody, on_record, others, world_of

MANY = 20_000
ALONE = without({name: one.value for name, one in GIVEN.items()}, NEUTRAL) | {"start": BEGINS, "level": 0.05}


def alike(n: int = MANY, repression: float = 35.0) -> Earth:
    """Countries that are all alike, one region and band, without an exporter."""
    return Earth(np.full(n, repression), np.zeros(n, int), np.zeros(n, int), np.zeros(n, bool))


def adopters(world: Earth, given: dict[str, float], years: float, step: float = 0.5) -> np.ndarray:
    """The share of adopters in a drawn course."""
    now = begin(world, given, nobody(world, 1), 5)
    return np.asarray(live(world, given, now, BEGINS, BEGINS + years, 5, step).adopted.mean(axis=1))


def within(share: float, seen: float) -> bool:
    """Five standard errors of a share among so many."""
    return abs(seen - share) < 5 * math.sqrt(share * (1 - share) / MANY)


@pytest.mark.parametrize(
    ("factor", "value", "hazard"),
    [("level", 0.08, 0.08), ("trade", 2.0, 0.1), ("training", 3.0, 0.15), ("regime", 4.0, 0.05 * 4**0.45)],
)
def test_one_factor_without_contagion_is_an_exponential(factor: str, value: float, hazard: float) -> None:
    """1 - exp(-h t), for who is in the list, was trained, or lives under a repression of 80."""
    given = {**ALONE, factor: value, "in_list": 1.0, "trained": 1.0}
    world = alike(repression=80.0)
    seen = adopters(world, given, 10)
    columns = {name: np.array([[x]]) for name, x in given.items()}
    course = expected(world, columns, nobody(world, 1), BEGINS, BEGINS + 10)
    for k in (2, 9, 20):
        share = 1 - math.exp(-hazard * k / 2)
        assert within(share, float(seen[k])), (factor, k)
        assert course[k].adopted[0, 0] == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize("name", ["neighbours", "peers", "vendors"])
def test_with_contagion_it_is_the_curve_of_bass(name: str) -> None:
    """F = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t), of an innovation p and an imitation q: in expectation in fine steps,
    and drawn in coarse ones beside what is expected in the same."""
    p, q = 0.02, 0.12
    given = {**ALONE, "level": p, name: q / p, "chinese": 1.0}
    columns = {key: np.array([[x]]) for key, x in given.items()}
    fine = expected(alike(2), columns, nobody(alike(2), 1), BEGINS, BEGINS + 24, 1 / 64)
    for years in (6, 12, 24):
        fall = math.exp(-(p + q) * years)
        assert fine[years * 64].adopted[0, 0] == pytest.approx((1 - fall) / (1 + q / p * fall), abs=0.002)
    coarse = expected(alike(2), columns, nobody(alike(2), 1), BEGINS, BEGINS + 24)
    seen = adopters(alike(), given, 24)
    for k in (12, 24, 48):
        assert abs(float(seen[k]) - float(coarse[k].adopted[0, 0])) < 0.02


def test_contagion_alone_is_logistic() -> None:
    """Without a hazard of its own and a tenth adopted at the start: it spreads as an epidemic of no recovery does."""
    world, q, level, step = alike(2000), 0.3, 1e-9, 1 / 32
    start = np.zeros(2000)
    start[:200] = 1
    held = Stands(start[None, :], start[None, :], start[None, :], np.zeros((1, 2000)))
    columns = {key: np.array([[x]]) for key, x in {**ALONE, "level": level, "neighbours": q / level}.items()}
    course = expected(world, columns, held, BEGINS, BEGINS + 12, step)
    for years in (4, 8, 12):
        share = 1 / (1 + 9 * math.exp(-q * years))
        assert float(course[years * 32].adopted.mean()) == pytest.approx(share, abs=0.006)


def test_parts_come_as_often_together_as_the_first_one() -> None:
    """Where a further part comes no sooner than the first, each part alone is an exponential of its own share."""
    given = {**ALONE, "level": 0.09, "after": 1.0, "city": 2.0, "policing": 1.0}
    world = alike()
    now = begin(world, given, nobody(world, 1), 3)
    counted = live(world, given, now, BEGINS, BEGINS + 8, 3)
    for part, share in enumerate((0.5, 0.25, 0.25)):
        assert within(1 - math.exp(-0.09 * share * 8), counted.parts[-1, part] / MANY)
    assert within(1 - math.exp(-0.09 * 8), float(counted.adopted[-1].mean()))


def test_a_further_part_comes_sooner() -> None:
    """Sets of parts as a chain of eight states has them, where a further part comes six times as often as the first."""
    given = {**ALONE, "level": 0.04, "after": 6.0, "city": 2.0, "policing": 0.5}
    world = alike()
    now = begin(world, given, nobody(world, 1), 8)
    live(world, given, now, BEGINS, BEGINS + 8, 8)
    seen = np.bincount(now.parts @ np.array([1, 2, 4]), minlength=8) / MANY
    values = {name: np.array([given[name]]) for name in ("after", "city", "policing")}
    for share, found in zip(subsets(values, np.full((16, 1), 0.02))[0, 0], seen, strict=True):
        assert within(float(share), float(found))


def test_flows_have_their_means() -> None:
    """Suppliers as often as said; support and laws exponential in the years since; platforms Poisson."""
    given = {**ALONE, "level": 50.0, "after": 60.0, "support": 0.2, "pressed": 0.4, "law": 0.02, "chinese": 0.84}
    world = alike()
    now = begin(world, given, nobody(world, 1), 11)
    counted = live(world, given, now, BEGINS, BEGINS + 5.5, 11)
    assert within(0.84, counted.suppliers[-1, 0] / MANY) and within(0.43, counted.suppliers[-1, 1] / MANY)
    assert within(0.84 * (1 - math.exp(-0.2 * 5)), counted.supports[-1] / MANY)
    assert within(1 - math.exp(-0.02 * 5.5), counted.laws[-1] / MANY)
    pressed, mean = counted.platforms.sum() / MANY, 0.84 * 0.4 * 5.5
    assert abs(pressed - mean) < 5 * math.sqrt(mean * (1 + 0.4 * 5.5 * 0.16) / MANY)


def test_who_has_not_adopted_is_less_often_in_the_list() -> None:
    """Bayes: of those left after a hazard lived through, in_list e^-tH / (in_list e^-tH + rest e^-H)."""
    given = {**ALONE, "trade": 3.0, "in_list": 0.5, "trained": 0.0}
    world = alike()
    gone = Stands(np.zeros((1, MANY)), np.zeros((1, MANY)), np.zeros((1, MANY)), np.full((1, MANY), 0.4))
    often = begin(world, given, gone, 2).often
    share = math.exp(-1.2) / (math.exp(-1.2) + math.exp(-0.4))
    assert within(share, float((often > 2).mean()))
    columns = {key: np.array([[x]]) for key, x in given.items()}
    ahead = expected(world, columns, gone, BEGINS, BEGINS + 2)[-1].adopted[0, 0]
    assert ahead == pytest.approx(share * (1 - math.exp(-0.3)) + (1 - share) * (1 - math.exp(-0.1)), rel=1e-9)


def test_shares_are_of_the_others() -> None:
    """A region of three of which one adopted: nobody of the others for itself, half of them for the two; one alone,
    none."""
    world = Earth(np.full(4, 35.0), np.array([0, 0, 0, 1]), np.zeros(4, int), np.zeros(4, bool))
    assert others(np.array([[1.0, 0.0, 0.0, 1.0]]), world.of_region).tolist() == [[0.0, 0.5, 0.5, 0.0]]


def test_the_record_is_where_a_course_begins() -> None:
    world, table = world_of(countries()), countries()
    columns = {name: np.array([[one.value]]) for name, one in GIVEN.items()}
    before = expected(world, columns, nobody(world, 1), BEGINS, 2019.5)[-1]
    first, second = (on_record(world, table, year, before).adopted[0].sum() for year in (2019, 2022))
    assert (first, second) == (75, 99)
    assert on_record(world, table, 2019, before).supplied[0].sum() == 63
