"""V03: how many left the lists of 2018 for each who entered, 0.605; and who was on them.

Left are those who were on the list at the start of the year or entered in it, less those who are on it at its end. The
record's 0.605 is of all lists with the firms on them; of natural persons in December alone it was 0.717. Firms are
not in it: the companies of a society live under rules without dates, and most firms listed in 2018 were so for revoked
licences (jd-017), which these do not have.

Source: jd-014 to jd-016, jd-020 to jd-023; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.target import CHINA, Untold, Validated, of_record

_NO_FIRMS: Final = (
    "companies live beside people under company-2020, and not under the record's dated rules; most firms listed in "
    "2018 had their licence revoked (jd-017), which no rulebook of companies says, nor when such firms leave"
)

TARGET: Final = Validated(
    "V03",
    CHINA,
    of_record(CHINA.scenario, "leaving for each listing in 2018", "persons leaving for each listing in 2018"),
    (
        Untold("82.6 % of those who entered in December 2018 were natural persons", _NO_FIRMS, ("jd-020", "jd-021")),
        Untold("firms left faster (115,938) than they entered (59,408)", _NO_FIRMS, ("jd-021", "jd-023")),
    ),
)
