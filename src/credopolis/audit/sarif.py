"""Findings in SARIF 2.1.0, the format that code hosts and editors read.

Source
------
OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 2020
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from credopolis.audit.aside import INLINE, Aside
from credopolis.audit.check import ANTI_PATTERN, BETTER, SOURCE, Check
from credopolis.audit.checks import CHECKS
from credopolis.audit.finding import Finding, RulePlace
from credopolis.audit.judge import Audit
from credopolis.audit.places import shown_file
from credopolis.core.faults import Fault

FAULTY: Final = "faulty-file"
_FAULTY: Final[dict[str, Any]] = {
    "id": FAULTY,
    "name": "FaultyFile",
    "shortDescription": {"text": "The rulebook cannot be used."},
    "fullDescription": {"text": "A file that does not follow the format says nothing that could be audited."},
    "help": {"text": "Mend the fault, then audit again. The format: credopolis rulebook schema."},
    "defaultConfiguration": {"level": "error"},
    "properties": {"tags": ["rulebook"]},
}
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(audits: Sequence[Audit], version: str, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """A SARIF log of one run over the rulebooks. Files are named as `places.shown_file` does.

    faults : of rulebooks that cannot be used, which are results too.
    """
    index = {check.code: k for k, check in enumerate(CHECKS)}
    driver = {
        "name": "credopolis audit", "version": version,
        "rules": [*(_rule(check) for check in CHECKS), *([_FAULTY] if faults else [])],
    }  # fmt: skip
    results = [_result(finding, index[finding.code]) for audit in audits for finding in audit.findings]
    results += [_aside(one, index[one.finding.code]) for audit in audits for one in audit.aside]
    results += [_fault(fault) for fault in faults]
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    limits = [_limit(audit, "not-asked", audit.left_out) for audit in audits if audit.not_asked]
    limits += [_limit(audit, "not-proved", limit) for audit in audits for limit in audit.proofs.limits]
    if limits:
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": limits}]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _fault(fault: Fault) -> dict[str, Any]:
    """A fault of a file that cannot be used, at its line and column; of the whole file at its first line."""
    location = _location(RulePlace(fault.file, max(fault.line, 1), fault.path))
    if fault.line and fault.column:
        location["physicalLocation"]["region"]["startColumn"] = fault.column
    told = replace(fault, line=0, column=0, file="")
    key = f"{FAULTY} {fault.path} {fault.message} {fault.value}"
    return {
        "ruleId": FAULTY,
        "ruleIndex": len(CHECKS),
        "level": "error",
        "message": {"text": str(told).removeprefix(": ")},
        "locations": [location],
        "partialFingerprints": {"rule/v1": hashlib.blake2b(key.encode(), digest_size=16).hexdigest()},
    }


def _limit(audit: Audit, kind: str, limit: str) -> dict[str, Any]:
    """What was not asked or not proved of a rulebook: no finding, and no sign that there is none."""
    return {
        "descriptor": {"id": kind},
        "level": "note",
        "message": {"text": limit},
        "locations": [_location(RulePlace(audit.file, 1, ""))],
    }


def _rule(check: Check) -> dict[str, Any]:
    better = check.section(BETTER)
    return {
        "id": check.code,
        "name": "".join(word.title() for word in check.name.split("_")),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.section(ANTI_PATTERN)},
        "help": {"text": f"Better: {better} Source: {check.section(SOURCE)}."},
        "defaultConfiguration": {"level": check.severity},
        "properties": {"tags": ["rulebook", check.code[:2]]},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    witness = f" Witness: {'; '.join(finding.witness)}." if finding.witness else ""
    key = f"{finding.code} {finding.rule} {finding.message}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{finding.rule}: {finding.message}.{witness}"},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"rule/v1": hashlib.blake2b(key.encode(), digest_size=16).hexdigest()},
    }
    if finding.also:
        result["relatedLocations"] = [
            {"id": k, **_location(place), "message": {"text": place.rule}} for k, place in enumerate(finding.also)
        ]
    return result


def _aside(one: Aside, rule: int) -> dict[str, Any]:
    """A finding that is set aside: suppressed in the file, or known from a baseline."""
    suppression = {"kind": "inSource" if one.how == INLINE else "external"}
    justified = {"justification": one.reason} if one.reason else {}
    return {**_result(one.finding, rule), "suppressions": [{**suppression, **justified}]}


def _location(place: RulePlace) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": {"startLine": place.line}},
        "logicalLocations": [{"fullyQualifiedName": place.rule or "the whole file"}],
    }


def _uri(file: str) -> str:
    """A file as a URI, relative: no result names a path of the machine."""
    from urllib.parse import quote

    return quote(shown_file(file))
