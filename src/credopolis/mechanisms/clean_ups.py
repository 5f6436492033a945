"""Clean-ups: campaigns for weeks that multiply the filter's effort, and name, shame and close sites.

    share of a tick     as `campaigns` has it: days of campaigns that fall into the tick / days of the tick
    sites that offend   =  online * sites / 1000 * offending share in the end, whose number B moves by

        dB/dt = (in the end - B) / reopen_days - (close_a_day + name_a_day * heed) * share of a tick * B

    closed              =  close_a_day * share * B;   named = name_a_day * share * B;   cleaned = heed * named
    readers of posts    :  effort times more in a campaign;   what stands is swept away at sweep_a_day, see `posts`

An example: with 0.3 % of such sites closed a day and 0.05 % named, each of which makes five others clean themselves, 18 days
of a campaign close 5.1 % of them, 9 % are gone at its end, and half of these are back after four months.

Agencies act as one, and the campaign's weeks are those of `campaigns`, which take officers' hours as well. The whole mechanism
is off unless a regime asks for it (`regime.clean_ups.stands`); it needs `posts` and `campaigns`.

Source: seed-096, seed-097, seed-098 (seven agencies, some 1,200 sites and 3.2 million items in about two weeks of January 2009);
the rates are fitted to these two numbers in the scenario `clean-up-2009`, and all else is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis
from credopolis.core.jit import hot_kernel
from credopolis.mechanisms.declare import Book, Card, Sheet, Table, Term, Value
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.posts import CAMPAIGN, PEOPLE, people_post
from credopolis.mechanisms.stock import stock_after, stock_days

FIGURES: Final = ("closed", "named", "cleaned", "reopened", "open")
CLOSED, NAMED, CLEANED, REOPENED, OPEN = range(len(FIGURES))
NOT_BEGUN: Final = -1.0


def _a_day(default: float, meaning: str, **evidence: Any) -> Any:
    return given(default, meaning, unit="a day", least=0, most=10, **evidence)


class CleanUpsParameters(Parameters):
    """What campaigns against content do to posts and sites while they last."""

    stands: bool = given(False, "whether campaigns clean up the net", assumed=True, no_range="off and on")
    effort: float = given(
        2.0, "how many times more readers a campaign has", low=0.5, high=5, least=0, most=1000,
        note="deletions rose three- to fivefold in a crisis", source="spk-012",
    )  # fmt: skip
    sweep_a_day: float = _a_day(
        0.008, "share of standing posts of a campaign's kinds that it deletes", low=0.002, high=0.05, source="seed-098"
    )
    sites: float = given(
        6.4, "sites for 1,000 people online", low=5, high=10, least=0, most=1000,
        note="CNNIC counted 4.54 million for 710 million in July 2016",
    )  # fmt: skip
    offending: float = share(0.01, "share of sites that offend where nobody closes them", low=0.002, high=0.05)
    close_a_day: float = _a_day(0.003, "share of these that a campaign closes", low=0.001, high=0.02, source="seed-097")
    name_a_day: float = _a_day(
        0.0005, "share of these that a campaign names in public", low=0.0001, high=0.01,
        note="19 sites were named on the first day (chinacsr.com, 6 January 2009)",
    )  # fmt: skip
    heed: float = given(5.0, "sites that clean themselves for each that is named", low=0, high=20, least=0, most=1000)
    reopen_days: float = given(
        180.0, "mean days until a site is back, or another in its place", low=30, high=1000, least=1, most=36_525,
        unit="days",
    )  # fmt: skip


def _of(scenario: Any) -> CleanUpsParameters:
    parameters: CleanUpsParameters = scenario.regime.clean_ups
    return parameters


def cleans_up(scenario: Any) -> bool:
    """Whether campaigns clean up the net in a scenario, or under a set of rules."""
    asked = _of(scenario).stands and "clean_ups" not in scenario.off
    return bool(asked and people_post(scenario) and "campaigns" not in scenario.off)


@hot_kernel
def close_sites(days, about, terms, books, sites):
    """Sites of every province over a tick of so many days.

    about : (n_provinces, len(posts.ABOUT)). sites : (n_provinces, len(FIGURES)).
    """
    for p in range(sites.shape[0]):
        its = terms[p]
        if its["clean_ups"] == 0:
            continue
        in_the_end = about[p, PEOPLE] * its["offending_sites"]
        before = books[p]["sites_open"] if books[p]["sites_open"] >= 0.0 else in_the_end
        close, name = its["close_a_day"] * about[p, CAMPAIGN], its["name_a_day"] * about[p, CAMPAIGN]
        leaves = close + name * its["site_heed"]
        back = its["sites_back"]
        after = stock_after(before, back * in_the_end, back + leaves, 1.0 * days)
        lasted = stock_days(before, back * in_the_end, back + leaves, 1.0 * days)
        books[p]["sites_open"] = after
        sites[p, CLOSED] += close * lasted
        sites[p, NAMED] += name * lasted
        sites[p, CLEANED] += name * its["site_heed"] * lasted
        sites[p, REOPENED] += max(after - before + leaves * lasted, 0.0)
        sites[p, OPEN] = after


BOOKS: Final = (
    Book("sites_open", "sites that offend and are open; below 0 before the first day", lambda s, lives: NOT_BEGUN),
)
TERMS: Final = (
    Term("clean_ups", cleans_up, "i8"),
    Term("campaign_effort", lambda s: _of(s).effort if cleans_up(s) else 0.0),
    Term("sweep_a_day", lambda s: _of(s).sweep_a_day if cleans_up(s) else 0.0),
    Term("offending_sites", lambda s: _of(s).sites / 1000.0 * _of(s).offending),
    Term("close_a_day", lambda s: _of(s).close_a_day),
    Term("name_a_day", lambda s: _of(s).name_a_day),
    Term("site_heed", lambda s: _of(s).heed),
    Term("sites_back", lambda s: 1.0 / _of(s).reopen_days),
)
SHEETS: Final = (Sheet("sites", (Axis("figure", len(FIGURES), (), FIGURES),), needed=cleans_up),)
TABLES: Final = (
    Table(
        "sites", "sites that campaigns name and close, as expected", "provinces",
        (
            Value.of_sheet("sites", "closed", "sites", "sites closed in the interval"),
            Value.of_sheet("sites", "named", "sites", "sites named in public"),
            Value.of_sheet("sites", "cleaned", "sites", "sites that cleaned themselves after others were named"),
            Value.of_sheet("sites", "reopened", "sites", "sites that came back, or others in their place"),
            Value.of_sheet("sites", "open", "sites", "sites that offend and are open, at the end of the interval"),
        ),
        every_place=True, needed=cleans_up,
    ),
)  # fmt: skip
HEADLINES: Final = (own_rate("sites_closed", "sites closed", "net", Quantity("sites", "closed")),)


CARDS: Final = (
    Card(
        "clean_ups",
        "Clean-ups of the net",
        "campaigns sweep posts away, and name and close sites; off unless `regime.clean_ups.stands`",
        "seed-096, seed-097, seed-098, spk-012; assumptions",
    ),
)
