"""Opinion: what people think and what they say; who hides it, whom they see speak, and how that tips.

Every four weeks, on a settling day, each grown-up life is looked at, with the fields of its grid as the last settling day left
them. Opinions `y` lie in [-1, 1]: 1 is the official message, below 0 one is against it.

    disposition      d = 1 - dissent / pivot, at least -1                        what somebody begins with, and leans back to
    private          y = y + near * (spoken - y) + message * trust in the state * (1 - y) + own * (d - y)
    spoken           mean of what is expressed in the grid
    nerve needed     c = (1 - (1 - fear) * (1 - dread)) * (1 + caution * (2 * risk aversion - 1))
                         * (1 + to_lose * (income class - 3) / 2)
    speaks openly    if y >= 0, or c <= conviction * (1 - y) / 2 + support * seen
    seen             share of grown-ups in the grid who spoke openly against, when last settled
    expressed        x = y for who speaks openly, else lip_service

So one speaks as one thinks unless fear beats the gap between what one thinks and what one is to say, and the support one
sees. It is Granovetter's threshold model with a threshold for each life, `(c - conviction * (1 - y) / 2) / support`, lived in
every grid: where thresholds lie close enough together, a small cut of fear lets a few speak, whom others see, until most do;
and once most do, fear must rise far more to silence them. An example: with a conviction of 0.2 and a support of 0.6, somebody
with an opinion of -0.4 and no dread in a fear of 0.3 needs (0.3 - 0.14) / 0.6 = 27 in 100 neighbours to speak before; in a fear of 0.2
it needs 10. Weights `near`, `message` and `own` are worked out of rates a year for four weeks. With `message` and `own` at
nothing and nobody hiding, a grid comes to DeGroot's consensus; with `own` it is Friedkin and Johnsen's model.

    approval asked directly   =  share with x >= 0            approval by an indirect question  =  share with y >= 0
    falsification gap         =  the first less the second    self-censorship  =  silent among those against

A list experiment finds the second in the mean, with the chance error of its sample. Where trust is not lived, the message
has the weight of full trust. An opinion is two bytes a life, in steps of 1/8000, with a bit for who is silent; who comes of
age begins with its disposition. Opinion works only where fear stands. Not modelled: networks beyond the grid, and groups
within it. Off unless a regime asks for it (`regime.opinion.stands`).

Source: preference falsification and its cascades, Kuran 1989 and 1991 (pf-007), for the form; thresholds, Granovetter 1978,
doi:10.1086/226707; drift, DeGroot 1974, doi:10.1080/01621459.1974.10480137, Friedkin and Johnsen 1990,
doi:10.1080/0022250X.1990.9990069; the size of the gap, pf-001; who hides more, pf-001; approval, srv-001; a minority that
tips, spk-060. Every value is an assumption; those marked fitted were chosen by pf-001 and srv-001.
"""

from __future__ import annotations

from dataclasses import replace
from math import floor
from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.maths import exp
from credopolis.core.schema import EDUCATION, Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Block, Card, Dial, Line, dials_of
from credopolis.mechanisms.fear import frightens
from credopolis.mechanisms.headline import Headline, Quantity
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, given, share
from credopolis.mechanisms.trust import PERCENT, trusts

SETTLING_DAYS: Final = 28
"""Days from one settling day to the next, where ticks are not longer."""
GROWN_DAYS: Final = 16 * 1461 // 4
"""Age from which a life has an opinion that it may speak."""
OPINION_STEPS: Final = 8000
"""Steps of a kept opinion to 1."""
STANCES: Final = ("agrees", "speaks", "silent")
"""Who is not against the message; who is, and says so; who is, and says otherwise."""


