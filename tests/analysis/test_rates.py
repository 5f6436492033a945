"""Rates beside known ones: worked out by hand, counted a second way, and silent where nothing is known."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import shutil
from itertools import combinations
from pathlib import Path

import jsonschema
import pytest

import credopolis as cp
from credopolis.analysis.comparisons.rates import (
    AS_KNOWN,
    NOTHING,
    SCHEMA,
    Rates,
    beside_known,
    in_times,
    rates,
    verdict_of,
)
from credopolis.analysis.comparisons.rates_in_words import basis_of, row_of
from credopolis.analysis.measures.acts import ActCounts, count_acts
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.metrics import life_years
from credopolis.cli.main import guarded
from credopolis.core.errors import CredopolisError
from credopolis.engine.compile import conduct_of
from credopolis.library.catalogue import FOLDER, SCENARIOS, SOCIETIES, load_scenario
from credopolis.library.evidence import fact
from credopolis.library.known import AT_LEAST, AT_MOST, KnownCount, counts_of, known_counts
from credopolis.library.names import REGIMES
from tests.verification.tools import QUIET

SMALL = {"people": 20_000, "years": 1, "threads": 1}


def made(society: str = "china-2020", regime: str = "popular-account", **counts: int) -> ActCounts:
    """Counts of 100,000 adult-years, four fifths of people adults; of each act as many done as entered."""
    return ActCounts(
        "made up", regime, society, 125_000, 1, 365, 1, dict(counts), dict(counts),
        tuple(name for name in counts if name != "community_help"), ("community_help",) * ("community_help" in counts),
        100_000.0, 0.8,
    )  # fmt: skip


def numbers_in(row: str) -> set[int]:
    """Whole numbers of thousands and more that a fact states, and sums of two of them."""
    texts = re.findall(r"(?<![\d.,])\d[\d,]*(?![\d.])", row)
    found = {number for text in texts if (number := int(text.replace(",", ""))) >= 1000}
    return found | {a + b for a, b in combinations(sorted(found), 2)}


def stray(count: KnownCount) -> list[str]:
    """Numbers of a known count that the fact that it cites does not state."""
    wrong = []
    for number, cited in ((count.count, count.fact), (count.population, count.population_fact)):
        found = fact(cited)
        if number not in numbers_in(f"{found.value} {found.statement} {found.note}"):
            wrong.append(f"{count.act}: {number} is not in {cited}")
    return wrong


def test_every_count_is_what_its_source_says() -> None:
    assert len(known_counts()) > 10
    assert [line for count in known_counts() for line in stray(count)] == []


def test_a_wrong_source_is_noticed() -> None:
    for count in known_counts():
        assert stray(dataclasses.replace(count, fact="jd-013" if count.fact != "jd-013" else "jd-014")), count.act
        assert stray(dataclasses.replace(count, count=count.count + 1)), count.act
    with pytest.raises(CredopolisError):
        dataclasses.replace(known_counts()[0], fact="jd-999").source  # noqa: B018


def test_third_children_are_what_is_left_of_births() -> None:
    births, first, second = map(int, fact("cnt-004").value.split("/"))
    (count,) = counts_of("third_child", "china-2020", "popular-account")
    assert count.count == births - first - second and count.each == 2


def test_every_row_is_of_something_that_is_there() -> None:
    acts = {act for name in SCENARIOS for act in conduct_of(load_scenario(name, people=1000, years=0.1))}
    for count in known_counts():
        assert count.act in acts | {"all penalties", "all rewards"}
        assert count.holds_for in {*SOCIETIES, *REGIMES}
        assert count.kind in ("done", "entered") and count.bound in ("", AT_LEAST, AT_MOST)
        assert count.days > 0 and count.count > 0 and count.what and count.year and count.place
    for name in {count.act for count in known_counts()}:
        parts = [count for count in known_counts() if count.act == name]
        assert len({(count.kind, count.bound) for count in parts}) == 1, (
            "counts of one act are of its parts, and add up"
        )


def test_known_rates_by_hand() -> None:
    """Donors and the honoured of five years among all adults; Rongcheng's records among its subjects in two years."""
    adults = 1_409_778_724 * 0.8
    found = beside_known(made(organ_donation_or_award=100, tax_evasion=400)).of("organ_donation_or_award")
    assert found.known_rate == pytest.approx((5818 + 2426 * 365 / 1826) / adults * 1000, rel=1e-12)
    assert found.entered.value == pytest.approx(1.0, rel=1e-12)
    assert found.ratio.value == pytest.approx(1.0 / found.known_rate, rel=1e-12)
    assert found.verdict == "180 times too common" and not found.assumed
    city = beside_known(made(regime="rongcheng-2013", fake_goods=21_000, community_help=2_700))
    assert city.of("all penalties").known_rate == pytest.approx(260_000 / 620_000 / 2 * 1000, rel=1e-12)
    assert city.of("all rewards").known_rate == pytest.approx(33_000 / 620_000 / 2 * 1000, rel=1e-12)
    assert city.of("all penalties").verdict == city.of("all rewards").verdict == AS_KNOWN
    assert city.of("all rewards").assumed


