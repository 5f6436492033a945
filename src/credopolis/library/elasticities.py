"""What studies say of how acts answer to certainty, severity and delay: signs and sizes, each with its source.

Elasticities are percent of acts for a percent of the lever. They come from crimes and prisons elsewhere, not from
points and gates: what they can check is the sign and the order of size. A size that is remembered is an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CERTAINTY, SEVERITY, DELAY, CAMERAS = "certainty", "severity", "delay", "cameras"
LEVERS: Final = (CERTAINTY, SEVERITY, DELAY, CAMERAS)


@dataclass(frozen=True)
class FromStudies:
    """What is reported of a lever: low to high, in its unit; `remembered` if the size is from memory."""

    lever: str
    low: float
    high: float
    says: str
    source: str
    remembered: bool = False

    def in_words(self) -> str:
        """What is reported, and by whom."""
        return f"{self.says} ({self.source}{'; sizes remembered: an assumption' if self.remembered else ''})"


REPORTED: Final[dict[str, FromStudies]] = {
    CERTAINTY: FromStudies(
        CERTAINTY, -0.7, -0.1,
        "crime answers to police, and far less clearly to the severity of sanctions; elasticities to police of -0.1 to "
        "-0.7",
        "Chalfin and McCrary 2017, doi:10.1257/jel.20141147", remembered=True,
    ),
    SEVERITY: FromStudies(
        SEVERITY, -0.3, 0.0,
        "longer sentences deter little: California's enhancements lowered eligible crimes by 4 % in a year and 8 % in "
        "three, and most deterrence comes from the first years",
        "Kessler and Levitt 1999, doi:10.1086/467430; Mastrobuoni and Rivers 2016, doi:10.2139/ssrn.2742557",
        remembered=True,
    ),
    DELAY: FromStudies(
        DELAY, 0.0, 0.1,
        "what comes later deters less in theory; whether people answer to it is hardly known",
        "Pratt and Turanovic 2018, Celerity and Deterrence", remembered=True,
    ),
    CAMERAS: FromStudies(
        CAMERAS, -20.0, -5.0,
        "a significant and modest decrease where cameras watch, about 13 %",
        "Piza and others 2019, doi:10.1111/1745-9133.12419", remembered=True,
    ),
}  # fmt: skip
