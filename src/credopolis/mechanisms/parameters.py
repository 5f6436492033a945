"""The base of every mechanism's parameters: frozen, checked where files come in, each value with its range."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Parameters(BaseModel):
    """Parameters of one mechanism. Unknown names and values outside their range are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, allow_inf_nan=False)
