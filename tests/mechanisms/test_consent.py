"""Consent: a mark and a share, worked out by hand."""

from __future__ import annotations

import pytest

from credopolis.mechanisms.consent import agrees_to


@pytest.mark.parametrize(("mark", "share", "agrees"), [
    (0.0, 0.0, False), (0.0, 1e-9, True), (0.3, 0.3, False), (0.3, 0.31, True), (1 - 2**-53, 1.0, True),
])  # fmt: skip
def test_a_life_agrees_if_its_mark_lies_below_the_share(mark: float, share: float, agrees: bool) -> None:
    """With a share of 0 nobody does, with one of 1 everybody."""
    assert bool(agrees_to(mark, share)) is agrees
