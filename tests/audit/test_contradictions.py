"""No page denies itself: pairs of statements that exclude each other, looked for in many audits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings

from credopolis.audit.brief import brief
from credopolis.audit.conduct_words import not_judged
from credopolis.audit.finding import Finding
from credopolis.audit.judge import Audit, audit
from credopolis.audit.law.article import DOES_NOT_APPLY, MET, NOT_MET
from credopolis.audit.pages.ladder_figure import first_steps
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import words
from credopolis.audit.words import headline, repair_rows
from credopolis.library.names import REGIMES
from credopolis.rulebook import parse_rulebook
from tests.audit.extreme import extreme
from tests.audit.seeded import seeds
from tests.house.tree import ROOT
from tests.strategies import rulebooks

Rule = Callable[[Audit], Iterator[str]]
RULES: Final[dict[str, Rule]] = {}


def exclude(sentence: str) -> Callable[[Rule], Rule]:
    """Register what finds pairs of statements on one page that exclude each other."""

    def register(rule: Rule) -> Rule:
        RULES[sentence] = rule
        return rule

    return register


def of(done: Audit, *codes: str) -> Iterator[Finding]:
    return (finding for finding in done.findings if finding.code in codes)


def verdict(done: Audit, law: str, number: str) -> str:
    return next(r.verdict for r in done.rulings if law in r.law and number in r.number)


def name_of(finding: Finding) -> str:
    """The act, grade or list that a finding is about."""
    steps = finding.rule.split(".")
    return steps[1] if len(steps) > 1 else ""


def repaired(done: Audit, act: str) -> bool:
    """Whether the file says that an entry can be repaired."""
    due = done.book.due_process
    stated = due is not None and done.book.states("due_process", "repair") and due.repair > 0
    return stated and done.book.acts[act].repairable and not done.book.acts[act].falls_to


@exclude("nobody can make an entry good, and an act, waiting or a repair does")
def _never_good(done: Audit) -> Iterator[str]:
    for finding in of(done, "PT01"):
        act = name_of(finding)
        repair = done.proofs.repairs[act]
        if repair.quickest_days is not None or repair.acts or repaired(done, act):
            yield act
    told = " ".join(headline(done)) + " ".join(brief(done).back)
    for act in done.book.acts:
        if f"Nobody can make good one entry of {words(act)}." in told and repaired(done, act):
            yield act


@exclude("an entry costs so long at the least, or is made good at the soonest then, and a repair may come sooner")
def _soonest(done: Audit) -> Iterator[str]:
    for finding in of(done, "PT02"):
        if repaired(done, name_of(finding)) and "by acts or waiting" not in finding.message:
            yield name_of(finding)
    for ruling in done.rulings:
        for act in done.book.acts:
            told = f"one entry of {words(act)} costs", f"one entry of {words(act)} ("
            if repaired(done, act) and any(text.startswith(told) for text in ruling.missing):
                yield f"{ruling.number}: {act}"


@exclude("no act makes up for an entry, and one does")
def _no_repair(done: Audit) -> Iterator[str]:
    for finding in of(done, "DP04"):
        for act, repair in done.proofs.repairs.items():
            left = finding.message.removeprefix("no entry of ").partition(" can be repaired")[0].split(", ")
            named = finding.message.startswith("no entry can") or words(act) in left
            if repair.acts and named:
                yield act


@exclude("repair is not met or lacking, and is stated in full; or met, and something cannot be made good")
def _repair_and_the_law(done: Audit) -> Iterator[str]:
    found = verdict(done, "No. 49", "Part VI")
    due = done.book.due_process
    if found == MET and any(of(done, "DP04", "DP07", "PT01", "LI03")):
        yield f"{found} beside {[f.code for f in of(done, 'DP04', 'DP07', 'PT01', 'LI03')]}"
    full = due is not None and due.repair >= 1 and all(act.repairable for act in done.book.acts.values())
    if found == NOT_MET and full and not any(listing.removal for listing in done.book.lists.values()):
        yield found


@exclude("nothing ends a listing, and an act, its term or a repair does")
def _endless(done: Audit) -> Iterator[str]:
    rows = {row[0]: row[1] for row in repair_rows(done)}
    for finding in of(done, "LI01", "LI03"):
        name = name_of(finding)
        term = done.proofs.lists[name]
        if finding.code == "LI01" and term.waiting_days is not None:
            yield name
        mended = not term.removal and all(repaired(done, act) for act in term.acts_on)
        if finding.code == "LI03" and (term.acts_off or mended):
            yield name
    for name, term in done.proofs.lists.items():
        told = [line for line in headline(done) if line.startswith(f"A listing on {words(name)} ")]
        if any("nothing shortens it" in line for line in told) and any(repaired(done, act) for act in term.acts_on):
            yield name
        for act in term.acts_on:
            if not term.acts_off and "ends the listing at once" in rows.get(words(act), ""):
                yield name


@exclude("nobody can ever do an act, and it undoes, ends, moves or is counted")
def _undoable(done: Audit) -> Iterator[str]:
    dead = {name_of(finding) for finding in of(done, "CR04")}
    for act in dead:
        if any(act in dict(repair.acts) or act in repair.alone for repair in done.proofs.repairs.values()):
            yield f"{act} repairs"
        if any(act in term.acts_off or act in term.acts_on for term in done.proofs.lists.values()):
            yield f"{act} lists"
        if act in done.proofs.drops:
            yield f"{act} drops"
        spoken = [f for f in done.findings if f.rule.startswith("acts.") and name_of(f) == act and f.code != "CR04"]
        yield from (f"{act}: {finding.code}" for finding in spoken)
        if any(drift.by_act.get(act) for drift in done.proofs.drift.values()):
            yield f"{act} drifts"
        if any(step.act == act for witness in done.proofs.witnesses.values() for step in witness.steps):
            yield f"{act} is in a story"
        if any(step.name == words(act) for step in first_steps(done.book, done.proofs.undoable)):
            yield f"{act} is in the picture"


@exclude("a grade is never left or entered, and a time says how soon")
def _grades(done: Audit) -> Iterator[str]:
    times, unproved = done.proofs.least_time_days, done.proofs.unproved
    for finding in of(done, "LD01"):
        grade = name_of(finding)
        yield from (f"{pair}" for pair, days in times.items() if pair[0] == grade != pair[1] and days is not None)
    for finding in of(done, "LD02"):
        grade = name_of(finding)
        yield from (f"{pair}" for pair, days in times.items() if pair[1] == grade != pair[0] and days is not None)
        yield from (f"from {pair}" for pair, days in times.items() if pair[0] == grade != pair[1] and days is not None)
    for finding in of(done, "LD03"):
        pair = name_of(finding), name_of(replace(finding, rule=finding.also[0].rule))
        if times.get(pair) is not None or pair in unproved:
            yield f"{pair}"
    for finding in of(done, "LD08"):
        if done.book.acts[name_of(finding)].falls_to in done.proofs.unreachable:
            yield name_of(finding)


@exclude("the way back takes so long, and a shorter one is told")
def _way_back(done: Audit) -> Iterator[str]:
    counted = done.book.score is not None and bool(done.book.score.counters)  # these may drop to a shorter lock
    for act, drop in done.proofs.drops.items():
        pair = drop.falls_to, drop.standing
        least = done.proofs.least_time_days.get(pair)
        # Who drops to a grade of good standing is back on the same day, and need not reach the lowest of these.
        shorter = bool(drop.days) and (least is None or least > (drop.days or 0))
        if drop.proved and pair not in done.proofs.unproved and shorter and not counted:
            yield act
        if drop.days is not None and sum(days for _, days in drop.legs) > drop.days:
            yield f"legs of {act}"


@exclude("a safeguard is met in full, and a finding says that it lacks")
def _safeguards(done: Audit) -> Iterator[str]:
    pairs = (
        ("FCRA", "609", ("DP02",)), ("FCRA", "611", ("DP03",)), ("FCRA", "615", ("DP01",)),
        ("No. 49", "Part III", ("LI02",)), ("No. 49", "Part IV", ("LI01", "DP01", "DP03")),
        ("No. 49", "Part II", ("LB01",)), ("EU AI", "(i)", ("SC01",)),
    )  # fmt: skip
    for law, number, codes in pairs:
        if verdict(done, law, number) == MET:
            yield from (f"{law} {number} {finding.code}" for finding in of(done, *codes))


@exclude("nothing is taken from anybody, and a finding says what is")
def _no_burden(done: Audit) -> Iterator[str]:
    burdens = any(
        act.points < 0 or act.falls_to or (act.adds_to and is_blacklist(done.book.lists[act.adds_to]))
        for name, act in done.book.acts.items()
        if name not in done.proofs.undoable
    )
    for ruling in done.rulings:
        if ruling.verdict == DOES_NOT_APPLY and any("takes anything from anybody" in text for text in ruling.missing):
            if burdens:
                yield ruling.number
            yield from (finding.code for finding in of(done, "PT01", "PT03", "DP01", "DP03", "DP04", "EV04", "LB01"))
        if any("no list that takes anything" in text for text in ruling.missing):
            yield from (finding.code for finding in of(done, "LI01", "LI02", "LI03", "LI04"))
        if any("a person decides before" in text for text in ruling.missing):
            yield from (finding.code for finding in of(done, "EV04"))


@exclude("an act is not judged, and its points a year are told")
def _judged(done: Audit) -> Iterator[str]:
    silent = not_judged(done)
    for drift in done.proofs.drift.values():
        yield from (act for act in drift.by_act if f"{words(act)}," in silent or silent.endswith(f" {words(act)}."))


@exclude("the points of an entry never end, and they end by themselves")
def _for_ever(done: Audit) -> Iterator[str]:
    for finding in of(done, "PT03"):
        act = name_of(finding)
        if done.book.acts[act].expires_days:
            yield act
        if repaired(done, act) and "for ever" in finding.message:
            yield f"{act} can be repaired"


def contradictions(done: Audit) -> list[str]:
    return [f"{sentence}: {found}" for sentence, rule in RULES.items() for found in rule(done)]


@pytest.mark.parametrize("name", REGIMES)
def test_no_regime_is_contradicted(name: str) -> None:
    assert contradictions(audit(name)) == []


EXAMPLES = [*sorted((ROOT / "examples").glob("*/*.yaml")), *sorted((ROOT / "examples/schemes").glob("*/rulebook.yaml"))]
FILES = [
    p for p in (*EXAMPLES, *sorted((Path(__file__).parent / "small").glob("*.yaml"))) if "rulebook/1" in p.read_text()
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_small_scheme_is_contradicted(path: Path) -> None:
    book = path.read_text(encoding="utf-8")
    try:
        done = audit(parse_rulebook(book), effort=100_000)
    except Exception as refused:  # a file that is refused is no page
        assert "faulty" in type(refused).__name__.lower()
        return
    assert contradictions(done) == []


def test_no_case_of_a_check_is_contradicted() -> None:
    wrong = {}
    for seed in seeds("finds"):
        found = contradictions(audit(parse_rulebook(seed.text), effort=20_000))
        if found:
            wrong[str(seed)] = found
    assert wrong == {}


@settings(max_examples=60, deadline=None)
@given(text=rulebooks(removal=True, curves=False))
def test_no_random_rulebook_is_contradicted(text: str) -> None:
    assert contradictions(audit(parse_rulebook(text), effort=20_000)) == []


@pytest.mark.parametrize("seed", range(12))
def test_no_extreme_rulebook_is_contradicted(seed: int) -> None:
    assert contradictions(audit(parse_rulebook(extreme(seed)), effort=20_000)) == []


@pytest.mark.parametrize(
    ("kind", "gate", "costs"), [("benefits", "benefit", False), ("restrictions", "restriction", True)]
)
def test_only_a_list_that_takes_something_needs_a_way_back(kind: str, gate: str, costs: bool) -> None:
    """An act that does nothing but list for praise costs nothing, so nobody has to make it good."""
    text = (
        "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
        "score: {start: 10, min: 0, max: 10}\ngrades: {good: {from: 8}, bad: {}}\n"
        f"gates: {{loans: {{kind: {gate}}}}}\nlists: {{roll: {{{kind}: [loans]}}}}\n"
        "acts: {named: {adds_to: roll}}\n"
    )
    done = audit(parse_rulebook(text))
    assert ("named" in done.proofs.repairs) == costs
    assert contradictions(done) == []
    assert any("named" in str(finding) for finding in of(done, "PT01")) == costs
