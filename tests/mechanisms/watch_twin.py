"""A slow, readable twin of `watch`: one province at a time, in plain Python, from the formulas of each module."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta

from credopolis.core.labels import BENEFITS, INCIDENTS
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.regime import RegimeParameters

YEAR = 365.25


@dataclass
class Seen:
    """What the twin finds for one province, by channel or by benefit."""

    reach: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    alarm_reach: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    capacity: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    demand: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    used: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    backlog: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    dropped: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    wait_days: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SEEING, 0.0))
    benefits: dict[str, float] = field(default_factory=lambda: dict.fromkeys(BENEFITS, 0.0))
    incidents: dict[str, float] = field(default_factory=lambda: dict.fromkeys(INCIDENTS, 0.0))
    helped: dict[str, float] = field(default_factory=lambda: dict.fromkeys(INCIDENTS, 0.0))
    visit_share: float = 0.0

    def plenty(self, channel: str, amount: float) -> None:
        """Nothing is scarce: what there is, is asked for and used."""
        self.capacity[channel] = self.demand[channel] = self.used[channel] = amount


def logistic(year: float, start: float, midyear: float, steepness: float) -> float:
    """Share of a logistic programme."""

    def g(x: float) -> float:
        return 1 / (1 + math.exp(-steepness * (x - midyear)))

    return 0.0 if year <= start else (g(year) - g(start)) / (1 - g(start))


def linear(year: float, start: float, years: float) -> float:
    """Share of a linear programme."""
    if year <= start:
        return 0.0
    return 1.0 if years == 0 else min(1.0, (year - start) / years)


def campaign_share(day: date, days: int, p: RegimeParameters) -> float:
    """Share of the days that are in a campaign, asked day by day."""
    c = p.campaigns
    origin = date(int(c.first_year), 1, 1) + timedelta(days=round((c.first_year - int(c.first_year)) * YEAR))
    inside = 0
    for k in range(days):
        now = (day + timedelta(days=k) - origin).days
        nearest = range(max(0, int(now / (c.every_years * YEAR)) - 2), int(max(now, 0) / (c.every_years * YEAR)) + 3)
        begins = [round(n * c.every_years * YEAR) for n in nearest]
        inside += any(b <= now < b + c.lasts_days for b in begins)
    return inside / days


def season_days(day: date, days: int, p: RegimeParameters) -> int:
    """Days of travel seasons, asked day by day."""
    r, inside = p.robots, 0
    for k in range(days):
        now = day + timedelta(days=k)
        for first, length in ((r.spring_from_day, r.spring_days), (r.summer_from_day, r.summer_days)):
            starts = [date(year, 1, 1) + timedelta(days=first - 1) for year in (now.year - 1, now.year)]
            inside += sum(s <= now < s + timedelta(days=length) for s in starts)
    return inside


def watch_one(
    name: str, lives: float, urban: float, day: date, days: int, exposure: dict[str, float], visited: float,
    searched: float, backlog: float, p: RegimeParameters, off: tuple[str, ...] = (),
) -> Seen:  # fmt: skip
    """Everything that `watch` says of one province. backlog : of face searches."""
    out, years = Seen(), days / YEAR
    middle = date(day.year, 3 * ((day.month - 1) // 3) + 2, 15)
    now = middle.year + (middle - date(middle.year, 1, 1)).days / YEAR
    on = {channel: channel not in off for channel in (*SEEING, "campaigns")}
    campaign = campaign_share(day, days, p) if on["campaigns"] else 0.0

    if on["records"]:
        out.reach["records"], out.alarm_reach["records"] = p.records.coverage, 1.0
        out.plenty("records", exposure["records"] * p.records.coverage)
    if on["informants"]:
        out.reach["informants"] = 1.0

    cam, coverage = p.cameras, 0.0
    if on["cameras"]:
        stock = cam.ceiling_per_1000 * (
            cam.skynet_share * logistic(now, cam.skynet_from, cam.skynet_midyear, cam.skynet_steepness)
            + (1 - cam.skynet_share)
            * logistic(now, cam.sharp_eyes_from, cam.sharp_eyes_midyear, cam.sharp_eyes_steepness)
        )
        joined = linear(now, cam.merged_from, cam.merged_years) if cam.merged else 0.0
        local = stock * (1 - cam.private_share + cam.private_share * joined) * (urban + (1 - urban) * cam.rural_factor)
        coverage = 1 - math.exp(-local / cam.saturation_per_1000)
        out.reach["cameras"] = out.alarm_reach["cameras"] = coverage * cam.by_eye
        out.plenty("cameras", local * lives / 1000 * days)

    robots_see, r = 0.0, p.robots
    out.incidents["accident"] = lives / 1000 * r.accidents_per_1000 * years
    out.incidents["missing_person"] = lives / 1000 * p.faces.missing_per_1000 * years
    if on["robots"]:
        standing = linear(now, r.from_year, r.ramp_years)
        robots_see = min(1.0, r.patrols_per_million * standing * r.patrol_hours / 24 * r.sees_share)
        out.reach["robots"] = out.alarm_reach["robots"] = robots_see
        millions = lives / 1e6 * standing
        out.plenty("robots", millions * r.patrols_per_million * r.patrol_hours * days)
        questions = millions * r.counters_per_million * r.counter_hours * r.questions_an_hour * days
        out.benefits["desk_hours_saved"] = questions * r.answered * r.clerk_minutes / 60
        out.benefits["risk_reports"] = out.incidents["risk_report"] = questions * r.reports_per_1000 / 1000
        out.helped["accident"] = r.places_warned * standing * r.avoided
        out.benefits["accidents_avoided"] = out.incidents["accident"] * out.helped["accident"]
        tickets = min(
            millions * r.stations_per_million * r.station_hours * r.tickets_an_hour, lives * r.trips_a_season_day
        )
        out.benefits["tickets_checked"] = tickets * season_days(day, days, p)

    if on["drones"]:
        d = p.drones
        standing = linear(now, d.from_year, d.ramp_years)
        sees = min(1.0, d.per_million * standing * d.flight_hours / 24 * d.sees_share) * (1 - coverage)
        out.reach["drones"] = out.alarm_reach["drones"] = sees
        out.plenty("drones", lives / 1e6 * d.per_million * standing * d.flight_hours * days)

    enrolled, c = p.faces.enrolled, p.checkpoints
    if on["checkpoints"] and name in c.provinces:
        standing = linear(now, c.from_year, c.ramp_years)
        enrolled += standing * (c.enrolled - enrolled)
        can, asked = lives * c.per_1000 / 1000 * standing * c.checks_an_hour * c.open_hours, lives * c.passages_a_day
        done = min(can, asked)
        share = done / asked if asked > 0 else 0.0
        out.reach["checkpoints"] = out.alarm_reach["checkpoints"] = share * c.enrolled
        out.capacity["checkpoints"], out.demand["checkpoints"] = can * days, asked * days
        out.used["checkpoints"], out.dropped["checkpoints"] = done * days, (asked - done) * days

    if on["recorders"] and name in p.recorders.provinces:
        heard = p.recorders.homes_share * linear(now, p.recorders.from_year, p.recorders.ramp_years) * p.recorders.heard
        out.reach["recorders"] = out.alarm_reach["recorders"] = heard
        out.plenty("recorders", lives * heard * days)

    if on["traffic"]:
        t = p.traffic
        crossings = urban * t.crossings_share * linear(now, t.from_year, t.ramp_years) * t.recognised
        sees = 1 - (1 - crossings) * (1 - robots_see)
        out.reach["traffic"] = out.alarm_reach["traffic"] = sees
        out.plenty("traffic", lives * sees * days)

    if on["faces"]:
        _search(out, lives, days, coverage, enrolled, exposure["faces"], backlog, now, campaign, p)
    if on["officers"]:
        _rounds(out, lives, days, visited, searched, campaign, p)
    return out


def _search(
    out: Seen, lives: float, days: int, coverage: float, enrolled: float, exposed: float, backlog: float, now: float,
    campaign: float, p: RegimeParameters,
) -> None:  # fmt: skip
    f, years = p.faces, days / YEAR
    duty = f.runs_hours / (f.runs_hours + f.restart_hours) * f.availability
    engines = lives / 1e6 * f.engines_per_million * linear(now, f.from_year, f.ramp_years)
    whole = engines * f.searches_an_hour * 24 * days * duty
    taken = whole * p.campaigns.face_share * campaign
    new = exposed * coverage * (1 - p.cameras.by_eye) * math.ceil(f.candidates / f.gallery)
    missing, tickets = lives / 1000 * f.missing_per_1000 * years, lives * f.trips_a_year * f.trips_checked * years
    at_once = lives * f.searches_a_year * years * coverage + missing * f.searches_a_missing + tickets / f.gallery
    asked = backlog + new + at_once
    served = min(1.0, (whole - taken) / asked) if asked > 0 else float(whole > taken)
    identified_now = served * (backlog + new)
    rest = backlog + new - identified_now
    kept = min(rest, identified_now / days * f.keep_days)
    lost = rest - kept
    share = 0.0 if whole == 0 else max(0.0, 1 - lost / max(new, 1e-9))
    out.reach["faces"] = coverage * (1 - p.cameras.by_eye) * enrolled * (1 - f.miss_rate) * share
    out.alarm_reach["faces"] = coverage * served
    out.capacity["faces"], out.demand["faces"] = whole, new + at_once + taken
    out.used["faces"] = identified_now + served * at_once + taken
    out.backlog["faces"], out.dropped["faces"] = kept, lost + (1 - served) * at_once
    out.wait_days["faces"] = kept / identified_now * days if identified_now > 0 else 0.0
    out.helped["missing_person"] = served * coverage * enrolled * (1 - f.miss_rate)
    out.benefits["missing_found"] = missing * out.helped["missing_person"]
    out.benefits["tickets_checked"] += tickets * served


def _rounds(
    out: Seen, lives: float, days: int, visited: float, searched: float, campaign: float, p: RegimeParameters
) -> None:
    o, years = p.officers, days / YEAR
    hours = lives / 1000 * o.per_1000 * o.hours_a_week * days / 7 * o.field_share
    taken = hours * p.campaigns.officer_share * campaign
    visits = visited * o.visits_a_year * years
    free = (1 - o.patrol_least) * (hours - taken)
    asked = out.incidents["risk_report"] * p.robots.report_hours
    answered = min(asked, free)
    out.helped["risk_report"] = p.robots.reports_right * answered / asked if asked > 0 else 0.0
    due = visits * o.visit_hours + searched * o.searches_a_year * years * o.search_hours
    share = min(1.0, (free - answered) / due) if due > 0 else float(free > answered)
    patrol = hours - taken - share * due - answered
    each = max(0.0, patrol) / (lives * years)
    undone = (1 - share) * due + asked - answered
    out.capacity["officers"], out.used["officers"] = hours, hours
    out.demand["officers"], out.dropped["officers"] = hours + undone, undone
    out.reach["officers"] = out.alarm_reach["officers"] = each / (each + o.saturation_hours)
    out.benefits["advice_visits"] = visits * share
    out.benefits["visit_burden"] = visits * share * o.visit_burden_hours
    out.visit_share = share
