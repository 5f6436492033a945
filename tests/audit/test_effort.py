"""Audits end: effort is a count of steps, shared out, and what is not proved within it says so."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import credopolis as cp
from credopolis.audit.compare import compare
from credopolis.audit.judge import Audit, audit, subject_of
from credopolis.audit.pages.ladder_figure import ladder_figure
from credopolis.audit.pages.rulebook import audit_html
from credopolis.audit.proofs import prove
from credopolis.audit.proofs.effort import EFFORT, LEAST_EFFORT, Effort, OutOfEffort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.sampled import LIVES, lives_within
from credopolis.audit.proofs.state import Move
from credopolis.audit.proofs.witness import replay
from credopolis.audit.sarif import sarif
from credopolis.audit.words import audit_text
from credopolis.cli.main import guarded
from credopolis.core.errors import BadValue
from credopolis.rulebook import Rulebook, parse_rulebook

from .extreme import extreme, extreme_again, extreme_at_last, extreme_of_entries

pytestmark = pytest.mark.alone

HEAD = "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
BEHIND = (
    "score: {start: 0, min: -2, max: 0}\ngrades: {top: {from: 0}, mid: {from: -1}, low: {}}\n"
    "acts: {offence: {points: -1, counts_for: 1y}}\n"
)
"""Low is entered at -2, of which a point is older: it expires too, and one is in top again after a year."""
OLDER = (
    "score: {start: 0, min: -8, max: 0}\ngrades: {clear: {from: 0}, noted: {from: -7}, out: {}}\n"
    "acts: {offence: {points: -1, counts_for: 30mo}, seminar: {points: 1, cap_per_year: 1}}\n"
)
"""Out is entered at -8; seven offences of one day expire on the day after, and a seminar undoes the eighth."""
LONG_LOCK = (
    "score: {start: 0, min: -9, max: 0}\n"
    "grades: {active: {from: -2}, two_months: {from: -5, lock: {lasts: 2mo, release: active}}, "
    "withdrawn: {lock: {lasts: 80y, release: active}}}\n"
    "acts: {offence: {points: -1, counts_for: 3y}, monitoring: {points: 2, cap_per_year: 1}}\n"
)
"""The search of a lock of 80 years day by day once took the effort of every other pair."""
ROUND = (
    "score: {start: 0, min: -3, max: 0}\ngrades: {top: {from: -1}, mid: {from: -2}, "
    "low: {lock: {lasts: 6mo, release: top}}}\nacts: {bad: {points: -1, counts_for: 1y}}\n"
)
"""From low no gain leads to mid, but top does, and an entry of any act there."""
WIDE = (
    "score: {start: 14950, min: -100, max: 30000}\ngrades: {A: {from: 9760}, B: {}}\n"
    "acts: {negative_post: {points: -1}, community_help: {points: 10000, cap_per_year: 200}}\n"
)
"""Two acts over 30,000 scores: a story was told from each of 10,000 ways of entering a grade."""


def read(text: str) -> Rulebook:
    return parse_rulebook(HEAD + text, "b.yaml")


def least(done: Audit, of: str, to: str) -> tuple[int | None, str]:
    return done.proofs.least_time_days[of, to], done.proofs.state(of, to)


def steps(text: str, effort: int = EFFORT) -> int:
    """Steps of an audit."""
    subject = subject_of(parse_rulebook(text, "b.yaml"))
    taken = Effort(effort)
    prove(subject.book, subject.conduct, subject.mistakes, taken)
    return taken.used


def test_a_part_takes_what_it_was_given_and_gives_back_the_rest() -> None:
    effort = Effort(1000)
    with effort.share(1, 4) as part:
        part.spend(100)
    assert effort.left == 900 and part.left == 0
    with effort.share(1, 2) as part, pytest.raises(OutOfEffort):
        part.spend(451)
    assert effort.left == 450


def test_more_effort_never_proves_less_and_the_answer_is_the_same_each_time() -> None:
    book = parse_rulebook(extreme(5), "b.yaml")
    few, again = (audit(book, effort=40_000).as_json() for _ in range(2))
    assert few == again
    assert few["exact"] is False and any(pair["state"] == "not proved" for pair in few["least_time_days"])
    more = audit(read(OLDER), effort=EFFORT)
    less = audit(read(OLDER), effort=LEAST_EFFORT)
    assert more.proofs.unproved < less.proofs.unproved


def test_entries_behind_the_score_count() -> None:
    done = audit(read(BEHIND))
    assert least(done, "low", "top") == (365, "proved") and done.proofs.exact
    assert least(audit(read(OLDER)), "out", "clear") == (1, "proved")
    for text in (BEHIND, OLDER):
        book = read(text)
        for witness in audit(book).proofs.witnesses.values():
            assert replay(book, witness) == witness.steps


def test_a_ladder_that_leads_round_is_not_one_way() -> None:
    done = audit(read(ROUND))
    assert least(done, "low", "mid") == (182, "proved")
    assert done.proofs.one_way == () and all(finding.code != "LD03" for finding in done.findings)


def test_a_long_lock_takes_no_other_pair_its_answer() -> None:
    done = audit(read(LONG_LOCK))
    assert least(done, "withdrawn", "active") == (80 * 365, "proved")
    assert least(done, "two_months", "active") == (61, "proved")
    assert least(done, "active", "withdrawn") == (0, "proved")


def test_width_alone_costs_little() -> None:
    done = audit(read(WIDE))
    assert done.proofs.exact and least(done, "B", "A") == (0, "proved")
    assert steps(HEAD + WIDE) < EFFORT / 5


def test_what_is_not_proved_is_its_own_state_everywhere() -> None:
    done = audit(read(LONG_LOCK), effort=LEAST_EFFORT)
    assert done.proofs.unproved and not done.proofs.exact
    data = done.as_json()
    times = {(t["from"], t["to"]): (t["days"], t["state"], t["at_least"]) for t in data["least_time_days"]}
    assert times["withdrawn", "two_months"] == (None, "not proved", 80 * 365)
    assert not {"LD01", "LD02", "LD03", "PT01"} & {finding.code for finding in done.findings}
    text, page = audit_text(done, "b.yaml"), audit_html([done])
    rows = [line for line in text.splitlines() if line.strip().startswith("withdrawn ")]
    assert "not proved" in rows[0] and "never" not in rows[0]
    assert text.count("Not proved within the effort") == 1
    assert "not proved" in page and "every reachable state was searched" not in page
    assert "not proved" in ladder_figure(done.book, done.proofs).svg
    (run,) = sarif([done], "0")["runs"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["descriptor"]["id"] == "not-proved" and told["message"]["text"] in text
    assert "invocations" not in sarif([audit("ladder")], "0")["runs"][0]


def test_a_comparison_says_what_is_not_proved() -> None:
    full, few = audit(read(LONG_LOCK)), audit(read(LONG_LOCK), effort=LEAST_EFFORT)
    data = compare(full, few).as_json()
    changed = {(t["from"], t["to"]): (t["before_state"], t["after_state"]) for t in data["least_time_days"]}
    assert changed["withdrawn", "active"] == ("proved", "not proved")
    assert data["exact"] is False and data["limits"]


def test_the_effort_is_an_argument_and_an_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(HEAD + LONG_LOCK)
    assert cp.audit(path, effort=LEAST_EFFORT).proofs == audit(path, effort=LEAST_EFFORT).proofs
    assert guarded(["audit", str(path), "--json", "--effort", str(LEAST_EFFORT)]) == 0
    few = json.loads(capsys.readouterr().out)["rulebooks"][0]
    assert guarded(["audit", str(path), "--json"]) == 0
    usual = json.loads(capsys.readouterr().out)["rulebooks"][0]
    assert len(few["limits"]) == 1 and usual["limits"] == [] and usual["exact"]
    assert usual["least_time_days"] == audit(path, effort=EFFORT).as_json()["least_time_days"]
    for wrong in ("0", "-5", "2000000000000", "many"):
        assert guarded(["audit", str(path), "--effort", wrong]) == 2
        assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(BadValue):
        cp.audit(path, effort=1)


@pytest.mark.parametrize(
    "text", [extreme, extreme_again, extreme_at_last, extreme_of_entries], ids=["first", "later", "last", "of entries"]
)
@pytest.mark.parametrize("seed", [1, 5, 6, 7])
def test_extreme_rulebooks_are_audited_within_the_effort(seed: int, text: Callable[[int], str]) -> None:
    check_extreme(text(seed), 300_000)


def test_entries_that_limits_sift_as_they_come_are_paid_for() -> None:
    """Under `only` and a window all entries are drawn, a thousand a year: once 42 seconds past the effort."""
    begun = time.process_time()
    check_extreme(extreme_again(29), 3_000_000)
    assert time.process_time() - begun < 20


def check_extreme(text: str, effort: int) -> Audit:
    """No more steps than allowed; what is not proved is said; words and pages come out."""
    book = parse_rulebook(text, "extreme.yaml")
    assert steps(text, effort) <= effort
    done = audit(book, effort=effort)
    data: Any = json.loads(json.dumps(done.as_json()))
    unproved = any(pair["state"] in ("at most", "not proved") for key in ("least_time_days", "longest_least_days")
                   for pair in data[key])  # fmt: skip
    assert not (unproved and data["exact"]) and len(data["limits"]) <= 1 + len(book.acts)
    assert all(len(story["steps"]) < 600 for story in data["witnesses"])
    assert audit_text(done, "b.yaml") and audit_html([done])
    return done


def test_a_terminal_is_told_what_is_being_proved_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(extreme(0))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "credopolis.cli.main", "audit", str(path), "--effort", "900000000"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
    os.close(theirs)
    told = b""
    while b"proving" not in told:
        told += os.read(ours, 4096)
    time.sleep(1.0)
    begun = time.monotonic()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) == 130
    assert time.monotonic() - begun < 20
    os.close(ours)


def test_entries_that_a_cap_sifts_out_are_charged_as_they_are_drawn() -> None:
    """They were charged as if the few that count were drawn alone: an audit of 100 s kept within its steps."""
    spent = []
    for rate in (1.0, 1000.0):
        move = Move("act", 1, -1, 1, 0, 30)
        machine = Machine(0, 9, 0, ("B", "A"), (0, 5), (0, 0), (-1, -1), (move,))
        effort = Effort(10**9)
        assert lives_within(machine, {"act": rate}, [365, 3650], effort) == LIVES
        spent.append(effort.used)
    assert spent[1] - spent[0] > LIVES * 1000 * 9.9 / 25
