"""The engine agrees with its plain twin, life by life and event by event."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from credopolis.core.labels import CASE_STAGES, WATCHED
from credopolis.core.schema import DEAD, FLAG_NAMES, TRUTHS, UNBORN
from credopolis.engine.replay import place_of_life
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import TRACES
from credopolis.engine.world import FIELDS, column_of
from credopolis.mechanisms.all import COURSE
from credopolis.mechanisms.channels import CHANNELS, SEEING
from credopolis.mechanisms.consequences import LEVELS as SCHOOLED
from credopolis.mechanisms.prices import FIGURES as OF_MONEY
from credopolis.mechanisms.prices import ROWS, SIDES
from credopolis.mechanisms.queues import CLASSES, QUEUE_NAMES
from credopolis.mechanisms.queues import FIGURES as OF_QUEUES
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import Rulebook
from credopolis.rulebook.conduct import DOMAINS
from tests.strategies import rulebooks

from . import twin_net
from .cases import (
    BEARING,
    BUSY,
    COMPANIES,
    ENTITLED,
    EVERYTHING,
    LIVELY,
    SWITCHES,
    Ran,
    busier,
    fertile,
    run,
    shipped,
    shipped_rulebook,
    standing_for,
    under,
)
from .dials import regimes
from .twin import Twin
from .twin_kindergarten import GOES, STAYS
from .twin_minds import SILENT
from .twin_state import TALLIES, Life

SHIPPED = ("popular-account", "suining-2010", "judgment-defaulters", "us-bank-score", "dangan")


WITH_THE_PARTY = ("", "will ask", "is looked at", "has asked")
ARMY = ("", "will ask", "is looked at", "serves", "has served", "was refused")


def everything(**changes: Any) -> tuple[Scenario, Rulebook]:
    return under(EVERYTHING, people=1000, **{"days": 150, "tick_days": 5, **changes})


SHARED = ("everything", "cycle", "entitled lives")
"""Cases that several tests look at; all others are forgotten once they are compared, for each holds 70 to 200 MB."""


def case(name: str) -> tuple[Ran, Twin]:
    """A run and its twin, by the name of a shipped scenario, `busy NAME`, `everything` or `no MECHANISM`."""
    return kept(name) if name in SHARED else lived(name)


@cache
def kept(name: str) -> tuple[Ran, Twin]:
    """The same for those that several tests look at."""
    return lived(name)


def lived(name: str) -> tuple[Ran, Twin]:
    """The same, lived now."""
    kind, _, rest = name.partition(" ")
    if kind == "everything":
        scenario, rulebook = everything(tick_days=7, days=400)
    elif kind == "entitled":
        often = {"services": BUSY.services.model_copy(update={"travel": 30.0, "loans": 12.0})}
        if rest:  # consequences of schooling need years, and no queues, at which lists decide nothing
            often |= {"queues": BUSY.queues.model_copy(update={"stands": False})}
        regime = (BEARING if rest else BUSY).model_copy(update=often)
        text = ENTITLED if rest else ENTITLED.replace("lists: [shame, black], decides", "grades: [D], decides")
        days = 900 if rest else 300
        scenario, rulebook = under(text, people=1550 if rest else 1000, tick_days=7, days=days, regime=regime)
        scenario = fertile(scenario) if rest else scenario
    elif kind == "companies":
        changes = {"regime": BEARING, "companies": COMPANIES}
        text = standing_for(ENTITLED).replace("lists: [shame, black], decides", "grades: [D], decides")
        scenario, rulebook = under(text, people=1000, tick_days=7, days=240, **changes)
        scenario = fertile(scenario)
    elif kind == "crowded":
        text = ENTITLED.replace("lists: [shame, black], decides", "grades: [D], decides")
        scenario, rulebook = under(text, people=1000, tick_days=7, days=210, regime=BEARING)
        scenario = fertile(scenario)
    elif kind == "cycle":
        text = EVERYTHING.replace("resets: {after: 100d}", "resets: {every: 60d}")
        text = text.replace("at_once: {lost: 40}", "at_once: {lost: 17, only_largest: true}")
        text = text.replace("gives_back: {points: 7, after: 35d, up_to: 105}", "gives_back: {points: 11, after: 25d}")
        text = text.replace("from: {A: 120, B: 84, D: 30, E: 0}", "from: {A: 101, B: 80, N: 20, E: 0}")
        text = text.replace("start: 85, gains: {points: 4, each: 500d}", "gains: {points: 3, each: 200d}")
        text = text.replace(
            "  E: {restrict", "  N: {only_newcomers: true, lock: {lasts: 21d, release: C}}\n  E: {restrict"
        )
        scenario, rulebook = under(text, people=1000, tick_days=7, days=250)
    elif kind == "lively":
        off = () if rest in ("", "cycle") else (rest,)
        scenario, rulebook = everything(tick_days=7, days=200 if off else 400, regime=LIVELY, off=off)
        scenario = fertile(scenario)
    elif kind == "no":
        scenario, rulebook = everything(off=(rest,), days=100)
    elif kind == "busy":
        scenario, rulebook = busier(shipped(rest, 1000, 1), 6, off=(), seed=11), shipped_rulebook(rest)
        scenario = replace(scenario, conduct=replace(scenario.conduct, climate={"traffic_violation": 1.02}))
    else:
        scenario, rulebook = shipped(name, 1000, 2), shipped_rulebook(name)
    return run(scenario), Twin(scenario, rulebook).run()


def counters(ran: Ran) -> dict[str, Counter[tuple[int, ...]]]:
    """The engine's tallies as the twin keeps them: entries and cases by act and channel instead of by pair."""
    pairs, out = ran.periods[0].pairs, {}
    for name in TALLIES:
        total = ran.total(name)
        found = {tuple(map(int, at)): int(total[tuple(at)]) for at in np.argwhere(total)}
        if name == "entries":
            found = {(cell, *map(int, pairs[pair]), truth): n for (cell, pair, truth), n in found.items()}
        elif name == "sightings":
            found = {tuple(map(int, pairs[pair])): n for (pair,), n in found.items()}
        elif name == "cases":
            found = {(*map(int, pairs[pair]), truth, stage): n for (pair, truth, stage), n in found.items()}
        out[name] = Counter(found)
    return out