class OpinionParameters(Parameters):
    """What moves opinions, and when they are spoken. All are assumptions that sources inform."""

    stands: bool = given(False, "whether opinions are lived", assumed=True, no_range="off and on")
    pivot: float = share(
        0.24, "level of private dissent at which one is neither for nor against", low=0.2, high=0.35,
        source=("srv-001", "pf-001"), note="fitted: some 55 in 100 approve when nobody can know",
    )  # fmt: skip
    near_a_year: float = a_life_and_year(0.3, "drift towards what is expressed nearby", low=0, high=1, most=50)
    message_a_year: float = a_life_and_year(
        0.05, "drift towards the official message, with full trust", low=0, high=0.3, most=50
    )
    own_a_year: float = a_life_and_year(0.5, "drift back to one's disposition", low=0.1, high=2, most=50)
    dread: float = share(
        0.36, "fear of speaking against that nobody escapes, whatever they have met", low=0.1, high=0.6, source="pf-001",
        note="fitted: 25 points more approve where they are asked directly",
    )  # fmt: skip
    caution: float = share(0.8, "how much risk aversion adds to the nerve needed", low=0.2, high=0.9, source="pf-001")
    to_lose: float = share(
        0.2, "how much the highest income class adds to it", low=0, high=0.4, source="pf-001",
        note="the wealthy falsify more",
    )  # fmt: skip
    conviction: float = given(
        0.5, "nerve that the widest gap gives", low=0.1, high=1, least=0, most=10, source="pf-001", note="fitted"
    )
    support: float = given(
        0.3, "nerve that a grid gives in which everybody speaks against", low=0.1, high=1, least=0, most=10,
        source=("pf-007", "spk-060"), note="conventions tip where 10 to 40 in 100 are committed",
    )  # fmt: skip
    lip_service: float = share(0.5, "opinion that who is silent expresses", low=0, high=1)


@formula
def disposition(dissent, pivot):
    """The opinion that a life leans to: private dissent in [0, 1] -> in [-1, 1]."""
    return max(1.0 - dissent / pivot, -1.0)


@formula
def drifted(opinion, spoken, leaning, near, message, own):
    """Private opinion after a settling day: opinions in [-1, 1], weights in [0, 1] -> in [-1, 1]."""
    moved = opinion + near * (spoken - opinion) + message * (1.0 - opinion) + own * (leaning - opinion)
    return min(max(moved, -1.0), 1.0)


@formula
def nerve_needed(fear, dread, risk_aversion, income, caution, to_lose):
    """What speaking against takes: fear, dread and risk aversion in [0, 1], income class 1 to 5 -> at least 0."""
    return (
        (1.0 - (1.0 - fear) * (1.0 - dread))
        * (1.0 + caution * (2.0 * risk_aversion - 1.0))
        * (1.0 + to_lose * (income - 3.0) / 2.0)
    )


@formula
def speaks(opinion, needed, seen, conviction, support):
    """Whether a life says what it thinks. seen : share of the grid's grown-ups who spoke against."""
    return opinion >= 0.0 or needed <= conviction * (1.0 - opinion) / 2.0 + support * seen


@formula
def kept_opinion(opinion, silent):
    """An opinion as a life keeps it, never 0: in [-1, 1], whether it is silent -> int16."""
    steps = floor(opinion * OPINION_STEPS + 0.5)
    if steps == 0 and silent == 0:
        steps = 1
    return 2 * steps + silent


@formula
def opinion_of(kept):
    """The opinion that a life keeps, int64 -> in [-1, 1]."""
    return (kept >> 1) / OPINION_STEPS


def _of(scenario: Any) -> OpinionParameters:
    parameters: OpinionParameters = scenario.regime.opinion
    return parameters


def opines(scenario: Any) -> bool:
    """Whether opinions are lived in a scenario, or under a set of rules."""
    return _of(scenario).stands and "opinion" not in scenario.off and frightens(scenario)


def settles(scenario: Any) -> bool:
    """Whether there are settling days in a scenario, or under a set of rules."""
    return opines(scenario) or trusts(scenario)


def _weight(name: str) -> Any:
    """What of a yearly drift a settling day has."""
    return lambda s: 1.0 - float(exp(-getattr(_of(s), name) * max(SETTLING_DAYS, s.tick_days) / DAYS_PER_YEAR_OF_RATES))


