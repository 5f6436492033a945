"""Libraries that only some commands need: fetched when first used, and if missing, how to install them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from credopolis.core.errors import Misuse


class MissingExtra(Misuse):
    """A library of an extra that is not installed."""

    def __init__(self, library: str, extra: str, what: str) -> None:
        self.library, self.extra, self.what = library, extra, what
        super().__init__(f"{what} needs {library}, which is not installed: pip install 'credopolis[{extra}]'")


def need(module: str, what: str, extra: str = "experiments") -> Any:
    """Import a module of an extra; `what` says in a message what needs it.

    Raises
    ------
    MissingExtra
        If it, or a library that it needs, is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or module).split(".")[0]
        raise MissingExtra(missing, extra, what) from None
