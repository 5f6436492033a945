"""One population over workers: the bits of one process, a lost worker's districts had again, bytes that stay flat."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import dask
import numpy as np
import psutil
import pytest

from credopolis.core.errors import CapacityExceeded, CredopolisError, Misuse
from credopolis.engine.cluster import Cluster, free_memory, open_cluster
from credopolis.engine.messages import Order
from credopolis.engine.records import Period, Tick
from credopolis.engine.scenario import Era, Scenario
from credopolis.engine.share import Share
from credopolis.engine.spread import Lost, Spread, cut
from credopolis.engine.tally import OUTCOMES
from credopolis.engine.world import FIELDS, SUMS
from credopolis.society.layout import plan
from tests.living import simulate

from .cases import Ran
from .test_births_and_deaths import lively
from .test_consent import asked, meeting
from .test_eras import AMID, THIRD, one, other
from .test_exact import assert_same, busy, threaded
from .test_of_entries import side_by_side
from .test_workplaces import scenario as with_companies

pytestmark = pytest.mark.alone
COMES_BACK_SECONDS = 60


@pytest.fixture(scope="module")
def pair() -> Iterator[Cluster]:
    """Two local workers."""
    with open_cluster(workers=2) as cluster:
        yield cluster


def ran(scenario: Scenario, cluster: Cluster | None, kill_at: tuple[int, ...] = ()) -> Ran:
    """A run on workers or in this process; after the ticks named, a worker that holds lives is killed by its pid."""
    periods: list[Period] = []
    ticks: list[Tick] = []

    def on_tick(tick: Tick) -> None:
        ticks.append(tick)
        if tick.index in kill_at:
            assert cluster is not None
            pids = [pid for _, _, pid in cluster.everywhere(free_memory).values()]
            os.kill(pids[tick.index % len(pids)], signal.SIGKILL)

    outcome = simulate(scenario, threads=1, on_period=periods.append, on_tick=on_tick, cluster=cluster)
    return Ran(scenario, None, outcome, periods, ticks)  # type: ignore[arg-type]


def random_ticks(scenario: Scenario, n: int) -> tuple[int, ...]:
    """Ticks of a run that nobody chose, which a failure names."""
    ticks = np.random.default_rng(int.from_bytes(os.urandom(8), "big")).choice(scenario.ticks - 1, n, replace=False)
    print("a worker is killed after ticks", ticks)
    return tuple(sorted(int(tick) for tick in ticks))


def test_two_workers_give_the_bits_of_one_process(pair: Cluster) -> None:
    by_district = replace(busy(), by_district=True)
    assert_same(ran(by_district, None), ran(by_district, pair))


def test_two_workers_give_the_bits_of_one_process_where_lives_begin_grow_and_end(pair: Cluster) -> None:
    """Births, deaths, stages, requests, queues, money, gates; a worker is lost, its districts are had again."""
    scenario = lively()[0]
    alone = ran(scenario, None)
    assert_same(alone, ran(scenario, pair))
    assert_same(alone, ran(scenario, pair, kill_at=(11,)))
    assert_same(alone, threaded(scenario, 2))
    for name in ("births", "deaths", "stages", "refusals", "queues", "transfers", "gates"):
        assert sum(float(np.abs(getattr(period, name)).sum()) for period in alone.periods) > 0, name


def test_rules_change_with_workers_as_in_one_process(pair: Cluster) -> None:
    """Some provinces live by other rules from the start, all from a day on; a worker is lost after the change."""
    day = AMID * one().tick_days
    eras = (Era(0, other().rules, THIRD), Era(day, other().rules), Era(day + 35, one().rules, THIRD))
    scenario = replace(one(), eras=eras)
    assert_same(ran(scenario, None), ran(scenario, pair, kill_at=(AMID + 1,)))


def test_who_joins_and_leaves_the_score_is_the_same_over_workers(pair: Cluster) -> None:
    """More agree from a day on in some provinces, and fewer in the others."""
    books = [asked(share, people=3000, grid_lives=60, district_grids=1)[1] for share in (0.3, 0.8)]
    (few, _), (many, _) = meeting(*books, people=3000, grid_lives=60, district_grids=1)
    names = tuple(province.name for province in few.tables.provinces)
    scenario = replace(
        few, eras=(Era(0, many.rules, names[1::2]), Era(70, many.rules), Era(70, few.rules, names[1::2]))
    )
    assert_same(ran(scenario, pair), threaded(scenario, 2))


def test_scores_that_hang_on_entries_are_the_same_over_workers(pair: Cluster) -> None:
    """Cycles that set grades, means, entries that end others, each in its provinces; a worker is lost amid it."""
    assert_same(ran(side_by_side(), None), ran(side_by_side(), pair, kill_at=(11,)))


def test_companies_are_told_over_workers_as_in_one_process(pair: Cluster) -> None:
    """A worker is lost after districts were told of companies: what they were told is told again."""
    assert_same(ran(with_companies(), None), ran(with_companies(), pair, kill_at=(7,)))


def test_a_worker_killed_at_a_random_tick_costs_no_bit(pair: Cluster) -> None:
    before = set(pair.threads())
    assert_same(ran(busy(), None), ran(busy(), pair, kill_at=random_ticks(busy(), 1)))
    pair.client.wait_for_workers(2, timeout=COMES_BACK_SECONDS)
    assert len(before & set(pair.threads())) == 1


def test_a_worker_killed_before_it_has_built_its_lives_costs_no_bit(
    pair: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, killed = Spread._check_memory, []

    def check_and_kill(spread: Spread) -> None:
        check(spread)
        killed.append(pair.everywhere(free_memory)[spread.homes[1]][2])
        os.kill(killed[0], signal.SIGKILL)

    monkeypatch.setattr(Spread, "_check_memory", check_and_kill)
    assert_same(ran(busy(), None), ran(busy(), pair))
    assert len(killed) == 1
    pair.client.wait_for_workers(2, timeout=COMES_BACK_SECONDS)


@pytest.mark.slow
def test_a_worker_that_is_not_there_when_dask_would_give_it_up_comes_back() -> None:
    """Lost, back, and lost again just before Dask looks whether it is there, 15 seconds after it was first lost."""

    def lose(cluster: Cluster) -> float:
        ((_, _, pid),) = cluster.everywhere(free_memory).values()
        os.kill(pid, signal.SIGKILL)
        while cluster.threads():
            time.sleep(0.01)
        return time.monotonic()

    with open_cluster(workers=1) as cluster:
        first = lose(cluster)
        cluster.client.wait_for_workers(1, timeout=12)
        time.sleep(first + 14.8 - time.monotonic())
        lose(cluster)
        cluster.client.wait_for_workers(1, timeout=COMES_BACK_SECONDS)
        assert time.monotonic() > first + 15.0, "it was back before Dask looked, so nothing was tried"


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_and_three_kills(workers: int) -> None:
    alone = ran(busy(), None)
    with open_cluster(workers=workers) as cluster:
        assert_same(alone, ran(busy(), cluster))
        assert_same(alone, ran(busy(), cluster, kill_at=random_ticks(busy(), 3)))


def test_one_worker_of_a_named_cluster(pair: Cluster, tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    key.write_text(pair.client.security.tls_client_key)
    cert.write_text(pair.client.security.tls_client_cert)
    files = {"ca-file": cert, "client.key": key, "client.cert": cert}
    with dask.config.set({f"distributed.comm.tls.{name}": str(file) for name, file in files.items()}):
        with open_cluster(workers=1, address=pair.client.scheduler.address) as other:
            assert len(other.addresses()) == 1
            assert_same(ran(busy(), None), ran(busy(), other))
    assert len(pair.threads()) == 2  # left running


def test_bytes_of_a_tick_do_not_grow_with_lives(pair: Cluster) -> None:
    bytes_a_tick = []
    for people in (2_000, 8_000, 32_000):
        scenario = replace(busy(), people=people, days=28)
        crew = Spread(scenario, pair, 1)
        fields = np.ones((len(scenario.tables.provinces), len(FIELDS) + len(scenario.act_names)))
        for tick in range(scenario.ticks):
            crew.live(fields, tick)
            crew.gather()
        extent = crew.engine.extent
        row = 8 * (len(SUMS) + extent.n_standings + len(OUTCOMES) * extent.n_acts)
        shared = sum(own.stop - own.start for own in crew._own) - len(scenario.tables.provinces)
        assert shared in (0, 1)  # the province in which districts are cut is in two replies
        bytes_a_tick.append((crew.sent + crew.received) / scenario.ticks - shared * row)
        crew.close()
    assert len(set(bytes_a_tick)) == 1
    assert 1_000 < bytes_a_tick[0] < 50_000


class Cancelled:
    """A future of a task that Dask cancelled, and over whose result it stumbles."""

    status = "cancelled"

    def result(self, timeout: float) -> None:
        raise UnboundLocalError("result")


def test_a_task_that_was_cancelled_is_a_lost_one_and_its_worker_may_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credopolis.engine.spread._REPLACEMENT_SECONDS", 0.1)
    crew = object.__new__(Spread)
    alive = {"tcp://a:1": 1}
    crew.cluster, crew.homes = SimpleNamespace(threads=lambda: alive), ["tcp://a:1"]  # type: ignore[assignment]
    with pytest.raises(Lost):
        crew._wait(Cancelled(), "tcp://a:1")
    assert crew._home_for(0, [0]) == "tcp://a:1"
    alive.clear()
    with pytest.raises(CredopolisError, match="No worker is left"):
        crew._home_for(0, [0])


def test_an_error_in_a_worker_keeps_its_message_and_fields(pair: Cluster) -> None:
    with pytest.raises(CapacityExceeded, match="District 3 ran out of calendar space in tick 5") as caught:
        pair.executor().submit(_fail, 1).result()
    assert (caught.value.district, caught.value.tick, caught.value.exit_code) == (3, 5, 1)


def _fail(_: int) -> None:
    raise CapacityExceeded(3, 5)


def test_a_share_answers_a_repeated_call_as_before_and_refuses_a_wrong_one() -> None:
    scenario = busy()
    share = Share(scenario, 2, 5, 1, [])
    fields = np.ones((len(scenario.tables.provinces), len(FIELDS) + len(scenario.act_names)))
    first = share.live(0, Order(fields, True))
    state = share.digests()
    assert share.live(0, Order(fields, True)) is first
    np.testing.assert_array_equal(share.digests(), state)
    with pytest.raises(CredopolisError, match="asked for tick 5 and stands at 1"):
        share.live(5, Order(fields, False))


def test_districts_are_cut_into_contiguous_even_shares() -> None:
    scenario = busy()
    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    for parts in (1, 2, 3, 7, layout.n_districts, layout.n_districts + 5):
        shares = cut(layout, parts)
        assert len(shares) == min(parts, layout.n_districts)
        assert [a for a, _ in shares] == [0, *[b for _, b in shares[:-1]]]
        assert shares[-1][1] == layout.n_districts
        lives = [layout.lives_of_district(b - 1)[1] - layout.lives_of_district(a)[0] for a, b in shares]
        assert min(lives) > 0
        assert max(lives) - min(lives) < 250


def test_a_wrong_address_and_nothing_asked_for() -> None:
    with pytest.raises(Misuse, match="such as tcp://"):
        with open_cluster(address="localhost"):
            pass
    with pytest.raises(Misuse, match="Say how many workers"):
        with open_cluster():
            pass


def test_workers_listen_on_loopback_only_and_none_is_left() -> None:
    with open_cluster(workers=1) as cluster:
        pids = [os.getpid(), *(pid for _, _, pid in cluster.everywhere(free_memory).values())]
        heard = [
            c.laddr.ip for pid in pids for c in psutil.Process(pid).net_connections("inet") if c.status == "LISTEN"
        ]
    assert heard
    assert set(heard) == {"127.0.0.1"}
    assert not psutil.pid_exists(pids[1])
