"""Targets that compare variants of a scenario, or count posts: on numbers made by hand, and on small runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from credopolis.analysis.measures.acts import count_acts
from credopolis.analysis.targets import v12, v18, v21
from credopolis.analysis.targets.variants import EVERYWHERE, NOWHERE, changed
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.posts import people_post


def test_a_variant_is_the_scenario_with_what_is_changed() -> None:
    scenario = load_scenario("clean-up-2009", people=1000, seed=5, set={"regime.posts.recall": 0.6}, off=["rumours"])
    other = changed(scenario, {"regime.posts.precision": 0.7}, ("clean_ups",))
    assert (other.seed, other.people, other.days) == (scenario.seed, scenario.people, scenario.days)
    assert other.regime.posts.recall == 0.6 and other.regime.posts.precision == 0.7
    assert {"rumours", "clean_ups"} <= {*other.off} and people_post(other) and "clean_ups" not in scenario.off
    assert changed(scenario, {}).regime == scenario.regime


def test_what_rewards_brought_about_and_punishments_held_back() -> None:
    counts = count_acts(load_scenario("rongcheng-2013", people=1000, years=0.2))
    good, bad = counts.rewards[0], counts.penalties[0]
    done = dict.fromkeys(counts.done, 5)
    both, no_gains, no_losses = (
        replace(counts, done={**done, **its}) for its in ({good: 40, bad: 10}, {good: 10, bad: 12}, {good: 44, bad: 20})
    )
    found = v12.Answers(both, no_gains, no_losses)
    assert (found.brought, found.held_back) == (30, 10) and v12.by_rewards(found) == 75.0
    assert v12.by_rewards(v12.Answers(both, both, no_losses)) == 0.0
    assert np.isnan(v12.by_rewards(v12.Answers(both, both, both)))


def test_effects_of_cameras_are_beside_none() -> None:
    crimes = v18.Crimes(200, 180, 170, 196)
    effect, watching = (asked.of(crimes) for asked in v18.TARGET.asked)
    assert effect == pytest.approx(-10.0) and watching == pytest.approx(13.0)
    assert np.isnan(v18.Crimes(0, 0, 0, 0).effect(0))


def test_nothing_builds_on_cameras_in_either_world() -> None:
    scenario = load_scenario("popular-account", people=1000, years=0.2)
    none, everywhere = changed(scenario, NOWHERE), changed(scenario, EVERYWHERE)
    assert none.regime.cameras.ceiling_per_1000 == 0.0 and everywhere.regime.cameras.ceiling_per_1000 == 2000.0
    for one in (none, everywhere):
        assert (
            one.regime.faces.engines_per_million == one.regime.robots.sees_share == one.regime.drones.sees_share == 0.0
        )


def test_posts_removed_are_those_deleted_outside_campaigns() -> None:
    posts = v21.Posts({"a": 100.0, "b": 300.0}, {"a": 70.0, "b": 30.0})
    assert posts.removed("a") == 70.0 and posts.removed("a", "b") == 25.0
    assert np.isnan(v21.Posts({"a": 0.0}, {"a": 0.0}).removed("a"))
    lived = v21.lived(load_scenario("clean-up-2009", people=1000, years=0.1, seed=2))
    p = load_scenario("clean-up-2009", people=1000).regime.posts
    assert lived.removed(v21.CALLS) == pytest.approx(100 * p.recall, abs=1.0)  # readers keep up
    assert lived.removed(v21.CRITICISM) == pytest.approx(15 * p.recall, abs=0.3)
