"""Cheapest repairs: against trying everything, and those of the shipped regimes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from credopolis.audit.judge import audit
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.repairs import repairs_of
from credopolis.audit.proofs.witness import replay
from credopolis.library.names import resolve_rulebook
from credopolis.rulebook import Rulebook, load_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing

from .small import YEAR, cheapest, good, posted, small_rulebooks
from .test_times import AT_LENGTH, EVERYTHING

FAR_DAYS = 5


def stand(book: Rulebook, score: int | None, day: int = 0) -> Standing | None:
    """Somebody with a score, in the grade of its band."""
    if score is None:
        return None
    standing = Standing(book, day=day)
    standing.score = score
    standing.grade = standing.band()
    return standing


def check(book: Rulebook, days_left: tuple[int, ...]) -> None:
    """Every act's repair, by brute force over stories of up to FAR_DAYS."""
    machine = machine_of(book)
    assert machine is not None
    repairs, limits = repairs_of(book, machine, effort=20_000_000)
    assert limits == [] and all(repair.proved for repair in repairs.values())
    gains = [name for name, act in book.acts.items() if act.points > 0]
    for name, repair in repairs.items():
        stands = replace(book, acts={**book.acts, name: replace(book.acts[name], expires_days=0)})
        before = stand(stands, repair.from_score)
        if before is None:
            top = stand(stands, machine.high if any(move.points > 0 for move in machine.moves) else machine.start)
            assert (top is not None and good(posted(top, name), top)) or not gains
            continue
        starts = [stand(stands, repair.from_score, YEAR - left) for left in days_left]
        found = cheapest([posted(start, name) for start in starts if start], gains, FAR_DAYS, before)
        if repair.entries is None or (repair.entries == 0 and repair.days == repair.by_waiting_days):
            assert not found or found["few"] == (0, repair.days), f"{name}: {repair.words}"
            continue
        assert repair.days is not None and repair.soonest_days is not None
        if repair.days <= FAR_DAYS:
            assert found["few"] == (repair.entries, repair.days)
        else:
            assert not found or found["few"] > (repair.entries, repair.days)
        if repair.soonest_days <= FAR_DAYS:
            assert found["soon"][0] == repair.soonest_days
        else:
            assert not found
        witness = repair.witness
        assert witness is not None and witness.days == repair.days
        if not book.acts[name].expires_days:
            lived = replay(book, witness)
            assert lived == witness.steps
            assert sum(n for _, n in repair.acts) == repair.entries


@EVERYTHING
@given(small_rulebooks())
def test_plain_rulebooks(book: Rulebook) -> None:
    check(book, (100,))


@EVERYTHING
@given(small_rulebooks(caps=True, terms=True))
def test_rulebooks_with_caps_whose_entries_expire(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)))


@EVERYTHING
@given(small_rulebooks(terms=True, windows=True, only=True))
def test_rulebooks_with_windows_that_roll(book: Rulebook) -> None:
    check(book, (100,))


@pytest.mark.slow
@AT_LENGTH
@given(small_rulebooks())
def test_many_plain_rulebooks(book: Rulebook) -> None:
    check(book, (100,))


@pytest.mark.slow
@AT_LENGTH
@given(small_rulebooks(caps=True, terms=True))
def test_many_rulebooks_with_caps_whose_entries_expire(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)))


def test_locks_that_lead_round_in_a_circle_are_no_way_out() -> None:
    """The lower rung releases to the upper one, and that one to the band of the score, which is the lower."""
    book = parse_rulebook(
        """
        format: credopolis-rulebook/1
        name: circle
        title: A circle
        account: hypothetical
        source: assumption
        score: {start: 3, min: 0, max: 3}
        grades:
          good: {from: 3}
          rung: {from: 2, lock: {lasts: 1d, release: band}}
          pit: {lock: {lasts: 1d, release: rung}}
        acts:
          post: {points: -3, seen_by: {records: 1}}
        """,
        "circle.yaml",
    )
    repairs, limits = repairs_of(book, machine_of(book))
    assert limits == []
    assert repairs["post"].by_waiting_days is None


