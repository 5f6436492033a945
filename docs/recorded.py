"""Parts of pages that quote what examples and runs printed, or what runs counted, as it was recorded."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from markdown_table import table

from credopolis.analysis.comparisons.rates import beside_known
from credopolis.analysis.comparisons.rates_in_words import BASIS, COLUMNS, basis_of, row_of, size_in_words
from credopolis.analysis.measures.acts import ActCounts
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.pages.question import COLUMNS as ASKED_COLUMNS
from credopolis.analysis.pages.question import NO_FINDING
from credopolis.analysis.pages.robust import row_of as doubts_row
from credopolis.analysis.pages.robust import size_in_words as drawn_in_words
from credopolis.analysis.pages.validate import COLUMNS as VALIDATED
from credopolis.analysis.pages.validate import YEARS
from credopolis.analysis.studies.elasticities import ActElasticity, Elasticities
from credopolis.analysis.studies.elasticities_in_words import COLUMNS as ANSWER_COLUMNS
from credopolis.analysis.studies.elasticities_in_words import reported_in_words
from credopolis.analysis.studies.elasticities_in_words import row_of as answer_row
from credopolis.analysis.studies.elasticities_in_words import size_in_words as how_found
from credopolis.analysis.studies.hinges import Hinge
from credopolis.analysis.studies.predict_in_words import COLUMNS as PREDICTED_COLUMNS
from credopolis.analysis.studies.robust_result import Doubts, Robust
from credopolis.analysis.told.on_record import HEADER as RECORD
from credopolis.analysis.told.on_record import NOTE as RECORD_NOTE
from credopolis.library.held_out import kept_predictions

DOCS: Final = Path(__file__).resolve().parent
sys.path.append(str(DOCS.parent))  # for what the tests recorded

from tests.mutation.record import page_part  # noqa: E402

EXAMPLES: Final = DOCS.parent / "examples"


def tenant_screening_brief() -> str:
    """What the example `tenant-screening` prints first of the audit."""
    return _printed("tenant-screening", "tenant-screening: ", "Least time")


def benefits_fraud_risk_brief() -> str:
    """What the example `benefits-fraud-risk` prints first of the audit."""
    return _printed("benefits-fraud-risk", "benefits-fraud-risk: ", "Least time")


def first_run_summary() -> str:
    """What the example `first-run` prints about grades and falls."""
    return _printed("first-run", "popular-account", "How long")


def first_run_life() -> str:
    """The dossier that the example `first-run` prints."""
    return _printed("first-run", "Life 123")


def change_one_rule() -> str:
    """What the example `change-one-rule` prints."""
    return _printed("change-one-rule", "Tax evasion")


def fork_a_run_brief() -> str:
    """What the example `fork-a-run` prints of one of its reforms."""
    return _printed("fork-a-run", "no-quotas, less unreformed", "negative entries, ")


def own_rulebook_grades() -> str:
    """What the example `own-rulebook` prints about grades and falls."""
    return _printed("own-rulebook", "library-card, set in", "How it was")


def rates() -> str:
    """Acts of every shipped scheme beside what is known of them, as `docs/figures/rates.py` counted them."""
    parts = []
    for name, counts in _counted().items():
        acts = beside_known(counts).acts
        rows = ((f"{row[0]}", *row[1:], basis_of(one)) for one, row in zip(acts, map(row_of, acts), strict=True))
        header = (*COLUMNS, BASIS)
        parts.append(f"## {name}\n\n{size_in_words(counts)}\n\n{table(header, rows)}")
    return "\n".join(parts)


def both_doubts() -> str:
    """Every headline of the default scenario by chance and over assumptions, as `docs/figures/doubts.py` found it."""
    rows = [(f"{title}, {unit}", *cells[:3]) for title, unit, *cells in map(doubts_row, _doubts().headlines)]
    return table(("headline", "value", "by chance", "over assumptions"), rows)


def doubts() -> str:
    """The same with the share of draws in which a sign holds, and what each hangs on."""
    found = _doubts()
    rows = [(f"{title}, {unit}", *cells) for title, unit, *cells in map(doubts_row, found.headlines)]
    header = ("headline", "value", "by chance", "over assumptions", "sign holds", "hangs on")
    return f"{drawn_in_words(found)}\n\n{table(header, rows)}"


def _doubts() -> Robust:
    kept = json.loads((DOCS / "figures" / "doubts.json").read_text(encoding="utf-8"))
    found = [{k: math.nan if v is None else v for k, v in one.items() if k != "too_few"} for one in kept["headlines"]]
    for one in found:
        one["chance"] = Estimate(**one["chance"])
        one["hangs_on"] = tuple(Hinge(**hinge) for hinge in one["hangs_on"])
    plain = {name: value for name, value in kept.items() if name in {f.name for f in dataclasses.fields(Robust)}}
    return Robust(**{**plain, "headlines": tuple(Doubts(**one) for one in found)})


def elasticities() -> str:
    """How acts answer to each lever beside what studies report, as `docs/figures/elasticities.py` worked it out."""
    kept = json.loads((DOCS / "figures" / "elasticities.json").read_text(encoding="utf-8"))
    answers = tuple(ActElasticity(**{**one, "chance": Estimate(**one["chance"])}) for one in kept["answers"])
    found = Elasticities(**{**kept, "answers": answers, "seeds": tuple(kept["seeds"])})
    rows = [answer_row(one) for one in found.answers]
    reported = "\n".join(f"- {line}" for line in reported_in_words())
    return f"{how_found(found)}\n\n{table(ANSWER_COLUMNS, rows)}\nWhat studies report:\n\n{reported}\n"


def abroad() -> str:
    """Adoption abroad, as `docs/figures/abroad.py` worked it out."""
    kept = json.loads((DOCS / "figures" / "abroad.json").read_text(encoding="utf-8"))
    parts = [f"{kept['headline']} {kept['seeds']} seeds, {kept['draws']} draws."]
    for title, held in kept["tables"].items():
        lines = "".join(f"\n{line}\n" for line in held["lines"])
        parts.append(f"## {title}\n\n{table(held['header'], held['rows'])}{lines}")
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def questions() -> str:
    """What the questions of `credopolis question` found, as `docs/figures/questions.py` asked them."""
    kept = json.loads((DOCS / "figures" / "questions.json").read_text(encoding="utf-8"))
    parts = []
    for name, one in kept.items():
        said = "\n".join(f"- {text}" for text in one["says"]) or NO_FINDING
        parts.append(f"## {name}\n\n*{one['asks']}*\n\n`credopolis question {name}`. {one['size']}\n\n{said}\n")
        parts.append(f"{table(ASKED_COLUMNS[:-1], one['rows'])}\n{one['reads']}\n")
    return "\n".join(parts)


def on_record() -> str:
    """The documented record beside what is on record of its time, as `docs/figures/on_record.py` found it."""
    kept = json.loads((DOCS / "figures" / "on_record.json").read_text(encoding="utf-8"))
    head = f"`credopolis run china-2005-2025 --people {kept['people']} --seed {kept['seed']}`. {RECORD_NOTE}"
    return f"{head}\n\n{table(RECORD, kept['rows'])}"


def validation() -> str:
    """Targets beside runs, as `docs/figures/validation.py` found them."""
    kept = json.loads((DOCS / "figures" / "validation.json").read_text(encoding="utf-8"))
    verdicts = table(("target", "pattern", "verdict"), [(t["id"], t["pattern"], t["verdict"]) for t in kept["targets"]])
    lived = "\n".join(f"- {said}" for said in kept["lived"].values())
    parts = [f"`credopolis validate {kept['asked']}` lived:\n\n{lived}", verdicts]
    for one in kept["targets"]:
        parts.append(f"## {one['heading']}\n\n{table(VALIDATED, one['rows'])}\n{one['choice']}")
        if one["notes"]:
            parts.append("\n".join(f"- {note}" for note in one["notes"]))
        if one["years"]:
            parts.append(f"The stock year by year:\n\n{table(YEARS, one['years'])}")
    return "\n\n".join(parts) + "\n"


def governance() -> str:
    """What publicity, quotas, openness, audits and careers do, as `docs/figures/governance.py` counted it."""
    kept = json.loads((DOCS / "figures" / "governance.json").read_text(encoding="utf-8"))
    names = [*next(iter(kept["cases"].values()))[0]]
    mean = {
        case: [sum(run[name] for run in runs) / len(runs) for name in names] for case, runs in kept["cases"].items()
    }
    rows = []
    for case, numbers in mean.items():
        cells = [f"{value:,.0f}" if value >= 10 else f"{value:.2f}" for value in numbers]
        rows.append((case, *cells, kept["beside"][case]))
    size = (
        f"popular-account, {kept['people']:,} people, {kept['years']} years, mean of {len(kept['seeds'])} paired seeds."
    )
    return f"{size}\n\n{table(('', *names, 'compare with'), rows)}"


def held_out() -> str:
    """What was fitted and what was predicted, beside null models, as `docs/figures/held_out.py` found it."""
    parts = []
    for one in kept_predictions():
        head = f"`credopolis predict {one.name}`, {one.runs:,} runs."
        parts.append(f"## {one.title}\n\n{head}\n\n{table(PREDICTED_COLUMNS, one.rows)}")
    return "\n".join(parts)


def _counted() -> dict[str, ActCounts]:
    found = json.loads((DOCS / "figures" / "rates.json").read_text(encoding="utf-8"))
    return {name: ActCounts(**counts) for name, counts in found.items()}


def default_run() -> str:
    """What a run at its defaults prints about grades and falls, as `docs/images/make.py` kept it."""
    return _excerpt(DOCS / "images" / "default-run.txt", "popular-account", "Falls to a lower grade")


def _printed(example: str, first: str, end: str | None = None) -> str:
    return _excerpt(EXAMPLES / example / "output.txt", first, end)


def _excerpt(path: Path, first: str, end: str | None) -> str:
    """Recorded output, from the line that begins with `first` to the one before that begins with `end`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith(first))
    stop = next((k for k, line in enumerate(lines) if end and k > start and line.startswith(end)), len(lines))
    return "```text\n" + "\n".join(lines[start:stop]).strip() + "\n```\n"


PARTS: Final[dict[str, Callable[[], str]]] = {
    "tenant-screening-brief": tenant_screening_brief,
    "benefits-fraud-risk-brief": benefits_fraud_risk_brief,
    "first-run-summary": first_run_summary,
    "first-run-life": first_run_life,
    "change-one-rule": change_one_rule,
    "fork-a-run-brief": fork_a_run_brief,
    "own-rulebook-grades": own_rulebook_grades,
    "rates": rates,
    "both-doubts": both_doubts,
    "doubts": doubts,
    "abroad": abroad,
    "elasticities": elasticities,
    "questions": questions,
    "on-record": on_record,
    "validation": validation,
    "governance": governance,
    "held-out": held_out,
    "reversals": page_part,
    "default-run": default_run,
}
