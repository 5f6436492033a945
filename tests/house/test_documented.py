"""Nothing that people can meet is undocumented, and what is generated is up to date."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import click
import pytest
import typer

import credopolis as cp
from credopolis import rulebook
from credopolis.cli.app import app
from credopolis.engine.scenario import INTERVALS
from credopolis.engine.schedule import STEPS
from credopolis.library.catalogue import SCENARIOS, SOCIETIES
from credopolis.library.names import EVERY_REGIME
from credopolis.mechanisms.all import BLOCKS, BOOKS, EVENTS, FIELDS, LIFE_COLUMNS, MECHANISMS, SUMS
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.store.run import Run
from credopolis.store.tables import TABLE_NAMES
from tests.house.tree import DOCS, PACKAGE, ROOT, load, modules, name_of, pages, regime_parameters, text_files

TEXT = {path: path.read_text(encoding="utf-8") for path in pages()}
DOCUMENTED = "\n".join(text for path, text in TEXT.items() if DOCS in path.parents)


def _commands(group: object) -> dict[str, click.Command]:
    """Commands of a group by name."""
    return dict(getattr(group, "commands", {}))


COMMANDS = _commands(typer.main.get_command(app))


def _missing(names: Iterable[str]) -> list[str]:
    return [name for name in names if f"`{name}`" not in DOCUMENTED]


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_part_is_noticed() -> None:
    generate = load(DOCS / "generate.py")
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    assert generate.renewed(page) == page
    broken = page.replace("`birth_day`", "`birthday`", 1)
    assert broken != page
    assert generate.renewed(broken) == page


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("mechanisms", [m.name for m in MECHANISMS]),
        ("state columns", [c.name for c in (*LIFE_COLUMNS, *(c for block in BLOCKS for c in block.columns))]),
        ("fields", [f.name for f in FIELDS]),
        ("sums, books and events", [one.name for one in (*SUMS, *BOOKS, *EVENTS)]),
        ("steps", [s.name for s in STEPS]),
        ("scenarios", SCENARIOS),
        ("regimes", EVERY_REGIME),
        ("societies", SOCIETIES),
    ],
)
def test_names_are_documented(what: str, names: list[str]) -> None:
    assert names
    assert _missing(names) == []


def test_formulas_stand_once_in_the_model() -> None:
    """Every module of a mechanism that states formulas has its place on the page, and they are written nowhere else."""
    modules = load(DOCS / "generate.py").with_formulas()
    assert len(modules) > 15
    text = "\n".join(TEXT.values())
    placed = {module: text.count(f"<!-- generated: formulas-{module.replace('_', '-')} -->\n") for module in modules}
    assert {module: n for module, n in placed.items() if n != 1} == {}
    lines = {line.strip() for doc in modules.values() for line in doc.splitlines() if line.startswith("    ")}
    written = [line.strip() for line in text.splitlines()]
    assert len(lines) > 60
    assert {line for line in lines if written.count(line) != 1} == set()


def test_a_changed_formula_is_noticed() -> None:
    generate = load(DOCS / "generate.py")
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    broken = page.replace("corruption * guanxi", "corruption + guanxi")
    assert broken != page
    assert generate.renewed(broken) == page


def test_channels_are_documented() -> None:
    model = (DOCS / "model.md").read_text(encoding="utf-8")
    modules = {c: RegimeParameters.model_fields[c].default.__module__.rpartition(".")[2] for c in SEEING}
    assert [c for c, module in modules.items() if f"<!-- generated: formulas-{module} -->" not in model] == []


def test_every_parameter_is_documented() -> None:
    names = [f"regime.{room}.{name}" for room, name, _ in regime_parameters()]
    assert len(names) > 20
    assert _missing(names) == []


def test_commands_and_their_options_are_documented() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert len(COMMANDS) > 5
    missing = [name for name in COMMANDS if f"credopolis {name}" not in page]
    missing += [
        option
        for parameter in COMMANDS["run"].params
        for option in parameter.opts
        if option.startswith("--") and option not in ("--help", "--fields") and option not in page
    ]
    missing += [name for name in _commands(COMMANDS["rulebook"]) if name not in page]
    assert missing == []


def test_intervals_are_documented() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert [name for name in INTERVALS if name not in page] == []


def test_public_python_names_are_documented() -> None:
    page = (DOCS / "python.md").read_text(encoding="utf-8")
    assert [name for name in cp.__all__ if f"cp.{name}" not in page] == []
    own = {"load_rulebook", "parse_rulebook", "describe", "diff_rulebooks", "Standing", "load_cases", "run_case"}
    assert own <= set(rulebook.__all__)
    assert [name for name in own if f"`{name}(" not in page and f"`{name}`" not in page] == []
    shown = set(re.findall(r"`run\.([a-z_]+)", page))
    known = {*dir(Run), *(f.name for f in fields(Run)), *TABLE_NAMES}
    assert shown - known == set()
    assert set(re.findall(r"`session\.([a-z_]+)", page)) - set(dir(cp.Session)) == set()
    public = {name for name in vars(cp.Session) if not name.startswith("_")}
    assert public - set(re.findall(r"\b[Ss]ession\.([a-z_]+)", page)) == {"write_to"}  # for who has a writer
    tables = set(re.findall(r"^\| `([a-z_]+)` \|", (DOCS / "results.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TABLE_NAMES) <= tables


def test_python_names_that_pages_use_exist() -> None:
    used = {m for text in TEXT.values() for m in re.findall(r"\bcp\.([A-Za-z_]+)", text)}
    assert used - set(cp.__all__) == set()


def test_every_room_stands_in_the_architecture() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = [p.name for p in PACKAGE.iterdir() if (p / "__init__.py").is_file()]
    assert len(rooms) > 7
    assert [room for room in rooms if f"`{room}/`" not in page] == []


def test_commands_in_pages_exist() -> None:
    """Every `credopolis ...` line in a shell block names a command and options that are there."""
    wrong = []
    for path, text in TEXT.items():
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
            for line in block.splitlines():
                if match := re.match(r"\s*(?:\$ )?credopolis ([a-z]+)(.*)", line.split(" #")[0]):
                    wrong += [f"{name_of(path)}: {line}"] if not _is_command(match[1], match[2]) else []
    assert wrong == []


def _is_command(name: str, rest: str) -> bool:
    command = COMMANDS.get(name)
    if below := _commands(command):
        command = below.get((rest.split() or [""])[0])
    if command is None:
        return False
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known | {"--help"}


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for path, text in TEXT.items():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            if not (path.parent / target).exists():
                broken.append(f"{name_of(path)} -> {target}")
    assert broken == []


def test_pages_that_the_code_cites_have_the_section() -> None:
    """A citation such as `docs/model.md, Conduct` names a page and the beginning of one of its headings."""
    known = {name_of(path): set(re.findall(r"^#+ (?:\d+\. )?(.*)$", text, re.MULTILINE)) for path, text in TEXT.items()}
    cited = [
        (name_of(path), *found)
        for path in text_files()
        if path.suffix == ".py" and path != Path(__file__)
        for found in re.findall(r"\b(docs/[a-z/-]+\.md),\s+([A-Z].{9})", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(cited) >= 8
    assert [
        (path, page, words)
        for path, page, words in cited
        if not any(words.startswith(heading[:10]) for heading in known.get(page, ()))
    ] == []


def test_nothing_cites_the_first_draft_of_the_model() -> None:
    """Sections of a draft that no reader has; the name is written in parts, so that this file does not hold it."""
    draft = re.compile(r"\b" + "MOD" + r"EL\b")
    found = []
    for path in text_files():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            found += [f"{name_of(path)}:{number}"] if draft.search(line) else []
    assert found == []


def test_every_fact_that_a_page_cites_exists() -> None:
    facts = (PACKAGE / "library" / "evidence" / "facts.csv").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z]+\d?-\d{3}),", facts, re.MULTILINE))
    prefixes = {fact.split("-")[0] for fact in known}
    cited = {
        (name_of(path), fact)
        for path, text in TEXT.items()
        for fact in re.findall(r"\b([a-z]+\d?-\d{3})\b", text)
        if fact.split("-")[0] in prefixes
    }
    assert len(cited) > 10
    assert {(page, fact) for page, fact in cited if fact not in known} == set()


def test_docstrings_cite_facts_that_exist() -> None:
    facts = (PACKAGE / "library" / "evidence" / "facts.csv").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z]+\d?-\d{3}),", facts, re.MULTILINE))
    prefixes = {fact.split("-")[0] for fact in known}
    wrong = []
    for path in modules():
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        wrong += [
            f"{name_of(path)}: {fact}"
            for fact in re.findall(r"\b([a-z]+\d?-\d{3})\b", doc)
            if fact.split("-")[0] in prefixes and fact not in known
        ]
    assert wrong == []


def test_readme_is_short_enough_to_read() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 160
