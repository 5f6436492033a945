"""Whether a checkout is ready to be released: version, changelog, citation and the state of git.

python scripts/releasing.py               # says all that is not ready, and ends with 1 if anything is
python scripts/releasing.py --sums dist   # writes dist/SHA256SUMS of what was built, and prints it
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:(?:a|b|rc)[0-9]+)?\Z")
_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_DATED: Final = re.compile(r"([0-9][0-9a-z.]*), ([0-9]{4}-[0-9]{2}-[0-9]{2})\Z")


def problems(texts: Mapping[str, str], tags: Sequence[str], changed: bool) -> list[str]:
    """What is not ready. texts : pyproject.toml, CHANGELOG.md and CITATION.cff by name. changed : since the commit."""
    version = str(tomllib.loads(texts["pyproject.toml"])["project"]["version"])
    found = []
    if not _VERSION.match(version):
        found.append(f"pyproject.toml: version is {version!r}; allowed: such as 1.2.3 or 1.2.3rc1.")
    if f"v{version}" in tags:
        found.append(f"pyproject.toml: version {version} has been released: there is a tag v{version}. Raise it.")
    date, told = _of_changelog(texts["CHANGELOG.md"], version)
    found += told
    cited = _of_citation(texts["CITATION.cff"])
    if cited.get("version") != version:
        found.append(f"CITATION.cff: version is {cited.get('version')!r}; it must be {version}.")
    if date and cited.get("date-released") != date:
        found.append(f"CITATION.cff: date-released is {cited.get('date-released')!r}; the changelog says {date}.")
    if changed:
        found.append("The checkout has changes that are not committed. Commit them.")
    return found


def _of_changelog(text: str, version: str) -> tuple[str, list[str]]:
    """The date of the version's section, and what is wrong with it."""
    headings = _HEADING.findall(text)
    dated = {match[1]: match[2] for heading in headings if (match := _DATED.match(heading))}
    wanted = f"a heading '## {version}, YYYY-MM-DD'"
    if version not in dated:
        return "", [f"CHANGELOG.md: there is no section of {version}; what is unreleased needs {wanted}."]
    if "Unreleased" in headings and text.split("## Unreleased", 1)[1].split("\n## ", 1)[0].strip():
        return dated[version], [f"CHANGELOG.md: something stands under Unreleased; move it under {version}."]
    newest = next(one for one in headings if one != "Unreleased")
    told = [] if newest.startswith(f"{version},") else [f"CHANGELOG.md: {version} is not its newest section."]
    return dated[version], told


def _of_citation(text: str) -> dict[str, str]:
    """The plain values at the top level of a citation's file."""
    lines = (re.match(r"([a-z-]+): *(.+)$", line) for line in text.splitlines())
    return {match[1]: match[2].strip("'\" ") for match in lines if match}


def sums(folder: Path) -> str:
    """SHA-256 of every file that was built, a line each, as `sha256sum -c` reads them."""
    files = sorted(p for p in folder.iterdir() if p.name.endswith((".whl", ".tar.gz")))
    return "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def main(arguments: Sequence[str]) -> int:
    """Check, or write the sums; see the module."""
    if arguments[:1] == ["--sums"]:
        text = sums(Path(arguments[1]))
        (Path(arguments[1]) / "SHA256SUMS").write_text(text, encoding="utf-8")
        print(text, end="")
        return 0
    texts = {name: (ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "CHANGELOG.md", "CITATION.cff")}
    found = problems(texts, _git("tag", "--list").split(), bool(_git("status", "--porcelain")))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
