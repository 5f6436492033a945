"""No path given to Python is ever a pattern, a scheme or an escape, in any function that takes one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import credopolis as cp
from credopolis.library.catalogue import FOLDER
from tests.cli.readers import World, numbers, working_in
from tests.odd_names import ODD, generated, meant_by

_SIZE: dict[str, Any] = {"people": 1000, "years": 0.1, "threads": 1}
_STUDY: dict[str, Any] = {"people": 1000, "years": 0.1, "threads": 1, "seeds": 2}
_FOLLOWED: Any = {"people": 1000, "years": 8, "seeds": 2, "draws": 0}
_ASKED: Any = {"people": 1000, "years": 0.1, "seeds": 2, "draws": 0}
_DRAWN: dict[str, Any] = {"people": 1000, "years": 0.1, "seeds": 2, "draws": 20}
_BESIDE: dict[str, Any] = {"people": 1000, "years": 0.1, "seeds": 2, "draws": 2}
_TARGET: dict[str, Any] = {"people": 1000, "seeds": 2, "draws": 0}
_NO_READERS = {("Run", "folder"), ("Session.fork", "change"), ("Session.set", "change"), ("RunSettings", "command"),
               ("validate", "scenario")}  # fmt: skip
"""What is a record's field; a reform at hand, which `cp.fork` reads in the same way; a text that is only kept; and
a file that must bear a scenario's name, see `test_validate`."""


def _life(folder: Path | str) -> Any:
    run = cp.open_run(folder)
    return run.fingerprint, run.life(12).as_json()["happenings"], run.sql("select sum(lives) from grades").item()


def _in_room(give: Callable[[str], Any]) -> Callable[[World, str], Any]:
    return lambda world, path: give(path)


def _session(path: str, **options: Any) -> Any:
    with cp.Session.begin(_small(), cp.RunSettings(threads=1, **options)) as session:
        session.finish()
        return sorted(str(file.relative_to(path)) for file in Path(path).rglob("*"))


def _resumed(path: str) -> Any:
    with cp.Session.resume(path, cp.RunSettings(threads=1)) as session:
        session.finish()
    return cp.open_run(path).fingerprint


def _files(path: str, call: Callable[[], Any]) -> Any:
    call()
    return sorted(str(file.relative_to(path)) for file in Path(path).rglob("*"))


