"""What is asked of companies that live in a society: their grades, falls and trade, with both doubts."""

from __future__ import annotations

from typing import Any, Final

_PUBLIC: Final = {
    "companies": "society",
    "doors": "opened",
    "office": "inflation",
    "trust": "strangers",
    "write_page": "page",
}

__all__ = ["companies", "doors", "office", "trust", "write_page"]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        from importlib import import_module

        from credopolis.core.limits import check_address_space
        from credopolis.core.systems import check_runs

        check_runs()
        check_address_space(runs=True)
        return getattr(import_module(f"credopolis.economy.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
