"""Censorship: what is seen of what is said, and the share that deletion hides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.censorship import TERMS, censors, spoken_seen

OPINIONS = st.lists(st.floats(-1, 1), min_size=2, max_size=30)


@given(OPINIONS, st.floats(0, 0.9))
def test_what_is_hidden_is_only_what_is_said_against(said: list[float], hidden: float) -> None:
    openly = [opinion for opinion in said if opinion < 0]
    found = spoken_seen(sum(said), sum(openly), len(openly), len(said), hidden)
    plain = spoken_seen(sum(said), sum(openly), len(openly), len(said), 0.0)
    assert plain == pytest.approx(sum(said) / len(said))
    weights = [1 - hidden if opinion < 0 else 1.0 for opinion in said]
    weighted = sum(w * opinion for w, opinion in zip(weights, said, strict=True)) / sum(weights)
    assert found == pytest.approx(weighted)
    assert found >= plain - 1e-9


def test_it_needs_posts_and_opinions() -> None:
    whole = load_scenario("spoken-word", people=2000)
    assert censors(whole)
    for name in ("posts", "opinion", "fear", "censorship"):
        off = load_scenario("spoken-word", people=2000, off=(name,))
        assert not censors(off)
        assert next(term for term in TERMS if term.name == "political_cut").of(off) == 0.0


def test_the_cut_of_political_posts_is_recall_and_zeal_of_what_is_on_the_net() -> None:
    """Collective action (zeal 1) and criticism (less) by their parts of the political, see `content.csv`."""
    cut = next(term for term in TERMS if term.name == "political_cut").of(load_scenario("spoken-word", people=2000))
    assert 0.0 < cut <= 0.5 * 0.7
    more = load_scenario("spoken-word", people=2000, set={"regime.posts.recall": 0.9})
    assert next(t for t in TERMS if t.name == "political_cut").of(more) == pytest.approx(cut * 0.9 / 0.7)
