"""`credopolis facts`: the evidence that parameters and rules rest on."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli.common import JsonOption, console, print_result, say

if TYPE_CHECKING:
    from credopolis.library.evidence import Fact
    from credopolis.library.targets import Target

EXAMPLE = "Example: credopolis facts seed-021   or: credopolis facts cameras"

_MOST_IN_FULL = 3


def facts_command(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[ID|WORD]", help="Id of a fact or of a target (V05), or a word.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Look up the evidence: a fact or a target by its id, all facts that hold a word, or the topics."""
    from credopolis.library.evidence import facts, look_up, topics
    from credopolis.library.targets import target_of, targets

    if what is None:
        if as_json:
            print_result({"facts": [_plain(fact) for fact in facts()]})
            return
        unseen = sum(not fact.checkable for fact in facts())
        say(f"{len(facts())} facts by topic; `credopolis facts WORD` shows those that hold a word. Nobody can check "
            f"{unseen} of them (`credopolis facts memory`).\n")  # fmt: skip
        for topic, number in topics().items():
            say(f"{number:4d}  {topic}")
        say("\nPatterns that regimes are held against: " + ", ".join(target.id for target in targets()))
        say("How often acts are done and entered, beside counts that are known: credopolis rates")
        return
    target = target_of(what)
    if target is not None:
        if as_json:
            print_result({"targets": [dataclasses.asdict(target)]})
        else:
            say(_target_in_full(target))
        return
    found = look_up(what)
    if as_json:
        print_result({"facts": [_plain(fact) for fact in found]})
    elif len(found) <= _MOST_IN_FULL:
        say("\n\n".join(_in_full(fact) for fact in found))
    else:
        _print_list(found)


def _plain(fact: Fact) -> dict[str, Any]:
    return {**dataclasses.asdict(fact), "checkable": fact.checkable}


def _confidence(fact: Fact) -> str:
    return fact.confidence if fact.checkable else f"{fact.confidence}; nobody can check it"


def _in_full(fact: Fact) -> str:
    value = " ".join(part for part in (fact.value, fact.unit) if part)
    spread = f" ({fact.low} to {fact.high})" if fact.low or fact.high else ""
    lines = [
        f"{fact.id}  {fact.statement}",
        f"  value       {value}{spread}" if value else "",
        f"  topic       {fact.topic}",
        f"  where, when {', '.join(p for p in (fact.place, fact.year) if p)}" if fact.place or fact.year else "",
        f"  source      {fact.source_title} {fact.source_url}".rstrip(),
        f"  confidence  {fact.confidence} ({fact.source_type})",
        "  check       nobody can check this: it is remembered, so what rests on it is an assumption"
        if not fact.checkable
        else "",
        f"  note        {fact.note}" if fact.note else "",
    ]
    return "\n".join(line for line in lines if line)


def _target_in_full(target: Target) -> str:
    return "\n".join((
        f"{target.id}  {target.pattern}",
        f"  target      {target.target}",
        f"  tolerance   {target.tolerance}",
        f"  source      {target.source} ({', '.join(target.facts)})",
        f"  regime      {', '.join(target.regime)}",
        f"  chosen      {target.choice}",
    ))  # fmt: skip


def _print_list(found: tuple[Fact, ...]) -> None:
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for column in ("id", "statement", "value", "confidence"):
        table.add_column(column, overflow="fold", no_wrap=column == "id")
    for fact in found:
        table.add_row(fact.id, fact.statement, f"{fact.value} {fact.unit}".strip(), _confidence(fact))
    out = console()
    out.print(table)
    out.print(f"{len(found)} facts.", style="dim")
