"""Comparisons in a folder: read as they were made, gone on with to the same bits, and kept when they are stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import credopolis as cp
from credopolis.analysis.comparisons import seeds as comparing
from credopolis.analysis.comparisons.compare import Comparison, compare_regimes, compare_variants
from credopolis.analysis.comparisons.variants import load_variants
from credopolis.analysis.studies.compared import compare_in, read_comparison
from credopolis.cli.main import guarded
from credopolis.core import signals
from credopolis.core.errors import CredopolisError, RunFolderError

SIZE: dict[str, Any] = {"people": 1_000, "years": 0.25, "threads": 1}
REGIMES = ("popular-account", "suining-2010", "popular-account,off=records")


@pytest.fixture(scope="module")
def usual() -> Comparison:
    return compare_regimes(REGIMES, seeds=4, **SIZE)


def stop_after(number: int) -> Callable[..., Any]:
    """What measures runs, until so many are made; then somebody presses Ctrl-C."""
    made, really = [0], comparing.gather

    def gather(*arguments: Any, **options: Any) -> Any:
        if made[0] == number:
            raise KeyboardInterrupt
        made[0] += 1
        return really(*arguments, **options)

    return gather


def test_it_is_what_is_compared_without_a_folder_and_is_read_again(usual: Comparison, tmp_path: Path) -> None:
    made = compare_in(tmp_path / "kept", REGIMES, seeds=4, **SIZE)
    assert made.as_json() == usual.as_json() and made.stories
    again = cp.read_comparison(tmp_path / "kept")
    assert again.as_json() == usual.as_json() and again.frame().equals(usual.frame())
    assert [s.first.chains for s in again.stories] == [s.first.chains for s in usual.stories]
    asked = json.loads((tmp_path / "kept/asked.json").read_text())
    assert asked["regimes"] == list(REGIMES) and asked["seeds"] == 4 and asked["people"] == 1_000


@pytest.mark.parametrize("runs", [0, 1, 3, 5, 8, 11])
def test_one_that_was_stopped_goes_on_to_the_same(
    runs: int, usual: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "gather", stop_after(runs))
    with pytest.raises(KeyboardInterrupt):
        compare_in(tmp_path / "kept", REGIMES, seeds=4, **SIZE)
    with pytest.raises(RunFolderError, match="no finished comparison"):
        read_comparison(tmp_path / "kept")
    monkeypatch.undo()
    monkeypatch.setattr(comparing, "gather", stop_after(12 - max(0, runs // 3 - 1) * 3))  # the first seed tells lives
    assert compare_in(tmp_path / "kept", REGIMES, seeds=4, **SIZE).as_json() == usual.as_json()
    monkeypatch.setattr(comparing, "gather", stop_after(0))
    assert compare_in(tmp_path / "kept", REGIMES, seeds=4, **SIZE).as_json() == usual.as_json()


def test_seeds_that_are_done_are_a_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "gather", stop_after(7))
    found = compare_regimes(REGIMES, seeds=4, stoppable=True, **SIZE)
    monkeypatch.undo()
    assert found.as_json() == compare_regimes(REGIMES, seeds=2, **SIZE).as_json()
    monkeypatch.setattr(comparing, "gather", stop_after(5))
    with pytest.raises(KeyboardInterrupt):  # one seed gives no interval
        compare_regimes(REGIMES, seeds=4, stoppable=True, **SIZE)


def test_another_comparison_in_the_folder_is_refused(tmp_path: Path) -> None:
    compare_in(tmp_path / "kept", REGIMES[:2], seeds=2, **SIZE)
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    for other in ({"seeds": 3}, {"seeds": 2, "level": 0.9}, {"seeds": 2, "seed": 5}, {"seeds": 2, "off": ("quotas",)}):
        with pytest.raises(RunFolderError):
            compare_in(tmp_path / "kept", REGIMES[:2], **{**SIZE, **other})
    with pytest.raises(RunFolderError):
        compare_in(tmp_path / "kept", REGIMES[::2], seeds=2, **SIZE)
    assert {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()} == before


def test_a_damaged_one_is_told(tmp_path: Path) -> None:
    compare_in(tmp_path / "kept", REGIMES[:2], seeds=2, **SIZE)
    file = tmp_path / "kept/comparison.json"
    whole = file.read_bytes()
    data = json.loads(whole)
    harms = [whole[:n] for n in range(0, len(whole) - 2, len(whole) // 15)]
    for key in data:
        harms += [json.dumps({k: v for k, v in data.items() if k != key}).encode()] * (key != "rules")
        harms += [json.dumps({**data, key: wrong}).encode() for wrong in ({"x": 1}, "\x1b[31m", [[1]])]
    told = 0
    for harm in harms:
        file.write_bytes(harm)
        try:
            read_comparison(tmp_path / "kept")
        except CredopolisError as error:
            told += 1
            assert "comparison" in str(error) and "\n" not in str(error)
    assert told >= len(harms) - 2  # a text of no meaning may still be the name of something
    file.unlink()
    file.symlink_to("/dev/zero")
    with pytest.raises(RunFolderError):
        read_comparison(tmp_path / "kept")


def test_the_command_reads_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    line = ["compare", *REGIMES[:2], "--people", "1000", "--years", "0.25", "--seeds", "2", "--threads", "1"]
    assert guarded([*line, "--out", "kept", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert guarded(["compare", "kept", "--json", "--html", "page.html"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert {**first, "provenance": 0} == {**again, "provenance": 0}
    assert Path("page.html").read_text().rstrip().endswith("</html>")
    assert guarded(["compare", "kept"]) == 0
    assert "popular-account" in capsys.readouterr().out
    assert guarded([*line, "--out", "kept", "--html", "kept/journal"]) == 2
    assert "--html" in capsys.readouterr().err


class Bell:
    """Sends SIGTERM at a call of a function, by the number of calls from when it is wound up."""

    def __init__(self) -> None:
        self.calls, self.at, self.seeds_after = 0, -1, 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        self.calls += event in ("call", "c_call")
        if self.calls == self.at:
            self.at = -1
            os.kill(os.getpid(), signal.SIGTERM)

    def on_seed(self, done: int, of: int) -> None:
        """After the first seed, in which much is made ready, count the second, and be done after some more."""
        sys.setprofile(self)
        self.seeds_after += 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_signal_ends_a_comparison_wherever_it_falls() -> None:
    """Also where nobody asks whether the run in hand shall end, as after its last tick."""
    variants = load_variants(REGIMES[:2], "popular-account", people=1_000, years=0.25)
    whole = Bell()
    compare_variants(variants, seeds=2, threads=1, progress=whole.on_seed)
    sys.setprofile(None)
    assert whole.calls > 1_000
    for at in range(1, whole.calls, whole.calls // 24):
        bell = Bell()
        bell.at = at
        signals.forget()
        try:
            with pytest.raises(KeyboardInterrupt), signals.answered(signals.interrupt):
                compare_variants(variants, seeds=5, threads=1, progress=bell.on_seed)
        finally:
            sys.setprofile(None)
            signals.forget()
        assert bell.seeds_after <= 2, f"a signal at call {at} of {whole.calls} was lost"


@pytest.mark.alone
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_what_is_done(sent: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "credopolis.cli.main", "compare", *REGIMES[:2], "--people", "1000", "--years", "0.25",
         "--seeds", "5000", "--threads", "1", "--out", str(tmp_path / "kept"), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    journal = tmp_path / "kept/journal"
    while not journal.exists() or journal.read_bytes().count(b"\n") < 3:
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(sent)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 128 + sent and "of 5000 seeds are done" in err, err
    done = len(json.loads(out)["seeds"])
    assert done >= 3 and journal.read_bytes().count(b"\n") == done
