"""What a result came from is told alike in names of folders, texts, JSON, pages and citations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import credopolis as cp
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.summary import summary_text
from credopolis.cli.run import run_json
from credopolis.store.provenance import Rules, citation, origin_html, provenance, rules_of
from credopolis.store.run import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        made = cp.run(
            "popular-account", regime="suining-2010", off=("quotas",), set={"regime.faces.gallery": 1000},
            people=2000, years=0.5, seed=4, threads=1,
        )  # fmt: skip
        return cp.open_run(made.folder.absolute())


def test_every_place_names_the_rules_that_were_run(run: Run) -> None:
    """Under `--regime` neither text nor citation may tell of the scenario's own rules."""
    told = "suining-2010, set in the scenario popular-account; without quotas; regime.faces.gallery = 1000"
    assert rules_of(run.manifest).in_words() == told
    text = " ".join(summary_text(run.summary).split())
    assert text.startswith(f"{told} (the documented record"), text[:200]
    assert told in citation(run.manifest) and "seed 4" in citation(run.manifest)
    assert str(run.manifest["scenario"]["source"]["digests"]["rulebook"])[:12] in citation(run.manifest)
    page = report_html(run)
    assert citation(run.manifest) in page and "<h1>Suining county, 2010 (suining-2010, set in" in page
    assert "<h1>The popular account" not in page
    plain = run_json(run)
    assert plain["rules"]["regime"] == "suining-2010" and plain["rules"]["off"] == ["quotas"]
    assert plain["rules"]["set"] == {"regime.faces.gallery": 1000} and plain["citation"] == citation(run.manifest)
    assert plain["provenance"]["seeds"] == [4] and plain["provenance"]["hashes"]["fingerprint"] == run.fingerprint
    assert run.folder.name.startswith("popular-account-under-suining-2010-off-quotas-set-")
    assert run.folder.name.endswith("-4-1")


def test_what_a_regime_has_off_is_not_told_as_off_here(tmp_path: Path) -> None:
    own = cp.load_scenario("rongcheng-2013", people=1000, years=0.1)
    assert own.off and Rules.of(own.name, own.source).off == ()
    assert Rules.of(own.name, own.source).stem == "rongcheng-2013"
    more = cp.load_scenario("rongcheng-2013", people=1000, years=0.1, off=("records", own.off[0]))
    assert Rules.of(more.name, more.source).off == ("records",)


def test_names_of_folders_differ_by_what_was_set_and_stay_short() -> None:
    rules = Rules("s", "s", changed={"regime.a": 1})
    assert rules.stem != Rules("s", "s", changed={"regime.a": 2}).stem
    assert Rules("s", "../odd name/").stem == "s-under-.._odd_name_"
    assert len(Rules("s" * 200, "r").stem) <= 80 and "off-4-mechanisms" in Rules("s", "s", off=tuple("abcd")).stem


def test_a_rulebooks_file_is_named_by_the_file(tmp_path: Path) -> None:
    assert Rules.of("mine", {"regime": "/somewhere/card.yaml"}).regime == "card"
    assert Rules.of("mine", {"regime": "/somewhere/card/rulebook.yaml"}).regime == "card"


def test_pages_say_version_command_seeds_and_hashes() -> None:
    made = provenance(command="credopolis run /srv/ana/x.yaml", seeds=(3, 4, 5), hashes={"rulebook": "abc"})
    page = origin_html(made)
    assert made["version"] == cp.__version__ and cp.__version__ in page
    assert "credopolis run x.yaml" in page and "/srv/ana" not in page and "3 to 5" in page and "abc" in page


def test_commands_carry_them_in_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from credopolis.cli.main import guarded

    page = tmp_path / "page.html"
    small = ("--people", "2k", "--years", "0.3", "--seeds", "2", "--threads", "1")
    wanted = [
        ("compare", "popular-account", "suining-2010", *small, "--html", str(page)),
        ("ablate", "suining-2010", *small, "--only", "records", "--html", str(page)),
        ("decompose", *small),
        ("audit", "ladder"),
        ("rulebook", "check", "ladder"), ("rulebook", "diff", "ladder", "dangan"),
    ]  # fmt: skip
    for arguments in wanted:
        page.unlink(missing_ok=True)
        assert guarded([*arguments, "--json"]) == 0, arguments
        made = json.loads(capsys.readouterr().out)["provenance"]
        assert made["version"] == cp.__version__ and made["command"].startswith(f"credopolis {arguments[0]}"), arguments
        assert made["hashes"], arguments
        assert bool(made["seeds"]) == ("--seeds" in arguments)
        if arguments[0] == "ablate":
            assert "without records" in page.read_text("utf-8"), "what is off is told of each regime"
        if "--html" in arguments:
            text = page.read_text("utf-8")
            assert "What this came from" in text and f"<td>{cp.__version__}</td>" in text and "hash of" in text


LISTS = {
    ("facts",): "facts", ("facts", "cameras"): "facts", ("facts", "V22"): "targets", ("regimes",): "regimes",
    ("mechanisms",): "mechanisms", ("mechanisms", "--order"): "steps", ("sweep", "--measures"): "measures",
}  # fmt: skip


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_lists_carry_them_in_json(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    from credopolis.cli.main import guarded

    assert guarded([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    besides = {"grounds"} if arguments == ("regimes",) else set()  # what values of all of them rest on
    assert found[LISTS[arguments]] and found.keys() == {LISTS[arguments], "provenance"} | besides
    assert found["provenance"]["version"] == cp.__version__
    assert found["provenance"]["command"] == " ".join(("credopolis", *arguments, "--json"))
