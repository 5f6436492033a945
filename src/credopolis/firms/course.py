"""Companies live month by month: what partners were last month is read, what each is now is written.

Nothing hangs on the number of threads: a company's month is a function of its own state, of its place and month, and
of what was told of its partners at the month's beginning, and counts are whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import BadValue, Misuse
from credopolis.firms import business as trading
from credopolis.firms import columns, links, month
from credopolis.firms.conduct import Done, conduct_of
from credopolis.firms.doors import DOORS, checked, law_without
from credopolis.firms.generate import LARGE, drawn_by, generate
from credopolis.firms.given import values
from credopolis.firms.law import FirmLaw, keeps
from credopolis.firms.ways import FirmWays, ways_of
from credopolis.rulebook import Rulebook

T = TypeVar("T")
MONTHS: Final = 12
WARM_UP: Final = 6
"""Years that pass before the first that is recorded: on day 0 nothing is on file of anybody."""
MOST_YEARS: Final = 100
CHUNK: Final = 4096
"""The fewest companies that a thread takes at once."""
SIZES: Final = ("under 10", "10 to 300", "over 300")
OWNERS: Final = ("private", "state")
NO_ROOM_LEFT: Final = (
    "More entries of one company stand at once than a run follows. Lower the rates of acts that count for long."
)


@dataclass(frozen=True)
class Town:
    """Where companies are: people, employed and province of each district, and the names of provinces."""

    people: NDArray[np.int64]
    employed: NDArray[np.int64]
    province: NDArray[np.int64]
    provinces: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """What was counted in a year, and where companies stand at its end.

    standing : (owners, sizes, grades) companies at its end, grades lowest first. listed : (lists,) companies on each.
    done, entered : by act, times. counts : in the order of `month`, see there. vacant : places without a company.
    business : what loans, contracts, taxes and growth came to, where they stand.
    """

    number: int
    standing: NDArray[np.int64]
    listed: NDArray[np.int64]
    done: NDArray[np.int64]
    entered: NDArray[np.int64]
    counts: NDArray[np.int64]
    vacant: int
    fallen: int
    business: trading.BusinessYear | None = None


@dataclass(frozen=True)
class Falls:
    """Who fell under the sanctions of all offices, in the order of months and companies. partner : the first partner
    that had fallen the month before if that brought it down, else -1."""

    month: NDArray[np.int32]
    firm: NDArray[np.int32]
    partner: NDArray[np.int32]


@dataclass
class FirmCourse:
    """Companies on their way, under one rulebook. lived : months. chunk : the fewest that a thread takes at once."""

    book: Rulebook
    town: Town
    seed: int
    given: dict[str, float]
    done: list[Done]
    threads: int
    law: FirmLaw
    ways: FirmWays
    firms: NDArray[np.void]
    entries: NDArray[np.void]
    room: NDArray[np.int64]
    used: NDArray[np.uint16]
    links: links.Links
    sister: NDArray[np.int32]
    business: trading.Business | None = None
    lived: int = 0
    chunk: int = CHUNK
    hits: NDArray[np.uint8] = field(init=False)
    by: NDArray[np.int32] = field(init=False)
    fell: NDArray[np.uint8] = field(init=False)
    falls: list[tuple[int, NDArray[np.int64], NDArray[np.int32]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        n = len(self.firms)
        self.hits, self.fell = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
        self.by = np.full(n, -1, np.int32)

    @property
    def reaches(self) -> bool:
        """Whether the rulebook prices what partners do."""
        return bool(self.ways.single[2] >= 0)

    def month(self, tally: NDArray[np.int64]) -> None:
        """Live a month and add to a tally."""
        now = self.lived
        if self.reaches:
            links.renew(self.seed, self.links, now)
            links.spread(self.links, self.fell, self.hits, self.by)
        falls = np.zeros(len(self.firms), np.uint8)
        when = (self.seed, now, day_of(now), day_of(now + 1))
        self._each(falls, when, tally)
        if self.business is not None:
            self._trade(self.business, (self.seed, now, day_of(now + 1)), tally)
        self._note(falls)
        self.fell, self.lived = falls, now + 1

    def _each(self, falls: NDArray[np.uint8], when: tuple[int, int, int, int], tally: NDArray[np.int64]) -> None:
        state, around = (self.firms, self.entries, self.room, self.used), (self.hits, self.fell, self.sister, falls)
        n, step = len(self.firms), max(self.chunk, -(-len(self.firms) // (4 * self.threads)))

        def chunk(start: int) -> NDArray[np.int64]:
            own = np.zeros_like(tally)
            month.live_month(self.law, self.ways, state, around, when, start, min(start + step, n), own, np.zeros(7))
            return own

        tally += sum(self._mapped(chunk, range(0, n, step)), np.zeros_like(tally))

    def _trade(self, business: trading.Business, when: tuple[int, int, int], tally: NDArray[np.int64]) -> None:
        """A month of business, after that of the ladder."""
        state = self.firms, self.entries, self.room, self.used
        n, step = len(self.firms), max(self.chunk, -(-len(self.firms) // (4 * self.threads)))

        def chunk(start: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
            own = np.zeros_like(business.bidders), np.zeros_like(business.counts), np.zeros_like(tally)
            trading.business_month(
                (self.law, self.ways, business.law), state, business.trade, business.chances, when, start,
                min(start + step, n), (*own, np.zeros(len(DOORS), np.uint8)),
            )  # fmt: skip
            return own

        business.bidders[:] = 0
        for bidders, counts, own in self._mapped(chunk, range(0, n, step)):
            business.bidders += bidders
            business.counts += counts
            tally += own
        business.renew_chances()

    def _mapped(self, chunk: Callable[[int], T], starts: range) -> list[T]:
        """What each chunk comes to, in their order."""
        if self.threads == 1 or len(starts) <= 1:
            return [chunk(start) for start in starts]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(chunk, starts))

    def _note(self, falls: NDArray[np.uint8]) -> None:
        firm = np.flatnonzero(falls)
        if len(firm):
            partner = np.where(self.hits[firm] > 0, self.by[firm], self.sister[firm])
            self.falls.append((self.lived, firm, np.where(falls[firm] == 2, partner, -1).astype(np.int32)))

    def year(self, number: int) -> Year:
        """Live a year.

        Raises
        ------
        Misuse
            If more entries of a company stand at once than are kept.
        """
        acts = len(self.law.acts)
        tally = np.zeros(2 * acts + month.COUNTS, np.int64)
        for _ in range(MONTHS):
            self.month(tally)
        counts = tally[2 * acts :]
        if counts[month.NO_ROOM]:
            raise Misuse(NO_ROOM_LEFT)
        business = self._settled()
        there = self.firms[self.firms["vacant"] == 0]
        grades, lists = len(self.law.grades), int(self.law.rules[0]["n_lists"])
        sizes = (there["size"] >= 10).astype(np.int64) + (there["size"] > LARGE)
        cell = (there["owner"].astype(np.int64) * len(SIZES) + sizes) * grades + there["grade"]
        standing = np.bincount(cell, minlength=len(OWNERS) * len(SIZES) * grades)
        listed = (there["list_until"][:, :lists] != 0).sum(axis=0)
        return Year(
            number, standing.reshape(len(OWNERS), len(SIZES), grades), listed.astype(np.int64), tally[:acts],
            tally[acts : 2 * acts], counts, len(self.firms) - len(there), int(there["fallen"].sum()),
            business,
        )  # fmt: skip

    def _settled(self) -> trading.BusinessYear | None:
        """The year's business, after which companies have their new sizes."""
        if self.business is None:
            return None
        found = trading.settle(self.business, self.firms, self.seed, self.lived // MONTHS, self.given["by_size"])
        self.links.weight[1:] = np.cumsum(self.firms["size"].astype(np.int64))
        return found

    def all_falls(self, since: int = 0) -> Falls:
        """Who fell from a month on."""
        held = [(m, f, p) for m, f, p in self.falls if m >= since]
        months = [np.full(len(f), m, np.int32) for m, f, _ in held]
        if not held:
            return Falls(*(np.zeros(0, np.int32) for _ in range(3)))
        return Falls(
            np.concatenate(months), np.concatenate([f for _, f, _ in held]).astype(np.int32),
            np.concatenate([p for _, _, p in held]),
        )  # fmt: skip


def day_of(months: int) -> int:
    """The first day of a month; a year has 365 days."""
    return months // MONTHS * 365 + months % MONTHS * 365 // MONTHS


def begin(
    book: Rulebook, town: Town, seed: int = 1, given: Mapping[str, float] | None = None,
    rates: Mapping[str, float] | None = None, threads: int = 1, business: bool = False, off: Collection[str] = (),
) -> FirmCourse:  # fmt: skip
    """Companies of a society on day 0. given : parameters, by name. rates : times a year, by act of the rulebook.
    business : whether they take out loans, bid, pay taxes and grow. off : doors and parts of business that are off.

    Raises
    ------
    Misuse
        If the rulebook judges no companies, a parameter or an act is unknown, or a value lies outside its range.
    BadValue
        If there is no such door and no such part.
    """
    if book.subject != "company":
        raise Misuse(f"Rulebook {book.name} judges a {book.subject}, and companies are asked about.")
    if not 0 <= seed < 2**63:
        raise BadValue("the seed", seed, "0 to 2**63 - 1")
    if threads < 1:
        raise BadValue("the number of threads", threads, "1 or more")
    less = checked(off)
    law, known = law_without(book, less), values(given)
    done = conduct_of(book, dict(rates or {}))
    firms = generate(seed, town.people, town.employed, town.province, known)
    ways = ways_of(done, law, known, drawn_by(known), len(town.provinces), seed)
    month.begin_all(law, firms)
    capped = max(int((law.acts["cap"] > 0).sum()), 1)
    ties = links.tie(seed, firms, known)
    room = _room(law, firms, ties)
    return FirmCourse(
        book, town, seed, known, done, threads, law, ways, firms,
        np.zeros(room[-1], columns.ENTRY), room, np.zeros((len(firms), capped), np.uint16),
        ties, links.sisters(seed, firms, known["sisters"]),
        trading.business_of(book, done, ways.hidden_act, firms, known, len(town.provinces), less) if business else None,
    )  # fmt: skip


def _room(law: FirmLaw, firms: NDArray[np.void], ties: links.Links) -> NDArray[np.int64]:
    """(n + 1,) where the entries of each company begin: those with many ties have room for more."""
    supplied = np.bincount(ties.supplier[ties.supplier >= 0], minlength=len(firms))
    many = (np.diff(ties.start) + supplied > columns.MANY_TIES) | (firms["size"] > LARGE)
    each = np.where(many, columns.MOST_ENTRIES, columns.FEW_ENTRIES) if keeps(law) else np.ones(len(firms), np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(each)])


def live(course: FirmCourse, years: int, warm_up: int = WARM_UP) -> Sequence[Year]:
    """Let years pass that nobody looks at, and then those that are recorded.

    Raises
    ------
    BadValue
        If the years are none or too many.
    """
    if not 1 <= years <= MOST_YEARS or not 0 <= warm_up <= MOST_YEARS:
        raise BadValue("the years", years, f"1 to {MOST_YEARS}")
    for k in range(warm_up):
        course.year(k - warm_up)
    return [course.year(k + 1) for k in range(years)]
