"""Demography: how common an act is by sex and age.

    demography_j(i)  =  relative_j(sex_i, age_i) / norm_j             mean 1 over those who can do it on day 0
    relative_j(s, a) =  (women_j if s is female, else 1) * curve_j(a) ** contrast_j

`women` is the ratio of women's rate to that of men of the same age, as criminologists give the gender gap. `curve` goes
straight from one of the stated ages to the next and is flat beyond the first and the last; it is taken in the middle of
each year of age. So an age curve may be given on any scale: only its shape counts, and only within the ages of those who
can do the act. The norm is that of the society as it is drawn on day 0; lives grow older on the curve. Who is accused by
mistake or malice is accused of what is common among people of that sex and age.

Source: Hirschi and Gottfredson 1983, Age and the explanation of crime, for an age curve of one shape for both sexes
(Steffensmeier et al. 1989 find that it differs by offence, as here it does by act).
"""

from __future__ import annotations

from itertools import pairwise
from math import fsum
from typing import Final

from credopolis.core.maths import exp, log
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.rulebook.conduct import ActConduct

YEARS: Final = 128
"""Years of age that are told apart, from 0 on; who is older counts as of the last."""
MALE, FEMALE = range(2)

Table = tuple[tuple[float, ...], tuple[float, ...]]
"""A number for each year of age, of men and of women."""


def follows(conduct: ActConduct) -> bool:
    """Whether an act follows sex or age at all."""
    return conduct.women != 1.0 or (bool(conduct.ages) and conduct.age_contrast != 0.0)


def at_age(conduct: ActConduct, days: float) -> float:
    """Relative rate at an age in days, on the curve's own scale; 1 without a curve."""
    points = conduct.ages
    if not points:
        return 1.0
    rate = points[0][1] if days <= points[0][0] else points[-1][1]
    for (young, low), (old, high) in pairwise(points):
        if young < days <= old:
            rate = low + (high - low) * (days - young) / (old - young)
    if conduct.age_contrast == 1.0:
        return rate
    return float(exp(conduct.age_contrast * log(rate))) if rate > 0.0 else float(conduct.age_contrast == 0.0)


def relative(conduct: ActConduct) -> Table:
    """Relative rate of an act in the middle of each year of age."""
    curve = tuple(at_age(conduct, (year + 0.5) * DAYS_PER_YEAR_OF_RATES) for year in range(YEARS))
    return curve, tuple(conduct.women * rate for rate in curve)


def factors(conduct: ActConduct, could: Table) -> Table:
    """The demographic factor by sex and year of age, with mean 1 over those who could do it.

    could : how many could, of each sex and year of age. Without any, or if none of them would, every factor is as on the
    curve's own scale: then nobody does it whatever it is.
    """
    rates = relative(conduct)
    whole = fsum(n for of_sex in could for n in of_sex)
    done = fsum(
        n * rate for of_sex, curve in zip(could, rates, strict=True) for n, rate in zip(of_sex, curve, strict=True)
    )
    norm = done / whole if whole > 0.0 and done > 0.0 else 1.0
    men, women = (tuple(rate / norm for rate in curve) for curve in rates)
    return men, women
