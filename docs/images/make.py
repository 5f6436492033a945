"""Makes the picture and the printed summary that the README shows, from one run at its defaults.

    python docs/images/make.py RUN    # a finished folder of `credopolis run`

Then `python docs/generate.py` puts the summary into the README.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from rich.console import Console

import credopolis as cp
from credopolis.analysis import metrics
from credopolis.analysis.figures import Figure, grade_areas
from credopolis.cli.summary_view import summary_view

HERE: Final = Path(__file__).resolve().parent
# A paper of its own: the picture stands on light and dark pages alike.
_STYLE: Final = """
svg { background: #fff; font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
text { fill: #14181c; } .small { font-size: 12px; } .strong { font-weight: 600; }
.axis { stroke: #5b646d; } .grid { stroke: #d5dade; } .lead { stroke: #5b646d; stroke-width: .7; }
.area { stroke: #fff; stroke-width: .6; }
"""


def standalone(figure: Figure) -> str:
    """A figure as a file of its own, with its style inside."""
    opening, rest = figure.svg.split(">", 1)
    opening = opening.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{opening}><style>{_STYLE}</style>{rest}\n"


def picture(run: cp.Run) -> str:
    """Shares of the grades over time."""
    return standalone(grade_areas(metrics.grade_counts(run), run.labels["grade"][:-1]))


def printed(run: cp.Run) -> str:
    """What the command prints of a run."""
    console = Console(width=110, highlight=False, markup=False, emoji=False, force_terminal=False)
    with console.capture() as capture:
        console.print(summary_view(run))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def main(folder: Path) -> None:
    """Write the picture and the summary."""
    run = cp.open_run(folder)
    (HERE / "grades.svg").write_text(picture(run), encoding="utf-8")
    (HERE / "default-run.txt").write_text(printed(run), encoding="utf-8")
    print(f"made from {folder}, fingerprint {run.fingerprint}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
