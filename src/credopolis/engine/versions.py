"""What the machines of a cluster must have alike before anything runs there: results are the same bits only then.

Interpreters and libraries are asked for without unpickling anything: what one interpreter pickles may crash another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from credopolis.core.errors import Misuse

LIBRARIES: Final = ("credopolis", "numpy", "numba", "llvmlite", "distributed", "cloudpickle", "pyzmq")
_OF_SCHEDULER: Final = ("Python", "distributed", "cloudpickle")
_SHOWN: Final = 3


def check_versions(client: Any) -> None:
    """Compare this process with the scheduler and all workers.

    Raises
    ------
    Misuse
        If something differs that must not.
    """
    found = client.get_versions(packages=list(LIBRARIES))
    mine = _told(found["client"])
    others = {address: _told(worker) for address, worker in found["workers"].items()}
    scheduler = {name: value for name, value in _told(found["scheduler"]).items() if name in _OF_SCHEDULER}
    refuse(mine, {**others, "the scheduler": scheduler})
    try:
        kernels = client.run(kernels_here)
    except Exception as error:
        raise Misuse(f"The workers cannot use credopolis ({error}). Install this version of it on each.") from None
    refuse(kernels_here(), kernels)


def _told(of: Mapping[str, Any]) -> dict[str, str]:
    host, packages = of["host"], of["packages"]
    told = {name: str(packages.get(name)) for name in LIBRARIES}
    return {"Python": ".".join(str(host["python"]).split(".")[:2]), "machine": str(host["machine"])} | told


def kernels_here() -> dict[str, str]:
    """A hash of the kernels' sources, and the processor that they are compiled for."""
    from credopolis.core.jit import kernels_digest
    from credopolis.core.processor import compiled_for

    machine, name, features = compiled_for()
    return {
        "kernels": kernels_digest(),
        "processor": f"{machine} {name}",
        "features of the processor": features,
    }


def refuse(mine: Mapping[str, str], others: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a cluster in which something differs, and name it.

    Raises
    ------
    Misuse
        If so.
    """
    lines = [
        f"{address}: {_difference(name, mine[name], value)}"
        for address, theirs in sorted(others.items())
        for name, value in theirs.items()
        if value != mine[name]
    ]
    if not lines:
        return
    more = f"\n... and {len(lines) - _SHOWN} more differences" if len(lines) > _SHOWN else ""
    remedy = "Install the same versions of all on each machine."
    if any("processor" in line for line in lines):
        remedy = (
            "Use machines with the same processor, or set NUMBA_CPU_NAME=generic and NUMBA_CPU_FEATURES= (empty) for "
            "this command and for each worker, which is slower."
        )
    raise Misuse("Machines of the cluster differ from this one.\n" + "\n".join(lines[:_SHOWN]) + f"{more}\n{remedy}")


def _difference(name: str, mine: str, theirs: str) -> str:
    """What differs, in words; of long lists only what one has and the other has not."""
    if "," not in mine + theirs:
        return f"{name} {'is missing' if theirs == 'None' else theirs} (here {mine})"
    here, there = (set(_parts(value)) for value in (mine, theirs))
    return f"{name}: {' '.join(sorted(there - here)) or 'none'} (here {' '.join(sorted(here - there)) or 'none'})"


def _parts(value: str) -> Iterable[str]:
    return (part for part in value.split(",") if not part.startswith("-"))
