"""Lines to shares: who is let in, what they carry, and that whatever breaks one costs neither a bit nor a message."""

from __future__ import annotations

import gc
import os
import signal
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import AuthenticationError
from typing import Any

import numpy as np
import psutil
import pytest

from credopolis.core.errors import CapacityExceeded
from credopolis.engine import line, switchboard, workers
from credopolis.engine.cluster import Cluster, free_memory, open_cluster
from credopolis.engine.line import KEY_BYTES, Line, call, listen, serve
from credopolis.engine.messages import Messages, Order, Reply, pack_counts, pack_day, read_counts, read_day
from credopolis.engine.scenario import Scenario
from credopolis.engine.share import Share
from credopolis.engine.spread import Spread
from credopolis.engine.switchboard import Switchboard
from credopolis.engine.world import FIELDS, SUMS

from .test_exact import assert_same, busy
from .test_spread import ran

HERE, KEY = "127.0.0.1", bytes(range(KEY_BYTES))


@pytest.fixture(scope="module")
def pair() -> Iterator[Cluster]:
    """Two local workers."""
    with open_cluster(workers=2) as cluster:
        yield cluster


def served(answer: Callable[[bytearray], bytes], most: int = 100) -> int:
    """The port at which a thread lets one caller in and answers."""
    door = listen(HERE)
    port = int(door.getsockname()[1])
    threading.Thread(target=serve, args=(door, KEY, most, lambda: answer), daemon=True).start()
    return port


def dial(port: int, key: bytes = KEY) -> Line:
    return call(HERE, port, key, 5.0, lambda: True)


def fields_of(scenario: Scenario) -> Any:
    return np.ones((len(scenario.tables.provinces), len(FIELDS)))


def test_only_who_knows_the_key_is_let_in_and_nobody_after() -> None:
    port = served(lambda message: bytes(reversed(message)))
    with pytest.raises(AuthenticationError):
        dial(port, bytes(KEY_BYTES))
    with socket.create_connection((HERE, port)) as stranger:
        stranger.sendall(b"\xff" * 40)
    mine = dial(port)
    assert mine._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    for message in (b"abc", b"", b"x" * 100):
        mine.send_bytes(message)
        assert mine.recv_bytes() == bytes(reversed(message))
    with pytest.raises(OSError):
        dial(port)
    mine.close()


def test_a_caller_does_not_trust_whoever_answers() -> None:
    def welcomes_everybody() -> None:
        theirs = Line(door.accept()[0], 5.0, lambda: True)
        theirs.send_bytes(b"#CHALLENGE#" + bytes(20))
        theirs.recv_bytes()
        theirs.send_bytes(b"#WELCOME#")
        theirs.recv_bytes()
        theirs.send_bytes(bytes(16))
        theirs.close()

    with listen(HERE) as door:
        threading.Thread(target=welcomes_everybody, daemon=True).start()
        with pytest.raises(AuthenticationError):
            dial(int(door.getsockname()[1]))


def test_nobody_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_WAIT_SECONDS", 0.05)
    door = listen(HERE)
    serve(door, KEY, 1, lambda: None)
    assert door.fileno() == -1


def test_a_line_may_be_silent_between_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "CALL_SECONDS", 0.1)
    mine = dial(served(bytes))
    time.sleep(0.3)
    mine.send_bytes(b"abc")
    assert mine.recv_bytes() == b"abc"
    mine.close()


def test_a_message_that_is_too_long_and_a_failure_hang_up() -> None:
    for message in (b"1".rjust(101, b"0"), b"no number"):
        mine = dial(served(lambda message: bytes(int(message))))
        mine.send_bytes(message)
        with pytest.raises((OSError, EOFError)):
            mine.recv_bytes()
        mine.close()


def test_a_silent_end_is_waited_for_as_long_as_it_lives() -> None:
    asked: list[bool] = []
    with listen(HERE) as door, socket.create_connection(door.getsockname()) as theirs:
        mine = Line(door.accept()[0], 0.01, lambda: asked.append(True) or len(asked) == 3)  # type: ignore[func-returns-value]
        theirs.sendall(b"\x05")  # the beginning of a message
        with pytest.raises(EOFError):
            mine.recv_bytes()
        mine.close()
    assert len(asked) == 3


