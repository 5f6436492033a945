"""Writes the generated parts of the documentation from the code and the data that they describe.

    python docs/generate.py            # rewrite what is out of date
    python docs/generate.py --check    # only say what is out of date, and end with 1

A generated part of a page stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

import claimed
import recorded
import rules
from markdown_table import table

from credopolis.analysis.measures.seeing import UNIT_OF
from credopolis.core.schema import bytes_per_life
from credopolis.core.yamlfile import load_yaml
from credopolis.engine.schedule import STEPS
from credopolis.library.catalogue import SCENARIOS, SOCIETIES, read_scenario
from credopolis.library.grounds_of import Grounds
from credopolis.library.names import REGIMES, regime_folder
from credopolis.library.rules import list_regimes
from credopolis.mechanisms.all import BLOCKS, BOOKS, EVENTS, FIELDS, HEADLINES, LIFE_COLUMNS, MECHANISMS, SUMS
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.parameters import Parameters, given_of
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import load_rulebook
from credopolis.store.tables import TABLES

_ALWAYS: Final = ("day", "date", "since_day", "province", "sex", "age_band", "group", "area")
DOCS: Final = Path(__file__).resolve().parent
LIBRARY: Final = DOCS.parent / "src" / "credopolis" / "library"
MODULES: Final = LIBRARY.parent / "mechanisms"
SOCIETY: Final = LIBRARY / "societies" / "china-2020"
_PART: Final = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)


def schedule() -> str:
    """The steps of a tick, in order."""
    rows = ((k, f"`{s.name}`", s.unit, s.reads, s.writes, s.summary) for k, s in enumerate(STEPS, 1))
    return table(("", "step", "of each", "reads", "writes", "what happens"), rows)


def state() -> str:
    """The columns of a life."""
    rows = ((f"`{c.name}`", c.dtype, c.unit, c.meaning, "at birth" if c.fixed else "changes") for c in LIFE_COLUMNS)
    note = f"\nTogether {bytes_per_life(LIFE_COLUMNS)} bytes a life. Scheduled events and lists come on top.\n"
    asked = ((f"`{c.name}`", c.dtype, c.unit, c.meaning, block.name) for block in BLOCKS for c in block.columns)
    note += "\nOnly where a scenario asks for the mechanism:\n\n"
    note += table(("column", "type", "unit", "meaning", "mechanism"), asked)
    return table(("column", "type", "unit", "meaning", "set"), rows) + note


def fields() -> str:
    """The fields of a province that lives read."""
    return table(("field", "what it is"), ((f"`{f.name}`", f.unit) for f in FIELDS))


def sums() -> str:
    """What districts add up for their province, and what provinces keep."""
    rows = [(f"`{s.name}`", s.meaning, "as it stands" if s.lasting else "in the tick") for s in SUMS]
    kept = [(f"`{b.name}`", b.meaning) for b in BOOKS]
    added = table(("added up by districts", "what it is", "counted"), rows)
    return f"{added}\n{table(('kept by provinces', 'what it is'), kept)}"


def events() -> str:
    """The events that are scheduled for a life, in their order on a day."""
    return table(("order", "event", "what happens"), ((e.kind, f"`{e.name}`", e.meaning) for e in EVENTS))


def tables() -> str:
    """The tables of a run."""
    rows = (
        (f"`{t.name}`", t.meaning, t.counts, ", ".join(f"`{c.name}`" for c in t.columns if c.name not in _ALWAYS))
        for t in TABLES
    )
    return table(("table", "what it holds", "a row counts", "columns"), rows)


def headlines() -> str:
    """The headline measures."""
    rows = (
        (f"`{h.name.format('NAME')}`", h.title.format("NAME"), h.unit,
         "; ".join(part for part in (h.note, "only if asked for by name" if h.asked else "") if part))
        for h in HEADLINES
    )  # fmt: skip
    return table(("measure", "what it is", "unit", "note"), rows)


def channels() -> str:
    """The channels that see, and what each counts."""
    return table(("channel", "unit of capacity, demand and use"), ((f"`{c}`", UNIT_OF[c]) for c in SEEING))


def mechanisms() -> str:
    """The mechanisms."""
    rows = ((f"`{m.name}`", m.summary, "yes" if m.can_be_off else "no", m.sources) for m in MECHANISMS)
    return table(("mechanism", "what it does", "can be off", "rests on"), rows)


def with_formulas() -> dict[str, str]:
    """Docstrings of the mechanisms' modules that state formulas, by module."""
    docs = {p.stem: ast.get_docstring(ast.parse(p.read_text(encoding="utf-8"))) or "" for p in MODULES.glob("*.py")}
    return {module: doc for module, doc in docs.items() if "\n    " in doc}


