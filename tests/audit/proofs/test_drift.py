"""Drift by kind of person, and the face of errors."""

from __future__ import annotations

import math
from random import Random

import pytest

from credopolis.audit.proofs.drift import counted, counted_a_year, drift_of
from credopolis.audit.proofs.errors import Mistakes, errors_of, mistaken_entries
from credopolis.audit.proofs.kinds import KINDS, can_do, entries_a_year, seen
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.prove import prove
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import REGIMES, resolve_rulebook
from credopolis.library.rates import conduct_of, mistakes_of
from credopolis.mechanisms.faces import alarms_a_year
from credopolis.mechanisms.office import OfficeParameters
from credopolis.mechanisms.records import RecordsParameters
from credopolis.rulebook import Rulebook, load_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing
from tests.closed_forms import listed_share

HEAD = "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
ONE_LIST = parse_rulebook(
    f"{HEAD}gates: {{loan: {{kind: restriction}}}}\nlists: {{black: {{lasts: 2y, restrictions: [loan]}}}}\n"
    "acts: {default: {adds_to: black, seen_by: {records: 1}, decision: court}}\n",
    "b.yaml",
)


def shipped(name: str) -> Rulebook:
    return load_rulebook(resolve_rulebook(name))


def test_conduct_is_the_societys() -> None:
    for society in ("china-2020", "uniform-31"):
        scenario = load_scenario("popular-account", people=1000)
        if society == scenario.tables.name:
            assert conduct_of(society) == scenario.conduct.acts
        assert conduct_of(society)


def test_who_can_do_what() -> None:
    conduct = conduct_of()
    able = {name: {a for a, how in conduct.items() if can_do(kind, how.who)} for name, kind in KINDS.items()}
    assert "child_army" in able["parent"] and "child_army" not in able["pensioner"] | able["worker"]
    assert "child_championship" in able["official"] and "child_championship" not in able["migrant"]
    assert "negative_post" in able["migrant"] and "negative_post" not in able["pensioner"]
    assert "party_warning" in able["official"] and "party_warning" not in able["worker"]
    assert "third_child" in able["worker"] and "third_child" not in able["parent"]


def test_drift_of_a_worker_by_hand() -> None:
    book = shipped("popular-account")
    conduct = conduct_of()
    drift = drift_of(book, conduct)["worker"]
    losses = sum(
        conduct[act].rate * seen(book.acts[act]) * -book.acts[act].points
        for act in ("tax_evasion", "negative_post", "illegal_classes", "third_child")
    )
    gains = sum(
        conduct[act].rate * seen(book.acts[act]) * book.acts[act].points
        for act in ("community_help", "report_illegal", "organ_donation_or_award")
    )
    assert drift.losses_a_year == pytest.approx(losses) and drift.gains_a_year == pytest.approx(gains)
    assert drift.points_a_year < 0 and drift.asymmetry == pytest.approx(losses / gains)
    assert drift.score_path[1][1] == pytest.approx(1000 + gains - losses, abs=1e-6)
    assert drift.in_standing[0][1] == pytest.approx(1.0)


def test_half_of_ordinary_workers_have_left_the_a_grades_within_years() -> None:
    drifts = drift_of(shipped("popular-account"), conduct_of())
    half = drifts["worker"].half_left_years
    assert half is not None
    before, after = drifts["worker"].in_standing[int(half)][1], drifts["worker"].in_standing[int(half) + 1][1]
    assert before >= 0.5 > after
    assert drifts["pensioner"].half_left_years is None and drifts["pensioner"].points_a_year > 0


def test_who_gains_more_drifts_less() -> None:
    drifts = drift_of(shipped("popular-account"), conduct_of())
    assert drifts["parent"].gains_a_year > drifts["worker"].gains_a_year
    assert set(drifts["pensioner"].by_act) == {"community_help", "report_illegal", "organ_donation_or_award"}


@pytest.mark.parametrize(("rate", "cap"), [(0.3, 1), (2.0, 1), (2.0, 3), (40.0, 5)])
def test_what_counts_under_a_cap(rate: float, cap: int) -> None:
    shares = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(150)]
    assert counted(rate, cap) == pytest.approx(sum(min(k, cap) * share for k, share in enumerate(shares)))
    assert counted(rate, 0) == rate


@pytest.mark.parametrize(("times", "per"), [(1, 700), (3, 400)])
def test_what_counts_under_a_window_is_what_the_automaton_counts(times: int, per: int) -> None:
    book = parse_rulebook(
        "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
        "score: {start: 0, min: 0, max: 30000}\ngrades: {A: {}}\n"
        f"acts: {{course: {{points: 1, cap: {{times: {times}, per: {per}d}}}}}}\n", "b.yaml",
    )  # fmt: skip
    machine, standing, random, day = machine_of(book), Standing(book), Random(1), 0.0
    assert machine is not None
    years = 20_000
    while (day := day + random.expovariate(2.0) * 365.25) < years * 365.25:
        standing.post("course", int(day))
    assert counted_a_year(2.0, machine.moves[0]) == pytest.approx(standing.score / years, rel=0.02)
    assert counted_a_year(2.0, machine.moves[0]._replace(per=0)) == 0.0


