"""Lines to shares: who is let in, what they carry, and that whatever breaks one costs neither a bit nor a message."""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import zmq

from credopolis.core.errors import CapacityExceeded
from credopolis.engine import line, switchboard, workers
from credopolis.engine.cluster import Cluster, free_memory, open_cluster
from credopolis.engine.line import Door, LineEnd, call, new_keys, serve
from credopolis.engine.messages import Messages, Order, Reply, pack_counts, pack_day, read_counts, read_day
from credopolis.engine.scenario import Scenario
from credopolis.engine.share import Share
from credopolis.engine.spread import Spread
from credopolis.engine.switchboard import Switchboard
from credopolis.engine.tally import OUTCOMES, Extent
from credopolis.engine.world import OF_ACTS, SUMS

from .test_exact import assert_same, busy
from .test_spread import ran

pytestmark = pytest.mark.alone

HERE = "tcp://127.0.0.1:*"


@pytest.fixture(scope="module")
def pair() -> Iterator[Cluster]:
    """Two local workers."""
    with open_cluster(workers=2) as cluster:
        yield cluster


def served(answer: Callable[[bytes], bytes], caller: bytes, most: int = 100, place: str = HERE) -> Door:
    """A door at which a thread lets one caller in and answers."""
    door = Door(place, caller, most)
    threading.Thread(target=serve, args=(door, most, lambda: answer), daemon=True).start()
    return door


def dialled(answer: Callable[[bytes], bytes], place: str = HERE) -> LineEnd:
    """A line to such a thread."""
    mine = new_keys()
    door = served(answer, mine[0], place=place)
    return call(door.address, door.key, mine, 0.1, lambda: False)


def to_share(share: Share) -> LineEnd:
    """A line to a share."""
    mine = new_keys()
    found = share.open_line(HERE, mine[0])
    assert found is not None
    return call(*found, mine, 0.1, lambda: False)


def fields_of(scenario: Scenario) -> Any:
    return np.ones((len(scenario.tables.provinces), OF_ACTS + len(scenario.act_names)))


def answers_backwards(message: bytes) -> bytes:
    return bytes(reversed(message))


@pytest.fixture(params=["tcp", "ipc"])
def place(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where lines are: a port of the loopback, or a file in a folder of one's own."""
    with tempfile.TemporaryDirectory() as folder:
        yield HERE if request.param == "tcp" else f"ipc://{folder}/line"


def test_a_line_carries_what_is_sent(place: str) -> None:
    mine = dialled(answers_backwards, place)
    for message in (b"abc", b"", b"x" * 100):
        mine.send_bytes(message)
        assert mine.recv_bytes() == answers_backwards(message)
    mine.close()


def test_only_the_caller_waited_for_is_let_in_and_once(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "CALL_SECONDS", 0.3)
    mine = new_keys()
    door = served(answers_backwards, mine[0], place=place)
    if place == HERE:  # strangers who speak another language, or none
        port = int(door.address.rsplit(":", 1)[1])
        strangers = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        strangers[0].sendall(b"\xff" * 400)
    plain = zmq.Context().socket(zmq.PAIR)
    plain.setsockopt(zmq.IMMEDIATE, 1)
    plain.connect(door.address)
    assert not plain.poll(300, zmq.POLLOUT)
    plain.context.destroy(linger=0)
    for keys, key in ((new_keys(), door.key), (mine, new_keys()[0])):  # who owns another key; who takes it for another
        with pytest.raises(OSError):
            call(door.address, key, keys, 0.1, lambda: True)
    right = call(door.address, door.key, mine, 0.1, lambda: True)
    with pytest.raises(OSError):
        call(door.address, door.key, mine, 0.1, lambda: True)
    right.send_bytes(b"abc")
    assert right.recv_bytes() == b"cba"
    right.close()


def test_nothing_on_the_wire_can_be_read() -> None:
    """A relay between both ends sees neither the question nor the answer."""
    mine, seen = new_keys(), bytearray()
    door = served(lambda message: b"ANSWER" * 10, mine[0])
    with socket.create_server(("127.0.0.1", 0)) as relay:
        there = int(door.address.rsplit(":", 1)[1])
        threading.Thread(target=relayed, args=(relay, there, seen), daemon=True).start()
        caller = call(f"tcp://127.0.0.1:{relay.getsockname()[1]}", door.key, mine, 0.1, lambda: False)
        caller.send_bytes(b"QUESTION" * 10)
        assert caller.recv_bytes() == b"ANSWER" * 10
        caller.close()
    assert len(seen) > 400
    assert b"QUESTION" not in seen
    assert b"ANSWER" not in seen


def relayed(relay: socket.socket, there: int, seen: bytearray) -> None:
    """Carry bytes both ways between a caller and a port, and keep them."""
    near, far = relay.accept()[0], socket.create_connection(("127.0.0.1", there))
    ends = {near: far, far: near}
    while True:
        for end in select.select(list(ends), [], [])[0]:
            came = end.recv(2**16)
            if not came:
                near.close()
                far.close()
                return
            seen += came
            ends[end].sendall(came)


def test_nobody_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_WAIT_SECONDS", 0.05)
    door = Door(HERE, new_keys()[0], 1)
    serve(door, 1, lambda: None)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(door.address.rsplit(":", 1)[1])))


