"""Incidents of a province, drawn: accidents, people missing, and risk reports of counter robots; and whom it helped.

incidents of a tick  ~ Poisson(expected);   each is helped with a chance of its own:
accidents            avoided, where a warning robot stands and works (chance 0 with robots off)
missing people       found by a face search that was made (chance 0 with face matching off)
risk reports         made by counter robots, and right, if an officer has the time to look into them

One draw is one incident: the gap to it, and whether it is helped. So two runs on one seed have the same accidents and
the same missing people, and what a channel helps in one of them is a difference of pairs. Keyed by province and tick.

Source: MODEL section 6 (useful sides count too); rates and chances stand with the channels. That incidents are Poisson
is an assumption.
"""

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import hot_kernel
from credopolis.core.labels import INCIDENTS
from credopolis.core.purposes import INCIDENTS as DRAWN

ACCIDENTS, MISSING, REPORTS = range(len(INCIDENTS))


@hot_kernel
def draw_incidents(seed, tick, expected, chances, counts):
    """Add a tick's incidents: expected numbers, chances to be helped, (n_provinces, 3) each -> counts, (..., 2) int64.

    counts[..., 0] : incidents; counts[..., 1] : those helped.
    """
    for p in range(expected.shape[0]):
        for kind in range(expected.shape[1]):
            if expected[p, kind] <= 0.0:
                continue
            key = key_of(seed, DRAWN, p * 16 + kind, tick)
            place, n = 0.0, 0
            while True:
                bits = draw_at(key, n)
                place += high_exponential(bits)
                if place >= expected[p, kind]:
                    break
                n += 1
                if low_unit(bits) < chances[p, kind]:
                    counts[p, kind, 1] += 1
            counts[p, kind, 0] += n
