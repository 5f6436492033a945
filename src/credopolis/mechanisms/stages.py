"""Stages of life: people start school, go on or leave, start work and retire, each on the birthday on which it is due.

    at 3           kindergarten, or home, where `kindergarten` stands
    starts school at 6, junior secondary at 12
    at 15          senior secondary for who will have had it, else work
    at 18          college or university for who will have had it, else work
    at 22          work
    work           by schooling and area, as the society's table has it; who is refused a post of the state or a licence
                   to trade takes what else the table has for such schooling, in the same proportions
    retires        at the first age at which the share retired, of the sex and area, is above a number drawn with the life
    from 2025 on   in cities one month later for every four (men at 60, women at 55; at most 36) or two (women at 50; at
                   most 60) by which the old day of retirement lies after the end of 2024, each begun one counted

Schooling, work and the number that decides on retirement are the draws by which the society was drawn, so nobody is
drawn anew: whoever is 30 on day 0 retires on the day from which on a life of that age would have been drawn retired. At
each age, area and sex as many are retired after ten years as on day 0, but for the reform, and of each schooling as many
do each kind of work, but for doors. Whoever is younger than 22 on day 0 has the schooling of those of 22, with the same draw. An example: a man in a city, born
in May 1966, would retire on turning 60 in May 2026, in the 17th month after 2024: 5 months late.

Whether acts ask for somebody employed, or a student, is asked of what a life is now. A door is a gate at which one stands
once: a gate of the rulebook that refuses posts of the state (`public_employment`) or licences (`licences`) to who starts
work. Spells without work, other jobs and promotion stand with `jobs`, military service with `army`, entry into the Party with
`party`. Not modelled: kinds of secondary school, marriage and moving house. Where `consequences` stand, parents' gates move their children's schooling, and who starts
work has an income class of its own; else classes stay what they were. The whole mechanism is off unless a regime asks for it
(`regime.stages.stands`).

Source: school entry at 6 and nine years of it, lif-037 (remembered, and so an assumption); pension ages lif-030, lif-031, the steps by month of the decision
of 13 September 2024, from memory. Shares at work and retired are the society's; that they hold for later cohorts, and
that old age in the countryside knows no reform, are assumptions.
"""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import formula
from credopolis.core.schema import OCCUPATIONS, Column
from credopolis.mechanisms.declare import Block, Card, Dial, Event, Line
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given

STAGES: Final = (
    "starts school", "goes on to junior secondary school", "goes on to senior secondary school",
    "goes on to college or university", "starts work", "stays without work", "retires",
    "goes to kindergarten", "stays at home until school",
)  # fmt: skip
SCHOOL, JUNIOR, SENIOR, TERTIARY, WORK, NO_WORK, RETIRES, KINDERGARTEN, STAYS = range(len(STAGES))
DOORS: Final = ("public_employment", "licences")
"""Gates at which one stands when work begins, and what they close: `OFFICIAL`, `SELF_EMPLOYED`."""
OFFICIAL, SELF_EMPLOYED = OCCUPATIONS.index("official"), OCCUPATIONS.index("self-employed")
FIRST_WORK, OUT_OF_WORK = OCCUPATIONS.index("farmer"), OCCUPATIONS.index("unemployed")
N_WORK: Final = OUT_OF_WORK + 1 - FIRST_WORK
OLDEST: Final = 130
NEVER: Final = 32_767
"""In place of a day that the run does not reach."""
_ONE: Final = 65_536
_MONTH: Final = 30.4375  # days on average


class StagesParameters(Parameters):
    """Whether people grow into school, work and retirement."""

    stands: bool = given(False, "whether people pass through stages of life", assumed=True, no_range="off and on")
    reform_of_2025: bool = given(
        True, "whether pensions begin later from 2025 on", source=("lif-030", "lif-031"),
        note="63 for men, 58 and 55 for women, reached in 2040",
    )  # fmt: skip


def people_grow(scenario: Any) -> bool:
    """Whether people pass through stages of life in a scenario, or under a set of rules."""
    return bool(scenario.regime.stages.stands) and "stages" not in scenario.off