BLOCKS: Final = (
    Block(
        "opinion",
        (Column("opinion", "int16", "1/16000", "twice the private opinion in steps of 1/8000, and 1 more if silent"),),
        opines,
    ),
)
DIALS: Final = (
    Dial("settles", settles, dtype="i8"),
    Dial("opines", opines, dtype="i8"),
    Dial("drift_near", _weight("near_a_year")),
    Dial("drift_message", _weight("message_a_year")),
    Dial("drift_own", _weight("own_a_year")),
    *dials_of(_of, "pivot", "caution", "to_lose", "conviction", "support", "lip_service", "dread"),
)
LINES: Final = (
    Line("agrees", "is not against what is said officially any more", "nothing"),
    Line("speaks", "speaks against what is said officially, as it thinks", "nothing"),
    Line("hides", "is against what is said officially, and says otherwise", "nothing"),
)
_PERSON_TIMES: Final = TableColumn("lives", "int64", "person-times", "grown-up lives, once at each settling day")
_COUNTS: Final = "lives (person-times)"
STANCE: Final = labelled("stance", STANCES, "not against the message; against it and says so; against it and silent")
INCOME: Final = labelled("income_class", ("1", "2", "3", "4", "5"), "income class")
SCHOOLING: Final = labelled("schooling", EDUCATION, "schooling of the life")
MEMBER: Final = labelled("party_member", ("others", "members"), "whether the life is in the Party")
OF_OPINION: Final = labelled("opinion", ("private", "expressed"), "what is thought, or what is said")
QUESTION: Final = labelled("question", ("direct", "indirect"), "asked directly, or so that nobody knows the answer")
ANSWER: Final = labelled("answer", ("approves", "does not"), "what is answered")
TALLIES: Final = (
    Tally("voices", (STANCE, CELL), (CELL, STANCE), _PERSON_TIMES,
          "who is for, who speaks against and who is silent, on settling days", _COUNTS, needed=opines),
    Tally("strata", (INCOME, SCHOOLING, STANCE), (INCOME, SCHOOLING, STANCE), _PERSON_TIMES,
          "the same by income class and schooling", _COUNTS, needed=opines),
    Tally("members", (MEMBER, STANCE), (MEMBER, STANCE), _PERSON_TIMES,
          "the same in the Party and outside it", _COUNTS, needed=opines),
    Tally("opinions", (OF_OPINION, PERCENT), (OF_OPINION, PERCENT), _PERSON_TIMES,
          "what is thought and what is said: 0 percent is wholly against, 100 the message", _COUNTS, needed=opines),
    Tally("answers", (QUESTION, ANSWER, CELL), (CELL, QUESTION, ANSWER), _PERSON_TIMES,
          "what a survey of all would find on settling days", _COUNTS, needed=opines),
    Tally("openness", (PERCENT,), (PERCENT,),
          TableColumn("grids", "int64", "grids", "grids with anybody against, once at each settling day"),
          "grids by the share of those against who speak", "grids (times)", needed=opines),
)  # fmt: skip


def _percent(name: str, title: str, part: Quantity, whole: Quantity, unit: str) -> Headline:
    return Headline(name, title, unit, "speech", part, whole, 100.0, asked=True)


_VOICES, _ANSWERS = Quantity("voices", "lives"), Quantity("answers", "lives")
_DIRECT, _INDIRECT = _ANSWERS.only(question="direct"), _ANSWERS.only(question="indirect")
_OPINIONS: Final = Quantity("opinions", "lives")


def _mean_opinion(which: str) -> Headline:
    those = _OPINIONS.only(opinion=which)
    unit = "percent of the way from wholly against to the message"
    return Headline(f"mean_{which}", f"mean {which} opinion", unit, "speech", replace(those, column="percent"), those,
                    asked=True)  # fmt: skip


HEADLINES: Final = (
    _mean_opinion("private"),
    _mean_opinion("expressed"),
    _percent("falsification_gap", "approval asked directly less approval asked indirectly",
             _VOICES.only(stance="silent"), _VOICES, "percentage points"),
    _percent("open_opposition", "speak against the message", _VOICES.only(stance="speaks"), _VOICES, "percent"),
    _percent("approval_direct", "approval, asked directly", _DIRECT.only(answer="approves"), _DIRECT, "percent"),
    _percent("approval_indirect", "approval, asked so that nobody knows the answer",
             _INDIRECT.only(answer="approves"), _INDIRECT, "percent"),
    _percent("self_censorship", "silent of those who are against the message", _VOICES.only(stance="silent"),
             _INDIRECT.only(answer="does not"), "percent"),
)  # fmt: skip


CARDS: Final = (
    Card(
        "opinion",
        "Opinion",
        "people say what they think unless fear beats what they would gain and see; off unless `regime.opinion.stands`",
        "pf-001, pf-007, spk-060, srv-001, doi:10.1086/226707; assumptions",
    ),
)
