"""The report: well-formed, self-contained, escaped, and with words and a table for every picture."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import made_up
import numpy as np
import polars as pl
import pytest

from credopolis.analysis.charts.grades import grade_areas
from credopolis.analysis.charts.of_run import figures_of
from credopolis.analysis.charts.tiles import _CHANCE, CHINA, places, province_tiles, unlike_the_whole
from credopolis.analysis.open import open_run
from credopolis.analysis.pages.report import report_html, write_report
from credopolis.analysis.told.headline import headline
from credopolis.core import bundle
from credopolis.core.figure import Figure, data_of
from credopolis.core.outputs import NotWritten
from credopolis.core.page import table, with_contents
from credopolis.core.svg import grade_colours, ink_on, shade, spread
from credopolis.store.run import Run

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Reader(HTMLParser):
    """Keeps the tags of a page, what its scripts hold, and its words, and complains of tags that do not close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            self.scripts += [data] if self.open[-1] == "script" else []
        else:
            self.text.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def page(run: Run) -> Reader:
    return read(report_html(run))


def test_every_tag_closes_and_ids_are_unique(page: Reader) -> None:
    ids = [a["id"] for _, a in page.seen if "id" in a]
    assert len(ids) == len(set(ids)) > 10


def test_nothing_is_fetched_and_no_other_script_runs(page: Reader) -> None:
    assert not {"link", "img", "iframe", "object", "embed", "svg"} & {tag for tag, _ in page.seen}
    ids = {a["id"] for _, a in page.seen if "id" in a}
    for _, attributes in page.seen:
        assert not {"src", "srcset", "data", "xlink:href"} & attributes.keys()
        assert attributes.get("href", "#in-brief").startswith("#") and attributes.get("href", "#in-brief")[1:] in ids  # type: ignore[union-attr, index]
        assert not any(name.startswith("on") for name in attributes)
        assert "//" not in " ".join(value or "" for value in attributes.values())
    (module,) = (a for tag, a in page.seen if tag == "script" and a["type"] != "application/json")
    assert module == {"type": "module"} and page.scripts[-1] == bundle.script()
    (policy,) = (a["content"] or "" for _, a in page.seen if a.get("http-equiv") == "Content-Security-Policy")
    digest = b64encode(hashlib.sha256(bundle.script().encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ") and f"script-src 'sha256-{digest}';" in policy


def test_the_page_holds_the_charts_of_the_run_with_their_words_and_tables(run: Run, page: Reader) -> None:
    charts = figures_of(run, run.summary, None)
    held = [json.loads(text) for text in page.scripts[:-1]]
    assert len(charts) == len(held) > 10
    for chart, kept in zip(charts, held, strict=True):
        whole = data_of(chart, "")
        table = {name: whole.pop(name) for name in ("header", "rows")}
        assert kept == json.loads(json.dumps(whole, allow_nan=False))
        cells = [cell for row in (table["header"], *table["rows"]) for cell in row if cell]
        start = page.text.index(chart.caption)
        words = [text for text in page.text[start : start + len(cells) + 20] if text in set(cells)]
        assert words[: len(cells)] == cells
    tags = [tag for tag, _ in page.seen]
    assert tags.count("noscript") == len(charts)
    # Contents, what grades and what groups asked for, what channels saw, assumptions.
    assert tags.count("details") == len(charts) + 5


def test_a_long_page_has_a_table_of_contents(page: Reader) -> None:
    links = [a["href"] for tag, a in page.seen if tag == "a"]
    assert len(links) == len(set(links)) == [tag for tag, _ in page.seen].count("h2") > 15
    assert with_contents("<section><h2>One</h2></section>") == ("<section><h2>One</h2></section>", False)
    body, long = with_contents("<h1>b</h1>" + "<section><h2>&lt;A&gt;</h2></section>" * 6)
    assert long and [f"id='a{end}'" in body for end in ("", "-2", "-6", "-7")] == [True, True, True, False]


def test_names_of_columns_on_a_phone_end_no_style() -> None:
    html = table(("a';}</style><b>", 'x"\\', "of 5 %"), [("1", "2", "3")])
    tags = read(html)
    (style,) = (a["style"] or "" for _, a in tags.seen if a.get("style"))
    assert style == '--c1:"a\\27 \\3b \\7d \\3c \\2f style\\3e \\3c b\\3e ";--c2:"x\\22 \\5c ";--c3:"of 5 %";'


def test_names_are_escaped(make_run: Callable[..., Path]) -> None:
    nasty = replace(
        made_up.DIMENSIONS, acts=("<script>alert(1)</script>", "a&b", '"quoted"'), provinces=("<b>", "'s", "]]>"),
        grades=("<D>", "C&", "B", "A"),
    )  # fmt: skip
    html = report_html(open_run(make_run("x", made_up.MadeUpScenario(dimensions=nasty, title="<i>title</i>"))))
    read(html)
    assert "<script>" not in html and "<i>title" not in html and "<b>" not in html
    assert html.count("<script") == html.count("</script>") == html.count("data-credopolis-chart>") + 1


def test_it_says_what_it_is_about(page: Reader, run: Run) -> None:
    text = " ".join(page.text)
    assert run.fingerprint is not None
    for words in (
        run.fingerprint,
        "seed",
        "synthetic",
        "person-times",
        "conduct.shift",
        "assumption, 0.2 to 0.8",
        "numpy",
    ):
        assert words in text


def test_headline_counts_what_the_tables_count(run: Run) -> None:
    lines = " ".join(headline(run.summary))
    assert f"{run.entries['entries'].sum():,} entries were posted" in lines


def test_written_to_the_run_or_to_a_file(run: Run, tmp_path: Path) -> None:
    assert write_report(run) == run.folder / "report.html"
    assert write_report(run, tmp_path / "deep/page.html").read_text("utf-8") == report_html(run)
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match="a file stands where a folder is needed"):
        write_report(run, tmp_path / "file/page.html")


def test_a_run_without_any_event_still_has_a_report(make_run: Callable[..., Path]) -> None:
    first = made_up.periods(made_up.MadeUpScenario())[0]
    still = [first, replace(first, start_day=0, end_day=360)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: still)
        page = read(report_html(open_run(make_run("still"))))
    assert "0 rises (blue) and 0 falls (orange)" in " ".join(page.text)


def test_areas_stack_to_the_whole(run: Run) -> None:
    from credopolis.analysis.measures.metrics import grade_counts

    figure = grade_areas(grade_counts(run), run.labels["grade"][:-1])
    assert isinstance(figure, Figure)
    for row in figure.rows:
        assert sum(float(cell.removesuffix(" %")) for cell in row[1:]) == pytest.approx(100, abs=0.3)


def test_the_map_knows_every_province_once() -> None:
    assert len(CHINA) == 31
    assert len({(column, row) for column, row, _ in CHINA.values()}) == 31
    assert len({short for *_, short in CHINA.values()}) == 31


def test_other_societies_get_rows_of_tiles() -> None:
    where = places(tuple(f"p{k}" for k in range(10)))
    assert len({place[:2] for place in where.values()}) == 10


def test_a_province_without_lives_is_named_so() -> None:
    values = pl.DataFrame({"province": ["a", "b"], "value": [1.0, None], "count": [10, 0], "exposure": [1000.0, 0.0]})
    figure = province_tiles(values, ("a", "b", "c"), "m", "t", "u")
    assert [row[:2] for row in figure.rows] == [("a", "1.00"), ("b", "no lives"), ("c", "no lives")]


def test_a_map_shows_chance_as_chance() -> None:
    """Provinces that draw from one and the same rate have no colour, nearly always; one that stands apart has."""
    draws, exposure, coloured = np.random.default_rng(3), np.linspace(200.0, 20_000.0, 31), 0
    names = [f"p{k}" for k in range(31)]
    for _ in range(100):
        counts = draws.poisson(0.002 * exposure)
        values = pl.DataFrame({"province": names, "count": counts, "exposure": exposure, "value": counts / exposure})
        coloured += bool(unlike_the_whole(values))
    assert coloured <= 5, "at most one map in twenty has a colour by chance"
    counts[-1] *= 3
    values = pl.DataFrame({"province": names, "count": counts, "exposure": exposure, "value": counts / exposure})
    assert unlike_the_whole(values) == {"p30"}
    figure = province_tiles(values, tuple(names), "m", "t", "u")
    colours = [tile["colour"] for tile in figure.drawn["tiles"]]
    assert colours.count(_CHANCE) == 30 and "30 of 31" in figure.caption
    assert shade(1.0) in colours, "the highest of all is the darkest, though no other has a colour"


def test_labels_are_moved_apart_in_order() -> None:
    moved = spread([50.0, 10.0, 11.0, 12.0], 10, 0, 60)
    assert sorted(moved) == [moved[1], moved[2], moved[3], moved[0]]
    assert min(b - a for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False)) >= 10


def test_grades_differ_in_lightness_or_side() -> None:
    colours = grade_colours(8)
    assert len(set(colours)) == 8
    assert grade_colours(1) == [colours[-1]]
    assert ink_on("#ffffff") != ink_on("#08306b")


def test_units_stand_apart_and_uses_are_called_expected(page: Reader) -> None:
    text = " ".join(page.text)
    for words in (
        "person-days",
        "persons",
        "person-times",
        "Expected numbers",
        "hours of clerks",
        "capacity used",
        "missing person",
        "share helped",
        "Which channel saw which act",
    ):
        assert words in text


def test_the_decomposition_is_a_section_when_asked(run: Run) -> None:
    import numpy as np

    from credopolis.analysis.comparisons.decompose import Decomposition, split

    entries = np.random.default_rng(2).integers(0, 100, (3, 4, 2)).astype(float)
    made_up = split("false entries", "minority", "majority", entries, np.full(entries.shape, 1000.0))
    found = Decomposition("made-up", 1000, 365, (1, 2, 3), (made_up,))
    with_it = report_html(run, found)
    assert "12 runs of 1,000 lives" in " ".join(read(with_it).text)
    assert "12 runs" not in " ".join(read(report_html(run)).text)
