"""Reading a company's file: every fault of form and of meaning in one pass, each at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from credopolis.company.names import NO_PLACE, PERSONS_ASKED
from credopolis.company.shapes import COMPANY, Company
from credopolis.core.faults import Fault, FaultyFile, near_miss
from credopolis.core.persons import NO_PERSONS
from credopolis.core.shapes import Bad, Reading
from credopolis.core.yamlfile import KeyPath, Located, load_yaml
from credopolis.library.names import COMPANY_REGIMES, regime_folder
from credopolis.rulebook import Rulebook, load_rulebook

REPAIR: Final = "repair"
"""In place of an act, among the measures: the repair of an entry."""
_PROSE: Final = ("note", "source")


def load_company(path: Path | str, rulebooks: Iterable[Rulebook] = ()) -> Company:
    """Read a company's file. rulebooks : that it will be asked about; their acts may be named beside those that ship.

    Raises
    ------
    FaultyFile
        With every fault: of form, of meaning, and of anything that has no place in it.
    """
    return read_company(load_yaml(path), rulebooks)


def read_company(located: Located, rulebooks: Iterable[Rulebook] = ()) -> Company:
    """The same from located data."""
    reading = Reading(located)
    company = COMPANY.read(located.data, (), reading)
    reading.faults = [_kindly(fault) for fault in reading.faults]
    _refuse_prose(located.data, (), reading)
    if not isinstance(company, Bad):
        _check_days(company, reading)
        _check_acts(company, {**_acts_that_ship(), **{n: "" for book in rulebooks for n in book.acts}}, reading)
        check_owners(company.code, company, reading)
    if reading.faults or isinstance(company, Bad):
        raise FaultyFile(reading.faults)
    return replace(company, located=located)


def _kindly(fault: Fault) -> Fault:
    """A fault of an unknown key under which somebody looked for a place for a person says that there is none."""
    key = fault.path.rpartition(".")[2].lower()
    asked = fault.message == "this key is not known here" and key in PERSONS_ASKED
    return replace(fault, remedy=f"{NO_PLACE} Remove it.") if asked else fault


def _refuse_prose(node: Any, path: KeyPath, reading: Reading) -> None:
    """A company's file holds no free text: what stands under `note` or `source` could be anything about anybody."""
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        if key in _PROSE:
            remedy = f"{NO_PERSONS} Remove it; what a rate rests on you know yourself."
            reading.refuse((*path, key), "a company's file holds no free text", value, "no note and no source", remedy)
        else:
            _refuse_prose(value, (*path, key), reading)


def _check_days(company: Company, reading: Reading) -> None:
    for name, incident in company.incidents.items():
        if incident.day < company.founded:
            reading.refuse(("incidents", name, "date"), "this day lies before the company was founded",
                           str(incident.day), f"{company.founded} or later")  # fmt: skip
        if incident.repaired is not None and incident.repaired < incident.day:
            reading.refuse(("incidents", name, "repaired"), "repaired before it was entered", str(incident.repaired),
                           f"{incident.day} or later")  # fmt: skip
    if company.record_since is not None and company.record_since < company.founded:
        reading.refuse(("record_since",), "this day lies before the company was founded", str(company.record_since),
                       f"{company.founded} or later")  # fmt: skip
    if company.staff.executives > company.staff.all:
        reading.refuse(("staff", "executives"), "more executives than people", company.staff.executives,
                       f"0 to {company.staff.all}", "They are among all who work there.")  # fmt: skip


def _check_acts(company: Company, known: Mapping[str, str], reading: Reading) -> None:
    """Acts that no rulebook has. One that another rulebook has is told when the company is asked about."""
    named: list[tuple[KeyPath, str]] = [
        *((("incidents", name, "act"), one.act) for name, one in company.incidents.items()),
        *((("filings", name, "act"), one.act) for name, one in company.filings.items()),
        *((("rates", name), name) for name in company.rates),
        *((("measures", name), name) for name in company.measures if name != REPAIR),
    ]
    for path, act in named:
        if act not in known:
            remedy = near_miss(act, known) or "`credopolis rulebook show NAME` lists the acts of a rulebook."
            allowed = f"an act of the rulebook asked about, or of {', '.join(COMPANY_REGIMES)}"
            reading.refuse(path, "no rulebook has this act", act, allowed, remedy)


def check_owners(code: str, company: Company, reading: Reading) -> None:
    """Refuse ownership that comes back to where it began: nobody owns itself."""
    owners: dict[str, list[tuple[str, KeyPath]]] = {}
    for name, partner in company.partners.items():
        path: KeyPath = ("partners", name)
        if partner.code == code:
            reading.refuse((*path, "code"), "this is the company itself", code, "another company's code")
            continue
        if partner.kind == "owner":
            owners.setdefault(code, []).append((partner.code, path))
        if partner.kind == "subsidiary":
            owners.setdefault(partner.code, []).append((code, path))
        for owner in partner.owned_by:
            owners.setdefault(partner.code, []).append((owner, (*path, "owned_by")))
    for ring, path in rings(owners):
        told = f"cyclic ownership: {' is owned by '.join(ring)}"
        allowed = "owners that do not own one another in turn"
        reading.refuse(path, told, ..., allowed, "Take out the link that is wrong.")


def rings(owners: Mapping[str, list[tuple[str, Any]]]) -> Iterator[tuple[list[str], Any]]:
    """Rings of ownership, each once: the codes from one back to itself, and where the link stands that closes it."""
    done: set[str] = set()
    for start in owners:
        way: list[str] = []
        stack: list[tuple[str, Iterator[tuple[str, Any]]]] = []
        if start not in done:
            way, stack = [start], [(start, iter(owners[start]))]
        while stack:
            of, links = stack[-1]
            link = next(links, None)
            if link is None:
                done.add(of)
                stack.pop()
                way.pop()
            elif link[0] in way:
                yield [*way[way.index(link[0]) :], link[0]], link[1]
            elif link[0] not in done:
                way.append(link[0])
                stack.append((link[0], iter(owners.get(link[0], ()))))


@cache
def _acts_that_ship() -> dict[str, str]:
    """Acts of the rulebooks of companies that ship, each with one that has it."""
    found: dict[str, str] = {}
    for name in COMPANY_REGIMES:
        for act in load_rulebook(regime_folder(name) / "rulebook.yaml").acts:
            found.setdefault(act, name)
    return found
