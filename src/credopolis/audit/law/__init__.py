"""Legal tests: articles of five laws as questions to a rulebook, one law a file. They are no legal advice."""

from __future__ import annotations

from typing import Final

from credopolis.audit.law import china_49, eu_ai_act, fcra, gdpr, pipl
from credopolis.audit.law.article import Article

ARTICLES: Final[tuple[Article, ...]] = (
    *eu_ai_act.ARTICLES,
    *gdpr.ARTICLES,
    *fcra.ARTICLES,
    *china_49.ARTICLES,
    *pipl.ARTICLES,
)
