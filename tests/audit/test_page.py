"""The page: one file, nothing fetched, and a picture that shows the ladder as it is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest

from credopolis.audit.judge import Audit, audit
from credopolis.audit.pages.charts import conduct, least_times, mistakes
from credopolis.audit.pages.ladder_figure import FirstStep, first_steps, ladder_figure, time_text
from credopolis.audit.pages.rulebook import audit_html
from credopolis.library.names import REGIMES
from credopolis.rulebook import parse_rulebook
from tests.audit.seeded import CLEAN

_VOID = {"meta", "link", "br", "img", "hr", "input"}


class Tags(HTMLParser):
    """Follows the open tags, and notes those that close wrongly, ids and whatever could be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.fetched: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "src" or (name == "href" and not str(value).startswith("#")):  # of the page itself
                self.fetched.append(str(value))
            if name == "id":
                self.ids.append(str(value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    return [audit(name) for name in REGIMES]


def test_one_page_on_all_regimes(audits: list[Audit]) -> None:
    html = audit_html(audits)
    tags = Tags()
    tags.feed(html)
    assert (tags.open, tags.wrong, tags.fetched) == ([], [], [])
    assert len(tags.ids) == len(set(tags.ids)) > len(audits)
    assert html.index("<svg") < html.index("<h2")
    assert "no legal advice" in html
    assert "url(http" not in html and "@import" not in html


def test_charts_hold_what_was_proved(audits: list[Audit]) -> None:
    for done in audits:
        proofs = done.proofs
        found = {figure.name: figure for figure in (least_times(done), conduct(done), mistakes(done)) if figure}
        assert ("least-times" in found) == bool(proofs.grades)
        if "least-times" in found:
            cells = {
                (proofs.grades[c["row"]], proofs.grades[c["column"]]): c["text"]
                for c in found["least-times"].drawn["cells"]
            }
            assert cells == {
                (a, b): time_text(proofs.least_time_days[a, b], (a, b) not in proofs.unproved)
                for a in proofs.grades for b in proofs.grades
            }  # fmt: skip
        if "conduct" in found:
            for curve, drift in zip(found["conduct"].drawn["curves"], proofs.drift.values(), strict=True):
                assert curve["name"] == drift.title
                assert curve["going"][-1] == pytest.approx(100 * drift.in_standing[-1][1], abs=1e-3)
        if "mistakes" in found:
            rows = found["mistakes"].drawn["rows"]
            shares = [part["share"] for row in rows for bar in row["bars"] for part in bar["parts"]]
            assert max(shares) == 1 and len(shares) == len(rows) * len(proofs.errors.years)


def test_pictures_are_whole_and_inside_their_frame(audits: list[Audit]) -> None:
    for done in audits:
        figure = ladder_figure(done.book, done.proofs)
        root = ElementTree.fromstring(figure.svg)
        width, height = (float(v) for v in root.attrib["viewBox"].split()[2:])
        for element in root.iter():
            for key, most in (("x", width), ("y", height), ("cy", height)):
                if key in element.attrib:
                    assert 0 <= float(element.attrib[key]) <= most
        texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
        for name in done.book.grades:
            assert name in texts
        for name in done.book.lists:
            assert any(name.replace("_", " ")[:20] in text for text in texts)


def test_the_nine_years_stand_in_the_picture() -> None:
    done = audit("popular-account")
    texts = re.findall(r">([^<>]+)</text>", ladder_figure(done.book, done.proofs).svg)
    for wanted in ("9 years", "5 years in D", "2 years in C", "2 years in B", "after intentional crime"):
        assert wanted in texts
    assert texts.count("\u2212100") == 1 and "tax evasion" in texts


def test_first_steps_are_what_the_automaton_does() -> None:
    assert first_steps(parse_rulebook(CLEAN)) == [
        FirstStep("watched", "speeding", "\u22126 \u00d7 2", True),
        FirstStep("watched", "phone", "\u22124 \u00d7 3", True),
        FirstStep("good", "course", "+6", False),
    ]


@pytest.mark.parametrize(
    ("days", "text"),
    [(None, "never"), (0, "at once"), (1, "1 day"), (364, "364 days"), (365, "1 year"), (548, "1.5 years"),
     (3285, "9 years")],
)  # fmt: skip
def test_times_in_words(days: int | None, text: str) -> None:
    assert time_text(days) == text
