"""The server: what it shows is what the engine lived, it lets nobody else in, and it leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import time
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import numpy as np
import psutil
import pytest
from websockets.asyncio.client import connect as connect_aside
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from credopolis.library.catalogue import load_scenario
from credopolis.runs.session import Session
from credopolis.studio import wire
from credopolis.studio.shapes import DossierShape, FoundShape
from tests.studio.serving import Studio, frames, studio

ASKED = {"people": 3_000, "years": 1, "seed": 5}


@pytest.fixture(scope="module")
def run(open_studio: Studio) -> dict[str, Any]:
    """A run that has been lived to its end."""
    begun = open_studio.begin(**ASKED)
    with open_studio.line(begun["id"]) as line:
        line.send(json.dumps({"seek": begun["frames"] - 1}))
        return open_studio.wait(begun["id"], begun["frames"])


class _Values:
    """What a page holds: the values of all lives, led on by messages."""

    def __init__(self) -> None:
        self.values = np.zeros(0, np.uint8)
        self.frame = -1

    def take(self, head: tuple[int, ...], message: bytes) -> None:
        _, kind, bits, _, n, self.frame, lives, _, counts = head
        payload = memoryview(message)[wire.HEADER.size : len(message) - 4 * counts]
        if kind == wire.FULL:
            self.values = wire.unpack(payload, lives, bits)
            return
        for _ in range(n):
            payload = payload[wire.apply_record(self.values, payload, bits) :]


def test_what_pages_are_sent_is_what_the_engine_lived(open_studio: Studio, run: dict[str, Any]) -> None:
    """Played, then after a leap back and one on, each life has the grade that a session of the same seed gives it."""
    held = _Values()
    with open_studio.line(run["id"]) as line:
        line.send(json.dumps({"play": 50}))
        for head, message in frames(line):
            held.take(head, message)
            if held.frame >= 20:
                break
        seen = {held.frame: held.values.copy()}
        for goal in (4, run["frames"] - 1):
            line.send(json.dumps({"play": 0, "seek": goal, "drawn": head[7]}))
            for head, message in frames(line):
                held.take(head, message)
                if held.frame == goal:
                    break
            seen[goal] = held.values.copy()
    with Session.begin(load_scenario("popular-account", people=3_000, years=1, seed=5)) as session:
        for frame in sorted(seen):
            if frame > session.tick:
                session.advance(ticks=frame - session.tick)
            assert seen[frame].tolist() == session.course.engine.world.standing["grade"].tolist()
        assert session.latest is not None
        _, series = open_studio.ask(f"api/runs/{run['id']}/series")
        assert series["lives"][-1] == session.latest.grades.sum(axis=0).tolist()
        outcome = session.outcome()
    _, now = open_studio.ask(f"api/runs/{run['id']}")
    assert now["digest"] == outcome.state_digest


def test_how_long_locks_last_is_what_a_run_gives(open_studio: Studio, run: dict[str, Any], tmp_path: Any) -> None:
    import credopolis as cp

    done = cp.run("popular-account", people=3_000, years=1, seed=5, out=tmp_path / "run")
    _, found = open_studio.ask(f"api/runs/{run['id']}/survival")
    assert [one["grade"] for one in found["curves"]] == [one.grade for one in done.summary.locks]
    for one, lock in zip(found["curves"], done.summary.locks, strict=True):
        assert (one["spells"], one["open"]) == (lock.spells, lock.still_open)
        assert one["going"] == pytest.approx(lock.curve.survival)
        assert one["low"] == pytest.approx(lock.curve.low)


def test_locks_are_told_until_a_day_and_by_province(open_studio: Studio, run: dict[str, Any]) -> None:
    """Spells of provinces add up to those of the nation, and there are no more of them on an earlier day."""
    nation = open_studio.ask(f"api/runs/{run['id']}/survival")[1]
    for field in ("spells", "open"):
        for curve in nation["curves"]:
            parts = [
                one[field]
                for name in run["provinces"]
                for one in open_studio.ask(f"api/runs/{run['id']}/survival?province={quote(name)}")[1]["curves"]
                if one["grade"] == curve["grade"]
            ]
            assert sum(parts) == curve[field]
    half = open_studio.ask(f"api/runs/{run['id']}/survival?frame=26")[1]
    assert half["day"] <= 26 * run["tick_days"] < nation["day"]
    assert 0 < sum(one["spells"] for one in half["curves"]) < sum(one["spells"] for one in nation["curves"])
    assert open_studio.ask(f"api/runs/{run['id']}/survival?frame=0")[1] == {"day": 0, "curves": []}
    assert open_studio.ask(f"api/runs/{run['id']}/survival?province=Nowhere")[0] == 400


def test_who_went_where_is_what_the_engine_lived(open_studio: Studio, run: dict[str, Any]) -> None:
    """Of the nation and of a province, between two ticks, life by life; the table has the same numbers."""
    society = open_studio.ask(f"api/runs/{run['id']}")[1]
    with Session.begin(load_scenario("popular-account", people=3_000, years=1, seed=5)) as session:
        states = {}
        for frame in (10, 45):
            session.advance(ticks=frame - session.tick)
            states[frame] = session.course.engine.world.standing["grade"].astype(int)
    name = f"api/runs/{run['id']}"
    for frame, grades in states.items():
        assert list(open_studio.ask(f"{name}/states?frame={frame}")[1]) == grades.tolist()
    tile = max(society["tiles"], key=lambda one: one["lives"])
    for province, part in ("", slice(None)), (tile["name"], slice(tile["first"], tile["first"] + tile["lives"])):
        asked = f"since=10&frame=45&province={quote(province)}"
        found = open_studio.ask(f"{name}/flows?{asked}")[1]
        lives = np.zeros((len(found["labels"]),) * 2, int)
        np.add.at(lives, (states[10][part], states[45][part]), 1)
        assert found["lives"] == lives.tolist()
        assert found["days"] == [10 * run["tick_days"], 45 * run["tick_days"]]
        rows = open_studio.ask(f"{name}/tables/flows.csv?{asked}")[1].decode().splitlines()[1:]
        assert sum(int(row.rsplit(",", 1)[1]) for row in rows) == lives.sum()
        series = open_studio.ask(f"{name}/series?province={quote(province)}")[1]
        assert series["lives"][45] == lives.sum(axis=0).tolist()
    assert lives.sum() - np.trace(lives) > 0, "somebody moved"
    assert open_studio.ask(f"{name}/flows?since=9999")[0] == 400


def test_a_life_is_told_as_the_command_tells_it(open_studio: Studio, run: dict[str, Any], tmp_path: Any) -> None:
    import credopolis as cp

    dossier = cp.run("popular-account", people=3_000, years=1, seed=5, out=tmp_path / "run").life(123).as_json()
    for _ in range(400):
        status, told = open_studio.ask(f"api/runs/{run['id']}/lives/123")
        if status == 200:
            break
        assert status == 202 and told["of"] == run["frames"] - 1
    assert told["facts"] == dossier["facts"]
    assert set(told) == set(DossierShape.__annotations__)  # the answer is what the API's document says, and no more
    assert told["happenings"] == json.loads(json.dumps(dossier["happenings"]))


def _looked_for(studio: Studio, run: str, what: str, frame: int) -> dict[str, Any]:
    for _ in range(400):
        status, told = studio.ask(f"api/runs/{run}/find?what={quote(what)}&frame={frame}")
        if status == 200:
            assert set(told) == set(FoundShape.__annotations__)
            return dict(told)
        assert (status, set(told)) == (202, {"districts"})
    raise AssertionError


def test_lives_are_found_as_the_command_finds_them(open_studio: Studio, run: dict[str, Any], tmp_path: Any) -> None:
    """And of a day amid the run, nobody to whom it happens later."""
    import credopolis as cp

    kept = cp.run("popular-account", people=3_000, years=1, seed=5, out=tmp_path / "run")
    _, society = open_studio.ask(f"api/runs/{run['id']}")
    open_studio.wait(run["id"], run["frames"])
    assert {"fell to D", "wrongly charged", "recovered"} <= set(society["askable"])
    last = run["frames"] - 1
    for what in ("fell to D", "fell to B"):
        known = cp.find_lives(kept, what, 6).as_json()
        found = _looked_for(open_studio, run["id"], what.upper(), last)
        assert known["lives"] and {**known, "through": found["through"], "ticks": last} == found
        early = _looked_for(open_studio, run["id"], what, last // 2)
        assert early["ticks"] == last // 2
        assert all(one["date"] < early["through"] for one in early["lives"])
    assert open_studio.ask(f"api/runs/{run['id']}/find?what=fell%20to%20E")[0] == 400
    assert open_studio.ask(f"api/runs/{run['id']}/find")[0] == 400


def test_tables_are_csv(open_studio: Studio, run: dict[str, Any]) -> None:
    for name in ("ticks", "provinces", "flows", "survival"):
        status, text = open_studio.ask(f"api/runs/{run['id']}/tables/{name}.csv")
        assert status == 200
        assert len(text.decode().splitlines()) > 2
    _, ticks = open_studio.ask(f"api/runs/{run['id']}/tables/ticks.csv")
    assert len(ticks.decode().splitlines()) == run["frames"] + 1


def test_two_pages_on_one_run_do_not_disturb_one_another(open_studio: Studio, run: dict[str, Any]) -> None:
    with open_studio.line(run["id"]) as one, open_studio.line(run["id"]) as other:
        other.send(json.dumps({"seek": 3}))
        one.send(json.dumps({"play": 100}))
        at_one = next(head[5] for head, _ in frames(one) if head[5] > 10)
        at_other = [head[5] for head, _ in (next(iter(frames(other))),)]
        assert at_one > 10
        assert max(at_other) <= 3


def test_a_slow_page_is_sent_less(open_studio: Studio, run: dict[str, Any]) -> None:
    """One message stands until it is acknowledged; then comes one that makes up for what was missed."""
    with open_studio.line(run["id"]) as line:
        line.send(json.dumps({"play": 100}))
        first = next(frames(line))[0]
        time.sleep(0.4)
        line.send(json.dumps({"drawn": first[7]}))
        second = next(frames(line))[0]
        assert second[7] == first[7] + 1
        assert second[5] - first[5] > 10


@pytest.mark.parametrize(
    "body, words",
    [
        (b"", "JSON"),
        (b"[]", "object"),
        (b"[" * 4000, ""),
        ({"scenario": "popular-account", "people": 10**9}, "people"),
        ({"scenario": "../../etc/passwd"}, "no scenario"),
        ({"scenario": "popular-account", "regime": "/etc/passwd"}, "no regime"),
        ({"scenario": "popular-account", "years": 1.5}, "years"),
        ({"scenario": "popular-account", "file": "x"}, "file"),
        ({"scenario": "<script>alert(1)</script>"}, "no scenario"),
    ],
)
def test_a_wrong_wish_is_refused_in_words(open_studio: Studio, body: object, words: str) -> None:
    status, answer = open_studio.ask("api/runs", body)
    assert status == 400
    assert words in answer["error"]["message"]
    assert "<script>" not in answer["error"]["message"]


@pytest.mark.parametrize(
    "path, status",
    [
        ("api/runs/none", 404), ("api/runs/none/series", 404), ("api/nothing", 404), ("..%2f..%2fetc%2fpasswd", 404),
        ("assets/..%2f..%2fserver.py", 404), ("api/runs/{}/columns/name", 400), ("api/runs/{}/lives/99999999", 400),
        ("api/runs/{}/lives/1?frame=-1", 400), ("api/runs/{}/series?layer=x", 400), ("api/runs/{}/tables/x.csv", 400),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_not_to_be(open_studio: Studio, run: dict[str, Any], path: str, status: int) -> None:
    assert open_studio.ask(path.format(run["id"]))[0] == status


def test_too_much_is_refused(open_studio: Studio) -> None:
    assert open_studio.ask("api/runs", b" " * 5_000)[0] == 413


def test_strangers_are_refused(open_studio: Studio, run: dict[str, Any]) -> None:
    assert open_studio.ask("api/about", Host="evil.example")[0] == 403
    assert open_studio.ask("api/about", Origin="http://evil.example")[0] == 403
    assert open_studio.ask("api/about", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    address = f"{open_studio.base.replace('http', 'ws', 1)}api/runs/{run['id']}/live"
    for origin in ("http://evil.example", None):
        with pytest.raises(InvalidStatus) as refused, connect(address, origin=origin):  # type: ignore[arg-type]
            pass
        assert refused.value.response.status_code == 403


def test_pages_may_load_nothing_from_elsewhere(open_studio: Studio) -> None:
    import urllib.request

    with urllib.request.urlopen(open_studio.base) as answer:
        policy = answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


_PIECES = (
    '{"play":', "1e999", '"seek"', ":-1", "[]", "{}", '{"layer":99}', "\x00", "null", "}", '{"drawn":7}', "é", "true",
)  # fmt: skip
_AT_ONCE = 25


async def _closed_with(base: str, run: str, message: str | bytes) -> int:
    """The code with which a line is closed on which a message was sent, and then one that nobody can read."""
    address = f"{base.replace('http', 'ws', 1)}api/runs/{run}/live"
    async with connect_aside(address, origin=base.rstrip("/"), max_size=None, compression=None) as line:
        try:
            await line.send(message)
            await line.send('{"nothing": 1}')
            while True:
                await asyncio.wait_for(line.recv(), 20)
        except ConnectionClosed as end:
            assert end.rcvd is not None, (message, end)
            return end.rcvd.code


def test_a_thousand_malformed_messages_do_no_harm(open_studio: Studio, run: dict[str, Any]) -> None:
    """Whatever pages say, they are closed with 4400, and others go on being served."""
    rng = random.Random(1)
    texts = ["".join(rng.choices(_PIECES, k=rng.randint(1, 5))) for _ in range(1_000)]
    messages = [text if rng.random() < 0.8 else text.encode() for text in texts]

    async def some(part: list[str | bytes]) -> list[int]:
        return await asyncio.gather(*(_closed_with(open_studio.base, run["id"], one) for one in part))

    codes = [code for k in range(0, 1_000, _AT_ONCE) for code in asyncio.run(some(messages[k : k + _AT_ONCE]))]
    assert codes == [4400] * 1_000
    with open_studio.line(run["id"]) as line:
        assert next(frames(line))[0][5] == 0
    assert open_studio.ask("api/about")[0] == 200


def test_fifty_pages_on_one_run_are_all_served(open_studio: Studio, run: dict[str, Any]) -> None:
    with ExitStack() as opened:
        lines = [opened.enter_context(open_studio.line(run["id"])) for _ in range(50)]
        for line in lines:
            line.send(json.dumps({"play": 20}))
        for line in lines:
            assert next(head[5] for head, _ in frames(line) if head[5] > 2) > 2


def test_a_run_ends_a_while_after_its_page_is_closed() -> None:
    with studio("--keep", "2") as opened:
        begun = opened.begin()
        with opened.line(begun["id"]) as line:
            next(frames(line, 90))
            time.sleep(3)
            assert opened.ask("api/runs")[1] != []
        until = time.monotonic() + 20
        while opened.ask("api/runs")[1] and time.monotonic() < until:
            time.sleep(0.2)
        assert opened.ask("api/runs")[1] == []


def test_a_process_that_is_killed_is_told_of() -> None:
    with studio("--keep", "100") as opened:
        begun = opened.begin(years=10)
        opened.wait(begun["id"], 3)
        with opened.line(begun["id"]) as line:
            next(frames(line))
            for one in opened.family():
                if "spawn_main" in " ".join(one.cmdline()):
                    one.send_signal(signal.SIGKILL)
            told: dict[str, Any] = {}
            while told.get("state") != "lost":
                message = line.recv(timeout=20)
                told = json.loads(message) if isinstance(message, str) else told
        assert "signal 9" in told["told"]
        assert "Begin it again" in told["told"]
        again = opened.begin(years=1)
        assert opened.wait(again["id"], 3)["state"] in ("living", "over")


def test_other_machines_need_a_token() -> None:
    with pytest.raises(AssertionError, match="--token"), studio("--host", "0.0.0.0"):
        pass
    with studio("--host", "0.0.0.0", "--token", "a-token-of-a-class-room") as opened:
        base = opened.base.replace("0.0.0.0", "127.0.0.1")
        opened.base = base
        assert opened.ask("api/about")[0] == 401
        assert opened.ask("api/about", Cookie="credopolis-studio=wrong")[0] == 401
        assert opened.ask("api/about", Cookie="credopolis-studio=a-token-of-a-class-room")[0] == 200


def _left_behind(how: int, times: int) -> None:
    """Begin and end a studio so many times; its processes must go with it. Its memory has no name."""
    for _ in range(times):
        with studio() as opened:
            begun = opened.begin()
            with opened.line(begun["id"]):
                time.sleep(0.3)
                family = opened.family()
                opened.stop(how)
        _, alive = psutil.wait_procs(family, timeout=15)
        assert alive == []
        assert family


@pytest.mark.alone
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(how: int) -> None:
    _left_behind(how, 1)


@pytest.mark.slow
@pytest.mark.parametrize("how, times", [(signal.SIGINT, 8), (signal.SIGTERM, 7), (signal.SIGKILL, 5)])
def test_nothing_is_left_behind_in_twenty_times(how: int, times: int) -> None:
    _left_behind(how, times)


def test_a_run_in_a_folder_is_lived_again_as_it_was(tmp_path: Any) -> None:
    import credopolis as cp

    done = cp.run("popular-account", people=3_000, years=1, seed=5, out=tmp_path / "run")
    with studio("--run", str(tmp_path / "run")) as opened:
        _, about = opened.ask("api/about")
        frames_of = opened.ask(f"api/runs/{about['first']}")[1]["frames"]
        with opened.line(about["first"]) as line:
            line.send(json.dumps({"seek": frames_of - 1}))
            found = opened.wait(about["first"], frames_of)
            until = time.monotonic() + 20
            while not found["digest"] and time.monotonic() < until:
                _, found = opened.ask(f"api/runs/{about['first']}")
    assert found["digest"] == done.manifest["outcome"]["state_digest"]
