"""Modules say what they are, stay small, and name no machine."""

from __future__ import annotations

import ast
import re

from tests.house.tree import PACKAGE, modules, name_of, text_files

# Modules of more than 300 lines, looked at twice, with why each stays whole. None may pass 400.
LONG, LONGEST = 300, 400
LONG_MODULES = {
    "audit/pages/ladder_figure.py": "one picture with its layout",
    "core/shapes.py": "one shape after the other, each short",
    "engine/build.py": "everything that is allocated, in one place",
    "engine/compile.py": "one table after the other, each short",
    "store/manifest_model.py": "a manifest key by key",
    "studio/shapes.py": "one answer of the API after the other, each short",
    "store/writer.py": "one writer, whose parts share what waits to be written",
}
# Functions of more than 40 lines besides their docstring, with why each stays whole.
LONGEST_FUNCTION = 40
_OPTIONS = "options of a command, one a line"
_PICTURE = "one picture, drawn from the left to the right"
LONG_FUNCTIONS = {
    "analysis/charts/ratios.py ratio_dots": _PICTURE,
    "analysis/told/headline.py headline": "one table, line by line",
    "analysis/pages/offices.py office_section": "one section, paragraph by paragraph",
    "audit/proofs/process.py solve": "one system of equations, set up and solved",
    "audit/proofs/prove.py prove": "the list of what is proved, in its order",
    "audit/proofs/repairs.py _of_ladder": "one proof, case by case",
    "audit/proofs/sampled.py _draw": "one life, drawn event by event",
    "audit/proofs/sampled.py sample": "many lives at once, drawn event by event",
    "cli/ablate.py ablate_command": _OPTIONS,
    "cli/audit.py audit_command": _OPTIONS,
    "cli/company.py plan_command": _OPTIONS,
    "cli/compare.py compare_command": _OPTIONS,
    "cli/fork.py fork_command": _OPTIONS,
    "cli/robust.py robust_command": _OPTIONS,
    "cli/families.py families_command": _OPTIONS,
    "cli/question.py question_command": _OPTIONS,
    "cli/run.py run_command": _OPTIONS,
    "cli/sensitivity.py sensitivity_command": _OPTIONS,
    "cli/validate.py validate_command": _OPTIONS,
    "engine/build.py _allocate": "one array after the other",
    "engine/candidates.py draw_candidates": "one loop in the hot path, where calls would cost",
    "engine/inspection.py inspect_calendar": "one walk, in which the first fault ends all",
    "analysis/measures/summary.py summarise": "one summary, field by field",
    "library/catalogue.py load_scenario": "one scenario, field by field",
    "store/writer.py __init__": "one attribute after the other",
}

# Written in parts, so that this file does not hold what it looks for.
_ROOTS = ("work/", "root/", "home/[a-z]", "Users/[A-Za-z]", "tmp/contracts")
_MACHINE = re.compile("|".join(f"(?<![A-Za-z0-9._~-])/{root}" for root in _ROOTS))
_UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")


def test_every_module_says_what_it_is() -> None:
    silent = []
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):
            silent.append(name_of(path))
    assert silent == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    silent = []
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list):
                continue
            if not ast.get_docstring(node):
                silent.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert silent == []


def test_no_docstring_is_cut_as_if_it_were_a_plain_text() -> None:
    cut, documented = [], (ast.FunctionDef, ast.ClassDef, ast.Module)
    for path in modules():
        nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, documented)]
        cut += [name_of(path) for node in nodes if re.search(r'"\n *"', ast.get_docstring(node) or "")]
    assert cut == []


def test_modules_stay_small() -> None:
    lines = {path.relative_to(PACKAGE).as_posix(): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: n for name, n in lines.items() if n > LONGEST} == {}
    assert {name for name, n in lines.items() if n > LONG} == LONG_MODULES.keys()
    assert all(LONG_MODULES.values())


def test_functions_stay_small() -> None:
    found = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                told = (ast.get_docstring(node, clean=False) or "").splitlines()
                if (node.end_lineno or 0) - node.lineno + 1 - len(told) > LONGEST_FUNCTION:
                    found.add(f"{path.relative_to(PACKAGE).as_posix()} {node.name}")
    assert found == LONG_FUNCTIONS.keys()
    assert all(LONG_FUNCTIONS.values())


def test_no_file_names_a_machine() -> None:
    found = []
    for path in text_files():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if _MACHINE.search(line):
                found.append(f"{name_of(path)}:{number}")
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    found = []
    for path in modules():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _UNFINISHED.search(line):
                found.append(f"{name_of(path)}:{number}")
    assert found == []
