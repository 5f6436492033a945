"""`credopolis audit`: what rulebooks do before anyone lives under them, without a simulation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.audit_options import (
    BaselineFile,
    Brief,
    Compare,
    Config,
    Effort,
    FailOn,
    Html,
    Ignore,
    Isolated,
    Level,
    NoInline,
    Sarif,
    Select,
    StdinName,
    WriteBaseline,
)
from credopolis.cli.common import ARGUMENTS, JsonOption, print_result, say, warn, words_beside
from credopolis.cli.progress import proving_line
from credopolis.core.errors import EXIT_FAILED, BadValue, Misuse
from credopolis.core.standard_input import DASH
from credopolis.core.standard_input import NAME as STANDARD_INPUT

if TYPE_CHECKING:
    from credopolis.audit.baseline import Baseline
    from credopolis.audit.judge import Audit
    from credopolis.audit.wanted import Wanted
    from credopolis.core.faults import Fault

EXAMPLE = "Example: credopolis audit popular-account --html audit.html"
EXPLAIN = "explain"

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="RULEBOOK|REGIME...",
        help="Rulebooks' files, `-` for the standard input, or names of regimes; or `explain CODE...`.",
    ),
]


@dataclass(frozen=True)
class Asked:
    """What is asked for, by options and settings together."""

    wanted: Wanted
    effort: int
    fail_on: str
    baseline: Baseline | None
    stdin_name: str


@dataclass(frozen=True)
class Files:
    """The files that are written besides what is printed."""

    sarif: Path | None
    html: Path | None
    brief: Path | None


def audit_command(
    names: Names,
    as_json: JsonOption = False,
    sarif_file: Sarif = None,
    html_file: Html = None,
    brief_file: Brief = None,
    fail_on: FailOn = None,
    compare_two: Compare = False,
    effort: Effort = None,
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    write_baseline: WriteBaseline = None,
    no_inline: NoInline = False,
    config: Config = None,
    isolated: Isolated = False,
    stdin_name: StdinName = None,
) -> None:
    """Audit rulebooks: what is proved of them, findings with file and line, and legal tests.

    No society is simulated. `credopolis audit explain CODE` tells of one check. Ends with 0; with 1 if a rulebook is
    faulty or a finding reaches --fail-on; 2 on misuse.
    """
    from credopolis.core.faults import FaultyFile
    from credopolis.core.outputs import check_outputs
    from credopolis.library.names import files_of_rulebook, resolve_rulebook

    if names[0] == EXPLAIN:
        _explain(names[1:], as_json)
        return
    if compare_two and len(names) != 2:
        raise BadValue("--compare", " ".join(names), "two rulebooks, the old one first")
    if names.count(DASH) > 1:
        raise BadValue("the standard input", " ".join(names), "one rulebook at most")
    pages = Files(sarif_file, html_file, brief_file)
    outputs = {"--sarif": sarif_file, "--html": html_file, "--brief": brief_file, "--write-baseline": write_baseline}
    asked = _asked(select, ignore, fail_on, effort, baseline, no_inline, config, isolated, stdin_name, write_baseline)
    inputs = [file for name in names if name != DASH for file in files_of_rulebook(resolve_rulebook(name))]
    inputs += [file for file in (config, baseline) if file is not None and file != write_baseline]
    check_outputs(outputs, inputs)
    audits, faults = _audit_all(names, asked)
    if audits and not (compare_two and faults):
        with words_beside(*outputs.values()):
            if compare_two:
                _print_comparison(audits, as_json)
            elif as_json:
                _print_json({"rulebooks": [done.as_json() for done in audits]}, audits)
            else:
                _print_audits(audits)
    _write_files(audits, faults, pages, compare_two)
    if faults:
        raise FaultyFile(faults)
    _tell_of_baseline(audits, asked.baseline, write_baseline)
    judged = audits[1:] if compare_two else audits
    if asked.fail_on != Level.never and any(done.reaches(asked.fail_on) for done in judged):
        raise typer.Exit(EXIT_FAILED)


def _explain(codes: list[str], as_json: bool) -> None:
    from credopolis.audit.explain import check_of, every_code, explanation, explanation_text

    checks = [check_of(code) for code in codes]
    if as_json:
        print_result({"checks": [explanation(check) for check in checks] if codes else every_code()})
    elif codes:
        say("\n\n".join(explanation_text(check) for check in checks))
    else:
        say("\n".join(f"{c['code']}  {c['severity']:<8} {c['name']:<24} {c['title']}" for c in every_code()))


def _asked(
    select: list[str] | None, ignore: list[str] | None, fail_on: Level | None, effort: str | None,
    baseline: Path | None, no_inline: bool, config: Path | None, isolated: bool, stdin_name: str | None,
    write_baseline: Path | None,
) -> Asked:  # fmt: skip
    """Options, and where they say nothing the settings of a file."""
    from credopolis.audit.baseline import read_baseline
    from credopolis.audit.config import Settings, find_settings, read_settings
    from credopolis.audit.proofs.effort import EFFORT, LEAST_EFFORT, MOST_EFFORT
    from credopolis.audit.wanted import ALL, Wanted, prefixes

    if config is not None and isolated:
        raise Misuse("--config names a file of settings, and --isolated takes none: give one of the two.")
    found = Settings() if isolated else read_settings(config) if config else find_settings()
    settings = found or Settings()
    if settings.file is not None:
        warn(f"Settings of {_nearby(settings.file)}.")
    everything = (ALL,) if settings.select is None else settings.select
    chosen = everything if select is None else prefixes("--select", select)
    left = settings.ignore or () if ignore is None else prefixes("--ignore", ignore)
    known = baseline or (None if write_baseline else settings.baseline)
    steps = settings.effort or EFFORT
    return Asked(
        Wanted(chosen, left, settings.per_file, not no_inline),
        steps if effort is None else parse.whole("--effort", effort, LEAST_EFFORT, MOST_EFFORT),
        fail_on or settings.fail_on or Level.never,
        None if known is None else read_baseline(known),
        stdin_name or STANDARD_INPUT,
    )


def _nearby(file: Path) -> str:
    """A file of settings, seen from the working folder."""
    import os

    try:
        return os.path.relpath(file)
    except ValueError:  # it lies on another drive of Windows
        return file.name


def _audit_all(names: list[str], asked: Asked) -> tuple[list[Audit], list[Fault]]:
    """The audits of those rulebooks that can be used, and every fault of the others."""
    from credopolis.audit.judge import audit
    from credopolis.core.faults import FaultyFile
    from credopolis.core.textfile import read_standard_input
    from credopolis.rulebook import parse_rulebook

    audits: list[Audit] = []
    faults: list[Fault] = []
    with proving_line() as tell:
        for name in names:
            try:
                file = asked.stdin_name
                book = parse_rulebook(read_standard_input(file), file) if name == DASH else name
                done = audit(book, effort=asked.effort, tell=tell, wanted=asked.wanted)
                audits.append(asked.baseline.set_aside(done) if asked.baseline else done)
            except FaultyFile as refused:
                faults += refused.faults
    return audits, faults


def _print_audits(audits: list[Audit]) -> None:
    from credopolis.audit.words import audit_text

    for k, done in enumerate(audits):
        say("\n" * bool(k) + audit_text(done, done.file))


def _print_json(value: dict[str, Any], audits: list[Audit]) -> None:
    """Print a result of audits; its command names no path of the machine."""
    from credopolis.audit.judge import hashes_of_audits
    from credopolis.audit.made import made_by

    print_result(value, hashes=hashes_of_audits(audits), command=made_by(ARGUMENTS.get()).command)


def _print_comparison(audits: list[Audit], as_json: bool) -> None:
    from credopolis.audit.compare import compare
    from credopolis.audit.words import comparison_text

    both = compare(*audits)
    if as_json:
        _print_json(both.as_json(), audits)
    else:
        say(comparison_text(both))


def _write_files(audits: list[Audit], faults: list[Fault], files: Files, compare_two: bool) -> None:
    from credopolis.core.outputs import write_output

    if files.sarif is not None:
        from importlib.metadata import version

        from credopolis.audit.sarif import sarif

        log: dict[str, Any] = sarif(audits, version("credopolis"), faults)
        write_output(files.sarif, json.dumps(log, ensure_ascii=False, indent=1) + "\n")
        warn(f"Findings written to {files.sarif}.")
    if not audits or (compare_two and faults):
        return
    if files.html is not None:
        write_output(files.html, _page(audits, compare_two))
        warn(f"Page written to {files.html}.")
    if files.brief is not None:
        from credopolis.audit.made import made_by
        from credopolis.audit.pages.brief import brief_html

        write_output(files.brief, brief_html(audits, made_by(ARGUMENTS.get())))
        warn(f"Page in plain words written to {files.brief}.")


def _page(audits: list[Audit], compare_two: bool) -> str:
    from credopolis.audit.compare import compare
    from credopolis.audit.made import made_by
    from credopolis.audit.pages.comparison import comparison_html
    from credopolis.audit.pages.rulebook import audit_html

    made = made_by(ARGUMENTS.get())
    return comparison_html(compare(*audits), made) if compare_two else audit_html(audits, made)


def _tell_of_baseline(audits: list[Audit], baseline: Baseline | None, write_baseline: Path | None) -> None:
    from credopolis.audit.baseline import baseline_text
    from credopolis.core.outputs import write_output

    if write_baseline is not None:
        write_output(write_baseline, baseline_text(audits))
        warn(f"Baseline written to {write_baseline}.")
    elif baseline is not None and baseline.unused:
        many = baseline.unused != 1
        warn(
            f"{baseline.unused} finding{'s' * many} of the baseline {'are' if many else 'is'} no more: "
            "write it again with --write-baseline."
        )
