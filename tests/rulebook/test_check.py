"""Every fault of a rulebook: a file that has it, where it is reported, and the same file without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from credopolis.core.faults import FaultyFile
from credopolis.rulebook import check_rulebook, load_rulebook, parse_rulebook
from tests.rulebook.books import BANK_SCORE, DOSSIER, SHIPPED, SMALL

CASES: dict[str, tuple[str, str, str, str]] = {
    # name: (what stands in SMALL, what it becomes, path of the fault, part of its message)
    "wrong format": ("rulebook/1", "rulebook/9", "format", "not one of the choices"),
    "missing key": ("title: A small rulebook\n", "", "title", "missing"),
    "bad name": ("name: small", "name: Small Book", "name", "not a usable text"),
    "unknown account": ("hypothetical", "rumour", "account", "not one of the choices"),
    "unknown key": ("points: -20", "pionts: -20", "acts.bad.pionts", "Did you mean 'points'"),
    "text for a number": ("points: -20", "points: '-20'", "acts.bad.points", "not a whole number"),
    "fraction for a whole number": ("points: -20", "points: -20.5", "acts.bad.points", "not a whole number"),
    "truth for a number": ("points: -20", "points: true", "acts.bad.points", "not a whole number"),
    "too many points": ("points: -20", "points: -20000", "acts.bad.points", "not a whole number"),
    "outside its own range": ("points: -20", "points: {value: -20, range: [-10, 0]}", "acts.bad.points.value", "own range"),
    "range upside down": ("points: -20", "points: {value: -20, range: [0, -30]}", "acts.bad.points.range", "upside down"),
    "range of three": ("points: -20", "points: {value: -20, range: [0, 1, 2]}", "acts.bad.points.range", "not a range"),
    "source is a number": ("points: -20", "points: {value: -20, source: 7}", "acts.bad.points.source", "not a source"),
    "no value beside a source": ("points: -20", "points: {source: x}", "acts.bad.points", "a mapping where a value"),
    "unknown key beside a value": ("points: -20", "points: {value: -20, src: x}", "acts.bad.points.src", "not known"),
    "note is a list": ("points: -20", "points: {value: -20, note: []}", "acts.bad.points.note", "not a note"),
    "bad duration": ("lasts: 2y", "lasts: 2 years", "grades.B.lock.lasts", "not a duration"),
    "duration without a unit": ("lasts: 2y", "lasts: 730", "grades.B.lock.lasts", "not a duration"),
    "endless duration": ("lasts: 2y", "lasts: 81y", "grades.B.lock.lasts", "not a duration"),
    "lock of no time": ("lasts: 2y", "lasts: 0d", "grades.B.lock.lasts", "not a duration"),
    "lock without release": ("{lasts: 2y, release: band}", "{lasts: 2y}", "grades.B.lock.release", "missing"),
    "release without lock": ("lock: {lasts: 2y, release: band}", "release: band", "grades.B.release", "not known"),
    "release to an unknown grade": ("release: B", "release: Q", "grades.C.lock.release", "no grade of this name"),
    "a score set out of bounds": (
        "release: band", "release: band, sets_score: 201", "grades.B.lock.sets_score", "outside the score's bounds"),
    "a repeated lock that is shorter": (
        "release: band", "release: band, again: {within: 5y, lasts: [3y, 1y]}", "grades.B.lock.again.lasts", "is shorter"),
    "a repeated lock without a window": (
        "release: band", "release: band, again: {lasts: [3y]}", "grades.B.lock.again.within", "missing"),
    "a grade that puts on an unknown list": (
        "B: {from: 50", "B: {adds_to: nowhere, from: 50", "grades.B.adds_to", "no list of this name"),
    "clean time that gives beyond the bounds": (
        "max: 200", "max: 200, gives_back: {points: 1, after: 7d, up_to: 300}", "score.gives_back.up_to", "bounds"),
    "clean time that gives nothing": (
        "max: 200", "max: 200, gives_back: {points: 0, after: 7d}", "score.gives_back.points", "1"),
    "repeated entries that move points the other way": (
        "points: -20", "points: -20, again: {within: 1y, points: [-30, 5]}", "acts.bad.again.points", "the way that"),
    "repeated entries of an act without points": (
        "{adds_to: black}", "{adds_to: black, again: {within: 1y, points: [-30]}}", "acts.debt.again.points", "the way"),
    "repeated entries whose points an official chooses": (
        "points: -20", "points: -20, discretion: [-30, -10], again: {within: 1y, points: [-30]}", "acts.bad.again.points",
        "chooses"),
    "newcomers of whom nothing is otherwise": (
        "max: 200", "max: 200, newcomers: {for: 1y}", "score.newcomers", "nothing is otherwise"),
    "newcomers that begin beyond the bounds": (
        "max: 200", "max: 200, newcomers: {for: 1y, start: 300}", "score.newcomers.start", "bounds"),
    "newcomers who gain when they are none any more": (
        "max: 200", "max: 200, newcomers: {for: 1y, gains: {points: 1, each: 2y}}", "score.newcomers.gains.each",
        "longer than"),
    "newcomers' bands of no grade": (
        "max: 200", "max: 200, newcomers: {for: 1y, from: {Z: 0}}", "score.newcomers.from.Z", "no grade of this name"),
    "newcomers' bands that leave a gap": (
        "max: 200", "max: 200, newcomers: {for: 1y, from: {A: 100}}", "score.newcomers.from.A", "leave a gap"),
    "newcomers' bands out of order": (
        "max: 200", "max: 200, newcomers: {for: 1y, from: {A: 0, B: 50}}", "score.newcomers.from.B", "overlap"),
    "a grade for newcomers without a band for them": (
        "B: {from: 50", "B: {only_newcomers: true, from: 50", "grades.B.only_newcomers", "no band of this grade"),
    "a counter of no grade": (
        "max: 200", "max: 200, counters: {soon: {lost: 40, within: 1y, falls_to: Z}}", "score.counters.soon.falls_to",
        "no grade of this name"),
    "a counter of the highest grade": (
        "max: 200", "max: 200, counters: {soon: {lost: 40, within: 1y, falls_to: A}}", "score.counters.soon.falls_to",
        "highest grade"),
    "a counter that needs too many entries": (
        "max: 200", "max: 200, counters: {soon: {lost: 481, within: 1y, falls_to: C}}", "score.counters",
        "too many entries"),
    "a counter that needs too many entries, of which a day's limit may leave one point": (
        "max: 200", "max: 200, at_once: {lost: 30}, counters: {soon: {lost: 25, within: 1y, falls_to: C}}",
        "score.counters", "too many entries"),
    "a grade without a band that has one": (
        "B: {from: 50", "B: {without_band: true, from: 50", "grades.B.without_band", "has a band"),
    "a return to the start without a time": (
        "max: 200", "max: 200, resets: {}", "score.resets", "neither one nor the other"),
    "two returns to the start": (
        "max: 200", "max: 200, resets: {every: 1y, after: 1y}", "score.resets", "two at once"),
    "a limit of a day without a number": (
        "max: 200", "max: 200, at_once: {}", "score.at_once", "neither points lost nor"),
    "release to itself": ("release: B", "release: C", "grades.C.lock.release", "higher grade"),
    "release downwards": ("release: band", "release: C", "grades.B.lock.release", "higher grade"),
    "highest grade locked": ("A: {from: 90,", "A: {from: 90, lock: {lasts: 1y, release: band},", "grades.A.lock", "standing"),
    "a grade called band": ("  A: {from: 90", "  band: {from: 90", "grades.band", "taken"),
    "bands unsorted": ("B: {from: 50", "B: {from: 95", "grades.B.from", "overlap or are out of order"),
    "bands equal": ("B: {from: 50", "B: {from: 90", "grades.B.from", "overlap"),
    "band above the score": ("A: {from: 90", "A: {from: 201", "grades.A.from", "overlap"),
    "gap between bands": ("B: {from: 50", "B: {from: 50, to: 80", "grades.B.to", "gap"),
    "overlap of bands": ("B: {from: 50", "B: {from: 50, to: 95", "grades.B.to", "overlap"),
    "gap at the bottom": ("C: {res", "C: {from: 10, res", "grades.C.from", "gap below"),
    "below the score": ("C: {res", "C: {from: -10, res", "grades.C.from", "below the lowest"),
    "from missing in the middle": ("B: {from: 50, ", "B: {", "grades.B", "from is missing"),
    "start outside": ("start: 100", "start: 300", "score.start", "outside the score's bounds"),
    "score upside down": ("max: 200", "max: -1", "score.max", "not above"),
    "score too wide": ("max: 200", "max: 30001", "score.max", "not a whole number"),
    "unknown gate": ("restrictions: [loans], lock", "restrictions: [loan], lock", "grades.C.restrictions", "Did you mean 'loans'"),
    "gate of the wrong kind": ("benefits: [fast]", "benefits: [loans]", "grades.A.benefits", "not a benefit"),
    "gate named twice": ("benefits: [fast]", "benefits: [fast, fast]", "grades.A.benefits[1]", "twice"),
    "gate kind unknown": ("kind: benefit", "kind: bonus", "gates.fast.kind", "not one of the choices"),
    "negative worth": ("worth: 2", "worth: -2", "gates.loans.worth", "not a number in bounds"),
    "list with an unknown gate": ("30d, restrictions: [loans]", "30d, restrictions: [x]", "lists.black.restrictions", "no gate"),
    "unknown list": ("adds_to: black", "adds_to: blak", "acts.debt.adds_to", "Did you mean 'black'"),
    "unknown list to leave": ("removes_from: black", "removes_from: red", "acts.paid.removes_from", "no list"),
    "adds and removes": ("adds_to: black", "adds_to: black, removes_from: black", "acts.debt.removes_from", "same list"),
    "conduct on an unknown list": ("on_list: black", "on_list: red", "acts.paid.conduct.who.on_list", "no list"),
    "falls to an unknown grade": ("falls_to: C", "falls_to: E", "acts.crime.falls_to", "no grade"),
    "falls to the highest": ("falls_to: C", "falls_to: A", "acts.crime.falls_to", "highest grade"),
    "falls and earns": ("falls_to: C", "falls_to: C, points: 5", "acts.crime.points", "cannot earn"),
    "no effect": ("bad: {points: -20, ", "bad: {", "acts.bad", "no effect"),
    "no points": ("points: -20", "points: 0", "acts.bad", "no effect"),
    "expiry without points": ("falls_to: C", "falls_to: C, counts_for: 1y", "acts.crime.counts_for", "only points expire"),
    "cap of nothing": ("cap_per_year: 2", "cap_per_year: 0", "acts.good.cap_per_year", "not a whole number"),
    "two caps": ("cap_per_year: 2", "cap_per_year: 2, cap: {times: 1}", "acts.good.cap_per_year", "a cap already"),
    "window of nothing": ("cap_per_year: 2", "cap: {times: 0}", "acts.good.cap.times", "not a whole number"),
    "windows too large": (
        "falls_to: C, decision: court}", "falls_to: C, cap: {times: 6}}\n  a: {points: 1, cap: {times: 6}}\n"
        "  b: {points: 1, cap: {times: 1}}", "acts.b.cap.times", "too many entries to remember"),
    "open in an unknown grade": (
        "points: 10, ", "points: 10, only: {grades: [Q]}, ", "acts.good.only.grades", "no grade of this name"),
    "cap too high": ("cap_per_year: 2", "cap_per_year: 30001", "acts.good.cap_per_year", "not a whole number"),
    "unknown decision": ("decision: court", "decision: jury", "acts.crime.decision", "not one of the choices"),
    "channel misshapen": ("records: 0.5", "Records!: 0.5", "acts.bad.seen_by.Records!", "not a usable text"),
    "sensitivity over one": ("records: 0.5", "records: 1.5", "acts.bad.seen_by.records", "not a number in bounds"),
    "act misnamed": ("  bad:", "  Bad Act:", "acts.Bad Act", "not a usable text"),
    "unknown driver": ("rate: 1,", "rate: 1, driver: greed,", "acts.paid.conduct.driver", "not one of the choices"),
    "slope without driver": ("rate: 1,", "rate: 1, slope: 2,", "acts.paid.conduct.slope", "needs a driver"),
    "slope too steep": ("rate: 1,", "rate: 1, driver: honesty, slope: 5,", "acts.paid.conduct.slope", "not a number"),
    "negative rate": ("rate: 1,", "rate: -1,", "acts.paid.conduct.rate", "not a number"),
    "mistake that a report is": (
        "rate: 1,", "rate: 1, only_by_mistake: true, informs: true,", "acts.paid.conduct.informs", "nothing moves it"),
    "mistake that is deterred": (
        "rate: 1,", "rate: 1, only_by_mistake: true, deterrence: 2,", "acts.paid.conduct.deterrence", "nothing moves it"),
    "rate missing": ("rate: 1, ", "", "acts.paid.conduct.rate", "missing"),
    "unknown flag": ("on_list: black", "on_list: black, is: [rich]", "acts.paid.conduct.who.is[0]", "not one of the choices"),
    "flag and its opposite": ("on_list: black", "is: [urban], is_not: [urban]", "acts.paid.conduct.who.is_not", "nobody is eligible"),
    "ages exclude each other": ("on_list: black", "min_age: 30y, max_age: 20y", "acts.paid.conduct.who.max_age", "nobody"),
    "child ages upside down": ("on_list: black", "child_age: [9y, 2y]", "acts.paid.conduct.who.child_age", "upside down"),
    "acts are a list": ("acts:\n", "acts: []\nx:\n", "acts", "a mapping is needed"),
    "grade name too long": ("release: B", "release: Bureaucratic-grade", "grades.C.lock.release", "not a usable text"),
    "removal without an end": ("lasts: 30d", "removal: true", "lists.black", "needs an end"),
    "removal with a benefit": ("lasts: 30d, restrictions: [loans]", "lasts: 30d, removal: true, benefits: [fast]", "lists.black.benefits", "no gate is open"),
    "acts of the removed": ("lasts: 30d", "lasts: 30d, removal: true", "acts.paid.conduct.who.on_list", "no acts until it ends"),
    "freed by an act": ("lasts: 30d", "lasts: 30d, removal: true", "acts.paid.removes_from", "only the end of its term"),
    "listing later without a list": ("points: -20", "points: -20, adds_after: 2", "acts.bad.adds_after", "no list"),
    "listing too late": ("adds_to: black", "adds_to: black, adds_after: 21", "acts.debt.adds_after", "not a whole number"),
    "discretion upside down": ("points: -20", "points: -20, discretion: [-10, -30]", "acts.bad.discretion", "upside down"),
    "points outside the discretion": ("points: -20", "points: -20, discretion: [-10, 0]", "acts.bad.points", "may choose"),
    "discretion over nothing": ("falls_to: C", "falls_to: C, discretion: [-10, 0]", "acts.crime.discretion", "moves no points"),
    "discretion of one": ("points: -20", "points: -20, discretion: [-30]", "acts.bad.discretion", "right length"),
    "unknown area": ("kind: benefit", "kind: benefit, area: healthy", "gates.fast.area", "Did you mean 'health'"),
    "unknown kin": ("points: -20", "points: -20, about: cousin", "acts.bad.about", "not one of the choices"),
    "due process over one": ("acts:\n", "due_process: {notice: 2}\nacts:\n", "due_process.notice", "not a number"),
}  # fmt: skip


def test_a_counter_where_no_act_takes_points() -> None:
    text = SMALL.replace("max: 200", "max: 200, counters: {soon: {lost: 40, within: 1y, falls_to: C}}")
    with pytest.raises(FaultyFile, match="no act takes points"):
        parse_rulebook(text.replace("points: -20", "points: 20"))


def test_the_small_rulebook_is_valid() -> None:
    assert parse_rulebook(SMALL).grades["C"].restrictions == ("loans",)


@pytest.mark.parametrize("name", CASES)
def test_fault(name: str) -> None:
    before, after, path, message = CASES[name]
    assert before in SMALL
    with pytest.raises(FaultyFile) as caught:
        parse_rulebook(SMALL.replace(before, after, 1), "small.yaml")
    faults = [fault for fault in caught.value.faults if fault.path == path]
    assert faults, str(caught.value)
    assert message in str(faults[0])
    assert faults[0].file == "small.yaml"
    assert faults[0].line >= 1


def test_faults_stand_at_their_line_and_column() -> None:
    with pytest.raises(FaultyFile) as caught:
        parse_rulebook(SMALL.replace("points: -20", "points: much"), "small.yaml")
    fault = caught.value.faults[0]
    line = SMALL.splitlines()[fault.line - 1]
    assert line[fault.column - 1 :].startswith("points")


def test_all_faults_of_form_and_meaning_are_reported_at_once() -> None:
    text = SMALL.replace("points: -20", "pionts: -20").replace("adds_to: black", "adds_to: blak")
    text = text.replace("B: {from: 50", "B: {from: 95").replace("title: A small rulebook\n", "")
    with pytest.raises(FaultyFile) as caught:
        parse_rulebook(text)
    assert {fault.path for fault in caught.value.faults} == {
        "title", "acts.bad.pionts", "acts.debt.adds_to", "grades.B.from",
    }  # fmt: skip


def test_what_is_faulty_in_form_is_not_blamed_a_second_time() -> None:
    text = SMALL.replace("fast: {kind: benefit}", "fast: {kind: bonus}").replace("points: -20", "points: x")
    with pytest.raises(FaultyFile) as caught:
        parse_rulebook(text)
    assert {fault.path for fault in caught.value.faults} == {"gates.fast.kind", "acts.bad.points"}


@pytest.mark.parametrize(
    ("key", "number", "message"),
    [("lists", 9, "0 to 8"), ("acts", 61, "1 to 60"), ("gates", 61, "0 to 60")],
)
def test_too_many(key: str, number: int, message: str) -> None:
    entry = {"lists": "{}", "acts": "{points: 1}", "gates": "{kind: benefit}"}[key]
    extra = "".join(f"  x{k}: {entry}\n" for k in range(number - (5 if key == "acts" else 1)))
    with pytest.raises(FaultyFile, match=message):
        parse_rulebook(
            SMALL.replace(f"{key}:\n", f"{key}:\n{extra}" + ("" if key == "acts" else "  y: " + entry + "\n"))
        )


def test_too_many_grades() -> None:
    text = SMALL.replace(
        "  A: {from: 90", "".join(f"  H{k}: {{from: {199 - k}}}\n" for k in range(28)) + "  A: {from: 90"
    )
    with pytest.raises(FaultyFile, match="0 to 30"):
        parse_rulebook(text)


def test_grades_without_a_score_and_score_without_grades() -> None:
    with pytest.raises(FaultyFile, match="grades need a score"):
        parse_rulebook(SMALL.replace("score: {start: 100, min: 0, max: 200}\n", ""))
    with pytest.raises(FaultyFile, match="this rulebook has no score"):
        parse_rulebook(SMALL.replace("score: {start: 100, min: 0, max: 200}\n", ""))
    grades = SMALL[SMALL.index("grades:") : SMALL.index("gates:")]
    with pytest.raises(FaultyFile, match="a score needs grades"):
        parse_rulebook(SMALL.replace(grades, ""))


def test_neither_score_nor_list() -> None:
    with pytest.raises(FaultyFile, match="neither a score nor a list"):
        parse_rulebook("format: credopolis-rulebook/1\nname: x\ntitle: x\naccount: popular\nacts:\n  a: {points: 1}\n")


@pytest.mark.parametrize("text", [BANK_SCORE, DOSSIER], ids=["bank score", "dossier"])
def test_other_kinds_of_rulebook_need_no_code(text: str) -> None:
    assert parse_rulebook(text).acts


def test_values_may_be_plain_or_carry_their_source() -> None:
    plain = parse_rulebook(SMALL)
    sourced = parse_rulebook(SMALL.replace("points: -20", "points: {value: -20, source: [seed-002], range: [-30, 0]}"))
    assert plain.acts == sourced.acts
    assert sourced.source_of("acts", "bad", "points").source == ("seed-002",)
    assert sourced.source_of("acts", "bad", "points").range == (-30.0, 0.0)
    assert plain.source_of("acts", "bad", "points").source == ()
    bank = parse_rulebook(BANK_SCORE)
    assert bank.source_of("acts", "paid_on_time", "points").source == ("us-007", "us-008")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_rulebooks_have_no_faults(name: str) -> None:
    assert check_rulebook(SHIPPED[name]) == []
    assert load_rulebook(SHIPPED[name]).name == name


def test_a_missing_file_is_one_fault(tmp_path: Path) -> None:
    faults = check_rulebook(tmp_path / "none.yaml")
    assert [fault.message for fault in faults] == ["there is no such file"]


def test_place_of_an_act_is_its_line() -> None:
    book = load_rulebook(SHIPPED["popular-account"])
    line = int(book.place_of("acts", "tax_evasion").rsplit(":", 1)[1])
    assert SHIPPED["popular-account"].read_text().splitlines()[line - 1].strip() == "tax_evasion:"


def test_every_public_name_is_there() -> None:
    import credopolis.rulebook as room

    assert all(getattr(room, name) is not None for name in room.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = room.nothing


def test_files_may_name_every_channel_that_there_is_and_no_other() -> None:
    from credopolis.mechanisms.channels import SEEING as THERE_ARE
    from credopolis.rulebook.model import SEEING

    assert SEEING == THERE_ARE
