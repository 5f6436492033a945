"""Where mechanisms hook into a life: what happens after an entry, what moves a response, what a province sees.

Each hook is one function that calls, in order and behind its switch, every mechanism that has something to do there.
`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import draw_at, key_of, low_unit
from credopolis.core.jit import far, hot, inlined
from credopolis.core.purposes import EXPERIENCE
from credopolis.core.schema import AGE_BANDS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.feeling import as_felt, bring_up, fear_of, feel_entry, feel_refusal
from credopolis.engine.filing import TRUE
from credopolis.engine.following import DEATH
from credopolis.engine.growing import STAGE, grow
from credopolis.engine.lifespans import KIN, end_life, look_around
from credopolis.engine.owing import owe
from credopolis.engine.places import number_of
from credopolis.engine.present import was_there
from credopolis.engine.requests import REQUEST, await_request, days_later, decided_now, requests_key
from credopolis.engine.serving import CHAMPIONSHIP, win
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import DESERVED, UNDESERVED, count, count_outcome, tally_number
from credopolis.engine.working import JOB, at_work
from credopolis.engine.world import CHARGED_ANYWAY, FIELDS, N_DOMAINS, OF_ACTS, SUMS
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.companies import WORKS
from credopolis.mechanisms.fear import FEAR_STEPS, alarmed, expose, jolted, kept_fear
from credopolis.mechanisms.innocence import added_by_guilt, expect_undeserved
from credopolis.mechanisms.learning import STEPS, experience_now, moved, stored
from credopolis.mechanisms.perception import detection, heard, perceived_chance
from credopolis.mechanisms.services import DELAYS
from credopolis.mechanisms.stages import OFFICIAL

_EXPOSURE, _SCHOOL_PLACES = FIELDS.index("exposure"), FIELDS.index("school_places")
_HIRED, _PROMOTED = FIELDS.index("hired"), FIELDS.index("promoted")
_STAFF, _OF_STAFF = FIELDS.index("of_staff"), SUMS.index("of_staff")
_OF_COMPANY, _OFFICIAL = np.int64(sum(1 << work for work in WORKS)), np.int64(OFFICIAL)
_HIDDEN, _DOUBTED = FIELDS.index("hidden"), FIELDS.index("doubted")
_JOLTS, _SCORED, _WRONGED = SUMS.index("jolts"), SUMS.index("scored"), SUMS.index("wronged")
_FRIGHT, _TOLD, _JOLTED = np.int64(event_kind("fright")), np.int64(TRACES.index("fright")), tally_number("jolts")
_OWN, _HOUSEHOLD, _AT_REFUSAL = np.int64(0), np.int64(1), np.int64(2)
_REFUSED, _REFUSALS, _ONE = np.int64(TRACES.index("refusal")), tally_number("refusals"), np.int64(1)
_TURNED_AWAY, _HELD_UP, _LATE = (tally_number(name) for name in ("turned_away", "held_up", "delays"))
_DELAYED, _DELAYS = np.int64(TRACES.index("delay")), np.int64(DELAYS)
_N_BANDS = np.int64(len(AGE_BANDS))


@inlined
def after_entry(here, i, day, cell, index, channel, truth):
    """After an entry is posted: the life and its grid remember the charge; it and its household are frightened."""
    if here.acts[index]["negative"] > 0:
        here.district["charged"] += 1
        if here.dials["staff_weighs"] > 0:
            hear_of_staff(here, i)
        if truth == TRUE:
            remember_charge(here, i, day, index)
        else:
            remember_wrong(here, i, day, index)
        if here.dials["frightens"] > 0:
            jolt(here, i, day, cell, _OWN, here.dials["own_jolt"])
            tell_household(here, i, day)
        if here.dials["shows_entries"] > 0:
            here.world.blocks.latest[i]["entry_on"] = day + 1
            here.world.blocks.latest[i]["undeserved"] = truth != TRUE
    if here.dials["feels"] > 0:
        feel_entry(here, i, day, here.acts[index]["negative"], channel, truth)


@hot
def hear_of_staff(here, i):
    """An entry against who works for a company reaches the province; see `mechanisms.staff`."""
    occupation = np.int64(here.world.person[i]["occupation"])
    if (_OF_COMPANY >> occupation) & 1:
        here.district["of_staff"] += here.dials["executive_times"] if occupation == _OFFICIAL else 1


@inlined
def told(here, index, domain):
    """What is heard of the chance that guilt adds to being charged with an act; with index -1, any of its class."""
    elsewhere = here.fields[OF_ACTS + index] if index >= 0 else here.dials["prior"]
    charged, violations = here.records[domain, 0], here.records[domain, 1]
    record = detection(charged, violations, elsewhere, here.dials["pseudo_count"])
    return heard(added_by_guilt(record, here.fields[CHARGED_ANYWAY]), here.dials)


@inlined
def perceived(here, i, day, index):
    """The chance of being caught as a life sees it, after all that moves it."""
    domain, life = here.acts[index]["domain"], here.world.standing[i]
    own = experience_now(own_of(life, domain) / STEPS, day - life["own_on"], here.dials["half_life_days"])
    chance = perceived_chance(own, told(here, index, domain))
    if here.dials["frightens"] > 0:
        chance = alarmed(chance, fear_of(here, i, day), here.dials["fear_weight"])
    return chance


@far
def at_event(here, i, day, kind):
    """Events of mechanisms that have a kind of their own; one may be left of rules that are gone."""
    if kind == _FRIGHT and here.dials["frightens"] > 0:
        jolt(here, i, day, cell_of(here.world.person[i], day), _HOUSEHOLD, here.dials["household_jolt"])
        note(here, i, day, _TOLD, ZERO, NONE, ZERO, ZERO, day)
    elif kind == DEATH:
        end_life(here, i, day)
    elif kind == KIN:
        look_around(here, i)
    elif kind == REQUEST and here.dials["serves"] > 0 and here.world.blocks.services[i]["asks_on"] == day:
        ask(here, i, day)
    elif kind == STAGE:
        grow(here, i, day)
    elif kind == CHAMPIONSHIP and here.dials["wins"] > 0:
        win(here, i, day)
    elif kind == JOB and here.dials["employs"] > 0:
        at_work(here, i, day)


@hot
def ask(here, i, day):
    """Somebody asks for a service, and is refused it, waits for it or not; to whom that happens at all asks again."""
    here.world.blocks.services[i]["asks_on"] = 0
    decided = decided_now(here, i)
    if decided == 0:
        return
    u, service = low_unit(draw_at(requests_key(here, i, day), _ONE)), ZERO
    while u >= here.dials["asked_until"][service]:
        service += 1
    cell, grade = cell_of(here.world.person[i], day), np.int64(here.world.standing[i]["grade"])
    by_grade = np.int64(here.decided[grade, 0, 0])
    asks = (here.dials["asked_by"][service] >> ((cell >> 2) % _N_BANDS)) & 1
    if asks and (decided >> service) & 1:
        count(here, _REFUSALS, service, cell, ZERO)
        count(here, _TURNED_AWAY, service, _ONE - ((by_grade >> service) & 1), grade)
        if here.dials["frightens"] > 0:
            jolt(here, i, day, cell, _AT_REFUSAL, here.dials["refusal_jolt"])
        if here.dials["feels"] > 0:
            feel_refusal(here, i, day)
        note(here, i, day, _REFUSED, service, NONE, ZERO, ZERO, day)
        if here.dials["indebts"] > 0:
            owe(here, i, day, cell, service, ZERO)
    elif asks and (decided >> (_DELAYS + service)) & 1:
        count(here, _LATE, service, cell, ZERO)
        count(here, _HELD_UP, service, _ONE - ((by_grade >> (_DELAYS + service)) & 1), grade)
        note(here, i, day, _DELAYED, service, NONE, ZERO, ZERO, day + days_later(here, i, service))
        if here.dials["indebts"] > 0:
            owe(here, i, day, cell, service, days_later(here, i, service))
    await_request(here, i, day)


@hot
def of_provinces(sums, grades, days, terms, books, fields):
    """What the provinces' lives will read besides, after a tick of so many days. grades : see `count_demand`."""
    share_places(grades, terms, fields[:, _SCHOOL_PLACES])
    share_jobs(grades, terms, fields[:, _HIRED], fields[:, _PROMOTED])
    years = days / DAYS_PER_YEAR_OF_RATES
    expect_undeserved(sums[:, _WRONGED], sums[:, _SCORED], years, terms, books, fields[:, CHARGED_ANYWAY])
    expose(sums[:, _JOLTS], sums[:, _SCORED], years, terms, books, fields[:, _EXPOSURE])
    hear_of_provinces(sums[:, _OF_STAFF], grades, years, books, terms, fields[:, _STAFF])
    for p in range(fields.shape[0]):
        fields[p, _HIDDEN], fields[p, _DOUBTED] = books[p]["net_hidden"], books[p]["net_heard"]


