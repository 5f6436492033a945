"""A studio from the built wheel, and pages of a real browser on it that reach nothing but this machine."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.audit.phone import BROWSER
from tests.house.test_wheel import _build_command
from tests.studio.serving import Studio, studio

NEEDED = pytest.mark.skipif(BROWSER is None, reason="no Chromium (Debian: apt install chromium)")
SCREENS = ((1440, 900), (390, 844))
SECONDS = 180


_OPENED: list[Studio] = []


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio that runs from the wheel's files, not from this checkout: one for all tests, which leave it tidy."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(_build_command(out), check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(out / "there")
    compileall.compile_dir(out / "there", quiet=1)  # as an installer does; else each process would, all at once
    where = subprocess.run(
        [sys.executable, "-c", "import credopolis; print(credopolis.__file__)"],
        capture_output=True, text=True, check=True, cwd=out, env={**os.environ, "PYTHONPATH": str(out / "there")},
    ).stdout  # fmt: skip
    assert Path(where.strip()).is_relative_to(out)
    with studio("--keep", "600", environment={"PYTHONPATH": str(out / "there")}) as opened:
        _OPENED.append(opened)
        yield opened
        _OPENED.clear()


@pytest.fixture(scope="session")
def open_studio(installed: Studio) -> Studio:
    """The same, for tests that ask it without a browser."""
    return installed


@contextmanager
def _left_as_found() -> Iterator[None]:
    """End the runs that were begun meanwhile in the studio that is shared."""
    before = {run["id"] for one in _OPENED for run in one.ask("api/runs")[1]}
    yield
    for one in _OPENED:
        for run in one.ask("api/runs")[1]:
            if run["id"] not in before:
                one.ask(f"api/runs/{run['id']}", method="DELETE")


@pytest.fixture(scope="module", autouse=True)
def tidied_after_all() -> Iterator[None]:
    """What a module's fixtures began ends with it."""
    with _left_as_found():
        yield


@pytest.fixture(autouse=True)
def tidied(tidied_after_all: None) -> Iterator[None]:
    """What a test began ends with it."""
    with _left_as_found():
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for a module: while one is driven, no event loop of other tests can run."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=BROWSER,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
        )
        yield opened
        opened.close()


@dataclass
class Watched:
    """A page, and whatever it should not have said or asked for."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{error} {error.stack}"))
        self.page.on("response", lambda r: self.wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        self.page.on("request", lambda r: None if self._is_here(r.url) else self.wrong.append(f"asked for {r.url}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "readback" not in message.text:  # which is for what tests do
            self.wrong.append(message.text)

    def _is_here(self, url: str) -> bool:
        return url.startswith((self.base, "blob:", "data:"))

    def until(self, true: str, seconds: float = SECONDS) -> None:
        """Wait until an expression of the page is true."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(f"Boolean({true})"):
            assert time.monotonic() < end, f"never {true}; wrong: {self.wrong}"
            time.sleep(0.05)


Open = Callable[..., Watched]


@pytest.fixture
def watched(browser: Browser, installed: Studio) -> Iterator[Open]:
    """Opens pages; at the end none may have said or asked what it should not."""
    contexts, pages = [], []

    def opened(address: str = "", size: tuple[int, int] = SCREENS[0], **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        one = Watched(context.new_page(), installed.base)
        pages.append(one)
        one.page.goto(installed.base + address)
        return one

    yield opened
    for context in contexts:
        context.close()
    wrong = [page.wrong for page in pages if page.wrong]
    assert wrong == [], wrong


def keep(one: Watched, name: str) -> None:
    """Keep a picture where the environment says, for people to look at."""
    if folder := os.environ.get("CREDOPOLIS_SHOTS"):
        one.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def faults(one: Watched) -> list[str]:
    """What axe finds."""
    found = Axe().run(one.page).response["violations"]
    return [f"{v['id']}: {n['html'][:120]} {n['failureSummary'][:160]}" for v in found for n in v["nodes"]]


def too_small(one: Watched) -> list[str]:
    """Words of the page in letters of less than 11 pixels."""
    found: list[str] = (
        one.page.evaluate("""[...document.querySelectorAll('body *')].filter((e) => e.getClientRects().length
      && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
      && parseFloat(getComputedStyle(e).fontSize) < 11).map((e) => e.textContent)""")
    )
    return found
