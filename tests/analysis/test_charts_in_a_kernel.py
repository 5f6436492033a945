"""A chart in a real kernel: who looks gets a widget of the bundle's own module, and whoever only runs it a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from credopolis.core import bundle
from credopolis.store.run import Run

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def kernel() -> Iterator[BlockingKernelClient]:
    """A kernel as notebooks start it."""
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def _shown(client: BlockingKernelClient, code: str, looks: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a cell shows, by kind, and the widgets that it opened. looks : whether somebody could be asked for input."""
    heard: list[dict[str, Any]] = []
    reply = client.execute_interactive(
        code, allow_stdin=looks, output_hook=heard.append, stdin_hook=lambda _: None, timeout=120
    )
    assert reply["content"]["status"] == "ok", reply["content"]
    shown = [m["content"]["data"] for m in heard if m["msg_type"] == "execute_result"]
    opened = [m["content"]["data"]["state"] for m in heard if m["msg_type"] == "comm_open"]
    return (shown[0] if shown else {}), [state for state in opened if "_esm" in state]


def test_who_looks_gets_the_bundle_and_an_export_the_picture(kernel: BlockingKernelClient, run: Run) -> None:
    code = f"import credopolis as cp\nrun = cp.open_run({str(Path(run.folder))!r})\nrun.chart('grades')"
    shown, widgets = _shown(kernel, code, looks=True)
    assert {"text/plain", "text/html", WIDGET} <= shown.keys()
    (widget,) = widgets
    assert widget["_esm"] == bundle.script() and widget["_css"] == bundle.style()
    assert widget["chart"] == run.chart("grades").data
    assert shown["text/html"] == run.chart("grades")._repr_html_()
    shown, widgets = _shown(kernel, "run.chart('grades')", looks=False)
    assert shown.keys() == {"text/plain", "text/html"} and widgets == []
    shown, widgets = _shown(kernel, "run.chart('grades').widget()", looks=False)
    assert WIDGET in shown and len(widgets) == 1  # who asks for the widget has it


def test_a_run_shows_itself(kernel: BlockingKernelClient, run: Run) -> None:
    code = f"import credopolis as cp\ncp.open_run({str(Path(run.folder))!r})"
    shown, _ = _shown(kernel, code, looks=True)
    assert shown["text/html"] == run._repr_html_()
