"""Libraries that only some commands need: fetched when first used, and if missing, how to install them.

The command that is named works for how this package came here: by pip or uv, from an index, a file or a checkout,
into an environment or as a tool of pipx or uv. What installed it is told by its metadata (INSTALLER, PEP 376;
direct_url.json, PEP 610).
"""

from __future__ import annotations

import json
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from credopolis.core.errors import Misuse

NAME: Final = "credopolis"


class MissingExtra(Misuse):
    """A library of an extra that is not installed."""

    def __init__(self, library: str, extra: str, what: str) -> None:
        self.library, self.extra, self.what = library, extra, what
        super().__init__(f"{what} needs {library}, which is not installed: {install_command(extra)}")


def need(module: str, what: str, extra: str = "experiments") -> Any:
    """Import a module of an extra; `what` says in a message what needs it.

    Raises
    ------
    MissingExtra
        If it, or a library that it needs, is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or module).split(".")[0]
        raise MissingExtra(missing, extra, what) from None


def install_command(extra: str) -> str:
    """The command that adds an extra to this installation."""
    installer, source = _installed()
    return command_for(extra, installer, source, sys.prefix, sys.executable)


def command_for(extra: str, installer: str, source: dict[str, Any], prefix: str, python: str) -> str:
    """The same for an installation as its metadata tell of it. source : of direct_url.json, empty if from an index."""
    url, editable = str(source.get("url", "")), bool(dict(source.get("dir_info") or {}).get("editable"))
    where = unquote(urlsplit(url).path) if url.startswith("file:") else ""
    if editable and where:
        wanted = f"--editable {shlex.quote(f'{where}[{extra}]')}"
    elif where and "dir_info" in source:
        wanted = shlex.quote(f"{where}[{extra}]")
    else:
        wanted = f"'{NAME}[{extra}]'" if not url else shlex.quote(f"{NAME}[{extra}] @ {_whole(url, source)}")
    parts = Path(prefix).parts
    if "pipx" in parts and "venvs" in parts:
        return f"pipx install --force {wanted}"
    if "uv" in parts and "tools" in parts:
        return f"uv tool install --force {wanted}"
    if installer == "uv":
        return f"uv pip install --python {shlex.quote(python)} {wanted}"
    return f"{shlex.quote(python)} -m pip install {wanted}"


def _whole(url: str, source: dict[str, Any]) -> str:
    """An address as pip takes it, with its commit if it is a repository's."""
    known = dict(source.get("vcs_info") or {})
    return f"{known['vcs']}+{url}@{known['commit_id']}" if {"vcs", "commit_id"} <= known.keys() else url


def _installed() -> tuple[str, dict[str, Any]]:
    """What installed this package, and from where; nothing known of a package that is only on the path."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution(NAME)
        source = json.loads(found.read_text("direct_url.json") or "{}")
        return (found.read_text("INSTALLER") or "").strip(), source if isinstance(source, dict) else {}
    except (PackageNotFoundError, ValueError, OSError):
        return "", {}
