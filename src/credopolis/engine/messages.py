"""What the driver and a share tell each other, and how it goes over a line: as the bytes of numbers."""

from __future__ import annotations

import json
import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.records import Counts
from credopolis.engine.tally import OUTCOMES, Extent
from credopolis.engine.workers import Fields
from credopolis.engine.workplaces import ToldOfMonth
from credopolis.engine.world import OF_ACTS, SUMS
from credopolis.mechanisms.companies import LOCAL

Bytes = bytes | bytearray
TO_LIVE: Final = b"t"
TO_COUNT: Final = b"c"
_HEADING_LENGTH: Final = 8  # bytes
_NO_MONTH: Final = -1


class Order(NamedTuple):
    """What a share is told about a tick: what its lives read, whether a recording interval begins with it, and of
    companies what all districts are told before it, if a month is over; see `workplaces.ToldOfMonth`."""

    fields: Fields  # (n_provinces, n_fields)
    begins_interval: bool
    told: ToldOfMonth | None = None


class Reply(NamedTuple):
    """What a share answers about a tick, of its own provinces."""

    sums: NDArray[np.int64]  # (provinces of the share, len(SUMS))
    outcomes: Counts  # (provinces of the share, n_acts, len(OUTCOMES)), what the tick adds to the records of acts
    grades: Counts  # (provinces of the share, n_grades + 1) lives by grade


class Messages:
    """Orders and replies as bytes of fixed sizes, from which nothing but numbers can be read.

    provinces : of the whole run; own : of the share. workplaces : districts of the run that are told of companies, 0
    where none live. The first byte of what a share is sent says what it is asked for.
    """

    def __init__(self, provinces: int, own: int, extent: Extent, workplaces: int = 0) -> None:
        fields = (provinces, OF_ACTS + extent.n_acts)
        self._nothing = np.zeros((workplaces, len(LOCAL)))
        self._order = np.dtype(
            [
                ("asks", "S1"), ("tick", "<i8"), ("begins", "<i8"), ("fields", "<f8", fields),
                ("month", "<i8"), ("local", "<f8", self._nothing.shape),
            ]
        )  # fmt: skip
        outcomes = (own, extent.n_acts, len(OUTCOMES))
        self._reply = np.dtype(
            [
                ("tick", "<i8"), ("sums", "<i8", (own, len(SUMS))), ("outcomes", "<i8", outcomes),
                ("grades", "<i8", (own, extent.n_standings)),
            ]
        )  # fmt: skip
        self.order_bytes, self.reply_bytes = self._order.itemsize, self._reply.itemsize

    def pack_order(self, tick: int, order: Order) -> bytes:
        """An order as bytes."""
        month, local = (_NO_MONTH, self._nothing) if order.told is None else order.told
        return np.array((TO_LIVE, tick, order.begins_interval, order.fields, month, local), self._order).tobytes()

    def read_order(self, message: Bytes) -> tuple[int, Order]:
        """Tick and order from bytes."""
        record = np.frombuffer(message, self._order)[0]
        told = ToldOfMonth(int(record["month"]), record["local"].copy()) if record["month"] != _NO_MONTH else None
        return int(record["tick"]), Order(record["fields"].copy(), bool(record["begins"]), told)

    def pack_reply(self, tick: int, reply: Reply) -> bytes:
        """A reply as bytes."""
        return np.array((tick, *reply), self._reply).tobytes()

    def read_reply(self, message: Bytes, tick: int) -> Reply:
        """The reply about a tick from bytes.

        Raises
        ------
        ValueError
            If they hold something else.
        """
        (record,) = np.frombuffer(message, self._reply)
        if record["tick"] != tick:
            raise ValueError(f"a reply about tick {record['tick']}, not {tick}")
        return Reply(record["sums"], record["outcomes"], record["grades"])


def pack_day(day: int) -> bytes:
    """The question for counts on a day, as bytes."""
    return TO_COUNT + day.to_bytes(8, "little")


def read_day(message: Bytes) -> int:
    """The day from bytes."""
    return int.from_bytes(message[1:], "little")


def pack_counts(counts: dict[str, Counts]) -> bytes:
    """Arrays by name as bytes: the length of a heading, the heading (names, types, shapes as JSON), and the numbers."""
    heading = json.dumps([(name, rows.dtype.str, rows.shape) for name, rows in counts.items()]).encode()
    numbers = (np.ascontiguousarray(rows).data for rows in counts.values())
    return b"".join((len(heading).to_bytes(_HEADING_LENGTH, "little"), heading, *numbers))


def read_counts(message: Bytes) -> dict[str, Counts]:
    """Arrays by name from bytes, whose memory they share.

    Raises
    ------
    ValueError
        If they hold something else.
    """
    at = _HEADING_LENGTH + int.from_bytes(message[:_HEADING_LENGTH], "little")
    counts: dict[str, Counts] = {}
    for name, dtype, shape in json.loads(message[_HEADING_LENGTH:at]):
        counts[name] = np.frombuffer(message, dtype, math.prod(shape), at).reshape(shape)
        at += counts[name].nbytes
    return counts
