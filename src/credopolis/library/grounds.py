"""What a value rests on, in one form, whichever of three ways it was written down in.

A mechanism's parameter says it in code (`Given`), a file of the library beside the value (`Source`), and a society's
parameters as `Cited`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Final

from credopolis.core.reading import Source
from credopolis.library.evidence import nobody_can_check
from credopolis.mechanisms.parameters import Given
from credopolis.society.params import Cited

REMEMBERED: Final = "remembered, and no source that can be looked up shows it"
_WORD: Final = "assumption"


@dataclass(frozen=True)
class Ground:
    """Whether a value is an assumption, why; the range in which it may lie, if given in numbers; and who says so."""

    assumed: bool
    why: str
    range: tuple[float, float] | None
    source: str


@singledispatch
def ground_of(written: Any) -> Ground:
    """What a value rests on, from the evidence beside it.

    Raises
    ------
    TypeError
        If that is none of the three forms.
    """
    raise TypeError(f"{type(written).__name__} is not evidence: it is none of Given, Source and Cited")


@ground_of.register
def _of_parameter(written: Given) -> Ground:
    ends = None if written.low is None or written.high is None else (float(written.low), float(written.high))
    remembered = nobody_can_check(written.sources)
    why = written.in_words() + (f"; {REMEMBERED}" if remembered else "")
    return Ground(written.assumed or remembered, why, ends, why)


@ground_of.register
def _of_file(written: Source) -> Ground:
    """In files an assumption is a source whose first word is `assumption`, or one that nobody can look up."""
    remembered = nobody_can_check(written.source)
    assumed = remembered or any(
        text.split()[0].rstrip(":;,").lower() == _WORD for text in written.source if text.strip()
    )
    ranged = f"range {written.range[0]:g} to {written.range[1]:g}" if written.range else ""
    told = f"{', '.join(written.source)}: {REMEMBERED}" if remembered else ""
    why = "; ".join(part for part in (written.note, told, ranged) if part) or "no source"
    return Ground(assumed, why, written.range, "; ".join(written.source) or written.note)


@ground_of.register(Cited)
def _of_society(written: Cited[Any]) -> Ground:
    """Ranges of societies are words, for many are of tables."""
    assumed = written.assumption is not None
    why = f"{written.assumption}; range {written.range}" if assumed else ""
    return Ground(assumed, why, None, written.source or why)
