"""What is found of a company, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from credopolis.company.chance import Chances, Prospect
from credopolis.company.compare import MOVES, RulesCompared
from credopolis.company.exposure import After, Exposure
from credopolis.company.plan import Plan, PlanWay
from credopolis.company.rates import RateGround
from credopolis.company.result import RuleAt, StandingFound, short_place

NO_ADVICE = "This follows what a file states; it is no legal advice, and what an office does it cannot know."
_ACCOUNTS = {
    "popular": "The popular account: what is widely told, not what is documented.",
    "documented": "The documented record; what its rulebook assumes, `credopolis rulebook show` says.",
    "hypothetical": "Rules made up, wholly or in part.",
}
_MOST = 20
DECIDES = {
    "first": "open", "refused": "refused", "delayed": "later", "priced": "at another price", "granted": "as usual"
}  # fmt: skip


def rule_text(rule: RuleAt) -> str:
    """A rule: its path, where it stands, and its source."""
    return f"[{rule.path}, {short_place(rule.place)}; {', '.join(rule.source) or 'no source'}]"


def standing_text(found: StandingFound) -> str:
    """A standing."""
    return "\n".join(_standing(found))


def _standing(found: StandingFound) -> Iterator[str]:
    yield f"{found.code} under {found.rulebook} ({found.title}) on {found.on}"
    yield f"  {_ACCOUNTS[found.account]}"
    score = f", score {found.score:,}" if found.score is not None else ""
    grade = f"{found.grade} ({found.grade_title})" if found.grade_title else found.grade
    yield f"\nStanding: {grade or 'no grades here'}{score}"
    if found.locked_until is not None:
        yield f"  A lock holds: the grade cannot rise before {found.locked_until}."
    for reason in found.reasons[:_MOST]:
        told = f" Told at {short_place(reason.told)}." if reason.told else ""
        yield f"  {reason.since}  {reason.words}{told} {rule_text(reason.rule)}"
    yield "\nLists" if found.lists else "\nOn no list."
    for one in found.lists:
        end = f"until {one.until}" if one.until is not None else "without end, until an act takes off"
        public = ", published" if one.public else ""
        yield f"  {one.name} ({one.title or one.name}{public}), since {one.since}, {end}"
        yield f"      {one.reason.words} {rule_text(one.reason.rule)}"
    if found.gates:
        yield "\nWhat follows"
        for gate in found.gates:
            yield f"  {DECIDES[gate.decides]}: {gate.title or gate.name} {rule_text(gate.rule)}"
    if found.entries:
        yield "\nEntries"
        for entry in found.entries:
            told = f"{entry.title or entry.act} ({entry.act}, {entry.moved:+d}){_state(entry)}"
            yield f"  {entry.day}  {told} {rule_text(entry.rule)}"
    if found.coming:
        yield "\nComing"
        for coming in found.coming:
            yield f"  {coming.day}  {coming.words}{' (for the company to do)' if coming.needs else ''}"
    yield from (f"\nNote: {line}" for line in found.aside)
    yield f"\n{NO_ADVICE}"


def _state(entry: object) -> str:
    struck, until, opens = (getattr(entry, name) for name in ("struck", "until", "repair_from"))
    if struck:
        return f", {struck}"
    parts = [f"points until {until}"] if until is not None else []
    parts += [f"repair from {opens}"] if opens is not None else []
    return "".join(f", {part}" for part in parts)


def exposure_text(found: Exposure, prospect: Prospect) -> str:
    """An exposure, and the chance of being listed."""
    return "\n".join([*_exposure(found), *_prospect(prospect), f"\n{NO_ADVICE}"])


def after_text(after: After) -> str:
    """Where a company would stand."""
    parts = [after.grade] if after.grade else []
    parts += [f"score {after.score:,}"] if after.score is not None else []
    parts += [f"on {', '.join(after.lists)}"] if after.lists else []
    parts += [f"locked until {after.locked_until}"] if after.locked_until is not None else []
    return ", ".join(parts) or "on no list"


def _exposure(found: Exposure) -> Iterator[str]:
    yield f"{found.code} under {found.rulebook} on {found.on}"
    yield from (f"  {line}" for line in found.words)
    yield f"\nToday: {after_text(found.today)}"
    if found.rules:
        yield f"With an entry for each partner that is listed: {after_text(found.with_listed)}"
        yield f"If every partner were: {after_text(found.if_all)}"
    for one in found.partners:
        listed = {True: "listed", False: "not listed", None: "not known whether listed"}[one.listed]
        does = f"enters {', '.join(one.acts)}" if one.acts else "nothing is entered for such a partner"
        then = (
            f" -> {after_text(one.after)}{' (moves the standing)' if one.moves else ''}"
            if one.after is not None
            else ""
        )
        yield f"  {one.name} {one.code} ({one.kind}, {listed}): {does}{then}"
    for staff in found.staff:
        expected = (
            "unknown"
            if staff.expected is None
            else f"{staff.expected:.3g} a year ({staff.low:.3g} to {staff.high:.3g})"
        )
        then = f" -> after a year of them {after_text(staff.after)}" if staff.after is not None else ""
        yield f"  {staff.people} people, {staff.act}: {expected}; {staff.a_year.of} {rule_text(staff.rule)}{then}"


def _prospect(prospect: Prospect) -> Iterator[str]:
    yield "\nChance within 1, 2 and 3 years, at constant rates (range: as far as rates are in doubt)"
    for one in prospect.chances:
        yield f"  {chances_line(one)}"
    if not prospect.chances:
        yield "  Nothing lies below: no list takes anything, and no grade is lower."
    yield "\nRates, times a year, and their grounds"
    for act, ground in prospect.grounds.items():
        yield f"  {act}: {ground_text(ground)}"


def chances_line(one: Chances) -> str:
    """The chances of one list or grade, in a line."""
    name = f"{'list' if one.kind == 'list' else 'grade'} {one.name}{' (or below)' if one.kind == 'grade' else ''}"
    again = ", anew" if one.there else ""
    if one.unknown:
        least = ", ".join(f"{chance.at_least:.1%}" for chance in one.chances)
        acts = ", ".join(one.unknown)
        return f"{name}{again}: unknown, for nobody says how often {acts} would be entered; at least {least}"
    parts = [
        f"{c.value:.1%} ({c.low:.1%} to {c.high:.1%})" for c in one.chances if c.value is not None and c.low is not None
    ]
    error = max(chance.error for chance in one.chances)
    told = f"; lives drawn, standard error at most {error:.1%}" if error else "; exact"
    return f"{name}{again}: {', '.join(parts)}{told}"


def ground_text(ground: RateGround) -> str:
    """A rate and its ground."""
    if ground.value is None:
        return f"unknown: {ground.of}"
    return f"{ground.value:.3g} ({ground.low:.3g} to {ground.high:.3g}), by {ground.of}"


def plan_text(found: Plan) -> str:
    """Plans."""
    return "\n".join(_plan(found))


def _plan(found: Plan) -> Iterator[str]:
    yield f"{found.code} under {found.rulebook} on {found.on}: to {found.goal.words() or 'nothing: it is on no list'}"
    if found.reached:
        yield "  It is there today: nothing need be done."
    elif not found.ways:
        proved = (
            f"There is no lawful way before {found.until}" if found.proved else "No way was found within the effort"
        )
        yield f"  {proved} by what the company says it can do."
    for k, way in enumerate(found.ways if not found.reached else ()):
        yield f"\n{_heading(k, len(found.ways), found.proved)}: costs {way.costs:g}, arrives on {way.by}"
        yield from _steps(way)
    if found.ways and not found.all_proved:
        yield "\nWhether there are others, sooner ones, is not proved within the effort (--effort)."
    if found.left_out:
        acts = ", ".join(found.left_out)
        yield f"\nNot used, for the file does not say that the company can do it (measures): {acts}."
    yield from (f"\n{line}" for line in found.assumptions)
    yield f"\n{NO_ADVICE}"


def _heading(k: int, n: int, proved: bool) -> str:
    if n == 1:
        return "The cheapest plan, and the soonest" if proved else "A plan"
    return "The cheapest plan" if k == 0 else "The soonest plan" if k == n - 1 else "A plan between"


def _steps(way: PlanWay) -> Iterator[str]:
    if not way.steps:
        yield "  Waiting alone."
    for step in way.steps:
        begun = f", begun by {step.begins}" if step.begins != step.day else ""
        costs = f" (costs {step.costs:g}{begun})" if step.costs is not None else ""
        steps = f", in {step.steps} steps" if step.steps else ""
        rule = f" {rule_text(step.rule)}" if step.rule is not None else ""
        yield f"  {step.day}  {step.words}{steps}{costs}{rule}"
    yield f"  Then: {after_text(way.ends)}"


def comparison_text(found: RulesCompared, most: int = _MOST) -> str:
    """What another rulebook does."""
    lines = [f"From {found.rulebook} to {found.against} on {found.on}: {len(found.companies):,} companies"]
    lines.append("  " + ", ".join(f"{found.counts[name]:,} {name}" for name in MOVES))
    moved = [one for one in found.companies if one.moves != "same"]
    for one in moved[:most]:
        lines.append(f"\n{one.code}: {one.before} -> {one.after} ({one.moves})")
        lines += [
            f"  {word}: {', '.join(names)}" for word, names in (("lost", one.lost), ("gained", one.gained)) if names
        ]
        lines += [f"  {why}" for why in one.why]
    if len(moved) > most:
        lines.append(f"\nAnd {len(moved) - most:,} more; --json and --html have all.")
    if found.rules:
        lines += ["\nWhat the rulebooks rule otherwise", *(f"  {rule}" for rule in found.rules[:most])]
        lines += [f"  And {len(found.rules) - most} more (`credopolis rulebook diff`)."] * (len(found.rules) > most)
    lines += [f"\nNote: {line}" for line in found.aside]
    return "\n".join([*lines, f"\n{NO_ADVICE}"])


def moved_text(before: StandingFound, after: StandingFound) -> list[str]:
    """What moved from one standing to another, a line each; none if nothing did."""
    lines = []
    if before.standing != after.standing:
        lines.append(f"standing: {before.standing} -> {after.standing}")
    if before.score != after.score:
        lines.append(f"score: {before.score} -> {after.score}")
    if before.locked_until != after.locked_until:
        lines.append(f"lock until: {before.locked_until or 'none'} -> {after.locked_until or 'none'}")
    old, new = ({(gate.name, gate.decides) for gate in found.gates} for found in (before, after))
    lines += [f"gate {name}: no longer {decides}" for name, decides in sorted(old - new)]
    lines += [f"gate {name}: {decides}" for name, decides in sorted(new - old)]
    earlier, later = ({(one.day, one.words) for one in found.coming} for found in (before, after))
    lines += [f"no longer on {day}: {words}" for day, words in sorted(earlier - later)]
    lines += [f"now on {day}: {words}" for day, words in sorted(later - earlier)]
    return lines
