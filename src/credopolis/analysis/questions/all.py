"""All questions, by name."""

from __future__ import annotations

from typing import Final

from credopolis.analysis.questions import deterrence, errors, hereditary, recovery, silence, struck
from credopolis.analysis.questions.asked import Question

QUESTIONS: Final[dict[str, Question]] = {
    module.QUESTION.name: module.QUESTION for module in (deterrence, errors, recovery, struck, hereditary, silence)
}
