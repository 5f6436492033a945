"""Standings worked out from the law by hand, reasons down to the rule, exposure, and the ladder's theorems for companies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.audit.proofs.prove import prove
from credopolis.company.exposure import exposure
from credopolis.company.history import NotOfCompanies, history_of
from credopolis.company.plan import plan
from credopolis.company.standing import standing
from credopolis.core.errors import BadValue, NotSimulated
from credopolis.core.faults import FaultyFile
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import COMPANY_REGIMES, regime_folder
from credopolis.library.rules import list_regimes
from credopolis.rulebook import Standing, load_cases, run_case
from credopolis.rulebook.gates import decided
from tests.company.firms import ON, code, firm, shipped


@pytest.mark.parametrize("name", COMPANY_REGIMES)
def test_regimes_are_whole_and_their_cases_hold(name: str) -> None:
    book, folder = shipped(name), regime_folder(name)
    assert book.subject == "company"
    assert {"README.md", "cases.yaml", "regime.yaml", "rulebook.yaml"} == {path.name for path in folder.iterdir()}
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"**{word}" in page for word in ("Documented", "Told", "Assumed", "Remembered"))
    cases = load_cases(folder / "cases.yaml", book)
    assert [fault for case in cases.cases for fault in run_case(book, cases, case)] == []
    posted = {step.act for case in cases.cases.values() for step in case.steps.values()}
    assert set(book.acts) <= posted
    assert {card.name: card.subject for card in list_regimes()}[name] == "company"


def test_what_falls_on_companies_has_one_name_everywhere() -> None:
    """Of the text's nine benefits and fourteen restrictions three and ten; none that a company cannot have."""
    named = {gate for name in COMPANY_REGIMES for gate in shipped(name).gates}
    people = set(shipped("popular-account").gates)
    benefits = {"easier_credit", "procurement_priority", "tax_relief"}
    restrictions = {
        "licences", "share_issue", "market_segments", "production_and_trade", "public_contracts", "loans",
        "import_inspection", "general_sanctions", "unannounced_audits", "travel",
    }  # fmt: skip
    assert named & people == benefits | restrictions
    assert set(shipped("popular-company").gates) == benefits | restrictions


@pytest.mark.parametrize("name", COMPANY_REGIMES)
def test_a_run_says_kindly_that_no_company_lives_in_a_society(name: str) -> None:
    with pytest.raises(NotSimulated, match="a run has people only") as refused:
        load_scenario("popular-account", people=1000, regime=name)
    assert refused.value.exit_code == 2 and "credopolis company" in str(refused.value)


def test_nobody_else_is_asked_about() -> None:
    with pytest.raises(NotOfCompanies, match="judges a person, not a company"):
        standing(firm(), shipped("popular-account"), ON)
    with pytest.raises(BadValue, match="2018-03-01, when it was founded"):
        standing(firm(), shipped("tax-credit"), date(2018, 2, 28))


BREACH = "incidents:\n  breach: {act: grave_breach, date: 2024-04-10}\n"


@pytest.mark.parametrize(
    ("on", "grade"),
    [
        ("2018-03-01", "M"), ("2019-03-31", "M"), ("2019-04-01", "B"), ("2021-12-31", "B"), ("2022-03-31", "B"),
        ("2022-04-01", "A"), ("2024-04-09", "A"), ("2024-04-10", "D_judged"), ("2025-04-01", "D_judged"),
        ("2026-04-01", "D_judged"), ("2027-03-31", "D_judged"), ("2027-04-01", "B"), ("2028-03-31", "B"),
        ("2028-04-01", "A"),
    ],
)  # fmt: skip
def test_tax_credit_by_the_calendar(on: str, grade: str) -> None:
    """Founded in March 2018: first rated for 2018, no A before three years of business, so from the result of 2021. D at
    once for the results of 2024 and 2025; the result of 2026 is B at best; leap years move nothing."""
    assert standing(firm(BREACH), shipped("tax-credit"), date.fromisoformat(on)).grade == grade


