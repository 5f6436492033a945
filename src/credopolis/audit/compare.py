"""What a reform mends and what it breaks: two audits side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from credopolis.audit.finding import Finding
from credopolis.audit.judge import Audit
from credopolis.audit.law.article import MET, NOT_MET, Ruling
from credopolis.audit.proofs.model import state
from credopolis.rulebook import diff_rulebooks


@dataclass(frozen=True)
class TimeChange:
    """A least time that changed, days, or of which it changed whether it is proved; None stands for never if proved."""

    start: str
    end: str
    before: int | None
    after: int | None
    before_proved: bool = True
    after_proved: bool = True

    @property
    def shorter(self) -> bool:
        """Whether the way became shorter, or came to be, as far as that is proved."""
        known = self.before_proved and self.after is not None
        return known and (self.before is None or (self.after or 0) < self.before)


@dataclass(frozen=True)
class AuditComparison:
    """Two audits: findings of the first that are gone (mended), and of the second that are new (broken)."""

    before: Audit
    after: Audit
    mended: tuple[Finding, ...]
    broken: tuple[Finding, ...]
    kept: tuple[Finding, ...]
    times: tuple[TimeChange, ...]
    articles: tuple[tuple[Ruling, Ruling], ...]
    rules: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "before": {"name": self.before.book.name, "file": self.before.file},
            "after": {"name": self.after.book.name, "file": self.after.file},
            "mended": [finding.as_json() for finding in self.mended],
            "broken": [finding.as_json() for finding in self.broken],
            "kept": [finding.as_json() for finding in self.kept],
            "least_time_days": [
                {
                    "from": t.start,
                    "to": t.end,
                    "before": t.before,
                    "after": t.after,
                    "before_state": state(t.before, t.before_proved),
                    "after_state": state(t.after, t.after_proved),
                }
                for t in self.times
            ],
            "legal_tests": [
                {"law": old.law, "article": old.number, "before": old.verdict, "after": new.verdict}
                for old, new in self.articles
            ],
            "rules": list(self.rules),
            "exact": self.before.proofs.exact and self.after.proofs.exact,
            "limits": [*self.before.limits, *self.after.limits],
        }


def compare(before: Audit, after: Audit) -> AuditComparison:
    """Compare two audits. Findings are the same if code and rule are; lines may differ."""
    mended, kept = _without(before.findings, after.findings)
    broken, _ = _without(after.findings, before.findings)
    old, new = before.proofs.least_time_days, after.proofs.least_time_days
    was, now = before.proofs.unproved, after.proofs.unproved
    times = [
        TimeChange(*pair, old[pair], new[pair], pair not in was, pair not in now)
        for pair in old
        if pair in new and (old[pair] != new[pair] or (pair in was) != (pair in now))
    ]
    rulings = zip(before.rulings, after.rulings, strict=True)
    articles = [(then, since) for then, since in rulings if then.verdict != since.verdict]
    rules = diff_rulebooks(before.book, after.book)
    return AuditComparison(before, after, mended, broken, kept, tuple(times), tuple(articles), tuple(rules))


def better(was: Ruling, now: Ruling) -> bool:
    """Whether an article came closer to being met."""
    return now.verdict == MET or was.verdict == NOT_MET


def _without(
    findings: tuple[Finding, ...], others: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that the others do not have, and those that they have, counted one for one."""
    left = Counter((other.code, other.rule) for other in others)
    alone: list[Finding] = []
    both: list[Finding] = []
    for finding in findings:
        key = (finding.code, finding.rule)
        (both if left[key] > 0 else alone).append(finding)
        left[key] -= 1
    return tuple(alone), tuple(both)
