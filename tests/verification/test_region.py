"""The intensive region: whom its rules touch, and how many it holds, beside what was reported.

Source: seed-061 and xj-001: up to a million held, of 13 million under the platform. The rate of one act was chosen by
that number, so agreement with it checks the way from the act to the camp, and not the rate.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import credopolis as cp
from credopolis.store.run import Run

from .tools import report


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder: Path = tmp_path_factory.mktemp("run") / "run"
    return cp.run("intensive-region", people=300_000, years=3, seed=4, out=folder, threads=2)


def test_only_the_region_is_touched(lived: Run) -> None:
    """No channel elsewhere sees what the rules flag."""
    listed = lived.sql("select province, sum(lives) as n from listed group by province having n > 0")
    assert listed["province"].to_list() == ["Xinjiang"]


def test_about_as_many_are_held_as_was_reported(lived: Run) -> None:
    held = lived.sql("select sum(removed) as n from removals where day = (select max(day) from removals)")["n"].item()
    share = held / 300_000 * 1_409_778_724 / 13e6
    report("held", lives=held, of_13_million=share)
    assert 0.03 < share < 0.14


def test_the_minority_is_struck_more(lived: Run) -> None:
    last = "day = (select max(day) from grades)"
    lives = 'select "group", sum(lives) as n from grades where province = \'Xinjiang\' and {} group by "group"'
    everybody = dict(lived.sql(lives.format(last)).iter_rows())
    listed = dict(lived.sql(lives.replace("grades", "listed").format(last)).iter_rows())
    shares = {group: listed[group] / everybody[group] for group in ("majority", "minority")}
    report("struck", **shares)
    assert shares["minority"] > 2 * shares["majority"]