def agree(ran: Ran, twin: Twin) -> None:
    """Stories, fields, tallies and final states are the same."""
    if twin.workplaces.dismisses:
        assert {outcome for _, outcome in twin.record.counts["dismissed"]} == {0, 1}
        assert twin.record.counts["barred_representatives"].total() > 0
    for life in twin.lives:
        if not life.happened:
            assert not life.story
            continue
        mine, its = ran.story(life.number), sorted(life.story, key=lambda line: line.day)
        assert mine == its, life.number
    for tick, read in zip(ran.ticks, twin.fields_read, strict=True):
        np.testing.assert_allclose(tick.fields, read, rtol=1e-9, atol=1e-12)
    for name, found in counters(ran).items():
        assert found == twin.record.counts[name], name
    check_provinces(ran, twin)
    check_standings(ran, twin)
    check_grids(ran, twin)


def check_provinces(ran: Ran, twin: Twin) -> None:
    """What institutions did, and days of liberty lost."""
    latest = len(WATCHED[:4])  # of capacity, demand, use and what was dropped sums are kept, of the rest the latest
    watched = sum(period.watched[:, :latest] for period in ran.periods)
    expected = [[[sums[c] for c in SEEING] for sums in p.watched] for p in twin.provinces]
    np.testing.assert_allclose(watched, expected, rtol=1e-9, atol=1e-9)
    benefits = sum(period.benefits for period in ran.periods)
    np.testing.assert_allclose(benefits, [list(p.benefits.values()) for p in twin.provinces], rtol=1e-9, atol=1e-12)
    for name, of_money, names in (
        ("queues", False, (QUEUE_NAMES, CLASSES, OF_QUEUES)),
        ("transfers", True, (ROWS, SIDES, OF_MONEY)),
    ):
        mine = sum(getattr(period, name) for period in ran.periods)
        if not of_money:
            mine[..., 3:] = ran.periods[-1].queues[..., 3:]
        np.testing.assert_allclose(mine, twin.waits.found(of_money, names), rtol=1e-8, atol=1e-8)
    inspected = sum(period.discipline[:, :1] for period in ran.periods)
    np.testing.assert_allclose(inspected[:, 0], twin.inspected[: len(inspected)], rtol=1e-9)
    for name, levels in (("audits", 3), ("careers", 2)):
        sheet = sum(getattr(period, name) for period in ran.periods)
        if sheet.size:
            sheet[:, levels:] = getattr(ran.periods[-1], name)[:, levels:]
            if name == "careers":
                sheet[:, 0] = ran.periods[-1].careers[:, 0]
            np.testing.assert_allclose(sheet, [getattr(p.governed, name) for p in twin.provinces], rtol=1e-9, atol=1e-9)
    check_net(ran, twin)
    sold = sum(period.resold for period in ran.periods)
    if sold.size:
        np.testing.assert_allclose(sold, [p.resold for p in twin.provinces], rtol=1e-9, atol=1e-9)
    at_gates = sum(period.gates for period in ran.periods)
    if at_gates.size:
        np.testing.assert_allclose(at_gates, twin.gates.found(twin.t.grades), rtol=1e-8, atol=1e-8)
    incidents = sum(period.incidents for period in ran.periods)
    assert incidents.tolist() == [p.incidents for p in twin.provinces]
    sums = sum(period.offices for period in ran.periods)
    sums[:, 3:6] = ran.periods[-1].offices[:, 3:6]
    np.testing.assert_allclose(sums, [p.offices for p in twin.provinces], rtol=1e-9, atol=1e-9)
    assert ran.periods[-1].liberty.tolist() == twin.liberty()
    assert ran.periods[-1].removed.sum() == sum(life.removed_on is not None for life in twin.lives)