def test_reasons_lead_to_the_rule_and_its_source() -> None:
    found = standing(firm(BREACH), shipped("tax-credit"), ON)
    why = found.reasons[0]
    assert (found.grade, found.locked_until, why.since) == ("D_judged", date(2027, 4, 1), date(2024, 4, 10))
    assert (why.rule.path, why.rule.source) == ("acts.grave_breach.falls_to", ("ctx-012",))
    place, _, line = why.rule.place.rpartition(":")
    text = Path(place).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "falls_to: {value: D_judged, source: ctx-012}" in text
    assert why.told == "firm.yaml:6"
    assert found.reasons[-1].words == "Began in M." and found.reasons[-1].since == date(2018, 3, 1)
    cycle = next(reason for reason in found.reasons if reason.words.startswith("From B to A"))
    assert "2021-01-01 to 2021-12-31: nothing entered" in cycle.words and cycle.rule.source == ("ctx-041",)
    for gate in found.gates:
        assert gate.rule.path == "grades.D_judged.restrictions" and gate.rule.source


def test_lists_end_and_open_for_repair_on_their_dates() -> None:
    more = (
        "incidents:\n  a: {act: general_breach, date: 2026-05-10}\n  b: {act: serious_dishonesty, date: 2024-02-29}\n"
    )
    found = standing(firm(more), shipped("company-2020"), ON)
    ends = {one.name: (one.since, one.until) for one in found.lists}
    assert ends == {
        "general_penalties": (date(2026, 5, 10), date(2027, 5, 10)),
        "serious_dishonesty": (date(2024, 2, 29), date(2027, 2, 28)),
    }
    assert {one.act: one.repair_from for one in found.entries} == {
        "general_breach": date(2026, 8, 10), "serious_dishonesty": date(2025, 2, 28)
    }  # fmt: skip
    assert [(one.day, one.needs) for one in found.coming][:2] == [
        (date(2027, 2, 28), False),
        (date(2027, 2, 28), False),
    ]
    after = standing(
        firm(more.replace("2024-02-29}", "2024-02-29, repaired: 2025-02-28}")), shipped("company-2020"), ON
    )
    assert [one.name for one in after.lists] == ["general_penalties"]
    early = firm(more.replace("2024-02-29}", "2024-02-29, repaired: 2025-02-27}"))
    with pytest.raises(FaultyFile, match=r"firm\.yaml:7:.*allowed: 2025-02-28 or later"):
        standing(early, shipped("company-2020"), ON)
    with pytest.raises(FaultyFile, match="this rulebook has no repair"):
        standing(firm(BREACH.replace("10}", "10, repaired: 2025-06-01}")), shipped("tax-credit"), ON)


def test_a_late_filing_is_an_entry_of_the_day_after() -> None:
    more = "filings:\n  %s: {act: late_annual_report, due: 2026-06-30%s}\n"
    book = shipped("company-2020")
    late, missing, in_time = (firm(more % ("r", filed)) for filed in (", filed: 2026-07-05", "", ", filed: 2026-06-30"))
    assert standing(late, book, ON).lists[0].since == standing(missing, book, ON).lists[0].since == date(2026, 7, 1)
    assert standing(in_time, book, ON).lists == ()
    due = standing(missing, book, date(2026, 6, 30))
    assert due.lists == () and [(one.day, one.needs) for one in due.coming] == [(date(2026, 6, 30), True)]


def test_what_another_rulebook_prices_plays_no_part_and_is_told() -> None:
    more = "incidents:\n  a: {act: fine, date: 2026-05-10}\n  b: {act: late_return, date: 2027-05-10}\n"
    found = standing(firm(more), shipped("tax-credit"), ON)
    assert found.entries == () and found.aside == (
        "tax-credit says nothing of fine: these incidents play no part.",
        "Incidents after 2026-11-30 play no part: b.",
    )


