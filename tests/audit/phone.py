"""A page as a telephone shows it: laid out by a browser without a window, 390 pixels wide, and measured there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
WIDTH = 390
_SETTLED_MS = 500
"""After which charts are drawn: they are once there is room for them, which a closed part of a page has not."""
_OPEN = """
const page = document.querySelector('iframe').contentDocument;
for (const one of page.querySelectorAll('details')) one.open = true;
"""
_MEASURE = """
const wide = [], small = [];
const shown = (e) => e.getClientRects().length > 0;
for (const e of page.querySelectorAll('body *')) {
  if (!shown(e)) continue;
  const style = page.defaultView.getComputedStyle(e);
  if (e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(style.overflowX)) wide.push(e.tagName);
  const beyond = e.getBoundingClientRect().right > WIDTH + 1 && !e.closest('svg');
  if (beyond) wide.push(e.tagName + ' ' + e.textContent.slice(0, 40));
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || ['STYLE', 'SCRIPT', 'TITLE', 'DESC'].includes(e.tagName.toUpperCase())) continue;
  const at = e.ownerSVGElement && e.getScreenCTM();
  const scale = at ? Math.hypot(at.a, at.b) : 1;  // words may be turned
  const size = parseFloat(style.fontSize) * scale;
  if (size < 11) small.push(size.toFixed(1) + ' ' + e.textContent.slice(0, 40));
}
const told = {width: page.documentElement.scrollWidth, wide: wide.slice(0, 5), small: small.slice(0, 5),
              texts: page.body.innerText.length, drawn: page.querySelectorAll('.credopolis-chart svg').length,
              undrawn: page.querySelectorAll('[data-credopolis-chart]').length};
document.querySelector('pre').textContent = JSON.stringify(told);
"""


def measure(html: str, folder: Path) -> Any:
    """What a browser finds: the page's width, what reaches beyond the screen or scrolls, texts under 11 pixels."""
    outer = folder / "outer.html"
    outer.write_text(
        f"<!doctype html><meta charset='utf-8'><body style='margin:0'><pre></pre><iframe style='width:{WIDTH}px;"
        f"height:900px;border:0' srcdoc='{escape(html)}'></iframe><script>window.onload = () => {{{_OPEN}"
        f"setTimeout(() => {{{_MEASURE.replace('WIDTH', str(WIDTH))}}}, {_SETTLED_MS})}};</script>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         "--window-size=1200,1000", "--virtual-time-budget=4000", "--dump-dom", outer.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    found = re.search(r"<pre>(\{.*?\})</pre>", done.stdout, re.DOTALL)
    assert found, done.stdout[:300]
    return json.loads(unescape(found[1]))
