"""What a run recorded of its provinces' fields, from which any district can be lived again."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from credopolis.core.errors import RunFolderError
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms.perception import field_of_act
from credopolis.store.run import AGAIN, Run


def recorded_fields(run: Run) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The provincial fields of every tick: float64[ticks, P, F], as they were recorded; 0 for those that were not.

    Raises
    ------
    RunFolderError
        If a tick or a province is missing, or a field is what no field can be: kernels read them unchecked.
    """
    from credopolis.engine.bounds import Unsound
    from credopolis.engine.sound_provinces import check_fields

    names = [f["name"] for f in run.manifest["fields"]]
    provinces = len(run.labels["province"])
    place = pl.col("tick").cast(pl.Int64) * provinces + pl.col("province").to_physical().cast(pl.Int64)
    frame = run.scan("fields").select(place.alias("place"), *names).sort("place", maintain_order=True).collect()
    if not np.array_equal(frame["place"], np.arange(frame.height)) or frame.height % provinces:
        raise RunFolderError(run.folder, "its table of fields has not one row for each tick and province", AGAIN)
    known = [*(field.name for field in mechanisms.FIELDS), *map(field_of_act, run.labels["act"])]
    found = np.zeros((frame.height // provinces, provinces, len(known)))
    found[..., [known.index(name) for name in names]] = (
        frame.select(names).to_numpy().reshape(-1, provinces, len(names))
    )
    try:
        check_fields(found)
    except Unsound as error:
        raise RunFolderError(run.folder, f"its table of fields holds what cannot be: {error}", AGAIN) from None
    return found
