"""What goes over the line: it comes back as it was, fits the budget, and what is no message is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.studio import wire

MESSAGES = Path(__file__).with_name("messages.json")
_BITS = st.sampled_from((4, 8))


@given(st.lists(st.integers(0, 3_000_000), unique=True, max_size=300))
def test_lives_come_back(lives: list[int]) -> None:
    rising = np.array(sorted(lives), np.int64)
    assert wire.decode_gaps(wire.encode_gaps(rising)).tolist() == rising.tolist()


@pytest.mark.parametrize(
    "lives", [[], [0], [254], [255], [256], [509, 510], [0, 1, 2], [0, 255], [0, 256], [0, 510, 766]]
)
def test_lives_at_the_escape_come_back(lives: list[int]) -> None:
    assert wire.decode_gaps(wire.encode_gaps(np.array(lives, np.int64))).tolist() == lives


@given(st.data(), _BITS)
def test_values_come_back(data: Any, bits: int) -> None:
    values = np.array(data.draw(st.lists(st.integers(0, 2**bits - 1), max_size=80)), np.uint8)
    packed = wire.pack(values, bits)
    assert len(packed) == wire.packed_bytes(len(values), bits)
    assert wire.unpack(packed, len(values), bits).tolist() == values.tolist()


@given(st.integers(1, 3000), st.integers(0, 2**32 - 1), st.floats(0, 1), _BITS)
def test_a_record_leads_from_one_frame_to_the_next(n: int, seed: int, share: float, bits: int) -> None:
    rng = np.random.default_rng(seed)
    before = rng.integers(0, 2**bits, n).astype(np.uint8)
    after = np.where(rng.random(n) < share, rng.integers(0, 2**bits, n), before).astype(np.uint8)
    lives = np.flatnonzero(before != after)
    record = wire.encode_record(lives, after[lives], bits)
    now = before.copy()
    assert wire.apply_record(now, record + b"what follows", bits) == len(record)
    assert now.tolist() == after.tolist()


@settings(max_examples=400)
@given(st.binary(max_size=60), st.integers(0, 40), _BITS)
def test_whatever_comes_is_a_record_or_refused(data: bytes, n: int, bits: int) -> None:
    values = np.zeros(n, np.uint8)
    try:
        used = wire.apply_record(values, data, bits)
    except ValueError:
        assert not values.any()
    else:
        assert 8 <= used <= len(data)


@given(st.data())
def test_a_record_that_is_cut_is_refused(data: Any) -> None:
    lives = np.array([3, 300, 1200], np.int64)
    record = wire.encode_record(lives, np.array([1, 2, 3], np.uint8), 4)
    cut = data.draw(st.integers(0, len(record) - 1))
    with pytest.raises(ValueError):
        wire.apply_record(np.zeros(2000, np.uint8), record[:cut], 4)


def test_two_per_cent_of_a_million_fit_the_budget() -> None:
    """35 kB for what changed; putting it together takes the simulation's process, not the server, some milliseconds."""
    rng = np.random.default_rng(1)
    before = rng.integers(0, 9, 1_000_000).astype(np.uint8)
    after = before.copy()
    changed = rng.choice(1_000_000, 20_000, replace=False)
    after[changed] = (before[changed] + 1) % 9
    lives = np.flatnonzero(before != after)
    record = wire.encode_record(lives, after[lives], 4)
    assert len(lives) == 20_000
    assert len(record) < 33_000


@pytest.mark.alone
def test_a_message_takes_the_server_little_time() -> None:
    """3 ms of processor time for 1,000,000 lives of which 2 % change; the least of several tries."""
    lives = np.arange(0, 1_000_000, 50)
    record = wire.encode_record(lives, np.ones(len(lives), np.uint8), 4)
    counts = np.zeros(32 * 9, np.int32)
    took = []
    for number in range(50):
        began = time.process_time()
        wire.message(wire.Head(wire.DELTAS, 4, 0, 1, number, 1_000_000, number), [record], counts)
        took.append(time.process_time() - began)
    assert min(took) < 0.003


def test_a_layer_has_at_most_a_byte_of_values() -> None:
    assert [wire.bits_for(n) for n in (2, 16, 17, 256)] == [4, 4, 8, 8]
    with pytest.raises(ValueError, match="256"):
        wire.bits_for(257)


def _examples() -> list[dict[str, Any]]:
    """Messages with what they mean, for the tests of the page (`web/tests/wire.test.ts`)."""
    rng, found = np.random.default_rng(3), []
    for bits, n, share in ((4, 7, 0.5), (4, 1200, 0.004), (8, 900, 0.01), (8, 5, 0.0), (4, 2, 1.0)):
        states = [rng.integers(0, 2**bits, n).astype(np.uint8)]
        records = []
        for _ in range(3):
            after = np.where(rng.random(n) < share, rng.integers(0, 2**bits, n), states[-1]).astype(np.uint8)
            lives = np.flatnonzero(states[-1] != after)
            records.append(wire.encode_record(lives, after[lives], bits))
            states.append(after)
        counts = np.array([[1, -2], [3, 2_000_000_000]], np.int32)
        for kind, payload in ((wire.DELTAS, records), (wire.FULL, [wire.pack(states[-1], bits)])):
            head = wire.Head(kind, bits, 1, len(payload) if kind == wire.DELTAS else 0, 3, n, 9)
            found.append({
                "name": f"{'deltas' if kind == wire.DELTAS else 'whole'}, {bits} bits, {n} lives",
                "message": wire.message(head, payload, counts).hex(),
                "before": states[0].tolist(), "after": states[-1].tolist(), "counts": counts.ravel().tolist(),
            })  # fmt: skip
    return found


def test_the_messages_that_the_page_is_tested_with_are_those_of_now() -> None:
    """`python -m tests.studio.test_wire` writes them anew."""
    assert json.loads(MESSAGES.read_text(encoding="utf-8")) == _examples()


if __name__ == "__main__":
    MESSAGES.write_text(json.dumps(_examples()) + "\n", encoding="utf-8")
