"""A company's months, slowly and plainly: the readable ladder, and draws worked out anew."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from credopolis.firms import hazards
from credopolis.firms import month as compiled
from credopolis.firms.columns import FIRM
from credopolis.firms.course import FirmCourse, day_of
from credopolis.firms.ways import AT
from credopolis.rulebook import Standing
from credopolis.rulebook.ledger import Entry

WORD = 2**64 - 1
GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
OF_FIRM, OF_MONTH = 80, 81


def mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * FIRST) & WORD
    x = ((x ^ (x >> 27)) * SECOND) & WORD
    return x ^ (x >> 31)


def key_of(seed: int, purpose: int, who: int, when: int) -> int:
    k = mix((seed + GOLDEN) & WORD)
    k = mix(k ^ ((purpose * GOLDEN) & WORD))
    k = mix((k + who * FIRST) & WORD)
    return mix(k ^ ((when * SECOND + GOLDEN) & WORD))


def draw(key: int, at: int) -> float:
    return (mix((key + (at + 1) * GOLDEN) & WORD) >> 11) / 2.0**53


@dataclass
class Twin:
    """One company of a course that has not lived yet."""

    course: FirmCourse
    place: int
    standing: Standing = field(init=False)
    made: list[Entry] = field(default_factory=list)
    hidden: list[int] = field(init=False)
    vacant_until: int = -1
    generation: int = 0
    fallen: bool = False

    def __post_init__(self) -> None:
        self.book, self.ways = self.course.book, self.course.ways
        self.acts, self.grades = list(self.book.acts), list(reversed(self.book.grades))
        self.given = {name: float(self.ways.given[k]) for name, k in AT.items()}
        self.is_ = {
            name: self.course.firms[self.place][name].item() for name in FIRM.names or () if name not in _ARRAYS
        }
        self.hidden = [0] * len(self.ways.hidden_act)
        self.founded = self.is_["founded"]
        self.standing = Standing(self.book, day=0, scored_for=-self.founded)

    def live(self, month: int, hits: int, sister_fell: bool) -> int:
        key, first, last = key_of(self.course.seed, OF_MONTH, self.place, month), day_of(month), day_of(month + 1)
        if self.vacant_until >= 0:
            if month < self.vacant_until:
                return 0
            first = self._begin(key, first, last)
        by_partner = self._hit(first, hits, sister_fell)
        self._events(key, first, last)
        self.standing.advance(last - 1)
        self._fade(key)
        before, self.fallen = self.fallen, self._has_fallen()
        if draw(key, compiled.AT_CLOSING) * 12 < self._closes(last):
            gap = -self.given["gap_months"] * math.log(1 - draw(key, compiled.AT_GAP))
            self.vacant_until, self.fallen = month + 1 + int(gap), False
            return 0
        return (2 if by_partner else 1) if self.fallen and not before else 0

    def _begin(self, key: int, first: int, last: int) -> int:
        self.generation, self.vacant_until, self.fallen = self.generation + 1, -1, False
        day = first + int(draw(key, compiled.AT_FOUNDED) * (last - first))
        own = key_of(self.course.seed, OF_FIRM, self.place + 2**41, self.generation)
        u, shares = draw(own, 1), self.ways.shares
        self.is_["sector"] = next((k for k in range(len(shares)) if u < shares[k]), len(shares) - 1)
        self.is_["owner"] = int(draw(own, 2) < self.ways.owners[int(self.is_["size"] > 300)])
        self.is_["connected"] = int(draw(own, 3) < self.ways.connected[self.is_["owner"]])
        z = sum(draw(own, 8 + k) for k in range(12)) - 6
        for name, s in zip(("careless", "dishonest"), self.ways.spreads, strict=True):
            self.is_[name] = float(np.float32(math.exp(s * z - s * s / 2)))
        self.founded, self.hidden, self.made = day, [0] * len(self.hidden), []
        self.standing = Standing(self.book, day=day)
        return day

    def _post(self, act: int, day: int) -> None:
        self.made.append(self.standing.post(self.acts[act], day))

    def _hit(self, first: int, hits: int, sister_fell: bool) -> bool:
        _, _, partner, associate, _ = self.ways.single
        for _ in range(hits if partner >= 0 else 0):
            self._post(partner, first)
        if sister_fell and not self.fallen and associate >= 0:
            self._post(associate, first)
        return (hits > 0 or sister_fell) and not self.fallen and self._has_fallen()

    def _refused(self, gate: str) -> bool:
        lists = [self.book.lists[name] for name in self.standing.lists]
        return any(gate in held.restrictions for held in (self.book.grades[self.standing.grade], *lists))

    def _has_fallen(self) -> bool:
        return self._refused("general_sanctions")

    def _risk(self) -> str:
        if self._refused("unannounced_audits"):
            return "watched"
        return "trusted" if self.standing.grade == self.grades[-1] else ""

    def _rates(self, risk: str) -> list[float]:
        sector, g = self.is_["sector"], self.given
        seen = g["inspected"] * self.ways.province[self.is_["province"]] * (g[f"inspected_{risk}"] if risk else 1)
        found = 1 - math.exp(-seen * self._finds(risk) * g["kept_months"] / 12)
        stake = float(self.course.law.grades["stake"][self.grades.index(self.standing.grade)])

        def back(chance: float) -> float:
            return math.exp(-g["deterrence"] * stake * chance)

        record, hidden, court, merit = self.ways.rate[:, sector]
        large = float(np.float32(math.exp(g["by_size"] * math.log(self.is_["size"] / 10))))
        off = any(self.book.acts[self.acts[a]].removes_from in self.standing.lists for a, _ in self.ways.remedies)
        return [
            record * self.is_["careless"], hidden * self.is_["dishonest"] * large * back(found),
            court * self.is_["dishonest"] * back(g["courts"]), merit, self.ways.staff_rate[0] * self.is_["size"], seen,
            -12 * math.log(1 - g["remedies"]) if off else 0.0,
        ]  # fmt: skip

    def _finds(self, risk: str) -> float:
        return self.given["finds_unannounced" if risk == "watched" else "finds"]

    def _events(self, key: int, first: int, last: int) -> None:
        risk = self._risk()
        rates, at = self._rates(risk), compiled.AT_STREAM
        total, day = sum(rates), float(first)
        day -= 365 / total * math.log(1 - draw(key, at))
        while day < last:
            u, what = draw(key, at + 1) * total, 0
            while what < 6 and u >= rates[what]:
                u, what = u - rates[what], what + 1
            at = self._happens(what, int(day), risk, key, at + 2)
            day -= 365 / total * math.log(1 - draw(key, at))

    def _happens(self, what: int, day: int, risk: str, key: int, at: int) -> int:
        if what == hazards.INSPECTION:
            return self._inspect(day, risk, key, at)
        if what == hazards.REMEDY:
            for act, _ in self.ways.remedies:
                if self.book.acts[self.acts[act]].removes_from in self.standing.lists:
                    self._post(act, day)
            return at
        if what == hazards.STAFF:
            self._post(self.ways.single[0], day)
            return at
        u, up_to = draw(key, at), self.ways.up_to[what, self.is_["sector"]]
        act = next((k for k in range(len(up_to)) if u < up_to[k]), len(up_to) - 1)
        if what == hazards.HIDDEN:
            self.hidden[self.ways.hidden_column[act]] += 1
        elif what != hazards.COURT or draw(key, at + 1) < self.given["courts"]:
            self._post(act, day)
        return at + 2

    def _inspect(self, day: int, risk: str, key: int, at: int) -> int:
        _, check, _, _, false = self.ways.single
        if check >= 0:
            self._post(check, day)
        lets = self.given["let_off"] if self.is_["connected"] else 0.0
        for h, there in enumerate(self.hidden):
            if there:
                u, at, seen = draw(key, at), at + 1, 1 - (1 - self._finds(risk)) ** there
                if u < seen:
                    self.hidden[h] = 0
                    if u >= seen * lets:
                        self._post(self.ways.hidden_act[h], day)
        if false >= 0 and draw(key, at) < self.given["false_entry"]:
            self._post(false, day)
        return at + 1

    def _fade(self, key: int) -> None:
        at = compiled.AT_FADE
        for h, there in enumerate(self.hidden):
            for _ in range(there):
                self.hidden[h] -= draw(key, at) * self.given["kept_months"] < 1
                at += 1

    def _closes(self, day: int) -> float:
        g, age = self.given, (day - self.founded) / 365
        steps = (
            (1, "exits_first"),
            (2, "exits_second"),
            (3, "exits_third"),
            (7, "exits_young"),
            (math.inf, "exits_old"),
        )
        rate = next(g[name] for until, name in steps if age < until)
        rate *= g["exits_unloaned"] if self._refused("loans") else 1
        rate *= g["exits_state"] if self.is_["owner"] else 1
        return rate * math.exp(g["exits_by_size"] * math.log(self.is_["size"] / 10))

    def state(self) -> tuple[Any, ...]:
        if self.vacant_until >= 0:
            return ("vacant", self.generation)
        one = self.standing
        return one.score, one.grade, one.lists, self.generation, tuple(self.hidden), self.fallen


_ARRAYS = ("hidden", "list_until", "list_on")