def check_net(ran: Ran, twin: Twin) -> None:
    """What was posted, closed, blocked and told."""
    for name, flows, levels in (
        ("posts", twin_net.OF_POSTS, twin_net.POSTS_NOW),
        ("sites", twin_net.OF_SITES, twin_net.SITES_NOW),
        ("firewall", twin_net.OF_WALL, twin_net.WALL_NOW),
        ("offers", twin_net.OF_OFFERS, twin_net.OFFERS_NOW),
        ("rumours", twin_net.OF_RUMOURS, twin_net.RUMOURS_NOW),
        ("chilling", twin_net.OF_CHILLING, twin_net.CHILLING_NOW),
    ):
        sheet = sum(getattr(period, name) for period in ran.periods)
        if sheet.size:
            sheet[..., len(flows) :] = getattr(ran.periods[-1], name)[..., len(flows) :]
            found = [getattr(corner, name) for corner in twin.net.corners]
            if sheet.ndim == 2:
                expected = [[of[figure] for figure in (*flows, *levels)] for of in found]
            else:
                expected = [[[of[figure] for figure in (*flows, *levels)] for of in kinds.values()] for kinds in found]
            np.testing.assert_allclose(sheet, expected, rtol=1e-8, atol=1e-8, err_msg=name)


A_STEP_OF_HABIT = 200
"""Of 65535: how habit is rounded is drawn, so the last bit of an exponential may move it a step, and the next jolt."""


