"""The twin's net: posts by kind, who reads what is flagged, sites, the firewall, offers, rumours, what is left out."""

from __future__ import annotations

import csv
import math
from datetime import timedelta
from pathlib import Path

import credopolis
from credopolis.core import purposes
from credopolis.engine.scenario import Scenario

from .twin_state import draw, exponential, key_of

TABLE = Path(credopolis.__file__).parent / "mechanisms" / "tables" / "content.csv"
OF_POSTS = ("posts", "flagged", "deleted", "gave_up", "swept", "accounts", "reported", "punished", "liberty_days")
POSTS_NOW = ("waiting", "standing", "seen_first")
OF_SITES, SITES_NOW = ("closed", "named", "cleaned", "reopened"), ("open",)
OF_WALL = ("wanted", "cooperating", "by_name", "by_address", "rerouted", "wrongly", "reached", "found")
WALL_NOW = ("circumventing", "detection")
OF_OFFERS = ("offered", "used")
OFFERS_NOW = ("use_offered", "use_paid", "use_friends", "want_offered", "want_paid", "want_friends")
OF_CHILLING = ("person_days", "views", "unread")
CHILLING_NOW = ("readers", "minded", "social", "calls", "writing", "reading")
OF_RUMOURS, RUMOURS_NOW = ("begun", "heard", "heard_undeleted"), ("cut", "talking", "one_view", "one_view_undeleted")


class Corner:
    """One province's net. posts, rumours : by kind and figure; the others : by figure."""

    def __init__(self, kinds: list[str]) -> None:
        self.posts = {kind: dict.fromkeys((*OF_POSTS, *POSTS_NOW), 0.0) for kind in kinds}
        self.sites = dict.fromkeys((*OF_SITES, *SITES_NOW), 0.0)
        self.firewall = dict.fromkeys((*OF_WALL, *WALL_NOW), 0.0)
        self.offers = dict.fromkeys((*OF_OFFERS, *OFFERS_NOW), 0.0)
        self.chilling = dict.fromkeys((*OF_CHILLING, *CHILLING_NOW), 0.0)
        self.rumours = {kind: dict.fromkeys((*OF_RUMOURS, *RUMOURS_NOW), 0.0) for kind in ("false", "true")}
        self.queue: dict[str, float] = {}  # flagged posts that wait, by kind; none before the first day
        self.stock: dict[str, float] = {}
        self.open_sites: float | None = None
        self.around = self.seen = 0.0
        self.waves: dict[tuple[str, str], list[float]] = {}  # unheard and talking, with and without deletion
        self.age: dict[str, int] = {}
        self.cut = {"false": 0.0, "true": 0.0}
        self.reported_now = self.online = self.in_time = 0.0
        self.wants = dict.fromkeys(("offered", "paid", "friends"), 0.0)
        self.minded = self.readers = 0.0