@formula
def months_later(female, years, months):
    """By how many months the reform moves a pension. years : of age at which it would have begun; months : begun since
    the end of 2024 on that day, at most 0 before 2025."""
    if months <= 0:
        return 0
    if (female == 0 and years == 60) or (female > 0 and years == 55):
        return min((months + 3) // 4, 36)
    if female > 0 and years == 50:
        return min((months + 1) // 2, 60)
    return 0


@formula
def days_later(female, years, due, reform_day):
    """By how many days the reform moves a pension that would have begun on a day. reform_day : 1 January 2025."""
    months = int((due - reform_day) / _MONTH) + 1 if due >= reform_day else 0
    return int(months_later(female, years, months) * _MONTH)


@formula
def work_of(chances, v, refused):
    """The occupation that a draw means, among those that are not refused.

    chances : (6,) cumulative, in 65,536ths, of the first six of the seven from `FIRST_WORK` on. v : 0 to 65,535. refused :
    a bit for each of the seven. Who is refused what the draw means is as far into what is left as it was into that.
    """
    k = 0
    while k < chances.shape[0] and v >= chances[k]:
        k += 1
    if (refused >> k) & 1 == 0:
        return FIRST_WORK + k
    low = chances[k - 1] if k > 0 else 0
    high = chances[k] if k < chances.shape[0] else 65_536
    left, before = 0, 0
    for other in range(chances.shape[0] + 1):
        end = chances[other] if other < chances.shape[0] else 65_536
        if (refused >> other) & 1 == 0:
            left += end - before
        before = end
    wanted, before = (v - low) * left, 0
    for other in range(chances.shape[0] + 1):
        end = chances[other] if other < chances.shape[0] else 65_536
        if (refused >> other) & 1 == 0:
            wanted -= (end - before) * (high - low)
            if wanted < 0:
                return FIRST_WORK + other
        before = end
    return OUT_OF_WORK


def _steps(starts: Any, values: Any) -> list[int]:
    """A value for each year of age, 0 before the first start, as the society is drawn."""
    steps = [0] * OLDEST
    for start, value in zip(starts, values, strict=True):
        steps[start:] = [round(_ONE * value)] * (OLDEST - start)
    return steps


def _retired(scenario: Any) -> list[list[int]]:
    """Share retired by year of age, in 65,536ths, for rural lives, urban men and urban women, (3, OLDEST)."""
    work = scenario.tables.params.work
    shares = (work.retired_rural, work.retired_urban_men, work.retired_urban_women)
    return [_steps(work.retired_ages, of.value) for of in shares]


def _work(scenario: Any) -> list[list[list[int]]]:
    """Cumulative chances of the first six kinds of work, in 65,536ths, by area and schooling, (2, 5, 6)."""
    work = scenario.tables.params.work
    return [
        [[round(_ONE * (fsum(row[: k + 1]) / fsum(row))) for k in range(len(row) - 1)] for row in rows.value]
        for rows in (work.rural, work.urban)
    ]


def _reform_day(scenario: Any) -> int:
    far = 10**6
    return (date(2025, 1, 1) - scenario.start).days if scenario.regime.stages.reform_of_2025 else far


BLOCKS: Final = (
    Block(
        "stages",
        (
            Column("next_on", "int16", "day that may come", "day of the next stage, 0 if the run reaches none"),
            Column("level", "uint8", "level", "index into EDUCATION of the schooling that the life will have had"),
        ),
        people_grow,
    ),
)
EVENTS: Final = (Event("stage", 16, "the life enters its next stage: a school, work or retirement", people_grow),)
DIALS: Final = (
    Dial("grows", people_grow, dtype="i8"),
    Dial("reform_day", _reform_day, dtype="i8"),
    Dial("retired", _retired, (3, OLDEST), "i8"),
    Dial("work", _work, (2, 5, N_WORK - 1), "i8"),
)
LINES: Final = (
    Line("stage", "{}", "stage", labels=STAGES),
    Line("work", "starts work: {}", "occupation", labels=OCCUPATIONS),
    Line("door", "is refused at the door, and takes other work: {}", "service", labels=DOORS),
)
STAGE: Final = labelled("stage_of_life", STAGES, "stage of life that was entered")
DOOR: Final = labelled("door", DOORS, "the gate that was closed to who started work")
TALLIES: Final = (
    Tally(
        "stages", (STAGE, CELL), (CELL, STAGE), TableColumn("lives", "int64", "persons", "lives that entered it"),
        "stages of life that were entered", "lives (persons)", needed=people_grow,
    ),
    Tally(
        "doors", (DOOR, CELL), (CELL, DOOR), TableColumn("refused", "int64", "persons", "lives that were refused"),
        "work that gates closed to who started it", "lives refused (persons)", needed=people_grow,
    ),
)  # fmt: skip
HEADLINES: Final = (
    own_rate(
        "to_college",
        "go on to college or university",
        "lives",
        Quantity("stages", "lives").only(stage_of_life="goes on to college or university"),
    ),
)


CARDS: Final = (
    Card(
        "stages",
        "Stages of life",
        "people start school and work, and retire; off unless `regime.stages.stands`",
        "lif-030, lif-031, lif-037; assumptions",
    ),
)
