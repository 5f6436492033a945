"""Hashes of where lives stand, by district and by the mechanism that owns what is hashed.

A mechanism that is off owns nothing, so a new one that is off leaves the hash of the whole as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.build import Engine
from credopolis.engine.places import places_of_districts
from credopolis.engine.world import column_of
from credopolis.mechanisms import all as mechanisms

DIGEST_BYTES: Final = 16
BORN: Final = "born"  # what lives were born with, and the marks in `flags`
COUNTED: Final = "counted"  # ends of listings and counts towards caps and listings, where a rulebook has any


def owners_of(engine: Engine) -> tuple[str, ...]:
    """Who owns state in this run, in the order of `digest_district`."""
    return tuple(name for name, _ in _owned(engine))


def _owned(engine: Engine) -> Iterator[tuple[str, tuple[NDArray[Any], ...]]]:
    """Every owner, with its arrays of one value a life."""
    world = engine.world
    yield BORN, tuple(world.person[name] for name in world.person.dtype.names or ())
    for owner, columns in mechanisms.COLUMNS.items():
        yield owner, tuple(world.standing[column.name] for column in columns)
    if engine.counts:
        yield COUNTED, (world.extra,)
    for block in mechanisms.BLOCKS:
        if block.acts and engine.scenario.asks(block.needed):
            yield block.name, tuple(column_of(world.blocks, block.name, column.name) for column in block.columns)


def digest_district(engine: Engine, district: int) -> bytes:
    """The hashes of a district, one an owner, one after the other."""
    first, end = places_of_districts(engine.world)[district : district + 2]
    found = []
    for _, arrays in _owned(engine):
        digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
        for array in arrays:
            digest.update(np.ascontiguousarray(array[first:end]).view(np.uint8).data)
        found.append(digest.digest())
    return b"".join(found)


def digest_state(digests: NDArray[np.uint8]) -> str:
    """A hash of where every life stands, from those of the districts in their order, however they were spread."""
    return hashlib.blake2b(np.ascontiguousarray(digests).data, digest_size=DIGEST_BYTES).hexdigest()


def states_by_owner(engine: Engine, digests: NDArray[np.uint8]) -> dict[str, str]:
    """A hash of what each owner has of every life. digests : (n_districts, owners * DIGEST_BYTES)."""
    by_owner = digests.reshape(len(digests), -1, DIGEST_BYTES)
    return {owner: digest_state(by_owner[:, k]) for k, owner in enumerate(owners_of(engine))}