def test_a_line_may_be_silent_between_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CALL_SECONDS", "_SILENT_SECONDS", "_WAIT_SECONDS"):
        monkeypatch.setattr(line, name, 0.1)
    mine = dialled(bytes)
    time.sleep(0.5)
    mine.send_bytes(b"abc")
    assert mine.recv_bytes() == b"abc"
    mine.close()


@pytest.mark.parametrize("message", [b"1".rjust(101, b"0"), b"1".rjust(5000, b"0"), b"no number"])
def test_a_message_that_is_too_long_and_a_failure_hang_up(message: bytes) -> None:
    mine = dialled(lambda message: bytes(int(message)))
    mine.send_bytes(message)
    with pytest.raises(EOFError):
        mine.recv_bytes()
    with pytest.raises(OSError):
        mine.send_bytes(b"1")
    mine.close()


def test_a_silent_end_is_waited_for_as_long_as_it_lives() -> None:
    asked: list[bool] = []
    quiet = threading.Event()
    mine = new_keys()
    door = served(lambda message: bytes(quiet.wait(20)), mine[0])
    caller = call(door.address, door.key, mine, 0.01, lambda: asked.append(True) or len(asked) == 3)  # type: ignore[func-returns-value]
    caller.send_bytes(b"1")
    with pytest.raises(EOFError):
        caller.recv_bytes()
    caller.close()
    quiet.set()
    assert len(asked) == 3


def test_a_share_notices_that_the_driver_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_SILENT_SECONDS", 0.05)
    mine = new_keys()
    door = Door(HERE, mine[0], 100)
    thread = threading.Thread(target=serve, args=(door, 100, lambda: bytes), daemon=True)
    thread.start()
    caller = call(door.address, door.key, mine, 0.1, lambda: False)
    time.sleep(0.2)
    assert thread.is_alive()
    caller.close()
    thread.join(10)
    assert not thread.is_alive()


def test_a_line_that_is_forgotten_holds_nobody_up() -> None:
    """A collector of garbage that finds the line first, and then what it stands on, does not wait."""
    mine = dialled(bytes)
    held: list[Any] = [mine]
    held.append(held)
    del mine, held
    done = threading.Event()

    def collects() -> None:
        gc.collect()
        done.set()

    threading.Thread(target=collects, daemon=True).start()
    assert done.wait(20)


