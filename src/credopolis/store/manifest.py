"""The manifest of a run: what was run, with what, on what, how long it took, and the hash of what came out."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from credopolis.core.errors import Misuse, RunFolderError
from credopolis.core.faults import shown
from credopolis.core.writing import encoded
from credopolis.mechanisms.declare import Table
from credopolis.store.folder import MANIFEST, write_file
from credopolis.store.inside import MOST_JSON_BYTES, NotPlain, load_json, read_inside
from credopolis.store.tables import FIXED_LABELS, FORMAT, OPTIONAL_LABELS, UNSCORED

if TYPE_CHECKING:
    from credopolis.engine.records import Dimensions

Manifest = dict[str, Any]

_LIBRARIES = ("numpy", "numba", "polars", "pyarrow", "duckdb", "pydantic")
_GIT_SECONDS = 5.0
_AGAIN = "Run the scenario again: the same seed gives the same results."


class ScenarioLike(Protocol):
    """What the store needs to know of a scenario."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def tick_days(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def start(self) -> date: ...
    @property
    def dimensions(self) -> Dimensions: ...
    @property
    def source(self) -> Mapping[str, Any]: ...
    @property
    def assumptions(self) -> Any: ...


def labels_of(dimensions: Dimensions) -> dict[str, tuple[str, ...]]:
    """Labels of every category of a run's tables, in the order of their codes."""
    return {
        **FIXED_LABELS,
        "province": tuple(dimensions.provinces),
        "grade": (*dimensions.grades, UNSCORED),
        "act": tuple(dimensions.acts),
        "channel": tuple(dimensions.channels),
        "list": tuple(dimensions.lists),
    }


def first_manifest(
    scenario: ScenarioLike, interval: str, tables: tuple[Table, ...], extra: Mapping[str, Any]
) -> Manifest:
    """The manifest as it stands when a run begins."""
    return {
        "format": FORMAT,
        "status": "running",
        "scenario": scenario_part(scenario),
        "interval": interval,
        "assumptions": [
            {"path": str(a.path), "value": _plain(a.value), "why": str(a.why)} for a in scenario.assumptions
        ],
        "labels": {name: list(labels) for name, labels in labels_of(scenario.dimensions).items()},
        "fields": [
            {"name": name, "unit": unit}
            for name, unit in zip(scenario.dimensions.fields, scenario.dimensions.field_units, strict=True)
        ],
        "versions": versions(),
        "git": git_state(),
        "started": _now(),
        "tables": {t.name: {"meaning": t.meaning, "counts": t.counts} for t in tables},
        "parts": [],
        "lock_days": {str(grade): int(days) for grade, days in getattr(scenario, "lock_days", {}).items()},
        "locks_vary": list(getattr(scenario, "locks_vary", ())),
        **_plain(extra),
    }


def scenario_part(scenario: ScenarioLike) -> dict[str, Any]:
    """What a manifest says of the scenario that was run."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "people": int(scenario.people),
        "scale": int(getattr(scenario, "scale", 1)),
        "days": int(scenario.days),
        "tick_days": int(scenario.tick_days),
        "seed": int(scenario.seed),
        "start": scenario.start.isoformat(),
        "off": sorted(getattr(scenario, "off", ())),
        "source": _plain(scenario.source),
    }


def versions() -> dict[str, str]:
    """Versions of this package, Python, the libraries results pass through, and the platform."""
    found = {"credopolis": _version("credopolis"), "python": platform.python_version()}
    found.update({name: _version(name) for name in _LIBRARIES})
    found["platform"] = platform.platform()
    return found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def git_state() -> dict[str, Any] | None:
    """Commit of the source tree this package runs from, and whether it had changes; None if it is no checkout."""
    root = Path(__file__).resolve().parents[3]
    if not (root / ".git").exists():
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = bool(_git(root, "status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "changed": changed}


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "--no-optional-locks", "-C", str(root), *arguments],
        capture_output=True, text=True, check=True, timeout=_GIT_SECONDS,
    )  # fmt: skip
    return done.stdout.strip()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest so that a reader sees the old one or the new one, never half of one."""
    manifest["updated"] = _now()
    write_file(folder, MANIFEST, _as_text(manifest))


