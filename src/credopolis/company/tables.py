"""What is found of a company as tables of words, of which pages to print and the studio are made alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from credopolis.company.chance import Prospect
from credopolis.company.compare import RulesCompared
from credopolis.company.exposure import Exposure
from credopolis.company.plan import Plan, PlanWay
from credopolis.company.result import Coming, StandingFound, short_place
from credopolis.company.words import DECIDES, after_text, chances_line, ground_text, rule_text

_LISTED = {True: "yes", False: "no", None: "not known"}


@dataclass(frozen=True)
class DeskTable:
    """A table with its title, or lines of words in its place."""

    title: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


def standing_parts(found: StandingFound) -> list[DeskTable]:
    """Why, lists, what follows, and entries."""
    why = ((str(one.since), one.words, rule_text(one.rule)) for one in found.reasons)
    lists = (
        (one.title or one.name, str(one.since), str(one.until or "an act takes off"), one.reason.words,
         rule_text(one.reason.rule)) for one in found.lists
    )  # fmt: skip
    gates = ((gate.title or gate.name, DECIDES[gate.decides], rule_text(gate.rule)) for gate in found.gates)
    entries = (
        (str(one.day), one.title or one.act, f"{one.moved:+d}", one.struck or str(one.until or "no end"),
         str(one.repair_from or "-"), short_place(one.told), rule_text(one.rule)) for one in found.entries
    )  # fmt: skip
    return [
        _part("Why", ("since", "what", "rule and source"), why),
        _part("Lists", ("list", "since", "until", "why", "rule and source"), lists),
        _part("What follows", ("service", "decides", "rule and source"), gates),
        _part("Entries", ("day", "act", "points", "until", "repair from", "told at", "rule and source"), entries),
    ]


def exposure_parts(found: Exposure, prospect: Prospect) -> list[DeskTable]:
    """Partners, people, chances, and the grounds of rates."""
    partners = (
        (one.name, one.code, one.kind, _LISTED[one.listed], ", ".join(one.acts) or "nothing",
         after_text(one.after) if one.after else "-") for one in found.partners
    )  # fmt: skip
    people = (
        (one.title or one.act, f"{one.people:,}", "unknown" if one.expected is None else f"{one.expected:.3g}",
         ground_text(one.a_year), after_text(one.after) if one.after else "-") for one in found.staff
    )  # fmt: skip
    grounds = ((act, ground_text(ground)) for act, ground in prospect.grounds.items())
    chances = DeskTable("Chance within 1, 2 and 3 years", lines=tuple(chances_line(one) for one in prospect.chances))
    return [
        _part("Partners", ("partner", "code", "kind", "listed", "enters", "then"), partners),
        _part("People who work there", ("act", "people", "entries a year", "ground", "a year of them"), people),
        chances,
        _part("Rates and their grounds", ("act", "times a year, and why"), grounds),
    ]


def plan_parts(found: Plan) -> list[DeskTable]:
    """A table a plan."""
    return [_way(way) for way in found.ways]


def _way(way: PlanWay) -> DeskTable:
    rows = [
        (str(step.begins), str(step.day), step.words + (f" ({step.steps} steps)" if step.steps else ""),
         "-" if step.costs is None else f"{step.costs:g}", rule_text(step.rule) if step.rule else "-")
        for step in way.steps
    ]  # fmt: skip
    rows.append((str(way.by), str(way.by), f"Then: {after_text(way.ends)}", "-", "-"))
    title = f"A plan that costs {way.costs:g} and arrives on {way.by}"
    return _part(title, ("begin by", "takes effect", "step", "costs", "rule and source"), rows)


def plan_headline(found: Plan) -> str:
    """What became of looking for a plan, in a sentence."""
    if found.reached:
        return "It is there today."
    if found.ways:
        return f"The cheapest plan costs {found.ways[0].costs:g} and arrives on {found.ways[0].by}."
    return f"No way was found before {found.until}."


def plan_notes(found: Plan) -> list[str]:
    """What a plan assumes, and leaves out."""
    left = f"Not used, for the file does not say that the company can do it: {', '.join(found.left_out)}."
    return [*found.assumptions, *([left] if found.left_out else [])]


def comparison_parts(found: RulesCompared) -> list[DeskTable]:
    """Every company under both, and what the rulebooks rule otherwise."""
    rows = (
        (one.code, one.before, one.after, one.moves, ", ".join(one.lost), ", ".join(one.gained))
        for one in found.companies
    )
    return [
        _part("Companies", ("company", "before", "after", "moves", "lost", "gained"), rows),
        DeskTable("What the rulebooks rule otherwise", lines=found.rules),
    ]


def coming_part(coming: Iterable[Coming]) -> DeskTable:
    """What happens by itself, and what is due."""
    rows = ((str(one.day), one.words, "the company" if one.needs else "happens by itself") for one in coming)
    return _part("Coming", ("day", "what", "who acts"), rows)


def _part(title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> DeskTable:
    return DeskTable(title, header, tuple(rows))
