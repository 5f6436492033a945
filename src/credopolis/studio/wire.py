"""What goes over the line: which lives changed, and to what. `web/src/wire.ts` reads the same.

A **record** says what one tick changed in one layer, whose values are small whole numbers:

    changes : u32, how many lives      gap_bytes : u32
    gaps    : gap_bytes bytes, the distance of each life from the one before (of the first, from -1), less one. A byte
              of 255 stands for 255 and goes on with the next byte
    values  : the new value of each, two to a byte (the earlier in the lower half) if `bits` is 4, else one

A **message** is a header of 24 bytes, what it carries, and counts. All numbers are little-endian.

    magic    : u16, 0x5743       kind   : u8, FULL or DELTAS       bits  : u8, 4 or 8
    layer    : u16               frames : u16, records that follow, 0 of a full frame
    frame    : u32, where the reader is afterwards       lives : u32
    number   : u32, of the message, to be acknowledged   counts: u32, how many numbers stand at the end

A full frame carries the value of every life, packed as in a record. The counts, int32, are lives by province and
value of the layer where the reader is afterwards; among deltas, before these, lives of the nation by value after each
record.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.uint8]
Lives = NDArray[np.int64]
Payload = Sequence[bytes | memoryview]

MAGIC: Final = 0x5743
FULL: Final = 1
DELTAS: Final = 2
HEADER: Final = struct.Struct("<HBBHHIIII")
_RECORD: Final = struct.Struct("<II")
_ESCAPE: Final = 255


def bits_for(n_values: int) -> int:
    """Bits for a value of a layer that has so many.

    Raises
    ------
    ValueError
        If there are more than a byte holds.
    """
    if n_values > 256:
        raise ValueError(f"a layer has at most 256 values, not {n_values}")
    return 4 if n_values <= 16 else 8


def pack(values: Values, bits: int) -> bytes:
    """Values of a layer, two to a byte where 4 bits hold one. values : (n,), each below 2**bits."""
    if bits == 8:
        return values.tobytes()
    even = values if len(values) % 2 == 0 else np.append(values, np.uint8(0))
    return (even[0::2] | (even[1::2] << 4)).tobytes()


def unpack(data: bytes | memoryview, count: int, bits: int) -> Values:
    """The values again, (count,).

    Raises
    ------
    ValueError
        If there are not so many bytes.
    """
    packed = np.frombuffer(data, np.uint8)
    if len(packed) != packed_bytes(count, bits):
        raise ValueError(f"{len(packed)} bytes cannot be {count} values of {bits} bits")
    if bits == 8:
        return packed.copy()
    values = np.empty(2 * len(packed), np.uint8)
    values[0::2], values[1::2] = packed & 15, packed >> 4
    return values[:count]


def packed_bytes(count: int, bits: int) -> int:
    """Bytes that so many values take."""
    return count if bits == 8 else (count + 1) // 2


def encode_gaps(lives: Lives) -> bytes:
    """Rising numbers of lives as distances, see above. lives : (n,), from 0 on."""
    if not len(lives):
        return b""
    gaps = np.diff(lives, prepend=-1) - 1
    ends = np.cumsum(gaps // _ESCAPE + 1)
    coded = np.full(int(ends[-1]), _ESCAPE, np.uint8)
    coded[ends - 1] = gaps % _ESCAPE
    return coded.tobytes()


def decode_gaps(data: bytes | memoryview) -> Lives:
    """The numbers of lives again, (n,) int64, rising.

    Raises
    ------
    ValueError
        If the last byte is one that goes on.
    """
    coded = np.frombuffer(data, np.uint8)
    if len(coded) and coded[-1] == _ESCAPE:
        raise ValueError("the last distance has no end")
    last = coded != _ESCAPE
    return np.asarray((np.cumsum(coded.astype(np.int64)))[last] + np.arange(int(last.sum())))


def encode_record(lives: Lives, values: Values, bits: int) -> bytes:
    """What changed from one tick to the next. lives : (n,), rising; values : (n,), what each is now."""
    gaps = encode_gaps(lives)
    return _RECORD.pack(len(lives), len(gaps)) + gaps + pack(values, bits)


class Head(NamedTuple):
    """The header of a message but for what follows from the rest."""

    kind: int
    bits: int
    layer: int
    frames: int
    frame: int
    lives: int
    number: int


def message(head: Head, payload: Payload, counts: NDArray[np.int32]) -> bytes:
    """A message, see above. payload : its parts, in order. counts : of any shape."""
    return b"".join((HEADER.pack(MAGIC, *head, counts.size), *payload, counts.astype("<i4").tobytes()))


def apply_record(values: Values, record: bytes | memoryview, bits: int) -> int:
    """Change values as a record says -> bytes of the record. values : (n_lives,), changed in place.

    Raises
    ------
    ValueError
        If it is cut short, contradicts itself, or names a life beyond the last.
    """
    if len(record) < _RECORD.size:
        raise ValueError("a record is cut short")
    changes: int
    gap_bytes: int
    changes, gap_bytes = _RECORD.unpack_from(record)
    end = _RECORD.size + gap_bytes + packed_bytes(changes, bits)
    if len(record) < end:
        raise ValueError("a record is cut short")
    lives = decode_gaps(record[_RECORD.size : _RECORD.size + gap_bytes])
    if len(lives) != changes or (changes and lives[-1] >= len(values)):
        raise ValueError(f"a record of {changes} changes names {len(lives)} lives, or one that is not there")
    values[lives] = unpack(record[_RECORD.size + gap_bytes : end], changes, bits)
    return end
