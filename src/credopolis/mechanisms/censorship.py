"""Censorship: deletion hides part of what others say openly, and rumours that are true cast doubt on the message.

    hidden of a province   =  net_share * online * cut of political posts, by kinds as common as each
    cut                    =  recall * zeal * share read in time * (1 - seen before deletion), as `posts` has them
    support seen           =  (1 - hidden) * share of the grid's grown-ups who speak openly against, see `opinion`
    spoken                 =  (all that is expressed - hidden * what is said against) / (grown-ups - hidden * who say it)
    message                =  message * (1 - doubt * heard);  heard : share of the province who have heard the latest true rumour

So who speaks is seen by fewer, and fewer speak; what is expressed around looks nearer to the message, and private opinion
drifts there; and where deletion keeps a true rumour from most, the message keeps its weight. Filter and rumours are those
of the province's latest tick. An example: with half of what one hears of others on the net, three of four people online
and two of three political posts deleted before most see them, 0.5 * 0.75 * 0.67 = 0.25 of the support is hidden.

A settling day shows what is seen then, until the next. Nothing here reads a post, and what is deleted is nobody's: whether a life's
own words are deleted is not drawn. It needs `posts` and `opinion`, and `rumours` for doubt. The whole mechanism is off unless a
regime asks for it (`regime.censorship.stands`).

Source: that who sees support speaks, pf-007; that deletion hides collective expression most, spk-003, spk-011; values are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import formula
from credopolis.mechanisms.content import CATEGORIES, parts_of_content
from credopolis.mechanisms.declare import Book, Card, Dial, ProvinceField, Term
from credopolis.mechanisms.opinion import opines
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.posts import people_post
from credopolis.mechanisms.rumours import rumours_go


class CensorshipParameters(Parameters):
    """How much of what others say one sees on the net, and what a true rumour does to the message. All are assumptions."""

    stands: bool = given(False, "whether filter and rumours reach opinions", assumed=True, no_range="off and on")
    net_share: float = share(0.5, "share of what one hears others say that one sees on the net", low=0.1, high=0.9)
    doubt: float = share(0.5, "share of the message's weight that a true rumour takes from who heard it", low=0, high=1)


def _of(scenario: Any) -> CensorshipParameters:
    parameters: CensorshipParameters = scenario.regime.censorship
    return parameters


def censors(scenario: Any) -> bool:
    """Whether filter and rumours reach opinions in a scenario, or under a set of rules."""
    stands = bool(_of(scenario).stands) and "censorship" not in scenario.off
    return stands and people_post(scenario) and opines(scenario)


@formula
def spoken_seen(expressed, against, speaking, grown, hidden):
    """The mean of what is expressed in a grid, as it is seen: sums of opinions, numbers of lives, share -> in [-1, 1]."""
    return (expressed - hidden * against) / (grown - hidden * speaking)


def _political_cut(scenario: Any) -> float:
    """Share of political posts that is flagged, times the part of what one hears that is on the net."""
    if not censors(scenario):
        return 0.0
    part, zeal, _ = parts_of_content()
    political = part[:, CATEGORIES.index("political")]
    return float(_of(scenario).net_share * scenario.regime.posts.recall * (political @ zeal) / political.sum())


FIELDS: Final = (
    ProvinceField("hidden", "share of open speech that deletion hides", needed=censors),
    ProvinceField("doubted", "share who have heard the latest true rumour", needed=censors),
)
BOOKS: Final = (
    Book("net_hidden", "share of open speech that deletion hides"),
    Book("net_heard", "share who have heard the latest true rumour"),
)
TERMS: Final = (Term("censors", censors, "i8"), Term("political_cut", _political_cut))
DIALS: Final = (Dial("doubt", lambda s: _of(s).doubt if censors(s) and rumours_go(s) else 0.0),)


CARDS: Final = (
    Card(
        "censorship",
        "Censorship",
        "deletion hides part of who speaks, and true rumours cast doubt; off unless `regime.censorship.stands`",
        "pf-007, spk-003, spk-011; assumptions",
    ),
)