def check_standings(ran: Ran, twin: Twin) -> None:
    """Where every life stands in the end."""
    apart = 0
    n_grades, lists = len(twin.t.grades), twin.t.lists
    unseen = ran.engine.world.blocks.officers
    world = ran.engine.world
    assert len(twin.lives) == len(world.standing)
    stages = {name: column_of(world.blocks, "", name) for name in COURSE} if len(world.blocks.course) else {}
    for life in twin.lives:
        place = place_of_life(ran.engine, life.number)
        row = world.standing[place]
        found = (
            row["score"],
            row["grade"],
            row["lock_until"],
            row["grade_since"],
            row["fell_on"],
            row["own_on"],
            *(row[f"own_{domain}"] for domain in DOMAINS),
            row["listed"],
        )
        grade = n_grades if life.grade is None else life.grade
        listed = sum(1 << lists.index(name) for name in life.listed)
        expected = (
            life.score,
            grade,
            life.lock_until,
            life.since,
            life.fell_on,
            life.own_on,
            *life.own.values(),
            listed,
        )
        if len(unseen):
            assert unseen["unseen"][place] == (0 if life.escaped is None else life.escaped + 1)
        assert tuple(map(int, found)) == expected, life.number
        if twin.stages.stands:
            next_on, person = world.blocks.stages[place]["next_on"], world.person[place]
            assert (next_on, stages["level"][place]) == (life.stage_on, life.level), life.number
            assert (person["education"], person["occupation"]) == (life.education, life.occupation), life.number
            if twin.stages.bearing.educates:
                chances = world.blocks.chances[place]
                its = chances["place"], chances["senior"], chances["tertiary"]
                assert its == (life.place, *life.needs), life.number
                assert life.income in (0, person["income"]) or twin.jobs.stands, life.number
            if twin.jobs.stands:
                job = world.blocks.jobs[place]
                assert (bool(stages["seeks"][place]), job["job_on"]) == (life.seeks, life.job_on), life.number
                assert person["income"] == life.income_now or not life.income_now, life.number
        if twin.stages.bearing.cares and life.present:
            assert world.blocks.care[place]["times"] == life.care, life.number
        if twin.ladder.services.stands:
            assert world.blocks.services[place]["asks_on"] == life.asks_on
            if len(world.blocks.debts):
                assert world.blocks.debts[place]["debt"] == life.debt
        if twin.families.serves:
            assert ARMY[int(stages["army"][place])] == life.army, life.number
        if twin.families.joins:
            assert WITH_THE_PARTY[int(stages["party"][place])] == life.party, life.number
        if twin.stages.kindergarten.stands:
            assert ("", GOES, STAYS)[int(stages["kindergarten"][place])] == life.kindergarten, life.number
        check_kin(ran, twin, life, place)
        if twin.fear.stands:
            fear = world.blocks.fear[place]
            assert fear["fear_on"] == life.fear_on
            differ = abs(int(fear["fear"]) - life.fear)
            assert differ <= (A_STEP_OF_HABIT if twin.fear.minds.habituates else 2), life.number
            apart += differ > 2
        check_mind(world.blocks, twin, life, place)
    assert apart <= len(twin.lives) / 200


def check_mind(blocks: Any, twin: Twin, life: Life, place: int) -> None:
    """What a life is used to, whom it trusts, and what it thinks and says, but for a step where rounding is a tie."""
    minds = twin.fear.minds
    if minds.habituates:
        assert abs(int(blocks.habituation[place]["used"]) - life.used) <= 1, life.number
    if minds.trusts:
        for name in ("near", "state"):
            assert abs(int(blocks.trust[place][name]) - getattr(life, name)) <= 1, life.number
    if minds.opines:
        kept = int(blocks.opinion[place]["opinion"])
        assert kept & 1 == (life.stance == SILENT), life.number
        assert (kept == 0) == (life.opinion is None) and abs((kept >> 1) - (life.opinion or 0)) <= 1, life.number


def check_grids(ran: Ran, twin: Twin) -> None:
    """What grids know and whom they trust."""
    for grid in twin.grids:
        row = ran.engine.world.grids[grid.number]
        for name in ("shame", "near", "state", "seen", "spoken", "absent"):
            np.testing.assert_allclose(row[name], getattr(grid, name), rtol=1e-9, atol=1e-12)


def check_kin(ran: Ran, twin: Twin, life: Life, place: int) -> None:
    """Who is there, and whom each has in the household."""
    person, births = ran.engine.world.person[place], twin.births
    flags = int(person["flags"])
    assert (flags & (UNBORN | DEAD) == 0) == life.present and bool(flags & DEAD) == (life.died_on is not None)
    assert (person["children"], person["birth_day"]) == (life.children, life.born)
    eldest = place + int(person["eldest_child"])
    assert (place_of_life(ran.engine, life.eldest.number) if life.eldest else place) == eldest
    for name in FLAG_NAMES:
        assert bool(flags & FLAG_NAMES[name]) == life.has(name), (life.number, name)
    if births.mortal and life.happened:
        of_life = ran.engine.world.blocks.deaths[place]
        assert (of_life["dies_on"], of_life["left_on"]) == (life.dies_on, life.left_on)
        np.testing.assert_allclose(of_life["left"], life.left, rtol=1e-6)


