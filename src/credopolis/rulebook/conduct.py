"""How people come to do an act: who can, what moves them, how often, and how they respond to the rules.

The hazard of act j for life i is `rate_j * trait_j(i) * demography_j(i) * response_j(i)` a year, among those who can
do it. The trait factor is log-linear in the driver (`slope`), the demographic one follows sex (`women`) and age
(`ages`); each is normalised to mean 1. The response to a loss is `exp(-deterrence * p * L)`, to a gain
`exp(ambition * V)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.core.shapes import Choice, Days, Key, ListOf, Number, Reading, Record, Text, Truth, Whole
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.age_curve import AgeCurve, AgePoints

CONDUCT_FORMAT: Final = "credopolis-conduct/1"
MOST_RATE: Final = 1_000.0
"""Times a year that somebody may do an act: some three a day."""
DRIVERS: Final = (*TRAITS, "none")
DOMAINS: Final = ("money", "speech", "street", "family")
"""Classes of act, in each of which people learn for itself how likely they are to be caught: money and papers, speech,
street and public order, family."""
OF_CHILDREN: Final = ("none", "army", "championship")
"""What children do that is an act of their parents."""
NAME: Final = Text(
    "a name of lower-case letters, digits and _, such as tax_evasion", r"^[a-z][a-z0-9_]{0,39}\Z", "name"
)


@dataclass(frozen=True)
class Who:
    """Who can do an act; every condition that is set must hold.

    Ages are in days (0: no limit). `is_` and `is_not` name flags of `core.schema.FLAG_NAMES`. `min_children` counts
    own children in the household, `child_age_days` the age that the eldest of them must have, (from, to), both
    included. `on_list` is the list one must be on, "" for none.
    """

    min_age_days: int = 0
    max_age_days: int = 0
    is_: tuple[str, ...] = ()
    is_not: tuple[str, ...] = ()
    min_children: int = 0
    child_age_days: tuple[int, int] | None = None
    on_list: str = ""


@dataclass(frozen=True)
class ActConduct:
    """How an act comes to be done.

    driver : the trait that moves it, or none. slope : change of the log hazard over the driver's range. rate : times a
    year among those who can, with no regime. women : how common it is among women beside men of the same age, a ratio.
    ages : the same by age, see `AgePoints`, to the power `age_contrast`. of_a_couple : true if both partners do it,
    whichever of them it comes from. birth_from : a birth of this order or a later one is the act, 0 if none is.
    done_by_child : what a child does that is the act, of `OF_CHILDREN`.
    deterrence, ambition : sensitivities, no unit. domain : the class of act in which people learn how likely they are
    to be caught. informs : true if the act is a report on somebody else. only_by_mistake : true if nobody does it,
    such as a wrong address on file: then `who` says whom the mistake can strike, and `rate` is its weight among
    mistakes.
    """

    who: Who = field(default_factory=Who)
    driver: str = "none"
    slope: float = 0.0
    rate: float = 0.0
    women: float = 1.0
    ages: AgePoints = ()
    age_contrast: float = 1.0
    of_a_couple: bool = False
    birth_from: int = 0
    done_by_child: str = "none"
    deterrence: float = 0.0
    ambition: float = 0.0
    domain: str = "street"
    informs: bool = False
    only_by_mistake: bool = False

    @property
    def done_a_year(self) -> float:
        """Times a year among those who can, with no regime; 0 for what only comes as a mistake, for nobody does it."""
        return 0.0 if self.only_by_mistake else self.rate


_FLAG: Final = Choice(tuple(FLAG_NAMES))

WHO: Final = Record(
    Who,
    {
        "min_age": Key(Days(0), "min_age_days", 0, meaning="nobody younger"),
        "max_age": Key(Days(1), "max_age_days", 0, meaning="nobody older; absent: no limit"),
        "is": Key(ListOf(_FLAG, len(FLAG_NAMES)), "is_", (), meaning="all of these are so"),
        "is_not": Key(ListOf(_FLAG, len(FLAG_NAMES)), "is_not", (), meaning="none of these is so"),
        "min_children": Key(Whole(0, 20), default=0, meaning="own children in the household"),
        "child_age": Key(
            ListOf(Days(0), 2, 2, distinct=False),
            "child_age_days",
            None,
            meaning="the age that the eldest of them must have, from and to, both included",
        ),
        "on_list": Key(NAME, default="", meaning="the list that one must be on"),
    },
)

CONDUCT: Final = Record(
    ActConduct,
    {
        "who": Key(WHO, default=Who(), meaning="who can do it; every condition must hold"),
        "driver": Key(Choice(DRIVERS), default="none", meaning="the trait that moves it"),
        "slope": Key(
            Number(-4, 4),
            default=0.0,
            meaning="how steeply: the log of the rate changes by so much over the trait's range",
        ),
        "rate": Key(Number(0, MOST_RATE), meaning="times a year among those who can, with no regime"),
        "women": Key(
            Number(0, 100),
            default=1.0,
            meaning="how common it is among women, as a ratio to men of the same age; absent: 1",
        ),
        "ages": Key(
            AgeCurve(),
            default=(),
            meaning="how common it is at some ages beside the others, straight between them and flat beyond; absent: "
            "at all ages alike",
        ),
        "age_contrast": Key(
            Number(0, 3),
            default=1.0,
            meaning="the power to which that curve is raised: 0 is flat, 2 twice as steep on the log scale",
        ),
        "of_a_couple": Key(
            Truth(), default=False, meaning="true if both partners do it together, such as having a child"
        ),
        "birth_from": Key(
            Whole(0, 20),
            default=0,
            meaning="a birth of this order or a later one is the act: 3 for a third child; 0 if no birth is. In a run "
            "in which lives begin it is done by giving birth alone",
        ),
        "done_by_child": Key(
            Choice(OF_CHILDREN),
            default="none",
            meaning="what a child does that is the act of its parents. In a run in which children do that it is "
            "done in no other way",
        ),
        "deterrence": Key(Number(0, 20), default=0.0, meaning="how strongly the prospect of being caught lowers it"),
        "ambition": Key(Number(0, 3), default=0.0, meaning="how strongly the prospect of a better grade raises it"),
        "domain": Key(
            Choice(DOMAINS),
            default="street",
            meaning="the class of act in which people learn how likely they are to be caught: money and papers, "
            "speech, street and public order, or family",
        ),
        "informs": Key(Truth(), default=False, meaning="true if the act is a report on somebody else"),
        "only_by_mistake": Key(
            Truth(), default=False, meaning="true if nobody does it: `rate` is then its weight among mistakes"
        ),
    },
)


def check_conduct(conduct: ActConduct, path: KeyPath, reading: Reading) -> None:
    """Note what contradicts itself in an act's conduct."""
    who, at = conduct.who, (*path, "who")
    if who.max_age_days and who.min_age_days > who.max_age_days:
        reading.refuse((*at, "max_age"), "nobody is eligible: the ages exclude each other", remedy="Raise max_age.")
    for flag in who.is_:
        if flag in who.is_not:
            reading.refuse((*at, "is_not"), "nobody is eligible: in both is and is_not", flag, remedy="Remove one.")
    if who.child_age_days is not None and who.child_age_days[0] > who.child_age_days[1]:
        reading.refuse((*at, "child_age"), "the ages are upside down", ..., "the younger first", "Swap the two.")
    if conduct.driver == "none" and conduct.slope != 0:
        reading.refuse((*path, "slope"), "a slope needs a driver", conduct.slope, "0, or a driver",
                       f"Name a driver: {', '.join(TRAITS)}.")  # fmt: skip
    if conduct.age_contrast != 1.0 and not conduct.ages:
        reading.refuse((*path, "age_contrast"), "a contrast needs a curve", conduct.age_contrast, "1, or ages",
                       "Write ages, such as [[20y, 1], [60y, 0.5]].")  # fmt: skip
    if conduct.women == 0.0 and "female" in who.is_:
        reading.refuse((*path, "women"), "nobody does it: only women can, and women do not", 0, "above 0", "Raise it.")
    if conduct.only_by_mistake:
        for key in ("slope", "of_a_couple", "deterrence", "ambition", "informs"):
            if getattr(conduct, key):
                reading.refuse((*path, key), "nobody does what only comes as a mistake, so nothing moves it",
                               getattr(conduct, key), "absent", f"Remove {key}, or only_by_mistake.")  # fmt: skip
