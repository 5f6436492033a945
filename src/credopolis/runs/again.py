"""The scenario of a run that is lived again: from the copies in its folder, held against the hashes of its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import CredopolisError, RunFolderError
from credopolis.core.terminal import tell_stderr
from credopolis.store.inputs import copies_of

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.store.run import Run

_KINDS: Final = ("scenario", "regime", "society")


def scenario_of(
    folder: Path,
    source: Mapping[str, Any],
    kept: Mapping[str, Any] | None,
    what: str,
    tell: Callable[[str], None] = tell_stderr,
) -> Scenario:
    """The scenario that a run was begun with.

    kept : where the run keeps copies, by kind (its manifest's `inputs`). what : is to become of it, for messages.
    tell : told if an original is no longer what it was, or if a copy is not and the original is used.

    Raises
    ------
    RunFolderError
        If neither the copies nor the originals are what they were.
    """
    from credopolis.library.inputs import changed_originals
    from credopolis.store.manifest import check_source

    check_source(folder, source)
    copies = copies_of(folder, kept)
    missing = {kind for kind in kept or () if kind in _KINDS} - copies.keys()
    scenario, wrong = _tried(source, copies)
    if scenario is not None:
        for sentence in changed_originals(source, tuple(copies)):
            tell(f"Note: {sentence}; the copy in {folder} is used.")
        return scenario
    if copies or missing:
        scenario, _ = _tried(source, {})
        if scenario is not None:
            tell(f"Note: the copies of its files in {folder} are not what they were; the originals are, and are used.")
            return scenario
    raise RunFolderError(
        folder,
        f"{wrong}, so it cannot be {what}",
        "Use the version of credopolis and the files named in its manifest, or run the scenario again.",
    )


def _tried(source: Mapping[str, Any], copies: Mapping[str, str]) -> tuple[Scenario | None, str]:
    """The scenario if its files are what they were, or nothing and what is wrong."""
    try:
        scenario = load_source(source, copies)
    except CredopolisError as error:
        return None, f"its files can no longer be read ({str(error).splitlines()[0]})"
    then, now = source["digests"], scenario.source["digests"]
    changed = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    if changed:
        return None, f"the files it came from have changed since ({', '.join(changed)})"
    return scenario, ""


def load_source(source: Mapping[str, Any], copies: Mapping[str, str] | None = None, **changed: Any) -> Scenario:
    """The scenario that `Scenario.source` tells of, with other arguments of `load_scenario` where given.

    copies : files to read instead of the originals, by kind; the scenario still tells of the originals.
    """
    from credopolis.library.catalogue import load_scenario

    kinds = [kind for kind in copies or () if kind not in changed]
    found = {kind: source.get(kind) for kind in _KINDS} | {kind: (copies or {})[kind] for kind in kinds}
    # Whether a mechanism is off on some day is up to the steps of a timeline, too; those of a run say what was typed.
    off = source["off_here"] if "timeline" in source else source["off"]
    given = {
        "people": source["people"], "years": source["years"], "seed": source["seed"], "tick": source["tick_days"],
        "regime": found["regime"], "society": found["society"], "off": off, "on": source.get("on", ()),
        "set": source["overrides"], "interval": source["interval"], "scale": source.get("scale", 1),
        "by_district": bool(source.get("by_district", False)), "timeline": "timeline" in source,
        "companies": source.get("companies", ""),
    }  # fmt: skip
    scenario = load_scenario(str(found["scenario"]), **{**given, **changed})
    originals = {kind: source[kind] for kind in kinds}
    return replace(
        scenario, source={**scenario.source, **originals}, copies={kind: (copies or {})[kind] for kind in kinds}
    )


def rebuild(run: Run) -> Scenario:
    """The scenario that a run's manifest describes, checked against it and the hashes of the files it came from."""
    from credopolis.store.manifest import check_described

    scenario = scenario_of(run.folder, run.manifest["scenario"]["source"], run.manifest.get("inputs"), "lived again")
    check_described(run.folder, run.manifest, scenario)
    return scenario


def rebuild_past(run: Run) -> Scenario:
    """The scenario that a future of a fork lived under until its reform, checked in the same way."""
    fork = run.manifest["fork"]
    return scenario_of(run.folder, fork["past"], fork.get("inputs"), "lived again")


def one_set_of_rules(run: Run, remedy: str = "") -> None:
    """Refuse a run whose lives went from one set of rules to another.

    Raises
    ------
    RunFolderError
        If it is a reformed future of a fork.
    """
    about: dict[str, Any] = run.manifest.get("fork") or {}
    if about.get("reform"):
        raise RunFolderError(
            run.folder,
            f"it is itself a future of a fork, under the reform {about['reform']['name']!r} from day {about['day']} on",
            remedy or f"Fork the run that it came from ({about['run']}), with a reform for each future.",
        )
