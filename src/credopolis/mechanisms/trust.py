"""Trust: in neighbours and in the state, apart; what a grid shares, and what a life has met with itself.

    trust of a life         =  level of its grid + own part, within [0, 1]

In a tick of so many days the levels of a grid move towards where they rest, and then what happened there moves them,
counted by life that is there:

    neighbours    level = rest + (level - rest) * 2^(-days / half_life)
                  level = level * exp(-false_harm * false reports - shown_harm * entries shown)
    state         rest  = state_rest + safety_gain * reach of cameras + exposed_gain * found, see `discipline`
                  level = 1 - (1 - level) * exp(-benefit_gain * entries that add points)
                  level = level * exp(-unjust_harm * undeserved entries - refused_harm * requests refused)

What a life itself meets moves its own part by a share of the trust that it has, or lacks:

    a false report posted      own part in neighbours  -=  own_betrayed * trust
    an undeserved entry        own part in the state   -=  own_unjust * trust
    a request refused          own part in the state   -=  own_refused * trust
    an entry that adds points  own part in the state   +=  own_benefit * (1 - trust)
    between these              own part = own part * 2^(-days / half_life)

So neighbours who report what nobody did, and screens that shame, cost trust among neighbours, which comes back slowly; and
being charged with what one has not done costs trust in the state, which being served well and felt safe brings. An example:
where one life in ten is falsely reported in a year, with a harm of 1 and a half-life of three years, trust in neighbours
settles at 0.64 * 0.231 / (0.231 + 0.1) = 0.45. Felt safety stands for what people see of protection: cameras in
sight, and not less crime, which nobody sees. A false report is known as one: whoever is struck by it knows, and tells.

Own parts are a byte each, in steps of 1/127, rounded up or down by a draw; they are brought up to date when their life is
touched, with its fear. Trust works only where fear stands. Off unless a regime asks for it (`regime.trust.stands`).

Source: how many trust most people and the government, tru-001, spk-024 and spk-025; that surveys of trust in the state
are higher, spk-022 and spk-023; that false reports are not counted, spy-004. Signs are assumptions of the model's design,
and so is every value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.maths import LN2, exp
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Block, Card, Dial, dials_of
from credopolis.mechanisms.discipline import chance_found
from credopolis.mechanisms.fear import frightens
from credopolis.mechanisms.headline import Headline, Quantity
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.publicity import publishes

PERCENTS: Final = 101
"""Whole percents into which trust is sorted when it is counted."""


def _harm(default: float, meaning: str, low: float, high: float) -> Any:
    return given(default, f"share of the grid's trust lost by {meaning} of every life, as a rate", low=low, high=high,
                 least=0, most=100)  # fmt: skip


class TrustParameters(Parameters):
    """Where trust rests, what moves it, and how slowly it comes back. Values are assumptions that surveys inform."""

    stands: bool = given(False, "whether trust in neighbours and in the state is lived", assumed=True,
                         no_range="off and on")  # fmt: skip
    neighbours_rest: float = share(
        0.64, "trust in neighbours where nothing harms it", low=0.3, high=0.7, source=("tru-001", "spk-024"),
        note="64.4 say that most people can be trusted; 30 trust strangers in the street",
    )  # fmt: skip
    state_rest: float = share(
        0.69, "trust in the state where nothing moves it", low=0.5, high=0.9, source=("spk-025", "spk-022"),
        note="69 in a survey of 2012, 84 to 91 where asked online",
    )  # fmt: skip
    half_life_years: float = given(
        3.0, "years in which half of what moved trust is gone", low=1, high=10, unit="years", above=0, most=100
    )
    false_harm: float = _harm(1.0, "a false report", 0.2, 5)
    shown_harm: float = _harm(0.2, "an entry shown", 0.05, 1)
    unjust_harm: float = _harm(0.5, "an undeserved entry", 0.1, 2)
    refused_harm: float = _harm(0.1, "a request refused", 0.02, 0.5)
    benefit_gain: float = given(
        0.1, "share of missing trust in the state won by an entry that adds points of every life, as a rate", low=0.02,
        high=0.5, least=0, most=100,
    )  # fmt: skip
    safety_gain: float = share(0.1, "trust in the state that full reach of cameras brings", low=0, high=0.2)
    exposed_gain: float = share(
        0.5, "the same of inspection by which every favour and made-up entry comes to light", low=0, high=1,
        source="seed-069",
    )  # fmt: skip
    own_betrayed: float = share(0.5, "share of own trust in neighbours lost at a false report", low=0.1, high=0.9)
    own_unjust: float = share(0.3, "share of own trust in the state lost at an undeserved entry", low=0.05, high=0.8)
    own_refused: float = share(0.05, "the same at a request refused", low=0, high=0.3)
    own_benefit: float = share(0.05, "share of missing trust won at an entry that adds points", low=0, high=0.3)


@formula
def trusted(level, own):
    """Trust of a life: level of its grid in [0, 1] and own part in [-1, 1] -> share in [0, 1]."""
    return min(max(level + own, 0.0), 1.0)


@formula
def rested(above, days, half_life_days):
    """How far trust lies from where it rests, after so many days more."""
    return above * exp(-LN2 * days / half_life_days)


@formula
def harmed(level, harm):
    """Trust after so much harm to every life: share in [0, 1], rate at least 0 -> share in [0, 1]."""
    return level * exp(-harm)


@formula
def won(level, gain):
    """Trust after so much that wins it from every life: share in [0, 1], rate at least 0 -> share in [0, 1]."""
    return 1.0 - (1.0 - level) * exp(-gain)


def _of(scenario: Any) -> TrustParameters:
    parameters: TrustParameters = scenario.regime.trust
    return parameters


def trusts(scenario: Any) -> bool:
    """Whether trust is lived in a scenario, or under a set of rules."""
    return _of(scenario).stands and "trust" not in scenario.off and frightens(scenario)


BLOCKS: Final = (
    Block(
        "trust",
        (
            Column("near", "int8", "127ths", "own part of trust in neighbours, in [-1, 1], as of `fear_on`"),
            Column("state", "int8", "127ths", "own part of trust in the state, in [-1, 1], as of `fear_on`"),
        ),
        trusts,
    ),
)


def feels(scenario: Any) -> bool:
    """Whether a grid keeps what is shown and what wrongs its lives."""
    return trusts(scenario) or publishes(scenario)


DIALS: Final = (
    Dial("trusts", trusts, dtype="i8"),
    Dial("feels", feels, dtype="i8"),
    Dial("trust_half_life_days", lambda s: _of(s).half_life_years * DAYS_PER_YEAR_OF_RATES),
    Dial("trust_by_exposure", lambda s: _of(s).exposed_gain * chance_found(s)),
    *dials_of(
        _of,
        "neighbours_rest",
        "state_rest",
        "false_harm",
        "shown_harm",
        "unjust_harm",
        "refused_harm",
        "benefit_gain",
        "safety_gain",
        "own_betrayed",
        "own_unjust",
        "own_refused",
        "own_benefit",
    ),
)
TRUSTED_IN: Final = labelled("trusted", ("neighbours", "state"), "whom the trust is in")
PERCENT: Final = Axis(
    "percent", PERCENTS, (TableColumn("percent", "int32", "percent", "to the nearest, of full trust, or of all"),)
)
TALLIES: Final = (
    Tally(
        "trust", (TRUSTED_IN, PERCENT), (TRUSTED_IN, PERCENT),
        TableColumn("lives", "int64", "person-times", "grown-up lives, once at each settling day"),
        "trust in neighbours and in the state, as grown-up lives have it on settling days", "lives (person-times)",
        needed=trusts,
    ),
)  # fmt: skip


def _mean_trust(whom: str) -> Headline:
    those = Quantity("trust", "lives").only(trusted=whom)
    return Headline(
        f"trust_in_{whom}", f"trust in {'the state' if whom == 'state' else whom}", "percent", "speech",
        replace(those, column="percent"), those, asked=True,
    )  # fmt: skip


HEADLINES: Final = (_mean_trust("neighbours"), _mean_trust("state"))


CARDS: Final = (
    Card(
        "trust",
        "Trust",
        "trust in neighbours and in the state falls with what wrongs people, and recovers; off unless `regime.trust.stands`",
        "tru-001, spk-022, spk-023, spk-024, spk-025, spy-004; assumptions",
    ),
)
