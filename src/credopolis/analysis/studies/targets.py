"""The file of a calibration: which parameters may move within which priors, and what was reported, held out or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from credopolis.analysis.studies.design import Design, found_from, try_ends
from credopolis.analysis.studies.factors import Factor, FactorShape, check_values, fill_factors
from credopolis.core.faults import FaultyFile
from credopolis.core.plain import plain_data
from credopolis.core.shapes import Choice, Key, MapOf, Number, Reading, Record, Text, Truth, Whole, read_all
from credopolis.core.textfile import read_text
from credopolis.core.yamlfile import Located, load_yaml
from credopolis.library.overrides import Value
from credopolis.library.settings import MOST_SEED
from credopolis.library.shapes import OFF, Plain
from credopolis.library.targets import calibration_file

FORMAT: Final = "credopolis-targets/1"


@dataclass(frozen=True)
class Reported:
    """What was reported of a measure, by how much a report may be off, and whether the fit may see it."""

    value: float
    tolerance: float
    held_out: bool = False


@dataclass(frozen=True)
class Calibration:
    """A calibration as its file asks for it. particles : of each population. most_runs : of all populations together.
    checks : further runs from the posterior, on seeds that the fit has not seen.
    """

    format: str
    title: str
    parameters: dict[str, Factor]
    targets: dict[str, Reported]
    scenario: str = "popular-account"
    people: int | None = None
    years: float | None = None
    seed: int = 1
    particles: int = 100
    most_runs: int = 5000
    checks: int = 50
    off: tuple[str, ...] = ()
    settings: dict[str, Value] = field(default_factory=dict)
    text: str = ""
    base: str = ""

    @property
    def design(self) -> Design:
        """What all runs share, as a design."""
        return Design(
            "credopolis-design/1", self.title, "latin-hypercube", self.parameters, self.scenario, self.people,
            self.years, self.seed, 1, self.particles, self.off, self.settings, tuple(self.targets), self.text,
            self.base,
        )  # fmt: skip

    @property
    def fitted(self) -> tuple[str, ...]:
        """Measures that the fit sees."""
        return tuple(name for name, target in self.targets.items() if not target.held_out)


_REPORTED: Final = Record(
    Reported,
    {
        "value": Key(Number(-1e10, 1e10)),
        "tolerance": Key(Number(1e-12, 1e10)),
        "held_out": Key(Truth(), default=False),
    },
)
TARGETS: Final = Record(
    Calibration,
    {
        "format": Key(Choice((FORMAT,))),
        "title": Key(Text(holds="name")),
        "parameters": Key(MapOf(Text("a path of 1 to 200 characters", r"^.{1,200}\Z", "name"), FactorShape(), 20, 1)),
        "targets": Key(MapOf(Text("a measure", holds="name"), _REPORTED, 50, 1)),
        "scenario": Key(Text(holds="free"), default="popular-account"),
        "people": Key(Whole(1_000, 2_000_000_000), default=None),
        "years": Key(Number(0.003, 80), default=None),
        "seed": Key(Whole(0, MOST_SEED), default=1),
        "particles": Key(Whole(20, 100_000), default=100),
        "most_runs": Key(Whole(20, 10_000_000), default=5000),
        "checks": Key(Whole(10, 100_000), default=50),
        "off": Key(OFF, default=()),
        "set": Key(
            MapOf(Text("a path such as regime.faces.searches_a_year", holds="name"), Plain(), 200), "settings", {}
        ),
    },
)


def read_targets(path: str | Path, *, of_a_scenario: bool = True) -> Calibration:
    """Read a targets file, by path or by the name of a shipped one, and try its scenario at the ends of every prior.

    Raises
    ------
    FaultyFile
        With every fault, each at its line and column.
    """
    path = calibration_file(str(path))
    located = load_yaml(path)
    found = _checked(located, of_a_scenario, str(path.absolute().parent))
    return replace(found, text=read_text(path, located.file))


def make_targets(parameters: Mapping[str, Any], targets: Mapping[str, Any], *, of_a_scenario: bool = True, **rest: Any
                 ) -> Calibration:  # fmt: skip
    """A calibration from Python: as in a file, the other keys as arguments.

    Raises
    ------
    FaultyFile
        With every fault.
    """
    import json

    given = {"format": FORMAT, "title": "a calibration", "parameters": parameters, "targets": targets, **rest}
    data = plain_data(given, "targets")
    found = _checked(Located("targets", data, {}), of_a_scenario)
    return replace(found, text=json.dumps(data, indent=2) + "\n")


def _checked(located: Located, of_a_scenario: bool, base: str = "") -> Calibration:
    found, reading = read_all(TARGETS, located)
    found = replace(found, base=base)
    if not found.fitted:
        reading.refuse(("targets",), "every target is held out", remedy="Leave one for the fit.")
    if found.most_runs < 2 * found.particles:
        reading.refuse(("most_runs",), "too few runs for a second population", found.most_runs,
                       f"at least {2 * found.particles:,}")  # fmt: skip
    for name, factor in found.parameters.items():
        if factor.values:
            reading.refuse(("parameters", name), "a prior is a stretch", ..., "low and high, or assumption")
    if of_a_scenario:
        found = _of_scenario(found, reading)
    if reading.faults:
        raise FaultyFile(reading.faults)
    return found


def _of_scenario(found: Calibration, reading: Reading) -> Calibration:
    from credopolis.analysis.studies.outputs import known_output

    for name in found.targets:
        if not known_output(name):
            reading.refuse(("targets", name), "not a measure", name, "see `credopolis sweep --measures`")
    found = replace(
        found,
        parameters=fill_factors(found.parameters, found_from(found.base, found.scenario), ("parameters",), reading),
    )
    for name, factor in found.parameters.items():
        check_values(name, factor, ("parameters", name), reading, grid=False)
    if not reading.faults:
        try_ends(found.design, reading, "parameters")
    return found
