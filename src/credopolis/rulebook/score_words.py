"""What is said of a score beside its start and bounds, in whole sentences."""

from __future__ import annotations

from credopolis.rulebook.ladder_words import (
    at_once_text,
    counters_text,
    gives_back_text,
    mean_text,
    newcomers_text,
    resets_text,
    together_text,
)
from credopolis.rulebook.score import Score


def of_score(score: Score, cleared: str = "") -> list[str]:
    """One sentence for each. cleared : what is added of a score that returns to its start."""
    told = [f"The score {mean_text(score)}"] if score.mean is not None else []
    told += [newcomers_text(score)] if score.newcomers is not None else []
    told += [f"Whatever happens on it, {at_once_text(score)}"] if score.at_once is not None else []
    told += [f"At once, {counters_text(score)}"] if score.counters else []
    told += [together_text(name, group) for name, group in score.together.items() if len(group.sets) <= MOST_TOLD]
    told += [
        f"points for {name}, {len(group.sets)} sets of things that stand together, come beside the others"
        for name, group in score.together.items()
        if len(group.sets) > MOST_TOLD
    ]
    told += [f"Clean time {gives_back_text(score)}"] if score.gives_back is not None else []
    told += [f"The score {resets_text(score)}{cleared}"] if score.resets is not None else []
    return [f"{text[:1].upper()}{text[1:]}." for text in told]


MOST_TOLD = 4
"""Sets of things together that are told one by one."""
