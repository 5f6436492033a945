"""How regimes are compared in a process of its own, as `credopolis compare` does, and told in its words."""

from __future__ import annotations

import math
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from credopolis.core.errors import CredopolisError

if TYPE_CHECKING:
    from credopolis.analysis.comparisons.compare import Comparison
    from credopolis.analysis.comparisons.difference import Difference
    from credopolis.analysis.comparisons.variants import Variant


def compare(variants: tuple[Variant, ...], seeds: int, threads: int | None, line: Connection) -> None:
    """Compare scenarios of the same people over some seeds.

    line : to the server. It is told ("runs", done, of), then ("result", result, None) or ("failed", message, None).
    """
    from credopolis.analysis.comparisons.compare import compare_variants

    def tell(done: int, of: int) -> None:
        line.send(("runs", done, of))

    try:
        found = compare_variants(variants, seeds=seeds, threads=threads, stories=True, progress=tell)
        line.send(("result", told(found), None))
    except CredopolisError as error:
        line.send(("failed", str(error), None))


def told(found: Comparison) -> dict[str, Any]:
    """A comparison of two regimes as the page shows it: in the command's words, with the numbers of its pictures."""
    from credopolis.analysis import words
    from credopolis.analysis.comparisons.telling import doubts_in_words, no_verdict, own_terms_in_words
    from credopolis.analysis.pages.comparison import sentence, size_in_words, twins_in_words

    twins = found.twins[0]
    clear = [d for d in found.differences if d.clear and not d.measure.startswith("grade ")]
    moved = [d for d in found.differences if d.value or d.value_against]
    undecided = "No life counts under either." if twins.yardstick else no_verdict(twins)
    return {
        "size": size_in_words(found),
        "headline": twins_in_words(twins) if twins.groups else undecided,
        "verdict": bool(twins.groups),
        "clear": [sentence(d) for d in clear],
        "doubts": doubts_in_words(found),
        "own_terms": own_terms_in_words(found),
        "undefined": list(found.undefined),
        "none": [d.title for d in found.differences if not (d.value or d.value_against)],
        "level": found.level,
        "differences": [_measured(d) for d in moved],
        "groups": [
            [g.group, words.count(g.lives), words.with_interval(g.worse), words.with_interval(g.better),
             words.difference(g.change)]
            for g in twins.groups
        ],
        "hardest": [{"life": one.life, "change": _signed(one.change)} for one in found.hardest],
        "examples": [{"life": story.life, "chosen": story.chosen} for story in found.stories],
    }  # fmt: skip


def _measured(d: Difference) -> dict[str, Any]:
    """One measure under both regimes, as a row of the page's table."""
    from credopolis.analysis.comparisons.difference_in_words import in_words, values_in_words

    (a, b), share = values_in_words(d), d.relative
    return {
        "title": d.title, "unit": d.unit, "a": a, "b": b, "difference": in_words(d), "clear": d.clear, "few": d.few,
        "value": _plain(share.value), "low": _plain(share.low), "high": _plain(share.high),
    }  # fmt: skip


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}")
