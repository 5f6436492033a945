"""The page of evidence: every value with who says so, facts as the command finds them, predictions as they shipped."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from credopolis.library.evidence import look_up
from credopolis.library.held_out import kept_predictions
from credopolis.library.listed import parameters_of
from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, Watched, faults, keep, too_small
from tests.studio.serving import Studio


def _json(value: Any) -> Any:
    return [{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(one).items()} for one in value]


def test_what_is_shown_is_what_the_library_says(open_studio: Studio) -> None:
    for name in ("popular-account", "dangan"):
        assert open_studio.ask(f"api/evidence?scenario={name}")[1] == _json(parameters_of(name))
    _, found = open_studio.ask("api/facts?find=cameras")
    known = look_up("cameras")
    assert found["count"] == len(known)
    assert [one["id"] for one in found["facts"]] == [one.id for one in known]
    _, kept = open_studio.ask("api/held-out")
    assert [(one["name"], one["rows"]) for one in kept["predictions"]] == [
        (one.name, [list(row) for row in one.rows]) for one in kept_predictions()
    ]


@pytest.mark.parametrize(
    "path, status",
    [
        ("api/evidence?scenario=../x", 400), ("api/evidence?scenario=" + "a" * 5000, 400), ("api/facts", 400),
        ("api/facts?find=" + "a" * 81, 400), ("api/facts?find=nothing%20holds%20this", 200),
        ("api/facts?find=%3Cscript%3E", 200), ("api/facts?find=%00", 200),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(open_studio: Studio, path: str, status: int) -> None:
    got, answer = open_studio.ask(path)
    assert got == status
    assert answer.get("count", 0) == 0


def _opened(watched: Open, *arguments: object, **options: object) -> Watched:
    one = watched("#/evidence?find=cameras", *arguments, **options)
    one.page.wait_for_selector(".predicted", timeout=1000 * SECONDS)
    one.page.wait_for_selector(".values tbody tr", timeout=1000 * SECONDS)
    one.page.wait_for_selector("section[aria-label^='Facts']", timeout=1000 * SECONDS)
    return one


@NEEDED
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut(watched: Open, scheme: str, size: tuple[int, int]) -> None:
    one = _opened(watched, size, color_scheme=scheme)
    keep(one, f"evidence-{scheme}-{size[0]}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert too_small(one) == []


@NEEDED
def test_a_fact_is_read_and_values_are_found_from_the_keyboard(watched: Open) -> None:
    one = _opened(watched)
    page = one.page
    page.locator(".values .link").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".drawer dl", timeout=1000 * SECONDS)
    assert page.evaluate("document.activeElement.closest('.drawer') !== null")
    assert "Fact cam-008" in page.inner_text(".drawer")
    assert faults(one) == []
    page.keyboard.press("Escape")
    one.until("document.activeElement.matches('.values .link')")
    page.get_by_label("Find").fill("rulebook.score.start")
    one.until("document.querySelectorAll('.values tbody tr').length === 1")
    assert "seed-001" in page.inner_text(".values")
    assert "sourced" in page.inner_text(".values")
    page.get_by_label("Find").fill("")
    page.get_by_label("Show").select_option("assumed")
    one.until("!document.querySelector('.kind.sourced')")
    assert "only=assumed" in page.url
    page.get_by_label("Scenario").select_option("dangan")
    one.until("location.hash.includes('scenario=dangan')")
    wanted = sum(each.assumed for each in parameters_of("dangan"))
    one.until(f"document.querySelectorAll('.values tbody tr').length === {wanted}")
