"""No path of a user is ever a pattern, a scheme, an option or an escape, in any command that takes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.readers import NO_PATHS, NO_PATHS_BY_NAME, READERS, SERVES, World, of_commands, outcome, usual
from tests.odd_names import ODD, generated, meant_by

_LONGEST = ("robust", "families", "question", "fit", "validate", "regimes")
_LONG = ("decompose", "compare", "fork", "ablate", "sweep", "sensitivity", "calibrate", "predict", *_LONGEST)
_SLOW = (("calibrate", "out"), ("calibrate", "page"), ("predict", "out"))
_MOST = [pytest.param(p, marks=pytest.mark.slow) if p[0] in _LONGEST or p in _SLOW else p for p in READERS]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def test_every_place_for_a_path_is_tried() -> None:
    """A new option that takes a path has a line in the table, and one that takes none is called so."""
    found = {(command, name): metavar for command, name, metavar in of_commands()}
    paths = {place for place, metavar in found.items() if metavar not in NO_PATHS and place not in NO_PATHS_BY_NAME}
    assert paths == READERS.keys() | SERVES


def complaint(world: World, place: tuple[str, str], name: str) -> str:
    """What is wrong with what a command does for a path of this name, or nothing."""
    reader = READERS[place]
    ending = reader.ending
    found, told = outcome(world, reader, f"{name}{ending}", [f"{other}{ending}" for other in meant_by(name)])
    if found == usual(world, place):
        return ""
    return f"{place} {name!r}: {found} {told[-500:]}"


@pytest.mark.parametrize("place", _MOST, ids=lambda place: " ".join(place))
def test_a_few_odd_names(place: tuple[str, str], world: World) -> None:
    """Other names for every command, so that all are tried by some; the slow test tries each by each."""
    k, every = list(READERS).index(place), [*ODD, *generated(40, 15)]
    names = every[k :: len(READERS)][: 1 if READERS[place].line.split()[0] in _LONG else 3]
    wrong = [found for name in names if (found := complaint(world, place, name))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("place", READERS, ids=" ".join)
def test_every_odd_name(place: tuple[str, str], world: World) -> None:
    wrong = [found for name in (*ODD, *generated(60, 16)) if (found := complaint(world, place, name))]
    assert not wrong, "\n".join(wrong[:5])


def test_the_names_that_are_tried_hold_what_they_should() -> None:
    """Each letter that means something to some reader, and neighbours for patterns."""
    for letter in "[]~*?'\"%# \n.":
        assert any(letter in name for name in ODD)
    assert not all(name.isascii() for name in ODD) and any(name.startswith(".") for name in ODD)
    assert {"seed1", "seed2"} <= {*meant_by("seed[12]")} and "A" in meant_by("%41")
    assert all("/" not in name and Path(name).name == name for name in (*ODD, *generated(500, 17)))