def test_what_nothing_is_known_of_stays_unknown() -> None:
    found = beside_known(made(community_help=30_000, negative_post=100))
    assert [one.verdict for one in found.acts] == [NOTHING] * 4
    for one in found.acts:
        assert one.known == () and math.isnan(one.known_rate) and math.isnan(one.ratio.value)
        assert row_of(one)[3:] == ("-", "-", NOTHING) and basis_of(one) == ""
    plain = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert [act["known_rate"] for act in plain["acts"]] == [None] * 4
    assert found.frame()["ratio"].null_count() == 4


def test_counts_of_one_country_are_not_held_against_another() -> None:
    assert counts_of("tax_evasion", "china-2020", "ladder") and not counts_of("tax_evasion", "uniform-31", "ladder")
    assert counts_of("all penalties", "china-2020", "rongcheng-2013")
    assert not counts_of("all penalties", "china-2020", "suining-2010")
    assert beside_known(made("uniform-31", tax_evasion=400)).of("tax_evasion").verdict == NOTHING


def test_somebody_s_own_file_is_not_taken_for_a_scheme_of_that_name(tmp_path: Path) -> None:
    small = {"people": 1000, "years": 0.1, "threads": 1}
    shutil.copy(FOLDER / "regimes/rongcheng-2013/rulebook.yaml", tmp_path / "rongcheng-2013.yaml")
    own = rates("popular-account", regime=tmp_path / "rongcheng-2013.yaml", **small)
    assert own.counts.regime == "rongcheng-2013 (not shipped)" and own.of("all penalties").verdict == NOTHING
    assert own.of("judgment_default").known, "what is known of China's people holds under any rulebook"
    assert rates("popular-account", regime="rongcheng-2013", **small).of("all penalties").known
    shutil.copytree(FOLDER / "societies/china-2020", tmp_path / "china-2020")
    elsewhere = count_acts(load_scenario("popular-account", society=tmp_path / "china-2020", people=1000, years=0.1), 1)
    assert all(one.verdict == NOTHING for one in beside_known(elsewhere).acts)


@pytest.mark.parametrize(
    ("ratio", "events", "expected", "bound", "words"),
    [
        (1.49, 100, 67, "", AS_KNOWN),
        (0.67, 67, 100, AT_LEAST, AS_KNOWN),
        (1.51, 100, 66, "", "1.5 times too common"),
        (214.3, 2143, 10, "", "210 times too common"),
        (214.3, 2143, 10, AT_MOST, "210 times too common"),
        (214.3, 2143, 10, AT_LEAST, "210 times a count that is a floor"),
        (0.25, 100, 400, "", "4.0 times too rare"),
        (0.25, 100, 400, AT_LEAST, "4.0 times too rare"),
        (0.25, 100, 400, AT_MOST, "4.0 times below a count that is a ceiling"),
        (0.25, 2, 8, "", "too few to tell (2, and 8.0 would be as known)"),
        (0.01, 2, 200, "", "100 times too rare"),
    ],
)
def test_verdicts(ratio: float, events: int, expected: float, bound: str, words: str) -> None:
    assert verdict_of(Estimate(ratio, ratio, ratio), events, expected, bound) == words


def test_what_chance_may_have_done_is_no_verdict() -> None:
    """34 events where 51 would be as known: the interval of the ratio, 0.46 to 0.94, reaches what counts as known."""
    assert verdict_of(Estimate(0.66, 0.46, 0.94), 34, 51, "") == "perhaps as known, 0.5 to 0.9 times by chance"
    assert verdict_of(Estimate(0.5, 0.4, 0.6), 34, 68, "") == "2.0 times too rare"
    assert verdict_of(Estimate(1.7, 1.4, 2.0), 34, 20, AT_LEAST).startswith("perhaps as known")


def test_what_never_happened_is_rarer_than_can_be_told() -> None:
    assert verdict_of(Estimate(0.0, 0.0, 0.004), 0, 900, "") == "over 250 times too rare"
    assert [in_times(x) for x in (1.04, 9.94, 9.96, 12.6, 1234.0, 98765.0)] == [
        "1.0", "9.9", "10", "13", "1,200", "99,000",
    ]  # fmt: skip


def test_a_remembered_count_is_called_an_assumption() -> None:
    (count,) = counts_of("judgment_default", "china-2020", "judgment-defaulters")
    assert not count.assumed
    remembered = dataclasses.replace(count, fact="jd-031")
    assert fact("jd-031").source_type == "memory" and remembered.assumed
    one = beside_known(made(judgment_default=200)).of("judgment_default")
    assert "assumption" not in basis_of(one)
    assert "(remembered: an assumption)" in basis_of(dataclasses.replace(one, known=(remembered,)))


