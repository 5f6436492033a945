"""Lives that are found: what was asked for did happen to each, none is missed, and what cannot happen is refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import credopolis as cp
from credopolis.analysis.lives.find import _parent_punished
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue

PEOPLE = 3_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return cp.run(
        "popular-account", people=PEOPLE, years=6, seed=3, threads=1, set={"regime.services.stands": True},
        out=tmp_path_factory.mktemp("find") / "run",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "kind"), [("fell to D", "entry"), ("refused travel", "refusal"), ("wrongly charged", "entry")]
)
def test_it_happened_to_whom_is_found_on_the_day_that_is_told(run: cp.Run, what: str, kind: str) -> None:
    found = cp.find_lives(run, what, 3)
    assert 0 < len(found.lives) <= 3
    for one in found.lives:
        lines = [h for h in run.life(one.life).happenings if h.date == one.date and h.in_words() == one.what]
        assert lines and all(line.kind == kind for line in lines)
        assert what != "fell to D" or lines[0].grade == "D"
        assert what != "refused travel" or lines[0].about == "travel"
        assert what != "wrongly charged" or lines[0].truth != "true"


def test_all_are_found_where_all_are_looked_at(run: cp.Run) -> None:
    """Every life of a small run is looked at, so those refused a journey are those of the panel."""
    found = cp.find_lives(run, "Refused_Travel", 100)
    events = cp.panel(run, PEOPLE, threads=1).events
    refused = events.filter((events["kind"] == "refusal") & (events["about"] == "travel"))
    assert found.looked_at == PEOPLE
    assert {one.life for one in found.lives} == set(refused["life"].unique().to_list())
    counted = run.table("refusals")
    assert int(counted.filter(counted["service"] == "travel")["refusals"].sum()) == len(refused)


def test_back_in_good_standing_is_after_a_fall(run: cp.Run) -> None:
    found = cp.find_lives(run, "recovered", 3).lives
    assert found
    for one in found:
        happenings = run.life(one.life).happenings
        back = next(k for k, h in enumerate(happenings) if h.date == one.date and h.grade not in ("B", "C", "D"))
        assert any(h.grade in ("B", "C", "D") for h in happenings[:back])


def test_a_parent_is_punished_while_the_child_is_young(run: cp.Run) -> None:
    found = cp.find_lives(run, "parent punished", 4)
    assert 0 < len(found.lives) <= 4
    for one in found.lives:
        whose, _, what = one.what.partition("): ")
        relation, _, number = whose.partition(" (life ")
        dossier = run.life(one.life)
        parents = [r for r in dossier.facts["household"] if r["relation"] == relation]
        assert [r["life_id"] for r in parents] == [int(number)] and relation in ("mother", "father")
        lines = [h for h in run.life(int(number)).happenings if h.date == one.date and h.in_words() == what]
        assert lines and all(h.kind == "entry" and (h.points < 0 or h.grade in ("B", "C", "D")) for h in lines)
        assert one.age < 18


def entry(day: int, points: int = 0, grade: str = "A", lists: tuple[str, ...] = ()) -> Any:
    date = dt.date(2020, 1, 1) + dt.timedelta(days=day)
    return SimpleNamespace(
        day=day, date=date, kind="entry", points=points, grade=grade, lists=lists, in_words=lambda: "said"
    )


@pytest.mark.parametrize(
    ("age", "story", "day"),
    [
        (10, [entry(100, 5), entry(400, -10)], 400),
        (10, [entry(100), entry(400, 0, "C")], 400),  # a straight drop takes no points
        (10, [entry(100), entry(400, 0, "A", ("black",)), entry(500, 0, "A", ("black",))], 400),
        (10, [entry(100, 5, "B"), entry(400, 5, "A")], None),  # to rise is no punishment
        (16, [entry(100, -5)], 100),
        (16, [entry(400, -5)], None),  # grown up by then
        (40, [entry(100, -5)], None),
    ],
)  # fmt: skip
def test_what_a_parents_punishment_is(age: int, story: list[Any], day: int | None) -> None:
    family = [SimpleNamespace(relation=relation, life_id=k) for k, relation in enumerate(("mother", "sibling"), 8)]
    facts: Any = SimpleNamespace(household=family, age=age, life_id=3)
    look = _parent_punished(("D", "C", "B", "A"))
    found = look(facts, {8: tuple(story), 9: (entry(1, -100),), 3: (entry(1, -100),)})
    date = None if day is None else dt.date(2020, 1, 1) + dt.timedelta(days=day)
    assert found == (None if date is None else (date, "mother (life 8): said"))


def test_what_cannot_happen_is_refused_with_what_can(run: cp.Run) -> None:
    with pytest.raises(BadValue, match="fell to C, fell to B"):
        cp.find_lives(run, "eaten")
    with pytest.raises(BadValue, match="1 to 100"):
        cp.find_lives(run, "recovered", 0)


def test_the_command_names_lives(run: cp.Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["life", str(run.folder), "--find", "fell to D", "--most", "2"]) == 0
    told = capsys.readouterr().out
    assert "(synthetic), not a count" in told and "credopolis life" in told
    assert guarded(["life", str(run.folder), "--find", "fell to D", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 0 < found["looked_at"] <= PEOPLE and found["lives"] and found["asked"] == "fell to D"
    assert guarded(["life", str(run.folder), "7", "--find", "recovered"]) == 2
    assert guarded(["life", str(run.folder), "--find", "eaten"]) == 2


def test_a_run_in_which_it_happened_to_nobody_says_among_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = cp.run("popular-account", people=1_000, years=0.1, threads=1, out=tmp_path / "quiet")
    assert guarded(["life", str(quiet.folder), "--find", "recovered"]) == 0
    assert "No such life among 1,000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("what", "table", "outcome"),
    [
        ("joins the army", "army", "joins the army"), ("wins a championship", "championships", None),
        ("joins the Party", "party", "joins the Party"), ("loses work", "jobs", "loses work"),
        ("finds work", "jobs", "finds work"), ("is promoted", "jobs", "is promoted"),
        ("goes to kindergarten", "stages", "goes to kindergarten"),
    ],
)  # fmt: skip
def test_courses_of_life_are_found_as_often_as_they_are_counted(
    course: cp.Run, what: str, table: str, outcome: str | None
) -> None:
    """Every life of a small run is looked at: as many are found as events are counted, where each has one at most."""
    found, counted = cp.find_lives(course, what, 100), course.table(table)
    names = [name for name in counted.columns if name.endswith("_outcome") or name == "stage_of_life"]
    if outcome is not None:
        counted = counted.filter(counted[names[0]] == outcome)
    times = int(counted[counted.columns[-1]].sum())
    assert 0 < len(found.lives) <= min(times, 100)
    if table in ("army", "party"):
        assert len(found.lives) == min(times, 100)
    one = found.lives[0]
    assert any(h.date == one.date and h.in_words() == one.what for h in course.life(one.life).happenings)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    names = ("stages", "army", "championships", "jobs", "party", "kindergarten")
    return cp.run(
        "popular-account", people=1_500, years=2, seed=3, threads=1, out=tmp_path_factory.mktemp("course") / "run",
        set={f"regime.{name}.stands": True for name in names} | {"regime.army.men": 0.5},
    )  # fmt: skip