@pytest.mark.parametrize(
    "name",
    [
        *SHIPPED,
        *(f"busy {name}" for name in SHIPPED),
        "everything",
        "cycle",
        "lively",
        "entitled",
        "entitled lives",
        "crowded",
        "companies",
    ],
)
def test_the_engine_is_its_twin(name: str) -> None:
    """Also in that no life reads what another changes within a tick: the twin takes lives in the other order."""
    assert case(name)[1].backwards
    agree(*case(name))


@pytest.mark.parametrize(
    "dial",
    [{"lost_share": 0.3}, {"true_dismissed_desk": 0.3, "true_dismissed_office": 0.3}, {"corruption": 0.9}, {}],
    ids=str,
)
def test_an_office_that_posts_at_once_and_yet_decides(dial: dict[str, float]) -> None:
    """Nothing delays a case: what is lost, dismissed or waived must be so all the same."""
    dials = {"lost_share": 0.0, "true_dismissed_desk": 0.0, "true_dismissed_office": 0.0, "corruption": 0.0, **dial}
    corruption = dials.pop("corruption")
    office = BUSY.office.model_copy(
        update={**dials, "desk_days": 0.0, "office_days": 0.0, "court_days": 0.0, "decisions_a_day": 1e6}
    )
    seeing = {c: getattr(BUSY, c).model_copy(update={"delay_days": 0.0}) for c in SEEING}
    favours = BUSY.discretion.model_copy(update={"corruption": corruption})
    regime = BUSY.model_copy(update={**seeing, "office": office, "discretion": favours})
    scenario, rulebook = everything(regime=regime)
    ran = run(scenario)
    agree(ran, Twin(scenario, rulebook).run())
    cases = ran.total("cases").sum(axis=0)[0]
    assert (cases[CASE_STAGES.index("lost")] > 0) == (dials["lost_share"] > 0)
    assert (cases[CASE_STAGES.index("waived")] > 0) == (corruption > 0)
    at_once = [line for life in range(scenario.people) for line in ran.story(life)
               if line.kind == "entry" and line.truth == "true" and line.due_day == line.day]  # fmt: skip
    assert len(at_once) > 100


@pytest.mark.parametrize("mechanism", SWITCHES)
def test_with_a_mechanism_off(mechanism: str) -> None:
    agree(*case(f"no {mechanism}"))


def test_with_every_mechanism_off() -> None:
    scenario, rulebook = everything(off=SWITCHES)
    agree(run(scenario), Twin(scenario, rulebook).run())


@settings(max_examples=5, phases=[Phase.generate])
@given(rulebooks(removal=True), regimes(), st.integers(1, 12), st.booleans())
def test_under_random_rulebooks_and_dials(text: str, regime: RegimeParameters, tick_days: int, unpriced: bool) -> None:
    scenario, rulebook = under(text, days=300, tick_days=tick_days, unpriced=unpriced, regime=regime)
    agree(run(scenario), Twin(scenario, rulebook).run())


