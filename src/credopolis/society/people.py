"""Scalars that draw one person in a household: schooling, work, party, internet, traits, and a household's standing."""

import numpy as np

from credopolis.core.jit import hot

# Indices into core.schema.OCCUPATIONS.
CHILD_AT_HOME, IN_SCHOOL, FIRST_WORK, OFFICIAL, OUT_OF_WORK, RETIRED = 0, 1, 2, 6, 8, 9
SCHOOL_AGE, JUNIOR_AGE, ADOLESCENT_AGE, ADULT_AGE, GRADUATE_AGE = 6, 12, 15, 18, 22
SENIOR, TERTIARY = 3, 4
LATTICE_ZERO = 4096
GUANXI_AT = np.uint64(40)
GUANXI_MASK = np.uint64(0xFFF)
# Traits, in the order of the schema, and which bytes and 16 bits of a draw are for what.
HONESTY, PROSOCIALITY, DISSENT, RISK_AVERSION = np.arange(4)
PERSON = np.int64(0)
FOR_SCHOOL, FOR_RETIREMENT, FOR_PARTY, FOR_INTERNET = np.arange(4)
FOR_WORK = np.int64(0)
_M16, _M8 = np.uint64(0xFFFF), np.uint64(0xFF)


@hot
def field16(bits, k):
    """The k-th 16 bits of a draw, 0..65535."""
    return np.int64((bits >> np.uint64(16 * k)) & _M16)


@hot
def byte(bits, k):
    """The k-th byte of a draw, 0..255."""
    return np.int64((bits >> np.uint64(8 * k)) & _M8)


@hot
def level_of(chances, u):
    """First k with u below the k-th cumulative chance."""
    k = 0
    while k < len(chances) and u >= chances[k]:
        k += 1
    return k


@hot
def school(age, chances, cohort_of_age, u):
    """Highest level of schooling attended; chances : (n_cohorts, 4)."""
    if age < SCHOOL_AGE:
        return 0
    if age < JUNIOR_AGE:
        return 1
    if age < ADOLESCENT_AGE:
        return 2
    return level_of(chances[cohort_of_age[age]], u)


@hot
def studies(age, education):
    """Whether a life of this age and highest level is still in school."""
    if age < ADOLESCENT_AGE:
        return age >= SCHOOL_AGE
    if age < ADULT_AGE:
        return education >= SENIOR
    return age < GRADUATE_AGE and education == TERTIARY


@hot
def occupation_of(age, education, retired, chances, u, v):
    """Occupation; retired : chance at this age; chances : (5, 6), of the occupations by schooling."""
    if age < SCHOOL_AGE:
        return CHILD_AT_HOME
    if studies(age, education):
        return IN_SCHOOL
    if u < retired:
        return RETIRED
    return FIRST_WORK + level_of(chances[education], v)


@hot
def trait(rank, level, k, household, bits):
    """Level of the k-th trait from a household's and a person's draw; rank : (4, 3, 256), level : (4, 8192)."""
    point = rank[k, 0, byte(household, k)] + rank[k, 1, byte(bits, PERSON)] + rank[k, 2, byte(bits, k + 1)]
    return level[k, LATTICE_ZERO + point]


@hot
def luck(bits, n_bytes):
    """Sum of the first bytes of a draw."""
    total = 0
    for k in range(n_bytes):
        total += byte(bits, k)
    return total
