"""A chart as Python has it: it shows itself in a notebook, and is saved as a picture, a page or numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from credopolis.analysis.charts.still import as_page, as_part, as_svg
from credopolis.analysis.charts.widget import is_installed, somebody_looks, widget_of
from credopolis.core.errors import BadValue
from credopolis.core.figure import Figure, as_csv, data_of
from credopolis.core.outputs import check_outputs, write_output
from credopolis.core.textfile import named
from credopolis.library.settings import read_path

WRITERS: Final[dict[str, Callable[[Chart], str]]] = {
    ".svg": lambda chart: chart.svg,
    ".html": lambda chart: as_page(chart.figure, chart.of),
    ".csv": lambda chart: chart.csv,
}
"""What a chart is saved as, by the ending of the file's name."""


def check_any(path: Path) -> None:
    """Refuse a folder or a disk; raises as `check_outputs`."""
    check_outputs({"the chart": path})


@dataclass(frozen=True)
class Chart:
    """A chart of a run or a comparison.

    Last in a cell of a notebook it shows itself: drawn by the bundle of the studio where anywidget is installed
    (extra `notebook`) and somebody looks, else as a picture that needs neither scripts nor a network.

    of : what it was made of, in words. check : refuses files that it must not take the place of.
    """

    figure: Figure = field(repr=False)
    of: str
    check: Callable[[Path], None] = field(default=check_any, repr=False)

    @property
    def name(self) -> str:
        """Its name."""
        return self.figure.name

    @property
    def title(self) -> str:
        """What it shows."""
        return self.figure.title

    @property
    def caption(self) -> str:
        """How to read it, and what it comes to."""
        return self.figure.caption

    @property
    def svg(self) -> str:
        """The drawing as a file of its own."""
        return as_svg(self.figure)

    @property
    def csv(self) -> str:
        """All its numbers, not rounded."""
        return as_csv(self.figure)

    @property
    def data(self) -> dict[str, Any]:
        """What the bundle draws it from, as plain data."""
        return data_of(self.figure, self.of)

    def widget(self) -> Any:
        """The chart as a widget of anywidget, to be put among others; a new one each time.

        Raises
        ------
        MissingExtra
            If the extra `notebook` is not installed.
        """
        return widget_of(self.data)

    def save(self, path: str | Path) -> Path:
        """Write it whole or not at all, as what the name of the file ends in says: .svg, .html or .csv -> its path.

        Raises
        ------
        BadValue
            If the name ends otherwise, or it would take the place of a file of the run.
        NotWritten
            If the file cannot be written.
        """
        target = named(read_path(path, "the chart", "the path of a file"))
        writer = WRITERS.get(target.suffix.lower())
        if writer is None:
            remedy = "A page (.html) and a notebook also give it as PNG."
            raise BadValue(
                "The name of the chart's file", str(path), f"a name that ends in {', '.join(WRITERS)}", remedy
            )
        self.check(target)
        write_output(target, writer(self))
        return target

    def _repr_html_(self) -> str:
        """The still picture with its words and table."""
        return as_part(self.figure, self.of)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """What a notebook keeps of it: always the still picture, which is what an export shows; and the widget."""
        kept: dict[str, Any] = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if is_installed() and somebody_looks():
            shown = self.widget()._repr_mimebundle_()
            data = shown[0] if isinstance(shown, tuple) else shown
            kept |= {kind: value for kind, value in (data or {}).items() if kind not in kept}
        return kept
