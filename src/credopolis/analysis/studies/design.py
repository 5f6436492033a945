"""The design of an experiment: a file that says which runs to make, checked whole before the first of them.

Kinds: `grid` (every combination), `latin-hypercube` and `sobol` (points that fill the space; Owen's scrambling), and
the samples of two analyses of sensitivity, `saltelli` (Sobol indices) and `morris` (elementary effects).

Every point is run on the same seeds, so that points differ by their factors and not by luck.

Source
------
McKay, Beckman and Conover 1979, Technometrics 21; Sobol 1967; Owen 1998, Journal of Complexity 14; Saltelli and others
2010, Computer Physics Communications 181; Morris 1991, Technometrics 33.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.studies.checks import MOST_RUNS, check_names, check_numbers
from credopolis.analysis.studies.conditions import Condition
from credopolis.analysis.studies.factors import Factor, FactorShape, changes, check_values, fill_factors
from credopolis.analysis.studies.outputs import known_output
from credopolis.core.errors import CredopolisError
from credopolis.core.extras import need
from credopolis.core.faults import FaultyFile
from credopolis.core.plain import plain_data
from credopolis.core.shapes import Choice, Key, ListOf, MapOf, Number, Reading, Record, Text, Whole, read_all
from credopolis.core.textfile import named, read_text
from credopolis.core.yamlfile import Located, load_yaml
from credopolis.library.overrides import Value
from credopolis.library.settings import MOST_SEED
from credopolis.library.shapes import OFF, Plain

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

FORMAT: Final = "credopolis-design/1"
KINDS: Final = ("grid", "latin-hypercube", "sobol", "saltelli", "morris")
Model = Callable[[Mapping[str, Value], int], Mapping[str, float]]
"""A model of one's own: the values of the factors and a seed, to named numbers."""


@dataclass(frozen=True)
class Design:
    """An experiment. points : how many for a Latin hypercube or Sobol sequence, the base number for Sobol indices, the
    trajectories for Morris. replicates : seeds at every point, from `seed` upwards. settings, off : what all runs
    share. where : conditions on the factors that every point meets. outputs : the headline measures to keep; none means
    all. base : the folder of its file, from which paths in it are meant; "" for a design made in Python.
    """

    format: str
    title: str
    kind: str
    factors: dict[str, Factor]
    scenario: str = "popular-account"
    people: int | None = None
    years: float | None = None
    seed: int = 1
    replicates: int = 1
    points: int = 0
    off: tuple[str, ...] = ()
    settings: dict[str, Value] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    text: str = ""
    base: str = ""
    where: tuple[str, ...] = ()

    def sample(self) -> NDArray[np.float64]:
        """Places in the unit cube, (n_points, n_factors); for a grid those of the levels."""
        number, k = self.points, len(self.factors)
        if self.kind == "grid":
            sizes = [len(factor.levels()) for factor in self.factors.values()]
            axes = [(np.arange(size) + 0.5) / size for size in sizes]
            return np.array(list(itertools.product(*axes)), float).reshape(-1, k)
        if self.kind in ("latin-hypercube", "sobol"):
            qmc = need("scipy.stats", f"A {self.kind} design").qmc
            chosen = qmc.LatinHypercube if self.kind == "latin-hypercube" else qmc.Sobol
            return np.asarray(chosen(k, rng=np.random.default_rng(self.seed)).random(number))
        return sensitivity_sample(self)

    def values(self) -> list[dict[str, Value]]:
        """The values of every factor at every point that meets the conditions, in order."""
        names = list(self.factors)
        if self.kind == "grid":
            levels = [factor.levels() for factor in self.factors.values()]
            points = [dict(zip(names, point, strict=True)) for point in itertools.product(*levels)]
        else:
            sample = self.sample()
            points = [{n: self.factors[n].at(float(u)) for n, u in zip(names, row, strict=True)} for row in sample]
        wanted = [Condition(text) for text in self.where]
        return [values for values in points if all(condition.holds(values) for condition in wanted)]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of every point."""
        return tuple(range(self.seed, self.seed + self.replicates))

    def common_digest(self) -> str:
        """A hash of what decides a run besides its factors' values and its seed."""
        common = [self.scenario, self.people, self.years, self.off, self.settings]
        return hashlib.blake2b(json.dumps(common, sort_keys=True).encode(), digest_size=16).hexdigest()

    def digest(self) -> str:
        """A hash of what decides the runs: everything but the title and the outputs that are kept."""
        plain = {
            k: v
            for k, v in vars(self).items()
            if k not in ("title", "text", "factors", "outputs", "format", "base")
            if v or k != "where"
        }
        factors = {name: vars(factor) for name, factor in self.factors.items()}
        text = json.dumps([plain, factors], sort_keys=True, default=list)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def problem(design: Design) -> dict[str, Any]:
    """The factors as SALib wants them: all in the unit interval."""
    names = list(design.factors)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def sensitivity_sample(design: Design) -> NDArray[np.float64]:
    """The sample of an analysis of sensitivity, (n_points, n_factors), by SALib."""
    what = f"A {design.kind} design"
    if design.kind == "saltelli":
        sample = need("SALib.sample.sobol", what).sample
        return np.asarray(sample(problem(design), design.points, calc_second_order=False, seed=design.seed))
    sample = need("SALib.sample.morris", what).sample
    return np.asarray(sample(problem(design), design.points, num_levels=4, seed=design.seed))


