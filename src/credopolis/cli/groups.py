"""The list of commands in `--help`: in groups of what they are for, each with a line that fits 80 columns."""

from __future__ import annotations

from typing import Any, Final

from typer.core import TyperGroup

GROUPS: Final[dict[str, dict[str, str]]] = {
    "Simulate a society": {
        "run": "live a scenario, and keep what came out in a folder",
        "resume": "go on with a run that was stopped or killed",
        "studio": "open a page in the browser on which a society lives",
    },
    "Look at a run": {
        "report": "write one page: pictures, numbers, assumptions",
        "verify": "live a run again, and compare what comes out",
        "life": "tell all that happened to one synthetic life",
        "panel": "keep a sample of whole lives as Parquet",
        "decompose": "split differences between groups: rules, seeing, offices",
    },
    "Compare rules": {
        "compare": "regimes on common random numbers: every measure, and twins",
        "fork": "one past, then a future without a reform and one with each",
        "ablate": "each mechanism off in turn, and what that changes",
    },
    "Experiment": {
        "question": "what a paper would ask, one command and one page each",
        "elasticities": "how acts answer to certainty, severity, delay and cameras",
        "families": "children by their parents' grades, gates on and off",
        "rates": "how often acts are done and entered, beside known counts",
        "robust": "every headline with what chance and assumptions do to it",
        "sweep": "make the runs of a design: grid, Latin hypercube, Sobol",
        "sensitivity": "which assumptions matter: Sobol indices, Morris's effects",
        "fit": "free parameters of a scenario, fitted to what is on record",
        "validate": "targets beside runs: both doubts, tolerance, verdict",
        "calibrate": "fit assumptions to reported figures, within their ranges",
        "predict": "fit some figures, predict others, beside simpler models",
    },
    "Judge rules before anyone lives under them": {
        "audit": "what rulebooks do: proofs, findings with lines, legal tests",
        "rulebook": "begin, check, test, show and compare rulebooks",
    },
    "Ask rules about a company": {
        "company": "a company's standing, exposure, plan; another rulebook",
    },
    "Look abroad": {
        "diffusion": "which countries adopt parts of it by when, and why",
    },
    "Look things up": {
        "examples": "the examples, data and schemas, copied into a folder",
        "regimes": "the regimes that ship, and which account each belongs to",
        "mechanisms": "the mechanisms of the model, and which can be off",
        "facts": "the evidence behind the values",
        "claims": "what the account claims, and what of it runs",
    },
}
HELP_NAMES: Final = {"help_option_names": ["-h", "--help"]}


class Grouped(TyperGroup):
    """The command `credopolis`, whose help lists its commands by `GROUPS`."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([*commands.items()])
