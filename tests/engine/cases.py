"""Scenarios that the engine's tests share: small, and busy enough that everything happens within months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from credopolis.core.schema import UNBORN
from credopolis.engine.build import TRACE_ROWS, Engine, build
from credopolis.engine.records import Outcome, Period, Tick
from credopolis.engine.replay import TraceEvent, life_at, place_of_life, read_trace
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import resolve_rulebook
from credopolis.mechanisms.all import MECHANISMS
from credopolis.mechanisms.army import ArmyParameters
from credopolis.mechanisms.audits import AuditsParameters
from credopolis.mechanisms.births import BirthsParameters, lives_begin
from credopolis.mechanisms.cameras import CamerasParameters
from credopolis.mechanisms.campaigns import CampaignsParameters
from credopolis.mechanisms.careers import CareersParameters
from credopolis.mechanisms.censorship import CensorshipParameters
from credopolis.mechanisms.championships import ChampionshipsParameters
from credopolis.mechanisms.checkpoints import CheckpointsParameters
from credopolis.mechanisms.chilling import ChillingParameters
from credopolis.mechanisms.clean_ups import CleanUpsParameters
from credopolis.mechanisms.conduct_table import AlarmBounds
from credopolis.mechanisms.consequences import ConsequencesParameters
from credopolis.mechanisms.crowding import CrowdingParameters
from credopolis.mechanisms.deaths import DeathsParameters
from credopolis.mechanisms.debts import DebtsParameters
from credopolis.mechanisms.discipline import DisciplineParameters
from credopolis.mechanisms.discretion import DiscretionParameters
from credopolis.mechanisms.drones import DronesParameters
from credopolis.mechanisms.due_process import DueProcessParameters
from credopolis.mechanisms.faces import FacesParameters
from credopolis.mechanisms.fear import FearParameters
from credopolis.mechanisms.firewall import FirewallParameters
from credopolis.mechanisms.habituation import HabituationParameters
from credopolis.mechanisms.informants import InformantsParameters
from credopolis.mechanisms.informing import InformingParameters
from credopolis.mechanisms.innocence import InnocenceParameters
from credopolis.mechanisms.jobs import JobsParameters
from credopolis.mechanisms.kindergarten import KindergartenParameters
from credopolis.mechanisms.news import NewsParameters
from credopolis.mechanisms.offers import OffersParameters
from credopolis.mechanisms.office import OfficeParameters
from credopolis.mechanisms.officers import OfficersParameters
from credopolis.mechanisms.opinion import OpinionParameters
from credopolis.mechanisms.party import PartyParameters
from credopolis.mechanisms.platform import PlatformParameters
from credopolis.mechanisms.posts import PostsParameters
from credopolis.mechanisms.prices import PricesParameters
from credopolis.mechanisms.publicity import PublicityParameters
from credopolis.mechanisms.queues import QueuesParameters
from credopolis.mechanisms.quotas import QuotasParameters
from credopolis.mechanisms.recorders import RecordersParameters
from credopolis.mechanisms.records import RecordsParameters
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.removal import RemovalParameters
from credopolis.mechanisms.repair import RepairParameters
from credopolis.mechanisms.resale import ResaleParameters
from credopolis.mechanisms.robots import RobotsParameters
from credopolis.mechanisms.rumours import RumoursParameters
from credopolis.mechanisms.services import ServicesParameters
from credopolis.mechanisms.speaking import SpeakingParameters
from credopolis.mechanisms.stages import StagesParameters
from credopolis.mechanisms.strain import StrainParameters
from credopolis.mechanisms.traffic import TrafficParameters
from credopolis.mechanisms.transparency import TransparencyParameters
from credopolis.mechanisms.trust import TrustParameters
from credopolis.rulebook import Rulebook, compile_rulebook, load_rulebook, parse_rulebook
from credopolis.society.params import AgeBands, Cited
from tests.living import simulate

NEAR = ("Guangdong", "Henan", "Xinjiang", "Sichuan")
GRADES = {"visited": ("B", "C", "G1", "G3"), "searched": ("D", "E", "G2", "G4")}

# Every dial on, none at an end: a queue that binds, engines and officers that are short, a quota that is missed.
BUSY = RegimeParameters(
    records=RecordsParameters(coverage=0.9, mistakes_a_year=0.05, delay_days=5),
    informants=InformantsParameters(malice=0.6, temptation=0.6, delay_days=2),
    cameras=CamerasParameters(by_eye=0.5, mistaken_a_year=0.05, delay_days=0),
    faces=FacesParameters(searches_a_year=3, false_match_rate=1e-5, delay_days=1),
    robots=RobotsParameters(sees_share=0.1, mistaken_a_year=0.1, counters_per_million=2e3, reports_per_1000=5,
                            accidents_per_1000=90, places_warned=0.9, avoided=0.6),
    drones=DronesParameters(sees_share=0.2, mistaken_a_year=0.1),
    checkpoints=CheckpointsParameters(provinces=NEAR, passages_a_day=2, mistaken_a_year=0.1),
    recorders=RecordersParameters(provinces=NEAR, homes_share=0.9, mistaken_a_year=0.1),
    officers=OfficersParameters(**GRADES, per_1000=0.4, visits_a_year=8, visit_helps=0.8, searches_a_year=6,
                                search_finds=0.8, mistaken_a_year=0.3),
    campaigns=CampaignsParameters(first_year=2021.1, every_years=0.25, lasts_days=20),
    traffic=TrafficParameters(crossings_share=0.9, mistaken_a_year=0.1),
    office=OfficeParameters(desk_days=0, office_days=10, court_days=20, false_past_court=0.5, longest_days=60,
                            true_dismissed_desk=0.05, lost_share=0.05, decisions_a_day=1487.3),
    discretion=DiscretionParameters(corruption=0.5, harsher_on_minority=0.3),
    quotas=QuotasParameters(negative_a_year=6, most_a_year=0.3),
    platform=PlatformParameters(stands=True, spread=0.3, spread_days=10),
    due_process=DueProcessParameters(checks_a_year=3, appeals_if_true=0.4, appeals_if_false=0.9, upholds_if_true=0.5,
                                     correction_days=10),
    repair=RepairParameters(uses_a_year=3, steps=2, days_a_step=5),
    innocence=InnocenceParameters(wronged_step=0.2, believed=0.3, horizon_years=2),
    fear=FearParameters(stands=True, weight=0.7, exposure_gain=0.1),
    habituation=HabituationParameters(stands=True, half_exposure_days=40),
    publicity=PublicityParameters(stands=True, shown=0.4, exposure_gain=0.05),
    trust=TrustParameters(stands=True, half_life_years=0.5, false_harm=0.5),
    opinion=OpinionParameters(stands=True, dread=0.1, near_a_year=2, message_a_year=0.5),
    informing=InformingParameters(stands=True),
    speaking=SpeakingParameters(stands=True), strain=StrainParameters(stands=True, catch_up_years=0.5),
    news=NewsParameters(stands=True, repression_from=2021.05, repression_reach=0.6, order_from=2021.1, order_reach=0.5),
    removal=RemovalParameters(stands=True, beyond=0.2, share_taken=0.3, witness_gain=5),
    services=ServicesParameters(stands=True, loans=4, travel=12, public_services=8),
    queues=QueuesParameters(stands=True), prices=PricesParameters(stands=True),
)  # fmt: skip
LIVELY = BUSY.model_copy(
    update={
        "births": BirthsParameters(stands=True, level=4, third_share=0.2),
        "deaths": DeathsParameters(stands=True, level=20),
        "stages": StagesParameters(stands=True),
    }
)
"""The same, and lives begin, pass through their stages and end: many of these for so short a time."""
BEARING = LIVELY.model_copy(
    update={
        "consequences": ConsequencesParameters(stands=True, care_risk_a_day=0.01, school_first=1.4),
        "crowding": CrowdingParameters(stands=True, most_days=40),
        "discipline": DisciplineParameters(stands=True),
        "transparency": TransparencyParameters(stands=True, spread=1.5),
        "audits": AuditsParameters(stands=True, a_year=4, half_life_years=0.3),
        "careers": CareersParameters(stands=True, ambition=1.5),
        "debts": DebtsParameters(stands=True, homes=0.2, loan=40_000.0),
        "army": ArmyParameters(stands=True, men=1.0, women=1.0, years=0.5),
        "jobs": JobsParameters(stands=True, finds_a_year=6, changes_a_year=1, promoted_a_year=0.8),
        "party": PartyParameters(stands=True, by_35=0.9, level=5),
        "championships": ChampionshipsParameters(stands=True, a_year=0.8),
        "posts": PostsParameters(stands=True, posts_a_day=40, readers=900, accounts_per_item=0.5, sentenced=0.5),
        "clean_ups": CleanUpsParameters(stands=True, sweep_a_day=0.03),
        "firewall": FirewallParameters(stands=True, adopt=0.6, watched_from=2021.3),
        "offers": OffersParameters(stands=True, from_year=2020.2, pays_days=60),
        "rumours": RumoursParameters(stands=True, every_days=60),
        "censorship": CensorshipParameters(stands=True, net_share=0.8),
        "chilling": ChillingParameters(stands=True, told_from=2020.3, half_life_days=90),
        "kindergarten": KindergartenParameters(stands=True, head_start=0.3),
        "resale": ResaleParameters(stands=True, behind=0.7, buyers=5),
    }
)
"""The same, and what gates decide has consequences."""
COMPANIES = parse_rulebook(
    """
