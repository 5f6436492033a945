"""Lessons: what they answer is what the reports count, and a guess is drawn before it is told."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import pytest

from credopolis.studio.lessons import LESSONS
from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, Watched, faults, keep, too_small
from tests.studio.serving import Studio


def _answer(opened: Studio, name: str) -> dict[str, Any]:
    status, now = opened.ask(f"api/lessons/{name}", b"", "POST")
    assert status == 201
    until = time.monotonic() + 400
    while now["state"] == "working":
        assert time.monotonic() < until, now
        time.sleep(0.3)
        now = opened.ask(f"api/jobs/{now['id']}")[1]
    assert now["state"] == "done", now
    assert opened.ask(f"api/lessons/{name}", b"", "POST")[1]["id"] == now["id"]  # lived once for all pages
    return dict(now["result"])


def test_nine_years_are_those_of_the_report(open_studio: Studio, tmp_path: Path) -> None:
    import credopolis as cp
    from credopolis.analysis.measures.standing import time_below

    found = _answer(open_studio, "nine-years")
    run = cp.run(
        "popular-account", people=found["people"], years=found["years"], seed=found["seed"], out=tmp_path / "r"
    )
    told = time_below(run)
    assert told is not None
    fallen = next(one for one in told.below if one.grade == "D")
    assert found["numbers"]["spells"] == fallen.spells
    assert found["numbers"]["after_rule"] == pytest.approx(100 * fallen.after_rule.value)
    assert found["numbers"]["rule_years"] == 9
    assert found["answer"][0] == 100
    assert found["answer"] == sorted(found["answer"], reverse=True)
    assert all(
        low <= value <= high
        for low, value, high in zip(found["low"], found["answer"], found["high"], strict=True)
    )  # fmt: skip
    assert found["beside"][9] == 100 and found["beside"][10] == 0


def test_false_reports_are_those_of_the_tables(open_studio: Studio, tmp_path: Path) -> None:
    import polars as pl

    import credopolis as cp

    found = _answer(open_studio, "false-reports")
    run = cp.run(
        "popular-account", people=found["people"], years=found["years"], seed=found["seed"], out=tmp_path / "r"
    )
    truths = dict(run.scan("entries").group_by("truth").agg(pl.col("entries").sum()).collect().iter_rows())
    numbers = found["numbers"]
    assert numbers["entries"] == sum(truths.values())
    assert numbers["false"] == numbers["entries"] - truths["true"]
    assert 0 < numbers["lives"] <= numbers["false"]
    assert found["answer"][-1] <= 1000 * numbers["lives"] / found["people"]
    assert all(a <= b for a, b in itertools.pairwise(found["answer"]))
    assert any(one["kind"] == "entry" and one["truth"] != "true" for one in found["story"]["happenings"])


def test_a_list_is_held_against_a_score(open_studio: Studio) -> None:
    found = _answer(open_studio, "list-instead")
    assert len(found["answer"]) == len(found["beside"]) == found["years"] + 1
    assert 0 < found["answer"][-1] < found["beside"][-1]


def test_waits_are_those_of_the_table_and_some_pay_for_others(open_studio: Studio, tmp_path: Path) -> None:
    import polars as pl

    import credopolis as cp

    found = _answer(open_studio, "paid-by-others")
    run = cp.run(
        "popular-account", people=found["people"], years=found["years"], seed=found["seed"], out=tmp_path / "r",
        set={"regime.queues.stands": True, "regime.prices.stands": True},
    )  # fmt: skip
    waits = run.scan("waits").filter(pl.col("queue").cast(pl.String) == "healthcare").collect()
    last = waits.filter((pl.col("day") == waits["day"].max()) & (pl.col("class").cast(pl.String) == "others"))
    assert last["wait_days"].min() <= found["answer"][-1] <= last["wait_days"].max()
    assert last["wait_alike_days"].min() <= found["beside"][-1] <= last["wait_alike_days"].max()
    assert all(others > alike for others, alike in zip(found["answer"], found["beside"], strict=True))
    numbers = found["numbers"]
    assert numbers["first"] + numbers["others"] == pytest.approx(waits["asked"].sum(), abs=1)
    assert numbers["first_days"] < numbers["alike_days"] < numbers["others_days"] == found["answer"][-1]
    assert 0 < numbers["paid"] < numbers["got"]


def test_there_is_no_other_lesson(open_studio: Studio) -> None:
    assert open_studio.ask("api/lessons/x", b"", "POST")[0] == 400
    assert open_studio.ask("api/jobs/none")[0] == 400


def _draw(one: Watched) -> None:
    """Draw a guess from the upper left to the lower right."""
    sheet = one.page.locator(".guess")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    one.page.mouse.move(box["x"] + box["width"] * 0.08, box["y"] + box["height"] * 0.2)
    one.page.mouse.down()
    for k in range(1, 20):
        across, down = 0.08 + 0.9 * k / 19, 0.2 + 0.6 * k / 19
        one.page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    one.page.mouse.up()


@NEEDED
@pytest.mark.parametrize("scheme, size", [("light", SCREENS[0]), ("dark", SCREENS[1])])
@pytest.mark.parametrize("name", LESSONS)
def test_a_guess_is_drawn_and_then_answered(watched: Open, name: str, scheme: str, size: tuple[int, int]) -> None:
    one = watched("#/lesson", size, color_scheme=scheme)
    one.page.wait_for_selector(".card", timeout=1000 * SECONDS)
    assert faults(one) == []
    one.page.locator(".card button").nth(list(LESSONS).index(name)).click()
    one.page.wait_for_selector(".guess", timeout=1000 * SECONDS)
    see = one.page.get_by_role("button", name="Let them live")
    assert see.is_disabled()
    _draw(one)
    assert faults(one) == []
    see.click()
    one.page.wait_for_selector(".guess .lived", timeout=400_000)
    keep(one, f"lesson-{name}-{scheme}-{size[0]}")
    assert faults(one) == []
    assert too_small(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    marks = one.page.locator(".key svg")
    assert {marks.nth(k).bounding_box()["width"] for k in range(marks.count())} == {34}  # type: ignore[index]
    assert "Your guess was off by" in one.page.inner_text("main")
    assert "NaN" not in one.page.inner_text("main")
    again = watched("#" + one.page.url.split("#")[1])
    again.page.wait_for_selector(".guess .lived", timeout=400_000)
    drawn = "document.querySelector('.guess .drawn').getAttribute('d')"
    assert again.page.evaluate(drawn).count(",") == one.page.evaluate(drawn).count(",")


@NEEDED
def test_a_guess_is_made_from_the_keyboard(watched: Open) -> None:
    one = watched("#/lesson?lesson=list-instead")
    one.page.wait_for_selector(".guess", timeout=1000 * SECONDS)
    one.page.locator("summary").first.focus()
    one.page.keyboard.press("Enter")
    sliders = one.page.locator(".sliders input")
    for k in range(sliders.count()):
        sliders.nth(k).focus()
        one.page.keyboard.press("ArrowRight")
    assert faults(one) == []
    assert one.page.get_by_role("button", name="Let them live").is_enabled()
