"""A safeguard without a term.

Anti-pattern
------------
People are told and may contest, and nothing says by when: a notice after a year and an appeal that is never decided
would both keep the rule.

Better practice
---------------
Notice and decision each have a term in days; an appeal that is not decided in time is granted.

Source
------
us-010 (30 days), us-011 (60 days)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """Notice and appeal without days."""
    safeguards = subject.safeguards
    if not any(subject.burdening()):
        return
    if safeguards.notice and not safeguards.notice_days:
        yield Remark(("due_process", "notice"), "people are told, and nothing says by when (notice_within)")
    if safeguards.appeal and not safeguards.appeal_days:
        yield Remark(("due_process", "appeal"), "entries may be contested, and nothing says by when that is decided "
                     "(appeal_within)")  # fmt: skip


CHECK: Final = Check("DP06", WARNING, find)
