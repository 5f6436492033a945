"""Headline measures: what mechanisms declare is what a run's tables on disk give, and stands nowhere else."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.measures.amounts import amount
from credopolis.analysis.measures.headlines import headlines, measures_for, value
from credopolis.analysis.measures.measured import FLOWS, SHAPE, STOCKS, Measured, gather
from credopolis.core.axes import CELL
from credopolis.core.schema import GROUPS, TRUTHS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.all import HEADLINES, MODULES, QUANTITIES, TALLIES
from credopolis.mechanisms.headline import (
    BELOW_START,
    DAYS,
    END,
    FALSE,
    GRADED,
    GROWTH,
    LIFE_YEARS,
    LIVES,
    NEGATIVE,
    OWN_TOPICS,
    SUM,
    TOPICS,
    YEARS,
    Headline,
    Quantity,
)
from credopolis.store.run import Run
from credopolis.store.tables import TABLES
from tests.house.tree import PACKAGE, modules

ON_DISK = [h for h in HEADLINES if LIVES not in (h.part.table, h.whole.table if h.whole else "")]


RARE = ("accidents_avoided", "missing_found")
"""Of 4,000 people nobody in two years; see `test_what_is_rare_is_counted`."""
FALLEN = ("companies_fallen", "barred_representatives")
"""Of some 60 companies none comes under sanctions in two years; see `tests/verification/test_dismissals.py`."""
_OF_RULES = (
    "entries", "negative_entries", "false_entries", "falls", "lock_days", "recoveries", "removal_days", "searches",
    "negative_a_subject", "other_a_subject", "acts_seen", "reported_upward",
)  # fmt: skip
NOTHING = {
    "popular-account": ("removal_days", "recoveries", *RARE),
    "dangan": ("falls", "lock_days", "searches", "recoveries", *RARE),
    "quiet-streets": ("removal_days", "recoveries", *RARE),
    "clean-up-2009": (*_OF_RULES, *RARE),
    "generations": ("removal_days", "recoveries", *RARE),
    "spoken-word": ("recoveries", *RARE),
    "company-town": ("removal_days", "recoveries", *FALLEN, *RARE),
}
"""Measures that are 0 in these runs; those of no other are."""
ASKED_FOR = {
    "generations": {f"regime.{name}.stands": True for name in ("services", "audits", "careers", "prices", "resale")},
    "clean-up-2009": {f"regime.{name}.stands": True for name in ("offers", "chilling")},
    "spoken-word": {
        "regime.removal.share_taken": 0.5,
        "regime.removal.beyond": 0.5,
        "regime.news.stands": True,
        "regime.news.repression_from": 2021.3,
        "regime.news.repression_reach": 0.3,
        "regime.news.order_from": 2021.3,
        "regime.news.order_reach": 0.3,
    },
}


@pytest.fixture(scope="module", params=NOTHING)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Measured, Run]:
    """A run counted in memory and kept on disk: with grades and searches, with lists, with minds, with the net, with
    everything that lives do and ask for."""
    scenario = load_scenario(request.param, people=4000, years=2, seed=3, set=ASKED_FOR.get(request.param, {}))
    officers = scenario.regime.officers.model_copy(update={"searched": ("A", "B")})
    scenario = replace(scenario, regime=scenario.regime.model_copy(update={"officers": officers}))
    return gather(scenario, 1), cp.execute(scenario, out=tmp_path_factory.mktemp("run") / "run", threads=1)


def on_disk(q: Quantity, m: Measured, run: Run, group: tuple[str, str] | None) -> float:
    """A quantity worked out of the tables of a run."""
    rows = run.scan(q.table).collect()
    for column, word in (*q.where, *((group,) if group else ())):
        said = pl.col(column).cast(pl.String)
        if column == "act":
            named = [act for act, negative in zip(run.labels["act"], m.negative, strict=True) if negative]
            rows = rows.filter(said.is_in(named) == (word == NEGATIVE))
        elif word == FALSE:
            rows = rows.filter(said != "true")
        elif word == GRADED:
            rows = rows.filter(said.is_in(run.labels["grade"][:-1]))
        elif word == BELOW_START:
            rows = rows.filter(said.is_in(run.labels["grade"][: m.scenario.rulebook.start_grade]))
        else:
            rows = rows.filter(said == word)
    if (q.table, q.column) in FLOWS:
        return float(rows[q.column].sum())
    if q.take == SUM:
        count = next(t for t in TALLIES if t.table_name == q.table).value.name
        weighted = pl.col(count) if q.column == count else pl.col(count) * pl.col(q.column)
        return float(rows.select(weighted.sum()).item())
    ends = sorted(run.scan("scores").collect()["day"].unique().to_list())
    summed = dict(rows.group_by("day").agg(pl.col(q.column).sum()).iter_rows())
    by_day = [float(summed.get(day, 0)) for day in ends]
    if q.take in (DAYS, YEARS):
        over = sum((b - a) * (x + y) / 2 for (a, b), (x, y) in zip(pairwise(ends), pairwise(by_day), strict=True))
        return over / (365.25 if q.take == YEARS else 1.0)
    assert q.take in (END, GROWTH)
    return by_day[-1] - (by_day[0] if q.take == GROWTH else 0.0)


def of_tables(declared: Headline, m: Measured, run: Run) -> float:
    """A measure worked out of the tables of a run."""

    def of(group: tuple[str, str] | None) -> float:
        whole = on_disk(declared.whole, m, run, group) if declared.whole else 1.0
        return declared.times * on_disk(declared.part, m, run, group) / whole if whole else math.nan

    if declared.between is None:
        return of(None)
    column, *names = declared.between
    one, other = (of((column, name)) for name in names)
    return one / other if other > 0 else math.nan


@pytest.mark.parametrize("declared", [h for h in ON_DISK if not h.of_each_grade], ids=lambda h: h.name)
def test_a_measure_is_what_the_tables_give(declared: Headline, both: tuple[Measured, Run]) -> None:
    m, run = both
    found = value(declared, m)
    if declared.needs == "grades" and len(m.scenario.rulebook.grade_names) < 2:
        assert math.isnan(found)
        return
    if declared.topic in OWN_TOPICS and declared.part.table not in run.tables:
        over_years = declared.whole == LIFE_YEARS or declared.topic != "speech"
        assert found == 0.0 if over_years else math.isnan(found)
        return
    assert found == pytest.approx(of_tables(declared, m, run), rel=1e-12, nan_ok=True)
    assert found != 0 or declared.name in NOTHING[m.scenario.name]


BY_HAND = {
    "mean_score": "sum(score_sum) / sum(lives) from scores where day = {last}",
    "below_start": "100 * sum(lives) filter (grade in {below}) / sum(lives) filter (grade <> 'unscored')"
    " from grades where day = {last}",
    "entries": "1000 * sum(entries) / {years} from entries",
    "negative_entries": "1000 * sum(entries) / {years} from entries where act in {negative}",
    "false_entries": "1000 * sum(entries) / {years} from entries where truth <> 'true'",
    "false_share": "100 * sum(entries) filter (truth <> 'true') / sum(entries) from entries",
    "falls": "1000 * sum(falls) / {years} from falls",
    "lock_days": "1000 * {days_locked} / {years}",
    "recoveries": "1000 * sum(recoveries) / {years} from recoveries",
    "recovery_days": "sum(days * recoveries) / sum(recoveries) from recoveries",
    "removal_days": "1000 * sum(days_lost) / {years} from removals where day = {last}",
    "searches": "1000 * sum(encounters) / {years} from encounters where encounter = 'search'",
    "negative_ratio_group": "sum(entries) filter (\"group\" = 'minority') / {minority}"
    " / (sum(entries) filter (\"group\" = 'majority') / {majority}) from entries where act in {negative}",
    "false_ratio_group": "sum(entries) filter (\"group\" = 'minority') / {minority}"
    " / (sum(entries) filter (\"group\" = 'majority') / {majority}) from entries where truth <> 'true'",
    "below_ratio_group": "avg(case when grade in {below} then 1.0 else 0 end) filter (\"group\" = 'minority')"
    " / avg(case when grade in {below} then 1.0 else 0 end) filter (\"group\" = 'majority')"
    " from (select *, unnest(range(lives)) from grades where day = {last} and grade <> 'unscored')",
    "negative_ratio_area": "sum(entries) filter (area = 'urban') / {urban}"
    " / (sum(entries) filter (area = 'rural') / {rural}) from entries where act in {negative}",
    "negative_ratio_sex": "sum(entries) filter (sex = 'female') / {female}"
    " / (sum(entries) filter (sex = 'male') / {male}) from entries where act in {negative}",
    "negative_share": "100 * sum(entries) filter (act in {negative}) / sum(entries) from entries",
    "negative_a_subject": "sum(entries) / {scored} from entries where act in {negative}",
    "other_a_subject": "sum(entries) / {scored} from entries where act not in {negative}",
    "acts_of_speech": "1000 * sum(times) / {years} from spoken",
    "taken_away": "1000 * sum(lives) / {years} from taken",
    "trust_in_neighbours": "sum(percent * lives) / sum(lives) from trust where trusted = 'neighbours'",
    "trust_in_state": "sum(percent * lives) / sum(lives) from trust where trusted = 'state'",
    "loyalty": "100 * sum(lives) filter (loyal = 'state') / sum(lives) from loyalty",
    **{
        f"support_told_{name}": f"0.1 * sum(amount) filter (summed = 'expressed' and news = '{arm}')"
        f" / sum(amount) filter (summed = 'lives' and news = '{arm}') from news"
        for name, arm in (("nothing", "told nothing"), ("of_repression", "repression"), ("of_order", "order"))
    },
    "acts_seen": "1000 * sum(sightings) / {years} from sightings",
    "accidents_avoided": "1000 * sum(helped) / {years} from incidents where incident = 'accident'",
    "missing_found": "1000 * sum(helped) / {years} from incidents where incident = 'missing_person'",
    "refused": "1000 * sum(refusals) / {years} from refusals",
    "delayed": "1000 * sum(delays) / {years} from delays",
    "served": "1000 * sum(served) / {years} from waits",
    "gave_up": "1000 * sum(gave_up) / {years} from waits",
    "moved": "1000 * sum(yuan) / {years} from transfers where side = 'gets'",
    "births": "1000 * sum(births) / {years} from births",
    "deaths": "1000 * sum(deaths) / {years} from deaths",
    "to_college": "1000 * sum(lives) / {years} from stages where stage_of_life = 'goes on to college or university'",
    "work_lost": "1000 * sum(times) / {years} from jobs where work_outcome = 'loses work'",
    "promotions": "1000 * sum(times) / {years} from jobs where work_outcome = 'is promoted'",
    "party_joined": "1000 * sum(lives) / {years} from party where party_outcome = 'joins the Party'",
    "kept_out": "1000 * sum(lives) / {years} from schooling where way = 'kept out'",
    "reported_upward": "1000 * sum(reported) / {years} from offices",
    "found_by_the_centre": "1000 * sum(found_favours) / {years} from audits",
    "resold": "1000 * sum(sold) / {years} from resold",
    "companies_fallen": "1000 * sum(fell) / {years} from companies",
    "companies_closed": "1000 * sum(closed) / {years} from companies",
    "dismissed": "1000 * sum(times) / {years} from dismissed where with_companies = 'is dismissed'",
    "barred_representatives": "1000 * sum(times) / {years} from barred_representatives",
    "officials_promoted": "1000 * sum(promoted) / {years} from careers",
    "posts_deleted": "1000 * sum(deleted) / {years} from posts",
    "posts_reported": "1000 * sum(reported) / {years} from posts",
    "sites_closed": "1000 * sum(closed) / {years} from sites",
    "visits_stopped": "1000 * sum(by_name) / {years} from firewall",
    "visits_got_through": "1000 * sum(reached) / {years} from firewall",
    "offers_used": "1000 * sum(used) / {years} from offers",
    "sensitive_views": "1000 * sum(views) / {years} from chilling",
    "left_unread": "1000 * sum(unread) / {years} from chilling",
    "false_heard": "1000 * sum(heard) / {years} from rumours where rumour = 'false'",
    "false_heard_undeleted": "1000 * sum(heard_undeleted) / {years} from rumours where rumour = 'false'",
    "mean_private": "sum(percent * lives) / sum(lives) from opinions where opinion = 'private'",
    "mean_expressed": "sum(percent * lives) / sum(lives) from opinions where opinion = 'expressed'",
    "falsification_gap": "100 * (sum(lives) filter (question = 'direct' and answer = 'approves')"
    " - sum(lives) filter (question = 'indirect' and answer = 'approves'))"
    " / sum(lives) filter (question = 'direct') from answers",
    "open_opposition": "100 * sum(lives) filter (answer = 'does not') / sum(lives)"
    " from answers where question = 'direct'",
    "approval_direct": "100 * sum(lives) filter (answer = 'approves') / sum(lives)"
    " from answers where question = 'direct'",
    "approval_indirect": "100 * sum(lives) filter (answer = 'approves') / sum(lives)"
    " from answers where question = 'indirect'",
    "self_censorship": "100 * sum(lives) filter (stance = 'silent')"
    " / sum(lives) filter (stance <> 'agrees') from voices",
}
"""What each measure is by its title and unit, said once more in SQL; the test above reads what is declared."""


def numbers_of(m: Measured, run: Run) -> dict[str, object]:
    """What the queries above refer to."""

    def over_time(table: str, column: str, where: str = "true") -> float:
        rows = run.sql(f"select day, sum({column}) as n from {table} where {where} group by day order by day")
        days = run.sql("select distinct day from scores order by day")["day"].to_list()
        counted = dict(rows.iter_rows())
        return float(np.trapezoid([float(counted.get(day, 0)) for day in days], days))

    def names(some: list[str]) -> str:
        return "(" + ", ".join(f"'{name}'" for name in ["", *some]) + ")"

    groups = {"group": ("minority", "majority"), "area": ("urban", "rural"), "sex": ("female", "male")}
    years = {
        name: over_time("scores", "lives", f"\"{column}\" = '{name}'") / 365.25
        for column, both in groups.items()
        for name in both
    }
    last = run.sql("select max(day) as day from scores")["day"].item()
    acts = zip(run.labels["act"], m.negative, strict=True)
    return years | {
        "last": last, "years": over_time("scores", "lives") / 365.25, "days_locked": over_time("grades", "locked"),
        "negative": names([act for act, negative in acts if negative]),
        "below": names(list(run.labels["grade"][: m.scenario.rulebook.start_grade])),
        "scored": run.sql(f"select sum(lives) as n from scores where day = {last}")["n"].item(),
    }  # fmt: skip


def test_a_measure_is_what_its_title_and_unit_say(both: tuple[Measured, Run]) -> None:
    m, run = both
    declared = {h.name: h for h in ON_DISK if not h.of_each_grade}
    assert BY_HAND.keys() == declared.keys()
    numbers = numbers_of(m, run)
    for name, words in BY_HAND.items():
        found = value(declared[name], m)
        if math.isnan(found) or declared[name].part.table not in run.tables:
            continue
        expected = float(run.sql(f"select {words.format(**numbers)}").item() or 0)
        assert found == pytest.approx(expected, rel=1e-9), name


def test_shares_of_grades_are_what_the_tables_give(both: tuple[Measured, Run]) -> None:
    m, run = both
    if len(m.scenario.rulebook.grade_names) < 2:
        pytest.skip("a ladder of one grade")
    (each,) = (h for h in HEADLINES if h.of_each_grade)
    shares = {name: value(each.of_grade(name), m) for name in m.scenario.rulebook.grade_names}
    assert sum(shares.values()) == pytest.approx(100)
    for name, share in shares.items():
        assert share == pytest.approx(of_tables(each.of_grade(name), m, run))
    assert math.isnan(value(each.of_grade("Z"), m))


def test_what_is_declared_can_be_counted() -> None:
    tables = {t.name: {c.name for c in t.columns} for t in TABLES}
    tallies = {t.table_name: t for t in TALLIES}
    for q in QUANTITIES:
        if q.table != LIVES:
            assert {q.column, *(column for column, _ in q.where)} <= tables[q.table], q
            summed = q.table in tallies or (q.table, q.column) in FLOWS
            assert summed if q.take == SUM else (q.table, q.column) in STOCKS, q
    names = [h.name for h in HEADLINES]
    assert len(set(names)) == len(names)
    assert [TOPICS.index(h.topic) for h in HEADLINES] == sorted(TOPICS.index(h.topic) for h in HEADLINES)
    with pytest.raises(ValueError, match="no topic 'luck'"):
        Headline("luck", "luck", "%", "luck", Quantity("entries", "entries"))


def test_what_is_compared_between_groups_is_counted_by_cell(both: tuple[Measured, Run]) -> None:
    tallies = {t.table_name: t for t in TALLIES}
    for h in HEADLINES:
        for q in (h.part, h.whole) if h.between else ():
            assert q is not None
            axes = tallies[q.table].shown if q.take == SUM else STOCKS[q.table, q.column][1]
            assert axes[0] == CELL, h.name
    with pytest.raises(ValueError, match=r"falls\.falls is not counted by groups"):
        amount(both[0], Quantity("falls", "falls"), ("group", "minority"))


def test_mechanisms_declare_all_but_what_compares_groups() -> None:
    own = [h.name for module in MODULES for h in getattr(module, "HEADLINES", ())]
    assert {h.name for h in HEADLINES} - set(own) == {h.name for h in HEADLINES if h.topic == "equality"}


def test_measures_are_named_once() -> None:
    """No list of measures beside the mechanisms' own: their titles stand in no other module."""
    of_tables = {"negative entries", "false entries", "searches of homes without cause"}  # words of other pages, too
    titles = [h.title for h in HEADLINES if " " in h.title and h.title not in of_tables]
    found = [
        f"{path.name}: {title}"
        for path in modules()
        if path.parent != PACKAGE / "mechanisms"
        for title in titles
        if f'"{title}"' in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_a_run_gives_every_measure_in_order(both: tuple[Measured, Run]) -> None:
    m, _ = both
    names, grades = list(headlines(m)), m.scenario.rulebook.grade_names
    assert names == [one.name for one in measures_for([tuple(m.scenario.rulebook.grade_names)])]
    assert names[: len(grades)] == [f"grade {name}" for name in reversed(grades)] or len(grades) == 1
    assert names[-1] == "negative_ratio_sex"


def test_days_to_recover_are_weighted_by_recoveries() -> None:
    m = Measured(load_scenario("popular-account", people=1000, years=1, seed=1))
    m.events["recoveries"] = np.array([0.0, 2.0, 0.0, 1.0])
    days = next(h for h in HEADLINES if h.name == "recovery_days")
    assert value(days, m) == pytest.approx((2 * 1 + 1 * 3) / 3)


def test_a_ratio_of_a_group_that_is_not_there_is_not_defined() -> None:
    m = Measured(load_scenario("popular-account", people=1000, years=1, seed=1))
    m.pairs, m.negative = np.array([[0, 0]]), np.array([True])
    years = np.ones(SHAPE)
    years[:, :, GROUPS.index("minority")] = 0.0
    m.over_time["scored", YEARS] = years.reshape(-1)
    m.events["entries"] = np.ones((years.size, 1, len(TRUTHS)))
    declared = {h.name: h for h in HEADLINES}
    assert math.isnan(value(declared["negative_ratio_group"], m))
    assert value(declared["negative_ratio_sex"], m) == pytest.approx(1.0)


def test_what_is_rare_is_counted() -> None:
    m = Measured(load_scenario("popular-account", people=1000, years=1, seed=1))
    m.over_time["scored", YEARS] = np.full(SHAPE, 500.0 / np.prod(SHAPE)).reshape(-1)
    m.flows["incidents"] = np.array([[40.0, 3.0], [7.0, 2.0], [9.0, 5.0]])
    declared = {h.name: h for h in HEADLINES}
    assert value(declared["accidents_avoided"], m) == pytest.approx(6.0)
    assert value(declared["missing_found"], m) == pytest.approx(4.0)
