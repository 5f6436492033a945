"""Functions that only kernels call, with the wrapper for the interpreter that they lack (see `core.jit.hot`)."""

from __future__ import annotations

from typing import Any

from credopolis.core.jit import scalar
from credopolis.engine import calendar, candidates, filing, ledger, posting, standing


def wrapped(function: Any) -> Any:
    """The same function for tests to call, compiled or not."""
    return scalar(getattr(function, "py_func", function))


cell_of = wrapped(standing.cell_of)
event_of = wrapped(calendar.event_of)
decided = wrapped(filing.decided)
draw_block = wrapped(candidates.draw_block)
free_node = wrapped(calendar.free_node)
shut_agenda = wrapped(calendar.shut_agenda)
kind_of = wrapped(calendar.kind_of)
open_agenda = wrapped(calendar.open_agenda)
pack = wrapped(calendar.pack)
pack_case = wrapped(calendar.pack_case)
pack_strike = wrapped(calendar.pack_strike)
post_entry = wrapped(posting.post_entry)
repaired_on = wrapped(ledger.repaired_on)
schedule = wrapped(calendar.schedule)
unpack_case = wrapped(calendar.unpack_case)
unpack_strike = wrapped(calendar.unpack_strike)
write_event = wrapped(calendar.write_event)
