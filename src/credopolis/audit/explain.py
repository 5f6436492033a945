"""What a check objects to, told in full: its own words, the smallest change that brings it about, and how to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from credopolis.audit.check import ANTI_PATTERN, BETTER, SOURCE, Check
from credopolis.audit.checks import AREAS, CHECKS
from credopolis.audit.wanted import CODES
from credopolis.core.errors import UnknownName
from credopolis.core.yamlfile import load_yaml

FOLDER: Final = Path(__file__).parent / "checks"


def check_of(code: str) -> Check:
    """The check of a code, written small or large, or of a name such as `no_repair`.

    Raises
    ------
    UnknownName
        If there is none.
    """
    for check in CHECKS:
        if code.upper() == check.code or code.lower().replace("-", "_") == check.name:
            return check
    raise UnknownName("check", code, CODES, "`credopolis audit explain` lists them.")


def explanation(check: Check) -> dict[str, Any]:
    """A check as plain data: code, name, severity, title, its sections, and an example that it finds.

    `example` holds the changes to an unobjectionable rulebook that bring the finding about: a sentence, and pairs of
    texts, what stood there and what is put in its place.
    """
    data: Any = load_yaml(FOLDER / f"{check.name}.yaml").data
    sentence, case = next(iter(data["finds"].items()))
    return {
        "code": check.code,
        "name": check.name,
        "severity": check.severity,
        "area": AREAS[check.code[:2]],
        "title": check.title,
        "anti_pattern": check.section(ANTI_PATTERN),
        "better_practice": check.section(BETTER),
        "source": check.section(SOURCE),
        "example": {"sentence": sentence, "changes": [list(pair) for pair in case["change"]]},
    }


def explanation_text(check: Check) -> str:
    """A check in words."""
    told = explanation(check)
    lines = [f"{check.code} {check.name} ({check.severity}; {told['area']})", "", f"  {told['title']}.", ""]
    lines += [f"  What it objects to: {told['anti_pattern']}", f"  Better: {told['better_practice']}"]
    lines += [f"  Rests on: {told['source']}.", "", f"  An example: {told['example']['sentence']}"]
    for old, new in told["example"]["changes"]:
        lines += [f"    - {line}" for line in old.splitlines() if line.strip()]
        lines += [f"    + {line}" for line in new.splitlines() if line.strip()]
    lines += ["", f"  Not asked for at all: --ignore {check.code}. Here alone, at the rule in the file:"]
    return "\n".join([*lines, f"    # credopolis: ignore {check.code} -- the reason"])


def every_code() -> list[dict[str, str]]:
    """Code, name, severity and title of every check."""
    return [{"code": c.code, "name": c.name, "severity": c.severity, "title": c.title} for c in CHECKS]
