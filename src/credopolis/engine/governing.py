"""The end of a tick in provinces: audits, officials' scores, what both leave of favours, and records sold."""

from credopolis.core.jit import shared
from credopolis.engine.world import FAVOURS_LEFT, SUMS
from credopolis.mechanisms.audits import audit
from credopolis.mechanisms.careers import score_officials
from credopolis.mechanisms.resale import sell_records

_FAVOURS, _MADE_UP, _CHARGED = (SUMS.index(name) for name in ("favours", "made_up", "charged"))


@shared
def govern(clock, sums, grades, terms, books, fields, entitled):
    """Audits and careers after a tick, the favours that lives meet from now on, and records sold.

    clock : a CLOCK. sums : (n_provinces, len(SUMS)) int64. grades : (n_provinces, n_grades + 1) int64, lives. terms,
    books : (n_provinces,) TERMS, BOOKS. fields : (n_provinces, n_fields). entitled : Entitled, whose sheets are filled.
    """
    days = clock["day_end"] - clock["day"]
    favours, made_up = sums[:, _FAVOURS], sums[:, _MADE_UP]
    audit(clock["seed"], clock["tick"], days, favours, made_up, terms, books, entitled.audits)
    score_officials(grades, days, favours, made_up, terms, books, entitled.careers)
    sell_records(grades, sums[:, _CHARGED], days, terms, entitled.resold)
    for p in range(fields.shape[0]):
        if terms[p]["governed"]:
            fields[p, FAVOURS_LEFT] = books[p]["heed_more"] * books[p]["audit_left"]