def eventually(true: Callable[[], bool]) -> bool:
    """Whether something becomes true within ten seconds."""
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def test_messages_are_read_as_they_were_written() -> None:
    rng = np.random.default_rng(1)
    messages = Messages(3, 2, Extent(n_grades=4, n_acts=6, n_pairs=1, days=10, longest_lock=5))
    order = Order(rng.random((3, OF_ACTS + 6)), True)
    tick, read = messages.read_order(messages.pack_order(7, order))
    assert (tick, read.begins_interval) == (7, True)
    np.testing.assert_array_equal(read.fields, order.fields)
    assert len(messages.pack_order(7, order)) == messages.order_bytes
    sums, outcomes, grades = ((2, len(SUMS)), (2, 6, len(OUTCOMES)), (2, 5))
    reply = Reply(rng.integers(-(2**60), 2**60, sums), rng.integers(0, 2**60, outcomes), rng.integers(0, 2**60, grades))
    packed = messages.pack_reply(7, reply)
    assert len(packed) == messages.reply_bytes
    for mine, its in zip(reply, messages.read_reply(packed, 7), strict=True):
        np.testing.assert_array_equal(mine, its)
    for wrong, of in ((packed, 8), (packed[:-1], 7), (packed + packed, 7)):
        with pytest.raises(ValueError):
            messages.read_reply(wrong, of)
    counts = {"a": np.arange(6, dtype=np.int32).reshape(2, 3)[:, ::2], "none": np.zeros((2, 0)), "b": np.arange(2)}
    found = read_counts(pack_counts(counts))
    assert list(found) == list(counts)
    for name, rows in counts.items():
        np.testing.assert_array_equal(found[name], rows)
        assert found[name].dtype == rows.dtype


def test_a_line_says_what_calls_say() -> None:
    scenario = busy()
    one, other = Share(scenario, 2, 9, 1, []), Share(scenario, 2, 9, 1, [])
    mine = to_share(one)
    order = Order(fields_of(scenario), True)
    for tick in range(3):
        mine.send_bytes(one.messages.pack_order(tick, order))
        read = one.messages.read_reply(mine.recv_bytes(), tick)
        for a, b in zip(read, other.live(tick, order), strict=True):
            np.testing.assert_array_equal(a, b)
    assert read_day(pack_day(21)) == 21
    mine.send_bytes(pack_day(21))
    read_back = read_counts(mine.recv_bytes())
    for name, rows in other.count(21).items():
        np.testing.assert_array_equal(read_back[name], rows)
    np.testing.assert_array_equal(one.digests(), other.digests())
    mine.close()


def test_a_share_that_failed_stays_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    share, order = Share(busy(), 2, 5, 1, []), Order(fields_of(busy()), True)
    mine = to_share(share)
    with monkeypatch.context() as patch:
        patch.setattr(workers, "check_invariants", _fail)
        mine.send_bytes(share.messages.pack_order(0, order))
        with pytest.raises((OSError, EOFError)):
            mine.recv_bytes()
    with pytest.raises(CapacityExceeded, match="District 3 ran out of calendar space in tick 0"):
        share.live(0, order)


def test_a_line_that_waits_keeps_no_lives() -> None:
    share = Share(busy(), 2, 9, 2, [])
    share.live(0, Order(fields_of(busy()), True))
    mine = to_share(share)
    lives = weakref.ref(share.workers.engine.world.person)
    before = threading.active_count()
    del share
    gc.collect()
    assert eventually(lambda: lives() is None and threading.active_count() < before)
    mine.close()


def test_a_share_listens_where_it_is_told_or_nowhere() -> None:
    share = Share(busy(), 2, 3, 1, [])
    mine = new_keys()
    found = share.open_line(HERE, mine[0])
    assert found is not None
    port = int(found[0].rsplit(":", 1)[1])
    heard = [c.laddr for c in psutil.Process().net_connections("inet") if c.status == "LISTEN"]
    assert [address.ip for address in heard if address.port == port] == ["127.0.0.1"]
    call(*found, mine, 0.1, lambda: False).close()
    assert share.open_line("tcp://192.0.2.1:*", mine[0]) is None  # for documentation, no machine's
    assert share.open_line("ipc:///no such folder/line", mine[0]) is None


def test_where_lines_are_and_where_none_can_be_had(tmp_path: Path) -> None:
    places: list[str] = []

    def nowhere(place: str, key: bytes) -> None:
        places.append(place)

    for home in ("inproc://10.0.0.1/1/1", "ucx://10.0.0.1:80"):
        board = Switchboard(1)
        board.open(0, home, nowhere, lambda: False)
        assert board.works and not places
    for home in ("tcp://10.0.0.1:80", "tls://[fd00::1]:80"):
        board = Switchboard(1)
        for _ in range(2):
            board.open(0, home, nowhere, lambda: False)
        assert not board.works
        assert board.ask(b"", lambda k, answer: answer) == {}
    assert places == ["tcp://10.0.0.1:*", "tcp://[fd00::1]:*"]  # asked once each
    Switchboard(1, tmp_path).open(0, "tls://127.0.0.1:80", nowhere, lambda: False)
    assert places[-1].startswith(f"ipc://{tmp_path}/")


