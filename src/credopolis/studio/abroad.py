"""Adoption abroad on a page: worked out in a process of its own, as `credopolis diffusion` does it."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from credopolis.core.errors import CredopolisError
from credopolis.studio.companies import plain
from credopolis.studio.shapes import PartShape

if TYPE_CHECKING:
    from credopolis.abroad.found import AbroadFound

SEEDS, DRAWS = 100, 100


class FactorAbroadShape(TypedDict):
    """A factor that can be off."""

    name: str
    words: str


class AbroadShape(TypedDict):
    """Adoption abroad. figures : charts as the bundle draws them. parts : tables."""

    headline: str
    notes: list[str]
    figures: list[dict[str, Any]]
    parts: list[PartShape]


def factors() -> list[FactorAbroadShape]:
    """All of them."""
    from credopolis.abroad.given import FACTOR_WORDS

    return [{"name": name, "words": words} for name, words in FACTOR_WORDS.items()]


def told(found: AbroadFound) -> AbroadShape:
    """A result as the page shows it, in the command's words."""
    from credopolis.abroad.figures import figures_of
    from credopolis.abroad.tables import headline, parts_of
    from credopolis.core.figure import data_of

    of = f"credopolis diffusion --years {found.until - found.since} --seeds {len(found.seeds)} --draws {found.draws}"
    of += "".join(f" --off {name}" for name in found.off)
    return {
        "headline": headline(found), "notes": list(found.notes),
        "figures": [data_of(one, of) for one in figures_of(found)],
        "parts": plain(parts_of(found)),
    }  # fmt: skip


def make(asked: tuple[int, tuple[str, ...]], line: Connection) -> None:
    """Work it out. asked : years, and factors that are off.

    line : to the server. It is told ("result", result, None) or ("failed", message, None).
    """
    from credopolis.abroad.ask import diffusion

    years, off = asked
    try:
        line.send(("result", told(diffusion(years=years, off=off, seeds=SEEDS, draws=DRAWS)), None))
    except CredopolisError as error:
        line.send(("failed", str(error), None))
