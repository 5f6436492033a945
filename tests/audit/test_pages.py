"""Pages of comparisons and in plain words; what each says of how it was made; and how they look on a telephone."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

from credopolis.audit.brief import MATTERS, brief
from credopolis.audit.compare import compare
from credopolis.audit.finding import SEVERITIES
from credopolis.audit.judge import Audit, audit
from credopolis.audit.law.article import CANNOT_TELL
from credopolis.audit.made import Made, made_by
from credopolis.audit.pages.brief import brief_html
from credopolis.audit.pages.comparison import comparison_html
from credopolis.audit.pages.rulebook import audit_html
from credopolis.cli.main import guarded
from credopolis.library.names import REGIMES
from credopolis.rulebook import parse_rulebook
from tests.audit.extreme import extreme
from tests.audit.phone import BROWSER, measure
from tests.audit.seeded import CLEAN
from tests.audit.test_page import Tags

MADE = Made("1.2.3", "2026-01-02", "credopolis audit x")
OTHER = CLEAN.replace("access: 1", "access: 0").replace("lasts: 60d", "lasts: 90d")


@cache
def done(name: str) -> Audit:
    """A regime audited, or the clean rulebook (`clean`), or that with a fault and a longer lock (`other`)."""
    return audit(name) if name in REGIMES else audit(parse_rulebook({"clean": CLEAN, "other": OTHER}[name], name))


def pages() -> dict[str, str]:
    return {
        "audit": audit_html([done("popular-account"), done("dangan")], MADE),
        "comparison": comparison_html(compare(done("other"), done("clean")), MADE),
        "brief": brief_html([done("popular-account"), done("judgment-defaulters")], MADE),
    }


@pytest.mark.parametrize("which", ["audit", "comparison", "brief"])
def test_pages_are_whole_and_fetch_nothing(which: str) -> None:
    tags = Tags()
    tags.feed(pages()[which])
    assert (tags.open, tags.wrong, tags.fetched) == ([], [], [])
    assert len(tags.ids) == len(set(tags.ids))


@pytest.mark.parametrize("which", ["audit", "comparison", "brief"])
def test_every_page_says_what_made_it(which: str) -> None:
    foot = pages()[which].rpartition("<footer>")[2]
    for words in (MADE.version, MADE.date, MADE.command):
        assert words in foot
    assert len(set(re.findall(r"SHA-256 ([0-9a-f]{64})", foot))) == 2


def test_the_hash_is_that_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    content = b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode()  # as some editors write it
    Path("book.yaml").write_bytes(content)
    for option in ("--html", "--brief"):
        assert (
            guarded(["audit", str(tmp_path / "book.yaml"), option, str(tmp_path / "page.html"), "--fail-on", "note"])
            == 0
        )
        foot = Path("page.html").read_text().rpartition("<footer>")[2]
        assert hashlib.sha256(content).hexdigest() in foot and "1970-01-02" in foot
        assert f"credopolis audit book.yaml {option} page.html --fail-on note" in foot
    assert made_by().command == ""


def test_a_rulebook_without_a_file_has_the_hash_of_its_rules() -> None:
    from dataclasses import replace

    from credopolis.rulebook.digest import digest

    book = replace(done("clean").book, located=None)
    assert digest(book) in audit_html([replace(done("clean"), book=book)], MADE).rpartition("<footer>")[2]


def test_the_comparison_comes_first() -> None:
    html = comparison_html(compare(done("other"), done("clean")), MADE).partition("</nav>")[2]
    headings = ("Mended: 1 finding", "Broken: 0 findings", "Least times that change", "Legal tests that change")
    order = [html.index(words) for words in (*headings, "Rules that change", "The two rulebooks", "<svg")]
    assert order == sorted(order)
    assert "nobody can see their own file" in html[: order[1]].lower()
    assert "<strong>1</strong> mended" in html and "<strong>0</strong> broken" in html
    back = comparison_html(compare(done("clean"), done("other")), MADE)
    assert "Broken: 1 finding" in back and "Mended: 0 findings" in back


def test_compare_writes_the_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(OTHER)
    (tmp_path / "b.yaml").write_text(CLEAN)
    page = tmp_path / "page.html"
    assert guarded(["audit", "--compare", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), "--html", str(page)]) == 0
    assert "Mended: 1 finding" in page.read_text()
    page.unlink()
    (tmp_path / "b.yaml").write_text("format: x\n")
    assert guarded(["audit", "--compare", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), "--html", str(page)]) == 1
    assert not page.exists()  # half a comparison is none
    capsys.readouterr()


@pytest.mark.parametrize("name", [*REGIMES, "clean", "other"])
def test_a_brief_says_what_follows_from_the_file(name: str) -> None:
    found = done(name)
    told = brief(found)
    assert told.does and told.whom
    text = " ".join((*told.does, *told.whom, *told.back, *told.untold, *(m.sentence for m in told.matters)))
    assert all(s.endswith((".", "!")) for s in (*told.does, *told.whom, *told.back, *told.untold)), text
    for number in (found.book.score.start, found.book.score.max) if found.book.score else ():
        assert f"{number:,}" in text
    for grade in found.book.grades.values():
        assert grade.lock is None or "locked" in text
    codes = [matter.finding.code for matter in told.matters]
    assert len(codes) == len(set(codes)) == min(MATTERS, len({f.code for f in found.findings}))
    least = min((SEVERITIES.index(m.finding.severity) for m in told.matters), default=0)
    left = [f for f in found.findings if f.code not in codes]
    assert all(SEVERITIES.index(f.severity) <= least for f in left)
    asked = {m for r in found.rulings if r.verdict == CANNOT_TELL for m in r.missing}
    assert all(any(a[1:] in sentence for sentence in told.untold) for a in asked)


def test_a_brief_of_the_popular_account() -> None:
    told = brief(done("popular-account"))
    assert told.does[0] == (
        "The scheme gives people 1,000 points to begin with, keeps them between 0 and 2,000, and sorts them into "
        "8 grades, from AAA down to D."
    )
    assert "After intentional crime, at least 9 years (3,285 days) pass before A- or better." in told.back
    assert [m.finding.severity for m in told.matters] == ["error"] * 3


def test_a_brief_tells_which_entries_do_not_count() -> None:
    text = CLEAN.replace(
        "    points: 6\n", "    points: 6\n    cap: {times: 1, per: 5y}\n    only: {grades: [watched, paused]}\n"
    )
    text = text.replace("lock: {lasts: 60d, release: band}", "lock: {lasts: 60d, release: band, sets_score: 90}")
    told = brief(audit(parse_rulebook(text))).does
    assert "When a lock of paused ends, the score is set to 90, and what was on file no longer counts." in told
    assert any("counts at most once within any 5y" in sentence for sentence in told)
    assert any("only in watched and paused" in sentence for sentence in told)
    plain = " ".join(brief(audit(parse_rulebook(CLEAN))).does)
    assert "is set to" not in plain and "counts" not in plain


def test_a_brief_tells_of_locks_that_are_longer_when_repeated() -> None:
    lock = "lock: {lasts: 60d, release: band, again: {within: 5y, lasts: [4y]}}"
    text = CLEAN.replace("lock: {lasts: 60d, release: band}", lock)
    done = audit(parse_rulebook(text))
    told = "A lock of paused is longer soon after earlier ones: 4y within 5y of the beginning of one earlier one."
    assert told in brief(done).does
    (found,) = (finding for finding in done.findings if finding.code == "LD05")
    assert (
        found.message
        == "soon after earlier ones, for 4 years (1,460 days) nothing that a person does leads out of paused"
    )
    assert not any(finding.code == "LD05" for finding in audit(parse_rulebook(CLEAN)).findings)


def test_a_brief_tells_of_returns_to_the_start_and_of_the_limit_of_a_day() -> None:
    text = CLEAN.replace("max: 120}", "max: 120, resets: {after: 3y}, at_once: {lost: 8}}")
    assert text != CLEAN
    done = audit(parse_rulebook(text))
    told = brief(done).does
    assert "Whatever happens on it, one day takes at most 8 points." in told
    assert any("returns to its start after 3y without an entry that takes points" in sentence for sentence in told)
    assert "The score returns to its start after 3y" in audit_html([done])
    assert all(finding.code != "PT03" for finding in audit(parse_rulebook(without_terms(text))).findings)
    assert any(finding.code == "PT03" for finding in audit(parse_rulebook(without_terms(CLEAN))).findings)


def test_a_brief_tells_of_clean_time_that_gives_points_back() -> None:
    text = CLEAN.replace("max: 120}", "max: 120, gives_back: {points: 2, after: 90d}}")
    done = audit(parse_rulebook(text))
    assert "Clean time gives back 2 points each 90d without an entry that takes points, up to 100." in brief(done).does
    assert "Clean time gives back 2 points" in audit_html([done])
    assert all(finding.code != "PT03" for finding in audit(parse_rulebook(without_terms(text))).findings)


def test_a_brief_tells_of_a_grade_that_lists() -> None:
    text = CLEAN.replace("lists:\n", "lists:\n  shame: {lasts: 400d, legal_basis: an act}\n", 1)
    text = text.replace("paused:\n", "paused:\n    adds_to: shame\n", 1)
    done = audit(parse_rulebook(text))
    assert "Whoever comes into paused is put on the list shame." in brief(done).does
    assert done.proofs.lists["shame"].grades_on == ("paused",)
    assert "On it by: grade paused" in audit_html([done])
    assert "shame" not in done.proofs.errors.on_list


def without_terms(text: str) -> str:
    """The rulebook whose entries count for ever."""
    return "\n".join(line for line in text.splitlines() if "counts_for" not in line)


def test_points_that_a_lock_clears_are_not_said_to_stay_for_ever() -> None:
    text = CLEAN.replace("    points: -6\n    counts_for: 1y", "    points: -6")
    (bare,) = (f.message for f in audit(parse_rulebook(text)).findings if f.code == "PT03")
    text = text.replace("lock: {lasts: 60d, release: band}", "lock: {lasts: 60d, release: band, sets_score: 90}")
    (cleared,) = (f.message for f in audit(parse_rulebook(text)).findings if f.code == "PT03")
    assert bare.endswith("never expire") and cleared == f"{bare}, unless a lock of paused ends and clears them"


def test_what_is_no_scheme_of_people_is_not_said_to_be_one() -> None:
    text = CLEAN.replace("account: hypothetical", "account: hypothetical\nsubject: vessel")
    told = " ".join((*brief(audit(parse_rulebook(text))).does, *brief(audit(parse_rulebook(text))).whom))
    assert "vessels" in told and "people" not in told


needs_browser = pytest.mark.skipif(BROWSER is None, reason="no browser to lay pages out")


@needs_browser
def test_what_does_not_fit_a_telephone_is_noticed(tmp_path: Path) -> None:
    bad = (
        "<body><div style='overflow-x:auto'><table><tr>" + "<td>much text</td>" * 30 + "</tr></table></div>"
        "<svg viewBox='0 0 944 100' width='100%'><text y='20' font-size='12'>small</text></svg>"
        "<p style='width:800px'>wide</p>"
    )
    found = measure(bad, tmp_path)
    assert found["width"] > 390 and found["wide"] and found["small"]


@needs_browser
@pytest.mark.parametrize("which", ["audit", "comparison", "brief", "extreme"])
def test_on_a_telephone_nothing_scrolls_sideways_and_no_text_is_small(which: str, tmp_path: Path) -> None:
    if which == "extreme":
        book = next(
            book for book in map(parse_rulebook, map(extreme, range(99))) if len(book.grades) > 20 and book.lists
        )
        found = audit(book, effort=20_000)
        html = audit_html([found], MADE) + brief_html([found], MADE)
    else:
        html = pages()[which]
    told = measure(html, tmp_path)
    assert told["width"] <= 390 and told["wide"] == [] and told["small"] == []
    assert told["texts"] > 1500
    assert told["undrawn"] == 0 and bool(told["drawn"]) == (which != "brief")