READERS: dict[tuple[str, str], tuple[str, Callable[[World, str], Any]]] = {
    ("run", "scenario"): ("scenario", _in_room(lambda p: cp.run(p, threads=1, out="out").fingerprint)),
    ("run", "regime"): ("rulebook", _in_room(lambda p: cp.run(regime=p, **_SIZE, out="out").fingerprint)),
    ("run", "out"): ("folder", _in_room(lambda p: cp.run("dangan", **_SIZE, out=p).fingerprint)),
    ("run", "emit"): ("folder", _in_room(lambda p: _files(p, lambda: cp.run(**_SIZE, out="out", emit=p)))),
    ("execute", "out"): ("folder", _in_room(lambda p: cp.execute(_small(), threads=1, out=p).fingerprint)),
    ("execute", "emit"): ("folder", _in_room(lambda p: _files(p, lambda: cp.execute(_small(), out="out", emit=p)))),
    ("resume", "folder"): ("stopped", _in_room(lambda p: cp.resume(p, threads=1).fingerprint)),
    ("resume", "emit"): (
        "folder",
        lambda world, p: _files(p, lambda: (world.put("stopped", Path("it")), cp.resume("it", threads=1, emit=p))),
    ),
    ("open_run", "folder"): ("run", _in_room(_life)),
    ("panel", "run"): ("run", _in_room(lambda p: cp.panel(p, 20).events.rows())),
    ("panel", "out"): ("folder", lambda world, p: _files(p, lambda: cp.panel(world.runs["mine"], 20, out=p))),
    ("verify", "folder"): ("run", _in_room(lambda p: cp.verify(p, threads=1).holds)),
    ("load_scenario", "name_or_path"): ("scenario", _in_room(lambda p: cp.load_scenario(p).rulebook.name)),
    ("load_scenario", "regime"): ("rulebook", _in_room(lambda p: cp.load_scenario(regime=p).rulebook.name)),
    ("load_scenario", "society"): (
        "society", _in_room(lambda p: cp.load_scenario("ladder", society=p).source["digests"]),
    ),
    ("audit", "rulebook"): ("rulebook", _in_room(lambda p: numbers(cp.audit(p).as_json()))),
    ("ablate", "scenario"): (
        "scenario", _in_room(lambda p: numbers(cp.ablate(p, only=("informants",), **_STUDY).as_json())),
    ),
    ("compare", "regimes"): ("rulebook", _in_room(lambda p: _compared(p))),
    ("compare_regimes", "regimes"): (
        "rulebook", _in_room(lambda p: numbers(cp.compare_regimes([p, "dangan"], **_STUDY).as_json())),
    ),
    ("compare_regimes", "scenario"): (
        "scenario",
        _in_room(lambda p: numbers(cp.compare_regimes(["dangan", "suining-2010"], scenario=p, **_STUDY).as_json())),
    ),
    ("compare_in", "folder"): (
        "folder", _in_room(lambda p: numbers(cp.compare_in(p, ["dangan", "us-bank-score"], **_STUDY).as_json())),
    ),
    ("compare_in", "regimes"): (
        "rulebook", _in_room(lambda p: numbers(cp.compare_in("out", ["dangan", p], **_STUDY).as_json())),
    ),
    ("compare_in", "scenario"): (
        "scenario",
        _in_room(lambda p: numbers(cp.compare_in("out", ["dangan", "suining-2010"], scenario=p, **_STUDY).as_json())),
    ),
    ("read_comparison", "folder"): (
        "folder",
        _in_room(
            lambda p: cp.compare_in(p, ["dangan", "us-bank-score"], **_STUDY).as_json()
            == cp.read_comparison(p).as_json()
        ),
    ),
    ("robust", "names"): ("rulebook", _in_room(lambda p: numbers(cp.robust(p, **_DRAWN).as_json()))),
    ("robust", "scenario"): (
        "scenario", _in_room(lambda p: numbers(cp.robust("dangan", "us-bank-score", scenario=p, **_DRAWN).as_json())),
    ),
    ("robust", "out"): ("folder", _in_room(lambda p: numbers(cp.robust("dangan", out=p, **_DRAWN).as_json()))),
    ("side_by_side", "names"): (
        "rulebook", _in_room(lambda p: numbers(cp.side_by_side("none", p, **_BESIDE).as_json())),
    ),
    ("side_by_side", "scenario"): (
        "scenario", _in_room(lambda p: numbers(cp.side_by_side("none", "dangan", scenario=p, **_BESIDE).as_json())),
    ),
    ("decompose", "scenario"): ("scenario", _in_room(lambda p: numbers(cp.decompose(p, **_STUDY).as_json()))),
    ("decompose", "regime"): (
        "rulebook", _in_room(lambda p: numbers(cp.decompose("dangan", regime=p, **_STUDY).as_json())),
    ),
    ("elasticities", "scenario"): (
        "scenario", _in_room(lambda p: numbers(cp.elasticities(p, **_STUDY).as_json())),
    ),
    ("elasticities", "regime"): (
        "rulebook", _in_room(lambda p: numbers(cp.elasticities("dangan", regime=p, **_STUDY).as_json())),
    ),
    ("families", "scenario"): ("scenario", _in_room(lambda p: numbers(cp.families(p, **_FOLLOWED).as_json()))),
    ("families", "regime"): (
        "rulebook", _in_room(lambda p: numbers(cp.families("dangan", regime=p, **_FOLLOWED).as_json())),
    ),
    ("question", "scenario"): (
        "scenario", _in_room(lambda p: numbers(cp.question("struck", scenario=p, **_ASKED).as_json())),
    ),
    ("question", "regime"): (
        "rulebook", _in_room(lambda p: numbers(cp.question("struck", regime=p, **_ASKED).as_json())),
    ),
    ("question", "out"): ("folder", _in_room(lambda p: numbers(cp.question("struck", out=p, **_ASKED).as_json()))),
    ("rates", "scenario"): ("scenario", _in_room(lambda p: numbers(cp.rates(p, **_SIZE).as_json()))),
    ("rates", "regime"): ("rulebook", _in_room(lambda p: numbers(cp.rates("dangan", regime=p, **_SIZE).as_json()))),
    ("fork", "run"): (
        "run", lambda world, p: numbers(cp.fork(p, at=15, reforms=[_reform(world)], seeds=1, out="out").as_json()),
    ),
    ("fork", "reforms"): (
        "reform",
        lambda world, p: numbers(cp.fork(world.runs["mine"], at=15, reforms=[p], seeds=1, out="out").as_json()),
    ),
    ("fork", "out"): (
        "folder",
        lambda world, p: _files(
            p, lambda: cp.fork(world.runs["mine"], at=15, reforms=[_reform(world)], seeds=1, out=p)
        ),
    ),
    ("sweep", "design"): ("design", _in_room(lambda p: cp.sweep(p, out="out").rows())),
    ("sweep", "out"): (
        "folder", lambda world, p: (cp.sweep(world.folder / "design.yaml", out=p), _results(p))[1].rows(),
    ),
    ("sensitivity", "design"): ("morris", _in_room(lambda p: numbers(cp.sensitivity(p, out="out").as_json()))),
    ("sensitivity", "out"): (
        "folder", lambda world, p: numbers(cp.sensitivity(world.folder / "morris.yaml", out=p).as_json()),
    ),
    ("calibrate", "targets"): ("targets", _in_room(lambda p: numbers(cp.calibrate(p, out="out").as_json()))),
    ("calibrate", "out"): (
        "folder", lambda world, p: _files(p, lambda: cp.calibrate(world.folder / "targets.yaml", out=p)),
    ),
    ("predict", "predictions"): ("predictions", _in_room(lambda p: numbers(cp.predict(p, out="out").as_json()))),
    ("predict", "out"): (
        "folder", lambda world, p: _files(p, lambda: cp.predict(world.folder / "predictions.yaml", out=p)),
    ),
    ("fit", "name"): ("fit", _in_room(lambda p: numbers(cp.fit(p, people=1000).as_json()))),
    ("fit", "out"): (
        "folder", lambda world, p: _files(p, lambda: cp.fit(world.folder / "fit.yaml", people=1000, out=p)),
    ),
    ("validate", "out"): ("folder", _in_room(lambda p: _files(p, lambda: cp.validate("V03", **_TARGET, out=p)))),
    ("write_report", "html"): (
        "page", lambda world, p: (cp.write_report(cp.open_run(world.runs["mine"]), p), Path(p).is_file())[1],
    ),
    ("RunSettings", "out"): ("folder", _in_room(lambda p: _session(p, out=p))),
    ("RunSettings", "emit"): ("folder", _in_room(lambda p: _session(p, out="out", emit=p))),
    ("Session.begin", "scenario"): ("scenario", _in_room(lambda p: _begun(p))),
    ("Session.resume", "folder"): ("stopped", _in_room(_resumed)),
}  # fmt: skip
_SLOW = (
    "side_by_side", "calibrate", "predict", "robust", "families", "question", "sensitivity", "ablate",
    "compare_regimes", "fit", "validate",
)  # fmt: skip


