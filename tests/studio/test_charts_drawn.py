"""Charts of notebooks and of kept pages, drawn by the bundle's own module in a real browser without a network."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import credopolis as cp
from credopolis.analysis.comparisons.ablate import ablate_scenario
from credopolis.analysis.comparisons.compare import compare_regimes
from credopolis.analysis.comparisons.decompose import decompose
from credopolis.analysis.measures.standing import time_below_if_any
from credopolis.analysis.pages.comparison import ablation_html, comparison_html
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.pages.robust import robust_html
from credopolis.analysis.pages.study import calibration_page, sensitivity_page
from credopolis.analysis.studies.calibrate import calibrate
from credopolis.analysis.studies.design import make_design
from credopolis.analysis.studies.robust import robust
from credopolis.analysis.studies.sensitivity import sensitivity
from credopolis.analysis.studies.targets import make_targets
from credopolis.audit.judge import audit
from credopolis.audit.pages.rulebook import audit_html
from credopolis.core.page import figure_section, page
from credopolis.core.writing import encoded
from credopolis.store.run import Run
from tests.analysis import cheap
from tests.studio.browsing import NEEDED, SCREENS, Watched, faults, keep, too_small

pytestmark = NEEDED
HOSTILE = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
SCHEMES = ("light", "dark")
LOOKS = tuple(zip(SCREENS, SCHEMES, strict=True))  # a desk by day, and a telephone by night
Drawn = Callable[..., Watched]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A small run with something to show in most charts."""
    out = tmp_path_factory.mktemp("charts") / "run"
    return cp.run("popular-account", people=20_000, years=3, seed=4, interval="month", out=out)


@pytest.fixture
def drawn(browser: Browser, tmp_path: Path) -> Iterator[Drawn]:
    """Opens a page that is a file; it may say nothing wrong and ask for nothing at all."""
    contexts, pages = [], []

    def opened(html: str, size: tuple[int, int] = SCREENS[0], **options: Any) -> Watched:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_bytes(encoded(html))
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        pages.append(Watched(context.new_page(), path.as_uri()))
        pages[-1].page.goto(path.as_uri())
        return pages[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [page.wrong for page in pages if page.wrong] == []


def notebook(*widgets: Any) -> str:
    """A page that does with widgets what a notebook's does: loads each module from its text, and renders it."""
    parts = []
    for k, widget in enumerate(widgets):
        module = b64encode(widget._esm.encode()).decode()
        chart = json.dumps(widget.chart).replace("<", "\\u003c")
        parts.append(
            f"<style>{widget._css}</style><div id='w{k}'></div><script type='module'>"
            f"import widget from 'data:text/javascript;base64,{module}';"
            f"const model = {{ get: () => ({chart}), on: () => undefined }};"
            f"widget.render({{ model, el: document.getElementById('w{k}') }});</script>"
        )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>A notebook</title><body style='margin:8px'><main><h1>Charts</h1>{''.join(parts)}"
    )