def test_messages_are_read_as_they_were_written() -> None:
    rng = np.random.default_rng(1)
    messages = Messages(3, 2, 5)
    order = Order(rng.random((3, len(FIELDS))), True)
    tick, read = messages.read_order(messages.pack_order(7, order))
    assert (tick, read.begins_interval) == (7, True)
    np.testing.assert_array_equal(read.fields, order.fields)
    assert len(messages.pack_order(7, order)) == messages.order_bytes
    reply = Reply(rng.integers(-(2**60), 2**60, (2, len(SUMS))), rng.integers(0, 2**60, (2, 5)))
    packed = messages.pack_reply(7, reply)
    assert len(packed) == messages.reply_bytes
    for mine, its in zip(reply, messages.read_reply(packed, 7), strict=True):
        np.testing.assert_array_equal(mine, its)
    for wrong, of in ((packed, 8), (packed[:-1], 7), (packed + packed, 7)):
        with pytest.raises(ValueError):
            messages.read_reply(wrong, of)
    counts = {"a": np.arange(6, dtype=np.int32).reshape(2, 3)[:, ::2], "none": np.zeros((2, 0)), "b": np.arange(2)}
    found = read_counts(bytearray(pack_counts(counts)))
    assert list(found) == list(counts)
    for name, rows in counts.items():
        np.testing.assert_array_equal(found[name], rows)
        assert found[name].dtype == rows.dtype


def test_a_line_says_what_calls_say() -> None:
    scenario = busy()
    one, other = Share(scenario, 2, 9, 1, []), Share(scenario, 2, 9, 1, [])
    mine = dial(one.open_line(HERE, KEY))
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
    mine = dial(share.open_line(HERE, KEY))
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
    mine = dial(share.open_line(HERE, KEY))
    lives = weakref.ref(share.workers.engine.world.person)
    before = threading.active_count()
    del share
    gc.collect()
    deadline = time.monotonic() + 10
    while (lives() is not None or threading.active_count() >= before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert lives() is None
    assert threading.active_count() < before
    mine.close()


def test_a_share_listens_where_it_is_told_or_nowhere() -> None:
    share = Share(busy(), 2, 3, 1, [])
    port = share.open_line(HERE, KEY)
    heard = [c.laddr for c in psutil.Process().net_connections("inet") if c.status == "LISTEN"]
    assert [address.ip for address in heard if address.port == port] == [HERE]
    dial(port).close()
    assert share.open_line("192.0.2.1", KEY) == 0  # for documentation, no machine's


def test_no_line_where_none_can_be_had_or_all_is_encrypted() -> None:
    board = Switchboard(1)

    def never(host: str, key: bytes) -> int:
        raise AssertionError

    for home in ("tls://10.0.0.1:80", "inproc://10.0.0.1/1/1"):
        board.open(0, home, never, lambda: False)
        assert board.works and not board.lines
    board.open(0, "tcp://127.0.0.1:80", lambda host, key: 0, lambda: False)
    assert not board.works
    board.open(0, "tcp://127.0.0.1:80", never, lambda: False)
    assert board.ask(b"", lambda k, answer: answer) == {}


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
    def unreachable(*_: Any) -> Line:
        raise OSError

    monkeypatch.setattr(switchboard, "call", unreachable)
    assert_same(ran(busy(), None), ran(busy(), pair))
    assert set(over_lines) == {0}


def at_question(monkeypatch: pytest.MonkeyPatch, n: int, happens: Callable[[], None]) -> None:
    """Let something happen between the nth question to share 0 and its answer."""
    read, asked = Line.recv_bytes, 0

    def hindered(self: Line, most: int = line.MOST_BYTES) -> bytearray:
        nonlocal asked
        if most == line.MOST_BYTES and threading.current_thread() is threading.main_thread():
            asked += 1
            if asked == 2 * n + 1:
                happens()
        return read(self, most)

    monkeypatch.setattr(Line, "recv_bytes", hindered)


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
        send = Line.send_bytes

        def sent(self: Line, message: bytes) -> None:
            nonlocal stop
            if len(over_lines) == stop:
                os.kill(first, signal.SIGSTOP)
                stop = -1
            send(self, message)

        monkeypatch.setattr(Line, "send_bytes", sent)
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