def _as_text(manifest: Manifest) -> bytes:
    return encoded(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def check_readable(manifest: Manifest) -> None:
    """Refuse to begin a run whose manifest no reader would take, before anything is lived.

    Raises
    ------
    Misuse
        With the keys that do not fit.
    """
    from credopolis.store.manifest_model import faults_of

    try:
        faults = faults_of(load_json(_as_text(manifest)))
    except NotPlain as error:
        faults = [str(error)]
    if faults:
        said = "; ".join(faults)
        raise Misuse(f"Nothing was run, for nobody could open its results: {said}. Change this where it was given.")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run folder, checked key by key against `manifest_model`.

    Raises
    ------
    RunFolderError
        If the folder or the manifest is missing, cannot be read, is of another format, or holds what no run writes.
    """
    if not folder.is_dir():
        raise RunFolderError(folder, "there is no such folder", "Name a run folder, as printed by `credopolis run`.")
    manifest = _plain_manifest(folder)
    if not isinstance(manifest, dict) or not {"format", "status", "scenario", "parts", "labels"} <= manifest.keys():
        raise RunFolderError(folder, f"{MANIFEST} is not the manifest of a run", "Name another folder.")
    if type(manifest["format"]) is not int or manifest["format"] != FORMAT:
        problem = f"its format is {shown(manifest['format'])}, and this version of credopolis reads {FORMAT}"
        raise RunFolderError(folder, problem, "Open it with the version of credopolis named in the manifest.")
    from credopolis.store.manifest_model import faults_of, fill_in

    faults = faults_of(manifest)
    if faults:
        raise RunFolderError(folder, f"{MANIFEST} does not fit: {'; '.join(faults)}", _AGAIN)
    fill_in(manifest)
    manifest["labels"] |= {name: list(FIXED_LABELS[name]) for name in OPTIONAL_LABELS - manifest["labels"].keys()}
    return manifest


def _plain_manifest(folder: Path) -> Any:
    """The value that the manifest's JSON has."""
    try:
        return load_json(read_inside(folder, MANIFEST, MOST_JSON_BYTES))
    except FileNotFoundError:
        remedy = "Name a run folder, as printed by `credopolis run`."
        raise RunFolderError(folder, f"it is not a run folder: {MANIFEST} is missing", remedy) from None
    except OSError as error:
        problem = f"{MANIFEST} cannot be read ({error.strerror})"
        raise RunFolderError(folder, problem, "Check its permissions.") from None
    except NotPlain as error:
        raise RunFolderError(folder, f"{MANIFEST} is damaged: {error}", _AGAIN) from None


def check_source(folder: Path, source: Mapping[str, Any]) -> None:
    """Refuse a manifest that does not say what its scenario is built again from.

    Raises
    ------
    RunFolderError
        With the keys that are missing.
    """
    from credopolis.store.manifest_model import source_faults

    faults = source_faults(source)
    if faults:
        remedy = "A scenario made in Python is built again by who made it: give it to `resume`."
        raise RunFolderError(folder, f"{MANIFEST} does not say how to build the scenario: {'; '.join(faults)}", remedy)


def check_described(folder: Path, manifest: Manifest, scenario: ScenarioLike) -> None:
    """Refuse a manifest that tells of another run than its scenario makes.

    Raises
    ------
    RunFolderError
        With the first key that differs.
    """
    told = manifest["scenario"]
    about = {name: its for name, its in scenario_part(scenario).items() if name not in ("source", "title")}
    pairs = [(f"scenario.{name}", told.get(name, its), its) for name, its in about.items()]
    labels = labels_of(scenario.dimensions)
    pairs += [(f"labels.{name}", manifest["labels"][name], list(known)) for name, known in labels.items()]
    pairs.append(("fields", [f["name"] for f in manifest["fields"]], list(scenario.dimensions.fields)))
    for name, mine, its in pairs:
        if mine != its:
            problem = f"{MANIFEST} does not tell of this scenario: {name} is {shown(mine)}, and the scenario has"
            raise RunFolderError(folder, f"{problem} {shown(its)}", _AGAIN)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _plain(value: Any) -> Any:
    """The value as JSON has it, so that a manifest read back equals the one written."""
    return json.loads(json.dumps(value, default=str))
