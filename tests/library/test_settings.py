"""What Python takes for a scenario: as the command line takes it, and never a number that others would misread."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

import credopolis as cp
from credopolis.core.errors import BadValue, UnknownName
from credopolis.core.textfile import named
from credopolis.library.names import REGIMES
from credopolis.library.settings import MOST_SEED


@pytest.mark.parametrize(
    "off", ["informants quotas", "informants, quotas", ["informants", "quotas"], {"quotas", "informants"}]
)
def test_what_is_off_is_a_list_or_a_text_as_people_write_it(off: object) -> None:
    assert cp.load_scenario("popular-account", people="2k", off=off).off == ("informants", "quotas")  # type: ignore[arg-type]


@pytest.mark.parametrize("off", [7, ["informants", 7], None, {"informants": True}])
def test_what_names_nothing_is_refused(off: object) -> None:
    with pytest.raises(BadValue, match="informants"):
        cp.load_scenario("popular-account", off=off)  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="informants"):
        cp.load_scenario("popular-account", off="informers")  # type: ignore[arg-type]


def test_every_seed_of_a_study_is_the_same_number_in_floats() -> None:
    assert MOST_SEED + 10_000 < 2**53
    assert int(float(MOST_SEED + 10_000)) == MOST_SEED + 10_000
    assert cp.load_scenario("popular-account", seed=MOST_SEED).seed == MOST_SEED
    with pytest.raises(BadValue, match="the seed"):
        cp.load_scenario("popular-account", seed=MOST_SEED + 1)


@pytest.mark.parametrize("name", REGIMES)
def test_a_scenario_can_be_sent_to_another_process(name: str) -> None:
    scenario = cp.load_scenario(name)
    sent = pickle.loads(pickle.dumps(scenario))
    for other in (sent, copy.deepcopy(scenario)):
        assert other.tables.params == scenario.tables.params
        assert re.sub(r"Cited\[.*?\]\(", "Cited(", repr(other)) == re.sub(r"Cited\[.*?\]\(", "Cited(", repr(scenario))


@pytest.mark.parametrize("name", ["~nosuch/x.yaml", "~nosuch", "a~b", "nosuch/~"])
def test_a_home_that_nobody_has_is_a_name_like_any_other(name: str) -> None:
    assert str(named(name)) == name
