"""One page that watches a run: it plays the tape at its own pace, and is sent no more than it has drawn.

Each page has a place of its own on the tape, so pages never disturb one another. A message is sent once the page has
said that it drew the one before; a slow page so gets fewer messages, each of more ticks or a whole frame.

It begins at the frame and layer that its address names. A page says, in JSON: {"play": ticks a second, or 0},
{"seek": frame}, {"layer": number}, {"drawn": number of a message}; several keys may come together. It is sent messages
of `wire`, and JSON on the run's state when that changes.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from starlette.websockets import WebSocket, WebSocketDisconnect

from credopolis.studio import wire
from credopolis.studio.lived import StudioRun

MOST_PACE: Final = 200
"""Ticks a second."""
_MOST_FRAMES: Final = 52
"""Records in one message; beyond that a whole frame is sent."""
_BEAT_SECONDS: Final = 1 / 40
_IDLE_SECONDS: Final = 0.25
_TELL_SECONDS: Final = 0.5
_BAD: Final = 4400
"""Close code for a message that cannot be read."""
MOST_MESSAGE_BYTES: Final = 4096
MOST_MESSAGE_CHARACTERS: Final = 400


class BadMessage(ValueError):
    """A message of a page that cannot be read."""


class Player:
    """Where a page is on the tape, and how fast it goes on.

    at : the frame that it was sent last, -1 before the first. goal : where it should be, not whole while it plays.
    """

    def __init__(self, run: StudioRun, layer: int = 0, frame: int = 0) -> None:
        self.run, self.layer = run, layer
        self.at, self.goal, self.pace = -1, float(frame), 0.0
        self.sent, self.drawn = 0, 0
        self._then = time.monotonic()

    def hear(self, text: str) -> None:
        """Take a message of the page.

        Raises
        ------
        BadMessage
            If it is none.
        """
        said = _read(text)
        for key, most in (("seek", self.run.frames - 1), ("layer", len(self.run.layers) - 1), ("drawn", self.sent)):
            value = said.get(key, 0)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
                raise BadMessage(f"{key} must be a whole number from 0 to {most}")
        pace = said.get("play", 0)
        if isinstance(pace, bool) or not isinstance(pace, int | float) or not 0 <= pace <= MOST_PACE:
            raise BadMessage(f"play must be a number from 0 to {MOST_PACE}")
        if said.get("layer", self.layer) != self.layer:
            self.layer, self.at = said["layer"], -1
        if "seek" in said:
            self.goal = float(said["seek"])
        if "play" in said:
            self.pace, self._then = float(pace), time.monotonic()
        self.drawn = max(self.drawn, said.get("drawn", 0))

    def due(self) -> int | None:
        """The frame to send now; None if nothing is new, or the page has not drawn what it was sent."""
        now = time.monotonic()
        last = self.run.tape.done - 1
        self.goal = min(self.goal + self.pace * (now - self._then), float(self.run.frames - 1))
        if self.pace:
            self.goal = min(self.goal, last + 1.0)  # it does not run away from what is there
        self._then = now
        self.run.look(int(self.goal))
        frame = min(int(self.goal), last)
        return frame if self.drawn == self.sent and 0 <= frame != self.at else None

    def stands(self) -> dict[str, Any]:
        """How the run stands."""
        run = self.run
        return {"state": run.state, "told": run.told, "done": run.tape.done, "digest": run.digest}

    def deltas(self, frame: int) -> bytes | None:
        """What leads from where the page is to a frame, tick by tick; None if a whole frame is shorter."""
        tape, layer, ahead = self.run.tape, self.layer, frame - self.at
        if self.at < 0 or not 0 < ahead <= _MOST_FRAMES:
            return None
        records = [tape.record(layer, k) for k in range(self.at + 1, frame + 1)]
        if sum(map(len, records)) > wire.packed_bytes(tape.extent.lives, tape.extent.bits[layer]):
            return None
        found = tape.counts_of(layer)
        nation = found[self.at + 1 : frame + 1].sum(axis=1, dtype=np.int32)
        counts = np.concatenate([nation.ravel(), found[frame].ravel()])
        return self._sent(wire.DELTAS, layer, frame, records, counts)

    async def whole(self, frame: int) -> bytes:
        """A whole frame; it is put together beside the server's other work."""
        tape, layer = self.run.tape, self.layer
        packed = await asyncio.to_thread(lambda: wire.pack(tape.state(layer, frame), tape.extent.bits[layer]))
        return self._sent(wire.FULL, layer, frame, [packed], tape.counts_of(layer)[frame].ravel())

    def _sent(self, kind: int, layer: int, frame: int, payload: wire.Payload, counts: NDArray[np.int32]) -> bytes:
        extent = self.run.tape.extent
        self.at, self.sent = frame if layer == self.layer else -1, self.sent + 1
        frames = len(payload) if kind == wire.DELTAS else 0
        head = wire.Head(kind, extent.bits[layer], layer, frames, frame, extent.lives, self.sent)
        return wire.message(head, payload, counts)