class Net:
    """The net of every province, under the rules that hold. lives : of each province at the start."""

    def __init__(self, scenario: Scenario, lives: list[int]) -> None:
        with open(TABLE, encoding="utf-8", newline="") as file:
            self.content = list(csv.DictReader(file))
        self.kinds = [row["kind"] for row in self.content]
        self.corners = [Corner([*self.kinds, "harmless"]) for _ in lives]
        self.begun_with = lives
        self.begin = scenario
        self.change(scenario)
        p = self.r.firewall
        for corner in self.corners if self.walls else ():
            if self._year(0) >= p.from_year:
                gain = p.adopt * (1 - p.cooperating) * (1 - (1 - p.by_name) * (1 - p.by_address))
                corner.around = gain / (gain + p.quit)
        for corner in self.corners if self.offers else ():
            corner.wants = dict.fromkeys(corner.wants, self.r.offers.base)
        for corner in self.corners if self.chills else ():
            corner.minded, corner.readers = self.r.chilling.wary, self.r.chilling.readers

    def change(self, scenario: Scenario) -> None:
        """Other rules hold from now on; what they switch off is forgotten."""
        self.s, self.r = scenario, scenario.regime
        names = ("posts", "clean_ups", "firewall", "offers", "rumours", "chilling")
        on = {name for name in names if getattr(self.r, name).stands}
        on -= {*scenario.off}
        self.filters = "posts" in on
        self.cleans = self.filters and "clean_ups" in on and "campaigns" not in scenario.off
        self.walls, self.talks = self.filters and "firewall" in on, self.filters and "rumours" in on
        self.offers, self.chills = self.walls and "offers" in on, self.filters and "chilling" in on
        towns = [row.urban_share for row in scenario.tables.provinces]
        level = [town + self.r.posts.country_share * (1 - town) for town in towns]
        mean = sum(a * b for a, b in zip(level, self.begun_with, strict=True)) / sum(self.begun_with)
        self.weight = [value / mean for value in level]
        for corner in self.corners:
            if not self.filters:
                corner.queue, corner.stock = {}, {}
            if not self.cleans:
                corner.open_sites = None
            if not self.walls:
                corner.around = corner.seen = 0.0
            if not self.offers:
                corner.wants = dict.fromkeys(corner.wants, 0.0)
            if not self.chills:
                corner.minded = corner.readers = 0.0
            if not self.talks:
                corner.waves, corner.age = {}, {}

    def _year(self, day: int) -> float:
        start = self.begin.start
        return float(start.year + (start.timetuple().tm_yday - 1) / 365.25 + day / 365.25)

    def _campaign(self, day: int, days: int) -> float:
        """Share of a tick that campaigns last, day by day."""
        p = self.r.campaigns
        first = self.begin.start.replace(month=1, day=1, year=int(p.first_year))
        first += timedelta(days=round((p.first_year - int(p.first_year)) * 365.25))
        inside = 0
        for k in range(days):
            since = (self.begin.start + timedelta(days=day + k) - first).days
            rounds = range(400)
            inside += any(0 <= since - round(n * p.every_years * 365.25) < p.lasts_days for n in rounds)
        return inside / days

    def after(self, tick: int, day: int, days: int, lives: list[int], exposed: list[float]) -> list[float]:
        """After a tick that began on a day -> jolts that each province sees of it. lives : who is there. exposed : how
        far each province is, by the jolts before this tick's.
        """
        if not self.filters:
            return [0.0] * len(lives)
        campaign = self._campaign(day, days) if self.cleans else 0.0
        p = self.r.posts
        for number, (corner, there) in enumerate(zip(self.corners, lives, strict=True)):
            usual = 1 / (1 + math.exp(-p.steepness * (self._year(day) - p.midyear)))
            online = corner.online = min(1.0, self.weight[number] * usual)
            self._filter(corner, number, tick, days, there * online, campaign)
            if self.cleans:
                self._close(corner, days, there * online, campaign)
            for k in range(days) if self.walls else ():
                self._block(corner, day + k, there * online)
            for k in range(days) if self.offers else ():
                self._offer(corner, day + k, there * online)
            for k in range(days) if self.chills else ():
                self._chill(corner, day + k, there * online, exposed[number])
            if self.talks:
                self._talk(corner, days, there, online)
        return [p.told_of * corner.reported_now for corner in self.corners]

    def met_by_opinions(self) -> list[tuple[float, float]]:
        """By province, what of open speech is hidden, and how many have heard the latest true rumour."""
        r, off = self.r, self.s.off
        lived = r.fear.stands and r.opinion.stands and r.censorship.stands and self.filters
        if not lived or {"censorship", "fear", "opinion"} & {*off}:
            return [(0.0, 0.0)] * len(self.corners)
        political = [row for row in self.content if row["category"] == "political"]
        zeal = sum(float(row["part"]) * float(row["zeal"]) for row in political)
        cut = r.censorship.net_share * r.posts.recall * zeal / sum(float(row["part"]) for row in political)
        waves = [corner.waves.get(("true", "")) for corner in self.corners]
        return [(corner.online * cut * corner.in_time, 1 - wave[0] if wave else 0.0)
                for corner, wave in zip(self.corners, waves, strict=True)]  # fmt: skip

    def _filter(self, corner: Corner, number: int, tick: int, days: int, people: float, campaign: float) -> None:
        p, c = self.r.posts, self.r.clean_ups
        shares = {row["kind"]: getattr(p, row["category"]) * float(row["part"]) for row in self.content}
        wrote = {kind: people * p.posts_a_day * part for kind, part in shares.items()}
        wrote["harmless"] = people * p.posts_a_day * max(0.0, 1 - sum(shares.values()))
        zeal = {row["kind"]: float(row["zeal"]) for row in self.content}
        flags = {kind: wrote[kind] * p.recall * zeal[kind] for kind in self.kinds}
        flags["harmless"] = min(wrote["harmless"], sum(flags.values()) * (1 - p.precision) / p.precision)
        coming = sum(flags.values())
        places = people * p.readers / 1e6 * p.reads_a_day * (1 + (c.effort * campaign if self.cleans else 0.0))
        rest = (coming - places) * p.keeps_days
        if not corner.queue:
            corner.queue = {kind: max(0.0, rest) * flags[kind] / max(coming, 1e-300) for kind in flags}
            for kind in self.kinds:
                misses = wrote[kind] - flags[kind] + corner.queue[kind] / p.keeps_days
                corner.stock[kind] = misses * p.stands_days
        before = sum(corner.queue.values())
        busy = days
        if rest < 0:
            busy = min(days, p.keeps_days * math.log((before - rest) / -rest))
        fades = 1 - math.exp(-busy / p.keeps_days)
        gave_up = rest * busy / p.keeps_days + (before - rest) * fades
        after = before + (rest - before) * fades if busy == days else 0.0
        read = before + coming * days - gave_up - after
        wait = 0.0 if after <= 0 < places else math.inf
        if after > 0 and places > 1e-12:
            wait = p.keeps_days * math.log1p(after / places / p.keeps_days)
        first = 1 - p.attention_days / (p.attention_days + p.handling_days + min(wait, 36525.0))
        corner.in_time = read / max(before + coming * days - after, 1e-300) * (1 - first)
        for kind in ("false", "true"):
            in_time = read / max(before + coming * days - after, 1e-300)
            corner.cut[kind] = p.recall * zeal[f"{kind}_rumour"] * in_time * (1 - first)
        corner.reported_now = 0.0
        for k, kind in enumerate((*self.kinds, "harmless")):
            sums = corner.posts[kind]
            swept_at = 0.0
            if self.cleans and kind != "harmless" and self.content[k]["swept"] == "yes":
                swept_at = c.sweep_a_day * campaign
            part = (corner.queue[kind] + flags[kind] * days) / max(before + coming * days, 1e-300)
            deleted = read * part * (p.upheld if kind == "harmless" else 1.0)
            unread = corner.queue[kind] + flags[kind] * days - read * part - after * part
            swept = 0.0
            if kind != "harmless":
                leaves = 1 / p.stands_days + swept_at
                comes = wrote[kind] - flags[kind] + max(unread, 0.0) / days
                goal, stock = comes / leaves, corner.stock[kind]
                corner.stock[kind] = goal + (stock - goal) * math.exp(-leaves * days)
                swept = (stock + comes * days - corner.stock[kind]) * swept_at / leaves
            corner.queue[kind] = after * part
            accounts = (deleted + swept) * p.accounts_per_item
            corner.reported_now += accounts * p.reported
            punished = self._sentenced(number * 32 + k, tick, accounts * p.reported * p.sentenced)
            flows = (
                wrote[kind] * days, flags[kind] * days, deleted, max(unread, 0.0), swept, accounts,
                accounts * p.reported, punished, punished * p.sentence_years * 365.25,
            )  # fmt: skip
            for name, value in zip(OF_POSTS, flows, strict=True):
                sums[name] += value
            sums["waiting"], sums["standing"] = corner.queue[kind], corner.stock.get(kind, 0.0)
            sums["seen_first"] = first

    def _sentenced(self, place: int, tick: int, expected: float) -> int:
        """Whole people, one gap after the other."""
        key, at, n = key_of(self.s.seed, int(purposes.POSTS), place, tick), 0.0, 0
        while expected > 0 and (at := at + exponential(draw(key, n))) < expected:
            n += 1
        return n

    def _close(self, corner: Corner, days: int, people: float, campaign: float) -> None:
        c = self.r.clean_ups
        goal = people * c.sites / 1000 * c.offending
        before = goal if corner.open_sites is None else corner.open_sites
        close, name, back = c.close_a_day * campaign, c.name_a_day * campaign, 1 / c.reopen_days
        away = close + name * c.heed
        rest = goal * back / (back + away)
        after = rest + (before - rest) * math.exp(-(back + away) * days)
        lasted = rest * days + (before - after) / (back + away)
        for figure, rate in (("closed", close), ("named", name), ("cleaned", name * c.heed)):
            corner.sites[figure] += rate * lasted
        corner.sites["reopened"] += max(back * (goal * days - lasted), 0.0)  # fewer people leave fewer sites
        corner.sites["open"] = corner.open_sites = after

    def _block(self, corner: Corner, day: int, people: float) -> None:
        p, sums, outside = self.r.firewall, corner.firewall, 1 - self.r.firewall.in_cafes
        wanted, stands = people * p.visits_a_day, self._year(day) >= p.from_year
        rest = wanted * (1 - p.cooperating)
        by_name = rest * p.by_name * stands
        by_address = (rest - by_name) * p.by_address * stands
        through = (by_name + by_address) * outside * corner.around
        sums["wanted"] += wanted
        sums["cooperating"] += wanted - rest
        sums["by_name"] += by_name
        sums["by_address"] += by_address
        sums["reached"] += through
        sums["rerouted"] += p.rerouted * (by_name + by_address - through)
        sums["wrongly"] += p.too_broad * (by_name + by_address)
        sums["found"] += people * outside * p.hunt * corner.seen * corner.around / 365.25
        share = (by_name + by_address) / wanted if wanted else 0.0
        up, down = p.adopt * share / 365.25, (p.quit + p.hunt * corner.seen) / 365.25
        learn = p.learn * corner.around / 365.25 if self._year(day) >= p.watched_from else 0.0
        forget = p.renew / 365.25
        corner.around = self._nearer(corner.around, up, down)
        corner.seen = self._nearer(corner.seen, learn, forget)
        sums["circumventing"], sums["detection"] = corner.around * outside, corner.seen

    def _offer(self, corner: Corner, day: int, people: float) -> None:
        p, sums, wants = self.r.offers, corner.offers, corner.wants
        since = day - max(0, round((p.from_year - self._year(0)) * 365.25))
        uses = dict.fromkeys(wants, 0.0)
        if since >= 0:
            pay = p.complies if since < p.pays_days else 0.0
            uses = {
                "offered": wants["offered"], "paid": wants["paid"] + (1 - wants["paid"]) * pay,
                "friends": p.own_access * wants["friends"],
            }  # fmt: skip
            there = people * p.offered
            sums["offered"] += there
            sums["used"] += there * (p.paid * uses["paid"] + (1 - p.paid) * uses["offered"])
            for group, use in uses.items():
                heard = p.tells * uses["paid"] if group == "friends" else 0.0
                comes = (p.habit * use**2 + heard) * (1 - wants[group])
                goes = p.lapse * (wants[group] - p.base)
                wants[group] = min(1.0, max(0.0, wants[group] + (comes - goes) / 365.25))
        for group in wants:
            sums[f"use_{group}"], sums[f"want_{group}"] = uses[group], wants[group]

    def _chill(self, corner: Corner, day: int, people: float, exposed: float) -> None:
        p, sums = self.r.chilling, corner.chilling
        if p.told_from and day == round((p.told_from - self._year(0)) * 365.25):
            corner.minded = 1 - (1 - corner.minded) * (1 - p.told)
        rest = 1 - (1 - p.wary) * (1 - exposed)
        left = corner.minded * (1 - math.exp(-p.caution * p.seen_reading))
        wanted = people * p.views_a_day * corner.readers
        sums["person_days"] += people
        sums["views"] += wanted * (1 - left)
        sums["unread"] += wanted * left
        corner.readers = self._nearer(corner.readers, p.take_up * (1 - left) / 365.25, p.drop / 365.25)
        corner.minded = rest + (corner.minded - rest) * 2 ** (-1 / p.half_life_days)
        sums["readers"], sums["minded"] = corner.readers, corner.minded
        for channel in ("social", "calls", "writing", "reading"):
            seen = getattr(p, f"seen_{channel}")
            sums[channel] = corner.minded * (1 - math.exp(-p.caution * seen))

    @staticmethod
    def _nearer(value: float, up: float, down: float) -> float:
        return value if up + down <= 0 else value + (up / (up + down) - value) * (1 - math.exp(-(up + down)))

    def _talk(self, corner: Corner, days: int, there: int, online: float) -> None:
        p = self.r.rumours
        for kind, sums in corner.rumours.items():
            if corner.age.get(kind, math.inf) >= p.every_days:
                for how in ("", "_undeleted"):
                    corner.waves[kind, how] = [1 - p.first_heard, p.first_heard]
                corner.age[kind] = 0
                sums["begun"] += 1
            net = online * p.net_a_day * (p.false_more if kind == "false" else 1.0)
            for how, cut in (("", corner.cut[kind]), ("_undeleted", 0.0)):
                wave = corner.waves[kind, how]
                unheard = wave[0]
                self._live(wave, p.word_a_day + net * (1 - cut), days)
                sums[f"heard{how}"] += there * (unheard - wave[0])
                heard = 1 - wave[0]
                sums[f"one_view{how}"] = heard**2 + (1 - heard) ** 2
            corner.age[kind] += days
            sums["cut"], sums["talking"] = corner.cut[kind], there * corner.waves[kind, ""][1]

    def _live(self, wave: list[float], contacts: float, days: int) -> None:
        """Heun's method with four steps a day, as the model's page has it."""
        ends = 1 / self.r.rumours.talks_days

        def slope(s: float, i: float) -> tuple[float, float]:
            return -contacts * s * i, contacts * s * i - ends * i

        for _ in range(4 * days):
            s, i = wave
            now = slope(s, i)
            then = slope(s + now[0] / 4, i + now[1] / 4)
            wave[:] = [max(0.0, s + (now[0] + then[0]) / 8), max(0.0, i + (now[1] + then[1]) / 8)]
