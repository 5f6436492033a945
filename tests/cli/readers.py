"""Every option and argument of every command that takes a path, with a command line that ends soon, and what it gives.

A new one is found by `of_commands`; the tests that stand on this table fail until it is in it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.main import get_command

import credopolis as cp
from credopolis.cli.app import app
from credopolis.cli.main import guarded
from credopolis.library.catalogue import FOLDER

NO_PATHS = (
    "N", "Y", "S", "T", "D", "K", "ID", "ADDRESS", "MECHANISM", "PATH=VALUE", "NAME=VALUE", "ACT=VALUE", "TIME", "DATE",
    "90|95", "STEPS", "NAME", "[NAME|WORD]", "STATE", "FACTOR",
    "tick|month|quarter|year", "[ID|WORD]", "CODES", "REGIME", "[NAME]", "[TARGET]...",
)  # fmt: skip
"""What the help of options and arguments calls values that are no paths."""
NO_PATHS_BY_NAME = {
    ("audit", "fail_on"), ("studio", "host"), ("life", "find"), ("validate", "scenario"), ("company plan", "to"),
    ("company plan", "off"),
}  # fmt: skip
"""Values that are no paths either, and one whose file must bear a scenario's name: see `test_validate`."""
SERVES = {("studio", "run"), ("company watch", "file"), ("company watch", "rulebook")}
"""Commands that end when they are told to: their paths are tried by tests of their own."""
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BOOK = EXAMPLES / "own-rulebook/library-card.yaml"
ON = "--on 2026-11-30 --json"
LIVED = "--people 20k --years 1 --seeds 1 --json"
DEALT = "--people 20k --seeds 1 --draws 0 --json"
FOLLOWED = "--people 1k --years 8 --seeds 2 --draws 0 --json"
ASKED = "--people 1k --years 0.1 --seeds 2 --draws 0 --workers 1 --html OUT --json"
SMALL_TARGETS = Path(__file__).with_name("small-targets.yaml")
SMALL = "--people 1000 --years 0.1 --threads 1"
TWO = "--people 1000 --years 0.1 --threads 1 --seeds 2"
DRAWN = "--people 1000 --years 0.1 --seeds 2 --draws 20 --workers 1 --out OUT --json"
ONE_TARGET = "validate V03 --people 1k --seeds 2 --draws 0 --workers 1 --json"
FIT = "--people 1k --workers 1 --json"
TEXTS = {
    "rulebook": BOOK.read_text(),
    "scenario": (
        "format: credopolis-scenario/1\ntitle: t\nsummary: s\nsociety: china-2020\nregime: dangan\npeople: 1000\n"
        "years: 0.1\n"
    ),
    "design": (
        "format: credopolis-design/1\ntitle: t\nkind: grid\npeople: 1000\nyears: 0.1\n"
        "factors: {regime: {values: [dangan, us-bank-score]}}\noutputs: [entries]\n"
    ),
    "morris": (
        "format: credopolis-design/1\ntitle: t\nkind: morris\npoints: 2\npeople: 1000\nyears: 0.1\n"
        "factors: {regime.faces.searches_a_year: {low: 0, high: 10}}\noutputs: [entries]\n"
    ),
    "targets": SMALL_TARGETS.read_text(),
    "predictions": (
        f"format: credopolis-predictions/1\ntitle: t\nfit: {SMALL_TARGETS}\n"
        "predictions: {p: {title: t, measure: entries, value: 1, tolerance: 1000}}\n"
    ),
    "reform": "format: credopolis-reform/1\nreform: blind\nsource: assumption\noff: [informants]\n",
    "cases": (FOLDER / "regimes/suining-2010/cases.yaml").read_text(),
    "config": "[audit]\nselect = ['DP']\n",
    "baseline": '{"format": "credopolis-baseline/1", "findings": {}}',
    "firm": (EXAMPLES / "company-desk/firm.yaml").read_text(),
    "firms": (FOLDER / "regimes/company-2020/rulebook.yaml").read_text(),
    "holidays": (EXAMPLES / "company-desk/holidays.yaml").read_text(),
    "fit": (
        "format: credopolis-fit/1\ntitle: t\nscenario: china-2005-2025\nseeds: 1\nrounds: 1\n"
        "parameters: {rulebook.acts.perform_judgment.conduct.rate: {low: 0.05, high: 0.8}}\n"
        "fitted: [listings by the end of 2018]\n"
    ),
}  # fmt: skip
OTHER = {
    "rulebook": (FOLDER / "regimes/suining-2010/rulebook.yaml").read_text(),
    "scenario": TEXTS["scenario"].replace("dangan", "suining-2010"),
    "design": TEXTS["design"].replace("dangan,", "suining-2010, dangan,"),
    "morris": TEXTS["morris"].replace("points: 2", "points: 3"),
    "targets": TEXTS["targets"].replace("value: 1,", "value: 2,").replace("checks: 10", "checks: 11"),
    "predictions": TEXTS["predictions"].replace("value: 1,", "value: 2,"),
    "reform": TEXTS["reform"].replace("informants", "informants, quotas"),
    "cases": TEXTS["cases"].replace("score: 610", "score: 611"),
    "config": TEXTS["config"].replace("DP", "CR"),
    "firm": TEXTS["firm"].replace("founded: 20", "founded: 19"),
    "firms": (FOLDER / "regimes/tax-credit/rulebook.yaml").read_text(),
    "holidays": "format: credopolis-holidays/1\nholidays: [2027-03-01]\n",
    "fit": TEXTS["fit"].replace("low: 0.05", "low: 0.06"),
    "baseline": '{"format": "credopolis-baseline/2", "findings": {}}',
}
"""Other files of the kinds, which would show in the results if they were read instead."""