def formulas(doc: str) -> str:
    """A module's docstring as a section of a page: what it does, its formulas, what they mean, and their source."""
    first, *blocks = doc.split("\n\n")
    what = first.partition(": ")[2]
    parts = [what[:1].upper() + what[1:]]
    for block in blocks:
        code = block.startswith("    ")
        parts.append(f"```\n{dedent(block)}\n```" if code else re.sub("^Source:", "*Source*:", block))
    return "\n\n".join(parts) + "\n"


def regimes() -> str:
    """The regimes of the library."""
    cards = list_regimes()
    rows = ((f"`{r.name}`", r.subject, r.account, r.summary, r.grounds.in_words()) for r in cards)
    every = sum((r.grounds for r in cards), Grounds())
    note = f"\nOf {every.values:,} values in all their files: {every.in_words()}.\n"
    return table(("regime", "judges", "account", "what it is", "its values"), rows) + note


def scenarios() -> str:
    """The scenarios and societies of the library."""
    rows = []
    for name in SCENARIOS:
        _, file = read_scenario(name)
        rows.append((f"`{name}`", f"{file.title}. {file.summary}", f"`{file.society}`", f"`{file.regime}`"))
    note = f"\nSocieties: {', '.join(f'`{name}`' for name in SOCIETIES)}.\n"
    return table(("scenario", "what it is", "society", "regime"), rows) + note


def grades() -> str:
    """The ladder of the popular account."""
    book = load_rulebook(regime_folder("popular-account") / "rulebook.yaml")
    rows = []
    for name, grade in book.grades.items():
        lock = f"{grade.lock.days // 365} years, then {grade.lock.release}" if grade.lock else "none"
        lowest = book.score.min if grade.lowest is None and book.score else grade.lowest
        rows.append((name, grade.title, lowest, lock))
    return table(("grade", "called", "from points", "lock, and where it releases to"), rows)


def parameters() -> str:
    """The parameters of a regime besides its rulebook."""
    rows = ((f"`{path}`", *cells) for path, *cells in regime_parameters())
    return table(("parameter", "default", "unit", "meaning", "source, or assumption and range"), rows)


def regime_parameters() -> Iterator[tuple[str, ...]]:
    """Path, default, unit, meaning and basis of every parameter of a regime."""
    for room, info in RegimeParameters.model_fields.items():
        model = info.annotation
        if not (isinstance(model, type) and issubclass(model, Parameters)):
            raise TypeError(f"{room} of a regime is not a mechanism's parameters")
        for name, field in model.model_fields.items():
            given = given_of(field)
            if given is None:
                raise TypeError(f"{room}.{name} of a regime does not say what it rests on")
            yield f"regime.{room}.{name}", _default(field.default), given.unit, given.meaning, given.basis()


def _default(value: Any) -> str:
    """A default as a page shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (", ".join(value) or "none") if isinstance(value, tuple) else f"{value:g}"


def set_by_regimes() -> str:
    """What the shipped regimes set otherwise than the defaults."""
    rows = []
    for name in REGIMES:
        data: Any = load_yaml(regime_folder(name) / "regime.yaml").data
        for room, values in data.get("parameters", {}).items():
            rows += [(f"`{name}`", f"`{room}.{key}`", *_cited(value)) for key, value in values.items()]
    return table(("regime", "parameter", "value", "source, or assumption and range"), rows)


def _cited(value: Any) -> tuple[str, str]:
    """A value of a library file, and its basis."""
    if not isinstance(value, dict):
        return _plain(value), ""
    source = value.get("source", "")
    basis = [", ".join(source) if isinstance(source, list) else str(source)]
    if "assumption" in value:
        basis = [f"assumption: {value['assumption']}"]
    if "range" in value:
        basis.append(f"range {_plain(value['range'])}")
    if "note" in value:
        basis.append(str(value["note"]))
    return _plain(value.get("value")), "; ".join(part for part in basis if part)


def _plain(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], list):
        return f"{value[0]} to {value[1]}"
    if isinstance(value, list | dict) and len(str(value)) > 60:
        return "a table"
    return str(value)


def _who(key: str, value: Any) -> str:
    """One condition of who can do an act."""
    return " and ".join(value) if key in ("is", "is_not") else _plain(value)


def _with_range(value: Any) -> str:
    """A value with its range in brackets, for narrow cells."""
    if not isinstance(value, dict):
        return "" if value is None else _plain(value)
    at = f" ({_plain(value['range'])})" if "range" in value else ""
    return f"{_plain(value.get('value'))}{at}"


def conduct() -> str:
    """The society's conduct table."""
    rows = []
    data: Any = load_yaml(SOCIETY / "conduct.yaml").data
    for name, act in data["acts"].items():
        who = ", ".join(f"{key} {_who(key, value)}" for key, value in act["who"].items())
        rate = act["rate"]
        basis = _cited(rate)[1].partition("; range")[0]
        strengths = (_with_range(act.get(key)) for key in ("slope", "rate", "deterrence", "ambition"))
        slope, yearly, deterrence, ambition = strengths
        driver = f"{act.get('driver', '')} {slope}".strip()
        rows.append((f"`{name}`", who, driver, yearly, deterrence, ambition, basis))
    ranged = ("driver and slope", "a year", "deterrence", "ambition")
    return table(("act", "who", *(f"{name} (range)" for name in ranged), "source of the rate"), rows)


