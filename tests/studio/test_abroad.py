"""The page of other countries: what it offers, what it refuses, and that it says what the command says."""

from __future__ import annotations

import time

import pytest

from credopolis.abroad.ask import diffusion
from credopolis.abroad.given import FACTOR_WORDS
from credopolis.abroad.tables import headline
from credopolis.studio.abroad import DRAWS, SEEDS, told
from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, faults, keep, too_small
from tests.studio.serving import Studio


def test_factors_are_those_of_the_command(open_studio: Studio) -> None:
    _, found = open_studio.ask("api/diffusion")
    assert {one["name"]: one["words"] for one in found} == FACTOR_WORDS
    for asked in ({"off": ["cats"]}, {"years": 0}, {"years": "ten"}, {"persons": 3}):
        assert open_studio.ask("api/diffusion", asked)[0] == 400, asked


def test_it_is_told_whole() -> None:
    found = diffusion(years=2, seeds=3, draws=3, off=("trade",))
    shown = told(found)
    assert shown["headline"] == headline(found) and [one["name"] for one in shown["figures"]] == [
        "adoption-map", "adoption-course", "adoption-factors",
    ]  # fmt: skip
    assert shown["figures"][0]["of"] == "credopolis diffusion --years 2 --seeds 3 --draws 3 --off trade"
    assert len(shown["figures"][0]["drawn"]["tiles"]) == 179 and len(shown["parts"]) == 5


@pytest.mark.slow
@NEEDED
@pytest.mark.parametrize("size", SCREENS)
def test_the_map_is_drawn_and_nothing_is_cut(watched: Open, size: tuple[int, int]) -> None:
    one = watched("#/abroad", size)
    one.page.wait_for_selector(".abroad svg rect", timeout=1000 * max(SECONDS, 300))
    assert one.page.locator(".abroad section:first-of-type svg rect.edge").count() == 179
    keep(one, f"abroad-{size[0]}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert too_small(one) == []


@pytest.mark.slow
def test_made_here_it_is_what_the_command_makes(open_studio: Studio) -> None:
    status, now = open_studio.ask("api/diffusion", {"years": 5, "off": ["vendors"]})
    assert status == 201
    until = time.monotonic() + 400
    while now["state"] == "working":
        assert time.monotonic() < until, now
        time.sleep(0.3)
        now = open_studio.ask(f"api/jobs/{now['id']}")[1]
    assert now["state"] == "done", now
    here = diffusion(years=5, seeds=SEEDS, draws=DRAWS, off=("vendors",))
    assert now["result"]["headline"] == headline(here)
