"""The findings as SARIF: valid against the schema of OASIS, and at the right lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from credopolis.audit.checks import CHECKS
from credopolis.audit.judge import audit
from credopolis.cli.main import guarded

SCHEMA: Any = json.loads(gzip.decompress((Path(__file__).parent / "sarif-2.1.0.json.gz").read_bytes()))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("sarif") / "findings.sarif"
    assert guarded(["audit", "popular-account", "judgment-defaulters", "--json", "--sarif", str(path)]) == 0
    return json.loads(path.read_text(encoding="utf-8"))


def test_it_is_valid(log: Any) -> None:
    validator = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
    assert [error.message for error in validator.iter_errors(log)] == []
    broken = {**log, "runs": [{**log["runs"][0], "results": [{"level": "grave"}]}]}
    assert list(validator.iter_errors(broken))


def test_each_finding_is_a_result_at_its_line(log: Any) -> None:
    (run,) = log["runs"]
    wanted = [
        (finding.code, finding.severity, finding.line)
        for name in ("popular-account", "judgment-defaulters")
        for finding in audit(name).findings
    ]
    results = run["results"]
    assert [
        (r["ruleId"], r["level"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in results
    ] == wanted
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.code for check in CHECKS]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    assert len({r["partialFingerprints"]["rule/v1"] for r in results}) > 0.9 * len(results)


def test_files_are_relative_to_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from credopolis.audit.sarif import sarif
    from tests.audit.seeded import CLEAN

    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "rules.yaml").write_text(CLEAN.replace("access: 1", "access: 0"))
    monkeypatch.chdir(tmp_path)
    (result,) = sarif([audit(folder / "rules.yaml")], "0")["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20folder/rules.yaml"
    monkeypatch.chdir(folder.parent.parent)
    monkeypatch.chdir("/")
    (result,) = sarif([audit(folder / "rules.yaml")], "0")["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("a%20folder/rules.yaml")


def test_the_faults_of_a_broken_file_are_results_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.audit.seeded import CLEAN

    (tmp_path / "good.yaml").write_text(CLEAN)
    (tmp_path / "broken.yaml").write_text(CLEAN + "bogus: 3\n")
    (tmp_path / "torn.yaml").write_bytes(b"\xff\xfe")
    names = [str(tmp_path / name) for name in ("good.yaml", "broken.yaml", "torn.yaml", "none.yaml")]
    assert guarded(["audit", *names, "--sarif", str(tmp_path / "log.sarif")]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("clean: ") and "bogus" in told.err
    found = json.loads((tmp_path / "log.sarif").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
    assert [error.message for error in validator.iter_errors(found)] == []
    (run,) = found["runs"]
    faults = [r for r in run["results"] if r["ruleId"] == "faulty-file"]
    assert [run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] for r in faults] == ["faulty-file"] * 3
    at = [r["locations"][0]["physicalLocation"] for r in faults]
    assert [place["artifactLocation"]["uri"].rpartition("/")[2] for place in at] == [
        "broken.yaml", "torn.yaml", "none.yaml",
    ]  # fmt: skip
    assert at[0]["region"]["startLine"] == CLEAN.count("\n") + 1
    assert "bogus" in faults[0]["message"]["text"] and not faults[0]["message"]["text"].startswith(":")