@given(st.lists(st.tuples(st.sampled_from(sorted(shipped("company-2020").acts)), st.integers(0, 3000)), max_size=8))
def test_a_standing_is_that_of_the_ladder(entries: list[tuple[str, int]]) -> None:
    """The twin: incidents in any order of the file, posted in the order of dates; gates as the rulebook decides."""
    book, start = shipped("company-2020"), date(2018, 3, 1)
    days = [date.fromordinal(start.toordinal() + day) for _, day in entries]
    lines = [f"  i{k}: {{act: {act}, date: {days[k]}}}\n" for k, (act, _) in enumerate(entries)]
    company = firm("incidents:\n" + "".join(lines)) if lines else firm()
    found = standing(company, book, ON)
    history = history_of(company, book, ON)
    twin = Standing(book, day=history.dates.day_of(start), calendar=history.dates)
    for _, k in sorted((days[k], k) for k in range(len(entries))):
        twin.post(entries[k][0], history.dates.day_of(days[k]))
    twin.advance(history.dates.day_of(ON))
    assert (found.score, found.grade, tuple(one.name for one in found.lists)) == (twin.score, twin.grade, twin.lists)
    shut = {gate.name for gate in found.gates if gate.decides == "refused"}
    assert shut == {name for name in book.gates if decided(book, name, twin.grade, twin.lists).decides == "refused"}


def test_nine_years_are_a_theorem_of_companies_too() -> None:
    book = shipped("popular-company")
    drop = prove(book, {}).drops["intentional_crime"]
    assert (drop.days, drop.proved, drop.legs) == (9 * 365, True, (("D", 1825), ("C", 730), ("B", 730)))
    crime = firm("incidents:\n  crime: {act: intentional_crime, date: 2024-02-29}\n")
    found = plan(crime, book, date(2024, 2, 29), to="A", most_moves=0)
    assert [(way.costs, way.by) for way in found.ways] == [(0.0, date(2033, 2, 28))] and found.all_proved
    assert standing(crime, book, date(2033, 2, 27)).grade == "B"
    assert standing(crime, book, date(2033, 2, 28)).grade == "A"


def test_no_plan_is_sooner_than_what_is_proved() -> None:
    """From D by a breach to A in the tax credit: the audit proves 1,186 days at the least; the calendar adds leap days."""
    book = shipped("tax-credit")
    proofs = prove(book, {})
    least = proofs.least_time_days["D_judged", "A"]
    assert least == 1187 and ("D_judged", "A") not in proofs.unproved
    for day in (date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31)):
        breach = firm(f"incidents:\n  b: {{act: grave_breach, date: {day}}}\n")
        (way,) = plan(breach, book, day, to="A").ways
        assert way.by == date(2028, 4, 1) and (way.by - day).days >= least
        assert way.costs == 0 and all(step.costs is None for step in way.steps)


PARTNERS = f"""
partners:
  steel: {{code: {code(2)}, kind: supplier, listed: true}}
  shop: {{code: {code(3)}, kind: customer, listed: false}}
  twin: {{code: {code(4)}, kind: sister}}
staff: {{all: 100, executives: 3}}
"""


def test_exposure_through_partners() -> None:
    found = exposure(firm(PARTNERS), shipped("popular-company"), ON)
    assert (found.today.score, found.with_listed.score, found.if_all.score) == (1000, 980, 940)
    assert (found.today.grade, found.with_listed.grade, found.if_all.grade) == ("A", "A", "B")
    assert [one.acts for one in found.partners] == [("partner_listed",)] * 3
    assert "does not say whether it is listed" in found.words[1]
    tax = exposure(firm(PARTNERS), shipped("tax-credit"), ON)
    assert [(one.name, one.acts, one.moves) for one in tax.partners] == [
        ("steel", (), False), ("shop", (), False), ("twin", ("head_of_a_d_firm",), True)
    ]  # fmt: skip
    assert tax.if_all.grade == "D_judged" and tax.words[-1].endswith("twin.")
    assert exposure(firm(PARTNERS), shipped("environment-credit"), ON).words[0].endswith("to nobody.")


def test_exposure_through_people_is_a_number_of_them() -> None:
    (staff,) = exposure(firm(PARTNERS), shipped("popular-company"), ON).staff
    assert (staff.people, staff.expected, staff.low, staff.high) == (100, 2.0, 0.2, 10.0)
    assert staff.after is not None and staff.after.score == 996 and staff.a_year.kind == "rulebook"
    own = firm(PARTNERS + "rates: {employee_misconduct: {value: 0.05, range: [0.01, 0.08]}}\n")
    assert exposure(own, shipped("popular-company"), ON).staff[0].expected == 5.0