@hot
def hear_of_provinces(entries, grades, years, books, terms, shown):
    """What companies hear of who works for them, smoothed: entries a life and year. entries, shown : (n_provinces,)."""
    for p in range(shown.shape[0]):
        if terms[p]["staff_weighs"] == 0:
            continue
        lives, book, keep = 0, books[p], terms[p]["keep"]
        for g in range(grades.shape[1]):
            lives += grades[p, g]
        book["staff_entries"] = keep * book["staff_entries"] + entries[p]
        book["staff_years"] = keep * book["staff_years"] + lives * years
        if lives > 0:
            shown[p] = book["staff_entries"] / book["staff_years"]


@hot
def share_places(grades, terms, places):
    """The mean place at school over lives in a grade, of which there are as many as ever. places : (n_provinces,)."""
    for p in range(places.shape[0]):
        scored, whole = 0, 0.0
        for g in range(grades.shape[1] - 1 if terms[p]["educates"] > 0 else 0):
            scored += grades[p, g]
            whole += grades[p, g] * terms[p]["school_of_grades"][g]
        if scored > 0 and whole > 0.0:
            places[p] = whole / scored


@hot
def share_jobs(grades, terms, hired, promoted):
    """How soon lives in a grade find work and are promoted on average: there is as much as ever of both (`jobs`)."""
    for p in range(hired.shape[0]):
        scored, first, second = 0, 0.0, 0.0
        for g in range(grades.shape[1] - 1 if terms[p]["employs"] > 0 else 0):
            scored += grades[p, g]
            first += grades[p, g] * terms[p]["hired_of_grades"][g]
            second += grades[p, g] * terms[p]["promoted_of_grades"][g]
        if scored > 0:
            hired[p], promoted[p] = first / scored, second / scored


