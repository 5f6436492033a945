"""What lies ahead of a life on lists, and how much a loss that waits weighs; see `prospects`."""

from credopolis.core.jit import inlined
from credopolis.engine.standing import NONE
from credopolis.engine.world import WAIT_DAYS
from credopolis.mechanisms.stakes import NO_END, kept


@inlined
def list_added(here, act, i):
    """The list on which an entry of an act would put a life, -1 for none."""
    if act["adds_after"] > 1 and here.world.extra[i, act["count_column"]] + 1 < act["adds_after"]:
        return NONE
    return act["adds_to"]


@inlined
def days_listed(here, i, day, which, added):
    """Days until a listing ends. added : the list joined today, -1 for none."""
    term = here.rules["list_days"][which]
    if term == 0:
        return NO_END
    return term if which == added else here.world.extra[i, which] - day


@inlined
def next_end(here, i, day, mask, added, now, expires):
    """Days from today to the first end after `now`: of a listing, or of the entry itself (0: it has none)."""
    found = expires if expires > now else NO_END
    for which in range(here.rules["n_lists"]):
        if (mask >> which) & 1:
            end = days_listed(here, i, day, which, added)
            if now < end < found:
                found = end
    return found


@inlined
def lists_left(here, i, day, mask, added, now):
    """Lists that a life is still on so many days from today, bits."""
    left = mask
    for which in range(here.rules["n_lists"]):
        if (mask >> which) & 1 and days_listed(here, i, day, which, added) == now:
            left &= ~(1 << which)
    return left


@inlined
def promptly(here, act):
    """Weight of a loss that waits for its case to be decided."""
    if act["queues"] == 0 or here.fields[WAIT_DAYS] < 1.0:
        return act["prompt"]
    return act["prompt"] * kept(here.fields[WAIT_DAYS], here.dials["discount_a_day"])
