"""A fork: the recorded past, the future without a reform as the run itself, and reforms that change what they name."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.forks import past as past_module
from credopolis.analysis.forks.fork import check_fork
from credopolis.analysis.forks.past import fork_day
from credopolis.analysis.forks.result import Fork, ForkStopped
from credopolis.core.errors import BadValue, CredopolisError, Misuse, RunFolderError
from credopolis.library.catalogue import SCENARIOS
from credopolis.library.names import regime_folder
from credopolis.mechanisms.all import MECHANISMS
from credopolis.runs.again import rebuild
from credopolis.store.checkpoint import checkpoints_of
from credopolis.store.run import Run
from tests.runs.books import NEW_ACT
from tests.runs.books import book as book

pytestmark = pytest.mark.alone

AT, DAY = "2022-01-20", 399
SAME = {"reform": "same", "set": {"rulebook.acts.tax_evasion.points": -100}}
NO_LOCKS = {"reform": "no-locks", "off": ["locks"]}
QUOTAS = {"reform": "quotas-again", "on": ["quotas"], "set": {"regime.quotas.negative_a_year": 0.05}}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return cp.run(people=5000, years=2, off=("quotas",), threads=1, out=tmp_path_factory.mktemp("run") / "run")


@pytest.fixture(scope="module")
def forked(run: Run, book: Path, tmp_path_factory: pytest.TempPathFactory) -> Fork:
    reforms = [SAME, NO_LOCKS, QUOTAS, {"reform": "an-act-more", "regime": str(book)}]
    out = tmp_path_factory.mktemp("fork") / "out"
    return cp.fork(run, at=AT, reforms=reforms, seeds=2, level=0.9, threads=2, out=out)


@pytest.fixture(scope="module")
def futures(forked: Fork) -> dict[str, Run]:
    return forked.runs


def test_the_day_is_the_end_of_the_interval(forked: Fork, run: Run) -> None:
    assert (forked.at.day, forked.at.tick, forked.at.date.isoformat()) == (DAY, 57, "2022-02-04")
    scenario = rebuild(run)
    late = datetime.datetime(2022, 1, 1, 12)
    for at, day in ((1, 35), ("35", 35), (36, 63), ("1y", 371), ("2022-12-02", 700), (late.date(), 371), (late, 371)):
        assert fork_day(scenario, at, 730).day == day


def test_without_a_reform_the_run_itself_comes_out(forked: Fork, futures: dict[str, Run], run: Run) -> None:
    assert list(futures) == ["unreformed", "same", "no-locks", "quotas-again", "an-act-more"]
    for name in ("unreformed", "same"):
        assert futures[name].fingerprint == run.fingerprint
        assert futures[name].content_hashes() == run.content_hashes()
    assert all(d.same and not d.clear for d in forked.comparison.differences if d.regime == "same")


@pytest.mark.parametrize("name", ["no-locks", "quotas-again", "an-act-more"])
def test_a_reform_changes_the_future_and_not_the_past(name: str, futures: dict[str, Run], run: Run) -> None:
    future = futures[name]
    assert future.status == "complete" and future.fingerprint != run.fingerprint
    for table in ("grades", "entries", "flows", "locks", "ticks", "fields", "offices"):
        mine, its = (r.table(table).filter(pl.col("day") <= DAY) for r in (future, run))
        texts = pl.selectors.enum().cast(pl.String)
        ours = mine.select(its.columns)  # acts that only the reform knows have a column of their own, empty until then
        assert not mine.drop(its.columns).fill_null(0).to_numpy().any()
        assert ours.with_columns(texts).equals(its.with_columns(texts).filter(_not_open(table)))
    assert_flows_account_for_all(future, DAY)


def assert_flows_account_for_all(future: Run, since_day: int) -> None:
    """Lives in a grade are those of the interval before, plus the flows in, less the flows out."""
    before = future.grades.filter(pl.col("day") == since_day)
    for day in sorted(future.grades.filter(pl.col("day") > since_day)["day"].unique()):
        after = future.grades.filter(pl.col("day") == day)
        assert _lives(after) == _added(_lives(before), future.flows.filter(pl.col("day") == day))
        before = after


def _not_open(table: str) -> pl.Expr:
    return pl.col("ended").cast(pl.String) != "open" if table == "locks" else pl.lit(True)


def _lives(grades: pl.DataFrame) -> dict[str, int]:
    return {k: n for k, n in grades.group_by("grade").agg(pl.col("lives").sum()).iter_rows() if n}


def _added(lives: dict[str, int], flows: pl.DataFrame) -> dict[str, int]:
    found = dict(lives)
    for source, to, n in flows.select("from_grade", "to_grade", "changes").iter_rows():
        found[source] = found.get(source, 0) - n
        found[to] = found.get(to, 0) + n
    return {grade: n for grade, n in found.items() if n}


def test_reforms_do_what_they_say(forked: Fork, futures: dict[str, Run], run: Run) -> None:
    def later(name: str, table: str) -> pl.DataFrame:
        return futures[name].table(table).filter(pl.col("day") > DAY)

    assert run.grades.filter(pl.col("day") == DAY)["locked"].sum() > 50
    assert later("no-locks", "grades")["locked"].sum() == 0
    fabricated = {n: later(n, "entries").filter(pl.col("truth") == "fabricated")["entries"].sum() for n in futures}
    assert fabricated["unreformed"] == 0 and fabricated["quotas-again"] > 5
    acts = futures["an-act-more"].acts.filter(pl.col("act") == "late_return")
    assert acts["day"].min() == 427 and acts["acts"].sum() > 1000
    found = {(d.regime, d.measure): d for d in forked.comparison.differences}
    assert found["no-locks", "lock_days"].value == 0 and found["no-locks", "lock_days"].difference.high < 0
    assert found["an-act-more", "entries"].difference.low > 50
    everyone = forked.twins().filter((pl.col("regime") == "no-locks") & (pl.col("group") == "all lives"))
    assert everyone["better"].item() > 0 == everyone["worse"].item()


def test_measures_count_the_time_after_the_fork(
    run: Run, futures: dict[str, Run], forked: Fork, tmp_path: Path
) -> None:
    """The same numbers from the tables of the folders, with one seed and no intervals."""
    one = cp.fork(run, at=AT, reforms=[NO_LOCKS], seeds=1, out=tmp_path / "out", stories=False, threads=1)
    assert [f.fingerprint for f in one.futures] == [futures[n].fingerprint for n in ("unreformed", "no-locks")]
    found = {d.measure: d for d in one.comparison.differences}
    assert one.frame()["low"].is_null().all() and one.comparison.days == 730 - DAY
    for name, value in (("unreformed", "value_against"), ("no-locks", "value")):
        r = futures[name]
        counts = r.grades.filter((pl.col("day") >= DAY) & (pl.col("grade") != "unscored"))
        lives = counts.group_by("day").agg(pl.col("lives").sum(), pl.col("locked").sum()).sort("day")
        days = lives["day"].diff().drop_nulls()
        years = ((lives["lives"] + lives["lives"].shift()).drop_nulls() / 2 * days).sum() / 365.25
        entries = r.entries.filter(pl.col("day") > DAY)["entries"].sum()
        assert getattr(found["entries"], value) == pytest.approx(1000 * entries / years)
        falls = r.falls.filter(pl.col("day") > DAY)["falls"].sum()
        assert getattr(found["falls"], value) == pytest.approx(1000 * falls / years)
        if name == "unreformed":
            locked = ((lives["locked"] + lives["locked"].shift()).drop_nulls() / 2 * days).sum()
            assert found["lock_days"].value_against == pytest.approx(1000 * locked / years)


def test_folders_say_where_they_come_from(forked: Fork, futures: dict[str, Run], run: Run) -> None:
    about = futures["no-locks"].manifest["fork"]
    assert (about["fingerprint"], about["day"], about["run"]) == (run.fingerprint, DAY, str(run.folder.resolve()))
    assert about["reform"]["off"] == ["locks"] and len(about["reform"]["digest"]) == 32
    assert futures["unreformed"].manifest["fork"]["reform"] is None
    assert "until 2022-02-04 (day 399)" in futures["no-locks"].notes[0] and not futures["unreformed"].notes
    assert "page" not in cp.write_report(futures["no-locks"]).name
    kept = json.loads((forked.folder / "fork.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(forked.as_json())) and [f["name"] for f in kept["futures"]] == list(futures)
    assert futures["no-locks"].sql("select max(day) as d from grades")["d"].item() == 730
    with pytest.raises(RunFolderError, match="future of a fork, under the reform 'no-locks' from day 399"):
        cp.fork(futures["no-locks"], at=AT, reforms=[SAME])
    assert check_fork(futures["unreformed"], "2022-06-10", [NO_LOCKS]).day == 546
    from credopolis.analysis.comparisons.decompose import decompose_run

    with pytest.raises(RunFolderError, match="Decompose the run that it came from"):
        decompose_run(futures["no-locks"])


def test_a_life_is_told_across_the_fork(forked: Fork, futures: dict[str, Run]) -> None:
    story = next(s for s in forked.comparison.stories if s.regime == "no-locks")
    plain, told = story.first, story.second
    reform = next(h for h in told.happenings if h.kind == "reform")
    assert (reform.day, reform.in_words()) == (DAY, "the reform takes effect") and reform.lock_until is None
    early = [dataclasses.replace(h, chain=0) for h in plain.happenings if h.day < DAY]
    assert early == [dataclasses.replace(h, chain=0) for h in told.happenings if h.day < DAY]
    same, untouched = (futures[n].life(story.life).happenings for n in ("same", "unreformed"))
    assert [dataclasses.replace(h, chain=0) for h in same if h.kind != "reform"] == [
        dataclasses.replace(h, chain=0) for h in untouched
    ]


def stopped_at(day: int) -> Callable[[str, int, int, int], None]:
    """A progress that stops a run by Ctrl-C once it has come to a day."""

    def tell(stage: str, done: int, days: int, people: int) -> None:
        if stage == "running" and done == day:
            os.kill(os.getpid(), signal.SIGINT)

    return tell


def test_from_a_checkpoint_as_by_living_again(
    run: Run, futures: dict[str, Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = cp.run(people=5000, years=2, off=("quotas",), threads=1, out=tmp_path / "run", checkpoint_days=90,
                  checkpoint_every=None, progress=stopped_at(413))  # fmt: skip
    assert part.status == "interrupted" and len(checkpoints_of(part.folder)) == 2
    last = int(part.parts[-1]["through_day"])
    assert 413 <= last < 500
    with pytest.raises(BadValue, match=rf"days 1 to {last}\)"):
        cp.fork(part, at=last + 1, reforms=[NO_LOCKS])
    begun: list[int] = []
    take_up = past_module._take_up

    def spied(run: Run, course: Any, *rest: Any) -> None:
        take_up(run, course, *rest)
        begun.append(course.day)

    monkeypatch.setattr(past_module, "_take_up", spied)
    found = cp.fork(part, at=AT, reforms=[NO_LOCKS], seeds=1, out=tmp_path / "out", stories=False, threads=2)
    assert begun and 300 < begun[0] < DAY
    assert [f.fingerprint for f in found.futures] == [futures[n].fingerprint for n in ("unreformed", "no-locks")]


def test_ctrl_c_says_what_is_whole(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def stop(done: int, total: int) -> None:
        if done == 2:  # the past and one future
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(ForkStopped, match=r"Whole futures: .*no-locks\. Cut short.*unreformed.*fork again"):
        cp.fork(run, at=AT, reforms=[NO_LOCKS], seeds=1, out=out, threads=1, progress=stop)
    cut = cp.open_run(out / "unreformed")
    assert cp.open_run(out / "no-locks").status == "complete" and cut.status == "interrupted"
    with pytest.raises(RunFolderError, match="future of a fork, which is not resumed"):
        cp.resume(cut.folder)


def copied(run: Run, folder: Path, **changed: Any) -> Path:
    """A run's folder with some entries of its manifest changed."""
    shutil.copytree(run.folder, folder)
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **changed}))
    return folder


