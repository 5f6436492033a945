"""A mind as it is told: a record that needs no kernels, for what is kept of it is read without them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mind:
    """A life's mind at the end of a day; what the rules do not have is None.

    fear, used (to fear), trust_neighbours, trust_state : shares in [0, 1]. private, expressed : opinions in [-1, 1],
    none before the life is grown up. stance : one of `STANCES`.
    """

    day: int
    fear: float | None = None
    used: float | None = None
    trust_neighbours: float | None = None
    trust_state: float | None = None
    private: float | None = None
    expressed: float | None = None
    stance: str | None = None