def shipped(name: str) -> Rulebook:
    return load_rulebook(resolve_rulebook(name))


def test_five_community_deeds_undo_one_post() -> None:
    book = shipped("popular-account")
    repair = repairs_of(book, machine_of(book))[0]["negative_post"]
    assert (repair.entries, repair.days, repair.acts) == (1, 730, (("organ_donation_or_award", 1),))
    assert repair.alone["community_help"] == (5, 730)
    assert "5 of 'Helping the community'" in repair.words
    assert repair.by_waiting_days is None and repair.soonest_days == 730
    assert good(_end(book, 730, ["negative_post", *["community_help"] * 5]))
    assert not good(_end(book, 729, ["negative_post", *["community_help"] * 5]))
    assert not good(_end(book, 730, ["negative_post", *["community_help"] * 4]))


def _end(book: Rulebook, day: int, acts: list[str]) -> Standing:
    standing = Standing(book)
    for act in acts:
        standing.post(act, 0)
    standing.advance(day)
    return standing


def test_a_crime_is_made_good_by_nine_years_alone() -> None:
    book = shipped("popular-account")
    repair = repairs_of(book, machine_of(book))[0]["intentional_crime"]
    assert (repair.entries, repair.days, repair.by_waiting_days) == (0, 3285, 3285)


def test_an_old_entry_of_a_credit_score_expires() -> None:
    book = shipped("us-bank-score")
    repairs, limits = repairs_of(book, machine_of(book))
    assert limits == []
    assert repairs["missed_repayment"].by_waiting_days == 7 * 365
    assert repairs["bankruptcy"].by_waiting_days == 10 * 365
    assert repairs["missed_repayment"].alone["on_time_year"] == (4, 731)


def test_performing_the_judgment_takes_off_the_list() -> None:
    book = shipped("judgment-defaulters")
    repair = repairs_of(book, machine_of(book))[0]["judgment_default"]
    assert (repair.entries, repair.days, repair.acts) == (1, 0, (("perform_judgment", 1),))


@pytest.mark.parametrize(("gain", "entries"), [("community_help", 4), ("media_praise", 3)])
def test_suining_in_public_deeds(gain: str, entries: int) -> None:
    book = shipped("suining-2010")
    assert repairs_of(book, machine_of(book))[0]["fake_goods"].alone[gain] == (entries, 0)


LISTED = (
    "format: credopolis-rulebook/1\nname: listed\ntitle: Listed\naccount: hypothetical\n"
    "score: {start: 12, min: 0, max: 12}\ngrades: {on: {from: 1}, off: {adds_to: shame}}\n"
    "lists: {shame: {lasts: 300d}}\nacts:\n  fault: {points: -12}\n"
    "  course: {points: 12, conduct: {rate: 1, who: {on_list: shame}}}\n"
)


def test_an_act_that_needs_the_list_of_a_grade_can_be_done_in_that_grade() -> None:
    proofs = audit(parse_rulebook(LISTED)).proofs
    assert (proofs.undoable, proofs.least_time_days["off", "on"], proofs.state("off", "on")) == ((), 0, "proved")
    repair = proofs.repairs["fault"]
    assert (dict(repair.acts), repair.by_waiting_days, repair.proved) == ({"course": 1}, None, True)
    assert repair.soonest_days == 300, "the course at once, and off the list by its term"
    bare = audit(parse_rulebook(LISTED.replace("off: {adds_to: shame}", "off: {}"))).proofs
    assert bare.undoable == ("course",) and bare.state("off", "on") == "never" and bare.repairs["fault"].never


def test_a_repair_past_another_grade_that_lists_is_not_proved() -> None:
    """The way back from `off` leads through `low`, which lists too; that is not followed, and not said to be never."""
    text = LISTED.replace("on: {from: 1}, off", "on: {from: 9}, low: {from: 1, adds_to: grey}, off")
    text = text.replace("shame: {lasts: 300d}", "shame: {lasts: 300d}, grey: {lasts: 9y}")
    repair = audit(parse_rulebook(text)).proofs.repairs["fault"]
    assert (repair.days, repair.proved, repair.never) == (None, False, False)