@dataclass(frozen=True)
class Reader:
    """A place for a path on a command line. kind : what lies there, a key of `TEXTS`, a run, a page or a new folder.

    line : the command, with PATH where the path stands, and RUN and REFORM for those that are there.
    """

    kind: str
    line: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file that is read."""
        return self.kind in TEXTS

    @property
    def is_input(self) -> bool:
        """Whether it may be the standard input: not settings, which say how something else is read."""
        return self.is_file and self.kind not in ("config", "baseline")

    @property
    def ending(self) -> str:
        """How its name ends."""
        return {"config": ".toml", "baseline": ".json"}.get(self.kind, ".yaml") if self.is_file else ""


READERS: dict[tuple[str, str], Reader] = {
    ("run", "scenario"): Reader("scenario", f"run PATH {SMALL} --out OUT --json"),
    ("run", "regime"): Reader("rulebook", f"run --regime PATH {SMALL} --out OUT --json"),
    ("run", "out"): Reader("folder", f"run dangan {SMALL} --out PATH --json"),
    ("run", "emit"): Reader("folder", f"run dangan {SMALL} --emit PATH --out OUT --json"),
    ("resume", "folder"): Reader("stopped", "resume PATH --threads 1 --json"),
    ("resume", "emit"): Reader("folder", "resume STOPPED --emit PATH --threads 1 --json"),
    ("report", "run"): Reader("run", "report PATH --html OUT --json"),
    ("report", "out"): Reader("page", "report RUN --html PATH --json"),
    ("life", "run_or_id"): Reader("run", "life PATH 12 --json"),
    ("life", "twin"): Reader("run", "life RUN 12 --twin PATH --json"),
    ("panel", "run"): Reader("run", "panel PATH --lives 20 --out OUT --json"),
    ("panel", "out"): Reader("folder", "panel RUN --lives 20 --out PATH --json"),
    ("apparatus", "run"): Reader("run", "apparatus PATH --draws 2 --json"),
    ("regimes", "page"): Reader(
        "page", "regimes --compare --people 1k --years 0.1 --seeds 2 --draws 2 --html PATH --json"
    ),
    ("diffusion", "html"): Reader("page", "diffusion --years 1 --seeds 2 --draws 2 --html PATH --json"),
    ("verify", "folder"): Reader("run", "verify PATH --threads 1 --json"),
    ("audit", "names"): Reader("rulebook", "audit PATH --json"),
    ("audit", "sarif_file"): Reader("page", "audit suining-2010 --sarif PATH --json"),
    ("audit", "config"): Reader("config", "audit suining-2010 --config PATH --json"),
    ("audit", "baseline"): Reader("baseline", "audit suining-2010 --baseline PATH --json"),
    ("audit", "brief_file"): Reader("page", "audit suining-2010 --brief PATH --json"),
    ("audit", "write_baseline"): Reader("page", "audit suining-2010 --write-baseline PATH --json"),
    ("audit", "html_file"): Reader("page", "audit suining-2010 --html PATH --json"),
    ("company check", "files"): Reader("firm", "company check PATH --json"),
    ("company standing", "file"): Reader("firm", f"company standing PATH --rulebook company-2020 {ON}"),
    ("company standing", "rulebook"): Reader("firms", f"company standing FIRM --rulebook PATH {ON}"),
    ("company standing", "html"): Reader("page", f"company standing FIRM --rulebook company-2020 --html PATH {ON}"),
    ("company standing", "ics"): Reader("calendar", f"company standing FIRM --rulebook company-2020 --ics PATH {ON}"),
    ("company exposure", "file"): Reader("firm", f"company exposure PATH --rulebook company-2020 {ON}"),
    ("company exposure", "rulebook"): Reader("firms", f"company exposure FIRM --rulebook PATH {ON}"),
    ("company exposure", "html"): Reader("page", f"company exposure FIRM --rulebook company-2020 --html PATH {ON}"),
    ("company plan", "file"): Reader("firm", f"company plan PATH --rulebook company-2020 {ON}"),
    ("company plan", "rulebook"): Reader("firms", f"company plan FIRM --rulebook PATH {ON}"),
    ("company plan", "holidays"): Reader("holidays", f"company plan FIRM --rulebook company-2020 --holidays PATH {ON}"),
    ("company plan", "html"): Reader("page", f"company plan FIRM --rulebook company-2020 --html PATH {ON}"),
    ("company plan", "ics"): Reader("calendar", f"company plan FIRM --rulebook company-2020 --ics PATH {ON}"),
    ("company compare", "file"): Reader(
        "firm", f"company compare PATH --rulebook company-2020 --against tax-credit {ON}"
    ),
    ("company compare", "rulebook"): Reader("firms", f"company compare FIRM --rulebook PATH --against tax-credit {ON}"),
    ("company compare", "against"): Reader("firms", f"company compare FIRM --rulebook tax-credit --against PATH {ON}"),
    ("company society", "regime"): Reader("firms", f"company society --regime PATH {LIVED}"),
    ("company society", "society"): Reader("society", f"company society --regime company-2020 --society PATH {LIVED}"),
    ("company society", "html"): Reader("page", f"company society --regime company-2020 --html PATH {LIVED}"),
    ("company doors", "regime"): Reader("firms", f"company doors --off growth --regime PATH {LIVED}"),
    ("company doors", "society"): Reader(
        "society", f"company doors --off growth --regime company-2020 --society PATH {LIVED}"
    ),
    ("company doors", "html"): Reader("page", f"company doors --off growth --regime company-2020 --html PATH {LIVED}"),
    ("company trust", "society"): Reader("society", f"company trust --society PATH {DEALT}"),
    ("company office", "html"): Reader("page", "company office --html PATH --draws 0 --json"),
    ("company trust", "html"): Reader("page", f"company trust --html PATH {DEALT}"),
    ("company compare", "html"): Reader(
        "page", f"company compare FIRM --rulebook company-2020 --against tax-credit --html PATH {ON}"
    ),
    ("decompose", "scenario"): Reader("scenario", f"decompose PATH {TWO} --json"),
    ("decompose", "regime"): Reader("rulebook", f"decompose --regime PATH {TWO} --json"),
    ("compare", "regimes"): Reader("rulebook", f"compare dangan PATH {TWO} --json"),
    ("compare", "scenario"): Reader("scenario", f"compare dangan us-bank-score --scenario PATH {TWO} --json"),
    ("compare", "out"): Reader("folder", f"compare dangan us-bank-score --out PATH {TWO} --json"),
    ("robust", "names"): Reader("rulebook", f"robust PATH {DRAWN}"),
    ("robust", "scenario"): Reader("scenario", f"robust dangan us-bank-score --scenario PATH {DRAWN}"),
    ("robust", "out"): Reader("folder", f"robust dangan --out PATH {DRAWN.replace('--out OUT ', '')}"),
    ("robust", "page"): Reader("page", f"robust dangan --html PATH {DRAWN}"),
    ("elasticities", "scenario"): Reader("scenario", f"elasticities PATH {TWO} --json"),
    ("elasticities", "regime"): Reader("rulebook", f"elasticities --regime PATH {TWO} --json"),
    ("families", "scenario"): Reader("scenario", f"families PATH {FOLLOWED}"),
    ("families", "regime"): Reader("rulebook", f"families dangan --regime PATH {FOLLOWED}"),
    ("families", "page"): Reader("page", f"families dangan --html PATH {FOLLOWED}"),
    ("question", "scenario"): Reader("scenario", f"question struck --scenario PATH {ASKED}"),
    ("question", "regime"): Reader("rulebook", f"question struck --scenario dangan --regime PATH {ASKED}"),
    ("question", "out"): Reader(
        "folder", f"question struck {ASKED.replace('--html OUT', '--html page.html --out PATH')}"
    ),
    ("question", "page"): Reader("page", f"question struck {ASKED.replace('OUT', 'PATH')}"),
    ("rates", "scenario"): Reader("scenario", f"rates PATH {SMALL} --json"),
    ("rates", "regime"): Reader("rulebook", f"rates --regime PATH {SMALL} --json"),
    ("compare", "html_file"): Reader("page", f"compare dangan us-bank-score --html PATH {TWO} --json"),
    ("fork", "folder"): Reader("run", "fork PATH --at 15 --with REFORM --seeds 1 --out OUT --json"),
    ("fork", "reforms"): Reader("reform", "fork RUN --at 15 --with PATH --seeds 1 --out OUT --json"),
    ("fork", "out"): Reader("folder", "fork RUN --at 15 --with REFORM --seeds 1 --out PATH --json"),
    ("fork", "html_file"): Reader("page", "fork RUN --at 15 --with REFORM --seeds 2 --out OUT --html PATH --json"),
    ("ablate", "scenario"): Reader("scenario", f"ablate PATH {TWO} --only informants --json"),
    ("ablate", "regime"): Reader("rulebook", f"ablate --regime PATH {TWO} --only informants --json"),
    ("ablate", "out"): Reader("folder", f"ablate dangan --only informants --out PATH {TWO} --json"),
    ("ablate", "html_file"): Reader("page", f"ablate dangan --only informants --html PATH {TWO} --json"),
    ("sweep", "design"): Reader("design", "sweep PATH --workers 1 --out OUT --json"),
    ("sweep", "out"): Reader("folder", "sweep DESIGN --workers 1 --out PATH --json"),
    ("sensitivity", "design"): Reader("morris", "sensitivity PATH --workers 1 --out OUT --json"),
    ("sensitivity", "page"): Reader("page", "sensitivity MORRIS --workers 1 --out OUT --html PATH --json"),
    ("sensitivity", "out"): Reader("folder", "sensitivity MORRIS --workers 1 --out PATH --json"),
    ("calibrate", "targets"): Reader("targets", "calibrate PATH --workers 1 --out OUT --json"),
    ("calibrate", "out"): Reader("folder", "calibrate TARGETS --workers 1 --out PATH --json"),
    ("calibrate", "page"): Reader("page", "calibrate TARGETS --workers 1 --out OUT --html PATH --json"),
    ("predict", "predictions"): Reader("predictions", "predict PATH --workers 1 --out OUT --json"),
    ("predict", "out"): Reader("folder", "predict PREDICTIONS --workers 1 --out PATH --json"),
    ("fit", "fit"): Reader("fit", f"fit PATH {FIT}"),
    ("fit", "out"): Reader("folder", f"fit FIT --out PATH {FIT}"),
    ("fit", "write"): Reader("page", f"fit FIT --write PATH {FIT}"),
    ("validate", "out"): Reader("folder", f"{ONE_TARGET} --out PATH"),
    ("validate", "page"): Reader("page", f"{ONE_TARGET} --html PATH"),
    ("rulebook check", "names"): Reader("rulebook", "rulebook check PATH --json"),
    ("rulebook show", "name"): Reader("rulebook", "rulebook show PATH --json"),
    ("rulebook diff", "before"): Reader("rulebook", "rulebook diff PATH suining-2010 --json"),
    ("rulebook diff", "after"): Reader("rulebook", "rulebook diff suining-2010 PATH --json"),
    ("rulebook test", "names"): Reader("rulebook", f"rulebook test PATH --cases {BOOK.parent / 'cases.yaml'} --json"),
    ("rulebook test", "cases"): Reader("cases", "rulebook test suining-2010 --cases PATH --json"),
    ("rulebook new", "out"): Reader("folder", "rulebook new mine --out PATH --json"),
    ("examples copy", "out"): Reader("folder", "examples copy own-rulebook --out PATH --json"),
    ("rulebook copy", "out"): Reader("folder", "rulebook copy suining-2010 mine --out PATH --json"),
}
_TIMES = ("seconds", "timings", "person_days_per_s", "peak_rss_bytes", "bytes", "command")
_HASH = re.compile(r"[0-9a-f]{32}")


def of_commands() -> Iterator[tuple[str, str, str]]:
    """Command, parameter and what the help calls its value, of all that take one."""

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*words, name))
        if not hasattr(command, "commands"):
            for param in command.params:
                if not getattr(param, "is_flag", False):
                    yield " ".join(words), param.name, param.metavar or ""

    yield from walk(get_command(app), ())


class World:
    """Runs and files to put under odd names. Each trial happens in a folder of its own, the working folder of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        options: dict[str, Any] = {"people": 1000, "years": 0.1, "threads": 1}
        self.runs = {
            "mine": cp.run("dangan", **options, out=folder / "mine").folder,
            "other": cp.run("dangan", **options, seed=9, out=folder / "other").folder,
        }
        for name, text in TEXTS.items():
            (folder / f"{name}.yaml").write_text(text)
        self.usual: dict[tuple[str, str], Any] = {}

    def room(self) -> Path:
        """A new empty folder."""
        self.count += 1
        room = self.folder / f"room-{self.count}"
        room.mkdir()
        return room

    def put(self, kind: str, path: Path, which: str = "mine") -> None:
        """Lay what is read under a name."""
        if kind in TEXTS:
            path.write_text((TEXTS if which == "mine" else OTHER)[kind])
        elif kind == "society":
            shutil.copytree(FOLDER / "societies" / ("uniform-31" if which == "mine" else "china-2020"), path)
        elif kind in ("run", "stopped"):
            shutil.copytree(self.runs[which], path)
            if kind == "stopped":
                stop(path)

    def line(self, reader: Reader, typed: str, room: Path) -> list[str]:
        """The command line of a reader."""
        names = {"PATH": typed, "OUT": str(room / "out"), "RUN": str(self.runs["mine"])}
        names |= {name.upper(): str(self.folder / f"{name}.yaml") for name in TEXTS}
        if "STOPPED" in reader.line:
            names["STOPPED"] = str(room / "stopped-run")
            self.put("stopped", room / "stopped-run")
        return [names.get(word, word) for word in reader.line.split()]


