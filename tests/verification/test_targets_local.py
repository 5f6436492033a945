"""What local schemes recorded: target V06, mostly bad deeds, although few people have records.

Suining's first postings were two thirds negative (sn-022); Rongcheng had 0.42 negative and 0.05 positive records a
subject by the end of 2015, after two years (rc-022 to rc-024; firms among the subjects, and here persons only). Free
parameters: sensitivities of tickets and of good deeds, the rates of delayed fees and of breaches; each stands in the
regime's rulebook with its source or as an assumption with a range.
"""

from __future__ import annotations

import pytest

from credopolis.analysis.measures.intervals import wilson
from credopolis.library.catalogue import load_scenario

from .tools import report, watch

PEOPLE = 60_000
NEGATIVE, POSITIVE, SUBJECTS = 260_000, 33_000, 620_000


def records_of(regime: str, years: float) -> tuple[int, int, int]:
    """Negative and positive entries of a run, and the people scored at its end."""
    watched = watch(load_scenario(regime, people=PEOPLE, years=years, seed=101, interval="quarter"))
    last = watched.periods[-1]
    negative = watched.engine.acts["negative"][last.pairs[:, 0]] > 0
    entries = watched.total("entries").sum(axis=(0, 1, 3))
    return int(entries[negative].sum()), int(entries[~negative].sum()), int(last.census.sum(axis=(0, 1))[:-1].sum())


def test_v06_two_thirds_of_suinings_records_are_negative() -> None:
    negative, positive, _ = records_of("suining-2010", 1)
    share = wilson(negative, negative + positive)
    report("V06 Suining", negative_share=share.value, low=share.low, high=share.high, target=0.67)
    assert share.low > 0.57
    assert share.high < 0.77


def test_v06_rongchengs_records_are_mostly_negative_and_as_many_as_reported() -> None:
    negative, positive, people = records_of("rongcheng-2013", 2)
    share = wilson(negative, negative + positive)
    target = NEGATIVE / (NEGATIVE + POSITIVE)
    report("V06 Rongcheng", negative_share=share.value, low=share.low, high=share.high, target=target)
    assert abs(share.low - target) < 0.1
    assert abs(share.high - target) < 0.1
    for name, found, reported in (("negative", negative, NEGATIVE), ("positive", positive, POSITIVE)):
        half = 1.96 * found**0.5
        report("V06 Rongcheng, records a subject", of=name, rate=found / people, low=(found - half) / people,
               high=(found + half) / people, target=reported / SUBJECTS)  # fmt: skip
        assert (found + half) / people < 1.5 * reported / SUBJECTS
        assert (found - half) / people > reported / SUBJECTS / 1.5


@pytest.mark.parametrize("regime", ["suining-2010", "rongcheng-2013"])
def test_few_people_have_records(regime: str) -> None:
    """Most lives end the time where they began."""
    years = 1 if regime == "suining-2010" else 2
    watched = watch(load_scenario(regime, people=PEOPLE, years=years, seed=101, interval="quarter"))
    scored = watched.standing["grade"] < len(watched.scenario.rulebook.grade_names)
    untouched = wilson(int((watched.standing["score"][scored] == 1000).sum()), int(scored.sum()))
    report("V06 lives whose score has not moved", regime=regime, share=untouched.value, low=untouched.low,
           high=untouched.high)  # fmt: skip
    assert untouched.low > 0.5
