"""Takes the picture of the studio's wall: docs/images/studio.png, 1440 by 900, in few colours.

.venv/bin/python docs/images/studio.py     # needs the group `test` and a Chromium; under a minute
"""

from __future__ import annotations

import base64
import json
import struct
import sys
import time
import zlib
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, sync_playwright

HERE: Final = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1]))  # for the tests' means of opening a studio

from tests.audit.phone import BROWSER  # noqa: E402
from tests.studio.serving import studio  # noqa: E402

SIZE: Final = (1440, 900)
FRAME, SINCE, PEOPLE = 440, 104, 100_000
_COLOURS: Final = 256


def shot() -> NDArray[np.uint8]:
    """The wall at a day of the eighth year, (900, 1440, 3), as a browser shows it."""
    with studio("--keep", "60") as opened, sync_playwright() as playwright:
        run = opened.begin(people=PEOPLE, years=10, seed=1)
        with opened.line(run["id"]) as line:
            line.send(json.dumps({"seek": FRAME}))
            opened.wait(run["id"], FRAME + 1, 300)
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        page.goto(f"{opened.base}#/wall?run={run['id']}&frame={FRAME}&since={SINCE}")
        page.wait_for_selector(".dash")
        page.wait_for_selector(".flowing path")
        time.sleep(2)
        found = pixels(browser, page.screenshot())
        browser.close()
    return found


_READ = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const sheet = new OffscreenCanvas(image.width, image.height);
  const context = sheet.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let said = '';
  for (let k = 0; k < data.length; k += 32768) said += String.fromCharCode(...data.subarray(k, k + 32768));
  return btoa(said);
}"""


def pixels(browser: Browser, png: bytes) -> NDArray[np.uint8]:
    """The pixels of a picture, (height, width, 3), as the browser reads it."""
    page = browser.new_page()
    said = page.evaluate(_READ, base64.b64encode(png).decode())
    return np.frombuffer(base64.b64decode(said), np.uint8).reshape(SIZE[1], SIZE[0], 4)[:, :, :3]


def as_palette(image: NDArray[np.uint8]) -> bytes:
    """A PNG in the 256 colours that are most common, each pixel in the nearest."""
    flat = image.reshape(-1, 3)
    codes = flat.astype(np.int64) @ np.array([65536, 256, 1])
    known, where, counts = np.unique(codes, return_inverse=True, return_counts=True)
    colours = np.stack([known >> 16, known >> 8 & 255, known & 255], axis=1)
    kept = colours[np.sort(np.argsort(-counts, kind="stable")[:_COLOURS])]
    nearest = np.array([int(np.argmin(((kept - one) ** 2).sum(axis=1))) for one in colours], np.uint8)
    height, width = image.shape[:2]
    rows = np.hstack([np.zeros((height, 1), np.uint8), nearest[where].reshape(height, width)])
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", kept.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


if __name__ == "__main__":
    (HERE / "studio.png").write_bytes(as_palette(shot()))
    print(f"wrote studio.png, {(HERE / 'studio.png').stat().st_size:,} bytes")
