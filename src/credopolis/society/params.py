"""The parameters of the generator, as `society.yaml` gives them: each with its source or as an assumption."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from credopolis.core.persons import NO_PERSONS, found_in_name, found_in_prose

T = TypeVar("T")


def _without_persons(find: Callable[[str], str]) -> AfterValidator:
    """A check that a text holds no code or address of a person."""

    def check(text: str) -> str:
        if found := find(text):
            raise ValueError(f"this holds {found}. {NO_PERSONS} Take it out.")
        return text

    return AfterValidator(check)


Citation = Annotated[str, Field(min_length=1, max_length=2000), _without_persons(found_in_prose)]
Prose = Annotated[str, Field(max_length=2000), _without_persons(found_in_prose)]
Title = Annotated[str, Field(min_length=1, max_length=120), _without_persons(found_in_name)]
Age = Annotated[int, Field(ge=0, le=104)]
Years = Annotated[float, Field(ge=0, le=40)]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1e9)]
Damping = Annotated[tuple[Annotated[float, Field(gt=0, le=1)], ...], Field(min_length=4, max_length=4)]
Row5 = Annotated[tuple[Weight, ...], Field(min_length=5, max_length=5)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Cited(_Part, Generic[T]):
    """A value with its source, or an assumption with the range in which it could lie."""

    value: T
    source: Citation | None = None
    assumption: Prose | None = None
    range: Prose | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """A class made for one kind of value has no name to be found by: what it holds was checked when it was made."""
        return _cited, (self.value, self.source, self.assumption, self.range)

    @model_validator(mode="after")
    def _has_a_ground(self) -> Cited[T]:
        if (self.source is None) == (self.assumption is None):
            raise ValueError("give either a source or an assumption")
        if self.assumption is not None and self.range is None:
            raise ValueError("an assumption needs a range")
        return self


def _cited(value: Any, source: str | None, assumption: str | None, range_: str | None) -> Cited[Any]:
    return Cited[Any].model_construct(value=value, source=source, assumption=assumption, range=range_)


class AgeBands(_Part):
    """Persons or weights by age band: band k runs from starts[k] to starts[k + 1], the last one to `end` (years)."""

    starts: tuple[Age, ...] = Field(min_length=1, max_length=60)
    end: int = Field(ge=1, le=105)
    weights: tuple[Weight, ...] = Field(min_length=1, max_length=60)

    @model_validator(mode="after")
    def _is_ordered(self) -> AgeBands:
        if len(self.starts) != len(self.weights):
            raise ValueError("give one weight for each start")
        if any(a >= b for a, b in pairwise((*self.starts, self.end))):
            raise ValueError("starts must rise, and end must be above the last of them")
        if not sum(self.weights) > 0:
            raise ValueError("at least one weight must be above 0")
        return self


class HouseholdParams(_Part):
    """Who lives with whom (see `roles` for the model)."""

    largest: Cited[Annotated[int, Field(ge=3, le=10)]]
    couple_share_of_two: Cited[Share]
    couple_share_of_larger: Cited[Share]
    more_minors: Cited[Damping]
    more_elders: Cited[Damping]
    aged_15_17_per_aged_0_14: Cited[Annotated[float, Field(ge=0.0, le=0.5)]]
    elders_living_alone: Cited[Share]
    elders_living_as_couples: Cited[Share]
    male_share_of_minors: Cited[Share]
    male_share_of_single_parents: Cited[Share]
    male_share_of_elders_alone: Cited[Share]
    male_share_of_single_grandparents: Cited[Share]
    older_partner_male: Cited[Share]
    partner_gap_mean_years: Cited[Annotated[float, Field(ge=-2, le=5)]]
    partner_gap_spread_years: Cited[Annotated[float, Field(ge=0, le=8)]]
    partnered_elders_younger: Cited[Annotated[float, Field(ge=0, le=0.98)]]
    partner_rank_spread: Cited[Annotated[float, Field(ge=0, le=0.5)]]


class AgeParams(_Part):
    """Ages within each role; the shares of the classes 0-14, 15-59, 60-64 and 65+ come from the provinces."""

    children: Cited[AgeBands]
    alone: Cited[AgeBands]
    couples: Cited[AgeBands]
    carers: Cited[AgeBands]
    at_first_birth: Cited[AgeBands]
    grown_children: Cited[AgeBands]
    elders: Cited[AgeBands]


class SchoolingParams(_Part):
    """Highest level attended, by cohort and area, before each province is tilted to its mean years of schooling."""

    years: Cited[Annotated[tuple[Years, ...], Field(min_length=5, max_length=5)]]
    cohort_starts: tuple[Age, ...] = Field(min_length=2, max_length=12)
    rural: Cited[tuple[Row5, ...]]
    urban: Cited[tuple[Row5, ...]]

    @model_validator(mode="after")
    def _fits(self) -> SchoolingParams:
        if self.cohort_starts[0] != 15 or any(a >= b for a, b in pairwise(self.cohort_starts)):
            raise ValueError("cohort_starts must rise from 15, each age above the one before it")
        for rows in (self.rural.value, self.urban.value):
            if len(rows) != len(self.cohort_starts):
                raise ValueError("rural and urban need one row for each of cohort_starts")
            if any(min(row) <= 0 for row in rows):
                raise ValueError("every level needs a weight above 0, however small")
        if any(a >= b for a, b in pairwise(self.years.value)):
            raise ValueError("years must rise from level to level")
        return self


class WorkParams(_Part):
    """Occupation of those out of school: shares by level of schooling, and the share retired by age."""

    occupations: tuple[str, ...] = Field(min_length=7, max_length=7)
    rural: Cited[Annotated[tuple[Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)], ...],
                           Field(min_length=5, max_length=5)]]  # fmt: skip
    urban: Cited[Annotated[tuple[Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)], ...],
                           Field(min_length=5, max_length=5)]]  # fmt: skip
    retired_ages: tuple[Age, ...] = Field(min_length=1, max_length=10)
    retired_rural: Cited[tuple[Share, ...]]
    retired_urban_men: Cited[tuple[Share, ...]]
    retired_urban_women: Cited[tuple[Share, ...]]

    @model_validator(mode="after")
    def _fits(self) -> WorkParams:
        known = ("farmer", "worker", "service", "professional", "official", "self-employed", "unemployed")
        if self.occupations != known:
            raise ValueError(f"occupations must be {', '.join(known)}, in this order")
        if any(a >= b for a, b in pairwise(self.retired_ages)):
            raise ValueError("retired_ages must rise, each age above the one before it")
        for shares in (self.retired_rural, self.retired_urban_men, self.retired_urban_women):
            if len(shares.value) != len(self.retired_ages):
                raise ValueError("each list of retired shares needs one share for each of retired_ages")
        if any(sum(row) <= 0 for rows in (self.rural.value, self.urban.value) for row in rows):
            raise ValueError("each row of occupations needs a weight above 0")
        return self


class LinkParams(_Part):
    """Party membership of adults, and use of the internet."""

    party_by_schooling: Cited[Annotated[tuple[Share, ...], Field(min_length=5, max_length=5)]]
    party_officials: Cited[Share]
    party_men_to_mean: Cited[Annotated[float, Field(ge=0, le=2)]]
    internet_ages: tuple[Age, ...] = Field(min_length=1, max_length=12)
    internet_rural: Cited[tuple[Share, ...]]
    internet_urban: Cited[tuple[Share, ...]]

    @model_validator(mode="after")
    def _fits(self) -> LinkParams:
        if self.internet_ages[0] != 0 or any(a >= b for a, b in pairwise(self.internet_ages)):
            raise ValueError("internet_ages must rise from 0, each age above the one before it")
        for shares in (self.internet_rural, self.internet_urban):
            if len(shares.value) != len(self.internet_ages):
                raise ValueError("each list of internet shares needs one share for each of internet_ages")
        return self


class IncomeParams(_Part):
    """Weights of a household's standing, in points; its fifths in the nation are the income classes."""

    urban: Cited[Annotated[int, Field(ge=0, le=2000)]]
    schooling_level: Cited[Annotated[int, Field(ge=0, le=500)]]
    province_schooling_year: Cited[Annotated[int, Field(ge=0, le=500)]]
    noise: Cited[Annotated[int, Field(ge=1, le=8)]]


