"""V06: local schemes record mostly bad deeds, although few people have records.

    negative share  =  100 * entries that cost something / all entries        in percent
    of a subject    =  entries / grown-up people of the mean day

Suining's postings were two thirds negative in its first weeks; here all entries of its first year count. Rongcheng had
260,000 negative and 33,000 positive records of 620,000 subjects after two years; firms are among its subjects, and here
are persons only. All of it was fitted, by how well good deeds and tickets are seen and how common fees paid late and
breaches are, so it checks nothing but that the rulebooks can give both at once.

Source: sn-022, rc-022 to rc-024; tolerances of the table of targets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from credopolis.analysis.measures.acts import ActCounts, count_acts
from credopolis.analysis.targets.target import Setting, TargetNumber, Validated
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.scenario import Scenario


def lived(scenario: Scenario) -> ActCounts:
    """The acts of a run."""
    return count_acts(scenario, threads=1)


_SEEN: Final = ("rulebook.acts.community_help.seen_by.records", "rulebook.acts.traffic_violation.seen_by.records")
SUINING: Final = Setting(
    "suining-2010",
    "suining-2010",
    1,
    people=60_000,
    live=lived,
    fixed=("rulebook.acts.community_help.seen_by.records",),
)
RONGCHENG: Final = Setting(
    "rongcheng-2013", "rongcheng-2013", 2, people=60_000, live=lived,
    fixed=(*_SEEN, "rulebook.acts.delayed_fees.conduct.rate", "rulebook.acts.contract_breach.conduct.rate"),
)  # fmt: skip
_RECORDS: Final = ("rc-022", "rc-023", "rc-024")


def _entered(counts: ActCounts, acts: tuple[str, ...]) -> int:
    return sum(counts.entered[act] for act in acts)


def negative_share(counts: ActCounts) -> float:
    """Entries that cost something, in percent of all; NaN without any."""
    bad, good = _entered(counts, counts.penalties), _entered(counts, counts.rewards)
    return 100.0 * bad / (bad + good) if bad + good else float("nan")


def a_subject(acts: Callable[[ActCounts], tuple[str, ...]]) -> Callable[[ActCounts], float]:
    """Entries of some acts for each grown-up."""
    return lambda counts: _entered(counts, acts(counts)) / (counts.adult_years * DAYS_PER_YEAR_OF_RATES / counts.days)


TARGET: Final = Validated(
    "V06",
    RONGCHENG,
    (
        TargetNumber("Suining: negative share of records", "percent", 67.0, 57.0, 77.0, True, ("sn-022",),
                     negative_share, floor=0.0, setting=SUINING),
        TargetNumber("Rongcheng: negative share of records", "percent", 88.7, 78.7, 98.7, True, _RECORDS,
                     negative_share, "follows from the next two", 0.0),
        TargetNumber("Rongcheng: negative records a subject", "", 0.419, 0.28, 0.629, True, ("rc-022", "rc-024"),
                     a_subject(lambda counts: counts.penalties), floor=0.0),
        TargetNumber("Rongcheng: positive records a subject", "", 0.0532, 0.0355, 0.0798, True, ("rc-022", "rc-023"),
                     a_subject(lambda counts: counts.rewards), floor=0.0),
    ),
)  # fmt: skip
