"""Layers of the wall against what the engine, a dossier and the run's tables have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from credopolis.analysis.lives.dossier import dossier_of
from credopolis.core.jit import plain
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import FIELDS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.fear import fear_now
from credopolis.mechanisms.publicity import shamed
from credopolis.mechanisms.removal import witnessed
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings
from credopolis.studio.child import provinces_of, sight_of
from credopolis.studio.layers import ENTRY_DAYS, RECENT_DAYS, layers_of
from credopolis.studio.layers_of_minds import FEARS

LIVES = 4_000


def scenario(**changes: Any) -> Scenario:
    """A society whose entries are shown."""
    return replace(load_scenario("popular-account", people=LIVES, years=3, seed=4, **changes), shows_entries=True)


class Watched:
    """A run with the values of a layer after each tick, and the grades; and the fields that lives read."""

    def __init__(self, about: Scenario, name: str) -> None:
        self.about = about
        self.values: list[Any] = []
        self.grades: list[Any] = []
        self.days: list[int] = []
        self.fields: list[Any] = []
        read = {layer.name: layer for layer in layers_of(about)}[name].reader()
        with _session(about) as session:
            session.watch(self)
            self.province = provinces_of(session)
            sight = sight_of(session, self.province, session.course.institutions.fields)
            while True:
                self.values.append(read(sight))
                self.grades.append(sight.standing["grade"].astype(int))
                self.days.append(sight.day)
                if session.over:
                    break
                session.advance(ticks=1)
                sight = sight_of(session, self.province, self.fields[-1])
            self.sight, self.digest = sight, session.outcome().state_digest
            acts = zip(about.act_names, session.course.engine.law.acts[0], strict=True)
            self.negative = {name for name, act in acts if act["negative"]}

    def on_tick(self, tick: Any) -> None:
        """Keep what lives read."""
        self.fields.append(tick.fields.copy())

    def on_period(self, period: Any) -> None:
        """Nothing."""


@contextmanager
def _session(about: Scenario) -> Iterator[Session]:
    with Session.begin(about, RunSettings(threads=1, hold_period=False)) as session:
        yield session


def test_a_recent_change_is_the_latest_within_a_month_as_counted_from_grades_alone() -> None:
    run = Watched(scenario(), "change")
    n, seen = len(run.about.dimensions.grades), set()
    for t, (day, shown) in enumerate(zip(run.days, run.values, strict=True)):
        wanted = np.zeros(LIVES, np.uint8)
        for k in range(1, t + 1):  # later changes take the place of earlier ones
            before, after = run.grades[k - 1], run.grades[k]
            if run.days[k] > day - RECENT_DAYS:
                moved = before != after
                wanted[moved] = np.where(after > before, 1, 2)[moved]
                wanted[moved & ((before == n) | (after == n))] = 0
        assert (shown == wanted).all(), day
        seen |= set(np.unique(shown).tolist())
    assert seen == {0, 1, 2}


def test_the_latest_entry_is_what_the_dossier_says_and_changes_nothing() -> None:
    run = Watched(scenario(), "entry")
    shown, fields = run.values[-1], np.stack(run.fields)
    assert set(np.unique(shown).tolist()) == {0, 1, 2}
    some = [int(life) for value in (0, 1, 2) for life in np.flatnonzero(shown == value)[:6]]
    for life in some:
        lines = [
            h for h in dossier_of(run.about, life, fields).happenings if h.kind == "entry" and h.about in run.negative
        ]
        recent = [h for h in lines if h.day + 1 > run.days[-1] - ENTRY_DAYS]
        wanted = 0 if not recent else 1 if recent[-1].truth == "true" else 2
        assert shown[life] == wanted, life
    with _session(replace(run.about, shows_entries=False)) as session:
        assert session.finish().state_digest == run.digest


def test_fear_is_what_its_formula_gives_from_the_block() -> None:
    run = Watched(scenario(set={"regime.fear.stands": True}), "fear")
    of_lives, formula = run.sight.block("fear"), plain(fear_now)
    exposure = run.fields[-1][:, FIELDS.index("exposure")]
    for life in range(0, LIVES, 37):
        since = run.days[-1] - int(of_lives["fear_on"][life])
        half_life = run.about.regime.fear.half_life_days
        fear = formula(float(of_lives["fear"][life]) / 65535, since, exposure[run.province[life]], half_life)
        assert run.values[-1][life] == sum(fear >= bound for bound in FEARS)
    assert len(np.unique(run.values[-1])) > 1


def test_fear_sees_who_is_shamed_and_who_is_gone_as_dossiers_do() -> None:
    taken = {"regime.removal.share_taken": 1.0, "regime.removal.beyond": 0.05, "regime.removal.witness_gain": 50.0}
    about = load_scenario("spoken-word", people=LIVES, years=0.5, seed=4, set=taken)
    run, p, fears = Watched(about, "fear"), about.regime, plain(fear_now)
    gone, shame, of_lives = run.sight.grid("absent"), run.sight.grid("shame"), run.sight.block("fear")
    assert gone.max() > 0 < shame.max()
    exposure, moved = run.fields[-1][:, FIELDS.index("exposure")], 0
    for life in range(0, LIVES, 37):
        shown = plain(shamed)(exposure[run.province[life]], float(shame[life]), p.publicity.exposure_gain)
        seen = plain(witnessed)(shown, float(gone[life]), p.removal.witness_gain)
        since, kept = run.days[-1] - int(of_lives["fear_on"][life]), float(of_lives["fear"][life]) / 65535
        fear = fears(kept, since, seen, p.fear.half_life_days)
        assert run.values[-1][life] == sum(fear >= bound for bound in FEARS), life
        moved += (
            sum(fears(kept, since, shown, p.fear.half_life_days) >= bound for bound in FEARS) != run.values[-1][life]
        )
    assert moved > 0


@pytest.mark.parametrize("name", ["popular-account", "judgment-defaulters", "dangan", "ladder", "rongcheng-2013"])
def test_every_value_has_words_and_a_colour_and_trouble_is_among_them(name: str) -> None:
    about = replace(load_scenario(name, people=2_000, years=1), shows_entries=True)
    for layer in layers_of(about):
        assert len(layer.labels) == len(layer.colours) == len(set(layer.colours)), layer.name
        assert set(layer.trouble) < set(range(len(layer.labels))), layer.name
        assert layer.table in {*_tables(about)}, (layer.name, layer.table)


def _tables(about: Scenario) -> set[str]:
    from credopolis.store.tables import TABLES

    return {"ticks", *(table.name for table in TABLES if not table.needed or about.asks(table.needed))}


@pytest.mark.parametrize(
    ("name", "table"), [("voice", "voices"), ("trust_near", "trust"), ("expressed", "opinions"), ("used", "jolts")]
)
def test_layers_of_minds_show_what_is_counted(name: str, table: str) -> None:
    about = load_scenario("quiet-streets", people=LIVES, years=0.5, seed=4)
    run = Watched(about, name)
    layer = next(layer for layer in layers_of(about) if layer.name == name)
    shown = run.values[-1]
    assert layer.table == table and shown.max() < len(layer.labels) == len(layer.colours)
    if name == "voice":
        kept = run.sight.block("opinion")["opinion"].astype(int)
        assert (shown == 0).sum() == (kept == 0).sum() > 0
        assert (shown == 3).sum() == (kept & 1).sum() > 0
    else:
        assert len(np.unique(shown)) > (1 if name == "expressed" else 0)
