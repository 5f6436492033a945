"""The page in a real browser, served from the built wheel, with nothing but this machine to be reached."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import credopolis as cp
from credopolis.library.names import resolve_rulebook
from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, Watched, faults, keep, too_small
from tests.studio.serving import Studio, frames, studio

pytestmark = NEEDED


@pytest.fixture(scope="module")
def lived(installed: Studio) -> dict[str, Any]:
    """A run of 3,000 lives that has been lived to its end."""
    run = installed.begin(years=10, seed=3)
    with installed.line(run["id"]) as line:
        line.send(f'{{"seek": {run["frames"] - 1}}}')
        return installed.wait(run["id"], run["frames"])


def _frame(one: Watched) -> int:
    return int(one.page.evaluate("Number(document.querySelector('.scrub').value)"))


def _there(frame: int) -> str:
    """The wall shows a frame."""
    return f"document.querySelector('.canvas')?.dataset.frame === '{frame}'"


def test_one_click_starts_a_society_that_moves(watched: Open) -> None:
    one = watched()
    one.page.wait_for_selector(".card", timeout=1000 * SECONDS)
    keep(one, "lobby")
    one.page.select_option(".settings select", "20000")
    one.page.click(".card button")
    one.until("Number(document.querySelector('.scrub')?.value) > 3")
    one.page.get_by_role("button", name="Pause").click()
    one.until("location.hash.includes('scenario=popular-account')")
    assert "people=20000" in one.page.url


def _state(installed: Studio, run: str, frame: int, layer: int = 0) -> list[int]:
    """The value of every life at a frame, as a page is sent it."""
    from tests.studio.test_server import _Values

    held = _Values()
    with installed.line(run) as line:
        line.send(f'{{"layer": {layer}, "seek": {frame}}}')
        for head, message in frames(line):
            if head[3] != layer:
                continue
            held.take(head, message)
            if held.frame == frame:
                return [int(v) for v in held.values]
    raise AssertionError


_PIXELS = """(lives) => {
  const canvas = document.querySelector('.canvas canvas');
  canvas.wall.names = false;
  canvas.wall.mark([]);
  canvas.wall.draw();
  const context = canvas.getContext('2d');
  const ratio = canvas.width / canvas.clientWidth;
  return lives.map((life) => {
    const at = canvas.wall.find(life);
    if (!at) return null;
    const [r, g, b] = context.getImageData(Math.floor(at.x * ratio), Math.floor(at.y * ratio), 1, 1).data;
    return '#' + [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('');
  });
}"""


@pytest.mark.parametrize("ratio", [1, 2])
def test_every_point_has_the_colour_of_its_life(
    watched: Open, installed: Studio, lived: dict[str, Any], ratio: int
) -> None:
    """At two frames, before and after the line was lost, each of 3,000 lives is where it should be, as it should be."""
    context_line: list[Any] = []
    one = watched(device_scale_factor=ratio)
    one.page.route_web_socket("**/live?*", lambda line: context_line.append((line, line.connect_to_server())))
    one.page.goto(f"{installed.base}#/wall?run={lived['id']}&frame=400")
    colours = lived["layers"][0]["colours"]
    lives = list(range(3_000))
    for frame in (400, 37):
        one.page.locator(".scrub").fill(str(frame))
        one.until(_there(frame))
        time.sleep(0.2)
        wanted = [colours[value] for value in _state(installed, lived["id"], frame)]
        assert one.page.evaluate(_PIXELS, lives) == wanted
    context_line[-1][0].close(code=1011, reason="lost")
    one.until("document.body.innerText.includes('connection to the studio was lost')")
    one.until("!document.body.innerText.includes('connection to the studio was lost')")
    end = time.monotonic() + 20
    while one.page.evaluate(_PIXELS, lives) != wanted:
        assert time.monotonic() < end
    assert one.page.evaluate("document.querySelector('.canvas').dataset.frame") == "37"


def test_a_click_opens_the_life_that_is_there(watched: Open, installed: Studio, lived: dict[str, Any]) -> None:
    """From afar, and with one province alone on the wall, in another order."""
    one = watched(f"#/wall?run={lived['id']}&frame=300")
    one.until(_there(300))
    for life, province, sort in ((7, "", ""), (1234, "", ""), (1234, "1", "age")):
        if province:
            number = one.page.evaluate(
                """async ([id, life]) => {
                  const { tiles } = await (await fetch(`api/runs/${id}`)).json();
                  return tiles.findIndex((t) => life >= t.first && life < t.first + t.lives);
                }""",
                [lived["id"], life],
            )
            one.page.select_option(".choices label:has-text('Province') select", str(number))
            one.page.select_option(".choices label:has-text('Order') select", sort)
            time.sleep(0.5)
        at = one.page.evaluate("(life) => document.querySelector('.canvas canvas').wall.find(life)", life)
        box = one.page.locator(".canvas").bounding_box()
        assert box is not None and at is not None
        one.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
        one.until(f"document.querySelector('#life-title')?.textContent.startsWith('Life {life:,} ')")
        one.page.wait_for_selector(".drawer pre", timeout=1000 * SECONDS)
        one.page.keyboard.press("Escape")
        one.until("!document.querySelector('.drawer')")


def test_somebody_in_trouble_has_a_story(watched: Open, lived: dict[str, Any]) -> None:
    one = watched(f"#/wall?run={lived['id']}&frame=500")
    one.until(_there(500))
    one.page.get_by_role("button", name="Somebody below A").click()
    one.page.wait_for_selector(".happenings li", timeout=1000 * SECONDS)
    assert one.page.locator(".drawer figure path").count() == 1
    keep(one, "life")
    assert faults(one) == []


@pytest.mark.parametrize("size", SCREENS)
def test_somebody_is_looked_for_and_opened(watched: Open, lived: dict[str, Any], size: tuple[int, int]) -> None:
    one = watched(f"#/wall?run={lived['id']}&frame=500", size=size)
    one.until(_there(500))
    one.page.select_option(".find select", "wrongly charged")
    one.page.get_by_role("button", name="Look", exact=True).click()
    found = one.page.get_by_role("list", name="Lives found: wrongly charged")
    found.wait_for(timeout=1000 * SECONDS)
    assert 0 < found.locator("li").count() <= 6
    keep(one, f"found-{size[0]}")
    assert faults(one) == []
    life = found.get_by_role("button").first
    name = life.inner_text()
    life.click()
    one.until(f"document.querySelector('#life-title')?.textContent.startsWith('{name} ')")


def test_what_is_not_known_yet_is_not_called_nothing(watched: Open, installed: Studio, lived: dict[str, Any]) -> None:
    """Locks that are still being counted."""
    one = watched()
    one.page.route("**/survival?*", lambda route: None)
    one.page.goto(f"{installed.base}#/wall?run={lived['id']}&frame=500")
    one.until(_there(500))
    chart = one.page.locator(".chart", has_text="How long a lock lasts")
    assert chart.locator("p").inner_text() == "Being counted …"


def _in_grade(installed: Studio, lived: dict[str, Any], frame: int, grade: str) -> int:
    return _state(installed, lived["id"], frame).index(lived["grades"].index(grade))


@pytest.mark.parametrize("size", SCREENS)
def test_a_closed_gate_leads_to_the_line_of_the_rule(
    watched: Open, installed: Studio, lived: dict[str, Any], size: tuple[int, int]
) -> None:
    life = _in_grade(installed, lived, 500, "D")
    one = watched(f"#/wall?run={lived['id']}&frame=500&life={life}", size=size)
    gate = one.page.get_by_role("button", name="Flights and express trains")
    gate.last.wait_for(timeout=1000 * SECONDS)
    gate.last.click()
    why = one.page.locator(".why")
    assert "Why closed: Flights and express trains?" in why.inner_text()
    why.locator("summary").filter(has_text="Not creditworthy").click()
    quoted = why.locator("details[open] pre").inner_text()
    book = resolve_rulebook("popular-account").read_text()
    number = int(why.locator("summary").filter(has_text="Not creditworthy").inner_text().split()[1].rstrip(":"))
    assert quoted.startswith("D:") and book.splitlines()[number - 1].strip() == "D:"
    assert any(word in why.inner_text() for word in ("entry posted", "from the first day"))
    keep(one, f"why-{size[0]}")
    assert faults(one) == [] and too_small(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pinned_lives_stay_on_the_wall_and_in_the_link(watched: Open, installed: Studio, lived: dict[str, Any]) -> None:
    life = _in_grade(installed, lived, 500, "D")
    one = watched(f"#/wall?run={lived['id']}&frame=500&life={life}")
    one.page.get_by_role("button", name="Pin on the wall").click()
    one.page.keyboard.press("Escape")
    pinned = one.page.locator(".pins li")
    assert pinned.inner_text().strip().startswith(f"Life {life:,}: D")
    assert f"pins={life}" in one.page.url
    one.page.locator(".scrub").fill("0")
    one.until(_there(0))
    one.until(f"document.querySelector('.pins li').innerText.includes('Life {life:,}: ')")
    first = lived["grades"] + ["unscored"]
    assert pinned.inner_text().strip() == f"Life {life:,}: {first[_state(installed, lived['id'], 0)[life]]}"
    again = watched(one.page.url[one.page.url.index("#") :])
    again.page.locator(".pins li").wait_for(timeout=1000 * SECONDS)
    again.page.get_by_role("button", name=f"Take the pin off life {life:,}").click()
    again.until("!document.querySelector('.pins')")


def test_the_same_person_is_met_again_under_other_rules(watched: Open, lived: dict[str, Any]) -> None:
    one = watched(f"#/wall?run={lived['id']}&frame=100&life=77")
    one.page.get_by_role("link", name="Compare").last.wait_for(timeout=1000 * SECONDS)
    one.page.locator(".elsewhere select").select_option("rongcheng-2013")
    link = one.page.locator(".drawer a[href*='against=rongcheng-2013']")
    wanted = ("#/compare?", "scenario=popular-account", "people=3000", "years=10", "seed=3", "life=77")
    assert all(part in (link.get_attribute("href") or "") for part in wanted)
    link.click()
    one.page.locator(".drawer.both").wait_for(timeout=1000 * SECONDS * 3)
    assert "Life 77" in one.page.locator("#life-title").inner_text()


@pytest.mark.parametrize("layer", ["change", "entry"])
def test_the_wall_shows_recent_changes_and_undeserved_entries(
    watched: Open, installed: Studio, lived: dict[str, Any], layer: str
) -> None:
    one = watched(f"#/wall?run={lived['id']}&frame=400&layer={layer}")
    one.until(_there(400))
    number = [found["name"] for found in lived["layers"]].index(layer)
    told = lived["layers"][number]
    values = _state(installed, lived["id"], 400, number)
    assert {1, 2} <= set(values)
    lives = list(range(0, 3_000, 7))
    assert one.page.evaluate(_PIXELS, lives) == [told["colours"][values[k]] for k in lives]
    keep(one, f"wall-{layer}")
    assert faults(one) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut(
    watched: Open, lived: dict[str, Any], scheme: str, size: tuple[int, int]
) -> None:
    name = f"{scheme}-{size[0]}"
    one = watched("", size, color_scheme=scheme)
    one.page.wait_for_selector(".card", timeout=1000 * SECONDS)
    one.page.wait_for_selector(".scroll table", timeout=1000 * SECONDS)  # the societies that are open
    keep(one, f"lobby-{name}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    one.page.goto(f"{one.base}#/wall?run={lived['id']}&frame=500")
    one.until(_there(500))
    one.page.wait_for_selector(".curve", timeout=1000 * SECONDS)
    time.sleep(0.4)
    keep(one, f"wall-{name}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in one.page.get_by_role("button", name="Table").all():
        button.click()
    assert one.page.locator(".chart table").count() == 4
    assert faults(one) == []
    assert too_small(one) == []


def test_a_span_is_brushed_and_who_moved_in_it_is_lit(watched: Open, installed: Studio, lived: dict[str, Any]) -> None:
    """Dragging over a chart chooses the days between which flows are drawn; a ribbon lights its people on the wall."""
    one = watched(f"#/wall?run={lived['id']}&frame=100")
    one.until(_there(100))
    one.page.wait_for_selector(".flowing path", timeout=1000 * SECONDS)
    box = one.page.evaluate("document.querySelector('.plot .ground').getBoundingClientRect().toJSON()")
    one.page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 60)
    one.page.mouse.down()
    one.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 60, steps=6)
    one.page.mouse.up()
    one.until("/since=\\d/.test(location.hash)")
    said = dict(part.split("=") for part in one.page.url.split("?")[1].split("&"))
    since, frame = int(said["since"]), int(said["frame"])
    assert 0.37 < since / (lived["frames"] - 1) < 0.43 and 0.77 < frame / (lived["frames"] - 1) < 0.83
    one.until(_there(frame))
    flows = installed.ask(f"api/runs/{lived['id']}/flows?since={since}&frame={frame}")[1]
    moved = {(a, b): n for a, row in enumerate(flows["lives"]) for b, n in enumerate(row) if n and a != b}
    one.until(f"document.querySelectorAll('.flowing path').length === {len(moved)}")
    (a, b), n = max(moved.items(), key=lambda item: item[1])
    one.page.locator(f".flowing [data-way='{a}-{b}']").focus()
    one.page.keyboard.press("Enter")
    one.page.get_by_text("they are lit on the wall").wait_for(timeout=1000 * SECONDS)
    time.sleep(0.2)
    then, now = (_state(installed, lived["id"], k) for k in (since, frame))
    lit = [life for life in range(3_000) if then[life] == a and now[life] == b]
    assert len(lit) == n
    colours = one.page.evaluate(_PIXELS, list(range(3_000)))
    shown = lived["layers"][0]["colours"][b]
    assert [life for life in range(3_000) if colours[life] == shown] == lit
    keep(one, "wall-brushed")
    assert faults(one) == []
    one.page.get_by_role("button", name="Show everybody").click()
    one.until("!document.body.innerText.includes('they are lit on the wall')")
    assert one.page.evaluate(_PIXELS, [lit[0]]) == [shown]


def test_a_province_filters_the_charts(watched: Open, installed: Studio, lived: dict[str, Any]) -> None:
    tile = max(installed.ask(f"api/runs/{lived['id']}")[1]["tiles"], key=lambda one: one["lives"])
    one = watched(f"#/wall?run={lived['id']}&frame=500&province={tile['name']}")
    one.until(_there(500))
    one.page.get_by_text(f"of {tile['lives']:,} stand where they stood").wait_for(timeout=1000 * SECONDS)
    one.page.get_by_text(f"of all spells in {tile['name']} until").wait_for(timeout=1000 * SECONDS)
    for button in one.page.get_by_role("button", name="Table").all():
        button.click()
    last = installed.ask(f"api/runs/{lived['id']}/series?province={tile['name']}")[1]["lives"][-1]
    share = 100 * last[0] / sum(last[:-1])
    row = one.page.locator(".chart table").first.locator("tbody tr").last.inner_text()
    assert row.split("\t")[-1] == (f"{share:.1f} %" if share >= 1 else f"{share:.2f} %" if share >= 0.01 else "0 %")


def test_all_can_be_done_from_the_keyboard(watched: Open, lived: dict[str, Any]) -> None:
    one = watched()
    one.page.wait_for_selector(".card", timeout=1000 * SECONDS)
    for _ in range(14):
        one.page.keyboard.press("Tab")
        if one.page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''").startswith("Watch"):
            break
    else:
        raise AssertionError("no card is reached by Tab")
    one.page.goto(f"{one.base}#/wall?run={lived['id']}&frame=300")
    one.until(_there(300))
    one.page.locator(".canvas").focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown"):
        one.page.keyboard.press(key)
    assert "Life" in one.page.inner_text(".hover")
    one.page.keyboard.press("Enter")
    one.page.wait_for_selector(".drawer pre", timeout=1000 * SECONDS)
    assert one.page.evaluate("document.activeElement.closest('.drawer') !== null")
    one.page.keyboard.press("Escape")
    one.until("document.activeElement.classList.contains('canvas')")
    one.page.locator(".scrub").focus()
    one.page.keyboard.press("ArrowRight")
    one.until(_there(301))


def test_who_wants_no_motion_sees_none_until_asking(watched: Open, installed: Studio) -> None:
    run = installed.begin()
    one = watched(f"#/wall?run={run['id']}", reduced_motion="reduce")
    one.until("document.querySelector('.lived')?.value >= 10")
    assert _frame(one) == 0
    one.page.get_by_role("button", name="Play").click()
    one.until("Number(document.querySelector('.scrub').value) > 1")


def test_a_link_to_a_run_that_has_ended_lives_it_again(watched: Open) -> None:
    one = watched("#/wall?run=gone-by-now&scenario=suining-2010&people=3000&years=1&seed=9&frame=20&layer=grade")
    one.wrong.clear()
    one.until(_there(20))
    assert "run=gone" not in one.page.url
    assert "seed=9" in one.page.url
    one.wrong[:] = [text for text in one.wrong if "404" not in text]


def test_a_society_without_a_score_shows_its_lists(watched: Open, installed: Studio) -> None:
    run = installed.begin("judgment-defaulters", people=20_000)
    one = watched(f"#/wall?run={run['id']}&frame=40")
    one.until(_there(40))
    assert one.page.locator(".legend li").count() >= 3
    assert "on no list" in one.page.inner_text(".wall .legend")
    assert "Lives by list" in one.page.inner_text(".charts")
    assert one.page.get_by_text("How long a lock lasts").count() == 0


@pytest.mark.parametrize("size", SCREENS)
def test_days_on_which_rules_change_can_be_gone_to(watched: Open, installed: Studio, size: tuple[int, int]) -> None:
    """From the card, which lives the scenario for its own years, to a mark on the line of the scrubber."""
    steps = cp.load_scenario("china-2005-2025", people=1000).source["timeline"]
    dates = {change["date"] for change in steps if not change.get("not_modelled")}
    assert len(dates) > 10
    one = watched("", size)
    one.page.wait_for_selector(".card", timeout=1000 * SECONDS)
    assert f"rules change on {len(dates)} dates" in one.page.inner_text(".cards")
    one.page.select_option(".settings select", "20000")
    one.page.get_by_role("button", name="Watch: The documented record, 2005 to 2025").click()
    mark = one.page.get_by_role("button", name="2013-10-24: Courts publish a list")
    mark.wait_for(timeout=1000 * SECONDS)
    told = {change["date"] for change in steps if change["day"]}  # also what is on record and not modelled
    assert one.page.locator(".changes button").count() == len(told)
    one.page.get_by_role("button", name="Pause").click()
    mark.focus()
    one.page.keyboard.press("Enter")
    one.until(_there(460), 90)  # the first day of the 461st week, 26 October 2013
    assert "26 Oct 2013" in one.page.inner_text("output.date")
    keep(one, f"changes-{size[0]}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.alone
def test_a_killed_process_and_a_stopped_server_are_shown(browser: Browser) -> None:
    with studio() as opened:
        run = opened.begin(years=10, people=20_000)
        opened.wait(run["id"], 3)
        page = browser.new_page()
        page.goto(f"{opened.base}#/wall?run={run['id']}&scenario=popular-account")
        page.get_by_role("button", name="Pause").wait_for(timeout=1000 * SECONDS)
        for one in opened.family():
            if "spawn_main" in " ".join(one.cmdline()):
                one.send_signal(signal.SIGKILL)
        page.get_by_role("button", name="Live it again").wait_for(timeout=1000 * SECONDS)
        assert "signal 9" in page.inner_text(".note")
        opened.stop()
        page.get_by_text("connection to the studio was lost").wait_for(timeout=1000 * SECONDS)
        page.close()


@pytest.mark.skipif(shutil.which("npm") is None, reason="no Node to build the bundle with")
def test_the_bundle_is_what_its_sources_give() -> None:
    """Also that its types and its own tests are in order. `sh scripts/bundle` makes it anew."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(["sh", "scripts/bundle", "--check"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
