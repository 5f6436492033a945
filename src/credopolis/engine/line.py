"""A line: one connection kept open from the driver to a share, over which ticks go as plain bytes.

A call through the cluster costs more than a millisecond, one over a line some tenths. ZeroMQ carries it: messages are
encrypted, and each end proves to the other who it is (CurveZMQ). Only public keys are told beforehand. Bytes are never
unpickled.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable
from typing import Final

import zmq
from zmq.auth.thread import ThreadAuthenticator

MOST_BYTES: Final = 2**30
CALL_SECONDS: Final = 3.0
_WAIT_SECONDS: Final = 5.0  # for the driver's call, after which nobody is let in
_LOOK_SECONDS: Final = 0.005  # for the next message: about as much as shares end a tick apart
_SILENT_SECONDS: Final = 1.0  # after which a share looks whether the driver is still there
_HANDSHAKE_BYTES: Final = 2048  # more than any message before the other end is known, and what encryption adds
Answer = Callable[[bytes], bytes]
Keys = tuple[bytes, bytes]


def new_keys() -> Keys:
    """A pair of keys, public and secret, for one line."""
    public, secret = zmq.curve_keypair()
    return public, secret


class LineEnd:
    """One end of a connection.

    patience : seconds that the other end may be silent before it is asked whether it is `lost`, and given up if so.
    """

    def __init__(self, end: zmq.Socket[bytes], patience: float, lost: Callable[[], bool]) -> None:
        self._end, self._patience, self._lost = end, int(1000 * patience), lost

    def connected(self) -> bool:
        """Whether the other end is there."""
        return bool(int(self._end.getsockopt(zmq.EVENTS)) & zmq.POLLOUT)

    def wait_for_caller(self) -> bool:
        """Wait until the other end is there -> whether it came in time."""
        return bool(self._end.poll(int(1000 * _WAIT_SECONDS), zmq.POLLOUT))

    def send_bytes(self, message: bytes) -> None:
        """Send a message.

        Raises
        ------
        OSError
            If the other end is gone.
        """
        try:
            self._end.send(message, zmq.NOBLOCK)
        except zmq.ZMQError as error:
            raise OSError(error.errno, str(error)) from None

    def recv_bytes(self) -> bytes:
        """Wait for a message.

        Raises
        ------
        EOFError
            If the other end is gone.
        """
        while not self._end.poll(self._patience):
            if self._lost() or not self.connected():
                raise EOFError
        return self._end.recv()

    def look_out(self, seconds: float) -> None:
        """Look again and again whether something has come, so long at most, and give the processor away in between.

        Whoever sleeps instead may be woken on a processor that is taken, and lie there for milliseconds.
        """
        until = time.perf_counter() + seconds
        while not self._end.poll(0) and time.perf_counter() < until:
            os.sched_yield()

    def close(self) -> None:
        """Hang up; the other end finds nobody there."""
        self._end.close(linger=0)


class Door:
    """Where a share listens for one caller. key : the share's public key. address : to be called.

    place : `tcp://HOST:*`, or `ipc://FILE` in a folder that nobody else can open. caller : its public key. most : bytes
    of a message.

    Raises
    ------
    OSError
        If the machine has no such place.
    """

    def __init__(self, place: str, caller: bytes, most: int) -> None:
        self._caller: bytes | None = caller
        self.key, secret = new_keys()
        self._context = zmq.Context()
        end = _end(self._context, place, most)
        end.curve_server, end.curve_secretkey = True, secret
        end.setsockopt(zmq.HANDSHAKE_IVL, int(1000 * CALL_SECONDS))
        self.line = LineEnd(end, _SILENT_SECONDS, lambda: False)
        self._authenticator = ThreadAuthenticator(self._context)
        self._authenticator.configure_curve_callback(credentials_provider=self)
        try:
            self._authenticator.start()
            end.bind(place)
        except (zmq.ZMQError, RuntimeError) as error:
            self.close()
            raise OSError(f"{place}: {error}") from None
        self.address = str(end.getsockopt_string(zmq.LAST_ENDPOINT))

    def callback(self, domain: str, key: bytes) -> bool:
        """Whether a caller who has proved to own a public key may come in: the one who is waited for, and only once."""
        if self._caller is None or not hmac.compare_digest(key, self._caller):
            return False
        self._caller = None
        return True

    def close(self) -> None:
        """Listen no longer, and hang up."""
        self._authenticator.stop()
        self.line.close()
        self._context.term()


def _end(context: zmq.Context[zmq.Socket[bytes]], place: str, most: int) -> zmq.Socket[bytes]:
    """A socket for one peer, which does not connect again by itself; `connected` is true once each knows the other."""
    end = context.socket(zmq.PAIR)
    end.setsockopt(zmq.LINGER, 0)
    end.setsockopt(zmq.IMMEDIATE, 1)
    end.setsockopt(zmq.RECONNECT_IVL, -1)
    end.setsockopt(zmq.MAXMSGSIZE, most + _HANDSHAKE_BYTES)
    end.setsockopt(zmq.IPV6, int("[" in place))
    return end


def call(address: str, theirs: bytes, mine: Keys, patience: float, lost: Callable[[], bool]) -> LineEnd:
    """Call a share that listens. theirs : its public key.

    Raises
    ------
    OSError
        If it cannot be reached, or one of both is not who the other waits for.
    """
    end = _end(zmq.Context.instance(), address, MOST_BYTES)  # one that lives on: it cannot be ended before its sockets
    end.curve_publickey, end.curve_secretkey = mine
    end.curve_serverkey = theirs
    line = LineEnd(end, patience, lost)
    try:
        end.connect(address)
        if end.poll(int(1000 * CALL_SECONDS), zmq.POLLOUT):
            return line
        problem = f"no answer within {CALL_SECONDS} seconds"
    except zmq.ZMQError as error:
        problem = str(error)
    line.close()
    raise OSError(f"{address}: {problem}")


def serve(door: Door, most: int, answer_of: Callable[[], Answer | None]) -> None:
    """Answer messages of at most `most` bytes one by one, until either end hangs up.

    answer_of : gives what answers a message, or None once nobody is left to; it is asked anew for each, so that a line
    that waits keeps no share in memory. Whatever an answer raises hangs up.
    """
    line = door.line
    try:
        if not line.wait_for_caller():
            return
        while True:
            line.look_out(_LOOK_SECONDS)
            message = line.recv_bytes()
            answer = answer_of()
            if answer is None or len(message) > most:
                return
            line.send_bytes(answer(message))
            del answer
    except Exception:  # the driver asks the share itself what happened
        return
    finally:
        door.close()
