"""The twin's minds: who is used to fear, whom lives and grids trust, what is thought and what is said."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from credopolis.core import purposes
from credopolis.core.schema import MALICIOUS, TRAITS, TRUE
from credopolis.engine.scenario import Scenario

from .twin_fields import Province
from .twin_news import News
from .twin_state import Life, Neighbourhood, Record, key_of

AGREES, SPEAKS, SILENT = range(3)


def rounded(steps: float, bits: int) -> int:
    """Whole steps: up in the share of draws that keeps the mean. bits : 16."""
    return math.floor(steps) + (bits / 65536 < steps - math.floor(steps))


class Minds:
    """What every life feels and thinks; `grid` and `province` are those of the life at hand."""

    def __init__(self, scenario: Scenario, record: Record) -> None:
        self.s, self.r, self.record = scenario, scenario.regime, record
        off = scenario.off
        self.fears = self.r.fear.stands and "fear" not in off
        self.habituates = self.r.habituation.stands and "habituation" not in off and self.fears
        self.publishes = self.r.publicity.stands and "publicity" not in off
        self.trusts = self.r.trust.stands and "trust" not in off and self.fears
        self.opines = self.r.opinion.stands and "opinion" not in off and self.fears
        self.informs = self.r.informing.stands and "informing" not in off and self.fears
        year = self.r.habituation.began_year
        begun = date(int(year), 1, 1).toordinal() + (year - int(year)) * 365.25
        self.began = begun - scenario.start.toordinal()
        self.takes = self.r.removal.stands and self.r.speaking.stands and self.opines
        self.takes = self.takes and not {"removal", "speaking"} & {*off}
        talks = self.r.rumours.stands and self.r.posts.stands and not {"rumours", "posts"} & {*off}
        self.doubts = talks and self.r.censorship.stands and "censorship" not in off
        self.news = News(scenario, record) if self.opines and self.r.news.stands and "news" not in off else None
        self.on_speaking: Callable[[Life, int], None] = lambda life, day: None
        self.on_settling: Callable[[Life, int], None] = lambda life, day: None

    def forget(self, life: Life) -> None:
        """What new rules do not know is as if it had never been."""
        if not self.fears:
            life.fear = life.fear_on = 0
        if not self.habituates:
            life.used = 0
        if not self.trusts:
            life.near = life.state = 0
        if not self.opines:
            life.opinion = life.stance = None

    def forget_grid(self, grid: Neighbourhood) -> None:
        """The same of a grid."""
        if not self.publishes:
            grid.shame = 0.0
        if not self.takes:
            grid.taken = grid.absent = 0.0
        if not self.trusts:
            grid.near = grid.state = 0.0
        if not self.opines:
            grid.seen = grid.spoken = 0.0

    # Fear and habituation

    def exposure(self, grid: Neighbourhood, province: Province) -> float:
        """What is seen of fear's causes in a grid."""
        hidden = 1 - province.fear_shown
        if self.publishes:
            hidden *= math.exp(-self.r.publicity.exposure_gain * grid.shame)
        if self.takes:
            hidden *= math.exp(-self.r.removal.witness_gain * grid.absent)
        return 1 - hidden

    def fear(self, life: Life, day: int, grid: Neighbourhood, province: Province) -> float:
        """Fear of a life today: what is left of the last jolts, around what everybody sees."""
        left, seen = 0.5 ** ((day - life.fear_on) / self.r.fear.half_life_days), self.exposure(grid, province)
        return seen * (1 - left) + life.fear / 65535 * left

    def bring_up(self, life: Life, day: int, grid: Neighbourhood, province: Province) -> None:
        """Bring all that a life feels to a day."""
        days, now = day - life.fear_on, self.fear(life, day, grid, province)
        if days and self.habituates:
            self._get_used(life, day, days, self.exposure(grid, province))
        if days and self.trusts and (life.near or life.state):
            bits, left = self._trust_bits(life, day), 0.5 ** (days / self._half_life)
            life.near, life.state = rounded(life.near * left, bits[0]), rounded(life.state * left, bits[1])
        life.fear, life.fear_on = math.floor(now * 65535 + 0.5), day

    def _get_used(self, life: Life, day: int, days: int, seen: float) -> None:
        p, half = self.r.habituation, self.r.fear.half_life_days
        gone = 1 - 0.5 ** (days / half)
        lived = seen * days + (life.fear / 65535 - seen) * gone * half / math.log(2)
        child = p.childhood_years * 365.25
        under = min(max(life.born + child - self.began, 0), child) / child
        left = 0.5 ** (lived * (1 + (p.grew_up_pace - 1) * under) / p.half_exposure_days)
        bits = key_of(self.s.seed, int(purposes.HABITS), life.number, day) & 0xFFFF
        life.used = rounded(255 * (1 - (1 - life.used / 255) * left), bits)

    def jolt(self, life: Life, day: int, grid: Neighbourhood, province: Province, size: float) -> None:
        """A jolt, as it is felt."""
        self.bring_up(life, day, grid, province)
        size *= 1 - self.r.habituation.most * life.used / 255 if self.habituates else 1
        life.fear = math.floor((1 - (1 - life.fear / 65535) * (1 - size)) * 65535 + 0.5)

    # Trust

    @property
    def _half_life(self) -> float:
        return self.r.trust.half_life_years * 365.25

    def _trust_bits(self, life: Life, day: int) -> tuple[int, int]:
        bits = key_of(self.s.seed, int(purposes.TRUSTS), life.number, day)
        return bits & 0xFFFF, (bits >> 16) & 0xFFFF

    def trust(self, life: Life, day: int, grid: Neighbourhood) -> tuple[float, float]:
        """Trust in neighbours, and in the state, today."""
        left = 0.5 ** ((day - life.fear_on) / self._half_life)
        near = self.r.trust.neighbours_rest + grid.near + left * life.near / 127
        state = self.r.trust.state_rest + grid.state + left * life.state / 127
        return min(max(near, 0.0), 1.0), min(max(state, 0.0), 1.0)

    def meet_entry(
        self, life: Life, day: int, negative: bool, channel: str, truth: int, grid: Neighbourhood, province: Province
    ) -> None:
        """An entry: what its life trusts, and what the grid knows."""
        p = self.r.trust
        if not negative:
            grid.favoured += 1
            self._move_state(life, day, -p.own_benefit, grid, province)
            return
        grid.shown += self.r.publicity.shown if self.publishes else 0
        if truth == TRUE and channel == "informants" and self.informs:
            grid.betrayed += self.r.informing.told_weight
        if truth != TRUE:
            grid.wronged += 1
            self._move_state(life, day, p.own_unjust, grid, province)
        if truth == MALICIOUS:
            grid.betrayed += 1
            if self.trusts:
                self.bring_up(life, day, grid, province)
                near = life.near - 127 * p.own_betrayed * self.trust(life, day, grid)[0]
                life.near = rounded(max(near, -127.0), self._trust_bits(life, day)[0])

    def willing(self, life: Life, day: int, grid: Neighbourhood, province: Province) -> float:
        """How willing a life is to report others, of what points alone bring."""
        if not self.informs:
            return 1.0
        near, state = self.trust(life, day, grid) if self.trusts else (0.0, 0.0)
        calm = (1 - self.fear(life, day, grid, province)) * (1 - max(state - near, 0.0))
        return 1 - (1 - self.r.informing.unmoved) * calm

    def be_refused(self, life: Life, day: int, grid: Neighbourhood, province: Province) -> None:
        """A request of a life is refused."""
        grid.turned_away += 1
        self._move_state(life, day, self.r.trust.own_refused, grid, province)

    def _move_state(self, life: Life, day: int, part: float, grid: Neighbourhood, province: Province) -> None:
        if not self.trusts:
            return
        self.bring_up(life, day, grid, province)
        now = self.trust(life, day, grid)[1]
        moved = life.state - 127 * part * (now if part > 0 else 1 - now)
        life.state = rounded(min(max(moved, -127.0), 127.0), self._trust_bits(life, day)[1])

    def end_tick(self, grid: Neighbourhood, province: Province, days: int) -> None:
        """What happened in a grid in a tick."""
        if not self.trusts and not self.publishes and not self.takes:
            return
        p, shows, lives = self.r.trust, self.r.publicity, max(sum(life.present for life in grid.places), 1)
        keep = math.exp(-self.s.tick_days / (shows.memory_years * 365.25))
        grid.shame = keep * grid.shame + (1 - keep) * grid.shown / lives * 365.25 / days
        if self.takes:
            keep = math.exp(-self.s.tick_days / (self.r.removal.memory_years * 365.25))
            grid.absent = keep * grid.absent + (1 - keep) * grid.taken / lives * 365.25 / days
            grid.taken = 0.0
        if self.trusts:
            left = 0.5 ** (days / self._half_life)
            near = p.neighbours_rest + grid.near * left
            near *= math.exp(-(p.false_harm * grid.betrayed + p.shown_harm * grid.shown) / lives)
            grid.near = near - p.neighbours_rest
            up = p.safety_gain * province.seen.reach["cameras"]
            inspects = self.r.discipline.stands and "discipline" not in self.s.off
            d = self.r.discipline
            up += p.exposed_gain * (d.inspected + (1 - d.inspected) * d.open_to_all * d.public) if inspects else 0
            state = min(p.state_rest + up + (grid.state - up) * left, 1.0)
            state = 1 - (1 - state) * math.exp(-p.benefit_gain * grid.favoured / lives)
            state *= math.exp(-(p.unjust_harm * grid.wronged + p.refused_harm * grid.turned_away) / lives)
            grid.state = state - p.state_rest
        grid.shown = grid.betrayed = grid.wronged = grid.turned_away = grid.favoured = 0.0

    # Opinion

    def settle(self, grid: Neighbourhood, province: Province, day: int) -> None:
        """The settling day of a grid: every grown-up life, with what the grid showed on the last one."""
        if not (self.trusts or self.opines) or day % 28 >= self.s.tick_days:
            return
        found: list[tuple[int, float]] = []
        for life in grid.places:
            if not life.present or (day - life.born) < 5844:
                continue
            self.on_settling(life, day)
            trust = self.trust(life, day, grid) if self.trusts else (0.0, 1.0)
            cell = self.record.cell(life, day)
            if self.trusts and self.informs:
                self.record.count("loyalty", cell, int(trust[1] > trust[0]))
            for which, level in enumerate(trust if self.trusts else ()):
                self.record.count("trust", which, math.floor(100 * level + 0.5))
            if self.opines:
                found.append(self._settle(life, day, cell, trust[1], grid, province))
                self.on_speaking(life, day)
        if found:
            open_ones = sum(stance == SPEAKS for stance, _ in found)
            against = sum(stance != AGREES for stance, _ in found)
            hidden, openly = province.hidden, sum(said for stance, said in found if stance == SPEAKS)
            grid.seen = (1 - hidden) * open_ones / len(found)
            grid.spoken = (sum(said for _, said in found) - hidden * openly) / (len(found) - hidden * open_ones)
            if against:
                self.record.count("openness", math.floor(100 * open_ones / against + 0.5))

    def _settle(
        self, life: Life, day: int, cell: int, state: float, grid: Neighbourhood, province: Province
    ) -> tuple[int, float]:
        p, traits = self.r.opinion, dict(zip(TRAITS, life.traits, strict=True))
        leaning, days = max(1 - traits["dissent"] / 255 / p.pivot, -1.0), max(28, self.s.tick_days) / 365.25
        before, opinion = life.stance, leaning
        if life.opinion is not None:
            own = life.opinion / 8000
            opinion = own + (1 - math.exp(-p.near_a_year * days)) * (grid.spoken - own)
            doubt = self.r.censorship.doubt * province.heard if self.doubts else 0.0
            opinion += (1 - math.exp(-p.message_a_year * days)) * state * (1 - doubt) * (1 - own)
            opinion += (1 - math.exp(-p.own_a_year * days)) * (leaning - own)
        opinion = min(max(opinion, -1.0), 1.0)
        if self.news:
            opinion = self.news.hear(life, day, opinion)
        life.opinion = math.floor(8000 * opinion + 0.5) or 1
        thought = life.opinion / 8000
        needed = 1 - (1 - self.fear(life, day, grid, province)) * (1 - p.dread)
        needed *= 1 + p.caution * (2 * traits["risk_aversion"] / 255 - 1)
        needed *= 1 + p.to_lose * (life.income_now - 3) / 2
        life.stance = AGREES
        if thought < 0:
            life.stance = SPEAKS if needed <= p.conviction * (1 - thought) / 2 + p.support * grid.seen else SILENT
        if life.stance != before and (before is not None or life.stance != AGREES):
            self.record.note(life, day, ("agrees", "speaks", "hides")[life.stance], day)
        said = p.lip_service if life.stance == SILENT else thought
        self.record.count("voices", cell, life.stance)
        self.record.count("strata", max(life.income_now - 1, 0), life.schooling_now, life.stance)
        self.record.count("members", int(life.has("party_member")), life.stance)
        leaning_percent = (life.opinion + 8080) // 160
        lips = math.floor(100 * ((p.lip_service + 1) / 2) + 0.5)
        said_percent = lips if life.stance == SILENT else leaning_percent
        self.record.count("opinions", 0, leaning_percent)
        self.record.count("opinions", 1, said_percent)
        if self.news:
            self.news.count(life, day, leaning_percent, said_percent)
        self.record.count("answers", cell, 0, int(said < 0))
        self.record.count("answers", cell, 1, int(thought < 0))
        return life.stance, said


__all__ = ["Minds"]
