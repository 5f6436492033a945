"""A line: one connection kept open from the driver to a share, over which ticks go as plain bytes.

A call through the cluster costs more than a millisecond, one over a line some tenths. The share listens on the host of
its worker until the one who knows the key has called, and no longer. Bytes are never unpickled.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import answer_challenge, deliver_challenge
from typing import Final

KEY_BYTES: Final = 32
MOST_BYTES: Final = 2**30
CALL_SECONDS: Final = 3.0
_WAIT_SECONDS: Final = 5.0  # for the driver's call, after which nobody is let in
_LOOK_SECONDS: Final = 0.005  # for the next message: about as much as shares end a tick apart
_LENGTH: Final = struct.Struct("<I")
NOT_LET_IN: Final = (OSError, EOFError, AuthenticationError, AssertionError)
Answer = Callable[[bytearray], bytes]


class Line:
    """One end of a connection. Each message is preceded by its length.

    patience : seconds that the other end may be silent before `lost` is asked whether to give it up; None: for ever.
    """

    def __init__(self, connected: socket.socket, patience: float | None, lost: Callable[[], bool]) -> None:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket = connected
        self.wait_for(patience, lost)

    def wait_for(self, patience: float | None, lost: Callable[[], bool]) -> None:
        """Be so patient from now on."""
        self._socket.settimeout(patience)
        self._lost = lost

    def send_bytes(self, message: bytes) -> None:
        """Send a message, header and body in one piece.

        Raises
        ------
        OSError
            If the other end is gone.
        """
        self._socket.sendall(_LENGTH.pack(len(message)) + message)

    def recv_bytes(self, most: int = MOST_BYTES) -> bytearray:
        """Wait for a message of at most so many bytes.

        Raises
        ------
        OSError, EOFError
            If the other end is gone, or sends a longer one.
        """
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        if length > most:
            raise OSError(f"a message of {length} bytes, where {most} are the most")
        return self._read(length)

    def _read(self, size: int) -> bytearray:
        found, got = bytearray(size), 0
        into = memoryview(found)
        while got < size:
            try:
                came = self._socket.recv_into(into[got:])
            except TimeoutError:
                if self._lost():
                    raise EOFError from None
                continue
            if came == 0:
                raise EOFError
            got += came
        return found

    def look_out(self, seconds: float) -> None:
        """Look again and again whether something has come, so long at most, and give the processor away in between.

        Whoever sleeps instead may be woken on a processor that is taken, and lie there for milliseconds.
        """
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            try:
                self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                return
            except BlockingIOError:
                os.sched_yield()

    def close(self) -> None:
        """Hang up; the other end reads that nothing more comes."""
        self._socket.close()


def listen(host: str) -> socket.socket:
    """A socket that one caller can reach at this address of the machine, at any free port.

    Raises
    ------
    OSError
        If the machine has no such address.
    """
    return socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1)


def let_in(door: socket.socket, key: bytes) -> Line:
    """Wait for the caller who knows the key, turn all others away, and listen no longer.

    Raises
    ------
    OSError
        If that one does not call in time.
    """
    until = time.monotonic() + _WAIT_SECONDS
    with door:
        while True:
            door.settimeout(max(0.0, until - time.monotonic()))
            line = Line(door.accept()[0], CALL_SECONDS, lambda: True)
            try:
                deliver_challenge(line, key)  # type: ignore[arg-type]
                answer_challenge(line, key)  # type: ignore[arg-type]
            except NOT_LET_IN:
                line.close()
                continue
            line.wait_for(None, lambda: False)
            return line


def call(host: str, port: int, key: bytes, patience: float, lost: Callable[[], bool]) -> Line:
    """Call a share that listens.

    Raises
    ------
    OSError, EOFError, AuthenticationError, AssertionError
        If it cannot be reached, or does not know the key either.
    """
    line = Line(socket.create_connection((host, port), CALL_SECONDS), CALL_SECONDS, lambda: True)
    try:
        answer_challenge(line, key)  # type: ignore[arg-type]
        deliver_challenge(line, key)  # type: ignore[arg-type]
    except NOT_LET_IN:
        line.close()
        raise
    line.wait_for(patience, lost)
    return line


def serve(door: socket.socket, key: bytes, most: int, answer_of: Callable[[], Answer | None]) -> None:
    """Answer messages of at most `most` bytes one by one, until either end hangs up.

    answer_of : gives what answers a message, or None once nobody is left to; it is asked anew for each, so that a line
    that waits keeps no share in memory. Whatever an answer raises hangs up.
    """
    try:
        line = let_in(door, key)
    except OSError:
        return
    try:
        while True:
            line.look_out(_LOOK_SECONDS)
            message = line.recv_bytes(most)
            answer = answer_of()
            if answer is None:
                return
            line.send_bytes(answer(message))
            del answer
    except Exception:  # the driver asks the share itself what happened
        return
    finally:
        line.close()