def test_a_past_that_cannot_be_trusted_is_refused(run: Run, tmp_path: Path) -> None:
    damaged = copied(run, tmp_path / "damaged")
    (damaged / run.parts[0]["files"]["entries"]["path"]).write_bytes(b"short")
    scenario = json.loads(json.dumps(run.manifest["scenario"]))
    scenario["source"]["digests"]["conduct.yaml"] = "0"
    other = json.loads(json.dumps(run.manifest["scenario"]))
    other["source"]["overrides"] = {"rulebook.acts.tax_evasion.points": -99}
    for folder, says in (
        (damaged, "the file is truncated"),
        (copied(run, tmp_path / "files", scenario=scenario), r"changed since \(conduct.yaml\)"),
        (copied(run, tmp_path / "past", scenario=other), r"came out otherwise than recorded \(.*scores"),
    ):
        with pytest.raises(RunFolderError, match=says):
            cp.fork(folder, at=AT, reforms=[SAME], seeds=1, out=tmp_path / "out", threads=1)
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"at": 0}, "no past yet"),
        ({"at": "2020-01-01"}, r"2021-01-02 to 2022-12-02 \(days 1 to 700\)"),
        ({"at": 701}, "days 1 to 700"),
        ({"at": "next year"}, "a date such as 2022-01-01"),
        ({"seeds": 0}, "1 to 10,000"),
        ({"level": 0.5}, "0.9 or 0.95"),
        ({"reforms": []}, "one or more"),
        ({"reforms": SAME}, "one or more"),
        ({"reforms": [SAME, SAME]}, "Two reforms have the name 'same'"),
    ],
)
def test_misuse_is_told(options: dict[str, Any], says: str, run: Run, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=says):
        cp.fork(run, **{"at": AT, "reforms": [SAME], "out": tmp_path / "out", **options})
    assert not (tmp_path / "out").exists()