_SHAPES = "[...document.querySelectorAll('.credopolis-chart')].map((c) => c.querySelectorAll('.drawn svg *').length)"
_BEYOND = """[...document.querySelectorAll('.drawn svg text')].filter((e) => {
  const [mine, all] = [e.getBoundingClientRect(), e.ownerSVGElement.getBoundingClientRect()];
  return mine.left < all.left - 2 || mine.right > all.right + 2 || mine.bottom > all.bottom + 2;
}).map((e) => e.textContent)"""


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=SCHEMES)
def test_every_chart_is_drawn_and_can_be_read(drawn: Drawn, run: Run, size: tuple[int, int], scheme: str) -> None:
    charts = [run.chart(name) for name in run.charts]
    assert len(charts) > 10
    one = drawn(notebook(*(chart.widget() for chart in charts)), size, color_scheme=scheme)
    one.page.wait_for_function(f"{_SHAPES}.length === {len(charts)} && {_SHAPES}.every((n) => n > 8)")
    assert one.page.evaluate(_BEYOND) == []
    assert too_small(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in one.page.get_by_role("button", name="Table").all():
        button.click()
    assert one.page.locator(".credopolis-chart table").count() == len(charts)
    assert too_small(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(one) == []
    keep(one, f"notebook-{scheme}-{size[0]}")


def test_a_chart_is_read_by_pointer_and_keyboard(drawn: Drawn, run: Run) -> None:
    one = drawn(notebook(run.chart("grades").widget(), run.chart("flows").widget()))
    one.page.wait_for_selector(".ground")
    said = one.page.locator(".says").first
    one.page.locator(".ground").focus()
    one.page.keyboard.press("Home")
    first = run.chart("grades").data["drawn"]
    for label, row in zip(first["labels"], first["shares"], strict=True):
        assert f"{label} {row[0]:.1f} %" in (said.text_content() or "")
    box = one.page.evaluate("document.querySelector('.ground').getBoundingClientRect().toJSON()")
    one.page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 40)
    one.page.wait_for_function("document.querySelector('.says').textContent.includes('2024')")
    one.page.locator(".flows path[role=button]").first.focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_function("document.querySelectorAll('.says')[1].textContent.endsWith('changes')")
    assert one.page.locator(".flows [aria-pressed=true]").count() == 1


def test_numbers_and_pictures_are_saved(drawn: Drawn, run: Run) -> None:
    for name in ("grades", "entries-act", "map-standing"):
        one = drawn(notebook(run.chart(name).widget()), SCREENS[1], color_scheme="dark")
        one.page.wait_for_selector(".drawn svg")
        kept = {}
        for kind in ("CSV", "SVG", "PNG"):
            with one.page.expect_download() as loading:
                one.page.get_by_role("button", name=kind).click()
            assert loading.value.suggested_filename == f"{name}.{kind.lower()}"
            kept[kind] = Path(loading.value.path()).read_bytes()
        assert kept["CSV"].decode() == run.chart(name).csv
        assert kept["PNG"].startswith(b"\x89PNG") and len(kept["PNG"]) > 4_000
        alone = drawn(f"<!doctype html><title>x</title>{kept['SVG'].decode()}")
        assert alone.page.evaluate("document.querySelectorAll('svg text').length") > 5
        assert "var(" not in kept["SVG"].decode()


@pytest.mark.parametrize("size", SCREENS, ids=["desktop", "phone"])
def test_a_kept_page_draws_with_scripts_and_shows_without(
    drawn: Drawn, run: Run, tmp_path: Path, size: tuple[int, int]
) -> None:
    html = run.chart("survival").save(tmp_path / "survival.html").read_text(encoding="utf-8")
    one = drawn(html, size)
    one.page.wait_for_selector(".credopolis-chart .curve")
    assert one.page.locator("img").count() == 0  # the drawing has taken the place of the still picture
    assert too_small(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(one) == []
    still = drawn(html, size, java_script_enabled=False)
    picture = still.page.locator("figure img")
    assert picture.count() == 1
    box = picture.bounding_box()
    assert box is not None and box["width"] >= 700 and box["height"] > 200  # of 760, in which letters have 12 pixels
    assert still.page.locator("figure table").count() == 1
    keep(still, f"still-{size[0]}")


def test_a_still_picture_stays_legible_on_a_phone(drawn: Drawn, run: Run) -> None:
    """What a notebook keeps: it moves sideways in its own room, and the page does not."""
    parts = "".join(run.chart(name)._repr_html_() for name in run.charts) + (run._repr_html_() or "")
    one = drawn(
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>x</title><style>table{{font-size:13px}}</style>"
        f"<body style='font:14px sans-serif'>{parts}", SCREENS[1],
    )  # fmt: skip
    widths = one.page.evaluate("[...document.images].map((i) => i.clientWidth / i.naturalWidth)")
    assert len(widths) == len(run.charts) and min(widths) * 12 >= 11
    assert all(one.page.evaluate("[...document.images].map((i) => i.complete && i.naturalHeight > 40)"))
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(one, "stills-390")


@pytest.fixture(scope="module")
def pages(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every kind of page of findings, each with its charts."""
    folder = tmp_path_factory.mktemp("pages")
    small: Any = {"people": 2000, "years": 0.5, "seeds": 2, "threads": 1}
    factors = {name: {"low": -3.0, "high": 3.0} for name in "abc"}
    depends = sensitivity(make_design(factors, "saltelli", of_a_scenario=False, points=64), model=cheap.ishigami)
    targets = {"y": {"value": 1.0, "tolerance": 1.0}, "z": {"value": 2.0, "tolerance": 1.0, "held_out": True}}
    options: Any = {"of_a_scenario": False, "particles": 50, "most_runs": 5000, "seed": 3}
    fit = calibrate(make_targets({"m": {"low": -5, "high": 5}}, targets, **options), model=cheap.line)
    doubts = robust("popular-account", people=1000, years=0.3, draws=20, seeds=2, workers=1)
    named, empty = folder / "page.html", folder / "empty"
    both = ("popular-account", "popular-account,off=informants")
    return {
        "report": report_html(run, decompose(**small), time_below_if_any(run)),
        "comparison": comparison_html(compare_regimes(both, **small)),
        "audit": audit_html([audit("popular-account"), audit("judgment-defaulters")]),
        "ablation": ablation_html(ablate_scenario(only=("locks", "quotas", "office"), **small)),
        "robust": robust_html(doubts),
        "sensitivity": sensitivity_page(depends, named, empty).read_text("utf-8"),
        "calibration": calibration_page(fit, named, empty).read_text("utf-8"),
    }  # fmt: skip


_TABLES = """[...document.querySelectorAll('.credopolis-chart')].map((c) => {
  [...c.querySelectorAll('button')].find((b) => b.textContent === 'Table').click();
  return [...c.querySelectorAll('tr')].map((r) => [...r.children].map((cell) => cell.textContent));
})"""


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=SCHEMES)
def test_pages_of_findings_draw_their_charts_and_can_be_read(
    drawn: Drawn, run: Run, pages: dict[str, str], size: tuple[int, int], scheme: str
) -> None:
    """From the file alone, by a policy that lets no other script run."""
    for name, html in pages.items():
        one = drawn(html, size, color_scheme=scheme)
        charts = html.count("data-credopolis-chart>")
        one.page.wait_for_function(f"{_SHAPES}.length === {charts} && {_SHAPES}.every((n) => n > 8)")
        keep(one, f"{name}-{scheme}-{size[0]}")
        one.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if name == "report":
            shown = [run.chart(k) for k in run.charts]
            tables = [[list(c.figure.header), *map(list, c.figure.rows)] for c in shown]
            assert [t for t in one.page.evaluate(_TABLES) if t in tables] == tables
        assert one.page.evaluate(_BEYOND) == [], name
        assert too_small(one) == [], name
        assert one.page.evaluate(_SIDEWAYS) == [], name
        assert faults(one) == [], name


_SIDEWAYS = """[document.documentElement, ...document.querySelectorAll('main *')]
  .filter((e) => innerWidth < 700 || !e.closest('.scroll')) // wide tables move in their own room on a desk
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).overflowX !== 'visible'
    || e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`)"""


def test_hostile_names_show_as_text(drawn: Drawn, run: Run) -> None:
    """A rulebook's words stand in the chart as they are written, and nothing in them runs."""
    chart = run.chart("grades")
    data = json.loads(json.dumps(chart.data))
    data |= {"title": HOSTILE, "caption": HOSTILE, "of": HOSTILE, "header": [HOSTILE] * 9, "rows": [[HOSTILE] * 9]}
    data["drawn"]["labels"] = [HOSTILE] * len(data["drawn"]["labels"])
    widget = chart.widget()
    widget.chart = data
    one = drawn(notebook(widget))
    one.page.get_by_role("button", name="Table").click()
    one.page.locator(".ground").focus()
    assert one.page.locator(".credopolis-chart h2").text_content() == HOSTILE
    assert HOSTILE in (one.page.locator(".says").text_content() or "")
    assert one.page.locator("td").first.text_content() == HOSTILE
    assert one.page.locator(".credopolis-chart :is(script, img)").count() == 0
    assert one.page.evaluate("window.hurt") is None


def test_hostile_names_show_as_text_in_a_page(drawn: Drawn, run: Run) -> None:
    """In words, in data, and in the style that names the cells of a table on a phone."""
    known = run.chart("grades").figure
    labels = [HOSTILE] * len(known.drawn["labels"])
    figure = replace(
        known, name=HOSTILE, title=HOSTILE, caption=HOSTILE, header=(HOSTILE, "';}</style>" + HOSTILE),
        rows=((HOSTILE, HOSTILE),), drawn={**known.drawn, "labels": labels},
    )  # fmt: skip
    html = page(HOSTILE, f"<header><h1>{escape(HOSTILE)}</h1></header>{figure_section(figure) * 7}")
    one = drawn(html, SCREENS[1])
    one.page.wait_for_selector(".credopolis-chart .area")
    one.page.get_by_role("button", name="Table").first.click()
    assert one.page.title() == one.page.locator("h1").text_content() == HOSTILE
    assert one.page.locator(".credopolis-chart h2").first.text_content() == HOSTILE
    assert one.page.locator(".credopolis-chart td").first.text_content() == HOSTILE
    assert one.page.locator(".contents a").count() == 7
    assert one.page.locator("main :is(script, img, style)").count() == 0 and one.page.locator("script").count() == 1
    bare = drawn(html, SCREENS[1], java_script_enabled=False)
    assert bare.page.locator("section > noscript").count() == 7
    bare.page.locator("summary").nth(1).click()
    assert bare.page.locator("td").first.text_content() == HOSTILE
    names = "[...document.querySelectorAll('tr:last-child td')].map((e) => getComputedStyle(e, '::before').content)"
    assert HOSTILE.replace('"', '\\"') in bare.page.evaluate(names)[0]
    assert bare.page.locator("main img").count() == 0
