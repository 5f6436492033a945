"""A company's standing, exposure, plan, or comparison as one page to print; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from credopolis.audit.made import Made
from credopolis.audit.pages.frame import framed, section, table
from credopolis.company.chance import Prospect
from credopolis.company.compare import MOVES, RulesCompared
from credopolis.company.exposure import Exposure
from credopolis.company.plan import Plan, PlanWay
from credopolis.company.result import Coming, StandingFound, short_place
from credopolis.company.words import DECIDES, NO_ADVICE, after_text, chances_line, ground_text, rule_text
from credopolis.rulebook import Rulebook


def standing_html(found: StandingFound, book: Rulebook, made: Made | None = None) -> str:
    """The page of a standing."""
    score = f", score {found.score:,}" if found.score is not None else ""
    lock = f" A lock holds until {found.locked_until}." if found.locked_until else ""
    parts = [
        _head(found.code, found.title, f"On {found.on}: {found.standing}{score}.{lock}"),
        _notes(found.aside),
        section("Why", table(("since", "what", "rule and source"), (
            (str(one.since), one.words, rule_text(one.rule)) for one in found.reasons))),
        section("Lists", table(("list", "since", "until", "why", "rule and source"), (
            (one.title or one.name, str(one.since), str(one.until or "an act takes off"), one.reason.words,
             rule_text(one.reason.rule)) for one in found.lists))),
        section("What follows", table(("service", "decides", "rule and source"), (
            (gate.title or gate.name, DECIDES[gate.decides], rule_text(gate.rule)) for gate in found.gates))),
        section("Entries", table(("day", "act", "points", "until", "repair from", "told at", "rule and source"), (
            (str(one.day), one.title or one.act, f"{one.moved:+d}", one.struck or str(one.until or "no end"),
             str(one.repair_from or "-"), short_place(one.told), rule_text(one.rule)) for one in found.entries))),
        _coming(found.coming),
    ]  # fmt: skip
    return _page(f"{found.code} under {found.rulebook}", parts, (book,), made)


def exposure_html(found: Exposure, prospect: Prospect, book: Rulebook, made: Made | None = None) -> str:
    """The page of an exposure."""
    listed = {True: "yes", False: "no", None: "not known"}
    parts = [
        _head(found.code, book.title, f"Exposure on {found.on}. Today: {after_text(found.today)}."),
        _notes(found.words),
        section("Partners", table(("partner", "code", "kind", "listed", "enters", "then"), (
            (one.name, one.code, one.kind, listed[one.listed], ", ".join(one.acts) or "nothing",
             after_text(one.after) if one.after else "-") for one in found.partners))),
        section("People who work there", table(("act", "people", "entries a year", "ground", "a year of them"), (
            (one.title or one.act, f"{one.people:,}", "unknown" if one.expected is None else f"{one.expected:.3g}",
             ground_text(one.a_year), after_text(one.after) if one.after else "-") for one in found.staff))),
        section("Chance within 1, 2 and 3 years",
                "".join(f"<p>{escape(chances_line(one))}</p>" for one in prospect.chances)),
        section("Rates and their grounds", table(("act", "times a year, and why"), (
            (act, ground_text(ground)) for act, ground in prospect.grounds.items()))),
    ]  # fmt: skip
    return _page(f"Exposure of {found.code} under {found.rulebook}", parts, (book,), made)


def plan_html(found: Plan, coming: Sequence[Coming], book: Rulebook, made: Made | None = None) -> str:
    """The page of a plan, with what is coming beside it."""
    if found.reached:
        told = "It is there today."
    elif found.ways:
        told = f"The cheapest plan costs {found.ways[0].costs:g} and arrives on {found.ways[0].by}."
    else:
        told = f"No way was found before {found.until}."
    left = f"Not used, for the file does not say that the company can do it: {', '.join(found.left_out)}."
    notes = [*found.assumptions, *([left] if found.left_out else [])]
    parts = [
        _head(found.code, book.title, f"On {found.on}, to {found.goal.words() or 'nothing'}. {told}"),
        _notes(notes),
        *(section(f"A plan that costs {way.costs:g} and arrives on {way.by}", _way(way)) for way in found.ways),
        _coming(coming),
    ]
    return _page(f"Plan of {found.code} under {found.rulebook}", parts, (book,), made)


def _way(way: PlanWay) -> str:
    rows = (
        (str(step.begins), str(step.day), step.words + (f" ({step.steps} steps)" if step.steps else ""),
         "-" if step.costs is None else f"{step.costs:g}", rule_text(step.rule) if step.rule else "-")
        for step in way.steps
    )  # fmt: skip
    return (
        table(("begin by", "takes effect", "step", "costs", "rule and source"), rows)
        + f"<p>Then: {escape(after_text(way.ends))}.</p>"
    )


def comparison_html(found: RulesCompared, books: Sequence[Rulebook], made: Made | None = None) -> str:
    """The page of a comparison."""
    counts = ", ".join(f"{found.counts[name]:,} {name}" for name in MOVES)
    head = f"From {found.rulebook} to {found.against}"
    parts = [
        _head(head, f"{len(found.companies):,} companies on {found.on}", f"{counts}."),
        _notes(found.aside),
        section("Companies", table(("company", "before", "after", "moves", "lost", "gained"), (
            (one.code, one.before, one.after, one.moves, ", ".join(one.lost), ", ".join(one.gained))
            for one in found.companies))),
        section("What the rulebooks rule otherwise", "".join(f"<p>{escape(line)}</p>" for line in found.rules)),
    ]  # fmt: skip
    return _page(head, parts, books, made)


def _head(title: str, under: str, told: str) -> str:
    return f"<header><h1>{escape(title)}</h1><p>{escape(under)}</p><p><strong>{escape(told)}</strong></p></header>"


def _notes(lines: Iterable[str]) -> str:
    return "".join(f"<p class='note'>{escape(line)}</p>" for line in lines)


def _coming(coming: Iterable[Coming]) -> str:
    rows = ((str(one.day), one.words, "the company" if one.needs else "happens by itself") for one in coming)
    return section("Coming", table(("day", "what", "who acts"), rows))


def _page(title: str, parts: Sequence[str], books: Iterable[Rulebook], made: Made | None) -> str:
    body = f"<article>{''.join(parts)}<p class='note'>{escape(NO_ADVICE)}</p></article>"
    return framed(title, body, books, made)
