"""Credopolis: the open instrument for studying social credit, on synthetic people only.

    import credopolis as cp
    run = cp.run("popular-account", people=1_000_000, years=10)
    run.grades            # a Polars frame
    run.life(123)         # one life's dossier, by replay

Names are fetched when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know the name; `typing` would take longer than all else that starts a command

if TYPE_CHECKING:
    from typing import Any

    from credopolis import economy as economy
    from credopolis.abroad.ask import diffusion as diffusion
    from credopolis.analysis.comparisons.ablate import ablate as ablate
    from credopolis.analysis.comparisons.compare import compare as compare
    from credopolis.analysis.comparisons.compare import compare_regimes as compare_regimes
    from credopolis.analysis.comparisons.decompose import decompose as decompose
    from credopolis.analysis.comparisons.rates import rates as rates
    from credopolis.analysis.forks.fork import fork as fork
    from credopolis.analysis.lives.find import find_lives as find_lives
    from credopolis.analysis.measures.standing import time_below as time_below
    from credopolis.analysis.open import execute as execute
    from credopolis.analysis.open import open_run as open_run
    from credopolis.analysis.open import panel as panel
    from credopolis.analysis.open import resume as resume
    from credopolis.analysis.open import run as run
    from credopolis.analysis.pages.report import write_report as write_report
    from credopolis.analysis.questions.ask import question as question
    from credopolis.analysis.studies.calibrate import calibrate as calibrate
    from credopolis.analysis.studies.compared import compare_in as compare_in
    from credopolis.analysis.studies.compared import read_comparison as read_comparison
    from credopolis.analysis.studies.design import make_design as make_design
    from credopolis.analysis.studies.elasticities import elasticities as elasticities
    from credopolis.analysis.studies.families import families as families
    from credopolis.analysis.studies.fit import fit as fit
    from credopolis.analysis.studies.predict import predict as predict
    from credopolis.analysis.studies.robust import robust as robust
    from credopolis.analysis.studies.sensitivity import sensitivity as sensitivity
    from credopolis.analysis.studies.sweep import sweep as sweep
    from credopolis.analysis.studies.targets import make_targets as make_targets
    from credopolis.analysis.studies.validate import validate as validate
    from credopolis.analysis.verify import verify as verify
    from credopolis.audit.judge import audit as audit
    from credopolis.company import desk as desk
    from credopolis.library.catalogue import load_scenario as load_scenario
    from credopolis.library.claims import claims as claims
    from credopolis.runs.reforms import make_reform as make_reform
    from credopolis.runs.session import Session as Session
    from credopolis.runs.settings import RunSettings as RunSettings
    from credopolis.store.run import Run as Run

_PUBLIC = {
    "calibrate": "credopolis.analysis.studies.calibrate",
    "fit": "credopolis.analysis.studies.fit",
    "predict": "credopolis.analysis.studies.predict",
    "validate": "credopolis.analysis.studies.validate",
    "claims": "credopolis.library.claims",
    "make_design": "credopolis.analysis.studies.design",
    "make_targets": "credopolis.analysis.studies.targets",
    "sensitivity": "credopolis.analysis.studies.sensitivity",
    "sweep": "credopolis.analysis.studies.sweep",
    "find_lives": "credopolis.analysis.lives.find",
    "ablate": "credopolis.analysis.comparisons.ablate",
    "compare": "credopolis.analysis.comparisons.compare",
    "compare_in": "credopolis.analysis.studies.compared",
    "read_comparison": "credopolis.analysis.studies.compared",
    "compare_regimes": "credopolis.analysis.comparisons.compare",
    "fork": "credopolis.analysis.forks.fork",
    "make_reform": "credopolis.runs.reforms",
    "audit": "credopolis.audit.judge",
    "diffusion": "credopolis.abroad.ask",
    "decompose": "credopolis.analysis.comparisons.decompose",
    "elasticities": "credopolis.analysis.studies.elasticities",
    "question": "credopolis.analysis.questions.ask",
    "rates": "credopolis.analysis.comparisons.rates",
    "panel": "credopolis.analysis.open",
    "run": "credopolis.analysis.open",
    "time_below": "credopolis.analysis.measures.standing",
    "families": "credopolis.analysis.studies.families",
    "robust": "credopolis.analysis.studies.robust",
    "verify": "credopolis.analysis.verify",
    "execute": "credopolis.analysis.open",
    "open_run": "credopolis.analysis.open",
    "resume": "credopolis.analysis.open",
    "write_report": "credopolis.analysis.pages.report",
    "load_scenario": "credopolis.library.catalogue",
    "Run": "credopolis.store.run",
    "Session": "credopolis.runs.session",
    "RunSettings": "credopolis.runs.settings",
}

__all__ = [
    "Run", "RunSettings", "Session", "__version__", "ablate", "audit", "calibrate", "claims", "compare",
    "compare_in", "compare_regimes", "decompose", "desk", "diffusion", "economy", "elasticities", "execute", "families",
    "find_lives", "fit", "fork", "load_scenario", "make_design", "make_reform", "make_targets", "open_run", "panel",
    "predict", "question", "rates", "read_comparison", "resume", "robust", "run", "sensitivity", "sweep",
    "time_below", "validate", "verify", "write_report",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "desk":
        from importlib import import_module

        return import_module("credopolis.company.desk")
    if name == "economy":
        from importlib import import_module

        return import_module("credopolis.economy")  # whose own doors are closed where those below are
    if name in _PUBLIC:
        from importlib import import_module

        from credopolis.core.limits import check_address_space
        from credopolis.core.systems import check_runs

        if name != "audit":
            check_runs()
        check_address_space(runs=name != "audit")
        return getattr(import_module(_PUBLIC[name]), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("credopolis")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
