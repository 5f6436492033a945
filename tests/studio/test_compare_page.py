"""The page that compares, in a real browser."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, Watched, faults, keep, too_small
from tests.studio.serving import Studio, frames
from tests.studio.test_comparisons import OTHER, SIZE

pytestmark = NEEDED
LINK = "#/compare?scenario=popular-account&against=own&people=3000&years=2&seed=5&seeds=2&frame={}&text={}"


@pytest.fixture(scope="module")
def pair(installed: Studio) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two runs of the same people, under the popular account and under other rules, lived to their ends."""
    kept = installed.ask("api/rulebooks", OTHER, "POST")[1]["id"]
    runs = []
    for rules in ({}, {"regime": kept}):
        run = installed.ask("api/runs", {**SIZE, **rules}, "POST")[1]
        with installed.line(run["id"]) as line:
            line.send(f'{{"seek": {run["frames"] - 1}}}')
            runs.append(installed.wait(run["id"], run["frames"]))
    return runs[0], runs[1]


@pytest.fixture
def link(pair: tuple[dict[str, Any], dict[str, Any]], packed: str) -> str:
    return f"{LINK.format(90, packed)}&run={pair[0]['id']}&other={pair[1]['id']}"


@pytest.fixture(scope="module")
def packed() -> str:
    """The other rules as a part of an address."""
    import base64
    import zlib

    squeezed = zlib.compressobj(wbits=-15)
    return base64.urlsafe_b64encode(squeezed.compress(OTHER) + squeezed.flush()).decode().rstrip("=")


def _ready(one: Watched, frame: int) -> None:
    one.until(f"[...document.querySelectorAll('.canvas')].filter((c) => c.dataset.frame === '{frame}').length === 3")
    one.page.wait_for_selector(".measures", timeout=1000 * SECONDS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut(watched: Open, link: str, scheme: str, size: tuple[int, int]) -> None:
    one = watched(link, size, color_scheme=scheme)
    _ready(one, 90)
    time.sleep(0.4)
    keep(one, f"compare-{scheme}-{size[0]}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert too_small(one) == []


def _values(installed: Studio, run: str, frame: int) -> list[int]:
    from tests.studio.test_server import _Values

    held = _Values()
    with installed.line(run) as line:
        line.send(f'{{"seek": {frame}}}')
        for head, message in frames(line):
            held.take(head, message)
            if held.frame == frame:
                return [int(v) for v in held.values]
    raise AssertionError


_PIXELS = """(lives) => {
  const canvas = document.querySelectorAll('.canvas canvas')[1];
  canvas.wall.names = false;
  canvas.wall.draw();
  const context = canvas.getContext('2d');
  const ratio = canvas.width / canvas.clientWidth;
  return lives.map((life) => {
    const at = canvas.wall.find(life);
    const [r, g, b] = context.getImageData(Math.floor(at.x * ratio), Math.floor(at.y * ratio), 1, 1).data;
    return '#' + [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('');
  });
}"""


def test_every_point_between_the_walls_is_the_difference_of_its_life(
    watched: Open, installed: Studio, pair: tuple[dict[str, Any], dict[str, Any]], link: str
) -> None:
    """At two frames, after playing, each of 3,000 lives shows what the two societies make of it."""
    one = watched(link)
    _ready(one, 90)
    layer = installed.ask(f"api/runs/{pair[0]['id']}/against/{pair[1]['id']}")[1][0]
    one.page.get_by_role("button", name="Play", exact=True).click()
    one.until("Number(document.querySelector('.scrub').value) > 95")
    one.page.get_by_role("button", name="Pause").click()
    seen = set()
    for frame in (100, 60):
        one.page.locator(".scrub").fill(str(frame))
        _ready(one, frame)
        time.sleep(0.2)
        a, b = (_values(installed, run["id"], frame) for run in pair)
        wanted = [layer["of"][x][y] for x, y in zip(a, b, strict=True)]
        assert one.page.evaluate(_PIXELS, list(range(3_000))) == [layer["colours"][value] for value in wanted]
        seen |= set(wanted)
        told = one.page.locator(".three .legend").nth(1).inner_text()
        assert f"{wanted.count(1):,}" in told
    assert len(seen) > 1


def test_who_is_hit_hardest_opens_under_both_rules_from_the_keyboard(watched: Open, link: str) -> None:
    one = watched(link)
    _ready(one, 90)
    one.page.locator(".chips button").first.focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_selector(".twins section:nth-child(2) pre", timeout=1000 * SECONDS)
    one.page.wait_for_selector(".twins section:nth-child(1) pre", timeout=1000 * SECONDS)
    assert one.page.evaluate("document.activeElement.closest('.drawer') !== null")
    told = [one.page.locator(f".twins section:nth-child({k}) .happenings").inner_text() for k in (1, 2)]
    assert told[0] != told[1]
    keep(one, "compare-life")
    assert faults(one) == []
    one.page.keyboard.press("Escape")
    one.until("!document.querySelector('.drawer')")
    assert "life=" not in one.page.url


def test_a_link_lives_both_again(watched: Open, packed: str) -> None:
    one = watched(LINK.format(20, packed).replace("own&", "suining-2010&"))
    _ready(one, 20)
    assert "No verdict" in one.page.inner_text(".headline")
    assert one.page.locator(".chips").count() == 0
    assert "run=" in one.page.url