def test_everything_happens_in_these_cases() -> None:
    ran, _ = case("everything")
    lines = [line for life in range(ran.scenario.people) for line in ran.story(life)]
    elsewhere = {
        "birth",
        "born",
        "death",
        "stage",
        "work",
        "door",
        "delay",
        "kept_out",
        "let_in",
        "earns",
        "owes",
        "army",
        "championship",
        "job",
        "hired",
        "changed",
        "party",
        "set",
        "ended",
        "laid_off",  # these two in "companies"
        "taken_on",
        "joins",  # these three in test_consent
        "leaves",
        "not_scored",
    }
    assert {line.kind for line in lines} == set(TRACES) - elsewhere
    entries = [line for line in lines if line.kind == "entry"]
    assert {line.truth for line in entries} == set(TRUTHS)
    assert {line.channel for line in entries} == set(CHANNELS)
    assert any(line.due_day < line.day for line in entries)
    assert any(line.due_day == line.day for line in entries)
    assert ran.total("spells").sum(axis=(0, 1))[:-1].min() > 0  # but by death
    assert ran.total("encounters").sum(axis=0).min() > 0
    assert ran.total("process").sum(axis=(0, 1)).min() > 0
    assert ran.total("recoveries").sum() > 0
    assert ran.periods[-1].liberty.sum() > 0
    for name in ("spoken", "taken", "strain_for_points", "strain_on_care", "strain_behind", "news"):
        assert ran.total(name).sum() > 0, name
    fields = np.array([tick.fields for tick in ran.ticks])
    for k, name in enumerate(FIELDS):
        nothing = name in (
            "reach_office",
            "alarms_informants",
            "school_places",
            "care_first_days",
            "care_others_days",
            "hired",
            "promoted",
            "favours_left",
            "hidden",
            "doubted",
            "of_staff",
        )
        assert (fields[..., k].max() > 0) != nothing, name
    for share in ("visit_share", "reach_faces"):
        assert len(np.unique(fields[..., FIELDS.index(share)])) > 2
    waits = fields[..., FIELDS.index("wait_days")]
    assert ((waits > 1) & (waits < 60)).any()


def test_releases_that_set_the_score_are_among_what_is_compared() -> None:
    _, twin = case("everything")
    assert sum(life.cleared_on > 0 for life in twin.lives) > 20


@pytest.mark.parametrize("name", ["everything", "cycle"])
def test_scores_that_return_to_their_start_are_among_what_is_compared(name: str) -> None:
    _, twin = case(name)
    lines = [line for life in twin.lives for line in life.story if line.kind == "reset"]
    assert len(lines) > 100
    assert min(sum(line.points > 0 for line in lines), sum(line.points < 0 for line in lines)) > 20
    assert all(line.score == 100 for line in lines)
    if name == "cycle":
        assert len({line.day % 60 for line in lines if line.day % 60}) > 1, "cycles begin as lives come of age"


def test_windows_that_roll_are_among_what_is_compared() -> None:
    _, twin = case("everything")
    refused = Counter(line.act for life in twin.lives for line in life.story if line.kind == "capped")
    assert min(refused["medal"], refused["grudge"]) > 5
    told = [line.grade for life in twin.lives for line in life.story if line.kind == "entry" and line.act == "tell"]
    assert refused["tell"] > 5 and "E" not in told
    assert any(days[-1] - days[0] >= 90 for life in twin.lives for days in life.within.values())


def test_counters_that_drop_are_among_what_is_compared() -> None:
    """No score deserves F; some come there by one entry more than they did by another, and some that were struck."""
    _, twin = case("everything")
    entries = [line for life in twin.lives for line in life.story if line.kind == "entry"]
    assert sum(line.grade == "F" for line in entries) > 50
    assert len({line.act for line in entries if line.grade == "F"}) > 4
    assert any(len(life.taken) > 5 for life in twin.lives)


def test_courses_of_life_are_among_what_is_compared() -> None:
    """Who joins, comes back, and is refused by the army and the Party for either standing; work of every kind."""
    ran, _ = case("entitled lives")
    army, party, jobs = (ran.total(name).sum(axis=0) for name in ("army", "party", "jobs"))
    assert army.min() > 3 and party.min() > 0 and jobs.min() > 100
    schooling = ran.total("schooling").sum(axis=0)[..., SCHOOLED.index("kindergarten"), :]
    assert schooling.sum() > 0, "children whose kindergarten gates moved"
    assert ran.total("championships").sum() > 100 and ran.total("doors").sum() > 10
    acts = ran.total("acts").sum(axis=(0, 2))
    assert min(acts[ran.scenario.act_names.index(name)] for name in ("enlists", "medal")) > 5


def test_the_net_is_among_what_is_compared() -> None:
    """Every figure of posts, sites, the firewall, offers, rumours and chilling is above 0 somewhere in the end."""
    ran, _ = case("entitled lives")
    for name in ("posts", "sites", "firewall", "offers", "rumours", "chilling"):
        sheet = sum(getattr(period, name) for period in ran.periods)
        assert (sheet.reshape(-1, sheet.shape[-1]).max(axis=0) > 0).all(), name