@inlined
def own_of(life, domain):
    """Own experience of a class of act as a life keeps it, in steps of 1/127."""
    if domain == 0:
        return np.float64(life["own_money"])
    if domain == 1:
        return np.float64(life["own_speech"])
    if domain == 2:
        return np.float64(life["own_street"])
    return np.float64(life["own_family"])


@inlined
def keep_own(life, domain, steps):
    """Keep own experience of a class of act."""
    if domain == 0:
        life["own_money"] = steps
    elif domain == 1:
        life["own_speech"] = steps
    elif domain == 2:
        life["own_street"] = steps
    else:
        life["own_family"] = steps


@hot
def move_experience(here, i, day, index, step, towards):
    """Bring a life's own experience up to date, and move it: of an act's class, or with `index` -1 of every class."""
    life = here.world.standing[i]
    bits = key_of(here.clock["seed"], EXPERIENCE, number_of(here, i), day)
    since, half_life = day - life["own_on"], here.dials["half_life_days"]
    for domain in range(N_DOMAINS):
        moves = index < 0 or here.acts[index]["domain"] == domain
        if not moves and own_of(life, domain) == 0.0:  # as it mostly is: nothing fades to nothing
            continue
        own = experience_now(own_of(life, domain) / STEPS, since, half_life)
        if moves:
            own = moved(own, perceived_chance(own, told(here, index, domain)), step, towards)
        keep_own(life, domain, stored(own, bits, domain))
    life["own_on"] = day


@inlined
def remember_charge(here, i, day, index):
    """Being charged raises the life's own sense of being caught, and the records of its grid and its province."""
    here.grid["charged"][here.acts[index]["domain"]] += 1.0
    count_outcome(here, index, DESERVED)
    if here.dials["caught_step"] > 0.0:
        move_experience(here, i, day, index, here.dials["caught_step"], 1.0)


@inlined
def remember_wrong(here, i, day, index):
    """Being charged with what one has not done lowers the sense of what guilt adds, one's own and the province's."""
    here.grid["charged"][here.acts[index]["domain"]] += here.dials["believed"]
    count_outcome(here, index, UNDESERVED)
    here.district["wronged"] += 1
    if here.dials["wronged_step"] > 0.0:
        move_experience(here, i, day, index, here.dials["wronged_step"], 0.0)


@hot
def jolt(here, i, day, cell, whose, size):
    """Jolt a life's fear, and count it."""
    bring_up(here, i, day)
    of_life = here.world.blocks.fear[i]
    of_life["fear"] = kept_fear(jolted(of_life["fear"] / FEAR_STEPS, as_felt(here, i, size)))
    here.district["jolts"] += 1
    count(here, _JOLTED, whose, cell, ZERO)


@hot
def tell_household(here, i, day):
    """Let the others of a household know of an entry, on the first day of the tick to come."""
    people, other = here.world.person, i - np.int64(here.world.person[i]["place"])
    first, last = other, here.grid["start"] + here.grid["places"]
    while other < last and np.int64(people[other]["place"]) == other - first:
        if other != i and was_there(here, other):
            schedule(here, other, here.clock["day_end"], pack(_FRIGHT, ZERO, ZERO, ZERO), day)
        other += 1
