"""Every valid rulebook is audited within its effort: 480 random ones at the edges of the format."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from credopolis.audit.proofs.effort import EFFORT
from tests.audit.extreme import extreme, extreme_again, extreme_at_last, extreme_of_entries
from tests.audit.test_effort import check_extreme

WALL_SECONDS = 60.0
"""For each; a hang fails. The bound that counts is that of the steps."""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "text", [extreme, extreme_again, extreme_at_last, extreme_of_entries], ids=["first", "later", "last", "of entries"]
)
@pytest.mark.parametrize("seed", range(120))
def test_an_extreme_rulebook_is_audited_within_the_effort(seed: int, text: Callable[[int], str]) -> None:
    begun = time.process_time()
    check_extreme(text(seed), EFFORT)
    assert time.process_time() - begun < 2 * WALL_SECONDS  # it is proved twice


def test_the_rulebooks_differ() -> None:
    assert len({extreme(seed) for seed in range(120)}) == 120
