"""Small schemes of which the audit once said something wrong; what it says now was worked out by hand."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from credopolis.audit.judge import Audit, audit, subject_of
from credopolis.audit.law.article import CANNOT_TELL, DOES_NOT_APPLY, MET, NOT_MET
from credopolis.audit.pages.rulebook import audit_html
from credopolis.audit.proofs import prove
from credopolis.audit.proofs.effort import EFFORT, Effort
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.times import Ladder
from credopolis.audit.proofs.witness import replay
from credopolis.audit.words import audit_text, error_rows, headline
from credopolis.core.yamlfile import FaultyFile
from credopolis.rulebook import Rulebook, Standing, check_rulebook, parse_rulebook

from .seeded import CLEAN

HEAD = "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"
SMALL = Path(__file__).parent / "small"


@cache
def done(name: str) -> Audit:
    return audit(SMALL / f"{name}.yaml")


def least(name: str) -> dict[tuple[str, str], int | None]:
    """Least times between different grades, all of them proved, and each lived on the plain automaton."""
    proofs = done(name).proofs
    assert not proofs.unproved and proofs.exact
    for pair, story in proofs.witnesses.items():
        assert replay(done(name).book, story) == story.steps
        assert story.days == proofs.least_time_days[pair]
    return {pair: days for pair, days in proofs.least_time_days.items() if pair[0] != pair[1]}


def codes(name: str) -> set[str]:
    return {finding.code for finding in done(name).findings}


@pytest.mark.parametrize(
    ("name", "of", "to", "days"),
    [
        # The entry by which one enters low counts for a year, whatever else is on file.
        ("a", "low", "top", 365),
        # The older of two entries may end on the day after the newer one.
        ("a", "low", "mid", 1),
        ("a", "mid", "top", 1),
        # Seven older offences end on the day after the eighth, which a seminar undoes.
        ("never", "out", "clear", 1),
        ("never", "out", "noted", 0),
        # The lock of six months ends, and older entries with it.
        ("e2", "low", "top", 182),
        ("e2", "low", "mid", 182),
        ("f", "withdrawn", "active", 80 * 365),
        ("f", "withdrawn", "two_months", 80 * 365),
        ("f", "two_months", "active", 61),
    ],
)
def test_least_times(name: str, of: str, to: str, days: int) -> None:
    assert least(name)[of, to] == days


@pytest.mark.parametrize("name", ["a", "never", "e2", "f"])
def test_bounds_from_below_meet_the_lives_that_were_lived(name: str) -> None:
    """A bound that is too large would hide behind a quicker life, which counts as proved."""
    least(name)
    book = done(name).book
    assert set(held(book)) == {(of, to) for of in range(len(book.grades)) for to in range(len(book.grades)) if of != to}


def held(book: Rulebook) -> dict[tuple[int, int], int]:
    """Proved least times between different grades, counted from the lowest: each is lived, and the bound from below."""
    machine = machine_of(book)
    assert machine is not None
    times = Ladder.of(machine).times()
    proved = {pair: days for pair, days in times.floors.items() if pair not in times.unproved}
    assert proved == {pair: times.least[pair] for pair in proved}
    return proved


@pytest.mark.parametrize(("cap", "days"), [(1, (0, 1, 366)), (2, (0, 0, 1)), (3, (0, 0, 0))])
def test_entries_beyond_a_cap_wait_for_the_next_years(cap: int, days: tuple[int, ...]) -> None:
    """Who falls to the bottom on the last day of a cap year, as an old entry ends, has two years within a day."""
    text = HEAD + (
        "score: {start: 0, min: 0, max: 3}\ngrades: {top: {from: 3}, high: {from: 2}, mid: {from: 1}, low: {}}\n"
        f"acts: {{help: {{points: 1, cap_per_year: {cap}, counts_for: 10y}}}}\n"
    )
    times = held(parse_rulebook(text))
    assert tuple(times[0, to] for to in (1, 2, 3)) == days


@pytest.mark.parametrize("name", ["a", "never", "e2", "f"])
def test_nothing_that_can_be_is_said_to_be_never(name: str) -> None:
    assert None not in least(name).values()
    assert "never" not in {pair["state"] for pair in done(name).as_json()["least_time_days"]}


def test_a_lock_that_leads_to_the_top_is_no_ladder_that_only_goes_down() -> None:
    assert "LD03" not in codes("e2") and done("e2").proofs.one_way == ()


@pytest.mark.parametrize(
    ("name", "act", "acts", "days"),
    [("c", "spam", (("praise", 5),), 0), ("g", "fraud", (("degree", 1),), 0)],
)
def test_a_repair_is_of_an_entry_that_takes_something(name: str, act: str, acts: Any, days: int) -> None:
    repair = done(name).proofs.repairs[act]
    assert (repair.acts, repair.days) == (acts, days) and repair.proved
    assert "No act is needed" not in repair.words


def test_a_repair_ends_the_listing_too() -> None:
    repair = done("d").proofs.repairs["default"]
    assert (repair.days, repair.soonest_days, repair.acts) == (3650, 3650, (("deed", 1),))
    assert "ends by itself after 10y" in repair.words


def test_an_act_that_nobody_can_do_is_left_out_and_named() -> None:
    (finding,) = [finding for finding in done("us-ca-nots").findings if finding.code == "CR04"]
    assert finding.rule == "acts.violation_of_probation.conduct.who.on_list"
    proofs = done("us-ca-nots").proofs
    assert "violation_of_probation" not in {*proofs.drops, *proofs.repairs}
    assert least("us-ca-nots")["clear", "suspended"] == 0
    assert "violation of probation" not in audit_text(done("us-ca-nots"), "b.yaml").split("Least time")[0]


def test_an_unknown_channel_is_refused_by_check_and_audit() -> None:
    path = SMALL / "h.yaml"
    faults = check_rulebook(path)
    assert [fault.path for fault in faults] == ["acts.x.seen_by.police", "acts.y.seen_by.record"]
    assert "records" in faults[1].remedy and all("officers" in fault.allowed for fault in faults)
    with pytest.raises(FaultyFile):
        audit(path)


def verdict(name: str, law: str, number: str) -> str:
    """The verdict on an article."""
    (ruling,) = [r for r in done(name).rulings if r.law == law and f"{r.number} ".startswith(f"{number} ")]
    return ruling.verdict


def test_an_area_that_is_stated_is_stated_whatever_it_is() -> None:
    assert "SC04" not in codes("k")
    (ruling,) = [r for r in done("k").rulings if r.number == "Article 5(1)(c)(i)"]
    assert ruling.verdict == CANNOT_TELL and "the area other" in ruling.missing[0]


def test_no_legal_basis_meets_no_legal_test() -> None:
    assert done("l").book.legal_basis == ""
    assert verdict("l", "China, Guobanfa [2020] No. 49", "Part II") == NOT_MET
    assert verdict("l", "GDPR", "Article 22(2)(b)") == NOT_MET
    assert "LB01" in codes("l")


def test_an_act_is_no_bankruptcy_by_its_name() -> None:
    (ruling,) = [r for r in done("l").rulings if r.number.startswith("Section 605")]
    assert ruling.verdict == NOT_MET
    assert any("bankruptcy talk" in text and "7 years" in text for text in ruling.missing)


@pytest.mark.parametrize("name", ["a", "c", "d", "e2", "f", "g", "k", "never", "wide2"])
def test_silence_is_no_fact(name: str) -> None:
    silent = {"DP01", "DP02", "DP03", "DP04", "DP08"} | ({"EV01", "EV04"} if name == "wide2" else set())
    assert not silent & codes(name)
    assert "DP10" in codes(name) and ("EV07" in codes(name)) == (name == "wide2")
    for ruling in done(name).rulings:
        if ruling.number.startswith(("Section 609", "Section 611", "Section 615")):
            assert ruling.verdict == CANNOT_TELL and "state due_process" in ruling.missing[0]


def test_articles_that_do_not_apply_say_why() -> None:
    for name in ("a", "e2", "f"):
        for law, number in (("GDPR", "Article 22(1)"), ("China, Guobanfa [2020] No. 49", "Part IV")):
            assert verdict(name, law, number) == DOES_NOT_APPLY
    for ruling in done("a").rulings:
        assert bool(ruling.missing) == (ruling.verdict != MET)


def test_repair_is_not_missed_where_an_act_makes_up_for_every_entry() -> None:
    """The page says in one place that a course undoes an entry, so no other place says that nothing does."""
    text = CLEAN.replace("  repair: 1\n", "  repair: 0\n")
    found = audit(parse_rulebook(text))
    assert found.proofs.repairs["speeding"].acts == (("course", 1),)
    assert "DP04" not in {finding.code for finding in found.findings}
    (ruling,) = [r for r in found.rulings if r.number == "Part VI"]
    assert ruling.verdict == CANNOT_TELL and "course" in ruling.missing[0]


def test_a_scheme_that_only_takes_has_nothing_to_gain_by_design() -> None:
    for name in ("a", "e2", "us-ca-nots"):
        assert "PT06" not in codes(name)


def test_grave_acts_and_few_entries_are_no_small_matter() -> None:
    minor = HEAD + (
        "score: {start: 10, min: 0, max: 10}\ngrades: {good: {from: 1}, bad: {}}\n"
        "acts: {drunk: {points: -3, ACT}, fine: {points: 1}}\n"
    )
    for act, found in (("gravity: minor", True), ("gravity: crime", False), ("decision: court", False),
                       ("discretion: [-3, -1]", True)):  # fmt: skip
        done = audit(parse_rulebook(minor.replace("ACT", act)))
        assert ("PT08" in {finding.code for finding in done.findings}) == found
    few = parse_rulebook(minor.replace("-3, ACT", "-5"))
    assert "PT08" not in {finding.code for finding in audit(few).findings}


def test_companies_are_no_children() -> None:
    text = (SMALL / "wide2.yaml").read_text(encoding="utf-8")
    people, companies = (audit(parse_rulebook(text + more)) for more in ("", "\nsubject: company\n"))
    assert "PE06" in {finding.code for finding in people.findings}
    assert "PE06" not in {finding.code for finding in companies.findings}
    assert people.proofs.drift and not companies.proofs.drift


def test_what_a_check_finds_often_is_told_once() -> None:
    acts = ", ".join(f"act_{k}: {{points: -1, decision: none}}" for k in range(12))
    text = HEAD + f"score: {{start: 9, min: 0, max: 9}}\ngrades: {{a: {{from: 5}}, b: {{}}}}\nacts: {{{acts}}}\n"
    done_ = audit(parse_rulebook(text))
    assert sum(finding.code == "EV04" for finding in done_.findings) == 12
    lines = [line for line in audit_text(done_, "b.yaml").splitlines() if line.strip().startswith("EV04")]
    assert len(lines) == 1 and "and 3 more" in lines[0]
    assert audit_html([done_]).count("<span class='chip warning'>EV04</span>") == 1


def test_drawn_lives_are_called_drawn_and_have_an_interval() -> None:
    text = audit_text(done("a"), "b.yaml")
    assert "Mistakes alone: people who did nothing: 5,000 lives drawn, intervals of 95 %" in text
    assert re.search(r"below top +\d+\.\d\d % \(\d+\.\d\d to \d+\.\d\d\)", text)
    assert "Nobody was simulated" not in audit_html([done("a")])
    solved = audit_text(done("c"), "b.yaml")
    assert "lives drawn" not in solved


def test_a_score_at_its_lowest_does_not_sink() -> None:
    """Whoever stands at the floor loses nothing there: no finding says that points are lost for good."""
    found = done("c")
    assert all(drift.score_path[-1][1] > 0 for drift in found.proofs.drift.values())
    assert "PT04" not in {finding.code for finding in found.findings}
    assert not any("lose points for good" in line for line in headline(found))


def test_a_list_that_a_grade_puts_on_is_not_passed_over_among_mistakes() -> None:
    text = HEAD + (
        "score: {start: 5, min: 0, max: 9}\ngrades: {A: {from: 5}, B: {adds_to: shame}}\nlists: {shame: {lasts: 1y}}\n"
        "acts: {late: {points: -1, seen_by: {records: 1}, conduct: {rate: 1}}}\n"
    )
    made = audit(parse_rulebook(text))
    header, rows = error_rows(made)
    assert {row[0]: row[1:] for row in rows}["on the list shame"] == ("not proved",) * (len(header) - 1)
    assert "on the list shame" in audit_html([made])


def test_where_no_kind_of_person_does_anything_no_table_of_nothing_is_shown() -> None:
    """Rules for children alone: the kinds that are looked at are grown up."""
    text = "format: credopolis-rulebook/1\nname: s\ntitle: S\naccount: hypothetical\nsource: assumption\n"
    text += "score: {start: 0, min: -9, max: 9}\ngrades: {A: {from: 0}, B: {}}\nacts: {late: {points: -1, "
    text += "seen_by: {records: 1}, conduct: {who: {max_age: 18y}, rate: 6}}}\n"
    told = audit_text(audit(parse_rulebook(text)), "s.yaml")
    assert "none of the kinds of person" in told and "Ordinary conduct, points" not in told


def test_acts_without_conduct_are_not_judged() -> None:
    text = audit_text(done("wide2"), "b.yaml")
    assert "Ordinary conduct, points" not in text and "not judged" in text and "0.00" not in text


@pytest.mark.parametrize("name", ["slow", "slow3", "wide2", "never", "f"])
def test_wide_and_slow_schemes_take_a_part_of_the_usual_effort(name: str) -> None:
    """Steps are counted, not timed: the usual effort is some seconds."""
    subject = subject_of(SMALL / f"{name}.yaml")
    taken = Effort()
    proofs = prove(subject.book, subject.conduct, subject.mistakes, taken)
    assert proofs.exact and taken.used < EFFORT / 2


def test_an_act_of_those_on_a_list_waits_for_the_list() -> None:
    """Only who is on probation can do the course: who falls by the small fine must first be entered for the large."""
    text = HEAD + (
        "score: {start: 10, min: 0, max: 10}\ngrades: {good: {from: 10}, mid: {from: 5}, bad: {}}\n"
        "lists: {probation: {lasts: 30d}}\nacts:\n  small: {points: -1}\n  large: {points: -6, adds_to: probation}\n"
        "  course: {points: 6, conduct: {who: {on_list: probation}, rate: 1}}\n"
    )
    book = parse_rulebook(text)
    proofs = audit(book).proofs
    assert proofs.exact and proofs.least_time_days["bad", "good"] == 0
    for story in proofs.witnesses.values():
        standing = Standing(book)
        for step in story.steps:
            if step.event == "entry":
                standing.advance(step.day)
                assert step.act != "course" or "probation" in standing.lists
                standing.post(step.act, step.day)
    assert proofs.repairs["large"].acts == (("course", 1),)
    assert proofs.repairs["small"].entries is None and "CR04" not in {f.code for f in audit(book).findings}
