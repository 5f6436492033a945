"""The widget of a chart in a notebook: the bundle's own module, shown by anywidget (extra `notebook`)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from credopolis.core.bundle import script, style
from credopolis.core.extras import need

LIBRARY = "anywidget"


def is_installed() -> bool:
    """Whether widgets can be made here; nothing is imported to find out."""
    return find_spec(LIBRARY) is not None


def somebody_looks() -> bool:
    """Whether a notebook's page is there to show a widget: whoever only runs a notebook, to keep or to export it, takes
    no input, and says so with every cell. Such a notebook gets the still picture, which needs no network.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    asked: Mapping[str, Any] = getattr(shell, "get_parent", dict)()
    return bool((asked.get("content") or {}).get("allow_stdin"))


@cache
def _kind() -> Any:
    """The class of widgets, made when the first is asked for."""
    anywidget, traitlets = (
        need(LIBRARY, "A chart that can be played with", "notebook"),
        need("traitlets", "", "notebook"),
    )
    members = {"_esm": script(), "_css": style(), "chart": traitlets.Dict().tag(sync=True)}
    return type("ChartWidget", (anywidget.AnyWidget,), members)


def widget_of(chart: Mapping[str, Any]) -> Any:
    """A widget that shows a chart. chart : its data, as of `Chart.data`.

    Raises
    ------
    MissingExtra
        If anywidget is not installed.
    """
    return _kind()(chart=dict(chart))
