"""What a result came from, the same in folders' names, texts, JSON, pages and citations: rules, version, seed,
hashes."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from credopolis.core.page import table
from credopolis.core.terminal import quoted

Manifest = Mapping[str, Any]
_FEW: Final = 3
_SHORT: Final = 12
_LONGEST_STEM: Final = 80


@dataclass(frozen=True)
class Rules:
    """The rules of a run. scenario, regime : names; off : switched off for it alone; changed : set for it, by path.

    digest : of the rulebook's file, "" if the run tells none. changes : dates on which a timeline changes the rules;
    left_out : whether the scenario has one that this run does without.
    """

    scenario: str
    regime: str
    title: str = ""
    account: str = ""
    off: tuple[str, ...] = ()
    changed: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    changes: int = 0
    left_out: bool = False

    @classmethod
    def of(cls, name: str, source: Mapping[str, Any]) -> Rules:
        """From a scenario's name and its `source`."""
        regime = Path(str(source.get("regime") or name))
        known = regime.parent.name if regime.name == "rulebook.yaml" else regime.stem if regime.suffix else regime.name
        return cls(
            name, known or name, str(source.get("regime_title") or ""), str(source.get("account") or ""),
            tuple(source.get("off_here") or ()), dict(source.get("overrides") or {}),
            str((source.get("digests") or {}).get("rulebook") or ""),
            sum(not step.get("not_modelled") for step in source.get("timeline") or ()),
            bool(source.get("timeline_left_out")),
        )  # fmt: skip

    @property
    def head(self) -> str:
        """The name of the rules, and of the scenario if they were set into another's society."""
        return self.regime if self.regime == self.scenario else f"{self.regime}, set in the scenario {self.scenario}"

    def in_words(self) -> str:
        """The rules with everything that was changed for this run."""
        parts = [self.head]
        if self.changes:
            parts.append(f"{self.changes} change{'s' * (self.changes > 1)} of rules on dates")
        if self.left_out:
            parts.append("without its changes of rules")
        if self.off:
            parts.append(f"without {', '.join(self.off)}")
        parts += [f"{path} = {value}" for path, value in self.changed.items()]
        return "; ".join(parts)

    @property
    def stem(self) -> str:
        """The rules as the name of a folder begins."""
        parts = [self.scenario]
        if self.regime != self.scenario:
            parts.append(f"under-{self.regime}")
        if self.left_out:
            parts.append("no-timeline")
        if self.off:
            parts.append("off-" + ("-".join(self.off) if len(self.off) <= _FEW else f"{len(self.off)}-mechanisms"))
        if self.changed:
            text = json.dumps(dict(self.changed), sort_keys=True, default=str)
            parts.append(f"set-{hashlib.blake2b(text.encode(), digest_size=3).hexdigest()}")
        first, *rest = parts
        return "-".join([first, *(re.sub(r"[^\w.-]", "_", part) for part in rest)])[:_LONGEST_STEM] if rest else first

    def as_json(self) -> dict[str, Any]:
        """The rules as plain data."""
        return {
            "scenario": self.scenario, "regime": self.regime, "regime_title": self.title, "account": self.account,
            "off": list(self.off), "set": dict(self.changed), "rulebook_hash": self.digest,
            **({"rule_changes": self.changes} if self.changes else {}),
            **({"timeline_left_out": True} if self.left_out else {}),
        }  # fmt: skip


def rules_of(manifest: Manifest) -> Rules:
    """The rules of a run by its manifest."""
    about = manifest["scenario"]
    return Rules.of(str(about["name"]), about.get("source") or {})


def citation(manifest: Manifest) -> str:
    """How to cite a run: version, rules and their hash, size, length, seed and fingerprint."""
    about, rules = manifest["scenario"], rules_of(manifest)
    people, scale = int(about["people"]), int(about.get("scale", 1))
    lives = f"{people:,} lives" + (f" for {scale:,} people each" if scale > 1 else "")
    days = int(manifest["parts"][-1]["through_day"]) if manifest["parts"] else 0
    book = f" (rulebook {rules.digest[:_SHORT]})" if rules.digest else ""
    return (
        f"Credopolis {manifest['versions']['credopolis']}, {rules.in_words()}{book}, {lives}, {days:,} days, seed "
        f"{about['seed']}, fingerprint {manifest.get('fingerprint') or 'none'}."
    )


def given_command() -> str:
    """The command in hand, without the folder that it took; `from Python` if there is none."""
    if "credopolis.cli.main" not in sys.modules and Path(sys.argv[0] if sys.argv else "").name != "credopolis":
        return "from Python"
    return repeat_command(sys.argv[1:])


def repeat_command(arguments: Sequence[str]) -> str:
    """The command that was given, without --out: its folder is taken now."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == "--out":
            skip = True
        elif not argument.startswith("--out="):
            kept.append(argument)
    return " ".join(map(quoted, ["credopolis", *kept]))


def provenance_of(manifest: Manifest) -> dict[str, Any]:
    """What a run's manifest says that it came from."""
    return {
        "version": manifest["versions"]["credopolis"],
        "command": str(manifest.get("command") or "from Python"),
        "seeds": [manifest["scenario"]["seed"]],
        "hashes": hashes_of(manifest),
        "git": manifest.get("git"),
    }


def hashes_of(manifest: Manifest) -> dict[str, Any]:
    """Hashes of the files that a run was put together from, of the kernels, and of what came out."""
    source = manifest["scenario"].get("source") or {}
    kernels, found = manifest.get("kernels"), manifest.get("fingerprint")
    return {**(source.get("digests") or {}), "kernels": kernels, "fingerprint": found}


def provenance(
    *, command: str | None = None, seeds: Sequence[int] = (), hashes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What was asked, by which version, with which seeds, of which files. command : None for the one in hand."""
    return {
        "version": version("credopolis"),
        "command": given_command() if command is None else command,
        "seeds": [int(seed) for seed in seeds],
        "hashes": dict(hashes or {}),
    }


def without_folders(command: str) -> str:
    """A command with whole paths cut to their last name: where somebody keeps files is nobody else's concern."""
    return re.sub(r"(?<![^\s='\"])(?:/|~)[^\s'\"]*/(?=[^\s'\"/])", "", command)


def origin_html(made: Mapping[str, Any], rules: Sequence[Mapping[str, Any]] = ()) -> str:
    """A page's section on what it came from. made : as of `provenance`; rules : of each regime, with its hashes."""
    rows = [("version", str(made["version"])), ("command", without_folders(str(made["command"])))]
    if made["seeds"]:
        rows.append(("seeds", _seeds(made["seeds"])))
    first = rules[0]["hashes"] if rules else {}
    for k, one in enumerate(rules):
        told = Rules(
            str(one["scenario"]), str(one["regime"]), off=tuple(one["off"]), changed=dict(one["set"])
        ).in_words()
        rows.append((f"rules of {without_folders(str(one['name']))}", told))
        own = {name: value for name, value in one["hashes"].items() if k == 0 or first.get(name) != value}
        rows += [(f"hash of {without_folders(name)}", str(value)) for name, value in own.items()]
    rows += [(f"hash of {without_folders(name)}", str(value)) for name, value in made["hashes"].items() if value]
    return (
        "<section><h2>What this came from</h2><p>The same version, files and seeds give the same numbers.</p>"
        f"{table(('', ''), rows)}</section>"
    )


def _seeds(seeds: Sequence[int]) -> str:
    """Seeds as a stretch, if they are one."""
    if len(seeds) > 1 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds))
