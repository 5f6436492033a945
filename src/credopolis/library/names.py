"""The regimes that ship with the package, and how a name or a path becomes a rulebook's file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from credopolis.core.errors import UnknownName
from credopolis.core.textfile import exists, named

REGIMES: Final = (
    "popular-account", "suining-2010", "rongcheng-2013", "rongcheng-2021", "judgment-defaulters", "us-bank-score",
    "sesame-like", "tenant-entry", "institutions-only", "none", "dangan", "intensive-region", "ladder",
)  # fmt: skip
COMPANY_REGIMES: Final = ("tax-credit", "environment-credit", "company-2020", "popular-company")
"""Regimes that judge companies, which live in a run if its scenario names one; `credopolis company` asks them."""
EVERY_REGIME: Final = (*REGIMES, *COMPANY_REGIMES)
FOLDER: Final = Path(__file__).parent


def regime_folder(name: str) -> Path:
    """The folder of a regime that ships with the package.

    Raises
    ------
    UnknownName
        If there is no such regime; the message suggests near ones.
    """
    if name not in EVERY_REGIME:
        raise UnknownName("regime", name, EVERY_REGIME, "Or give the path of a rulebook's file.")
    return FOLDER / "regimes" / name


def resolve_rulebook(name_or_path: str) -> Path:
    """The file of a rulebook: a regime's name, or a path (anything with a separator, a dot, or that exists).

    Raises
    ------
    UnknownName
        If it is neither a regime's name nor like a path.
    """
    if name_or_path in EVERY_REGIME:
        return regime_folder(name_or_path) / "rulebook.yaml"
    looks_like_path = "/" in name_or_path or "\\" in name_or_path or "." in name_or_path
    if looks_like_path or exists(name_or_path):
        path = named(name_or_path)
        inside = path / "rulebook.yaml"
        return inside if exists(inside) else path
    return regime_folder(name_or_path) / "rulebook.yaml"


def files_of_rulebook(rulebook: Path) -> list[Path]:
    """A rulebook's file; with the parameters and cases beside it if it is that of a regime's folder."""
    beside = ("regime.yaml", "cases.yaml") if rulebook.name == "rulebook.yaml" else ()
    return [rulebook, *(rulebook.parent / name for name in beside)]
