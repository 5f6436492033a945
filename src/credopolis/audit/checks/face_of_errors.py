"""The face of errors: innocents below a threshold.

Anti-pattern
------------
At the error rates of the channels, more than one in a hundred people who did nothing at all is in a lower grade, or on
a blacklist, after ten years.

Better practice
---------------
Entries expire, are told to those concerned and can be contested, so that mistakes do not pile up.

Source
------
us-002, us-005 (26 % found an error in their credit file, 5 % rose a tier once it was mended); the yardstick of 1 % is
an assumption, range 0.1 to 5 %
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import Subject
from credopolis.core.yamlfile import KeyPath

YEARS: Final = 10.0
MOST: Final = 0.01


def find(subject: Subject) -> Iterator[Remark]:
    """Start grade and blacklists for which the share of innocents struck is over the yardstick."""
    errors = subject.proofs.errors
    if errors is None or YEARS not in errors.years:
        return
    when = errors.years.index(YEARS)
    rows: list[tuple[KeyPath, str, tuple[float, ...]]] = []
    start = subject.proofs.start_grade
    if start in errors.below:
        rows.append((("grades", start), f"below {start}", errors.below[start]))
    rows += [
        (("lists", name), f"on the list {name}", shares)
        for name, shares in errors.on_list.items()
        if is_blacklist(subject.held.lists[name])
    ]
    for path, where, shares in rows:
        if shares[when] > MOST:
            yield Remark(
                path,
                f"after {YEARS:g} years {100 * shares[when]:.1f} % of people who did nothing are {where} by mistakes",
                witness=tuple(
                    f"after {year:g} years: {100 * share:.2f} %"
                    for year, share in zip(errors.years, shares, strict=True)
                ),
            )


CHECK: Final = Check("EV06", WARNING, find)
