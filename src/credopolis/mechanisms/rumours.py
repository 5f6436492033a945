"""Rumours: true ones and false ones go round in a province, on the net and by word of mouth, and deletion slows both.

    who has not heard s, who passes it on i :   ds/dt = -b s i;   di/dt = b s i - i / talks_days
    contacts b     =  word_a_day + online * net_a_day * (1 - cut), on the net `false_more` times as many for a false one
    cut            =  recall * zeal * share read in time * (1 - seen before deletion), as `posts` has them
    another begins    every `every_days` with `first_heard` of the province, when the one before has had its time
    of one view    =  h^2 + (1 - h)^2: the chance that two people have both heard it, or neither; h has heard it

Beside each goes the same rumour where nothing is deleted, so that what deletion stops is a difference of two numbers that
one run has. In the end h solves h = 1 - exp(-b talks_days h), Kermack and McKendrick's final size. An example: with 12 contacts
a hundred days and ten days of talk a rumour reaches 31 in 100, and with a fifth of the contacts gone none.

Who deletes a rumour does not know whether it is true: both are slowed alike but for what false ones are faster. The whole
mechanism is off unless a regime asks for it (`regime.rumours.stands`); it needs `posts`.

Source: Kermack and McKendrick 1927, doi:10.1098/rspa.1927.0118; spk-050, spk-052; that rumours spread so is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, labelled
from credopolis.core.jit import formula, hot_kernel
from credopolis.mechanisms.declare import Card, Sheet, Table, Term, Value, terms_of
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.posts import FALSE_CUT, LIVES, ONLINE, people_post

RUMOURS: Final = ("false", "true")
KEPT: Final = ("unheard", "talking", "unheard_undeleted", "talking_undeleted", "days")
UNHEARD, TALKING, UNHEARD_FREE, TALKING_FREE, DAYS = range(len(KEPT))
"""What a province keeps of each: shares of its people, with and without deletion, and days since it began."""
FIGURES: Final = ("begun", "heard", "heard_undeleted", "cut", "talking", "one_view", "one_view_undeleted")
BEGUN, HEARD, HEARD_FREE, CUT, NOW, ONE_VIEW, ONE_VIEW_FREE = range(len(FIGURES))
NOT_BEGUN: Final = -1.0
STEPS_A_DAY: Final = 4


def _a_day(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, meaning, unit="a day", least=0, most=100, **evidence)


class RumoursParameters(Parameters):
    """How rumours go round. All are assumptions."""

    stands: bool = given(False, "whether rumours go round", assumed=True, no_range="off and on")
    word_a_day: float = _a_day(0.06, "people whom who passes it on tells by word of mouth", low=0.02, high=0.1)
    net_a_day: float = _a_day(0.08, "people whom the same reaches on the net, if all are online", low=0.03, high=0.2)
    false_more: float = given(
        1.7, "how many times more people a false rumour reaches on the net", low=1, high=2, least=0, most=100,
        source=("spk-050", "spk-051"),
    )  # fmt: skip
    talks_days: float = given(
        10.0, "mean days for which somebody passes it on", low=5, high=25, least=0.5, most=365, unit="days",
        source="spk-052", note="half of the rumours of an epidemic were gone within 25 days",
    )  # fmt: skip
    first_heard: float = share(0.0005, "share of the province who pass it on when it begins", low=0.0001, high=0.002)
    every_days: float = given(
        150.0, "days from one rumour of a kind to the next", low=60, high=365, least=7, most=36_525, unit="days"
    )


def _of(scenario: Any) -> RumoursParameters:
    parameters: RumoursParameters = scenario.regime.rumours
    return parameters


def rumours_go(scenario: Any) -> bool:
    """Whether rumours go round in a scenario, or under a set of rules."""
    return bool(_of(scenario).stands) and "rumours" not in scenario.off and people_post(scenario)


@formula
def one_view(heard):
    """The chance that two people have both heard it, or neither: share who have heard it -> [0.5, 1]."""
    return heard * heard + (1.0 - heard) * (1.0 - heard)


@formula
def go_round(wave, unheard, talking, contacts, talks_days, days):
    """One rumour over so many days, by steps of Heun's method. wave : (5,) at `unheard` and `talking`, both changed.

    contacts : a day. talks_days : mean.
    """
    step = 1.0 / STEPS_A_DAY
    s, i = wave[unheard], wave[talking]
    for _ in range(days * STEPS_A_DAY):
        new, ends = contacts * s * i, i / talks_days
        s_guess, i_guess = s - step * new, i + step * (new - ends)
        new_then, ends_then = contacts * s_guess * i_guess, i_guess / talks_days
        s = max(s - step * 0.5 * (new + new_then), 0.0)
        i = max(i + step * 0.5 * (new - ends + new_then - ends_then), 0.0)
    wave[unheard], wave[talking] = s, i


@hot_kernel
def spread_rumours(days, about, terms, kept, rumours):
    """Rumours of every province over a tick of so many days.

    about : (n_provinces, len(posts.ABOUT)). kept : (n_provinces, len(RUMOURS), len(KEPT)), below 0 before the first.
    rumours : (n_provinces, len(RUMOURS), len(FIGURES)), flows of the interval and latest levels.
    """
    for p in range(rumours.shape[0]):
        its, lives = terms[p], about[p, LIVES]
        if its["rumours"] == 0:
            continue
        for r in range(rumours.shape[1]):
            wave, sheet, cut = kept[p, r], rumours[p, r], about[p, FALSE_CUT + r]
            if wave[DAYS] < 0.0 or wave[DAYS] >= its["rumour_every_days"]:
                first = its["rumour_first_heard"]
                wave[UNHEARD] = wave[UNHEARD_FREE] = 1.0 - first
                wave[TALKING] = wave[TALKING_FREE] = first
                wave[DAYS] = 0.0
                sheet[BEGUN] += 1.0
            more = its["rumour_false_more"] if r == 0 else 1.0
            net, word = about[p, ONLINE] * its["rumour_net_a_day"] * more, its["rumour_word_a_day"]
            before, before_free = wave[UNHEARD], wave[UNHEARD_FREE]
            go_round(wave, UNHEARD, TALKING, word + net * (1.0 - cut), its["rumour_talks_days"], days)
            go_round(wave, UNHEARD_FREE, TALKING_FREE, word + net, its["rumour_talks_days"], days)
            wave[DAYS] += days
            sheet[HEARD] += lives * (before - wave[UNHEARD])
            sheet[HEARD_FREE] += lives * (before_free - wave[UNHEARD_FREE])
            sheet[CUT], sheet[NOW] = cut, lives * wave[TALKING]
            sheet[ONE_VIEW], sheet[ONE_VIEW_FREE] = one_view(1.0 - wave[UNHEARD]), one_view(1.0 - wave[UNHEARD_FREE])


TERMS: Final = (
    Term("rumours", rumours_go, "i8"),
    *terms_of(
        _of, rumour_word_a_day="word_a_day", rumour_net_a_day="net_a_day", rumour_false_more="false_more",
        rumour_talks_days="talks_days", rumour_first_heard="first_heard", rumour_every_days="every_days",
    ),
)  # fmt: skip
KIND: Final = labelled("rumour", RUMOURS, "whether what goes round is true")
SHEETS: Final = (Sheet("rumours", (KIND, Axis("figure", len(FIGURES), (), FIGURES)), needed=rumours_go),)


def _figure(name: str, unit: str, meaning: str) -> Value:
    return Value(TableColumn(name, "float64", unit, meaning), "rumours", name)


TABLES: Final = (
    Table(
        "rumours", "rumours that go round, and what deleting posts stops of them", "provinces",
        (
            _figure("begun", "rumours", "rumours that began in the interval"),
            _figure("heard", "person-times", "people who heard one, as expected"),
            _figure("heard_undeleted", "person-times", "who would have heard one if no post were deleted"),
            _figure("cut", "share", "contacts on the net that deletion takes, at the end of the interval"),
            _figure("talking", "persons", "who passes one on, at the end"),
            _figure("one_view", "share", "pairs of people who have both heard the latest one, or neither, at the end"),
            _figure("one_view_undeleted", "share", "the same if no post were deleted"),
        ),
        axes=(KIND,), every_place=True, needed=rumours_go,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "false_heard", "people who heard a false rumour", "net", Quantity("rumours", "heard").only(rumour="false")
    ),
    own_rate(
        "false_heard_undeleted",
        "who would have heard one if no post were deleted",
        "net",
        Quantity("rumours", "heard_undeleted").only(rumour="false"),
    ),
)


CARDS: Final = (
    Card(
        "rumours",
        "Rumours",
        "true and false rumours go round, and deletion slows both; off unless `regime.rumours.stands`",
        "doi:10.1098/rspa.1927.0118, spk-050, spk-051, spk-052; assumptions",
    ),
)