def test_a_run_of_one_interval_has_no_day_to_fork_at(tmp_path: Path) -> None:
    short = cp.run(people=1000, years=0.05, threads=1, out=tmp_path / "run")
    with pytest.raises(CredopolisError, match="no day to fork at"):
        cp.fork(short, at=7, reforms=[SAME])


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_can_be_forked(name: str, tmp_path: Path) -> None:
    """Setting what is so already gives the run again; everything off, on again, and an act more lose no life."""
    run = cp.run(name, people=4000, years=2, out=tmp_path / "run")
    scenario = rebuild(run)
    folder = tmp_path / "with-an-act"
    shutil.copytree(regime_folder(scenario.source["regime"]), folder)
    book = folder / "rulebook.yaml"
    text = book.read_text(encoding="utf-8")
    names = scenario.rulebook.list_names
    act = NEW_ACT if scenario.rulebook.has_score else NEW_ACT.replace("points: -1", f"adds_to: {names[0]}")
    book.write_text(text.replace("acts:\n", "acts:" + act, 1), encoding="utf-8")
    off = [m.name for m in MECHANISMS if m.can_be_off and m.name not in scenario.off]
    reforms: list[dict[str, Any]] = [
        {"reform": "same", "set": {"regime.office.lost_share": scenario.regime.office.lost_share}},
        {"reform": "all-off", "off": off},
        {"reform": "an-act-more", "regime": str(book)},
    ]
    if scenario.off and name != "ladder":  # whose society knows no false alarms
        reforms.append({"reform": "all-on", "on": list(scenario.off)})
    found = cp.fork(run, at="1y", reforms=reforms, seeds=1, out=tmp_path / "out")
    assert found.futures[1].fingerprint == run.fingerprint
    for future in found.runs.values():
        assert_flows_account_for_all(future, found.at.day)
        assert future.grades.filter(pl.col("day") == 730)["lives"].sum() == 4000
    everything_off = cp.fork(cp.run(name, people=4000, years=2, off=off, out=tmp_path / "off"), at="1y", seeds=1,
                             reforms=[{"reform": "on", "on": off}], out=tmp_path / "out-on")  # fmt: skip
    assert_flows_account_for_all(everything_off.runs["on"], everything_off.at.day)