DESIGN: Final = Record(
    Design,
    {
        "format": Key(Choice((FORMAT,))),
        "title": Key(Text(holds="name")),
        "kind": Key(Choice(KINDS)),
        "factors": Key(MapOf(Text("a path of 1 to 200 characters", r"^.{1,200}\Z", "name"), FactorShape(), 200, 1)),
        "scenario": Key(Text(holds="free"), default="popular-account"),
        "people": Key(Whole(1_000, 2_000_000_000), default=None),
        "years": Key(Number(0.003, 80), default=None),
        "seed": Key(Whole(0, MOST_SEED), default=1),
        "replicates": Key(Whole(1, 10_000), default=1),
        "points": Key(Whole(1, MOST_RUNS), default=0),
        "off": Key(OFF, default=()),
        "set": Key(
            MapOf(Text("a path such as regime.faces.searches_a_year", holds="name"), Plain(), 200), "settings", {}
        ),
        "where": Key(ListOf(Text("a condition on factors", holds="name"), 50), default=()),
        "outputs": Key(ListOf(Text("a headline measure", holds="name"), 100), default=()),
    },
)


def read_design(path: str | Path, *, of_a_scenario: bool = True) -> Design:
    """Read a design, and try its scenario at the ends of every factor.

    of_a_scenario : false for a model of one's own, whose factors may have any name.

    Raises
    ------
    FaultyFile
        With every fault, each at its line and column.
    """
    located = load_yaml(path)
    design, reading = read_all(DESIGN, located)
    path = named(path)
    design = _checked(replace(design, base=str(path.absolute().parent)), reading, of_a_scenario)
    return replace(design, text=read_text(path, located.file))


def make_design(
    factors: Mapping[str, Factor | str | Mapping[str, Any]],
    kind: str = "grid",
    *,
    of_a_scenario: bool = True,
    **rest: Any,
) -> Design:
    """A design from Python: factors as in a file (`{"low": 0, "high": 1}`), the other keys as arguments.

    Raises
    ------
    FaultyFile
        With every fault.
    """
    data = plain_data({"format": FORMAT, "title": "a design", "kind": kind, "factors": factors, **rest}, "design")
    located = Located("design", data, {})
    design = _checked(*read_all(DESIGN, located), of_a_scenario)
    return replace(design, text=json.dumps(data, indent=2) + "\n")


def _checked(design: Design, reading: Reading, of_a_scenario: bool) -> Design:
    """A design that can be run, with the ranges of assumptions filled in; all that hinders it is raised at once."""
    check_names(design, reading)
    check_numbers(design, reading)
    if of_a_scenario:
        design = check_scenario(design, reading)
    if not reading.faults and design.where and not design.values():
        reading.refuse(("where",), "no point of the design meets the conditions", ..., remedy="Widen one of them.")
    if reading.faults:
        raise FaultyFile(reading.faults)
    return design


def check_scenario(design: Design, reading: Reading) -> Design:
    """The design with the ranges of assumptions filled in; notes what its scenario refuses, and unknown outputs."""
    for k, name in enumerate(design.outputs):
        if not known_output(name):
            reading.refuse(("outputs", k), "not a headline measure", name, "see `credopolis sweep --measures`")
    factors = fill_factors(design.factors, found_from(design.base, design.scenario), ("factors",), reading)
    for name, factor in factors.items():
        check_values(name, factor, ("factors", name), reading, design.kind == "grid")
    design = replace(design, factors=factors)
    if not reading.faults:
        try_ends(design, reading)
    return design


def found_from(base: str, name: str) -> str:
    """A scenario or regime that a file names: its name, or a path meant from that file's folder."""
    from credopolis.library.catalogue import SCENARIOS
    from credopolis.library.inputs import beside
    from credopolis.library.names import EVERY_REGIME

    return name if not base or name in SCENARIOS or name in EVERY_REGIME else beside(base, name)


def load(design: Design, values: Mapping[str, Value], seed: int) -> Scenario:
    """The scenario of a design at these values of its factors."""
    from credopolis.library.catalogue import load_scenario

    asked: dict[str, Any] = {"people": design.people, "years": design.years, "off": design.off, "set": {}}
    changed = changes(dict(values))
    asked["set"] = {**design.settings, **changed.pop("set")}
    asked["off"] = (*asked["off"], *changed.pop("off", ()))
    if "regime" in changed:
        changed["regime"] = found_from(design.base, str(changed["regime"]))
    return load_scenario(found_from(design.base, design.scenario), seed=seed, **{**asked, **changed})


def try_ends(design: Design, reading: Reading, block: str = "factors") -> None:
    """Load the scenario as it is and at the ends of every factor, the others in the middle."""
    middle = {name: factor.at(0.5) for name, factor in design.factors.items()}
    first = _refusal(design, middle)
    if first and not _alone(design):
        reading.refuse(("scenario",), "the scenario cannot be loaded", design.scenario, remedy=_refusal(design, {}))
        return
    for name, factor in design.factors.items():
        for value in factor.ends():
            if said := _refusal(design, {name: value}):
                reading.refuse((block, name), "the scenario refuses this value", value, remedy=said)
                break


def _alone(design: Design) -> bool:
    return not _refusal(design, {})


def _refusal(design: Design, values: dict[str, Value]) -> str:
    """What the scenario says against these values: the first fault, or nothing."""
    try:
        load(design, values, design.seed)
    except CredopolisError as error:
        return str(error).splitlines()[0]
    return ""
