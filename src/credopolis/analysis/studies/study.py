"""The folder of an experiment: its design, the journal of finished runs, and the results; one process at a time.

design.yaml      what was asked
study.json       what decides the results' bits (digests of design, files and code), versions, state
journal          one line a finished run; what makes an experiment resumable
results.parquet  one row a run, in the order of the design
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.studies.executors import Failed, Runners, Work
from credopolis.analysis.studies.journal import Journal
from credopolis.analysis.studies.models import model_digest
from credopolis.core import signals
from credopolis.core.errors import RunFolderError
from credopolis.core.terminal import tell_stderr
from credopolis.core.writing import encoded, is_part, open_appending
from credopolis.store.folder import disk_error, forget_parts, write_file
from credopolis.store.inside import MOST_JSON_BYTES, NotPlain, load_json, read_inside
from credopolis.store.manifest import git_state, versions

if TYPE_CHECKING:
    from credopolis.analysis.studies.design import Design

STATE: Final = "study.json"
JOURNAL: Final = "journal"
LOCK: Final = ".lock"
RESULTS: Final = "results.parquet"
_PACKAGE: Final = Path(__file__).resolve().parents[2]
_ROOMS: Final = ("core", "rulebook", "society", "mechanisms", "engine", "library", "runs")
_COUNTING: Final = tuple(f"analysis/measures/{name}.py" for name in ("amounts", "headlines", "measured"))
_ASKING: Final = tuple(
    f"analysis/studies/{name}.py" for name in ("checks", "conditions", "design", "factors", "outcomes", "outputs")
)
Tell = Callable[[int, int], None]
Results = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Where:
    """Who makes the runs, and who is told of them."""

    workers: Runners
    progress: Tell | None = None


@dataclass
class Study:
    """An open experiment; without a folder it lives in memory, and cannot be resumed."""

    folder: Path | None
    journal: Journal | None
    results: Results = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def damaged(self) -> int:
        """Lines of the journal that were not whole, so that their runs are made again."""
        return self.journal.damaged if self.journal is not None else 0

    def make(self, work: Work, tasks: Mapping[str, tuple[Any, ...]], where: Where) -> Results:
        """The results of all tasks: those of the journal, and the others made now; nothing for one that failed.

        A failure is kept with its reason in `failed`, and not in the journal: the next time it is tried again.
        """
        left = {key: task for key, task in tasks.items() if key not in self.results}
        done = len(tasks) - len(left)
        if where.progress is not None:
            where.progress(done, len(tasks))
        for key, result in where.workers.perform(work, left):
            done += 1
            if isinstance(result, Failed):
                self.failed[key] = result.reason
            else:
                if self.journal is not None:
                    self.journal.add(key, result)
                self.results[key] = {name: float(value) for name, value in result.items()}
            if where.progress is not None:
                where.progress(done, len(tasks))
            signals.check()
        return {key: self.results.get(key, {}) for key in tasks}

    def write_state(self, **changed: Any) -> None:
        """Keep what is known of the study; nothing if it lives in memory."""
        self.state.update(changed)
        if self.folder is not None:
            text = json.dumps(self.state, indent=1, ensure_ascii=False) + "\n"
            write_file(self.folder, STATE, encoded(text))


@contextmanager
def open_study(
    folder: Path | None, identity: Mapping[str, Any], text: str, name: str, extend: bool = False
) -> Iterator[Study]:
    """Begin an experiment in a folder, or go on with the one that is there.

    identity : what decides the results; another one in the folder is refused. text : the file that asks for it, kept as
    `name`. extend : take up an experiment of another design, if one and the same run would give the same under both.

    Raises
    ------
    RunFolderError
        If the folder holds another experiment or something else, another process works in it, or it cannot be written.
    """
    if folder is None:
        yield Study(None, None, state={"identity": dict(identity)})
        return
    _refuse_other(folder, _known_state(folder), identity, extend)  # before anything is written there
    with _alone(folder):
        known = _known_state(folder)
        _refuse_other(folder, known, identity, extend)
        forget_parts(folder)
        study = Study(folder, None, state=known or {})
        if known is None:
            study.write_state(identity=dict(identity), versions=versions(), git=git_state(), status="running")
        elif known["identity"] != dict(identity):
            study.write_state(identity=dict(identity), status="running")
            write_file(folder, name, encoded(text))
        if not os.path.lexists(folder / name):
            write_file(folder, name, encoded(text))
        with Journal(folder / JOURNAL, identity.get("outputs", ())) as journal:
            study.journal, study.results = journal, journal.results
            yield study


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with this process however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open_appending(folder / LOCK)
    except OSError as error:
        raise disk_error(folder, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunFolderError(folder, "another process is at work in it", "Wait for it, or stop it.") from None
        except OSError:
            tell_stderr(f"Note: {folder} is on a file system without locks: see that no other process works in it.")
        yield


def _known_state(folder: Path) -> dict[str, Any] | None:
    """What is known of the experiment in a folder; None if nothing is in it but what one leaves that was killed before
    it began.
    """
    try:
        found = load_json(read_inside(folder, STATE, MOST_JSON_BYTES))
    except FileNotFoundError:
        names = os.listdir(folder) if folder.exists() else []
        if any(name != LOCK and not is_part(name) for name in names):
            problem = "the folder is not empty, and is no experiment"
            raise RunFolderError(folder, problem, "Give --out another folder.") from None
        return None
    except (OSError, NotPlain) as error:
        reason = getattr(error, "strerror", None) or error
        raise RunFolderError(folder, f"{STATE} is damaged: {reason}", "Give --out another folder.") from None
    if not isinstance(found, dict) or not isinstance(found.get("identity"), dict):
        raise RunFolderError(folder, f"{STATE} is damaged: it does not say of what", "Give --out another folder.")
    return found


def hashes_of_study(folder: Path) -> dict[str, str]:
    """The hashes by which an experiment in a folder is known: of its design, its files and the code; none if not
    there.
    """
    known = _known_state(folder) or {}
    found: dict[str, str] = {}
    for name, value in dict(known.get("identity", {})).items():
        if name in ("design", "runs", "targets", "code", "model"):
            found[name] = str(value)
        elif name == "files" and isinstance(value, dict):
            found |= {f"{regime} {file}".strip(): str(d) for regime, its in value.items() for file, d in its.items()}
    return found


def _refuse_other(folder: Path, known: dict[str, Any] | None, identity: Mapping[str, Any], extend: bool) -> None:
    if known is None or known["identity"] == dict(identity) or (extend and _extends(known["identity"], identity)):
        return
    problem = _difference(known["identity"], identity)
    more = problem.endswith("another design") and not extend
    remedy = "Give --out another folder" + (", or --extend to add to what was run." if more else ".")
    raise RunFolderError(folder, problem, remedy)


def _extends(known: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a run that both designs ask for is the same run."""
    if any(known.get(name) != now[name] for name in now if name not in ("design", "files")):
        return False
    before, files = known.get("files", {}), now.get("files", {})
    return isinstance(before, dict) and all(before.get(name, digests) == digests for name, digests in files.items())