def test_points_a_year_of_an_act_that_is_not_open_everywhere_are_said_to_be_a_bound() -> None:
    text = (
        f"{HEAD}score: {{start: 0, min: -9, max: 9}}\ngrades: {{A: {{from: 5}}, B: {{}}}}\n"
        "acts: {give: {points: 1, ONLYseen_by: {records: 1}, conduct: {rate: 2}}}\n"
    )
    everywhere = prove(parse_rulebook(text.replace("ONLY", "")), {})
    below = prove(parse_rulebook(text.replace("ONLY", "only: {grades: [B]}, ")), {})
    assert everywhere.drift["worker"].by_act == below.drift["worker"].by_act
    assert not any("at most what is said" in limit for limit in everywhere.limits)
    assert any(limit.startswith("Points a year are at most") and "give" in limit for limit in below.limits)
    assert not below.exact


def test_no_score_no_drift() -> None:
    assert drift_of(shipped("judgment-defaulters"), conduct_of()) == {}


def test_acts_of_a_users_rulebook_bring_their_own_conduct() -> None:
    book = parse_rulebook(
        "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
        "score: {start: 5, min: 0, max: 9}\ngrades: {A: {}}\n"
        "acts: {late: {points: -1, seen_by: {records: 0.5, cameras: 0.5}, conduct: {rate: 2}}, odd: {points: 1}}\n",
        "b.yaml",
    )  # fmt: skip
    assert entries_a_year(book, {}, KINDS["worker"]) == {"late": 1.5}


def test_the_assumed_mistakes_are_the_simulations() -> None:
    records, office, usual = RecordsParameters(), OfficeParameters(), Mistakes()
    assert usual.records_a_year == records.mistakes_a_year * records.coverage
    assert (usual.past_office, usual.past_court) == (office.false_past_office, office.false_past_court)


@pytest.mark.parametrize("name", REGIMES)
def test_mistakes_of_a_shipped_regime_are_its_parameters(name: str) -> None:
    scenario = load_scenario(name, people=1000)
    records, found = scenario.regime.records, mistakes_of(name)
    seen = 0.0 if "records" in scenario.off and name != "ladder" else records.coverage
    assert found.records_a_year == pytest.approx(records.mistakes_a_year * seen)
    off = {"cameras", "faces"} & set(scenario.off) and name != "ladder"
    assert found.cameras_a_year == pytest.approx(0.0 if off else alarms_a_year(scenario.regime.faces)[0])


def test_mistaken_entries_add_up() -> None:
    assert mistaken_entries(ONE_LIST, None, Mistakes(0.01, 0, 0.5, 0.05)) == pytest.approx({"default": 0.0005})
    book = shipped("suining-2010")
    rates = mistaken_entries(book, conduct_of(), Mistakes(0.01, 0, 1.0, 1.0))
    assert sum(rates.values()) == pytest.approx(0.01)
    assert "community_help" not in rates and rates["traffic_violation"] > rates["fake_goods"]


def test_innocents_below_thresholds() -> None:
    face = errors_of(shipped("popular-account"), conduct_of(), Mistakes(0.05, 0.0, 1.0, 1.0))
    assert face.below["A"] == tuple(sorted(face.below["A"])) and face.below["AAA"] == pytest.approx((1.0,) * 4)
    assert face.below["A"][0] == pytest.approx(face.any_entry[0])
    assert all(face.below["C"][k] <= face.below["B"][k] <= face.below["A-"][k] for k in range(4))
    assert list(face.below) == ["AAA", "AA", "A+", "A", "A-", "B", "C"]
    assert face.any_entry[3] == pytest.approx(-math.expm1(-1.0))


def test_innocents_on_a_list() -> None:
    face = errors_of(ONE_LIST, None, Mistakes(0.05, 0, 1.0, 1.0))
    for years, share in zip(face.years, face.on_list["black"], strict=True):
        assert share == pytest.approx(listed_share(0.05, 0.0, 730, round(years * 365.25)), rel=1e-3)


def test_a_list_that_takes_two_entries() -> None:
    """Without an end: at least two Poisson entries."""
    book = parse_rulebook(
        "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
        "gates: {loan: {kind: restriction}}\nlists: {black: {restrictions: [loan]}}\n"
        "acts: {late: {adds_to: black, adds_after: 2, seen_by: {records: 1}}}\n", "b.yaml"
    )  # fmt: skip
    face = errors_of(book, None, Mistakes(0.1, 0.0))
    for years, share in zip(face.years, face.on_list["black"], strict=True):
        assert share == pytest.approx(1 - math.exp(-0.1 * years) * (1 + 0.1 * years))
