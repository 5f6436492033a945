"""The charts of the bundle, as the package ships them: the very module that the studio's page imports."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

_ASSETS: Final = ("studio", "page", "assets")


@cache
def script() -> str:
    """The module: JavaScript that imports nothing. It draws by `render` (anywidget) and by `show`."""
    return _asset(".js")


@cache
def style() -> str:
    """Its style."""
    return _asset(".css")


@cache
def script_hash() -> str:
    """What a page's policy calls the module, so that no other script runs in the page."""
    return f"'sha256-{b64encode(sha256(script().encode()).digest()).decode()}'"


def _asset(ending: str) -> str:
    """The one part of the bundle that holds the charts; its name has a hash in it."""
    folder = files("credopolis").joinpath(*_ASSETS)
    (found,) = (one for one in folder.iterdir() if one.name.startswith("charts-") and one.name.endswith(ending))
    return found.read_text(encoding="utf-8")