format: credopolis-rulebook/1
name: of-companies
title: Rules of companies under which many fall within months
account: hypothetical
subject: company
score: {start: 100, min: 0, max: 150}
gates:
  general_sanctions: {kind: restriction, worth: 1}
  loans: {kind: restriction, worth: 1}
grades:
  good: {from: 80}
  low: {restrictions: [general_sanctions, loans], lock: {lasts: 30d, release: band}}
acts:
  default: {points: -30, seen_by: {records: 1}, decision: court, conduct: {rate: 6}}
  amends: {points: 20, seen_by: {records: 1}, conduct: {rate: 8}}
  staff: {points: -2, about: employee, seen_by: {records: 1}, conduct: {rate: 0.05}}
""",
    "rules of companies of a test",
)
"""Rules of companies that live beside people."""
ROOM = AlarmBounds(
    records=0.05, cameras=0.1, faces=0.1, robots=0.2, drones=0.2, checkpoints=0.1, recorders=0.1, officers=0.5,
    traffic=0.4, office=0.3, visits=8.0, searches=6.0,
)  # fmt: skip
SWITCHES = tuple(m.name for m in MECHANISMS if m.can_be_off)


# Straight drops, rungs, releases to the band, caps, expiries, lists with and without a term, a list that removes and
# one from the second entry on, points that officials choose, every kind of decision, safeguards.
EVERYTHING = """
format: credopolis-rulebook/1
name: everything
title: A rulebook in which everything happens within months
account: hypothetical
score: {start: 100, min: 0, max: 150, resets: {after: 100d}, at_once: {lost: 40},
        gives_back: {points: 7, after: 35d, up_to: 105},
        counters: {soon: {lost: 18, within: 60d, falls_to: D}, quick: {lost: 24, within: 150d, falls_to: F}},
        newcomers: {for: 8y, start: 85, gains: {points: 4, each: 500d}, from: {A: 120, B: 84, D: 30, E: 0}}}
