"""V05: bars for conduct are rare next to listings for court debts, 6,908 persons beside 2.614 million in 2018.

    bars for conduct for each listing  =  entries of misconduct in 2018 / listings of 2018

How common misconduct is was chosen so that about 5 persons in a million are barred a year, as the 6,908 were; listings
were fitted apart. So agreement checks no more than that both hold together on the day on which the bars begin.

Source: jd-014, jd-019; tolerance of the table of targets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from credopolis.analysis.targets.target import CHINA, Validated, of_record

_NOTE: Final = "how common misconduct is was chosen by the bars of 2018"
(_BARS,) = of_record(CHINA.scenario, "bars for conduct for each listing in 2018")

TARGET: Final = Validated("V05", CHINA, (replace(_BARS, fitted=True, note=_NOTE),))