def _difference(known: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    names = [name for name in now if known.get(name) != now[name]]
    if "design" in names and "runs" in names:
        names.remove("runs")  # what they have in common is a part of the design
    return f"it holds an experiment with another {' and '.join(names) or 'purpose'}"


def code_files(*more: str) -> list[Path]:
    """The files that decide what a run of an experiment gives. more : others, by their paths in the package."""
    files = [p for room in _ROOMS for p in (_PACKAGE / room).rglob("*") if p.suffix in (".py", ".yaml", ".csv")]
    return sorted([*files, *(_PACKAGE / name for name in (*_COUNTING, *_ASKING, *more))])


def code_digest(*more: str) -> str:
    """A hash of the package's model: its sources and data, and what asks for a run and counts it. more : other files
    that do.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path in code_files(*more):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def identity_of(design: Design, model: Callable[..., Any] | None) -> dict[str, Any]:
    """What decides the bits of a design's results: the design, its files, the code; or a model of one's own."""
    from credopolis.analysis.studies.design import load

    about = {"kind": "sweep", "design": design.digest(), "runs": design.common_digest()}
    if model is not None:
        return {**about, "model": model_digest(model)}
    regimes = design.factors["regime"].values if "regime" in design.factors else ()
    trials = {str(name): {"regime": name} for name in regimes} or {"": {}}
    files = {name: load(design, trial, design.seed).source["digests"] for name, trial in trials.items()}
    return {**about, "files": files, "code": code_digest(), "outputs": list(design.outputs)}
