"""The rulebook's page in a real browser."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, Watched, faults, keep, too_small
from tests.studio.test_rulebooks import HOSTILE, OWN

pytestmark = NEEDED
READY = ".ladder svg"


def _opened(watched: Open, *arguments: object, **options: object) -> Watched:
    one = watched("#/rulebook", *arguments, **options)
    one.page.wait_for_selector(READY, timeout=1000 * SECONDS)
    return one


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut(watched: Open, scheme: str, size: tuple[int, int]) -> None:
    one = _opened(watched, size, color_scheme=scheme)
    time.sleep(0.3)
    keep(one, f"rulebook-{scheme}-{size[0]}")
    assert faults(one) == []
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert too_small(one) == []


def test_the_lobby_does_not_load_the_editor(watched: Open) -> None:
    one = watched()
    one.page.wait_for_selector(".card", timeout=1000 * SECONDS)
    scripts = one.page.evaluate(
        "performance.getEntriesByType('resource').filter((r) => r.name.endsWith('.js')).map((r) => r.name)"
    )
    assert len(scripts) == 2  # the page, and the charts, which notebooks have too
    assert not any("editor" in script for script in scripts)


def test_what_is_typed_is_checked_where_it_stands_and_lived_under(watched: Open) -> None:
    """From the keyboard alone: a fault is told with its line, mended, audited; then a society lives under the text."""
    one = _opened(watched)
    assert one.page.locator(".findings > li").count() == 44
    one.page.locator(".cm-content").focus()
    one.page.keyboard.press("Control+End")
    one.page.keyboard.type("\nle")
    one.page.wait_for_selector(".cm-tooltip-autocomplete li", timeout=1000 * SECONDS)
    assert "legal_basis" in one.page.inner_text(".cm-tooltip-autocomplete")
    one.page.wait_for_selector(".verdict.bad", timeout=1000 * SECONDS)
    assert "Line 182" in one.page.inner_text(".said")
    assert one.page.locator(".cm-lint-marker-error").count() == 1
    assert faults(one) == []
    for _ in range(2):
        one.page.keyboard.press("Backspace")
    one.page.keyboard.press("Escape")
    one.page.wait_for_selector(READY, timeout=1000 * SECONDS)
    assert "It rules the same" in one.page.inner_text("main")  # as what it was made from
    link = one.page.url
    again = watched(link.split("/", 3)[3])
    again.page.wait_for_selector(READY, timeout=1000 * SECONDS)
    assert again.page.locator(".choices select").first.input_value() == "own"
    again.page.get_by_role("button", name="Line 12", exact=True).click()
    assert again.page.evaluate("document.activeElement.classList.contains('editor')")
    again.page.get_by_role("button", name="Watch it").focus()
    again.page.keyboard.press("Enter")
    again.until("Number(document.querySelector('.scrub')?.value) > 1")
    assert "regime=own" in again.page.url
    assert "text=" in again.page.url


def test_a_dropped_or_chosen_file_is_shown_as_text(watched: Open, tmp_path: Path) -> None:
    one = _opened(watched)
    one.page.on("dialog", lambda dialog: one.wrong.append(f"a dialog: {dialog.message}"))
    marked = OWN.replace(b"title: Exemplary", b"title: '<img src=x onerror=alert(1)><script>alert(2)</script>'", 1)
    (tmp_path / "scheme.yaml").write_bytes(marked)
    one.page.set_input_files("input[type=file]", tmp_path / "scheme.yaml")
    one.page.wait_for_selector(READY, timeout=1000 * SECONDS)
    one.until("document.querySelector('.ladder rect title')?.textContent.includes('<script>')")
    assert one.page.locator(".ladder script, .ladder img, .said script, .said img").count() == 0
    assert "the score starts at 970" in one.page.inner_text("main")


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_show_as_text_or_in_words(watched: Open, tmp_path: Path, what: str) -> None:
    one = _opened(watched)
    (tmp_path / "file.yaml").write_bytes(HOSTILE[what])
    one.page.set_input_files("input[type=file]", tmp_path / "file.yaml")
    if len(HOSTILE[what]) > 500_000:
        one.page.wait_for_selector("[role=alert]", timeout=1000 * SECONDS)
        assert "at most 500,000" in one.page.inner_text("[role=alert]")
    else:
        one.page.wait_for_selector(".verdict.bad", timeout=1000 * SECONDS)
        assert one.page.locator(".said .findings li").count() >= 1
    one.page.select_option(".choices select", "ladder")
    one.until("document.querySelector('.verdict')?.textContent.startsWith('No faults')")


NESTED = {
    "brackets": "[" * 100_000,
    "fewer brackets": "[" * 3_000,
    "braces": "{a: " * 20_000,
    "lists": "- " * 40_000,
    "questions": "? " * 40_000,
    "stairs": "\n".join(f"{' ' * deep}a:" for deep in range(900)),
}


def test_files_that_nest_too_deep_are_told_of_however_much_of_them_is_read(watched: Open, tmp_path: Path) -> None:
    """The editor's grammar and colours call themselves for each level, and had no more room for some files."""
    one = _opened(watched)
    for name, text in NESTED.items():
        (tmp_path / f"{name}.yaml").write_text(text)
        one.page.set_input_files("input[type=file]", tmp_path / f"{name}.yaml")
        one.page.wait_for_selector(".verdict:not(.bad)", timeout=1000 * SECONDS)  # reading
        one.until("document.querySelector('.verdict.bad')")
        time.sleep(0.5)  # in which the editor would read on
        assert one.wrong == [], name
    one.page.locator(".cm-content").focus()
    one.page.keyboard.press("Control+a")
    one.page.keyboard.insert_text(OWN.decode())
    one.page.wait_for_selector(READY, timeout=1000 * SECONDS)
    one.until("document.querySelector('.editor').shadowRoot.querySelector('.cm-line span[class]')")  # in colours again
    one.page.keyboard.insert_text(NESTED["fewer brackets"])
    one.until("document.querySelector('.verdict.bad')")


def test_what_is_no_text_is_refused_in_words(watched: Open, tmp_path: Path) -> None:
    one = _opened(watched)
    (tmp_path / "picture.yaml").write_bytes(bytes(range(256)))
    one.page.set_input_files("input[type=file]", tmp_path / "picture.yaml")
    one.page.get_by_text("This file is not text").wait_for(timeout=1000 * SECONDS)
