"""Every part of a regime that stands or does not: a run goes on with it, or the fork says clearly that it cannot."""

from __future__ import annotations

from functools import cache

import pytest

from credopolis.core.faults import FaultyFile
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.runs.reforms import fit_reform, make_reform
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

SWITCHES = tuple(
    name for name, field in RegimeParameters.model_fields.items()
    if "stands" in field.annotation.model_fields  # type: ignore[union-attr]
)  # fmt: skip
REFUSED = {
    "births": "lives begin", "deaths": "lives end", "stages": "people grow into work", "consequences": "gates have",
    "army": "", "championships": "children win", "jobs": "", "party": "", "kindergarten": "",
}  # fmt: skip
"""What decides who lives and grows, so that it stands from the first day on or not at all; in words of the refusal."""
NEEDS = {
    "opinion": ("fear",), "trust": ("fear",), "habituation": ("fear",), "informing": ("fear",), "publicity": ("fear",),
    "speaking": ("fear", "opinion"), "strain": ("fear", "opinion"), "news": ("fear", "opinion"),
    "censorship": ("fear", "opinion", "posts", "rumours"), "rumours": ("posts",), "clean_ups": ("posts",),
    "chilling": ("posts",), "offers": ("posts", "firewall"), "consequences": ("queues",), "crowding": ("queues",),
    "army": ("stages",), "jobs": ("stages",), "party": ("stages",), "kindergarten": ("births", "deaths", "stages"),
    "debts": ("services",), "audits": ("discipline",), "careers": ("discipline",),
    "removal": ("fear", "opinion", "speaking"),
}  # fmt: skip
MINDS_AND_NET = (
    "fear", "habituation", "publicity", "trust", "opinion", "informing", "services", "posts", "rumours", "clean_ups",
    "firewall", "offers", "chilling", "censorship", "speaking", "strain", "news",
)  # fmt: skip
DAYS = {"regime.news.repression_from": 2021.45, "regime.news.order_from": 2021.45}


@cache
def plain() -> Scenario:
    """A run without most of them, and without removal, which would bring a list of its own."""
    return load_scenario("popular-account", people=1000, years=0.6, seed=3, set={"regime.removal.stands": False})


def after(past: Scenario, *names: str, stands: bool = True) -> Scenario:
    """The scenario with some of them."""
    changes = {f"regime.{name}.stands": stands for name in names} | (DAYS if "news" in names else {})
    return fit_reform(make_reform("other", set=changes), past)


def lived(past: Scenario, future: Scenario) -> tuple[str, str]:
    """Digests of the state after the fork and of the past that went on without it."""
    with Session.begin(past, RunSettings(threads=1, hold_period=False)) as session:
        session.advance(90)
        with session.fork(future) as forked:
            forked.advance()
            its = forked.outcome().state_digest
        session.advance()
        return its, session.outcome().state_digest


@pytest.mark.parametrize("name", SWITCHES)
def test_a_fork_takes_it_up_or_says_why_not(name: str) -> None:
    if name in REFUSED:
        with pytest.raises(FaultyFile, match=r"the run cannot go on with this") as caught:
            after(plain(), name, *NEEDS.get(name, ()))
        said = str(caught.value)
        assert REFUSED[name] in said and "Compare two runs from the start" in said
    elif name == "removal":
        with pytest.raises(FaultyFile, match="lists is 'removed'"):
            after(plain(), name, *NEEDS[name])
    else:
        assert getattr(after(plain(), name, *NEEDS.get(name, ())).regime, name).stands


def test_minds_and_the_net_begin_amid_a_run_and_end_in_it() -> None:
    """Both ways; what the past comes to is the same as without a fork, and what stands moves lives."""
    into, past = lived(plain(), after(plain(), *MINDS_AND_NET))
    assert into != past and past == lived(plain(), plain())[1]
    spoken = load_scenario("popular-account", people=1000, years=0.6, seed=3, set={
        "regime.removal.stands": False, **DAYS, **{f"regime.{name}.stands": True for name in MINDS_AND_NET},
    })  # fmt: skip
    out_of, lively = lived(spoken, after(spoken, *MINDS_AND_NET, stands=False))
    assert len({into, past, out_of, lively}) == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SWITCHES if name not in (*REFUSED, "removal")])
def test_each_alone_goes_on(name: str) -> None:
    lived(plain(), after(plain(), name, *NEEDS.get(name, ())))
