"""A page as one file: its head and style, its charts with the data and the script that draw them, and its contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from credopolis.core import bundle
from credopolis.core.figure import Figure, data_of, embedded

_STYLE = """
:root { --paper: #fff; --ink: #14181c; --muted: #55606a; --line: #d5dade; --note: #fff4e0; --link: #1f5fa8;
  --page: 56rem; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #101418; --ink: #e8ebee; --muted: #a9b2ba; --line: #36404a; --note: #3a2c12; --link: #8ec1f2; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: var(--page); background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .5rem; }
section { scroll-margin-top: 1rem; }
section > .credopolis-chart { margin: 1.8rem 0; }
p, li { max-width: 44rem; }
figure { margin: 0; }
figcaption, .small { color: var(--muted); font-size: .9rem; }
.note { background: var(--note); padding: .5rem .8rem; border-radius: .3rem; }
blockquote { margin: 0 0 1rem; padding: .5rem .9rem; border-left: 3px solid var(--line); }
a { color: var(--link); }
summary { cursor: pointer; padding: .3rem 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .22rem .9rem .22rem 0; overflow-wrap: break-word;
  border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 600; }
.scroll { overflow-x: auto; }
.contents ul { list-style: none; margin: .2rem 0; padding: 0; font-size: .9rem; columns: 2 18rem; }
.contents li { margin: 0 0 .45rem; line-height: 1.35; break-inside: avoid; }
.contents a { text-decoration: none; }
.contents a:hover { text-decoration: underline; }
.contents .book { font-weight: 600; margin-top: .8rem; }
@media (min-width: 82rem) {
  .has-contents { padding-left: 18rem; }
  .contents { position: fixed; top: 2rem; bottom: 1rem; left: max(1rem, calc((100vw - var(--page) - 19rem) / 2));
    width: 15rem; overflow-y: auto; }
  .contents ul { columns: 1; }
  .contents summary { font-weight: 600; list-style: none; }
  .contents details::details-content { content-visibility: visible; display: block; block-size: auto; }
}
@media (max-width: 40rem) {
  p, li, h1, h2, code, summary, blockquote { overflow-wrap: anywhere; }
  .scroll { overflow-x: visible; }
  table, tbody, tr, td { display: block; width: auto; }
  thead { display: none; }
  tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  td { border: 0; padding: .1rem 0; overflow-wrap: anywhere; }
  td:first-child { font-weight: 600; }
  td::before { color: var(--muted); font-weight: 400; }
COLUMNS
  td:empty { display: none; }
}
@media print {
  :root { --paper: #fff; --ink: #14181c; --muted: #55606a; --line: #d5dade; }
  body, .has-contents { padding: 0; max-width: none; }
  .contents { display: none; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
}
"""
_MOST: Final = 20
"""Columns of a table whose names stand before its cells on a telephone."""
_NAMES: Final = "\n".join(f'  td:nth-child({k})::before {{ content: var(--c{k}) ": "; }}' for k in range(1, _MOST + 1))
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src {}; img-src data: blob:; base-uri 'none'; "
    "form-action 'none'"
)
"""What a page may do: nothing is fetched, and of scripts only the bundle's own runs, by its hash."""
_CHART: Final = "<script type='application/json' data-credopolis-chart>"
_HEADING: Final = re.compile(r"<h1>(?P<book>.*?)</h1>|<section>(?=<h2>(?P<part>.*?)</h2>)", re.DOTALL)
_LONG: Final = 6
"""Sections from which a page has a table of contents."""


def page(title: str, body: str, style: str = "") -> str:
    """A whole HTML page; `body` is markup in which every word has been escaped. style : of this kind of page.

    A page with charts holds the bundle's script and style once, and no other script runs in it.
    """
    drawn = _CHART in body
    policy = _POLICY.format(bundle.script_hash() if drawn else "'none'")
    styles = f"{_STYLE.replace('COLUMNS', _NAMES)}{bundle.style() if drawn else ''}{style}"
    script = f"<script type='module'>{bundle.script()}</script>\n" if drawn else ""
    body, long = with_contents(body)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(title)}</title>\n<style>{styles}</style>\n</head>\n"
        f"<body{' class=has-contents' if long else ''}>\n<main>\n{body}\n</main>\n{script}</body>\n</html>\n"
    )


def with_contents(body: str) -> tuple[str, bool]:
    """A body whose sections have names to link to, with a table of contents if it is long; and whether it has one."""
    entries: list[tuple[str, str, str]] = []
    several = body.count("<h1>") > 1

    def named(found: re.Match[str]) -> str:
        book, part = found["book"], found["part"]
        if book is not None and not several:
            return found[0]
        name = _unlike({one for one, *_ in entries}, book or part)
        entries.append((name, book or part, "book" if part is None else ""))
        return f"<h1 id='{name}'>{book}</h1>" if part is None else f"<section id='{name}'>"

    marked = _HEADING.sub(named, body)
    if len(entries) < _LONG:
        return body, False
    lines = (
        f"<li{f' class={kind}' if kind else ''}><a href='#{name}'>{words}</a></li>" for name, words, kind in entries
    )
    contents = (
        "<nav class='contents' aria-label='On this page'><details><summary>On this page</summary>"
        f"<ul>{''.join(lines)}</ul></details></nav>"
    )
    before, ends, after = marked.partition("</header>")
    return (contents + marked if several or not ends else f"{before}{ends}{contents}{after}"), True


def _unlike(taken: set[str], words: str) -> str:
    """A name for a link, of the letters of a heading, that no other heading has."""
    plain = re.sub(r"&\w+;|&#\w+;", " ", words).lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "part"
    return next(one for k in range(len(taken) + 1) if (one := f"{name}-{k + 1}" if k else name) not in taken)


def figure_section(figure: Figure) -> str:
    """A chart under its title: its words, its table, and as data all that the bundle draws it from."""
    held = {key: value for key, value in data_of(figure, "").items() if key not in ("header", "rows")}
    return (
        f"<section><h2>{escape(figure.title)}</h2><p class='small'>{escape(figure.caption)}</p>"
        "<noscript><p class='small'>Where scripts run, this is drawn.</p></noscript>"
        f"<details><summary>The numbers</summary>{table(figure.header, figure.rows)}</details>"
        f"{embedded(held)}</section>"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of words, which on a telephone becomes a list: each row a block, each cell with its column's name.

    Without any header there is no head.
    """
    return marked_table(header, [[escape(cell) for cell in row] for row in rows], kind)


def marked_table(header: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """The same of cells that are markup."""
    named = [(k, name) for k, name in enumerate(header, 1) if name]
    heads = "".join(f"<th scope='col'>{escape(name)}</th>" if name else "<td></td>" for name in header)
    top = f"<thead><tr>{heads}</tr></thead>" if named else ""
    names = "".join(f"--c{k}:{_quoted(name)};" for k, name in named)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    shown, style = f"scroll {kind}".strip(), f" style='{names}'" if named else ""
    return f"<div class='{shown}'><table{style}>{top}<tbody>{body}</tbody></table></div>"


def _quoted(name: str) -> str:
    """A name as a text of a style, in an attribute: nothing in it can end either."""
    return '"' + re.sub(r"[^\w ,.%()-]", lambda found: f"\\{ord(found[0]):x} ", name, flags=re.ASCII) + '"'
