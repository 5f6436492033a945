"""A company's business, slowly and plainly, from what the compiled month left of it on the ladder."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from credopolis.firms.course import FirmCourse
from credopolis.firms.doors import DOORS
from credopolis.firms.given import BUSINESS
from credopolis.firms.sectors import NAMES
from tests.firms.twin import draw, key_of

OF_BUSINESS, OF_GROWTH = 85, 86
ABROAD = {"agriculture": 0.05, "mining": 0.1, "manufacturing": 0.25, "wholesale_retail": 0.15, "transport": 0.2,
          "information": 0.05, "hospitality": 0.05}  # fmt: skip


@dataclass
class TradeTwin:
    """The business of one place of a course."""

    course: FirmCourse
    place: int
    generation: int = 0
    loan: tuple[int, float, bool] | None = None
    contract: int = 0
    drift: float = 0.0
    wants: float = field(init=False)
    told: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.given = {name: self.course.given[name] for name in BUSINESS}
        self.wants = float(self.course.firms["size"][self.place])

    def doors(self) -> set[str]:
        """Read off the rulebook's own words, not off its tables."""
        f, book = self.course.firms[self.place], self.course.book
        held = [list(reversed(book.grades.values()))[int(f["grade"])]]
        held += [one for k, one in enumerate(book.lists.values()) if f["list_until"][k] != 0]
        return {gate for one in held for gate in (*one.benefits, *one.restrictions) if gate in DOORS}

    def live(self, month: int, chances: tuple[float, float]) -> tuple[bool, bool, bool]:
        """A month -> whether it bids with priority, without, and whether a default is entered."""
        f, g = self.course.firms[self.place], self.given
        if f["vacant"]:
            return False, False, False
        if int(f["generation"]) != self.generation:
            self.generation, self.loan, self.contract = int(f["generation"]), None, 0
            self.wants, self.drift = float(f["size"]), 0.0
        key, doors = key_of(self.course.seed, OF_BUSINESS, self.place, month), self.doors()
        kept = self._tax(doors)
        first, other = self._bid(doors, month, chances, key)
        self.drift += self._pace(doors, kept) / 12
        if "travel" in doors:
            self._count("trips_refused", (1 + int(f["size"] / g["people_each_executive"])) * g["trips"] / 12 * 1e6)
        return first, other, self._bank(doors, month, key)

    def _count(self, name: str, value: float = 1) -> None:
        self.told[name] = self.told.get(name, 0) + int(value)

    def _tax(self, doors: set[str]) -> float:
        f, g, acts = self.course.firms[self.place], self.given, list(self.course.book.acts.values())
        hidden = sum(
            int(f["hidden"][h]) for h, act in enumerate(self.course.ways.hidden_act) if acts[act].area == "tax"
        )
        owed, remitted = g["tax"], g["tax_relief"] if "tax_relief" in doors else 0.0
        paid = owed * (1 - remitted) * (1 - g["hides"]) ** hidden
        self._count("tax_paid", int(f["size"]) * paid / 12 * 1e6 + 1e-6)
        return owed - paid

    def _bid(self, doors: set[str], month: int, chances: tuple[float, float], key: int) -> tuple[bool, bool]:
        if self.contract and month < self.contract:
            return False, False
        self.contract = 0
        if draw(key, 5) * 12 >= self.given["bids"]:
            return False, False
        if "public_contracts" in doors:
            self._count("barred_bids")
            return False, False
        first = "procurement_priority" in doors
        if draw(key, 6) < chances[0 if first else 1]:
            self._count("won")
            self.contract = month + 1 + int(self.given["contract_months"])
        return first, not first

    def _pace(self, doors: set[str], kept: float) -> float:
        f, g = self.course.firms[self.place], self.given
        abroad = ABROAD.get(NAMES[int(f["sector"])], 0.0)
        parts = [g["reinvested"] * kept]
        if self.loan is not None:
            _, interest, shadow = self.loan
            parts += [0.0 if shadow else g["grows_by_loan"], -g["interest_drag"] * (interest - g["interest"])]
        if self.contract:
            parts.append(g["grows_by_contract"])
        lost = {
            "licences": g["without_licences"], "market_segments": g["without_segments"],
            "invoices": g["without_invoices"], "general_sanctions": g["sanctioned"],
            "share_issue": g["without_shares"] if f["size"] > 300 else 0.0,
            "production_and_trade": abroad * g["without_trade"], "export_refunds": abroad * g["without_refunds"],
            "import_inspection": abroad * g["imports_held"],
        }  # fmt: skip
        return math.fsum([*parts, *(-value for name, value in lost.items() if name in doors)])

    def _bank(self, doors: set[str], month: int, key: int) -> bool:
        f, g, state = self.course.firms[self.place], self.given, bool(self.course.firms["owner"][self.place])
        if self.loan is not None:
            if month < self.loan[0]:
                return False
            self.loan = None
            stake = float(self.course.law.grades["stake"][int(f["grade"])])
            fails = g["bad_loans"] * float(f["dishonest"]) * math.exp(-self.course.given["deterrence"] * stake)
            if draw(key, 3) < min(fails * (g["bad_state"] if state else 1), 1):
                self._count("defaulted")
                return draw(key, 4) < self.course.given["courts"]
            return False
        if draw(key, 0) >= 1 - (1 - g["applies"]) ** (1 / 12):
            return False
        trusted, refused = "easier_credit" in doors, g["refused"]
        refused *= (g["refused_trusted"] if trusted else 1) * (g["refused_state"] if state else 1)
        if "loans" in doors:
            refused = 1 - g["passes_state"] if state else 1.0
            no = not state or draw(key, 1) >= g["passes_state"]
        else:
            no = draw(key, 1) < refused
        due = month + int(g["loan_months"])
        if not no:
            self._count("lent")
            self.loan = due, g["interest"] - (g["interest_trusted"] if trusted else 0), False
        elif draw(key, 2) < g["shadow"]:
            self.loan = due, g["shadow_interest"], True
        return False

    def grow(self, year: int) -> float:
        """What it would have at the end of a year, before places are shared out."""
        z = sum(draw(key_of(self.course.seed, OF_GROWTH, self.place, year), k) for k in range(12)) - 6
        spread = self.given["growth_spread"]
        return self.wants * math.exp(self.drift + spread * z - spread * spread / 2)


def shared_slowly(wants: list[float], places: int, least: int, most: float) -> list[int]:
    """Places of one pool, one after the other: the least to each, the rest by what each wants beyond it."""
    beyond = [min(max(one, least), most) - least + 1e-6 for one in wants]
    rest = places - least * len(wants)
    exact = [rest * one / math.fsum(beyond) for one in beyond]
    found = [least + math.floor(one) for one in exact]
    order = sorted(range(len(wants)), key=lambda k: (math.floor(exact[k]) - exact[k], k))
    for k in order[: places - sum(found)]:
        found[k] += 1
    return found
