"""Where a scheme applies decides which laws are asked, and nothing else."""

from __future__ import annotations

from itertools import combinations

import pytest

from credopolis.audit.judge import audit
from credopolis.audit.law import ARTICLES
from credopolis.audit.law.article import DOES_NOT_APPLY, PLACE_OF
from credopolis.rulebook import describe, diff_rulebooks, parse_rulebook
from credopolis.rulebook.digest import digest
from credopolis.rulebook.model import PLACES
from tests.audit.seeded import CLEAN

EVERYWHERE = audit(parse_rulebook(CLEAN, "x.yaml"))


@pytest.mark.parametrize("places", [c for n in (1, 2) for c in combinations(PLACES, n)])
def test_laws_of_other_places_do_not_apply(places: tuple[str, ...]) -> None:
    text = CLEAN.replace("account: hypothetical\n", f"account: hypothetical\napplies_in: [{', '.join(places)}]\n", 1)
    done = audit(parse_rulebook(text, "x.yaml"))
    for was, now in zip(EVERYWHERE.rulings, done.rulings, strict=True):
        if PLACE_OF[now.law] in places:
            assert (now.verdict, now.missing) == (was.verdict, was.missing)
        else:
            assert now.verdict == DOES_NOT_APPLY and "the file says that the scheme applies in" in now.missing[0]
    assert [f.message for f in done.findings] == [f.message for f in EVERYWHERE.findings]
    assert digest(done.book) != digest(EVERYWHERE.book)
    assert "it applies in" in describe(done.book)
    assert any("it applies in" in line for line in diff_rulebooks(EVERYWHERE.book, done.book))


def test_every_law_has_a_place() -> None:
    assert {article.law for article in ARTICLES} == PLACE_OF.keys()
    assert set(PLACE_OF.values()) == set(PLACES) - {"elsewhere"}
    assert {article.place for article in ARTICLES} == set(PLACE_OF.values())


def test_whom_the_rules_judge_is_told() -> None:
    text = CLEAN.replace("account: hypothetical\n", "account: hypothetical\nsubject: company\n", 1)
    book = parse_rulebook(text)
    assert "it judges companies" in describe(book)
    assert diff_rulebooks(EVERYWHERE.book, book) == ["it judges companies instead of people"]


def test_a_rulebook_that_names_no_place_has_the_hash_it_had() -> None:
    assert digest(EVERYWHERE.book) == "a3c975ea75dcb13322d1f61c690e8703"
