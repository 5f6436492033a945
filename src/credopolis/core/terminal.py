"""Text of others made safe to print: a title or a file's name must not steer the terminal that shows it.

Escape characters could move the cursor, rename the window or hide what was printed; marks of direction could make a
name read backwards. Each such character is written as its escape (`\\x1b`), so that it is seen and does nothing.
"""

from __future__ import annotations

import re
import shlex
import sys
from contextlib import suppress
from pathlib import PurePath
from typing import Final

_UNSAFE: Final = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, of both sets; not the ends of lines and tabs
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction
    "\u2028\u2029\u200b\u2060\ufeff"  # ends of lines and spaces that do not look it
    "\ud800-\udfff"  # halves of characters: bytes of a file's name that are no text
    "\U000e0000-\U000e007f"  # tags, which show nothing
    "]"
)


def safe(text: str) -> str:
    """The text with every character that could steer a terminal written as an escape."""
    return _UNSAFE.sub(lambda found: _escape(found[0]), text)


def safe_line(text: str) -> str:
    """As `safe`, on one line."""
    return safe(text).replace("\n", "\\n").replace("\t", "\\t")


def safe_json(text: str) -> str:
    """JSON that means the same, with these characters as JSON escapes them."""
    return _UNSAFE.sub(lambda found: _json_escape(found[0]), text)


def tell_stderr(text: str) -> None:
    """Write a line to the error stream, if there is one."""
    with suppress(OSError, ValueError):
        sys.stderr.write(safe(text) + "\n")


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def command(*words: object) -> str:
    """A command to copy: `credopolis` and words quoted for a shell; a path that begins with a dash is no option."""
    told = (path_word(word) if isinstance(word, PurePath) else str(word) for word in words)
    return " ".join(["credopolis", *map(quoted, told)])


def python_line(program: str) -> str:
    """A line of Python to copy into a shell."""
    if '"' in program or any(c in program for c in "\\$`!"):
        return f"python -c {quoted(program)}"
    return f'python -c "{program}"'


def quoted(word: str) -> str:
    """A word for a shell; one that a terminal does not show as it is stands in $'...'."""
    if safe_line(word) == word:
        return shlex.quote(word)
    written = "".join(_in_shell(c) for c in word)
    return f"$'{written}'"


def path_word(path: PurePath) -> str:
    """A path for a command to copy: a leading dash would be read as an option."""
    text = str(path)
    return f"./{text}" if text.startswith("-") else text


def _in_shell(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    if not _UNSAFE.match(character):
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
