"""The tape of a run: every tick of every layer, in memory that the simulation writes while the server reads it.

Frame 0 is the first day; frame k is what has become of it after k ticks. Each frame but the first is kept as what
changed (`wire`), and every 26th as a whole too, so that any is a few steps away. A frame is written before it is
counted, so that a reader sees whole frames only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError
from credopolis.studio import wire
from credopolis.studio.layers import COLUMNS
from credopolis.studio.shared import SharedMemory

EVERY: Final = 26
"""Frames from one that is kept whole to the next."""
MOST_BYTES: Final = 120 * 10**6
"""Of what changed and of whole frames, together. It is taken only as far as it is written."""
_DONE, _WANTED, _USED = range(3)


class TapeFull(CredopolisError):
    """A recording that has no room for the next frame."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        super().__init__(
            f"The recording is full after {frames} ticks, for it may take {MOST_BYTES // 10**6} MB. "
            "Begin a run with fewer people or years."
        )


@dataclass(frozen=True)
class TapeSize:
    """How large a tape is. values : that each layer knows. fields : recorded of each province each tick."""

    lives: int
    frames: int
    provinces: int
    fields: int
    values: tuple[int, ...]

    @property
    def bits(self) -> tuple[int, ...]:
        """Bits of the values of each layer."""
        return tuple(map(wire.bits_for, self.values))

    @property
    def layers(self) -> int:
        """Number of layers."""
        return len(self.values)


class Tape:
    """A tape, for whoever writes it and whoever reads it; it can be handed to a process that is being started."""

    numbers: NDArray[Any]
    days: NDArray[Any]  # (n_frames,) int64, the last day of each
    record_at: NDArray[Any]  # (n_layers, n_frames, 2) int64, first byte and size
    whole_at: NDArray[Any]  # likewise, of whole frames
    fields: NDArray[Any]  # (n_ticks, n_provinces, n_fields) float64, what lives read
    counts: NDArray[Any]  # (n_layers, n_frames, n_provinces, most values) int32, lives
    columns: NDArray[Any]  # (len(COLUMNS), n_lives) uint8
    data: NDArray[Any]  # (MOST_BYTES,) uint8

    def __init__(self, extent: TapeSize, memory: SharedMemory | None = None) -> None:
        places, size = _places(extent)
        self.extent, self.memory = extent, memory or SharedMemory(size)
        self._first = places["data"][2]
        for name, (dtype, shape, start) in places.items():
            flat = np.frombuffer(self.memory.bytes, dtype, int(np.prod(shape)), start)
            setattr(self, name, flat.reshape(shape))

    def __reduce__(self) -> tuple[type[Tape], tuple[TapeSize, SharedMemory]]:
        """Handed to a process that is being started, it is the same tape."""
        return Tape, (self.extent, self.memory)

    @property
    def done(self) -> int:
        """Frames that are there."""
        return int(self.numbers[_DONE])

    @property
    def used(self) -> int:
        """Bytes that the recording takes so far."""
        return int(self.numbers[_USED])

    @property
    def wanted(self) -> int:
        """Frames that somebody wants to see, and no more need to be lived."""
        return int(self.numbers[_WANTED])

    @wanted.setter
    def wanted(self, frames: int) -> None:
        self.numbers[_WANTED] = frames

    def begin(self, values: list[wire.Values], columns: wire.Values, province: NDArray[np.int64]) -> None:
        """Write what is told of lives once, and frame 0, which is there from now on.

        values : of each layer, (n_lives,). province : of each life.
        """
        self.columns[...] = columns
        self.now, self.province = [one.copy() for one in values], province
        for layer, one in enumerate(values):
            self.whole_at[layer, 0] = self._add([wire.pack(one, self.extent.bits[layer])])
            self.counts[layer, 0] = self._counted(province, one)
        self.numbers[_DONE] = 1

    def add(self, values: list[wire.Values], day: int, fields: NDArray[np.float64]) -> None:
        """Write one more frame. values : of each layer, (n_lives,). day : it is the end of. fields : read in its tick.

        Raises
        ------
        TapeFull
            If there is no room for it.
        """
        frame = self.done
        for layer, one in enumerate(values):
            bits, then = self.extent.bits[layer], self.now[layer]
            lives = np.flatnonzero(then != one)
            self.record_at[layer, frame] = self._add([wire.encode_record(lives, one[lives], bits)])
            if frame % EVERY == 0:
                self.whole_at[layer, frame // EVERY] = self._add([wire.pack(one, bits)])
            where = self.province[lives]
            gone, come = self._counted(where, then[lives]), self._counted(where, one[lives])
            self.counts[layer, frame] = self.counts[layer, frame - 1] - gone + come
            self.now[layer] = one
        self.days[frame], self.fields[frame - 1] = day, fields
        self.numbers[_DONE] = frame + 1

    def counts_of(self, layer: int) -> NDArray[np.int32]:
        """Lives by frame that is there, province and value of a layer."""
        return np.asarray(self.counts[layer, : self.done, :, : self.extent.values[layer]])

    def record(self, layer: int, frame: int) -> memoryview:
        """What changed from frame - 1 to a frame."""
        return self._bytes(self.record_at[layer, frame])

    def state(self, layer: int, frame: int) -> wire.Values:
        """The value of every life in a frame that is there, (n_lives,)."""
        extent, first = self.extent, frame // EVERY
        values = wire.unpack(self._bytes(self.whole_at[layer, first]), extent.lives, extent.bits[layer])
        for k in range(first * EVERY + 1, frame + 1):
            wire.apply_record(values, self.record(layer, k), extent.bits[layer])
        return values

    def close(self) -> None:
        """Look at it no longer."""
        for name in _places(self.extent)[0]:
            delattr(self, name)
        self.memory.close()

    def _counted(self, province: NDArray[np.int64], values: wire.Values) -> NDArray[np.int64]:
        """Lives by province and value. province, values : of each, (n,)."""
        most = self.counts.shape[-1]
        counts = np.bincount(province * most + values, minlength=self.extent.provinces * most)
        return counts.reshape(self.extent.provinces, most)

    def _add(self, parts: list[bytes]) -> tuple[int, int]:
        data, start = b"".join(parts), self.used
        if start + len(data) > MOST_BYTES:
            raise TapeFull(self.done)
        self.data[start : start + len(data)] = np.frombuffer(data, np.uint8)
        self.numbers[_USED] = start + len(data)
        return start, len(data)

    def _bytes(self, place: NDArray[Any]) -> memoryview:
        start, size = (int(k) for k in place)
        return memoryview(self.memory.bytes)[self._first + start : self._first + start + size]


def _places(e: TapeSize) -> tuple[dict[str, tuple[str, tuple[int, ...], int]], int]:
    """Type, shape and first byte of each array of a tape, and the size of all."""
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {
        "numbers": ("i8", (3,)),
        "days": ("i8", (e.frames,)),
        "record_at": ("i8", (e.layers, e.frames, 2)),
        "whole_at": ("i8", (e.layers, e.frames // EVERY + 1, 2)),
        "fields": ("f8", (max(e.frames - 1, 1), e.provinces, e.fields)),
        "counts": ("i4", (e.layers, e.frames, e.provinces, max(e.values))),
        "columns": ("u1", (len(COLUMNS), e.lives)),
        "data": ("u1", (MOST_BYTES,)),
    }
    places, at = {}, 0
    for name, (dtype, shape) in shapes.items():
        places[name] = (dtype, shape, at)
        at += -(-int(np.prod(shape)) * np.dtype(dtype).itemsize // 64) * 64
    return places, at
