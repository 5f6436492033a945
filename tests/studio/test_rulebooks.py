"""Rulebooks that a page brings: what is said of them is what the commands say, and none does harm."""

from __future__ import annotations

import glob
import json
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from credopolis.library.names import REGIMES, regime_folder
from tests.studio.serving import Studio, command, studio

POPULAR = (regime_folder("popular-account") / "rulebook.yaml").read_bytes()
OWN = POPULAR.replace(b"name: popular-account", b"name: our-scheme", 1).replace(b"value: 1000", b"value: 970", 1)
HOSTILE = {
    "nothing": b"",
    "anchors that multiply": b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (k, k) for k in range(40)),
    "too many lines": b"a: 1\n" * 390_000,
    "too many values": b"- a\n" * 49_000,
    "too deep": b"[" * 100_000,
    "a line without end": b"x" * 1_900_000,
    "a control character": b"format: \x00\x1b[31m",
    "markup": b"<script>alert(1)</script>: x",
    "a tag": b"a: !!python/object/apply:os.system [ls]",
}


def test_rulebooks_that_ship_are_offered_as_they_are(open_studio: Studio) -> None:
    _, shelf = open_studio.ask("api/rulebooks")
    assert [one["name"] for one in shelf] == list(REGIMES)
    for name in REGIMES:
        assert open_studio.ask(f"api/rulebooks/{name}")[1] == (regime_folder(name) / "rulebook.yaml").read_bytes()
    assert open_studio.ask("api/rulebooks/schema")[1]["$id"] == "urn:credopolis:rulebook:1"


def test_faults_are_those_of_the_command(open_studio: Studio, tmp_path: Path) -> None:
    text = OWN.replace(b"lasts: {value: 2y", b"lasts: {value: 2 moons", 1).replace(
        b"account: popular", b"account: mine"
    )
    (tmp_path / "a.yaml").write_bytes(text)
    status, found = open_studio.ask("api/rulebooks/check", text, "POST")
    assert status == 200
    assert not found["usable"]
    known = command("rulebook", "check", str(tmp_path / "a.yaml"))["rulebooks"][0]["faults"]
    assert len(known) == 2
    assert [{**one, "file": ""} for one in found["faults"]] == [{**one, "file": ""} for one in known]


@pytest.mark.parametrize("name", ["popular-account", "judgment-defaulters"])
def test_the_audit_is_that_of_the_command(open_studio: Studio, name: str) -> None:
    text = (regime_folder(name) / "rulebook.yaml").read_bytes()
    status, found = open_studio.ask("api/rulebooks/audit", text, "POST")
    assert status == 200
    known = command("audit", name)["rulebooks"][0]
    for part in ("findings", "legal_tests", "counts", "straight_drops", "least_time_days"):
        assert _without_files(found[part]) == _without_files(known[part])
    assert {one["code"] for one in found["findings"]} == set(found["titles"])
    assert found["ladder"]["svg"].startswith("<svg")


def _without_files(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_files(one) for key, one in value.items() if key != "file"}
    return [_without_files(one) for one in value] if isinstance(value, list) else value


def test_differences_are_those_of_the_command(open_studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(OWN)
    _, found = open_studio.ask("api/rulebooks/diff?against=suining-2010", OWN, "POST")
    assert found["differences"] == command("rulebook", "diff", "suining-2010", str(tmp_path / "a.yaml"))["differences"]
    assert len(found["differences"]) > 10
    assert open_studio.ask("api/rulebooks/diff?against=../x", OWN, "POST")[0] == 400


def test_a_rulebook_of_ones_own_is_lived_under(open_studio: Studio, tmp_path: Path) -> None:
    """As `credopolis run` lives under the same file, to the last bit."""
    import credopolis as cp

    status, kept = open_studio.ask("api/rulebooks", OWN, "POST")
    assert (status, kept["name"]) == (201, "our-scheme")
    run = open_studio.ask("api/runs", {"scenario": "popular-account", "people": 3_000, "years": 1, "seed": 5,
                                       "regime": kept["id"]}, "POST")[1]  # fmt: skip
    with open_studio.line(run["id"]) as line:
        line.send(json.dumps({"seek": run["frames"] - 1}))
        open_studio.wait(run["id"], run["frames"])
        until = time.monotonic() + 20
        while not (now := open_studio.ask(f"api/runs/{run['id']}")[1])["digest"]:
            assert time.monotonic() < until
            time.sleep(0.1)
    (tmp_path / "our-scheme.yaml").write_bytes(OWN)
    done = cp.run(
        "popular-account", regime=tmp_path / "our-scheme.yaml", people=3_000, years=1, seed=5, out=tmp_path / "r"
    )
    assert now["digest"] == done.manifest["outcome"]["state_digest"]
    assert open_studio.ask(f"api/rulebooks/{kept['id']}")[1] == OWN


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_rulebook_is_told_in_words(open_studio: Studio, what: str) -> None:
    begun = time.monotonic()
    status, found = open_studio.ask("api/rulebooks/check", HOSTILE[what], "POST")
    assert status == 200
    assert not found["usable"]
    assert found["faults"][0]["message"]
    assert open_studio.ask("api/rulebooks", HOSTILE[what], "POST")[0] == 400
    assert open_studio.ask("api/rulebooks/audit", HOSTILE[what], "POST")[0] == 400
    assert time.monotonic() - begun < 30


def test_what_is_no_text_or_too_large_is_refused(open_studio: Studio) -> None:
    status, found = open_studio.ask("api/rulebooks/check", bytes(range(256)), "POST")
    assert (status, found["error"]["kind"]) == (400, "Misuse")
    assert open_studio.ask("api/rulebooks/check", b"a", "POST", **{"Content-Length": "2000001"})[0] == 413
    assert open_studio.ask("api/runs", {"scenario": "popular-account", "regime": "own-" + "0" * 20}, "POST")[0] == 400
    assert open_studio.ask("api/runs", {"scenario": "popular-account", "regime": "own-../../x"}, "POST")[0] == 400


def test_rules_for_companies_are_audited_and_not_lived_under(open_studio: Studio) -> None:
    text = OWN.replace(b"account: popular", b"account: hypothetical\nsubject: company", 1)
    assert open_studio.ask("api/rulebooks/check", text, "POST")[1].get("subject") in ("company", None)
    assert open_studio.ask("api/rulebooks", text, "POST")[0] == 400


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_pages_brought_goes_with_the_studio(how: int) -> None:
    folders = f"{tempfile.gettempdir()}/credopolis-studio-*"
    before = set(glob.glob(folders))
    with studio() as opened:
        assert opened.ask("api/rulebooks", OWN, "POST")[0] == 201
        new = [Path(folder) for folder in set(glob.glob(folders)) - before]  # another studio may have begun as well
        (mine,) = [folder for folder in new if list(folder.rglob("our-scheme.yaml"))]
        opened.stop(how)
    until = time.monotonic() + 60
    while mine.exists():
        assert time.monotonic() < until
        time.sleep(0.1)
