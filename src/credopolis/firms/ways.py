"""How often companies do what a rulebook prices, as tables that kernels read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import key_of
from credopolis.core.jit import hot_kernel
from credopolis.core.maths import exp
from credopolis.core.purposes import FIRM_PROVINCE
from credopolis.firms import conduct, sectors
from credopolis.firms.conduct import ASSOCIATE, CHECK, COURT, HIDDEN, MERIT, PARTNER, RECORD, REMEDY, STAFF, Done
from credopolis.firms.generate import normal
from credopolis.firms.law import FirmLaw

GROUPS: Final = (RECORD, HIDDEN, COURT, MERIT)
AT: Final = {
    name: k
    for k, name in enumerate(
        ("deterrence", "inspected", "inspected_trusted", "inspected_watched", "finds", "finds_unannounced",
         "kept_months", "let_off", "false_entry", "courts", "repairs", "remedies", "exits_first", "exits_second",
         "exits_third", "exits_young", "exits_old", "exits_unloaned", "exits_state", "exits_by_size", "gap_months",
         "by_size")
    )
}  # fmt: skip
"""Where each parameter that kernels read stands in `FirmWays.given`."""


class FirmWays(NamedTuple):
    """rate : (4, 18) times a year by group of GROUPS and sector. up_to : (4, 18, A) shares of a group's acts, cumulated
    in the order of the rulebook. single : staff, check, partner and associate acts, and the act that false entries are
    of; -1 for none. staff_rate : (P,). hidden_column : (A,), -1 for what no inspection finds. hidden_act : (H,) and
    remedies : (R, 2), act and list. province : (P,) how often it inspects. given : see AT. spreads, shares, owners,
    connected : see `generate.found`."""

    rate: NDArray[np.float64]
    up_to: NDArray[np.float64]
    single: NDArray[np.int64]
    staff_rate: NDArray[np.float64]
    hidden_column: NDArray[np.int64]
    hidden_act: NDArray[np.int64]
    remedies: NDArray[np.int64]
    province: NDArray[np.float64]
    given: NDArray[np.float64]
    spreads: NDArray[np.float64]
    shares: NDArray[np.float64]
    owners: NDArray[np.float64]
    connected: NDArray[np.float64]


STAFF_ACT, CHECK_ACT, PARTNER_ACT, ASSOCIATE_ACT, FALSE_ACT = range(5)


def ways_of(
    done: Sequence[Done], law: FirmLaw, given: Mapping[str, float], drawn_by: tuple[NDArray[np.float64], ...],
    provinces: int, seed: int,
) -> FirmWays:  # fmt: skip
    """The tables of a rulebook's conduct under some parameters."""
    times = sectors.times()
    rates = np.zeros((len(GROUPS), len(sectors.NAMES), len(done)))
    for k, one in enumerate(done):
        if one.way in GROUPS:
            rates[GROUPS.index(one.way), :, k] = one.rate.value * times[sectors.KINDS.index(one.kind)]
    total = rates.sum(axis=2)
    up_to = np.cumsum(rates, axis=2) / np.where(total > 0, total, 1.0)[:, :, None]
    hidden = [k for k, one in enumerate(done) if one.way == HIDDEN]
    column = np.full(len(done), -1, np.int64)
    column[hidden] = np.arange(len(hidden))
    first = {way: next((k for k, one in enumerate(done) if one.way == way), -1) for way in range(len(conduct.WAYS))}
    remedies = [(k, int(law.acts[k]["removes_from"])) for k, one in enumerate(done) if one.way == REMEDY]
    single = [first[STAFF], first[CHECK], first[PARTNER], first[ASSOCIATE], first[HIDDEN]]
    return FirmWays(
        total, up_to, np.array(single, np.int64),
        np.full(provinces, done[first[STAFF]].rate.value if first[STAFF] >= 0 else 0.0), column,
        np.array(hidden, np.int64), np.array(remedies, np.int64).reshape(-1, 2), strictness(seed, provinces, given),
        np.array([given[name] for name in AT]), *drawn_by,
    )  # fmt: skip


def strictness(seed: int, provinces: int, given: Mapping[str, float]) -> NDArray[np.float64]:
    """(provinces,) how many times as often as the mean each province inspects: lognormal, of mean 1."""
    found = np.zeros(provinces)
    draw_strictness(seed, given["discretion"], found)
    return found


@hot_kernel
def draw_strictness(seed, spread, found):
    """Draw it for each province."""
    for p in range(len(found)):
        z = normal(key_of(seed, FIRM_PROVINCE, p, 0), 0)
        found[p] = exp(spread * z - 0.5 * spread * spread)
