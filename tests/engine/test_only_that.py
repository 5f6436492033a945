"""Off means that mechanism and nothing else: a switch is the same as the mechanism at a strength of nothing.

Every mechanism has values at which it can do nothing whatever the rest does: a step of nothing is no learning, a camera
that does not stand sees nobody. So a run at these values, with the mechanism on, must end with every life where it ends
with the mechanism off. A switch that does anything besides would move somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from credopolis.mechanisms.all import BLOCKS
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.regime import RegimeParameters

from .cases import BUSY, EVERYTHING, SWITCHES, run, under

Values = dict[str, Any]


def _nil(text: str, key: str) -> str:
    """A rulebook in which the key of every act is as good as nothing; what the streams of candidates hang on stays."""
    return re.sub(rf"\b{key}: [0-9.]+", f"{key}: 0.000000000001", text)


def _no_locks(text: str) -> str:
    return re.sub(r",? ?lock: \{[^{}]*(\{[^{}]*\}[^{}]*)?\}", "", text)


def _no_safeguards(text: str) -> str:
    return re.sub(r"\b(notice|access|appeal): [0-9.]+", r"\1: 0", text)


def _reports_are_told_to_nobody(text: str) -> str:
    told = re.sub(r"(tell: \{points: 4), cap_per_year: 2(.*?)seen_by: \{records: 1\}", r"\1\2seen_by: {}", text)
    assert told != text
    return told


def _records_see_nothing(text: str) -> str:
    return re.sub(r"(seen_by: \{[^}]*records): [0-9.]+", r"\1: 0", text)


def same(text: str) -> str:
    """The rulebook as it is."""
    return text


@dataclass(frozen=True)
class Nothing:
    """A mechanism at a strength of nothing.

    values : of the regime. rules : of the text of the rulebook. beside : mechanisms that are off in both runs, because
    this one takes part in what they bring about.
    """

    values: Values = field(default_factory=dict)
    rules: Callable[[str], str] = same
    beside: tuple[str, ...] = ()


NOTHING = {
    "locks": Nothing(rules=_no_locks),
    "deterrence": Nothing(rules=lambda text: _nil(text, "deterrence")),
    "ambition": Nothing(rules=lambda text: _nil(text, "ambition")),
    "learning": Nothing({"perception.caught_step": 0.0, "perception.missed_step": 0.0, "innocence.wronged_step": 0.0}),
    "innocence": Nothing({"innocence.wronged_step": 0.0, "innocence.horizon_years": 0.0}),
    # How late a loss comes is foreseen over all channels as well as they could see an act, whatever they reach of it.
    "records": Nothing({"records.coverage": 0.0, "records.mistakes_a_year": 0.0}, _records_see_nothing),
    "informants": Nothing(
        {"informants.attention": 0.0, "informants.malice": 0.0, "informants.temptation": 0.0},
        _reports_are_told_to_nobody,
    ),
    # No cameras, no pictures: face matching has nothing to search with, and drones have more places to fly to.
    "cameras": Nothing({"cameras.ceiling_per_1000": 0.0}),
    "faces": Nothing({"faces.miss_rate": 1.0, "faces.false_match_rate": 0.0}),
    "robots": Nothing({"robots.patrols_per_million": 0.0, "robots.counters_per_million": 0.0}),
    "drones": Nothing({"drones.per_million": 0.0}),
    # Their enrolment of a region's faces is theirs as well.
    "checkpoints": Nothing({"checkpoints.provinces": ()}),
    "recorders": Nothing({"recorders.provinces": ()}),
    # Patrol robots help crossings.
    "traffic": Nothing({"traffic.crossings_share": 0.0}, beside=("robots",)),
    "office": Nothing(
        {"office.desk_days": 0.0, "office.office_days": 0.0, "office.court_days": 0.0, "office.lost_share": 0.0,
         "office.true_dismissed_desk": 0.0, "office.true_dismissed_office": 0.0, "office.true_dismissed_court": 0.0,
         "office.decisions_a_day": 1e6} | {f"{channel}.delay_days": 0.0 for channel in SEEING}
    ),
    "officers": Nothing({"officers.per_1000": 0.0}),
    "campaigns": Nothing({"campaigns.face_share": 0.0, "campaigns.officer_share": 0.0}),
    "false_alarms": Nothing(
        {"records.mistakes_a_year": 0.0, "faces.false_match_rate": 0.0}
        | {f"{channel}.mistaken_a_year": 0.0 for channel in SEEING if channel not in ("records", "informants", "faces")}
    ),
    "discretion": Nothing(
        {"discretion.corruption": 0.0, "discretion.points_range": 0.0, "discretion.harsher_on_minority": 0.0}
    ),
    "quotas": Nothing({"quotas.padding": 0.0}),
    "platform": Nothing({"platform.stands": False}),
    "due_process": Nothing(rules=_no_safeguards),
    "repair": Nothing({"repair.uses_a_year": 0.0}),
    "statistics": Nothing({"statistics.bend": 0.0}),
    "fear": Nothing({"fear.stands": False}),
    "habituation": Nothing({"habituation.most": 0.0}),
    "publicity": Nothing({"publicity.shown": 0.0}),
    "trust": Nothing({"trust.stands": False}),
    "opinion": Nothing({"opinion.stands": False}),
    "censorship": Nothing({"censorship.net_share": 0.0, "censorship.doubt": 0.0}),
    "strain": Nothing({"strain.stands": False}),
    "news": Nothing({"news.strength": 0.0}),
    "resale": Nothing({"resale.stands": False}),
    "speaking": Nothing({"speaking.stands": False}),
    "removal": Nothing({"removal.stands": False}),
    "informing": Nothing({"informing.unmoved": 1.0, "informing.told_weight": 0.0}),
    "services": Nothing({"services.stands": False}),
    "queues": Nothing({"queues.stands": False}),
    "prices": Nothing({"prices.stands": False}),
    "stages": Nothing({"stages.stands": False}),
    "army": Nothing({"army.stands": False}),
    "championships": Nothing({"championships.stands": False}),
    "jobs": Nothing({"jobs.stands": False}),
    "party": Nothing({"party.stands": False}),
    "kindergarten": Nothing({"kindergarten.stands": False}),
    "consequences": Nothing({"consequences.stands": False}),
    # A day of waiting that does nothing, nobody who borrows or rents, and officials who do not heed what is found.
    "crowding": Nothing({"consequences.care_risk_a_day": 0.0}),
    "debts": Nothing({"debts.homes": 0.0, "debts.elsewhere": 0.0}),
    "discipline": Nothing({"discipline.caution": 0.0, "discipline.other_a_year": 0.0}),
    # No difference between provinces, audits that nobody heeds, and careers that move nobody.
    "transparency": Nothing({"discipline.stands": True, "transparency.stands": True, "transparency.spread": 0.0}),
    "audits": Nothing({"audits.stands": True, "audits.caution": 0.0}),
    "careers": Nothing({"careers.stands": True, "careers.ambition": 0.0}),
    **{name: Nothing({f"{name}.stands": False}) for name in ("posts", "clean_ups", "firewall", "offers", "rumours")},
    "chilling": Nothing({"chilling.stands": False}),
    "companies": Nothing({"dismissals.out_of_work": 0.0}),
    "dismissals": Nothing({"dismissals.out_of_work": 0.0}),
    "staff": Nothing({"staff.reaches": 0.0}),
    "representatives": Nothing({"representatives.found": 0.0}),
    "births": Nothing({"births.stands": False}),
    "deaths": Nothing({"deaths.stands": False}),
}  # fmt: skip


def regime_with(values: Values) -> RegimeParameters:
    """The busy regime with some values of mechanisms."""
    regime = BUSY
    for path, value in values.items():
        mechanism, key = path.split(".")
        regime = regime.model_copy(update={mechanism: getattr(regime, mechanism).model_copy(update={key: value})})
    return regime


@cache
def stands(name: str, off: bool) -> dict[str, str]:
    """Where every life stands at the end: with a mechanism at a strength of nothing, and perhaps off besides.

    State that a mechanism has for itself alone, and that is not there without it, is left out.
    """
    nothing = NOTHING[name]
    scenario, _ = under(
        nothing.rules(EVERYTHING), days=240, regime=regime_with(nothing.values),
        off=(*nothing.beside, name) if off else nothing.beside,
    )  # fmt: skip
    own = {block.name for block in BLOCKS} & {name}
    return {owner: state for owner, state in run(scenario, trace=False).outcome.states.items() if owner not in own}


def test_every_switch_is_held_against_nothing() -> None:
    assert set(NOTHING) == set(SWITCHES)


@pytest.mark.parametrize("name", SWITCHES)
def test_off_is_a_strength_of_nothing(name: str) -> None:
    assert stands(name, off=True) == stands(name, off=False)