scored_from_age: 18y
gates:
  healthcare: {kind: benefit, worth: 2}
  loans: {kind: restriction, worth: 1}
  travel: {kind: restriction, worth: 3}
grades:
  A: {from: 110, benefits: [healthcare]}
  B: {from: 80}
  C: {from: 50, lock: {lasts: 40d, release: band, again: {within: 90d, lasts: [55d]}}}
  D: {from: 20, restrictions: [loans], adds_to: shame, lock: {lasts: 30d, release: C, sets_score: 65,
      again: {within: 60d, lasts: [45d, 50d], after_its_end: true}}}
  E: {restrictions: [loans, travel], lock: {lasts: 60d, release: D}}
  F: {without_band: true, restrictions: [loans, travel], lock: {lasts: 25d, release: band}}
lists:
  black: {lasts: 90d, restrictions: [travel]}
  grey: {restrictions: [loans]}
  shame: {lasts: 20d, restrictions: [loans]}
  camp: {lasts: 50d, removal: true}
acts:
  lie: {points: -15, counts_for: 120d, seen_by: {records: 0.4, informants: 0.5}, decision: office,
        conduct: {rate: 3, driver: honesty, slope: -2, deterrence: 1, women: 0.3, domain: speech}}
  speech: {points: -4, counts_for: 120d, seen_by: {records: 0.4, informants: 0.5}, decision: office,
           conduct: {rate: 3, driver: dissent, slope: 2, deterrence: 1, women: 0.3, domain: speech}}
  help: {points: 6, discretion: [3, 9], cap_per_year: 3, counts_for: 200d, seen_by: {records: 0.9},
         conduct: {rate: 4, driver: prosociality, slope: 1, ambition: 0.8}}
  tell: {points: 4, cap_per_year: 2, only: {grades: [A, B, D]}, seen_by: {records: 1},
         conduct: {rate: 1.5, informs: true, ambition: 1}}
  crime: {falls_to: E, points: -20, seen_by: {records: 0.5, cameras: 0.8}, decision: court,
          conduct: {rate: 0.3, driver: risk_aversion, slope: -1, deterrence: 0.5, women: 0.1,
                    ages: [[15y, 0.5], [20y, 1], [60y, 0.1]], age_contrast: 1.5}}
  slip: {falls_to: C, seen_by: {informants: 0.8, cameras: 0.9}, conduct: {rate: 0.8, who: {max_age: 60y},
         ages: [[10y, 0], [40y, 1]]}}
  debt: {adds_to: black, seen_by: {records: 0.9}, decision: court, conduct: {rate: 1, deterrence: 1, domain: money}}
  pay: {removes_from: black, seen_by: {records: 1}, conduct: {rate: 2, who: {on_list: black}, ambition: 0.5}}
  grudge: {adds_to: grey, cap: {times: 1}, seen_by: {informants: 0.9},
           conduct: {rate: 0.5, who: {is: [urban], is_not: [minority]}}}
  riot: {adds_to: camp, adds_after: 2, seen_by: {cameras: 0.9, records: 0.3}, conduct: {rate: 1, driver: dissent}}
  talk: {points: -10, discretion: [-25, -5], repairable: false, seen_by: {recorders: 0.9, checkpoints: 0.5},
         conduct: {rate: 1.5, women: 2}}
  jaywalk: {points: -3, again: {within: 120d, points: [-5, -8]}, seen_by: {traffic: 0.8, robots: 0.5, officers: 0.5},
            conduct: {rate: 2, deterrence: 0.5}}
  medal: {points: 30, cap: {times: 1, per: 90d}, seen_by: {records: 1},
          conduct: {rate: 1, done_by_child: championship, who: {min_age: 30y, child_age: [8y, 24y]}}}
  birth: {points: -8, seen_by: {records: 0.6, informants: 0.5}, decision: office,
          conduct: {rate: 1.2, of_a_couple: true, birth_from: 2, deterrence: 1, ages: [[20y, 1], [45y, 0.2]],
                    who: {min_age: 20y, max_age: 50y, min_children: 1}}}
  mixup: {points: -4, seen_by: {records: 0.7}, conduct: {rate: 0.6, only_by_mistake: true, who: {is_not: [minority]}}}
