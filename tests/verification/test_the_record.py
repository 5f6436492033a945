"""The documented record run from 2005: targets V01 and V04 hold, and what is not met is known not to be.

Counts of the Supreme People's Court and the national credit centre, each with its fact, stand in `on_record.csv`. By
which of them parameters were chosen is marked there; the others check.
"""

from __future__ import annotations

import credopolis as cp
from credopolis.analysis.measures.on_record import MISSED, record_lines

from .tools import report

PEOPLE = 300_000


def test_the_list_and_refused_tickets_are_as_recorded() -> None:
    lines = {line.name: line for line in record_lines(cp.run("china-2005-2025", people=PEOPLE, seed=5))}
    for name, line in lines.items():
        report("the record", of=name, found=line.found.value, known=line.value, verdict=line.verdict)
    missed = {name for name, line in lines.items() if line.verdict == MISSED}
    # The record's 0.605 is of all lists with the firms on them; of persons alone it was 0.717.
    assert missed <= {"leaving for each listing in 2018"}
    for name, line in lines.items():
        if line.target in ("V01", "V04"):
            assert line.least < line.found.high and line.found.low < line.most, name
    by_date = [lines[f"flights refused for each train {until}"].found.value
               for until in ("by May 2018", "by the end of 2018", "by 9 July 2019")]  # fmt: skip
    assert by_date == sorted(by_date)
