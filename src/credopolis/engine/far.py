"""What another process may understand of the life loop for the one that compiles it, called with the types of there.

Nothing runs this. It is compiled as far as parts are, for a process to write down the parts that it calls (`jit.far`);
each must be called as the loop calls it, or the loop's own compiler does not take it.
"""

from credopolis.core.address import by_address
from credopolis.core.jit import hot
from credopolis.engine.beginnings import give_birth
from credopolis.engine.feats import in_family
from credopolis.engine.here import at_grid
from credopolis.engine.hooks import at_event
from credopolis.engine.standing import ZERO
from credopolis.engine.ticks import Turn, exchange, net, offices, perception, watch


@hot
def rare_events(world, law, clock, scratch):
    """What happens to few lives, and takes long to understand."""
    world, law, scratch = by_address(world), by_address(law), by_address(scratch)
    here = by_address(at_grid(world, law, clock, scratch.agenda, ZERO, ZERO, scratch.records, 0.0))
    give_birth(here, ZERO, ZERO, ZERO)
    at_event(here, ZERO, ZERO, ZERO)
    in_family(here, ZERO, ZERO, ZERO)


@hot
def steps(world, law, fields, clocks, between):
    """What happens to provinces between the lives of two ticks."""
    turn = by_address(Turn(ZERO, clocks[0], by_address(world), by_address(law), fields, by_address(between)))
    watch(turn)
    offices(turn)
    net(turn)
    perception(turn)
    exchange(turn)
