"""Every mechanism that can be off really is off then: what it does is gone, and what it moves is different."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest

from credopolis.core.labels import CASE_STAGES, ENCOUNTERS, OFFICES, PROCESS_STEPS, WATCHED
from credopolis.core.schema import TRUTHS
from credopolis.engine.world import FIELDS
from credopolis.mechanisms.channels import CHANNELS, SEEING
from credopolis.mechanisms.discipline import FOUND
from credopolis.mechanisms.stages import STAGES

from .cases import BEARING, COMPANIES, EVERYTHING, SWITCHES, Ran, fertile, run, standing_for, under

_NEWCOMERS = EVERYTHING[EVERYTHING.index("        newcomers:") : EVERYTHING.index("scored_from_age")]
PLAIN = EVERYTHING.replace(",\n" + _NEWCOMERS, "}\n")
"""Without newcomers, who stand by other bands."""


@lru_cache(maxsize=2)
def without(name: str) -> Ran:
    """A busy run with one mechanism off; `nothing` for none, `everything` for all."""
    off = {"nothing": (), "everything": SWITCHES}.get(name, (name,))
    scenario, _ = under(
        standing_for(PLAIN if name == "everything" else EVERYTHING),
        days=360,
        off=off,
        regime=BEARING,
        companies=COMPANIES,
    )
    return run(fertile(scenario), trace=False)


def entries(ran: Ran, channel: str = "", truth: str = "") -> int:
    """Posted entries of a channel and truth."""
    counts, pairs = ran.total("entries").sum(axis=0), ran.periods[0].pairs
    if channel:
        counts = counts[pairs[:, 1] == CHANNELS.index(channel)]
    return int(counts[:, TRUTHS.index(truth)].sum() if truth else counts.sum())


def stage(ran: Ran, name: str) -> int:
    """Cases that reached a stage."""
    return int(ran.total("cases")[..., CASE_STAGES.index(name)].sum())


def step(ran: Ran, name: str) -> int:
    """Entries to which something happened."""
    return int(ran.total("process")[..., PROCESS_STEPS.index(name)].sum())


def most(ran: Ran, field: str) -> float:
    """The highest value of a field."""
    return float(max(tick.fields[:, FIELDS.index(field)].max() for tick in ran.ticks))


def office(ran: Ran, name: str) -> float:
    """A figure of the offices, summed."""
    return float(sum(period.offices[:, OFFICES.index(name)].sum() for period in ran.periods))


def used(ran: Ran, channel: str) -> float:
    """What a channel used of its capacity."""
    at = WATCHED.index("used"), SEEING.index(channel)
    return float(sum(period.watched[:, at[0], at[1]].sum() for period in ran.periods))


def false_alarms(ran: Ran) -> int:
    """Mistaken entries but for those that spread."""
    return entries(ran, truth="mistaken") - entries(ran, "office", "mistaken")


def openness_apart(ran: Ran) -> float:
    """How far provinces differ in the chance that a wrong comes to light."""
    found = ran.periods[-1].discipline[:, FOUND]
    return float(np.ptp(found)) if len(found) else 0.0


GONE: dict[str, Callable[[Ran], float]] = {
    **{channel: lambda ran, c=channel: entries(ran, c, "true") + entries(ran, c, "mistaken") for channel in SEEING},
    "informants": lambda ran: entries(ran, "informants"),
    "false_alarms": false_alarms,
    "discretion": lambda ran: stage(ran, "waived"),
    "quotas": lambda ran: entries(ran, truth="fabricated"),
    "platform": lambda ran: step(ran, "spread"),
    "innocence": lambda ran: most(ran, "charged_anyway"),
    "births": lambda ran: int(ran.total("births").sum()),
    "deaths": lambda ran: int(ran.total("deaths").sum()),
    "fear": lambda ran: int(ran.total("jolts").sum()),
    "trust": lambda ran: int(ran.total("trust").sum()),
    "opinion": lambda ran: int(ran.total("voices").sum()),
    "censorship": lambda ran: most(ran, "hidden") + most(ran, "doubted"),
    "strain": lambda ran: int(ran.total("strain_lives").sum()),
    "news": lambda ran: int(ran.total("news").sum()),
    "speaking": lambda ran: int(ran.total("spoken").sum()),
    "removal": lambda ran: int(ran.total("taken").sum()),
    "informing": lambda ran: int(ran.total("loyalty").sum()),
    "publicity": lambda ran: float(ran.engine.world.grids["shame"].sum()),
    "habituation": lambda ran: float(ran.engine.world.blocks.habituation["used"].astype(np.int64).sum()),
    "services": lambda ran: int(ran.total("refusals").sum()),
    "discipline": lambda ran: float(sum(p.discipline.sum() for p in ran.periods)),
    "audits": lambda ran: float(sum(p.audits[:, :3].sum() for p in ran.periods)),
    "careers": lambda ran: float(sum(p.careers.sum() for p in ran.periods)),
    "resale": lambda ran: float(sum(p.resold.sum() for p in ran.periods)),
    "transparency": openness_apart,
    "debts": lambda ran: int(ran.total("owed").sum()),
    "posts": lambda ran: float(sum(p.posts.sum() for p in ran.periods)),
    "rumours": lambda ran: float(sum(p.rumours.sum() for p in ran.periods)),
    "clean_ups": lambda ran: float(sum(p.sites.sum() for p in ran.periods)),
    "firewall": lambda ran: float(sum(p.firewall.sum() for p in ran.periods)),
    "offers": lambda ran: float(sum(p.offers.sum() for p in ran.periods)),
    "chilling": lambda ran: float(sum(p.chilling.sum() for p in ran.periods)),
    "crowding": lambda ran: most(ran, "care_others_days"),
    "stages": lambda ran: int(ran.total("stages").sum()),
    "army": lambda ran: int(ran.total("army").sum()),
    "championships": lambda ran: int(ran.total("championships").sum()),
    "jobs": lambda ran: int(ran.total("jobs").sum()),
    "companies": lambda ran: float(sum(p.companies.sum() for p in ran.periods)),
    "dismissals": lambda ran: int(ran.total("dismissed").sum()),
    "staff": lambda ran: most(ran, "of_staff"),
    "representatives": lambda ran: int(ran.total("barred_representatives").sum()),
    "party": lambda ran: int(ran.total("party").sum()),
    "kindergarten": lambda ran: int(ran.total("stages").sum(axis=0)[STAGES.index("goes to kindergarten")].sum()),
    "consequences": lambda ran: int(ran.total("incomes").sum()),
    "queues": lambda ran: float(sum(p.queues[..., 0].sum() for p in ran.periods)),
    "prices": lambda ran: float(sum(p.transfers[..., 0].sum() for p in ran.periods)),
    "due_process": lambda ran: step(ran, "learned") + step(ran, "corrected"),
    "repair": lambda ran: step(ran, "repaired"),
    "office": lambda ran: stage(ran, "lost") + most(ran, "wait_days"),
    "statistics": lambda ran: abs(office(ran, "reported") - office(ran, "negative")),
    "locks": lambda ran: int(ran.total("spells").sum()) + int(sum(p.locked.sum() for p in ran.periods)),
}
"""What a mechanism brings about, and nothing else does."""
MOVED: dict[str, Callable[[Ran], float]] = {
    "deterrence": lambda ran: int(ran.total("acts").sum()),
    "ambition": lambda ran: int(ran.total("acts").sum()),
    "learning": lambda ran: float(ran.engine.world.standing["own_street"].astype(np.int64).sum()),
    "campaigns": lambda ran: used(ran, "faces"),
}
"""What a mechanism changes, where nothing is its alone."""


def test_every_switch_is_tried() -> None:
    assert {*GONE, *MOVED} == set(SWITCHES)


@pytest.mark.parametrize("name", GONE)
def test_what_a_mechanism_does_is_gone_without_it(name: str) -> None:
    assert GONE[name](without("nothing")) > 0
    assert GONE[name](without(name)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_changes_results(name: str) -> None:
    on, off = without("nothing"), without(name)
    if name in ("statistics", "prices", "firewall", "offers", "chilling", "strain", "resale"):  # which reach no life
        assert on.outcome.state_digest == off.outcome.state_digest
    else:
        assert on.outcome.state_digest != off.outcome.state_digest


def test_what_is_changed() -> None:
    on = without("nothing")
    assert MOVED["deterrence"](without("deterrence")) > MOVED["deterrence"](on)
    assert MOVED["ambition"](without("ambition")) < MOVED["ambition"](on)
    assert MOVED["learning"](without("learning")) != MOVED["learning"](on)
    assert MOVED["campaigns"](without("campaigns")) != MOVED["campaigns"](on)


def test_officers_neither_visit_nor_search_when_off() -> None:
    assert without("nothing").total("encounters").sum(axis=0).min() > 0
    assert without("officers").total("encounters").shape[-1] == len(ENCOUNTERS)
    assert not without("officers").total("encounters").any()


def test_with_everything_off_nobody_moves() -> None:
    """The plain ladder: people act, nobody sees, and all stand where they began, or where clean time leads."""
    ran = without("everything")
    assert ran.total("acts")[..., 0].sum() > 1000
    assert ran.total("acts")[..., 1].sum() == 0
    for name in ("cases", "entries", "process", "encounters", "spells", "falls"):
        assert not ran.total(name).any(), name
    standing, book = ran.engine.world.standing, ran.scenario.rulebook
    of_age = np.maximum(ran.engine.world.person["birth_day"].astype(int) + book.scored_from_days, 0)
    given = of_age + book.gives_back.after < ran.scenario.days  # clean time gives all that is missing at once
    assert (standing["score"] == np.where(given, book.gives_back.up_to, book.score_start)).all()
    assert set(np.unique(standing["grade"])) == {book.start_grade, len(book.grade_names)}


def test_with_records_alone_grades_are_bands() -> None:
    """The plain ladder with one eye: every act that is seen is posted on its day, and grades follow scores."""
    scenario, _ = under(
        re.sub(r",\n +counters: .*\n", "}\n", PLAIN.replace("falls_to: E, points: -20", "points: -20")), days=180,
        off=tuple(name for name in SWITCHES if name != "records"),
    )  # fmt: skip
    ran = run(scenario)
    standing, book = ran.engine.world.standing, ran.scenario.rulebook
    scored = standing["grade"] < len(book.grade_names)
    bands = book.band_of[standing["score"] - book.score_min]
    assert (standing["grade"][scored] == bands[scored]).all()
    assert len(np.unique(standing["grade"][scored])) > 2
    assert entries(ran) == entries(ran, "records", "true") > 1000
    assert stage(ran, "filed") == stage(ran, "posted") + stage(ran, "dismissed")
