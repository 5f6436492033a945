"""Lists, caps, removal and coming of age: counts of a Poisson process, entry by entry.

Theory: where the k-th entry of a life lists it, the day of listing has a gamma distribution; a cap of one within a
window is a renewal process, an entry that counts being followed by a dead time (Cox 1962, Renewal Theory, section
7.4: a counter of type I); removal takes a life out for its term and back in, a process of two states.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from credopolis.core.schema import FLAG_NAMES
from credopolis.rulebook.conduct import ActConduct, Who

from .plain import FAR, rules, scene, years_of, z_of
from .tools import YEAR, Watched, report, watch

PEOPLE, YEARS, RATE = 20_000, 3, 1.0
GATES = "{travel: {kind: restriction, worth: 1}}"


def lived(
    act: str, conduct: ActConduct | float = RATE, *, lists: str = "", years: float = YEARS, **blocks: str
) -> Watched:
    """Three years of one act, always seen."""
    if lists:
        blocks |= {"lists": lists, "gates": GATES}
    text = rules({"act": f"{{{act}, seen_by: {{records: 1}}}}"}, **blocks)
    return watch(scene(text, {"act": conduct}, people=PEOPLE, years=years, seed=61))


def share_z(found: int, share: float, what: str, of: int = PEOPLE) -> float:
    """How far a count of lives is from its share, in standard deviations."""
    z = (found - of * share) / math.sqrt(of * share * (1.0 - share))
    report("lists and caps", of=what, found=found, theory=of * share, z=z)
    return z


@pytest.mark.parametrize("times", [1, 2, 4])
def test_the_entry_that_lists_is_the_one_that_the_rules_name(times: int) -> None:
    watched = lived(f"adds_to: barred, adds_after: {times}", lists="{barred: {restrictions: [travel]}}")
    share = float(stats.gamma.cdf(RATE * years_of(watched), times))
    assert abs(share_z(int((watched.standing["listed"] & 1).sum()), share, f"listed by entry {times}")) < FAR


@pytest.mark.parametrize("term", [100, 700])
def test_a_listing_ends_after_its_term_unless_another_begins_it_anew(term: int) -> None:
    """Listed are those with an entry within the term."""
    watched = lived("adds_to: barred", lists=f"{{barred: {{lasts: {term}d, restrictions: [travel]}}}}")
    share = -math.expm1(-RATE * term / YEAR)
    assert abs(share_z(int((watched.standing["listed"] & 1).sum()), share, f"listed for {term} days")) < FAR + 0.3


@pytest.mark.parametrize("window", [60, 200])
def test_a_cap_of_one_within_a_window_is_a_counter_with_a_dead_time(window: int) -> None:
    """In a long time t about t / (window + 1 / r) count; from the start a little more (Cox 1962, section 4.2)."""
    rate = 4.0
    watched = lived(f"points: -1, cap: {{times: 1, per: {window}d}}", rate)
    mean, dead = 1.0 / rate, (window - 0.5) / YEAR  # of a day that has begun, half is over
    cycle, t = mean + dead, years_of(watched)
    # The first comes without a dead time: as if the process were a dead time older, less the half of a cycle's spread.
    squared = mean**2
    theory = PEOPLE * ((t + dead) / cycle + (squared - cycle**2) / (2 * cycle**2))
    lost = float((1000.0 - watched.standing["score"].astype(float)).sum())
    variance = PEOPLE * t * squared / cycle**3
    z = (lost - theory) / math.sqrt(variance)
    report("lists and caps", of=f"a window of {window} days", found=lost, theory=theory, z=z)
    assert abs(z) < FAR


def test_an_act_counts_in_the_grades_that_the_rules_name_and_nowhere_else() -> None:
    """Two points above the threshold an entry costs one; below it, where it does not count, nothing more is lost."""
    watched = lived("points: -1, only: {grades: [high]}", 3.0, grades="{high: {from: 999}, low: {}}")
    assert int(watched.standing["score"].min()) == 998
    share = float(stats.poisson.sf(1, 3.0 * years_of(watched)))
    assert abs(share_z(int((watched.standing["score"] == 998).sum()), share, "fallen, and left alone")) < FAR


def test_removal_takes_out_for_its_term_and_lets_back_in() -> None:
    """Out for 200 days at the rate of entries, and in until the next: who is removed does nothing meanwhile."""
    days_out = 200
    term = days_out - 0.5  # of a day that has begun, half is over
    watched = lived("adds_to: camp", lists=f"{{camp: {{lasts: {days_out}d, removal: true}}}}", years=6)
    days, mean = watched.scenario.days, YEAR / RATE
    removed = int((watched.standing["listed"] & 1).sum())
    share = term / (term + mean)
    # After six years what is left of the start is below a thousandth.
    assert abs(share_z(removed, share, "removed")) < FAR + 0.5
    lost = float(watched.periods[-1].liberty.sum())
    out = watched.standing["grade"] == 2
    assert int(out.sum()) == removed == int(watched.periods[-1].removed.sum())
    acts = int(watched.total("acts").sum())
    cycles = PEOPLE * ((days + term) / (term + mean) + (mean**2 - (term + mean) ** 2) / (2 * (term + mean) ** 2))
    z = (acts - cycles) / math.sqrt(PEOPLE * days * mean**2 / (term + mean) ** 3)
    report("lists and caps", of="acts of lives that are removed after each", found=acts, theory=cycles, z=z)
    assert abs(z) < FAR + 0.5
    # Each act takes out for its term, or for what is left of the run.
    whole = acts * days_out
    assert whole - removed * days_out <= lost <= whole
    assert (
        abs(lost - (whole - removed * days_out / 2))
        < FAR * removed**0.5 * days_out / math.sqrt(12) + 0.02 * removed * days_out
    )


def test_only_who_is_on_a_list_leaves_it() -> None:
    """Listed at one a year and off it at two: a process of two states, from an empty list (Cox and Miller 1965)."""
    text = rules(
        {"act": "{adds_to: barred, seen_by: {records: 1}}",
         "leave": "{removes_from: barred, seen_by: {records: 1}, conduct: {who: {on_list: barred}, rate: 2}}"},
        lists="{barred: {restrictions: [travel]}}", gates=GATES,
    )  # fmt: skip
    watched = watch(scene(text, {"act": RATE}, people=PEOPLE, years=YEARS, seed=67))
    share = RATE / (RATE + 2.0) * -math.expm1(-(RATE + 2.0) * years_of(watched))
    assert abs(share_z(int((watched.standing["listed"] & 1).sum()), share, "listed, and left")) < FAR
    left = int(watched.total("acts")[:, :, watched.scenario.act_names.index("leave")].sum())
    t, both = years_of(watched), RATE + 2.0
    theory = PEOPLE * 2.0 * RATE / both * (t + math.expm1(-both * t) / both)
    assert abs(z_of(left, theory, "left the list")) < FAR


@pytest.mark.parametrize(
    "who", [
        Who(min_age_days=30 * 365), Who(max_age_days=30 * 365), Who(is_=("female",)), Who(is_not=("urban",)),
        Who(is_=("minority",)), Who(min_children=2), Who(child_age_days=(5 * 365, 10 * 365)),
    ], ids=lambda who: ", ".join(f"{k}={v}" for k, v in vars(who).items() if v),
)  # fmt: skip
def test_an_act_is_done_by_those_who_can_and_by_nobody_else(who: Who) -> None:
    """Counted from what lives were born with, day by day of the middle of each tick."""
    watched = watch(scene(
        rules({"act": "{points: -1, seen_by: {records: 1}}"}), {"act": ActConduct(who=who, rate=2.0)}, people=31_000,
        years=1, seed=71, equal=False,
    ))  # fmt: skip
    person, days = watched.person, watched.scenario.days
    able = np.zeros(len(person))
    born = person["birth_day"].astype(np.int64)
    for day in range(days):
        age = day - born
        can = (age >= who.min_age_days) & ((age < who.max_age_days) | (who.max_age_days == 0))
        for flag in who.is_:
            can &= (person["flags"] & FLAG_NAMES[flag]) > 0
        for flag in who.is_not:
            can &= (person["flags"] & FLAG_NAMES[flag]) == 0
        can &= person["children"] >= who.min_children
        if who.child_age_days:
            low, high = who.child_age_days
            eldest = np.arange(len(person)) + person["eldest_child"].astype(np.int64)
            child = day - born[eldest]
            can &= (person["eldest_child"] != 0) & (child >= low) & (child <= high)
        able += can
    assert 0.01 < able.mean() / days < 0.99
    theory = 2.0 * float(able.sum()) / YEAR
    assert abs(z_of(int(watched.total("acts").sum()), theory, f"acts of those who can: {who}")) < FAR
    never = able == 0
    assert np.all(watched.standing["score"][never] == 1000)
