"""Deals between strangers, on credit: who deals with whom, who defaults, and what a record of defaults makes of it.

    default     chance = own * exp(-deterrence * (courts + listed * lost)): `own` is hidden; `lost` the share of deals
                that whoever is shown as bad loses
    a deal      brings `margin` if it is paid, and costs 1 - recovered if not: courts recover `courts` less their cost,
                and of a state company somebody stands in for `backed` of the rest
    dealing     strangers are told the sign of a company, good or bad, and whether it is the state's; they deal blindly,
                ask about it for `asking` and then deal if it is worth it, or do not: whatever pays best in the mean of
                all companies of that sign and owner. Without a record all have one sign
    the record  a default is on it with chance `listed`, less what hangs on courts where they are weak, for
                `memory_months`
    errors      noise shows as bad who is not; favour keeps those off the record whom officials know; inflation shows
                as good who is on it, and so does corruption for those who default more than the mean

Source: assumptions but for what `TERMS` cites. With two kinds of companies and no errors it has a solution in closed
form, to which tests of verification hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.jit import hot_kernel
from credopolis.core.purposes import FIRM_TRADE
from credopolis.firms.given import FirmGiven

GOOD, BAD = 0, 1
NO, BLIND, ASK = 0, 1, 2
"""What strangers do: refuse, deal blindly, or ask first."""
MET, DEALT, DEFAULTED, ASKED = range(4)
TERMS: Final[dict[str, FirmGiven]] = {
    "own_default": FirmGiven(0.06, 0.02, 0.12, "share of deals that are not paid where nothing holds back", "mkt-008"),
    "margin": FirmGiven(0.08, 0.04, 0.15, "what a deal brings that is paid, of its value"),
    "strong_courts": FirmGiven(0.7, 0.5, 0.9, "share of what is owed that strong courts get paid"),
    "weak_courts": FirmGiven(0.3, 0.1, 0.4, "share of what is owed that is paid where most evade judgments", "mkt-034"),
    "court_costs": FirmGiven(0.162, 0.151, 0.355, "what a court costs, of what is owed", "assumption (remembered: mkt-057)"),
    "asking": FirmGiven(0.02, 0.005, 0.05, "what it costs to ask about a stranger, of the deal's value"),
    "listed": FirmGiven(0.5, 0.1, 0.9, "chance that a default is recorded"),
    "by_courts": FirmGiven(0.5, 0.0, 1.0, "share of records that hang on a judgment, and so on courts"),
    "memory_months": FirmGiven(24.0, 12.0, 60.0, "months for which a default is on record", "assumption (remembered: jd-031)"),
    "noise": FirmGiven(0.02, 0.0, 0.1, "share of companies shown as bad that are not on record"),
    "favour": FirmGiven(0.3, 0.0, 0.8, "chance that a default of who knows officials is not recorded"),
    "inflation": FirmGiven(0.1, 0.0, 0.6, "share of those on record who are shown as good"),
    "corruption": FirmGiven(0.1, 0.0, 0.5, "the same of those who default more than the mean, who pay for it"),
    "deterrence_of_trade": FirmGiven(1.0, 0.0, 2.0, "how strongly courts and the loss of trade hold back"),
    "backed": FirmGiven(0.5, 0.0, 0.9, "share of a loss that somebody makes good for a state company", "mkt-040"),
}  # fmt: skip
ERRORS: Final = ("noise", "favour", "inflation", "corruption")


@dataclass
class Market:
    """A market of strangers. own : (n,) how often each would not pay. state, known : (n,) whether it is the state's,
    and whether officials know it. courts : what they recover. system : whether there is a record."""

    seed: int
    own: NDArray[np.float64]
    state: NDArray[np.uint8]
    known: NDArray[np.uint8]
    terms: Mapping[str, float]
    courts: float
    system: bool
    month: int = 0

    def __post_init__(self) -> None:
        n = len(self.own)
        self.until, self.shown = np.zeros(n, np.int64), np.zeros(n, np.uint8)
        self.lost = 0.0
        self.listed = self.terms["listed"] * (1.0 - self.terms["by_courts"] * (1.0 - self.courts)) * self.system

    def losses(self) -> NDArray[np.float64]:
        """(2,) what a deal costs that is not paid, of a private company and of the state's."""
        recovered = self.courts * (1.0 - self.terms["court_costs"])
        return np.array([1.0 - recovered, (1.0 - recovered) * (1.0 - self.terms["backed"])])

    def chances(self) -> NDArray[np.float64]:
        """(n,) how often each does not pay now."""
        held = self.terms["deterrence_of_trade"] * (self.courts + self.listed * self.lost)
        return np.asarray(np.minimum(self.own * np.exp(-held), 0.95))

    def choices(self, chances: NDArray[np.float64]) -> NDArray[np.int64]:
        """(2, 2) what pays best with companies of each owner and sign, in the mean of those there are."""
        found, losses = np.zeros((2, 2), np.int64), self.losses()
        for owner in (0, 1):
            for sign in (GOOD, BAD):
                held = chances[(self.state == owner) & (self.shown == sign)]
                if len(held):
                    worth = self.terms["margin"] * (1.0 - held) - losses[owner] * held
                    found[owner, sign] = best(worth, self.terms["asking"])
        return found

    def live(self) -> NDArray[np.int64]:
        """Live a month -> (2, 2, 4) by owner and sign: MET, DEALT, DEFAULTED, ASKED."""
        chances = self.chances()
        if self.system:
            self._show()
        choices, counts = self.choices(chances), np.zeros((2, 2, 4), np.int64)
        worth = self.terms["margin"] * (1.0 - chances) - self.losses()[self.state] * chances
        trade(
            self.seed, self.month, chances, worth, (self.state, self.known, self.shown), self.until, choices,
            np.array([self.listed, self.terms["favour"], self.terms["memory_months"]]), counts,
        )  # fmt: skip
        dealt = counts[:, :, DEALT].sum(axis=0) / np.maximum(counts[:, :, MET].sum(axis=0), 1)
        if counts[:, BAD, MET].sum():
            self.lost = max(float(dealt[GOOD] - dealt[BAD]), 0.0)
        self.month += 1
        return counts

    def _show(self) -> None:
        dishonest = (self.own > self.own.mean()).astype(np.uint8)
        errors = np.array([self.terms[name] for name in ("noise", "inflation", "corruption")])
        show(self.seed, self.month, self.until, dishonest, errors, self.shown)


