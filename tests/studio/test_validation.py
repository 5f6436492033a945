"""The page of targets: which there are, what the command kept, and made here as by the command."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.on_record import MET, MISSED
from credopolis.analysis.pages.validate import COLUMNS, row_of
from credopolis.analysis.studies.validate import validate
from credopolis.analysis.studies.validate_kept import read_kept
from credopolis.analysis.studies.validate_result import (
    CHECKED,
    LivedSetting,
    ValidatedLine,
    ValidatedTarget,
    Validation,
)
from credopolis.analysis.targets.all import TARGETS
from credopolis.analysis.targets.target import Untold
from credopolis.core.errors import BadValue
from tests.studio.browsing import NEEDED, SCREENS, SECONDS, Open, faults, keep, too_small
from tests.studio.serving import Studio

_LINES = tuple(
    ValidatedLine(name, "percent", 13.0, 8.0, 20.0, CHECKED, Estimate(value, value - 1, value + 1), 10.0, 30.0, 0.5,
                  verdict, ("cen-004",), "", "a setting")
    for name, value, verdict in (("posts removed", 28.0, MISSED), ("posts <b>seen</b>", 12.0, MET))
)  # fmt: skip
KEPT = Validation(
    (1, 2), (), (LivedSetting("a setting", "clean-up-2009", 0.25, 10_000, 2, 3, 400),),
    (ValidatedTarget("V21", "Censors remove calls", "recall 0.7", ("a setting",), _LINES,
                     (Untold("praise", "there is none", ("cen-003",)),), "", ()),),
)  # fmt: skip
TEXT = json.dumps(KEPT.as_json())


def test_targets_are_those_of_the_command(open_studio: Studio) -> None:
    _, found = open_studio.ask("api/targets")
    assert [one["id"] for one in found] == [*TARGETS]
    assert all(one["pattern"] and one["reported"] and one["choice"] and one["runs"] > 2 for one in found)
    assert [one["numbers"] for one in found] == [len(one.asked) for one in TARGETS.values()]


def test_what_was_kept_is_read_as_it_was() -> None:
    again = read_kept(TEXT)
    assert again.as_json() == KEPT.as_json()
    assert [*map(row_of, again.targets[0].lines)] == [*map(row_of, _LINES)]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "7", '{"seeds": 1}', TEXT[:-9], TEXT.replace("28.0", '"x"'), "[" * 50_000]
)
def test_what_is_no_validation_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="validate --json"):
        read_kept(text)


def test_a_kept_validation_is_told_in_words(open_studio: Studio) -> None:
    status, found = open_studio.ask("api/validations/kept", TEXT.encode(), "POST")
    assert status == 200 and found["columns"] == [*COLUMNS]
    (target,) = found["targets"]
    assert target["verdict"] == MISSED and target["rows"][0] == [*row_of(_LINES[0])] and len(target["rows"]) == 3
    assert open_studio.ask("api/validations/kept", b"{}", "POST")[0] == 400
    assert open_studio.ask("api/validations/kept", b"\xff", "POST")[0] == 400
    assert open_studio.ask("api/validations", {"targets": ["V99"]})[0] == 400
    assert open_studio.ask("api/validations", {"targets": []})[0] == 400


@pytest.mark.slow
def test_made_here_it_is_what_the_command_makes(open_studio: Studio) -> None:
    status, now = open_studio.ask("api/validations", {"targets": ["V21"]})
    assert status == 201
    until = time.monotonic() + 400
    while now["state"] == "working":
        assert time.monotonic() < until, now
        time.sleep(0.3)
        now = open_studio.ask(f"api/jobs/{now['id']}")[1]
    assert now["state"] == "done", now
    found: dict[str, Any] = now["result"]
    (here,) = validate("V21").targets
    assert found["targets"][0]["rows"][: len(here.lines)] == [[*row_of(line)] for line in here.lines]


@NEEDED
@pytest.mark.parametrize("size", SCREENS)
def test_a_kept_file_is_opened_and_nothing_is_cut(watched: Open, size: tuple[int, int], tmp_path: Path) -> None:
    one = watched("#/validation", size)
    page = one.page
    page.wait_for_selector("#target-V21", timeout=1000 * SECONDS)
    file = tmp_path / "kept.json"
    file.write_text(TEXT, encoding="utf-8")
    page.set_input_files("input[type=file]", str(file))
    page.wait_for_selector(".target .predicted", timeout=1000 * SECONDS)
    shown = page.inner_text("section[aria-labelledby=target-V21]")
    assert "not met" in shown and "posts <b>seen</b>" in shown and "there is none" in shown
    keep(one, f"validation-{size[0]}")
    assert faults(one) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert too_small(one) == []
    file.write_text("{}", encoding="utf-8")
    page.set_input_files("input[type=file]", str(file))
    page.wait_for_selector("[role=alert]", timeout=1000 * SECONDS)
    assert "validate --json" in page.inner_text("[role=alert]")
    one.wrong.clear()  # that the file was refused