def _small() -> Any:
    return cp.load_scenario("dangan", people=1000, years=0.1)


def _compared(path: str) -> str:
    frame = cp.compare("dangan", path, **_STUDY)
    return str(frame.select(pl.col(pl.Float64)).rows())


def _begun(path: str) -> Any:
    with cp.Session.begin(path, cp.RunSettings(threads=1)) as session:
        return session.scenario.rulebook.name


def _reform(world: World) -> Path:
    return world.folder / "reform.yaml"


def _results(folder: str) -> pl.DataFrame:
    return pl.read_parquet(Path(folder, "results.parquet").read_bytes())


def of_python() -> Iterator[tuple[str, str]]:
    """Function and argument, of all that the package offers and that may take a path."""
    for name in cp.__all__:
        found = getattr(cp, name)
        parts = [(name, found)]
        if inspect.isclass(found):
            parts += [(f"{name}.{m}", f) for m, f in inspect.getmembers(found, callable) if not m.startswith("_")]
        for called, function in parts:
            if not callable(function):
                continue
            for p in inspect.signature(function).parameters.values():
                if "Path" in str(p.annotation) or "ReformLike" in str(p.annotation) or p.name in ("regime", "society"):
                    yield called, p.name


def test_every_argument_that_takes_a_path_is_tried() -> None:
    assert {*of_python()} - _NO_READERS == READERS.keys()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def given(world: World, place: tuple[str, str], name: str) -> Any:
    """What a function gives for a path of this name in the working folder."""
    kind, give = READERS[place]
    room = world.room()
    with working_in(room):
        for other in meant_by(name):
            if len(other.encode("utf-8", "surrogateescape")) < 200 and not (room / other).exists():
                world.put(kind, room / other, "other")
        world.put(kind, room / name)
        return give(world, f"./{name}" if name in ("<stdin>", "dangan") else name)