def _read(text: str) -> dict[str, Any]:
    if len(text) > MOST_MESSAGE_CHARACTERS:
        raise BadMessage(f"a message has at most {MOST_MESSAGE_CHARACTERS} characters")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise BadMessage("a message is one JSON object") from None
    if not isinstance(said, dict) or said.keys() - {"play", "seek", "layer", "drawn"}:
        raise BadMessage("a message has the keys play, seek, layer or drawn")
    if isinstance(said.get("play"), float) and not math.isfinite(said["play"]):
        raise BadMessage("play must be a number")
    return said


async def watch(socket: WebSocket, run: StudioRun) -> None:
    """Let a page watch a run until it closes, or says what cannot be read."""
    await socket.accept()
    layer, frame = (_asked(socket, *one) for one in (("layer", len(run.layers)), ("frame", run.frames)))
    player, woken = Player(run, layer, frame), asyncio.Event()
    run.looking += 1
    sending = asyncio.create_task(_send(socket, player, woken))
    sending.add_done_callback(_report)
    try:
        while True:
            received = await socket.receive()
            if received["type"] == "websocket.disconnect":
                break
            text = received.get("text")
            if text is None:
                raise BadMessage("a message is text")
            player.hear(text)
            woken.set()
    except BadMessage as bad:
        await socket.close(_BAD, str(bad))
    except WebSocketDisconnect:
        pass
    finally:
        sending.cancel()
        run.looking -= 1
        run.unseen_since = time.monotonic()


def _asked(socket: WebSocket, name: str, below: int) -> int:
    """Where a page begins, as its address says (`?frame=`, `?layer=`); 0 if it says nothing, or what cannot be."""
    text = socket.query_params.get(name, "")[:9]
    return int(text) if text.isascii() and text.isdigit() and int(text) < below else 0


def _report(sending: asyncio.Task[None]) -> None:
    """Let a fault be seen; that a page has gone is none."""
    if not sending.cancelled() and not isinstance(sending.exception(), WebSocketDisconnect | None):
        sending.result()


async def _send(socket: WebSocket, player: Player, woken: asyncio.Event) -> None:
    """Send what is due, beat by beat, and how the run stands when that has changed."""
    told: dict[str, Any] = {}
    then = 0.0
    while True:
        woken.clear()
        about, now = player.stands(), time.monotonic()
        if about != told and (about["state"] != told.get("state") or now - then > _TELL_SECONDS):
            told, then = about, now
            await socket.send_text(json.dumps(about))
        frame = player.due()
        if frame is not None:
            await socket.send_bytes(player.deltas(frame) or await player.whole(frame))
        waiting = _BEAT_SECONDS if player.pace or frame is not None else _IDLE_SECONDS
        try:
            await asyncio.wait_for(woken.wait(), waiting)
        except TimeoutError:
            continue
