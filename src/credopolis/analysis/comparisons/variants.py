"""Regimes to compare, by what people type: a regime's name, a rulebook's file, a scenario's file, each with changes.

    popular-account                                       a regime, in the society and years of the comparison
    my-rulebook.yaml                                      a rulebook
    my-scenario.yaml                                      a scenario's file, for its regime, changes and switches
    popular-account,off=informants,regime.discretion.corruption=0     with a mechanism off and a parameter changed

All of them must have the same people, days and seed, or their lives would not be twins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import BadValue, CredopolisError, Misuse
from credopolis.core.textfile import exists, named

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

SAME: Final = ("people", "scale", "days", "tick_days", "start")


@dataclass(frozen=True)
class Variant:
    """A regime of a comparison: what it is called there, and the scenario that it is run as."""

    name: str
    scenario: Scenario


def load_variants(
    wanted: Sequence[str | Path | Scenario],
    scenario: str | Path,
    *,
    people: int | None = None,
    years: float | None = None,
    seed: int | None = None,
    scale: int | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, int | float | str | bool] | None = None,
) -> tuple[Variant, ...]:
    """Every regime as a scenario of the same people.

    wanted : as above, or scenarios loaded already, which keep everything of their own. scenario : the society, start
    and length in which regimes and rulebooks are set. off, set : for all of them, besides their own.

    Raises
    ------
    Misuse
        If they are not all about the same lives.
    """
    from credopolis.engine.scenario import Scenario
    from credopolis.library.overrides import checked_overrides
    from credopolis.library.settings import read_path

    given: dict[str, Any] = {"people": people, "years": years, "seed": seed, "scale": scale}
    found = []
    for one in wanted:
        if isinstance(one, Scenario):
            found.append(Variant(one.name, one))
        else:
            name = read_path(one, "a regime", "a name, the path of a file, or a scenario that is loaded")
            base = read_path(scenario, "the scenario", "the name of a scenario, or the path of its file")
            found.append(Variant(name, _load(name, base, given, tuple(off), checked_overrides(set))))
    named = _told_apart(found)
    check_twins(named)
    return named


def check_twins(variants: Sequence[Variant]) -> None:
    """Refuse regimes whose lives are not the same people on the same draws.

    Raises
    ------
    Misuse
        Saying what differs.
    """
    first = variants[0]
    for other in variants[1:]:
        a, b = first.scenario, other.scenario
        differing = [name for name in SAME if getattr(a, name) != getattr(b, name)]
        differing += ["seed"] if a.seed != b.seed else []
        differing += ["society"] if _society(a) != _society(b) else []
        if differing:
            raise Misuse(
                f"{first.name} and {other.name} cannot be compared life by life: they differ in "
                f"{', '.join(name.replace('_', ' ') for name in differing)}. Give both the same."
            )


def _society(scenario: Scenario) -> Any:
    """What decides who lives: the society's tables, and how lives are laid out in grids and districts."""
    digests = scenario.source.get("digests", {})
    tables = {name: digest for name, digest in digests.items() if name in ("population.csv", "society.yaml")}
    return scenario.tables.name, tables, scenario.grid_lives, scenario.district_grids


def split_changes(text: str) -> tuple[str, tuple[str, ...], dict[str, int | float | str | bool]]:
    """`NAME,off=MECHANISM,path=value` -> name, mechanisms off, overrides. A file's name may hold commas itself.

    Raises
    ------
    BadValue
        If a change is neither.
    """
    from credopolis.library.overrides import parse_override

    name, changes = _name_and_changes(text)
    off, overrides = [], {}
    for change in changes:
        if change.startswith("off="):
            off.append(change.removeprefix("off="))
            continue
        path, value = parse_override(change)
        if path in overrides:
            raise BadValue("a change of a regime", change, "each path once")
        overrides[path] = value
    return name, tuple(off), overrides


def _name_and_changes(text: str) -> tuple[str, list[str]]:
    """What stands before the changes and the changes, cut at a comma: as far behind as a file of that name is there."""
    parts = text.split(",")
    for k in range(len(parts), 0, -1):
        name = ",".join(parts[:k])
        if exists(named(name)):
            return name, [part.strip() for part in parts[k:]]
    return parts[0].strip(), [part.strip() for part in parts[1:]]


def _load(text: str, base: str, given: dict[str, Any], off: tuple[str, ...], overrides: dict[str, Any]) -> Scenario:
    from credopolis.library.catalogue import load_scenario

    name, own_off, own = split_changes(text)
    changed = {**overrides, **own}
    if is_scenario_file(name):
        return load_scenario(name, off=(*off, *own_off), set=changed, **given)
    return load_scenario(base, regime=name, off=(*off, *own_off), set=changed, **given)


def files_of_variants(wanted: Sequence[str], scenario: str) -> list[Path]:
    """The files that regimes to compare are read from, as `load_variants` reads them; raises as it does."""
    from credopolis.library.files import files_behind

    names = [split_changes(text)[0] for text in wanted]
    scenarios = [name for name in names if is_scenario_file(name)]
    found = files_behind(scenario, [name for name in names if name not in scenarios])
    return found + [path for name in scenarios for path in files_behind(name)]


def is_scenario_file(name: str) -> bool:
    """Whether a name is that of a file which says that it holds a scenario."""
    path = named(name)
    if not exists(path) or path.is_dir():
        return False
    from credopolis.core.yamlfile import load_yaml
    from credopolis.library.shapes import SCENARIO_FORMAT

    try:
        data = load_yaml(path).data
    except CredopolisError:
        return False  # whoever reads it as a rulebook says what is wrong with it
    return isinstance(data, dict) and data.get("format") == SCENARIO_FORMAT


def _told_apart(found: list[Variant]) -> tuple[Variant, ...]:
    """The same, with a number behind a name that is there twice."""
    names = [variant.name for variant in found]
    out = []
    for k, variant in enumerate(found):
        again = names[: k + 1].count(variant.name)
        out.append(replace(variant, name=f"{variant.name} ({again})") if names.count(variant.name) > 1 else variant)
    return tuple(out)
