"""One life's dossier: who it is and all that happened to it, had by replaying its district.

Nothing is kept of single lives while a run goes; the provincial fields of every tick are enough to live one
district again, bit for bit.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from credopolis.analysis.lives.bars import BENEFIT, RESTRICTION, Bar, Spell, bars_of, books_of
from credopolis.analysis.lives.happenings import Happening, happenings_of
from credopolis.analysis.lives.rules import Rule, rules_of
from credopolis.analysis.measures.recorded import recorded_fields
from credopolis.analysis.words import title
from credopolis.core.errors import Misuse, RunFolderError
from credopolis.core.units import date_of
from credopolis.engine.mind import Mind
from credopolis.store.run import AGAIN, Run

if TYPE_CHECKING:
    from credopolis.engine.build import Engine
    from credopolis.engine.scenario import Scenario


@dataclass(frozen=True)
class Dossier:
    """A life: its facts, and its happenings in order of time.

    bars : from when until when it held grades, was locked and listed, and had gates closed or open to it. rules : the
    rulebook's lines on its acts, and on what these bars are made by. start : the date of day 0. minds : what it feared,
    trusted, thought and said, at the end of each tick that began with a settling day; none where minds are not lived.
    """

    life: int
    start: datetime.date
    facts: dict[str, Any]
    happenings: tuple[Happening, ...]
    bars: tuple[Bar, ...] = ()
    rules: tuple[Rule, ...] = ()
    minds: tuple[Mind, ...] = ()

    @property
    def chains(self) -> tuple[tuple[Happening, ...], ...]:
        """The happenings by chain, each in order of time, chains by their first day."""
        gathered: dict[int, list[Happening]] = {}
        for happening in self.happenings:
            gathered.setdefault(happening.chain, []).append(happening)
        return tuple(tuple(lines) for lines in gathered.values())

    def as_json(self) -> dict[str, Any]:
        """The dossier as plain data."""
        lines = [{**dataclasses.asdict(h), "in_words": h.in_words()} for h in self.happenings]
        return {
            "life": self.life, "start": self.start.isoformat(),
            "facts": _plain(self.facts), "happenings": _plain(lines),
            "bars": _plain([bar.as_json() for bar in self.bars]),
            "rules": _plain([rule.as_json() for rule in self.rules]),
            "minds": _plain([dataclasses.asdict(mind) for mind in self.minds]),
        }  # fmt: skip


def replay_dossier(run: Run, life: int) -> Dossier:
    """Replay the district of a life and gather its dossier.

    Raises
    ------
    Misuse
        If the run kept no fields.
    """
    scenario, past, fields = replayable(run)
    return dossier_of(scenario, life, fields, past)


def replayable(run: Run) -> tuple[Scenario, tuple[Scenario, int] | None, np.ndarray[Any, np.dtype[np.float64]]]:
    """What replaying lives of a run needs: its scenario, the past of a reformed future, the fields of every tick.

    Raises
    ------
    Misuse
        If the run kept no fields.
    RunFolderError
        If its table of fields is not that of its ticks.
    """
    from credopolis.runs.again import rebuild, rebuild_past

    if not run.manifest.get("fields_recorded"):
        raise Misuse(
            "This run kept no fields (--no-fields), so no life can be replayed. Run it again without that option."
        )
    fork, scenario = run.manifest.get("fork") or {}, rebuild(run)
    past = (rebuild_past(run), int(fork["tick"])) if fork.get("reform") else None
    fields = recorded_fields(run)
    ticks = range(past[1] if past else 0, scenario.ticks + 1)
    if len(fields) not in ticks or (past and past[0].ticks != scenario.ticks):
        problem = f"its table of fields has {len(fields)} ticks, and {ticks[0]} to {ticks[-1]} can be"
        raise RunFolderError(run.folder, problem, AGAIN)
    return scenario, past, fields


def dossier_of(
    scenario: Scenario, life: int, fields: np.ndarray[Any, np.dtype[np.float64]],
    past: tuple[Scenario, int] | None = None, told: Callable[[int], None] = lambda ticks: None,
) -> Dossier:  # fmt: skip
    """The dossier of a life of a scenario that was run.

    fields : (n_ticks, n_provinces, n_fields), what lives read. past : the scenario that was lived under until a reform,
    and the ticks done by then. told : how many ticks have been lived again, where there is no past.
    """
    from credopolis.engine.minded import mind_of, settled_in
    from credopolis.engine.replay import describe_life, place_of_life, replay_life
    from credopolis.engine.replay_across import replay_across

    minds: list[Mind] = []

    def look(engine: Engine, tick: int) -> None:
        if settled_in(engine.scenario, tick):
            end = min((tick + 1) * scenario.tick_days, scenario.days)
            minds.append(mind_of(engine, place_of_life(engine, life), end))

    if past is None:
        events = replay_life(scenario, life, fields, told, look)
    else:
        events = replay_across(past[0], scenario, past[1], life, fields, look)
    facts = dataclasses.asdict(describe_life(past[0] if past else scenario, life))
    if changes := _changes_in(scenario, facts["province"]):
        facts["rules_changed"] = changes
    told_lines = happenings_of(scenario, events, past[0] if past else None)
    end_day = min(len(fields) * scenario.tick_days, scenario.days)
    bars = bars_of(books_of(scenario, facts["province"], past), told_lines, facts["grade_on_day_0"], end_day)
    rules = rules_of(scenario, _places_in(told_lines, bars))
    return Dossier(life, scenario.start, facts, told_lines, bars, rules, tuple(minds))


def _places_in(happenings: tuple[Happening, ...], bars: tuple[Bar, ...]) -> Iterator[str]:
    """Where the rules stand that a dossier leads to, each once, in order."""
    acts = (f"acts.{line.about}" for line in happenings if line.about)
    shown = {"restriction": "gates", "benefit": "gates", "list": "lists", "grade": "grades"}
    things = (f"{shown[bar.kind]}.{bar.name}" for bar in bars if bar.kind in shown)
    makers = (place for bar in bars for spell in bar.spells for place in spell.by)
    return iter(dict.fromkeys((*acts, *things, *makers)))


def _changes_in(scenario: Scenario, province: str) -> list[str]:
    """The changes of rules that a timeline brought to a province within the run, each with its date."""
    changes = scenario.source.get("timeline") or ()
    modelled = (one for one in changes if one["day"] and not one.get("not_modelled"))
    reached = (one for one in modelled if province in (one["provinces"] or (province,)))
    return [f"{one['date']} {one['title']}" for one in reached]


def gates_in_words(dossier: Dossier) -> list[str]:
    """A sentence for each time in which gates were closed to a life, or open to it, and what made it so."""
    rules = {rule.path: rule for rule in dossier.rules}
    together: dict[tuple[str, Spell], list[str]] = {}
    for bar in dossier.bars:
        if bar.kind in (RESTRICTION, BENEFIT):
            rule = rules.get(f"gates.{bar.name}")
            for spell in bar.spells:
                together.setdefault((bar.kind, spell), []).append(rule.title if rule else title(bar.name))
    found = sorted(together.items(), key=lambda one: (one[0][0] != RESTRICTION, one[0][1].first_day))
    return [_gates(dossier, rules, kind, spell, names) for (kind, spell), names in found]


def _gates(dossier: Dossier, rules: dict[str, Rule], kind: str, spell: Spell, names: list[str]) -> str:
    """Which gates were closed or open, from when until when, by which lines of the rulebook, and since which entry."""
    what = "Closed to it" if kind == RESTRICTION else "Open to it before others"
    lines = [f"line {rules[place].line}" for place in spell.by if place in rules]
    by = " and ".join(place.replace("grades.", "grade ").replace("lists.", "list ") for place in spell.by)
    began = [h for h in dossier.happenings if h.chain == spell.chain and h.day == spell.first_day]
    why = f": {began[0].in_words()}" if spell.chain is not None and began else ""
    where = f" ({' and '.join(lines)} of the rulebook)" if lines else ""
    first, end = (date_of(dossier.start, day) for day in (spell.first_day, spell.end_day))
    return f"{what} from {first} to {end} by {by}{where}{why}. {'; '.join(names)}."


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value
