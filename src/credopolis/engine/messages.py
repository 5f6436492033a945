"""What the driver and a share tell each other about a tick, and how it goes over a line: as the bytes of records."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.provinces import SUMMED
from credopolis.engine.records import Counts
from credopolis.engine.workers import Fields
from credopolis.engine.world import FIELDS


class Order(NamedTuple):
    """What a share is told about a tick: what its lives read, and whether a recording interval begins with it."""

    fields: Fields  # (n_provinces, len(FIELDS))
    begins_interval: bool


class Reply(NamedTuple):
    """What a share answers about a tick, of its own provinces."""

    sums: NDArray[np.int64]  # (provinces of the share, len(SUMMED))
    grades: Counts  # (provinces of the share, n_grades + 1) lives by grade


class Messages:
    """Orders and replies as bytes of fixed sizes, from which nothing but numbers can be read.

    provinces : of the whole run; own : of the share; grades : n_grades + 1.
    """

    def __init__(self, provinces: int, own: int, grades: int) -> None:
        self._order = np.dtype([("tick", "<i8"), ("begins", "<i8"), ("fields", "<f8", (provinces, len(FIELDS)))])
        self._reply = np.dtype([("tick", "<i8"), ("sums", "<i8", (own, len(SUMMED))), ("grades", "<i8", (own, grades))])
        self.order_bytes, self.reply_bytes = self._order.itemsize, self._reply.itemsize

    def pack_order(self, tick: int, order: Order) -> bytes:
        """An order as bytes."""
        return np.array((tick, order.begins_interval, order.fields), self._order).tobytes()

    def read_order(self, message: bytes) -> tuple[int, Order]:
        """Tick and order from bytes."""
        record = np.frombuffer(message, self._order, 1)[0]
        return int(record["tick"]), Order(record["fields"], bool(record["begins"]))

    def pack_reply(self, tick: int, reply: Reply) -> bytes:
        """A reply as bytes."""
        return np.array((tick, reply.sums, reply.grades), self._reply).tobytes()

    def read_reply(self, message: bytes) -> tuple[int, Reply]:
        """Tick and reply from bytes."""
        record = np.frombuffer(message, self._reply, 1)[0]
        return int(record["tick"]), Reply(record["sums"], record["grades"])
