"""No input has room for a person's record: every format is walked, and a code is put wherever text stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import credopolis as cp
from credopolis.analysis.studies.design import DESIGN
from credopolis.analysis.studies.factors import _FACTOR, FactorShape
from credopolis.analysis.studies.targets import TARGETS
from credopolis.company.file import read_company
from credopolis.company.shapes import COMPANY
from credopolis.company.workdays import HOLIDAYS
from credopolis.core.errors import CredopolisError
from credopolis.core.faults import FaultyFile
from credopolis.core.modelfile import fit
from credopolis.core.numerals import LARGEST_NUMBER
from credopolis.core.shapes import (
    BAD,
    Key,
    Leaf,
    ListOf,
    MapOf,
    Number,
    Reading,
    Record,
    Shape,
    Text,
    Whole,
    read_all,
)
from credopolis.core.yamlfile import Located, iter_paths, load_text, load_yaml
from credopolis.library.catalogue import FOLDER
from credopolis.library.shapes import REGIME, SCENARIO, Plain
from credopolis.mechanisms.conduct_table import CONDUCT_TABLE, read_conduct_table
from credopolis.rulebook.cases import _FILE
from credopolis.rulebook.check import parse_rulebook
from credopolis.rulebook.shape import RULEBOOK
from credopolis.runs.reforms import REFORM
from credopolis.society.params import SocietyParams

FORMATS: dict[str, Shape[Any]] = {
    "rulebook": RULEBOOK, "cases": _FILE, "regime": REGIME, "scenario": SCENARIO, "design": DESIGN, "targets": TARGETS,
    "reform": REFORM, "conduct": CONDUCT_TABLE, "company": COMPANY, "holidays": HOLIDAYS,
}  # fmt: skip
FILES = {"scenario", "society", "regime", "start", "date"}
MOST_NAMES = 200
LEAVES = 1000


def walk(shape: Shape[Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Shape[Any]]]:
    """Every shape within a shape, with the keys that lead to it."""
    yield path, shape
    if isinstance(shape, Record):
        for name, key in shape.keys.items():
            assert isinstance(key, Key)
            yield from walk(key.shape, (*path, name))
    elif isinstance(shape, MapOf):
        yield from walk(shape.key, (*path, "<name>"))
        yield from walk(shape.value, (*path, "<value>"))
    elif isinstance(shape, ListOf):
        yield from walk(shape.item, (*path, "<item>"))
    elif isinstance(shape, FactorShape):
        yield from walk(_FACTOR, path)


@pytest.mark.parametrize("name", FORMATS)
def test_every_map_is_bounded_and_every_text_is_looked_at(name: str) -> None:
    for path, shape in walk(FORMATS[name]):
        assert isinstance(shape, Record | MapOf | Leaf | FactorShape), path
        if isinstance(shape, MapOf):
            assert shape.most <= MOST_NAMES, path
            assert shape.key.holds == "name", path
        elif isinstance(shape, ListOf):
            assert shape.most <= LEAVES, path
            assert not isinstance(shape.item, Text) or shape.item.holds == "name", path
        elif isinstance(shape, Text):
            assert shape.holds in ("name", "prose") or path[-1] in FILES, path


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_has_a_key_for_a_person(name: str) -> None:
    words = {
        "person",
        "persons",
        "people_list",
        "phone",
        "email",
        "birth",
        "address",
        "id",
        "identity",
        "citizen",
        "face",
    }
    keys = {step for path, _ in walk(FORMATS[name]) for step in path}
    assert not keys & words


def _rulebook(text: str) -> object:
    return parse_rulebook(text)


def _shape(shape: Shape[Any]) -> Callable[[str], object]:
    return lambda text: read_all(shape, load_text(text, "f"))


EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
READ: dict[str, tuple[Path, Callable[[str], object]]] = {
    "rulebook": (FOLDER / "regimes/suining-2010/rulebook.yaml", _rulebook),
    "regime": (FOLDER / "regimes/suining-2010/regime.yaml", _shape(REGIME)),
    "cases": (FOLDER / "regimes/suining-2010/cases.yaml", _shape(_FILE)),
    "scenario": (FOLDER / "scenarios/ladder.yaml", _shape(SCENARIO)),
    "conduct": (FOLDER / "societies/uniform-31/conduct.yaml", lambda text: read_conduct_table(load_text(text, "f"))),
    "society": (FOLDER / "societies/uniform-31/society.yaml", lambda text: fit(load_text(text, "f"), SocietyParams)),
    "targets": (FOLDER / "calibrations/rongcheng-records.yaml", _shape(TARGETS)),
    "reform": (EXAMPLES / "fork-a-run/no-quotas.yaml", _shape(REFORM)),
    "company": (EXAMPLES / "company-desk/firm.yaml", lambda text: read_company(load_text(text, "f"))),
}  # fmt: skip
TRIED = 60
CODE = "110101199003078888"


def replaced(data: Any, path: tuple[str | int, ...], change: Callable[[Any, Any], None]) -> str:
    """The data as text, with what stands at a path changed."""
    copy = json.loads(json.dumps(data))
    at = copy
    for step in path[:-1]:
        at = at[step]
    change(at, path[-1])
    return json.dumps(copy, indent=1)


def with_code(at: Any, step: Any) -> None:
    at[step] = f"{at[step]} {CODE}"


def with_key(at: Any, step: Any) -> None:
    at[f"{step}_{CODE}"] = at.pop(step)


@pytest.mark.parametrize("name", READ)
def test_a_code_put_anywhere_is_refused(name: str) -> None:
    file, read = READ[name]
    data = load_yaml(file).data
    read(json.dumps(data, indent=1))
    tried = 0
    paths = list(iter_paths(data))
    for path, value in paths[:: 1 + len(paths) // TRIED]:
        named = [step for step in path if isinstance(step, str)]
        if not path:
            continue
        if isinstance(value, str) and not {*named} & (FILES | {"range"}):
            with pytest.raises(CredopolisError):
                read(replaced(data, path, with_code))
            tried += 1
        if isinstance(path[-1], str):
            with pytest.raises(CredopolisError):
                read(replaced(data, path, with_key))
            tried += 1
    assert tried > 10


@pytest.mark.parametrize("name", FORMATS)
def test_no_number_is_as_long_as_a_code(name: str) -> None:
    """Whole numbers have at most ten digits; a fraction may have 17, which is a number that a model needs."""
    for path, shape in walk(FORMATS[name]):
        if isinstance(shape, Whole | Number):
            assert -LARGEST_NUMBER <= shape.low <= shape.high <= LARGEST_NUMBER, path
        elif isinstance(shape, Plain):
            for number in (LARGEST_NUMBER + 1, -int(CODE), float(CODE)):
                reading = Reading(Located("f", number, {}))
                assert shape.read_plain(number, path, reading) is BAD and reading.faults, path


@pytest.mark.parametrize("values", [[CODE], ["a", f"b {CODE}"], [int(CODE)], ["name@example.org"], [11010119900307888]])
def test_factors_of_a_model_of_ones_own_hold_no_codes(values: list[object]) -> None:
    factors = {"mine": {"values": values}}
    with pytest.raises(CredopolisError, match="mine.values"):
        cp.make_design(factors, of_a_scenario=False)  # type: ignore[arg-type]
    assert cp.make_design({"mine": {"values": ["a", 0.1 + 0.2, 10**10]}}, of_a_scenario=False).factors["mine"].values


def test_a_reform_is_judged_when_it_is_read() -> None:
    """Whatever a path leads to: a title, a legal basis, a number, a name in the path itself."""
    for path, value in {
        "rulebook.acts.tax_evasion.title": f"of {CODE}", "rulebook.acts.tax_evasion.legal_basis": f"Act {CODE}",
        "rulebook.grades.B.title": "138 1234 5678", "rulebook.title": "name@example.org", "rulebook.note": CODE,
        "rulebook.acts.tax_evasion.points": int(CODE), f"rulebook.acts.a_{CODE}.points": -1,
        "regime.faces.searches_a_year": float(CODE), "conduct.title": CODE, "conduct.acts.tax_evasion.note": CODE,
    }.items():  # fmt: skip
        with pytest.raises(FaultyFile, match="set"):
            cp.make_reform("a", set={path: value})
    assert cp.make_reform("a", set={"rulebook.acts.tax_evasion.title": "Evading 3 taxes"}).settings


def test_plain_values_of_settings_are_judged_by_the_shape_that_they_reach() -> None:
    places = [path for name in FORMATS for path, shape in walk(FORMATS[name], (name,)) if isinstance(shape, Plain)]
    assert {path[-2] for path in places} <= {"set", "values"}
