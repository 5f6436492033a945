"""V03: how many left the lists of 2018 for each who entered, 0.605; and who was on them.

Left are those who were on the list at the start of the year or entered in it, less those who are on it at its end. The
record's 0.605 is of all lists with the firms on them; of natural persons in December alone it was 0.717. The society
has no firms, so nothing can be said of their share.

Source: jd-014 to jd-016, jd-020 to jd-023; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.target import CHINA, Untold, Validated, of_record

_NO_FIRMS: Final = "there are no firms in the society yet: everybody on the list is a natural person"

TARGET: Final = Validated(
    "V03",
    CHINA,
    of_record(CHINA.scenario, "leaving for each listing in 2018", "persons leaving for each listing in 2018"),
    (
        Untold("82.6 % of those who entered in December 2018 were natural persons", _NO_FIRMS, ("jd-020", "jd-021")),
        Untold("firms left faster (115,938) than they entered (59,408)", _NO_FIRMS, ("jd-021", "jd-023")),
    ),
)
