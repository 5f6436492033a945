"""The ladder: which grade follows an entry or the end of a lock.

A fall starts the lock of the grade fallen to; a rise starts none; a grade never rises inside a lock. When a lock
ends the rulebook releases to a named rung, whose own lock then begins, or to the band that the score deserves.
The readable reference is `rulebook.automaton`; the tests hold the two together.
"""

from credopolis.core.jit import formula


@formula
def clip_score(score, points, rules):
    """Score after an entry, kept inside the rulebook's bounds: points, points -> points."""
    moved = score + points
    if moved < rules["score_min"]:
        return rules["score_min"]
    if moved > rules["score_max"]:
        return rules["score_max"]
    return moved


@formula
def deserved(score, rules, bands):
    """The band that a score deserves: points -> grade index. bands : (n_scores,) uint8."""
    return bands[score - rules["score_min"]]


@formula
def grade_after_entry(grade, score, points, falls_to, locked, rules, bands):
    """Grade after an entry, `score` being the score after it -> (grade, whether its lock starts)."""
    if falls_to >= 0 and grade >= falls_to:
        return falls_to, True
    band = deserved(score, rules, bands)
    if points < 0 and band < grade:
        return band, True
    if band > grade and not locked:
        return band, False
    return grade, False


@formula
def grade_after_lock(grade, score, rules, bands):
    """Grade when the lock of `grade` ends -> (grade, whether its lock starts)."""
    rung = rules["release_to"][grade]
    if rung >= 0:
        return rung, True
    band = deserved(score, rules, bands)
    return band, band < grade
