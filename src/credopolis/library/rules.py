"""What a scenario's rules are read from: a rulebook and its regime, a society's conduct table, and changes on dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from credopolis.core.errors import BadValue, CompaniesNotSimulated, UnknownName
from credopolis.core.shapes import read_all
from credopolis.core.textfile import named
from credopolis.core.yamlfile import Located, load_yaml
from credopolis.engine.scenario import Assumption, RuleSet
from credopolis.library import assumptions as assumed
from credopolis.library import inputs
from credopolis.library.beside import beside
from credopolis.library.evidence import thresholds_remembered
from credopolis.library.grounds_of import Grounds, grounds_of
from credopolis.library.names import EVERY_REGIME, resolve_rulebook
from credopolis.library.overrides import Value, apply
from credopolis.library.rates import SOCIETIES
from credopolis.library.settings import read_names
from credopolis.library.shapes import REGIME, RegimeFile, ScenarioFile
from credopolis.library.timeline import RuleChange, Ruled, Rules
from credopolis.mechanisms import removal
from credopolis.mechanisms.all import MECHANISMS
from credopolis.mechanisms.conduct_table import ConductTable, read_conduct_table
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import Rulebook, compile_rulebook, load_rulebook, read_rulebook
from credopolis.rulebook.gates import in_province, named_provinces
from credopolis.rulebook.model import Listing
from credopolis.society.tables import SocietyTables, load_tables

FOLDER: Final = Path(__file__).resolve().parent


@dataclass(frozen=True)
class RegimeCard:
    """A regime as a list of them shows it. remembered : whether nobody can look up where its grades begin. subject :
    whom its rules judge. grounds : what the values of its files rest on."""

    name: str
    title: str
    account: str
    summary: str
    remembered: bool = False
    subject: str = "person"
    grounds: Grounds = field(default_factory=Grounds)


def list_regimes() -> list[RegimeCard]:
    """Every regime of the library that has a rulebook and parameters."""
    cards = []
    for name in EVERY_REGIME:
        regime = read_regime(FOLDER / "regimes" / name / "regime.yaml", {})[0]
        book = load_rulebook(FOLDER / "regimes" / name / "rulebook.yaml")
        remembered = thresholds_remembered(book.sources)
        grounds = grounds_of(name)
        cards.append(RegimeCard(name, regime.title, regime.account, regime.summary, remembered, book.subject, grounds))
    return cards


def read_regime(path: Path, overrides: Mapping[str, Value]) -> tuple[RegimeFile, list[Assumption]]:
    """A regime besides its rulebook, with changes, and the assumptions that it rests on."""
    located = apply(load_yaml(path), "regime", overrides)
    regime, reading = read_all(REGIME, located)
    sources = {(p[1:] if p and p[0] == "parameters" else p): s for p, s in reading.sources.items()}
    data = located.data if isinstance(located.data, dict) else {}
    given = data.get("parameters", {})
    inner = replace(located, data=given)
    found = assumed.of_file("regime", inner, sources)
    return regime, found + assumed.of_defaults("regime", regime.parameters, given)


def regime_with_rulebook(
    name: str, overrides: Mapping[str, Value], place: str = ""
) -> tuple[RegimeFile, Rulebook, list[Assumption], dict[str, str]]:
    """A regime by name, or a rulebook's file with every other parameter at its default.

    place : another regime, whose rulebook holds beside this one, see `beside`.
    """
    rulebook_path = resolve_rulebook(name)
    located = load_yaml(rulebook_path)
    if place:
        located = beside(located, load_yaml(resolve_rulebook(place)))
    located = apply(located, "rulebook", overrides)
    rulebook = read_rulebook(located)
    found = assumed.of_file("rulebook", located, rulebook.sources)
    digests = {"rulebook": inputs.digest(rulebook_path)}
    regime_path = rulebook_path.parent / "regime.yaml"
    if rulebook_path.name == "rulebook.yaml" and regime_path.is_file():
        regime, more = read_regime(regime_path, overrides)
        digests["regime"] = inputs.digest(regime_path)
    else:
        stray = [path for path in overrides if path.startswith("regime.")]
        regime = RegimeFile("", rulebook.title, rulebook.account, "")
        if stray:
            regime = _overridden_defaults(regime, overrides)
        more = assumed.of_defaults("regime", regime.parameters, {})
    return regime, rulebook, found + more, digests


def _overridden_defaults(regime: RegimeFile, overrides: Mapping[str, Value]) -> RegimeFile:
    """Default parameters with overrides, for a rulebook that comes without a regime's file."""
    empty = Located("--set", {"format": "credopolis-regime/1", "title": regime.title, "account": regime.account,
                              "summary": "-"}, {})  # fmt: skip
    read, _ = read_all(REGIME, apply(empty, "regime", overrides))
    return replace(regime, parameters=read.parameters)