def best(worth: NDArray[np.float64], asking: float) -> int:
    """What pays best with a company of which only this is known: what dealing with each of them is worth."""
    blindly, asked = float(worth.mean()), float(np.maximum(worth, 0.0).mean()) - asking
    if max(blindly, asked) <= 0:
        return NO
    return BLIND if blindly >= asked else ASK


@hot_kernel
def show(seed, month, until, dishonest, errors, shown):
    """The sign of each company this month; errors last a year. errors : noise, inflation, corruption."""
    for i in range(len(until)):
        key = key_of(seed, FIRM_TRADE, i, month // 12 + 1048576)
        if until[i] <= month:
            shown[i] = 1 if unit(draw_at(key, 0)) < errors[0] else 0
        else:
            inflated = unit(draw_at(key, 1)) < errors[1]
            paid = dishonest[i] > 0 and unit(draw_at(key, 2)) < errors[2]
            shown[i] = 0 if inflated or paid else 1


@hot_kernel
def trade(seed, month, chances, worth, signs, until, choices, record, counts):
    """Each company meets one stranger. signs : state, known and shown. record : chance, favour and memory."""
    state, known, shown = signs
    for i in range(len(chances)):
        key, choice = key_of(seed, FIRM_TRADE, i, month), choices[state[i], shown[i]]
        told = counts[state[i], shown[i]]
        told[0] += 1
        if choice == 2:
            told[3] += 1
        if choice == 1 or (choice == 2 and worth[i] > 0.0):
            told[1] += 1
            if unit(draw_at(key, 0)) < chances[i]:
                told[2] += 1
                listed = record[0] * (1.0 - record[1] * known[i])
                if unit(draw_at(key, 1)) < listed:
                    until[i] = month + 1 + np.int64(record[2])
