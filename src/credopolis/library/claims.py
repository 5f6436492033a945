"""What the founding account claims, claim by claim: what of it runs here, by which mechanisms, and where it is shown.

The table says what is claimed, in our words, and whose; it finds nothing. `credopolis claims` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError, UnknownName
from credopolis.core.faults import FaultyFile
from credopolis.core.shapes import Choice, Key, ListOf, MapOf, Record, Text, read_all
from credopolis.core.yamlfile import load_yaml

RUNS: Final = "runs"
IN_PART: Final = "in part"
NOT_YET: Final = "does not run"
STATES: Final = (RUNS, IN_PART, NOT_YET)
SCREENS: Final = ("wall", "charts", "life", "lessons", "compare", "rulebook", "company", "evidence", "abroad")
"""Parts of the studio, as `docs/studio.md` has them."""
_FILE: Final = Path(__file__).parent / "evidence" / "claims.yaml"
_FORMAT: Final = "credopolis-claims/1"
_MOST: Final = 30


@dataclass(frozen=True)
class Claim:
    """One claim.

    says : in our words. mechanisms, tables : by their names. tests : files that would fail. see : parts of the studio
    (`SCREENS`). effect : the command whose result is what the claim's mechanisms do. lacks : what of it does not run.
    source : facts that hold the claim.
    """

    name: str
    says: str
    mechanisms: tuple[str, ...]
    tables: tuple[str, ...]
    tests: tuple[str, ...]
    see: tuple[str, ...]
    effect: str
    lacks: str
    source: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Whether it runs, runs in part, or does not run yet."""
        return NOT_YET if not self.effect else IN_PART if self.lacks else RUNS


def _claim(
    says: str, mechanisms: tuple[str, ...], tables: tuple[str, ...], tests: tuple[str, ...], see: tuple[str, ...],
    effect: str, lacks: str,
) -> Claim:  # fmt: skip
    return Claim("", says, mechanisms, tables, tests, see, effect, lacks)


_CLAIM: Final[Record[Claim]] = Record(
    _claim,
    {
        "says": Key(Text(), meaning="the claim in our words"),
        "mechanisms": Key(ListOf(Text(), _MOST), default=(), meaning="names of mechanisms"),
        "tables": Key(ListOf(Text(), _MOST), default=(), meaning="names of tables of a run"),
        "tests": Key(ListOf(Text(holds="free"), _MOST), default=(), meaning="files of tests"),
        "see": Key(ListOf(Choice(SCREENS), _MOST), default=(), meaning="parts of the studio"),
        "effect": Key(Text(holds="free"), default="", meaning="the command whose result is its effect"),
        "lacks": Key(Text(), default="", meaning="what of it does not run"),
    },
)
_CLAIMS: Final[Record[dict[str, Claim]]] = Record(
    lambda format, claims: claims,
    {
        "format": Key(Choice((_FORMAT,)), spare="", meaning="the format and its version"),
        "claims": Key(MapOf(Text(pattern=r"^[a-z-]+$", holds="name"), _CLAIM, 500), spare={}, meaning="claims by name"),
    },
)


@cache
def claims() -> tuple[Claim, ...]:
    """All of them, in the order of the account.

    Raises
    ------
    CredopolisError
        If the file of the package cannot be read.
    """
    try:
        found, reading = read_all(_CLAIMS, load_yaml(_FILE))
    except FaultyFile as error:
        raise CredopolisError(f"The table of claims cannot be read ({error}). Install the package again.") from None
    sources = {path[1]: source.source for path, source in reading.sources.items() if path[:1] == ("claims",)}
    return tuple(replace(claim, name=name, source=tuple(sources.get(name, ()))) for name, claim in found.items())


def look_up_claims(word: str) -> tuple[Claim, ...]:
    """The claim of this name, or those that hold a word, in any case of letters.

    Raises
    ------
    UnknownName
        If there is none.
    """
    sought = word.strip().lower()
    found = tuple(claim for claim in claims() if claim.name == sought)
    found = found or tuple(c for c in claims() if sought in " ".join((c.name, c.says, *c.mechanisms, c.lacks)).lower())
    if not sought or not found:
        raise UnknownName("claim", word, [claim.name for claim in claims()], "`credopolis claims` lists all.")
    return found
