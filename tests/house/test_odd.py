"""The page on the model has every heading of ODD (Grimm et al. 2020) and ODD+D (Müller et al. 2013); lessons add up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from credopolis.rulebook import load_rulebook
from tests.house.tree import DOCS, PACKAGE, pages

MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
SECTIONS = (
    "1. Purpose and patterns", "2. Entities, state variables and scales", "3. Process overview and scheduling",
    "4. Design concepts", "5. Initialization", "6. Input data", "7. Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Theoretical and empirical background", "Individual decision-making", "Emergence", "Adaptation",
    "objectives", "Learning", "Prediction", "Sensing", "Heterogeneity", "Interaction", "Stochasticity", "Collectives",
    "Observation", "Implementation details",
)  # fmt: skip


def test_every_section_stands_in_its_order() -> None:
    places = [MODEL.find(f"\n## {name}\n") for name in SECTIONS]
    assert min(places) > 0 and places == sorted(places)


@pytest.mark.parametrize("name", CONCEPTS)
def test_every_concept_is_told(name: str) -> None:
    concepts = MODEL.split("\n## 4. Design concepts\n", 1)[1].split("\n## 5.", 1)[0]
    told = [part for part in concepts.strip().split("\n\n") if part.startswith("**") and name in part.split("**")[1]]
    assert len(told) == 1 and len(told[0].split()) > 2 + len(name.split())


def test_the_numbers_of_the_lessons_are_those_of_the_rulebook() -> None:
    """Nine years by the locks of the ladder; one right match in twelve."""
    lessons = (DOCS / "lessons.md").read_text(encoding="utf-8")
    grades = load_rulebook(PACKAGE / "library" / "regimes" / "popular-account" / "rulebook.yaml").grades
    years = {name: grades[name].lock.days // 365 for name in ("D", "C", "B")}
    assert years == {"D": 5, "C": 2, "B": 2} and "9 years. No score" in lessons
    right = Fraction(90, 90 + 1000)
    assert round(float(100 * right), 1) == 8.3 and "8.3 %" in lessons and 11.5 < 1 / right < 12.5


def test_every_word_of_the_glossary_is_used_and_stands_once() -> None:
    rows = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    words = [row.split("|")[1].strip() for row in rows if row.startswith("| ")][1:]
    assert words == [*dict.fromkeys(words)] and len(words) > 40
    rest = "\n".join(p.read_text(encoding="utf-8").lower() for p in pages() if p.name != "glossary.md")
    assert [word for word in words if word.split(",")[0].lower() not in rest] == []
