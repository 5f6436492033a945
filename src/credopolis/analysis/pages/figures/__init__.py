"""Charts of comparisons and studies, one a file; each comes with the table beside it."""

from __future__ import annotations

from credopolis.analysis.pages.figures.heat import heat_map
from credopolis.analysis.pages.figures.split import split_dots

__all__ = ["heat_map", "split_dots"]
