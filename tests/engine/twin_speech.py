"""The twin's acts of speech: who speaks openly does them, and who is seen to may be taken away."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from credopolis.core import purposes
from credopolis.core.schema import FLAG_NAMES, TRAITS
from credopolis.engine.scenario import Scenario
from credopolis.society.typical import typical_lives

from .twin_minds import SPEAKS
from .twin_state import SPEECH, TRUE, Due, Life, draw, exponential, key_of, low_uniform
from .twin_tables import TwinAct, weight_of

if TYPE_CHECKING:
    from .twin import Twin


def is_spoken(scenario: Scenario, act: TwinAct) -> bool:
    """Whether only who speaks openly does an act."""
    r, off, c = scenario.regime, scenario.off, act.conduct
    lived = r.fear.stands and r.opinion.stands and r.speaking.stands and not {"fear", "opinion", "speaking"} & {*off}
    return bool(
        lived and c.domain == "speech" and c.driver == "dissent" and not c.informs
        and not c.of_a_couple and not c.who.on_list
    )  # fmt: skip


def times_of(scenario: Scenario, act: TwinAct) -> float:
    """How many times as often who speaks does it, so that day 0 has the rate: life by life, of a typical society."""
    lives, p, who = typical_lives(scenario.tables), scenario.regime.opinion, act.conduct.who
    wanted = sum(FLAG_NAMES[name] for name in who.is_)
    unwanted = sum(FLAG_NAMES[name] for name in who.is_not)
    whole, said = [], []
    columns = (lives.age, lives.flags, lives.children, lives.eldest_age, lives.weight, lives.dissent)
    rows = zip(*(c.tolist() for c in (*columns, lives.risk_aversion, lives.income)), strict=True)
    for age, flags, children, eldest, weight, dissent, risk, income in rows:
        old = who.max_age_days and age >= who.max_age_days
        if age < who.min_age_days or old or flags & wanted != wanted or flags & unwanted or children < who.min_children:
            continue
        if who.child_age_days is not None and not who.child_age_days[0] <= eldest <= who.child_age_days[1]:
            continue
        sexed = weight_of(act.conduct, bool(flags & FLAG_NAMES["female"]), min(age * 4 // 1461, 127)) / act.norm
        often = weight * act.rates[dissent] * sexed
        whole.append(often)
        opinion = math.floor(8000 * max(1 - dissent / 255 / p.pivot, -1.0) + 0.5) / 8000
        nerve = p.dread * (1 + p.caution * (2 * risk / 255 - 1)) * (1 + p.to_lose * (income - 3) / 2)
        if age >= 5844 and opinion < 0 and nerve <= p.conviction * (1 - opinion) / 2:
            said.append(often)
    return math.fsum(whole) / math.fsum(said) if said else 0.0


class Speech:
    """Acts of speech of a twin's lives; what else an act leaves is the twin's."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.times = twin, dict[int, float]()

    def is_spoken(self, index: int) -> bool:
        """Whether only who speaks openly does an act."""
        return is_spoken(self.twin.s, self.twin.t.acts[index])

    def settle(self, life: Life, day: int) -> None:
        """A life that speaks openly on a settling day."""
        if life.stance == SPEAKS:
            for index, act in enumerate(self.twin.t.acts):
                if is_spoken(self.twin.s, act):
                    self._wait(life, index, day, day)

    def _key(self, life: Life, day: int, index: int) -> int:
        return key_of(self.twin.s.seed, int(purposes.SPEECH), life.number, 256 * day + index)

    def _wait(self, life: Life, index: int, day: int, earliest: int) -> None:
        twin, act = self.twin, self.twin.t.acts[index]
        if index not in self.times:
            self.times[index] = times_of(twin.s, act)
        a_year = act.rates[life.traits[TRAITS.index("dissent")]] * self.times[index]
        a_year *= twin._common(act, life, day)
        if act.climate:
            a_year *= min(act.climate, twin.province.climate)
        until = twin.tick_start + twin.s.tick_days
        while until % 28 >= twin.s.tick_days:
            until += twin.s.tick_days
        gap = exponential(draw(self._key(life, day, index), int(purposes.AT_GAP))) * 365.25
        if a_year > 0 and earliest + gap / a_year < until:
            twin.record.schedule(life, Due(earliest + int(gap / a_year), SPEECH, (index,), day))

    def happen(self, life: Life, due: Due) -> None:
        """An act of speech is due: it is done unless the life is deterred, and whoever is seen may be gone."""
        twin, (index,), day = self.twin, due.about, due.day
        act = twin.t.acts[index]
        if not is_spoken(twin.s, act):
            return
        self._wait(life, index, day, day + 1)
        if twin.ladder.removed(life) or not twin._eligible(act, life, day):
            return
        bits, stake = self._key(life, day, index), twin._stake(index, life, day)
        response = 1.0
        if stake < 0:
            response = math.exp(-act.deterrence * twin._perceived(life, day, index) * -stake)
        elif stake > 0:
            response = math.exp(act.ambition * stake)
        if low_uniform(draw(bits, int(purposes.AT_ANSWER))) >= response:
            return
        channel = twin._seen_by(index, life, bits) if act.priced else None
        twin.record.count("spoken", twin.record.cell(life, day))
        twin._leave_traces(index, life, day, channel)
        if life.grade is not None:
            if act.negative:
                twin._escape(index, life, day, channel)
            if channel:
                twin.office.file(life, twin.province, day, index, channel, TRUE, bits, earliest=day)
        if channel:
            self._answer(life, day, bits)

    def _answer(self, life: Life, day: int, bits: int) -> None:
        p, twin = self.twin.s.regime.removal, self.twin
        lists = [name for name in twin.t.lists if twin.book.lists[name].removal]
        if not p.stands or "removal" in twin.s.off or not lists or life.grade is None or life.opinion is None:
            return
        if life.opinion / 8000 > -p.beyond or low_uniform(draw(bits, int(purposes.AT_TAKING))) >= p.share_taken:
            return
        twin.grid.taken += 1
        twin.record.count("taken", twin.record.cell(life, day))
        twin.ladder.take_away(life, day, lists[0])


__all__ = ["Speech", "is_spoken", "times_of"]