def demography() -> str:
    """How the acts of the society's conduct table follow sex and age."""
    rows = []
    data: Any = load_yaml(SOCIETY / "conduct.yaml").data
    for name, act in data["acts"].items():
        women, ages, contrast = (act.get(key) for key in ("women", "ages", "age_contrast"))
        curve = (
            ", ".join(f"{rate:g} at {age.removesuffix('y')}" for age, rate in ages.get("value", ()))
            or "at all ages alike"
        )
        couple = "yes" if act.get("of_a_couple") else ""
        grounds = (f"{what}: {_ground(given)}" for what, given in (("women", women), ("ages", ages)) if given)
        rows.append((f"`{name}`", _with_range(women), curve, _with_range(contrast), couple, "; ".join(grounds)))
    return table(("act", "women to men (range)", "by age", "contrast (range)", "of a couple", "rests on"), rows)


def _ground(given: Any) -> str:
    """The source of a value, and its note."""
    source = given.get("source", "")
    cited = ", ".join(source) if isinstance(source, list) else str(source)
    return f"{cited} ({given['note']})" if "note" in given else cited


def society() -> str:
    """The parameters of the generator of people."""
    data: Any = load_yaml(SOCIETY / "society.yaml").data
    rows = [(f"`{path}`", *_cited(value)) for path, value in _leaves(data)]
    return table(("parameter", "value", "source, or assumption and range"), rows)


def _leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict) and "value" in value:
            yield here, value
        elif isinstance(value, dict):
            yield from _leaves(value, here)


PARTS: Final[dict[str, Callable[[], str]]] = {
    **claimed.PARTS,
    **recorded.PARTS,
    **rules.PARTS,
    "schedule": schedule,
    "state": state,
    "tables": tables,
    "channels": channels,
    "headlines": headlines,
    "fields": fields,
    "sums": sums,
    "events": events,
    "mechanisms": mechanisms,
    "regimes": regimes,
    "scenarios": scenarios,
    "grades": grades,
    "parameters": parameters,
    "set-by-regimes": set_by_regimes,
    "conduct": conduct,
    "demography": demography,
    "society": society,
    **{f"formulas-{module.replace('_', '-')}": partial(formulas, doc) for module, doc in with_formulas().items()},
}


def renewed(text: str) -> str:
    """A page with its generated parts as they should be."""
    return _PART.sub(lambda m: f"{m.group(1)}{PARTS[m.group(2)]()}{m.group(3)}", text)


def main(arguments: list[str]) -> int:
    """Rewrite or check every page; see the module."""
    stale = []
    for page in sorted([*DOCS.rglob("*.md"), *recorded.EXAMPLES.rglob("*.md"), DOCS.parent / "README.md"]):
        text = page.read_text(encoding="utf-8")
        fresh = renewed(text)
        if fresh != text:
            stale.append(str(page.relative_to(DOCS.parent)))
            if "--check" not in arguments:
                page.write_text(fresh, encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"Out of date: {', '.join(stale)}. Renew with: python docs/generate.py", file=sys.stderr)
        return 1
    print(f"Rewritten: {', '.join(stale)}" if stale else "Generated parts are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
