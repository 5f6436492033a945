"""Charts of runs by name, as pictures, pages, numbers and widgets; and what a notebook shows of a run."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import made_up
import polars as pl
import pytest

from credopolis.analysis.charts.chart import Chart
from credopolis.analysis.charts.of_run import CHARTS
from credopolis.analysis.charts.stills import KINDS
from credopolis.analysis.open import open_run
from credopolis.analysis.pages.report import report_html
from credopolis.core import bundle
from credopolis.core.errors import BadValue, Misuse, UnknownName
from credopolis.core.extras import install_command
from credopolis.core.figure import embedded
from credopolis.core.outputs import NotWritten
from credopolis.store import reader
from credopolis.store.run import Run

HOSTILE = "<script>alert(1)</script>"
PAGE = Path(bundle.__file__).parents[1] / "studio" / "page"


@pytest.fixture
def hostile(make_run: Callable[..., Path]) -> Run:
    """A run of rules that name everything so that a page which takes names for markup would run them."""
    dimensions = replace(
        made_up.DIMENSIONS, acts=(HOSTILE, "a&b", '"quoted"'), provinces=("<b>", "'s", "</script>"),
        grades=("</style><D>", "C&", "B", "A"),
    )  # fmt: skip
    source = {"scenario": "made-up", "regime_title": HOSTILE, "account": HOSTILE, "people": 3_000, "seed": 7}
    return open_run(
        make_run("hostile", made_up.MadeUpScenario(dimensions=dimensions, title=HOSTILE, name=HOSTILE, source=source))
    )


def test_a_run_has_the_charts_of_its_report_by_name(run: Run) -> None:
    drawn = [run.chart(name) for name in run.charts if name != "standing"]
    assert len(drawn) == report_html(run).count("data-credopolis-chart>") > 10
    for chart in drawn:
        assert chart.title in report_html(run) or "&" in chart.title
        assert run.chart(chart.name) is chart
    assert run.chart() is run.chart("grades")
    assert run.chart("provinces") is run.chart("map-standing")


def test_names_that_are_none_are_told_with_those_that_are(run: Run) -> None:
    with pytest.raises(UnknownName, match="no chart named 'grade'. Did you mean 'grades'.*cases, channels.*waits"):
        run.chart("grade")
    for strange in (None, 3, ["grades"], ""):
        with pytest.raises(UnknownName, match="Known: cases"):
            run.chart(strange)  # type: ignore[arg-type]
    absent = next(name for name in CHARTS if name == "standing" or name not in run.charts)
    with pytest.raises(Misuse, match=f"no chart '{absent}': .*Charts that it has: grades"):
        run.chart(absent)
    assert absent not in run.charts
    with pytest.raises(Misuse, match="Open the run with credopolis.open_run"):
        reader.open_run(run.folder).chart("grades")
    assert reader.open_run(run.folder)._repr_html_() is None


def test_a_chart_is_a_picture_of_its_own(run: Run) -> None:
    for name in run.charts:
        if name == "standing":
            continue
        root = ElementTree.fromstring(run.chart(name).svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert float(root.attrib["width"]) > 100 and float(root.attrib["height"]) > 20
        assert "//" not in run.chart(name).svg.replace("http://www.w3.org/2000/svg", "")
        assert len(root.findall(".//{*}text")) > 2


def test_its_numbers_are_those_of_the_tables(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run.chart("grades").csv)))
    counted = run.grades.group_by("date", "grade").agg(pl.col("lives").sum())
    assert {(r["date"], r["grade"]): int(r["lives"]) for r in rows} == {
        (day.isoformat(), grade): lives for day, grade, lives in counted.iter_rows()
    }
    flows = {(r["from"], r["to"]): int(r["changes"]) for r in csv.DictReader(io.StringIO(run.chart("flows").csv))}
    moved = run.flows.filter(pl.col("from_grade").is_in(run.labels["grade"][:-1]) & (pl.col("changes") > 0))
    summed = moved.group_by("from_grade", "to_grade").agg(pl.col("changes").sum())
    assert flows == {(a, b): n for a, b, n in summed.iter_rows() if a != b and b in run.labels["grade"][:-1]}
    entries = {r["act"]: int(r["entries"]) for r in csv.DictReader(io.StringIO(run.chart("entries-act").csv))}
    assert entries == dict(run.entries.group_by("act").agg(pl.col("entries").sum()).iter_rows())


def test_what_the_bundle_draws_adds_up(run: Run) -> None:
    areas: Any = run.chart("grades").data["drawn"]
    last = run.grades.filter((pl.col("day") == pl.col("day").max()) & (pl.col("grade") != "unscored"))
    lives = dict(last.group_by("grade").agg(pl.col("lives").sum()).iter_rows())
    assert sum(row[-1] for row in areas["shares"]) == pytest.approx(100, abs=0.01)
    for label, row in zip(areas["labels"], areas["shares"], strict=True):
        assert row[-1] == pytest.approx(100 * lives.get(label, 0) / sum(lives.values()), abs=1e-3)
    for name in ("entries-act", "entries-channel", "cases"):
        for row in run.chart(name).data["drawn"]["rows"]:
            assert sum(part["share"] for part in row["bars"][0]["parts"]) == pytest.approx(1, abs=1e-3)
    for name in run.charts[1:]:
        json.dumps(run.chart(name).data, allow_nan=False)


def test_it_is_saved_as_its_name_says_and_whole(run: Run, tmp_path: Path) -> None:
    chart: Chart = run.chart("grades")
    for ending, begins in ((".svg", "<svg xmlns"), (".html", "<!doctype html>"), (".csv", "date,day,grade")):
        path = tmp_path / "kept" / f"grades{ending}"
        assert chart.save(str(path)) == path
        assert path.read_text(encoding="utf-8").startswith(begins)
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == ["grades.csv", "grades.html", "grades.svg"]
    with pytest.raises(BadValue, match=r"ends in \.svg, \.html, \.csv.*PNG"):
        chart.save("grades.png")
    with pytest.raises(BadValue):
        chart.save(3)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="lie files of a run"):
        chart.save(run.folder / "grades.csv")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises((BadValue, NotWritten)):
        chart.save(tmp_path / "folder.svg")


def test_a_saved_page_holds_the_bundle_and_asks_for_nothing(run: Run, tmp_path: Path) -> None:
    page = run.chart("grades").save(tmp_path / "grades.html").read_text(encoding="utf-8")
    assert bundle.script() in page and bundle.style() in page
    assert "default-src 'none'" in page
    markup = page.replace(bundle.script(), "")
    assert " src='data:image/svg+xml;base64," in markup and "http-equiv" in markup
    assert markup.count("src=") == 1 and "<link" not in markup and "@import" not in markup


def test_hostile_names_are_text_everywhere(hostile: Run, tmp_path: Path) -> None:
    card = hostile._repr_html_() or ""
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in card
    for html in (card, *(hostile.chart(name)._repr_html_() for name in hostile.charts if name != "standing")):
        assert "<script" not in html and "<D>" not in html and "<b>" not in html
    for name in ("grades", "map-false", "entries-act"):
        ElementTree.fromstring(hostile.chart(name).svg)
        page = hostile.chart(name).save(tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert page.count("<script") == page.count("</script>") == 2, name  # the data and the bundle
    data = hostile.chart("grades").data
    text = embedded(data)
    assert text.count("<") == 2
    assert json.loads(text.split(">", 1)[1].removesuffix("</script>")) == data


def test_a_card_tells_what_a_run_is(run: Run) -> None:
    card = run._repr_html_() or ""
    for words in ("A made-up run", "3,000 synthetic lives", "seed 7", "All people here are synthetic", "<table"):
        assert words in card
    last = run.grades.filter(pl.col("day") == pl.col("day").max())
    for lives in last.group_by("grade").agg(pl.col("lives").sum())["lives"]:
        assert f"<td>{lives:,}</td>" in card
    noted = replace(run, notes=("Opened <in part>.",))
    assert "Opened &lt;in part&gt;." in (noted._repr_html_() or "")


def test_the_widget_is_the_module_that_the_studio_imports(run: Run) -> None:
    widget = run.chart("grades").widget()
    (module,) = (PAGE / "assets").glob("charts-*.js")
    assert widget._esm == module.read_text(encoding="utf-8") == bundle.script()
    assert widget.chart == run.chart("grades").data
    (page,) = (PAGE / "assets").glob("index-*.js")
    assert f'from"./{module.name}"' in page.read_text(encoding="utf-8")
    assert "import" not in bundle.script()  # it stands alone, whoever loads it
    assert "</script" not in bundle.script() and "</style" not in bundle.style()
    widget.close()


def test_a_notebook_keeps_the_picture_and_no_widget_where_nobody_looks(run: Run) -> None:
    kept = run.chart("grades")._repr_mimebundle_()
    assert set(kept) == {"text/plain", "text/html"}
    picture = kept["text/html"].split("base64,")[1].split("'")[0]
    assert b64decode(picture).decode() == run.chart("grades").svg


def test_whatever_the_bundle_draws_has_a_still_picture(run: Run) -> None:
    """The same data, drawn by a kind a file in both."""
    kinds = (Path(__file__).parents[2] / "web/src/charts/kinds.ts").read_text(encoding="utf-8")
    assert {*re.findall(r"kind: '(\w+)'", kinds)} == KINDS.keys()
    drawn = [run.chart(name) for name in run.charts if name != "standing"]
    for chart in drawn:
        for row in chart.data["drawn"].get("rows", ()):
            assert all(escape(row.get(words, "")) in chart.svg for words in ("text", "end"))
    areas = run.chart("grades").data["drawn"]
    assert run.chart("grades").svg.count('class="area"') == len(areas["labels"])


_WITHOUT = """
import sys
sys.modules["anywidget"] = None
import credopolis as cp
run = cp.open_run(sys.argv[1])
assert set(run.chart("grades")._repr_mimebundle_()) == {"text/plain", "text/html"}
assert "synthetic" in run._repr_html_()
try:
    run.chart("grades").widget()
except Exception as error:
    print(type(error).__name__, error)
assert not {"IPython", "ipywidgets", "traitlets"} & set(sys.modules), sorted(sys.modules)
"""


def test_without_the_extra_charts_are_pictures(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT, str(run.folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "MissingExtra" in done.stdout and install_command("notebook") in done.stdout


def test_importing_and_charting_load_no_notebook() -> None:
    """Nothing of a notebook is loaded before a widget is asked for; the package itself loads no chart."""
    code = (
        "import sys, credopolis, credopolis.cli.begin; "
        "print([n for n in sys.modules if n.split('.')[0] in ('anywidget', 'IPython', 'ipywidgets', 'traitlets')"
        " or n.startswith('credopolis.analysis')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
