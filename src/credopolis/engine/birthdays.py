"""Birthdays: on which day somebody has completed so many years."""

from credopolis.core.jit import inlined


@inlined
def birthday(born, years):
    """The first day on which somebody has completed so many years. born : day of birth."""
    return born + (1461 * years + 3) // 4
