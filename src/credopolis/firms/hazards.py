"""How often things happen to a company: what it does, that it is inspected, and that it closes."""

import numpy as np

from credopolis.core.jit import inlined
from credopolis.core.maths import exp, log
from credopolis.firms.ways import AT

DETERRENCE = AT["deterrence"]
INSPECTED = AT["inspected"]
INSPECTED_TRUSTED = AT["inspected_trusted"]
INSPECTED_WATCHED = AT["inspected_watched"]
FINDS = AT["finds"]
FINDS_UNANNOUNCED = AT["finds_unannounced"]
KEPT_MONTHS = AT["kept_months"]
COURTS = AT["courts"]
REMEDIES = AT["remedies"]
EXITS_FIRST = AT["exits_first"]
EXITS_SECOND = AT["exits_second"]
EXITS_THIRD = AT["exits_third"]
EXITS_YOUNG = AT["exits_young"]
EXITS_OLD = AT["exits_old"]
EXITS_UNLOANED = AT["exits_unloaned"]
EXITS_STATE = AT["exits_state"]
EXITS_BY_SIZE = AT["exits_by_size"]
RECORD, HIDDEN, COURT, MERIT, STAFF, INSPECTION, REMEDY = 0, 1, 2, 3, 4, 5, 6
ORDINARY, TRUSTED, WATCHED = 0, 1, 2
"""Classes of risk: by the best grade, and by what a grade or a list has watched."""
YEAR = 365.0


@inlined
def risk_of(law, f):
    """The class of risk of a company."""
    row, watched = law.grades[np.int64(f["grade"])], False
    for k in range(law.rules[0]["n_lists"]):
        watched = watched or (f["list_until"][k] != 0 and law.lists[k]["watched"] > 0)
    if watched or row["watched"] > 0:
        return WATCHED
    return TRUSTED if row["trusted"] > 0 else ORDINARY


@inlined
def inspected_a_year(law, ways, f, risk):
    """How often it is inspected."""
    times = 1.0
    if risk == TRUSTED:
        times = ways.given[INSPECTED_TRUSTED]
    elif risk == WATCHED:
        times = ways.given[INSPECTED_WATCHED]
    return ways.given[INSPECTED] * times * ways.province[f["province"]]


@inlined
def finds(ways, risk):
    """The chance that an inspection finds a breach: the watched have it unannounced."""
    return ways.given[FINDS_UNANNOUNCED] if risk == WATCHED else ways.given[FINDS]


@inlined
def held_back(law, ways, f, chance):
    """How many times as often a company breaks a rule because of what is at stake: none is where nothing is."""
    return exp(-ways.given[DETERRENCE] * law.grades[np.int64(f["grade"])]["stake"] * chance)


@inlined
def rates_of(law, ways, f, rates):
    """Events a year of a company, by what they are; and its class of risk."""
    risk, sector = risk_of(law, f), np.int64(f["sector"])
    seen = inspected_a_year(law, ways, f, risk)
    chance = 1.0 - exp(-seen * finds(ways, risk) * ways.given[KEPT_MONTHS] / 12.0)
    rates[RECORD] = ways.rate[RECORD, sector] * f["careless"]
    rates[HIDDEN] = ways.rate[HIDDEN, sector] * f["dishonest"] * f["large"] * held_back(law, ways, f, chance)
    rates[COURT] = ways.rate[COURT, sector] * f["dishonest"] * held_back(law, ways, f, ways.given[COURTS])
    rates[MERIT] = ways.rate[MERIT, sector]
    rates[STAFF] = ways.staff_rate[f["province"]] * f["size"]
    rates[INSPECTION] = seen
    rates[REMEDY] = 0.0
    for k in range(len(ways.remedies)):
        if f["list_until"][ways.remedies[k, 1]] != 0:
            rates[REMEDY] = -12.0 * log(1.0 - ways.given[REMEDIES])
    return risk


@inlined
def closes_a_year(law, ways, f, day):
    """The hazard of closing: by age, size and owner, and more for who is refused loans."""
    age, row = (day - f["founded"]) / YEAR, law.grades[np.int64(f["grade"])]
    rate = ways.given[EXITS_OLD]
    if age < 7.0:
        rate = ways.given[EXITS_YOUNG]
    if age < 3.0:
        rate = ways.given[EXITS_THIRD]
    if age < 2.0:
        rate = ways.given[EXITS_SECOND]
    if age < 1.0:
        rate = ways.given[EXITS_FIRST]
    unloaned = row["unloaned"] > 0
    for k in range(law.rules[0]["n_lists"]):
        unloaned = unloaned or (f["list_until"][k] != 0 and law.lists[k]["unloaned"] > 0)
    if unloaned:
        rate *= ways.given[EXITS_UNLOANED]
    if f["owner"] > 0:
        rate *= ways.given[EXITS_STATE]
    return rate * exp(ways.given[EXITS_BY_SIZE] * log(np.float64(f["size"]) / 10.0))