due_process: {notice: 0.5, notice_within: 5d, access: 0.8, appeal: 0.9, repair: 0.9, repair_after: 20d, reasons: 0.5,
              human_review: 0.5}
"""


# What gates decide by grade and list: every decision, where people ask, where they queue, and where they pay.
ENTITLED = (
    EVERYTHING.replace(
        "lists:\n  black",
        """entitlements:
  healthcare:
    late: {grades: [C], decides: delayed, by: 20d}
    later: {grades: [E], decides: delayed, by: 50d}
    never: {grades: [F], decides: refused}
    dear: {grades: [D], decides: priced, factor: 2}
    first: {grades: [B], decides: first}
  loans:
    despite: {grades: [A, B], lists: [grey], decides: granted}
    slow: {grades: [D], lists: [shame], decides: delayed, by: 12d}
    costly: {grades: [C], decides: priced, factor: 1.5}
  travel:
    slow: {lists: [black], decides: delayed, by: 3d}
    slower: {grades: [C], decides: delayed, by: 7d}
  school_admission:
    late: {grades: [C, F], decides: delayed, by: 300d}
    never: {lists: [shame, black], decides: refused}
    first: {grades: [A, B], decides: first}
  private_schools:
    never: {grades: [D, E], lists: [grey], decides: refused}
  job_assignment:
    first: {grades: [A, C], decides: first}
  promotion:
    listed: {lists: [shame], decides: refused}
    never: {grades: [D, E], decides: refused}
    first: {grades: [A, B], decides: first}
  party_membership:
    never: {grades: [C, E], decides: refused}
  army:
    despite: {lists: [black], decides: granted}
    never: {grades: [A, C, F], decides: refused}
    listed: {lists: [grey, shame], decides: refused}
  licences:
    never: {grades: [C, D], decides: refused}
  transport_fares:
    cheap: {grades: [A], decides: priced, factor: 0.4}
    dear: {grades: [E, F], decides: priced, factor: 3}
