"""Names of files and folders that some reader may take for a pattern, a scheme, an option or an escape."""

from __future__ import annotations

import os
import random
import re

ODD = (
    "seed[12]", "run[1]", "run[!a]", "[a-z]", "a*b", "**", "a?b", "~", "~tilde", "b\\c", "b\\[c", "[[]", "\\*", "{1,2}",
    "act=1", "%41", "it's", 'q"q', "sp ace ", "#h", "tab\tb", "new\nline", "a]b", "é日本", "-dash", "--help", "a;b",
    "$HOME", "`id`", "file:x", "s3:", "http:", "..x", "...", "a&b", "<b>", "|", "\x1b[31m", "a,b", "(a)", "!", "^a$",
    os.fsdecode(b"\xff"), os.fsdecode(b"not \xe9 text"), ".hidden", "~root", "a,off=office", "%s", "{0}", "C:", "a@b",
    "<stdin>", "-", "popular-account,regime.x=1", "a=b", "&amp;", "\u202e", "e\u0301", "\u00a0",
    "'; drop table grades; --",
)  # fmt: skip
_LETTERS = "ab1[]{}*?!~%#'\"` \t\n\\.$;&|<>()^,=:@+-\x1b\u202eé日" + os.fsdecode(b"\xff\xe9")


def generated(number: int, seed: int) -> list[str]:
    """Names drawn from odd letters; none is a step of a path."""
    chance = random.Random(seed)
    found: list[str] = []
    while len(found) < number:
        name = "".join(chance.choices(_LETTERS, k=chance.randint(1, 14)))
        if name not in (".", ".."):
            found.append(name)
    return found


def meant_by(name: str) -> list[str]:
    """What a name would mean to a reader that takes it for a pattern or an escape."""
    found = {name.replace("*", "x"), name.replace("?", "x"), name.replace("%41", "A"), name.replace("\\", "")}
    found |= {name.strip(), name.split(",")[0], name.split("=")[0], name.split("#")[0], os.path.expandvars(name)}
    for group in re.findall(r"\[([^]!]+)\]", name):
        found |= {re.sub(r"\[[^]]*\]", lambda _, letter=letter: letter, name) for letter in group if letter != "-"}
    return sorted(one for one in found - {name, "", ".", ".."} if "/" not in one)
