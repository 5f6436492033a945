"""Auditing one rulebook: it is read, what follows from it is proved, and every check and article is put to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from credopolis.audit.aside import INLINE, Aside
from credopolis.audit.checks import CHECKS, DEAD
from credopolis.audit.finding import SEVERITIES, Finding, at_least
from credopolis.audit.law import ARTICLES
from credopolis.audit.law.article import DISCLAIMER, Ruling, rule_on
from credopolis.audit.plain import proofs_as_json
from credopolis.audit.proofs import Proofs
from credopolis.audit.proofs.effort import EFFORT, LEAST_EFFORT, MOST_EFFORT, Tell
from credopolis.audit.subject import Subject
from credopolis.audit.suppress import Suppression, lines_around, suppressions
from credopolis.audit.wanted import EVERYTHING, Wanted, covers
from credopolis.core.errors import BadValue
from credopolis.core.yamlfile import load_yaml
from credopolis.library.names import FOLDER, REGIMES, regime_folder, resolve_rulebook
from credopolis.library.rates import Mistakes, conduct_of, mistakes_of
from credopolis.library.settings import read_path
from credopolis.rulebook.check import load_rulebook
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import Rulebook


@dataclass(frozen=True)
class Audit:
    """What an audit found of one rulebook. Findings stand in the order of the file.

    aside : findings that a suppression or a baseline sets aside. unused : suppressions that hide nothing. not_asked :
    codes of checks that options or settings left out.
    """

    book: Rulebook
    file: str
    proofs: Proofs
    findings: tuple[Finding, ...]
    rulings: tuple[Ruling, ...]
    aside: tuple[Aside, ...] = ()
    unused: tuple[Suppression, ...] = ()
    not_asked: tuple[str, ...] = ()

    @property
    def left_out(self) -> str:
        """Which checks were not asked, in a sentence; "" if all were."""
        left = self.not_asked
        were = "was" if len(left) == 1 else "were"
        return f"Of {len(CHECKS)} checks {len(left)} {were} not asked: {', '.join(left)}." if left else ""

    @property
    def limits(self) -> tuple[str, ...]:
        """What the audit does not speak of, in sentences: checks that were not asked, and what is not proved."""
        return (*((self.left_out,) if self.not_asked else ()), *self.proofs.limits)

    @property
    def worst(self) -> str:
        """The gravest severity found, "" if nothing was."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in reversed(SEVERITIES) if severity in found), "")

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def reaches(self, level: str) -> bool:
        """Whether a finding is at a level or above."""
        return any(at_least(finding.severity, level) for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Everything as plain data: what is proved, the findings, and the legal tests."""
        return {
            "name": self.book.name,
            "title": self.book.title,
            "account": self.book.account,
            "file": self.file,
            **proofs_as_json(self.proofs),
            "findings": [finding.as_json() for finding in self.findings],
            "counts": {severity: self.count(severity) for severity in reversed(SEVERITIES)},
            "not_asked": list(self.not_asked),
            "set_aside": [aside.as_json() for aside in self.aside],
            "unused_suppressions": [suppression.as_json() for suppression in self.unused],
            "legal_tests": [ruling.as_json() for ruling in self.rulings],
            "note": DISCLAIMER,
        }


def audit(
    rulebook: str | Path | Rulebook, conduct: Mapping[str, ActConduct] | None = None, *, effort: int = EFFORT,
    tell: Tell | None = None, wanted: Wanted = EVERYTHING,
) -> Audit:  # fmt: skip
    """Audit a rulebook: the name of a regime, a file, or a rulebook that was read already.

    conduct : by act, who does it and how often; without it the table of the society that ships for the regime. The
    rulebook's own acts keep what their `conduct` says. effort : steps that the proofs may take; with more, more is
    proved. The same number gives the same answer on every machine. tell : called with what is being proved. wanted :
    which findings are asked for, and whether the file's own suppressions are obeyed.

    Raises
    ------
    BadValue
        If the effort is no number of steps that is allowed.
    UnknownName
        If there is no regime of this name.
    FaultyFile
        With every fault of a file that cannot be used.
    """
    if not LEAST_EFFORT <= effort <= MOST_EFFORT:
        raise BadValue("the effort", effort, f"{LEAST_EFFORT:,} to {MOST_EFFORT:,} steps")
    subject = replace(subject_of(rulebook, conduct), effort=effort, tell=tell)
    left = tuple(check.code for check in CHECKS if not wanted.wants(check.code, subject.file))
    findings, aside, unused = _findings(subject, wanted, left)
    rulings = tuple(rule_on(article, subject) for article in ARTICLES)
    return Audit(subject.book, subject.file, subject.proofs, findings, rulings, aside, unused, left)


def _findings(
    subject: Subject, wanted: Wanted, not_asked: tuple[str, ...]
) -> tuple[tuple[Finding, ...], tuple[Aside, ...], tuple[Suppression, ...]]:
    """The findings that are asked for, those that the file suppresses, and suppressions that hide nothing."""
    located = subject.book.located
    written = suppressions(located) if wanted.inline else ()
    findings: list[Finding] = []
    aside: list[Aside] = []
    used: set[int] = set()
    for check in CHECKS:
        for path, finding in check.found(subject) if check.code not in not_asked else ():
            if path[:1] == ("acts",) and subject.dead.intersection(path[1:2]) and finding.code != DEAD:
                continue
            lines = lines_around(located, path, finding.line)
            hidden = next((one for one in written if one.hides(finding.code, lines)), None)
            if hidden is None:
                findings.append(finding)
            else:
                used.add(hidden.line)
                aside.append(Aside(finding, INLINE, hidden.reason, hidden.line))
    findings.sort(key=lambda finding: (finding.line, finding.code, finding.rule))
    aside.sort(key=lambda one: (one.finding.line, one.finding.code, one.finding.rule))
    idle = [one for one in written if one.line not in used]
    unused = [one for one in idle if not any(covers(prefix, code) for prefix in one.codes for code in not_asked)]
    return tuple(findings), tuple(aside), tuple(unused)


def subject_of(rulebook: str | Path | Rulebook, conduct: Mapping[str, ActConduct] | None = None) -> Subject:
    """A rulebook as the checks look at it; arguments and failures as of `audit`."""
    book = rulebook if isinstance(rulebook, Rulebook) else _read(rulebook)
    regime = _regime(book)
    people = _conduct(regime) if book.subject != "company" else {}
    table = people if conduct is None else conduct
    known = {name: act.conduct or table.get(name) for name, act in book.acts.items()}
    return Subject(book, {name: how for name, how in known.items() if how is not None}, _mistakes(regime))


def _read(rulebook: object) -> Rulebook:
    wanted = read_path(rulebook, "the rulebook", "the name of a regime, the path of a file, or a rulebook")
    return load_rulebook(resolve_rulebook(wanted))


def _regime(book: Rulebook) -> str:
    """The regime whose file the rulebook was read from, "" if it is not one that ships."""
    if book.located is None or book.name not in REGIMES:
        return ""
    shipped = regime_folder(book.name) / "rulebook.yaml"
    return book.name if Path(book.located.file).resolve() == shipped.resolve() else ""


@cache
def _conduct(regime: str) -> Mapping[str, ActConduct]:
    """Conduct in the society that the regime's scenario is set in, else in the usual one."""
    scenario = FOLDER / "scenarios" / f"{regime}.yaml"
    data = load_yaml(scenario).data if regime and scenario.is_file() else {}
    return conduct_of(str(data["society"])) if isinstance(data, dict) and "society" in data else conduct_of()


@cache
def _mistakes(regime: str) -> Mistakes | None:
    return mistakes_of(regime) if regime else None


def hashes_of_audits(audits: Sequence[Audit]) -> dict[str, str]:
    """Hashes (SHA-256) of the rulebooks' files by the names that audits give them."""
    read = {audit.file: audit.book.located for audit in audits}
    return {name: located.sha256 for name, located in read.items() if located is not None and located.sha256}
