"""Failures a user can meet: one small class each, offending values kept as fields."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_LONGEST_SHOWN = 200
EXIT_FAILED = 1
EXIT_MISUSE = 2
EXIT_INTERRUPTED = 130


class CredopolisError(Exception):
    """A failure with a message fit for a person; `exit_code` is what a command ends with."""

    exit_code = EXIT_FAILED

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent from one process to another, an error keeps its message and its fields."""
        return _received, (type(self), str(self), vars(self))


def _received(kind: type[CredopolisError], message: str, fields: dict[str, Any]) -> CredopolisError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    vars(error).update(fields)
    return error


class KernelsNotKept(UserWarning):
    """Compiled kernels could not be kept where they last, so that later starts are slow; results are the same."""


def in_short(value: object) -> str:
    """A value as a message shows it: as Python writes it, but never long; of tables and other things only the kind."""
    if not isinstance(value, str | int | float | bool | None):
        text = repr(value) if isinstance(value, Path | list | tuple) else ""
        return text if 0 < len(text) <= _LONGEST_SHOWN and "\n" not in text else f"a {type(value).__name__}"
    if isinstance(value, str):
        return repr(value) if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]!r}..."
    return repr(value) if not isinstance(value, int) or abs(value) < 10**30 else "a number of over 30 digits"


class Misuse(CredopolisError):
    """The caller asked for something that cannot be: an option, a name or a value is off."""

    exit_code = EXIT_MISUSE


class UnknownName(Misuse):
    """A name that is not in a list of known ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "") -> None:
        self.kind, self.name, self.known = kind, name, sorted(known)
        near = difflib.get_close_matches(str(name)[:_LONGEST_SHOWN], self.known, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
        listing = ", ".join(self.known) or "none"
        tail = f" {where}" if where else ""
        super().__init__(f"There is no {kind} named {in_short(name)}.{hint} Known: {listing}.{tail}")


class BadValue(Misuse):
    """A value outside what is allowed."""

    def __init__(self, what: str, value: object, allowed: str, remedy: str = "") -> None:
        self.what, self.value, self.allowed = what, value, allowed
        tail = f" {remedy}" if remedy else ""
        super().__init__(f"{what} is {in_short(value)}; allowed: {allowed}.{tail}")


class NotSimulated(Misuse):
    """A rulebook says something that an audit and worked cases follow and a run does not."""

    def __init__(self, rulebook: str, key: str) -> None:
        self.rulebook, self.key = rulebook, key
        super().__init__(
            f"Rulebook {rulebook} cannot be run: no run follows {key}. `rulebook show`, `rulebook test` and `audit` "
            f"do. To run it, write rules without {key}; the page on the rulebook format says what it does."
        )


class CompaniesNotSimulated(NotSimulated):
    """A rulebook that judges companies, and a society in which only people live."""

    def __init__(self, rulebook: str) -> None:
        self.rulebook, self.key = rulebook, "subject: company"
        Misuse.__init__(
            self,
            f"Rulebook {rulebook} judges companies, and a run has people only: `credopolis company society` lets "
            f"companies live under it. `credopolis company` asks it about a company that describes itself, and "
            f"`rulebook show`, `rulebook test` and `audit` read it. To run a society, name a regime that judges "
            "persons (`credopolis regimes`).",
        )


class NotEnoughMemory(Misuse):
    """More than the memory that is free holds; refused before allocating.

    people : lives that were asked for, `fits` that fit. limit : what leaves `free_bytes`, in words that follow "left".
    scale : people that a life stands for. what : what is to be made of the lives, if it is not one run.
    """

    def __init__(
        self, people: int, needed_bytes: int, free_bytes: int, fits: int, *, limit: str = "on this machine",
        scale: int = 1, what: str = "",
    ) -> None:  # fmt: skip
        self.people, self.needed_bytes, self.free_bytes, self.fits = people, needed_bytes, free_bytes, fits
        self.limit = limit
        remedy = (
            f"About {fits:,} lives fit: try --people {fits * scale}."
            if fits
            else "No run fits: free some memory, or raise the limit."
        )
        super().__init__(
            f"{people:,} lives{what} need about {in_gib(needed_bytes)} more, but {in_gib(free_bytes)} of memory are "
            f"left {limit}. {remedy}"
        )


class MemoryRanOut(CredopolisError):
    """A run that needs more memory than is left amid its way; it stops between two ticks, so that nothing is lost."""

    def __init__(self, problem: str, remedy: str = "Free some memory, raise the limit, or run fewer lives.") -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem} {remedy}")


class RunStopped(KeyboardInterrupt):
    """Ctrl-C amid a run that is kept in a folder, before its interval could be closed; it says how to go on.

    message : for the user of a command.
    """

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def in_gib(size: float) -> str:
    """A size in words: GiB with one decimal, or MiB below one."""
    return f"{size / 2**30:,.1f} GiB" if size >= 2**30 else f"{size / 2**20:,.0f} MiB"


class RunFolderError(CredopolisError):
    """A run folder that cannot be written, or is not whole enough to be read."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        self.folder, self.problem, self.remedy = folder, problem, remedy
        super().__init__(f"{folder}: {problem}. {remedy}")


class CapacityExceeded(CredopolisError):
    """A district scheduled more events in one tick than its calendar can hold; the run stops rather than drop one."""

    def __init__(self, district: int, tick: int) -> None:
        self.district, self.tick = district, tick
        super().__init__(
            f"District {district} ran out of calendar space in tick {tick}. Nothing was dropped: the run stopped. "
            f"Use a shorter tick (--tick), and please report this with the run's manifest."
        )
