"""What a check is: a code, a severity and a function; what it objects to stands in its module's docstring."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from credopolis.audit.finding import Finding, RulePlace
from credopolis.audit.subject import Subject
from credopolis.core.yamlfile import KeyPath, path_text

ANTI_PATTERN, BETTER, SOURCE = "Anti-pattern", "Better practice", "Source"


@dataclass(frozen=True)
class Remark:
    """What a check has to say about one rule: its path in the rulebook, and other rules that it is about."""

    path: KeyPath
    message: str
    witness: tuple[str, ...] = ()
    also: tuple[KeyPath, ...] = ()


@dataclass(frozen=True)
class Check:
    """One check. `find` yields a remark for each rule that the check objects to."""

    code: str
    severity: str
    find: Callable[[Subject], Iterable[Remark]]

    @property
    def name(self) -> str:
        """The module's name: words joined by underscores."""
        return self.find.__module__.rpartition(".")[2]

    @property
    def title(self) -> str:
        """What the check finds, as one line."""
        return _docstring(self.find.__module__).partition("\n")[0].rstrip(".")

    def section(self, heading: str) -> str:
        """A section of the docstring as one line: ANTI_PATTERN, BETTER or SOURCE."""
        _, _, after = _docstring(self.find.__module__).partition(f"\n{heading}\n")
        lines = after.split("\n\n")[0].splitlines()[1:]
        return " ".join(line.strip() for line in lines)

    def run(self, subject: Subject) -> Iterator[Finding]:
        """The findings of the check, each at its place."""
        return (finding for _, finding in self.found(subject))

    def found(self, subject: Subject) -> Iterator[tuple[KeyPath, Finding]]:
        """The findings of the check, each with the path of its rule."""
        for remark in self.find(subject):
            place = _place(subject, remark.path)
            yield remark.path, Finding(
                self.code, self.severity, place.file, place.line, place.rule, remark.message, self.section(SOURCE),
                remark.witness, tuple(_place(subject, path) for path in remark.also),
            )  # fmt: skip


def _place(subject: Subject, path: KeyPath) -> RulePlace:
    return RulePlace(subject.file, subject.line(path), path_text(path))


def _docstring(module: str) -> str:
    return (sys.modules[module].__doc__ or "").strip()