def stop(folder: Path) -> None:
    """Let a whole run be one that was interrupted at its end."""
    about = json.loads((folder / "manifest.json").read_text())
    about["status"] = "interrupted"
    (folder / "manifest.json").write_text(json.dumps(about))


def said(line: list[str]) -> tuple[int, str, str]:
    """Exit code, standard output and error stream of a command."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = guarded(line)
    return code, out.getvalue(), err.getvalue()


def numbers(value: Any) -> Any:
    """The numbers and hashes of a result, in order; texts, which may hold paths, and times are left out."""
    if isinstance(value, dict):
        return [numbers(inner) for name, inner in value.items() if name not in _TIMES]
    if isinstance(value, list):
        return [numbers(inner) for inner in value]
    if isinstance(value, str):
        return value if _HASH.fullmatch(value) else len(value) > 0
    return value


def kept(kind: str, path: Path) -> Any:
    """What lies under a name that was written to."""
    if kind == "page":
        return path.is_file() and path.stat().st_size > 1_000
    if kind == "calendar":
        return path.is_file() and path.read_text().startswith("BEGIN:VCALENDAR")
    if kind == "folder":
        return sorted(str(file.relative_to(path)) for file in path.rglob("*"))
    return None


@contextlib.contextmanager
def working_in(room: Path) -> Iterator[None]:
    """Work in a folder, which is gone afterwards."""
    before = Path.cwd()
    os.chdir(room)
    try:
        yield
    finally:
        os.chdir(before)
        shutil.rmtree(room)


def outcome(world: World, reader: Reader, name: str, others: list[str]) -> tuple[Any, str]:
    """What a command gives for a path of this name, relative to the working folder, and all that it said.

    others : names beside it, under which lies something else.
    """
    room = world.room()
    with working_in(room):
        for other in others:
            with contextlib.suppress(OSError):
                world.put(reader.kind, room / other, "other")
        world.put(reader.kind, room / name)
        typed = f"./{name}" if name.startswith("-") or name == "<stdin>" else name
        code, out, err = said(world.line(reader, typed, room))
        found = numbers(json.loads(out)) if out else None
        return (code, found, kept(reader.kind, room / name)), f"{out[:300]} {err}"


def usual(world: World, place: tuple[str, str]) -> Any:
    """What a command gives for a path that nobody would take for anything else."""
    if place not in world.usual:
        reader = READERS[place]
        world.usual[place], told = outcome(world, reader, f"usual{reader.ending}", [])
        assert world.usual[place][0] == 0, told
    return world.usual[place]
