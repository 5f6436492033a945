"""A slow, readable twin of the household kernel, in plain Python numbers; it must agree bit for bit.

It reads the same tables (probabilities and ages) as the kernel and the same draws, and says the model of
`society.roles` again with objects instead of arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, sqrt

from credopolis.core.purposes import HOUSEHOLDS
from credopolis.society import columns as c

MASK = (1 << 64) - 1
GOLDEN, M1, M2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
YEAR = 365.25
BELOW_ONE = 0.9999999999999999


def days(years: float) -> int:
    return floor(years * YEAR)


def mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * M1) & MASK
    x = ((x ^ (x >> 27)) * M2) & MASK
    return x ^ (x >> 31)


class Stream:
    """The draws of one household: a number in [0, 1) at each counter."""

    def __init__(self, seed: int, first_life: int) -> None:
        k = mix((seed + GOLDEN) & MASK)
        k = mix(k ^ ((int(HOUSEHOLDS) * GOLDEN) & MASK))
        k = mix((k + first_life * M1) & MASK)
        self.key = mix(k ^ GOLDEN)

    def at(self, counter: int) -> float:
        return (mix((self.key + (counter + 1) * GOLDEN) & MASK) >> 11) / 2**53


@dataclass
class Member:
    age: int = 0
    female: bool = False
    partnered: bool = False
    mother: Member | None = None
    father: Member | None = None
    children: list[Member] = field(default_factory=list)

    def adopt(self, child: Member) -> None:
        self.children.append(child)
        if self.female:
            child.mother = self
        else:
            child.father = self


def quantile(row: list[float], u: float) -> float:
    x = u * 256.0
    k = min(floor(x), 255)
    return row[k] + (row[k + 1] - row[k]) * (x - k)


def between(cumulative: list[float], low: int, high: int, u: float) -> int:
    def below(age: float) -> float:
        year = floor(age)
        return cumulative[year] + (cumulative[year + 1] - cumulative[year]) * (age - year)

    start, end = below(low / YEAR), below(high / YEAR)
    if end - start < 1e-9:
        return low + floor(u * (high - low))
    target = start + u * (end - start)
    year = floor(low / YEAR)
    while year < floor(high / YEAR) and cumulative[year + 1] <= target:
        year += 1
    share = cumulative[year + 1] - cumulative[year]
    age = year + (target - cumulative[year]) / share if share > 0 else float(year)
    return min(max(days(age), low), high)


def leaning(u: float, lean: float) -> float:
    b = 1.0 + lean
    return min(2.0 * u / (b + sqrt(b * b - 4.0 * lean * u)), BELOW_ONE)


def reflected(x: float) -> float:
    return -x if x < 0.0 else 2.0 - x if x >= 1.0 else x


class Twin:
    """Households of one province."""

    def __init__(
        self, seed: int, rates: list[float], quantiles: list[list[float]], cumulative: list[list[float]]
    ) -> None:
        self.seed, self.r, self.q, self.cumulative = seed, rates, quantiles, cumulative

    def grid(self, first: int, n_lives: int) -> list[tuple[list[Member], bool]]:
        """The households of a grid, each with whether it belongs to a minority."""
        r, households = self.r, []
        male_owed = minority_owed = 0.0
        life, end = first, first + n_lives
        while life < end:
            draw = Stream(self.seed, life)
            members = self.household(draw, end - life, self.leaned(r[c.FREE_MALE], 0.05 * male_owed))
            minority = draw.at(1) < self.leaned(r[c.MINORITY], 0.02 * minority_owed)
            minority_owed += len(members) * (r[c.MINORITY] - (1.0 if minority else 0.0))
            male_owed += len(members) * r[c.MALE_SHARE] - sum(not m.female for m in members)
            households.append((members, minority))
            life += len(members)
        return households

    @staticmethod
    def leaned(share: float, lean: float) -> float:
        return min(max(share + lean, share * 0.2), 1.0 - (1.0 - share) * 0.2)

    def household(self, draw: Stream, room: int, free_male: float) -> list[Member]:
        r = self.r
        n = min(self.size(draw), room)
        if n == 1:
            return [self.alone(draw, free_male)]
        couple = draw.at(2) < (r[c.COUPLE_OF_TWO] if n == 2 else r[c.COUPLE_OF_LARGER])
        if couple and n == 2:
            return self.couple(draw)
        return self.shared(draw, n, 2 if couple else 1, free_male)

    def size(self, draw: Stream) -> int:
        u, single = draw.at(0), self.r[c.ONE_PERSON]
        if u < single:
            return 1
        rank = (u - single) / (1.0 - single)
        return 2 + next((k for k in range(8) if rank < self.r[c.SIZES + k]), 8)

    def alone(self, draw: Stream, free_male: float) -> Member:
        u, r = draw.at(3), self.r
        male = r[c.MALE_ELDER_ALONE] if u >= 1.0 - r[c.ALONE_ELDER] else free_male
        age = self.adult(c.ALONE, r[c.ALONE_ELDER], r[c.SINGLE_LEAN], u)
        return Member(age, draw.at(6) >= male)

    def couple(self, draw: Stream) -> list[Member]:
        r, u = self.r, draw.at(3)
        near = self.near(u, draw.at(5))
        ages = [self.adult(c.COUPLES, r[c.COUPLE_ELDER], r[c.PAIRED_LEAN], rank) for rank in (u, near)]
        return self.pair(ages[0], ages[1], draw.at(7))

    def near(self, u: float, v: float) -> float:
        return min(reflected(u + self.r[c.RANK_SPREAD] * (2.0 * v - 1.0)), BELOW_ONE)

    def adult(self, row: int, share_elder: float, lean: float, u: float) -> int:
        younger = 1.0 - share_elder
        if u < younger:
            return max(days(quantile(self.q[row], u / younger)), 6575)
        return self.elder(c.ELDERS, leaning((u - younger) / share_elder, lean))

    def elder(self, row: int, u: float) -> int:
        younger = 1.0 - self.r[c.ELDER_65]
        if u < younger:
            return days(60.0 + 5.0 * (u / younger))
        return days(quantile(self.q[row], (u - younger) / self.r[c.ELDER_65]))

    def pair(self, first: int, second: int, u: float) -> list[Member]:
        """A woman and a man, the older of whom is mostly the man."""
        second = min(max(second, first - 5478), first + 5478)
        younger, older = sorted((first, second))
        woman, man = (younger, older) if u < self.r[c.OLDER_MALE] else (older, younger)
        return [Member(woman, True, True), Member(man, False, True)]

    def shared(self, draw: Stream, n: int, n_core: int, free_male: float) -> list[Member]:
        roles = self.roles(draw, n - n_core)
        n_minors, n_elders, n_others = (roles.count(role) for role in ("minor", "elder", "other"))
        if n_core == 2:
            core = [Member(female=True, partnered=True), Member(partnered=True)]
        else:
            core = [Member(female=draw.at(6) >= (self.r[c.MALE_PARENT] if n_minors else free_male))]
        elders = self.elders(draw, n_elders, n_core)
        minors = self.minors(draw, n_minors, n - n_minors)
        parents = [elders[2 * k : 2 * k + 2] for k in range(n_core)]
        youngest = minors[-1].age if minors else None
        grown_here = n_others if youngest is None or youngest >= 2922 else 0
        others = self.others(draw, n_others, min(grown_here, 3), minors, sum(parents, []), free_male, n_core + n_elders)
        children = others[: min(grown_here, 3)] + minors
        self.age_core(draw, core, parents, children)
        # The first two elders are the parents of the man, who stands last; the next two of the woman.
        for child, pair in zip(reversed(core), parents, strict=True):
            for parent in pair:
                parent.adopt(child)
        for child in children:
            for parent in core:
                parent.adopt(child)
        return core + elders + others + minors

    def roles(self, draw: Stream, places: int) -> list[str]:
        roles: list[str] = []
        for j in range(places):
            u = draw.at(16 + j)
            minor = self.r[c.MINOR] * self.r[c.MORE_MINORS + min(roles.count("minor"), 3)]
            elder = self.r[c.ELDER] * self.r[c.MORE_ELDERS + min(roles.count("elder"), 3)]
            roles.append("minor" if u < minor else "elder" if u < minor + elder else "other")
        return roles

    def elders(self, draw: Stream, n: int, n_core: int) -> list[Member]:
        elders: list[Member] = []
        for j in range(0, n, 2):
            u, v = draw.at(32 + j), draw.at(64 + n_core + j)
            if j + 1 < n:
                ranks = (u, self.near(u, draw.at(32 + j + 1)))
                ages = [self.elder(c.ELDERS_AT_HOME, leaning(rank, self.r[c.PAIRED_LEAN])) for rank in ranks]
                elders += self.pair(ages[0], ages[1], v)
            else:
                age = self.elder(c.ELDERS_AT_HOME, leaning(u, self.r[c.SINGLE_LEAN]))
                elders.append(Member(age, v >= self.r[c.MALE_GRANDPARENT]))
        return elders

    def minors(self, draw: Stream, n: int, place: int) -> list[Member]:
        ranks = [draw.at(8)] if n else []
        for j in range(1, n):
            u = draw.at(80 + j - 1)
            if n == 2:
                step = 0.07 + (0.33 - 0.07) * abs(2.0 * u - 1.0)
                other = reflected(ranks[0] - step if u < 0.5 else ranks[0] + step)
                other = 1.0 - other if abs(other - ranks[0]) < 0.07 else other
                ranks.append(min(other, BELOW_ONE))
            else:
                rank = ranks[-1] + (0.07 + (min(0.17, (1.0 - 0.07) / (n - 1)) - 0.07) * u)
                ranks.append(rank - 1.0 if rank >= 1.0 else rank)
        ages = sorted((self.minor_age(rank) for rank in ranks), reverse=True)
        return [Member(age, draw.at(64 + place + j) >= self.r[c.MALE_MINOR]) for j, age in enumerate(ages)]

    def minor_age(self, rank: float) -> int:
        younger = self.r[c.MINOR_0_14]
        if rank < younger:
            return days(quantile(self.q[c.CHILDREN], rank / younger))
        return min(days(15.0 + 3.0 * ((rank - younger) / (1.0 - younger))), 6574)

    def others(
        self,
        draw: Stream,
        n: int,
        n_grown: int,
        minors: list[Member],
        parents: list[Member],
        free_male: float,
        place: int,
    ) -> list[Member]:
        low = max(6575, minors[0].age + 365) if minors else 6575
        high = min([15705] + [p.age - 12419 for p in parents] + [m.age + 10957 for m in minors])
        others = []
        for j in range(n):
            u = draw.at(48 + j)
            if j >= n_grown:
                age = max(days(quantile(self.q[c.ALONE], u)), 6575)
            elif n_grown == 1:
                age = between(self.cumulative[c.GROWN], low, high, u)
            else:
                age = low + floor((high - low) * ((n_grown - 1 - j + 0.2 + 0.6 * u) / n_grown))
            others.append(Member(age, draw.at(64 + place + j) >= free_male))
        return others

    def age_core(self, draw: Stream, core: list[Member], parents: list[list[Member]], children: list[Member]) -> None:
        eldest = children[0].age if children else 0
        youngest = min((m.age for m in children), default=10**6)

        def bounds(elders: list[Member], longest: int) -> tuple[int, int]:
            low = max([7305, eldest + 5844] + [e.age - 17532 for e in elders])
            return low, min([21914, youngest + longest] + [e.age - 5844 for e in elders])

        gap = 0
        if len(core) == 2:
            low_man, high_man = bounds(parents[0], 21915)
            low_woman, high_woman = bounds(parents[1], 17532)
            spread = draw.at(4) + draw.at(5) - 1.0
            gap = int((self.r[c.GAP_MEAN] + self.r[c.GAP_SPREAD] * spread) * YEAR)
            if max(low_woman, low_man - gap) > min(high_woman, high_man - gap):
                gap = 0
            low, high = max(low_woman, low_man - gap), min(high_woman, high_man - gap)
        else:
            low, high = bounds(parents[0], 17532)
        if children:
            core[0].age = eldest + between(self.cumulative[c.FIRST_BIRTH], low - eldest, high - eldest, draw.at(3))
        else:
            core[0].age = between(self.cumulative[c.CARERS], low, high, draw.at(3))
        core[-1].age = core[0].age + gap