class BetaShape(_Part):
    """A Beta distribution with whole-number parameters."""

    alpha: int = Field(ge=1, le=40)
    beta: int = Field(ge=1, le=40)


class TraitShape(BetaShape):
    """A trait's marginal, and how much of its (Gaussian) rank comes from the household and from the person."""

    household: float = Field(ge=-0.95, le=0.95)
    person: float = Field(ge=-0.95, le=0.95)

    @model_validator(mode="after")
    def _leaves_room(self) -> TraitShape:
        if self.household**2 + self.person**2 > 0.95:
            raise ValueError("the squares of household and person must leave at least 0.05 for the trait itself")
        return self


class TraitParams(_Part):
    """The four traits."""

    honesty: Cited[TraitShape]
    prosociality: Cited[TraitShape]
    dissent: Cited[TraitShape]
    risk_aversion: Cited[TraitShape]


class GuanxiParams(_Part):
    """Connectedness to officials."""

    others: Cited[BetaShape]
    party_members: Cited[BetaShape]
    officials: Cited[BetaShape]


class BirthParams(_Part):
    """Births that vital rates allow, by the mother's age; see `births`.

    potential : whether the society holds places for who may be born. fertility : births a year and 1,000 women.
    at_most : how many times these there are at most in any year of any run; drawn births are as many.
    """

    potential: bool = False
    fertility: Cited[AgeBands]
    at_most: Cited[Annotated[float, Field(ge=1, le=5)]]


class SocietyParams(_Part):
    """Everything a society is drawn with besides the table of provinces."""

    format: Literal["credopolis-society/1"]
    name: Annotated[
        str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$"), _without_persons(found_in_name)
    ]
    title: Title
    note: Prose = ""
    households: HouseholdParams
    ages: AgeParams
    schooling: SchoolingParams
    work: WorkParams
    links: LinkParams
    income: IncomeParams
    traits: TraitParams
    guanxi: GuanxiParams
    births: BirthParams | None = None
