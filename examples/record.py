"""Runs the examples and keeps what they print in the `output.txt` beside each; a test holds them to it.

python examples/record.py            # all
python examples/record.py first-run  # one
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
COMMANDS: Final = {
    "first-run": ("sh", "run.sh"),
    "change-one-rule": (sys.executable, "example.py"),
    "own-rulebook": ("sh", "run.sh"),
    "fork-a-run": ("sh", "run.sh"),
    "tenant-screening": ("sh", "run.sh"),
    "benefits-fraud-risk": ("sh", "run.sh"),
    "schemes": ("sh", "run.sh"),
    "company-desk": ("sh", "run.sh"),
}


def output_of(name: str) -> str:
    """What an example prints; the folder of its results is written as OUT.

    Raises
    ------
    RuntimeError
        If the example fails, with what it said.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / name)
        done = subprocess.run(
            [*COMMANDS[name], out],
            cwd=HERE / name, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        lines = (line.rstrip() for line in done.stdout.replace(out, "OUT").splitlines())
    return "\n".join(lines) + "\n"


def main(names: list[str]) -> None:
    """Record the examples named, or all."""
    for name in names or COMMANDS:
        (HERE / name / "output.txt").write_text(output_of(name), encoding="utf-8")
        print(f"recorded {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
