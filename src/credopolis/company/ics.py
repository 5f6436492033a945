"""A company's dates as entries of a calendar (iCalendar, RFC 5545): whole days, the same file for the same question."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from credopolis.company.plan import PlanWay
from credopolis.company.result import Coming
from credopolis.core.extras import need

_WHAT: Final = "A file of calendar entries"


def calendar_of(code: str, rulebook: str, on: date, coming: Iterable[Coming], way: PlanWay | None = None) -> bytes:
    """What is coming, and the steps of a plan, as a file of calendar entries. A step that takes days is there twice:
    when to begin at the latest, and when it takes effect.

    Raises
    ------
    MissingExtra
        If the library that writes it is not installed.
    """
    icalendar = need("icalendar", _WHAT, "company")
    found = icalendar.Calendar()
    found.add("prodid", "-//Credopolis//company desk//EN")
    found.add("version", "2.0")
    entries = [(one.day, f"{rulebook}: {one.words}", "to do" if one.needs else "by itself") for one in coming]
    for step in way.steps if way is not None else ():
        kind = "step of a plan" if step.costs is not None else "by itself"
        if step.begins != step.day:
            entries.append((step.begins, f"{rulebook}: begin at the latest: {step.words}", kind))
        entries.append((step.day, f"{rulebook}: {step.words}", kind))
    for day, words, kind in sorted(set(entries)):
        event = icalendar.Event()
        event.add("uid", f"{_name(code, rulebook, day, words)}@credopolis")
        event.add("dtstamp", datetime.combine(on, time(), UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", words)
        event.add("description", f"Company {code}, asked about on {on}. {kind[0].upper()}{kind[1:]}. No legal advice.")
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    return bytes(found.to_ical())


def _name(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