def tried(world: World, place: tuple[str, str], names: list[str]) -> None:
    ending = (
        ".yaml" if READERS[place][0] in ("scenario", "rulebook", "design", "morris", "targets", "reform", "fit") else ""
    )
    key = ("python", " ".join(place))
    if key not in world.usual:
        world.usual[key] = given(world, place, f"usual{ending}")
    wrong = [name for name in names if given(world, place, f"{name}{ending}") != world.usual[key]]
    assert not wrong


@pytest.mark.parametrize(
    "place",
    [pytest.param(p, marks=pytest.mark.slow) if p[0] in _SLOW else p for p in READERS],
    ids=lambda place: " ".join(place),
)
def test_a_few_odd_names(place: tuple[str, str], world: World) -> None:
    k, every = list(READERS).index(place), [*ODD, *generated(40, 18)]
    tried(world, place, every[k :: len(READERS)][:2])


@pytest.mark.slow
@pytest.mark.parametrize("place", READERS, ids=" ".join)
def test_every_odd_name(place: tuple[str, str], world: World) -> None:
    tried(world, place, [*ODD, *generated(30, 19)])


def test_a_tilde_is_a_home_unless_there_is_a_file_of_that_name(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everywhere alike: a run, a scenario, a rulebook, a reform, a design."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    readers: dict[str, Callable[[str], Any]] = {
        "run": lambda p: cp.open_run(p).manifest["scenario"]["seed"],
        "scenario": lambda p: cp.load_scenario(p).source["digests"],
        "rulebook": lambda p: cp.load_scenario(regime=p).source["digests"],
        "design": lambda p: len(cp.sweep(p, out=Path("swept")).rows()),
    }
    for kind, give in readers.items():
        world.put(kind, tmp_path / f"home/{kind}.yaml")
        usual = give(f"~/{kind}.yaml")
        Path("~").mkdir(exist_ok=True)
        world.put(kind, Path(f"~/{kind}.yaml"), "other")
        if kind == "design":
            continue  # another study in that folder is refused
        assert give(f"~/{kind}.yaml") != usual


def test_a_society_s_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.chdir(tmp_path)
    for k, name in enumerate(ODD[::4]):
        shutil.copytree(FOLDER / "societies/uniform-31", name)
        named = "./-" if name == "-" else name
        scenario = cp.load_scenario("ladder", society=named if "/" in named else f"./{named}", people=1000 + k)
        assert scenario.people == 1000 + k and scenario.source["society"] == str(Path(name).absolute())
