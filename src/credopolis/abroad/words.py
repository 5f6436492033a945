"""What was found of adoption abroad, in words for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from credopolis.abroad.found import AbroadFound
from credopolis.abroad.tables import headline, parts_of, percent

_SHOWN = 10
_WIDTH = 110


def abroad_text(found: AbroadFound) -> str:
    """A result in words: without its longest tables, which a page and `--json` have."""
    lines = [*wrap(headline(found), _WIDTH), ""]
    for note in found.notes:
        lines += wrap(note, _WIDTH)
    lines += ["", *_likeliest(found)]
    for part in parts_of(found)[:-1]:
        narrow = part.title != "Beside what is on record"
        width = len(part.header) if narrow else len(part.header) - 1
        shown = [row[:width] for row in part.rows]
        if part.title == "Year by year":
            shown = [row[:4] for row in shown]
            width = 4
        lines += ["", part.title, *_columns([part.header[:width], *shown])]
        for line in part.lines:
            lines += wrap(line, _WIDTH)
    return "\n".join(lines)


def _likeliest(found: AbroadFound) -> list[str]:
    open_ = sorted((one for one in found.countries if one.since is None), key=lambda one: (-one.chance, one.code))
    if not open_:
        return []
    rows = [("country", "%", "by the parameters, %")]
    for one in (*open_[:_SHOWN], *open_[-_SHOWN:]) if len(open_) > 2 * _SHOWN else open_:
        doubt = "not asked" if one.least is None or one.most is None else f"{percent(one.least)} to {percent(one.most)}"
        rows.append((one.name, percent(one.chance), doubt))
    return [f"Chance of a part by {found.until}: the {_SHOWN} highest and lowest", *_columns(rows)]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
