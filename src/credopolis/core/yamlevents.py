"""The YAML parser behind a narrow door: its events as one small class, its failures in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

_REMEDIES = (
    ("\\t", "a tab where spaces are needed", "Indent with spaces only."),
    ("mapping values are not allowed", "a colon where no value can begin", "Quote text that holds ': '."),
    ("could not find expected ':'", "a line that is neither 'key: value' nor '- item'", "Is a colon missing?"),
    ("expected <block end>", "the indentation does not fit the lines above", "Align this line with its neighbours."),
    ("expected ',' or '}'", "a mapping in braces that is not closed", "Check for a missing comma or '}'."),
    ("expected ',' or ']'", "a list in brackets that is not closed", "Check for a missing comma or ']'."),
    ("expected the node content", "a value is missing, or a bracket is not closed", "Check this line."),
    ("end of stream", "the file ends too early: a quote or bracket is not closed", "Close it."),
    ("too long a text", "a text of over 20,000 characters begins here", "Shorten it, or close its quote."),
    ("cannot start any token", "a character that no value can begin with", "Quote the text."),
)


_TAG: Final = re.compile(r"[^\s\0]*")
_LONGEST_TAG: Final = 80
_TOO_LONG: Final = "too long a text"
LONGEST_TEXT: Final = 20_000


class YamlEvent(NamedTuple):
    """One step of reading: kind is document, mapping, sequence, scalar, alias or end; `end` is where it ends."""

    kind: str
    position: tuple[int, int]
    value: str = ""
    plain: bool = False
    anchor: str = ""
    tag: str = ""
    end: tuple[int, int] = (1, 1)


class BadSyntax(Exception):
    """The text is not YAML."""

    def __init__(self, position: tuple[int, int], problem: str) -> None:
        self.position = position
        self.message, self.remedy = f"this is not YAML: {problem}", "Check this line and the one above it."
        for sign, message, remedy in _REMEDIES:
            if sign in problem:
                self.message, self.remedy = message, remedy
                break
        super().__init__(self.message)


def events(text: str) -> Iterator[YamlEvent]:
    """Events of a text, one after the other, so that a reader can stop at any bound.

    Raises
    ------
    BadSyntax
        At the first place where the text is not YAML.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    position = (1, 1)
    try:
        for raw in _parser().parse(text):
            event = _event(raw)
            if event is not None:
                position = event.position
                yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark is not None else position
        raise BadSyntax(where, str(error.problem or error.context)) from None
    except (YAMLError, ValueError, OverflowError, IndexError, AttributeError, TypeError) as error:
        # The parser lets a few failures of its own through, such as an escape beyond Unicode.
        raise BadSyntax(position, " ".join(str(error).split())[:120] or "it cannot be read") from None


def _parser() -> Any:
    from ruamel.yaml import YAML

    parser = YAML(typ="safe", pure=True)
    parser.Scanner = _scanner()
    return parser


@cache
def _scanner() -> type[Any]:
    """The parser's scanner with two bounds: of a tag the beginning is kept, and a text of words ends at a length.

    The parser's own builds tags letter by letter, in a time that grows with the square of their length, and texts
    slowly.
    """
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.scanner import Scanner
    from ruamel.yaml.tokens import TagToken

    class Bounded(Scanner):
        def scan_tag(self) -> Any:
            start = self.reader.get_mark()
            self.reader.prefix(_LONGEST_TAG)
            found = _TAG.match(self.reader.buffer, self.reader.pointer)
            tag = found[0] if found else "!"
            self.reader.forward(len(tag))
            return TagToken((None, tag[:_LONGEST_TAG].replace("%", "")), start, self.reader.get_mark())

        def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
            self._check_length(start_mark)
            return super().scan_plain_spaces(indent, start_mark)

        def scan_flow_scalar_spaces(self, double: Any, start_mark: Any) -> Any:
            self._check_length(start_mark)
            return super().scan_flow_scalar_spaces(double, start_mark)

        def _check_length(self, start: Any) -> None:
            if self.reader.index - start.index > LONGEST_TEXT:
                raise MarkedYAMLError(problem=_TOO_LONG, problem_mark=start)

    return Bounded


def _event(raw: Any) -> YamlEvent | None:
    name = type(raw).__name__
    mark = raw.start_mark
    position = (mark.line + 1, mark.column + 1)
    if name in ("MappingEndEvent", "SequenceEndEvent"):
        return YamlEvent("end", position)
    if name == "DocumentStartEvent":
        return YamlEvent("document", position, "%" if raw.version or raw.tags else "")
    if name == "AliasEvent":
        return YamlEvent("alias", position, str(raw.anchor))
    kinds = {"MappingStartEvent": "mapping", "SequenceStartEvent": "sequence", "ScalarEvent": "scalar"}
    if name not in kinds:
        return None
    anchor, tag = str(raw.anchor or ""), str(getattr(raw, "tag", None) or "")
    value = raw.value if name == "ScalarEvent" else ""
    plain = name == "ScalarEvent" and raw.style is None
    end = (raw.end_mark.line + 1, raw.end_mark.column + 1)
    return YamlEvent(kinds[name], position, value, plain, anchor, tag, end)