def society_folder(name: str) -> Path:
    """The folder of a society, by its name or its path.

    Raises
    ------
    UnknownName
        If it is no society that ships, and no folder.
    """
    if name in SOCIETIES:
        return FOLDER / "societies" / name
    folder = named(name)
    if not folder.is_dir():
        files = "A folder with population.csv, society.yaml and conduct.yaml will do as well."
        raise UnknownName("society", name, SOCIETIES, files)
    return folder


def society_with_conduct(
    name: str, conduct: str, overrides: Mapping[str, Value]
) -> tuple[SocietyTables, ConductTable, list[Assumption], dict[str, str]]:
    """A society and one of its conduct tables with changes, their assumptions, and hashes of their files."""
    folder = society_folder(name)
    if any(path.startswith("society.") for path in overrides):
        remedy = "Copy the society's folder and edit its tables instead."
        raise BadValue("--set", "society", "rulebook, regime or conduct", remedy)
    tables = load_tables(folder)
    located, table = _conduct(folder, conduct, overrides)
    found = assumed.of_file("conduct", located, table.sources) + assumed.of_society(tables.params)
    digests = {f.name: inputs.digest(f) for f in inputs.society_files(folder, conduct)}
    return tables, table, found, digests


def _conduct(folder: Path, conduct: str, overrides: Mapping[str, Value]) -> tuple[Located, ConductTable]:
    """A conduct table of a society with changes, and the data that it was read from."""
    located = apply(load_yaml(folder / f"{conduct}.yaml"), "conduct", overrides)
    return located, read_conduct_table(located)


def rules_by(
    file: ScenarioFile, regime: str, society: str, set: Mapping[str, Value], off: Iterable[str], on: Iterable[str]
) -> Rules:
    """What tells the rules of a scenario after some changes, in their order.

    regime, society : as they are found from any folder. set, off, on : what was typed, which holds throughout.
    """
    typed_off, typed_on = frozenset(off), frozenset(on)

    def rules(happened: Sequence[RuleChange]) -> Ruled:
        changed = {**file.set, **{path: value for step in happened for path, value in step.set.items()}, **set}
        places = [step.rulebook for step in happened if step.rulebook]
        its, book, _, _ = regime_with_rulebook(regime, changed, *places[-1:])
        table = _conduct(society_folder(society), file.conduct, changed)[1]
        switched = {*file.off, *its.off}
        for step in happened:
            switched = (switched | {*step.off}) - {*step.on}
        return by_province(book, table, its.parameters, tuple(sorted((switched | typed_off) - typed_on)))

    return rules


def with_removal(book: Rulebook, regime: RegimeParameters) -> Rulebook:
    """A rulebook with a list of who is removed for what it says, where that is done and it has none that removes."""
    its = regime.removal
    done = its.stands and regime.speaking.stands
    if not done or any(listing.removal for listing in book.lists.values()):
        return book
    listing = Listing(its.lasts_days, title="Removed for what was said", removal=True)
    return replace(book, lists={**book.lists, removal.LIST: listing})


def by_province(
    book: Rulebook, table: ConductTable, regime: RegimeParameters, off: tuple[str, ...], rungs: tuple[str, ...] = ()
) -> Ruled:
    """Rules with a rulebook, and those of provinces in which its entitlements decide otherwise.

    rungs : those of all rules of the run, see `rulebook.rungs`; none: the rulebook's own.

    Raises
    ------
    CompaniesNotSimulated
        If the rulebook judges companies.
    """
    if book.subject == "company":
        raise CompaniesNotSimulated(book.name)
    book = with_removal(book, regime)
    everywhere = RuleSet(table, compile_rulebook(in_province(book, ""), rungs), regime, off)
    at: dict[str, RuleSet] = {}
    known: dict[str, RuleSet] = {}
    for name in named_provinces(book):
        rules = RuleSet(table, compile_rulebook(in_province(book, name), rungs), regime, off)
        at[name] = known.setdefault(rules.rulebook.digest, rules)
    named = {name: f"entitlements.{'.'.join(rule)}" for name, rule in named_provinces(book).items()}
    return Ruled(everywhere, at, named, lambda shared: by_province(book, table, regime, off, shared))


def of_places(steps: Iterable[tuple[int, RuleChange]]) -> list[Assumption]:
    """Assumptions of the rulebooks that steps put beside that of the scenario, each once."""
    found = []
    for name in dict.fromkeys(step.rulebook for _, step in steps if step.rulebook):
        located = load_yaml(resolve_rulebook(name))
        found += assumed.of_file(f"rulebook {name}", located, read_rulebook(located).sources)
    return found


def read_off(off: object) -> tuple[str, ...]:
    """Names of mechanisms that can be switched off.

    Raises
    ------
    UnknownName
        If there is no such mechanism.
    """
    known = tuple(m.name for m in MECHANISMS if m.can_be_off)
    names = read_names(off, "the mechanisms that are off")
    for name in names:
        if name not in known:
            raise UnknownName("mechanism that can be off", name, known)
    return names
