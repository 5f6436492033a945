"""The intensive region: provinces in which checkpoints and recorders stand, by default one.

Source: seed-060 (cameras, home recorders, checkpoints with face recognition).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import UnknownName
from credopolis.mechanisms.parameters import given

REGION: Final = ("Xinjiang",)


def provinces(of: str, source: str | tuple[str, ...]) -> Any:
    """The provinces where something of the region stands, as a parameter."""
    return given(REGION, f"provinces with {of}", source=source)


def within(names: Sequence[str], named: tuple[str, ...]) -> NDArray[np.float64]:
    """1 for each province of a society that is in the region, else 0, (n_provinces,).

    The region of the defaults need not be there, so that every society can run.

    Raises
    ------
    UnknownName
        If another region names a province that the society does not have.
    """
    if named != REGION:
        for name in named:
            if name not in names:
                raise UnknownName("province", name, names)
    return np.array([1.0 if name in named else 0.0 for name in names])


def mistakes(a_year: float, majority_factor: float) -> NDArray[np.float64]:
    """Mistakes about an innocent a year at full reach, (4,) by female + 2 * minority: the majority's are a fraction."""
    return a_year * np.repeat([majority_factor, 1.0], 2)
