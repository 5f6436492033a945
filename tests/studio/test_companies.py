"""What the company's page asks, and the page in a real browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.core.errors import UnknownName
from credopolis.studio import companies, market
from tests.house.tree import EXAMPLES
from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, Watched, faults, keep, too_small
from tests.studio.serving import Studio

FIRM = (EXAMPLES / "company-desk" / "firm.yaml").read_text(encoding="utf-8")
ON = "2026-11-30"


def test_the_page_begins_with_the_example() -> None:
    held = companies.shelf()
    assert held["example"] == FIRM
    assert [one["name"] for one in held["rulebooks"]] == [
        "tax-credit",
        "environment-credit",
        "company-2020",
        "popular-company",
    ]


def test_the_page_says_what_the_desk_says(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_text(FIRM, encoding="utf-8")
    said = companies.asked(FIRM, "company-2020", "popular-company", ON, "", "serious_dishonesty")
    found = cp.desk.standing(path, "company-2020", ON)
    plan = cp.desk.plan(path, "company-2020", ON, off=["serious_dishonesty"])
    assert (said["standing"], said["score"], said["on"]) == (found.standing, found.score, ON)
    assert [part["title"] for part in said["plan"]] == [
        f"A plan that costs {way.costs:g} and arrives on {way.by}" for way in plan.ways
    ]
    assert [part["title"] for part in said["parts"]] == ["Why", "Lists", "What follows", "Entries", "Coming"]
    assert all(len(row) == len(part["header"]) for part in said["parts"] for row in part["rows"])
    assert said["compared"]["moves"] == cp.desk.compare(path, "company-2020", "popular-company", ON).companies[0].moves


def test_faults_are_data_and_other_names_are_refused() -> None:
    said = companies.asked(FIRM.replace("founded", "legal_representative"), "tax-credit", "", ON, "", "")
    assert not said["usable"] and {fault["path"] for fault in said["faults"]} == {"founded", "legal_representative"}
    for name in ("popular-account", "/etc/passwd", "../tax-credit"):
        with pytest.raises(UnknownName):
            companies.asked(FIRM, name, "", ON, "", "")


def test_the_studio_answers(open_studio: Studio) -> None:
    body = {"company": FIRM, "rulebook": "tax-credit", "on": ON}
    status, said = open_studio.ask("api/companies", body)
    assert status == 200 and said["standing"] == "B"
    for wrong in ({**body, "rulebook": "x"}, {**body, "on": "tomorrow"}, {**body, "off": "x"}, {**body, "more": 1}):
        status, said = open_studio.ask("api/companies", wrong)
        assert status == 400 and said["error"]["message"]


def test_the_page_s_companies_are_the_command_s() -> None:
    said = market.society_told("tax-credit", people=40_000, seeds=1, draws=2)
    found = cp.economy.companies("tax-credit", people=40_000, years=market.YEARS, seeds=1, draws=2)
    assert said["grades"] == [*found.by_year[0].grades] and len(said["years"]) == market.YEARS
    assert [row["shares"] for row in said["years"]] == [[*row.grades.values()] for row in found.by_year]
    titles = [part["title"] for part in said["parts"]]
    assert {"Figures", "Cascades of falls", "Who starts them, % of each column"} <= {*titles}
    (figures,) = (part for part in said["parts"] if part["title"] == "Figures")
    assert figures["header"][2:] == ["by chance", "by the assumptions"]
    assert all(row[3] != "not asked" for row in figures["rows"])


def test_the_page_s_markets_are_the_command_s() -> None:
    said = market.trust_told(people=40_000, seeds=1, draws=2)
    assert [part["title"] for part in said["parts"]][:2] == ["What follows from what", "Markets"]
    assert said["years"] == [] and all(
        len(row) == len(part["header"]) for part in said["parts"] for row in part["rows"]
    )


def test_only_rulebooks_of_companies_that_ship_are_lived_under(open_studio: Studio) -> None:
    for wrong in ({"what": "society", "rulebook": "popular-account"}, {"what": "society", "rulebook": "../tax-credit"},
                  {"what": "society"}, {"what": "people"}, {"what": "trust", "people": 10**9}):  # fmt: skip
        status, said = open_studio.ask("api/companies/society", wrong)
        assert status == 400 and said["error"]["message"], wrong
    status, _ = open_studio.ask("api/companies/society", {"what": "trust"}, Origin="https://elsewhere.example")
    assert status == 403


@pytest.mark.slow
def test_companies_are_lived_on_demand_and_worked_out_once(open_studio: Studio) -> None:
    status, begun = open_studio.ask("api/companies/society", {"what": "society", "rulebook": "tax-credit"})
    assert status == 201
    assert (
        open_studio.ask("api/companies/society", {"what": "society", "rulebook": "tax-credit"})[1]["id"] == begun["id"]
    )
    until = time.monotonic() + 400
    while begun["state"] == "working" and time.monotonic() < until:
        time.sleep(0.5)
        begun = open_studio.ask(f"api/jobs/{begun['id']}")[1]
    assert begun["state"] == "done" and begun["result"]["grades"][0] == "A", begun


def _opened(watched: Open, *arguments: object, **options: object) -> Watched:
    one = watched(f"#/company?on={ON}", *arguments, **options)
    one.page.wait_for_selector(".partners", timeout=1000 * SECONDS)
    return one


@NEEDED
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut(watched: Open, scheme: str, size: tuple[int, int]) -> None:
    one = _opened(watched, size, color_scheme=scheme)
    time.sleep(0.3)
    keep(one, f"company-{scheme}-{size[0]}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert too_small(one) == []


@NEEDED
def test_a_company_is_asked_about_from_the_keyboard(watched: Open) -> None:
    one = _opened(watched)
    assert "poor and on general_penalties, abnormal_operation, serious_dishonesty, score 28" in one.page.inner_text(
        ".verdict"
    )
    one.page.get_by_label("Goal").select_option("off serious_dishonesty")
    one.until("document.body.innerText.includes('A plan that costs 3 and arrives on 2027-03-15')")
    one.page.get_by_label("In place of it").select_option("popular-company")
    one.until("document.body.innerText.includes('It only gains.')")
    assert "against=popular-company" in one.page.url and "text=" not in one.page.url
    one.page.get_by_role("textbox", name="The company").focus()
    one.page.keyboard.press("Control+End")
    one.page.keyboard.type("ceo: Zhang Wei")
    one.page.wait_for_selector(".verdict.bad", timeout=1000 * SECONDS)
    assert "takes no data of persons" in one.page.inner_text("main") and faults(one) == []
    one.page.keyboard.press("Control+A")
    one.page.keyboard.insert_text(FIRM.replace("sector: manufacturing", "sector: health"))
    one.page.wait_for_selector(".partners", timeout=1000 * SECONDS)
    one.until("location.hash.includes('text=')")
    again = watched(one.page.url.split("/", 3)[3])
    again.page.wait_for_selector(".partners", timeout=1000 * SECONDS)
    assert "sector: health" in again.page.get_by_role("textbox", name="The company").input_value()