@pytest.fixture
def over_lines(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many shares answered over lines, question by question."""
    answered: list[int] = []
    ask = Switchboard.ask

    def noted(self: Switchboard, message: bytes, read: Any) -> dict[int, Any]:
        found = ask(self, message, read)
        answered.append(len(found))
        return found

    monkeypatch.setattr(Switchboard, "ask", noted)
    return answered


def test_ticks_and_counts_go_over_lines(pair: Cluster, over_lines: list[int]) -> None:
    assert_same(ran(busy(), None), ran(busy(), pair))
    assert set(over_lines) == {2}
    assert len(over_lines) > busy().ticks


def test_without_lines_all_goes_through_the_cluster(
    pair: Cluster, over_lines: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: Any) -> LineEnd:
        raise OSError

    monkeypatch.setattr(switchboard, "call", unreachable)
    assert_same(ran(busy(), None), ran(busy(), pair))
    assert set(over_lines) == {0}


def at_question(monkeypatch: pytest.MonkeyPatch, n: int, happens: Callable[[], None]) -> None:
    """Let something happen between the nth question to share 0 and its answer."""
    read, asked = LineEnd.recv_bytes, 0

    def hindered(self: LineEnd) -> bytes:
        nonlocal asked
        if threading.current_thread() is threading.main_thread():
            asked += 1
            if asked == 2 * n + 1:
                happens()
        return read(self)

    monkeypatch.setattr(LineEnd, "recv_bytes", hindered)


def test_a_line_that_breaks_in_a_tick_costs_no_bit(
    pair: Cluster, over_lines: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> None:
        raise ConnectionResetError

    at_question(monkeypatch, 5, breaks)
    before = set(pair.threads())
    assert_same(ran(busy(), None), ran(busy(), pair))
    assert over_lines[:6] == [2, 2, 2, 2, 2, 1]
    assert set(over_lines[6:]) == {0}
    assert set(pair.threads()) == before


def test_a_worker_killed_in_a_tick_costs_no_bit(over_lines: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with open_cluster(workers=2) as cluster:
        pids = {home: pid for home, (_, _, pid) in cluster.everywhere(free_memory).items()}
        first = pids[cluster.addresses()[0]]
        at_question(monkeypatch, 5, lambda: os.kill(first, signal.SIGKILL))
        stop = 5  # at this question it gets its order, and does not answer
        send = LineEnd.send_bytes

        def sent(self: LineEnd, message: bytes) -> None:
            nonlocal stop
            if len(over_lines) == stop:
                os.kill(first, signal.SIGSTOP)
                stop = -1
            send(self, message)

        monkeypatch.setattr(LineEnd, "send_bytes", sent)
        assert_same(ran(busy(), None), ran(busy(), cluster))
    assert over_lines[:6] == [2, 2, 2, 2, 2, 1]
    assert set(over_lines[6:]) == {2}  # over a new line


def _fail(_: Any, tick: int) -> None:
    raise CapacityExceeded(3, tick)


def _let_fail() -> None:
    workers.check_invariants = _fail  # type: ignore[assignment]


def test_a_failure_in_a_share_arrives_with_its_message() -> None:
    with open_cluster(workers=1) as cluster:
        cluster.everywhere(_let_fail)
        with pytest.raises(CapacityExceeded, match="District 3 ran out of calendar space in tick 0") as caught:
            ran(busy(), cluster)
    assert (caught.value.district, caught.value.tick) == (3, 0)


def _ports() -> set[Any]:
    return {c.laddr for c in psutil.Process().net_connections("inet") if c.status == "LISTEN"}


def test_workers_with_lines_listen_no_more_than_before(pair: Cluster) -> None:
    before = pair.everywhere(_ports)
    crew = Spread(replace(busy(), days=28), pair, 1)
    assert len(crew.switchboard.lines) == 2
    assert pair.everywhere(_ports) == before
    crew.live(fields_of(busy()), 0)
    crew.close()
    assert pair.everywhere(_ports) == before
    assert crew.switchboard.lines == {}