lists:
  black""",
    )
    .replace(
        "  travel: {kind",
        "  transport_fares: {kind: benefit, worth: 1}\n"
        "  school_admission: {kind: benefit}\n  private_schools: {kind: restriction}\n"
        "  army: {kind: restriction}\n  licences: {kind: restriction}\n"
        "  party_membership: {kind: restriction}\n  promotion: {kind: benefit}\n"
        "  job_assignment: {kind: benefit}\n  travel: {kind",
    )
    .replace(
        "  mixup:",
        "  enlists: {points: 7, seen_by: {records: 0.8}, decision: office,\n"
        "            conduct: {rate: 0.1, of_a_couple: true, done_by_child: army, who: {child_age: [18y, 24y]}}}\n"
        "  mixup:",
    )
)


def standing_for(text: str) -> str:
    """The same rulebook, in which who stands for a company answers for it."""
    act = "  representative: {points: -12, seen_by: {records: 1}, conduct: {rate: 0, domain: money}}\n"
    return text.replace("acts:\n", f"acts:\n{act}", 1)


@dataclass
class Ran:
    """A run with everything it told."""

    scenario: Scenario
    engine: Engine
    outcome: Outcome
    periods: list[Period]
    ticks: list[Tick]

    @property
    def numbers(self) -> list[int]:
        """Numbers of all lives that were born, dead or not."""
        if not self.scenario.asks(lives_begin):
            return list(range(self.scenario.people))
        flags = self.engine.world.person["flags"]
        return [life_at(self.engine, int(place)) for place in np.flatnonzero((flags & UNBORN) == 0)]

    def place(self, life: int) -> int:
        """The place of a life."""
        return place_of_life(self.engine, life)

    def story(self, life: int) -> list[TraceEvent]:
        """A traced life's lines."""
        return read_trace(self.engine, life)

    def total(self, name: str) -> Any:
        """A tally summed over intervals and provinces."""
        return sum(getattr(period, name).sum(axis=0) for period in self.periods)


def everybody(scenario: Scenario) -> np.ndarray:
    """Numbers of all lives, and of all who may be born."""
    if not scenario.asks(lives_begin):
        return np.arange(scenario.people)
    engine = build(scenario, 1)
    return np.array([life_at(engine, place) for place in range(len(engine.world.person))])


def fertile(scenario: Scenario, often: float = 1000.0) -> Scenario:
    """The same scenario in a society that holds so many potential births a year and 1,000 women."""
    births = scenario.tables.params.births
    assert births is not None
    bands = AgeBands(starts=(15,), end=50, weights=(often,))
    fertility = Cited[AgeBands](value=bands, source="made up, so that there are many")
    at_most = Cited[float](value=1.0, source="made up")
    params = scenario.tables.params.model_copy(
        update={"births": births.model_copy(update={"fertility": fertility, "at_most": at_most})}
    )
    return replace(scenario, tables=replace(scenario.tables, params=params))


def run(scenario: Scenario, *, trace: bool = True, **options: Any) -> Ran:
    """Run a scenario with every life traced."""
    built: list[Engine] = []
    periods: list[Period] = []
    ticks: list[Tick] = []
    outcome = simulate(
        scenario, threads=1, on_built=built.append, on_period=periods.append, on_tick=ticks.append,
        traced=everybody(scenario) if trace else None, trace_rows=2 * TRACE_ROWS if trace else TRACE_ROWS, **options,
    )  # fmt: skip
    return Ran(scenario, built[0], outcome, periods, ticks)


@cache
def shipped(name: str, people: int, years: float) -> Scenario:
    """A scenario of the library at another size."""
    return load_scenario(name, people=people, years=years)


def shipped_rulebook(name: str) -> Rulebook:
    """A rulebook of the library, readable."""
    return load_rulebook(resolve_rulebook(name))


def under(
    text: str, *, people: int = 1000, days: int = 120, unpriced: bool = False, **changes: Any
) -> tuple[Scenario, Rulebook]:
    """A busy regime with a rulebook given as text -> scenario and the readable rulebook.

    unpriced : keep the acts of the society's table too, though the rulebook prices none of them.
    """
    rulebook = parse_rulebook(text, "a rulebook of a test")
    base = shipped("popular-account", people, 1.0)
    own = {name for name, act in rulebook.acts.items() if act.conduct is not None}
    kept = (
        base.conduct.acts
        if unpriced
        else {name: c for name, c in base.conduct.acts.items() if name in rulebook.acts and name not in own}
    )
    conduct = replace(base.conduct, acts=kept, alarms=ROOM)
    changes = {"regime": BUSY, "seed": 7, "off": (), **changes}
    return replace(base, days=days, conduct=conduct, rulebook=compile_rulebook(rulebook), **changes), rulebook


def busier(scenario: Scenario, times: float, **changes: Any) -> Scenario:
    """A scenario under a busy regime in which everything is done so many times as often."""
    acts = {name: replace(c, rate=c.rate * times) for name, c in scenario.conduct.acts.items()}
    return replace(scenario, conduct=replace(scenario.conduct, acts=acts, alarms=ROOM), regime=BUSY, **changes)