def test_an_act_of_all_adults_comes_at_the_rate_of_the_table() -> None:
    """With nothing that moves people, everybody of age helps 0.3 times a year, and records see 8 % of it."""
    found = rates("popular-account", people=40_000, years=1, threads=1, off=QUIET)
    helped = found.of("community_help")
    assert helped.done.value == pytest.approx(300, rel=0.05)
    assert helped.entered.value == pytest.approx(0.08 * 300, rel=0.15)
    crime = found.of("intentional_crime")
    assert crime.done.value == pytest.approx(6, rel=0.25)
    assert crime.ratio.value == pytest.approx(crime.entered.value / crime.known_rate, rel=1e-12)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return cp.run("rongcheng-2013", **SMALL, out=tmp_path_factory.mktemp("rates") / "run")


@pytest.fixture(scope="module")
def found() -> Rates:
    return rates("rongcheng-2013", **SMALL)


def test_threads_change_nothing(found: Rates) -> None:
    assert rates("rongcheng-2013", **{**SMALL, "threads": 2}).counts == found.counts


def test_a_run_s_tables_say_the_same(run: cp.Run, found: Rates) -> None:
    for table, column, of in (("acts", "acts", found.counts.done), ("entries", "entries", found.counts.entered)):
        counted = dict(run.sql(f"select act, sum({column}) as n from {table} group by act").iter_rows())
        assert {name: counted.get(name, 0) for name in of} == of
        assert sum(of.values()) > 100
    everybody = run.grades.filter(run.grades["day"] == 0)["lives"].sum()
    grown = run.sql("select sum(lives) from scores where day = 0").item()
    assert found.counts.adult_share == pytest.approx(grown / everybody, rel=0.01)
    assert found.counts.adult_years == pytest.approx(life_years(run)["life_years"].item(), rel=0.01)
    penalties = sum(found.counts.entered[name] for name in found.counts.penalties)
    assert found.of("all penalties").entries == penalties
    assert found.of("all penalties").entered.value == pytest.approx(1000 * penalties / found.counts.adult_years)


def test_the_schema_fits_and_it_says_where_it_came_from(found: Rates, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(json.dumps(found.as_json(), allow_nan=False)), SCHEMA)
    assert guarded(["rates", "rongcheng-2013", "--people", "20k", "--years", "1", "--threads", "1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    jsonschema.validate(printed, SCHEMA)
    made_from = printed.pop("provenance")
    assert printed == json.loads(json.dumps(found.as_json()))
    assert made_from["command"].startswith("credopolis rates rongcheng-2013") and made_from["seeds"] == [1]
    assert made_from["hashes"]["rulebook"] and made_from["version"] == cp.__version__
    assert guarded(["rates", "--schema"]) == 0 and json.loads(capsys.readouterr().out) == SCHEMA


def test_the_command_prints_every_act(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rates", "judgment-defaulters", "--people", "5000", "--years", "0.5", "--threads", "1"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for words in ("judgment default", "travel misconduct", "perform judgment", "jd-014", "too few to tell"):
        assert words in out
    assert guarded(["rates", "popular-account", "--people", "5000", "--years", "0.1", "--threads", "1"]) == 0
    assert NOTHING in capsys.readouterr().out


def test_rules_that_differ_by_place_are_refused() -> None:
    from credopolis.engine.scenario import Era

    scenario = load_scenario("suining-2010", people=1000, years=0.1)
    other = dataclasses.replace(scenario, eras=(Era(0, scenario.rules, (scenario.tables.provinces[0].name,)),))
    with pytest.raises(CredopolisError, match="one set of rules"):
        count_acts(other, 1)


def test_counts_by_which_a_parameter_was_chosen_say_so() -> None:
    """Those whose fact stands as a source, or in the note, of a rate or of how often records see an act."""
    cited = set()
    for path in FOLDER.rglob("*.yaml"):
        lines = [line for line in path.read_text("utf-8").splitlines() if re.search(r"(rate|records): *{", line)]
        cited |= set(re.findall(r"[a-z]+[0-9]*-[0-9]{3}", "\n".join(lines)))
    assert {count.fact for count in known_counts() if count.chosen} == {c.fact for c in known_counts()} & cited
    assert 0 < sum(count.chosen for count in known_counts()) < len(known_counts())


def test_agreement_by_choice_is_no_check() -> None:
    found = beside_known(made(organ_donation_or_award=1, tax_evasion=100))
    donation, evasion = found.of("organ_donation_or_award"), found.of("tax_evasion")
    assert donation.chosen and row_of(donation)[-1].endswith("chosen by it")
    assert not evasion.chosen and "chosen" not in row_of(evasion)[-1]
    jsonschema.validate(found.as_json(), SCHEMA)
