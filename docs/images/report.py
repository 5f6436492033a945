"""Takes the picture of a report: docs/images/report.png, 1440 by 900, in few colours.

.venv/bin/python docs/images/report.py RUN     # needs the group `test` and a Chromium; RUN at its defaults
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import sync_playwright

import credopolis as cp

HERE: Final = Path(__file__).resolve().parent
sys.path.append(str(HERE))  # for the means of writing a small picture

from studio import BROWSER, SIZE, as_palette, pixels  # noqa: E402


def main(folder: Path) -> None:
    """Write the picture: the report's charts from the second on."""
    with TemporaryDirectory() as out, sync_playwright() as playwright:
        page_file = cp.write_report(cp.open_run(folder), Path(out) / "report.html")
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        page.goto(f"{page_file.as_uri()}#share-of-scored-lives-in-each-grade-over-time")
        page.wait_for_selector(".credopolis-chart .flows")
        page.wait_for_timeout(500)
        found = pixels(browser, page.screenshot())
        browser.close()
    (HERE / "report.png").write_bytes(as_palette(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
