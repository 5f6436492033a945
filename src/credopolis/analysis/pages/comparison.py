"""Pages of a comparison and of an ablation: self-contained HTML, pictures inline, a table behind every picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Final

from credopolis.analysis import words
from credopolis.analysis.comparisons.ablate import Ablation
from credopolis.analysis.comparisons.compare import Comparison
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.comparisons.difference_in_words import in_words, values_in_words
from credopolis.analysis.comparisons.picture import difference_dots
from credopolis.analysis.comparisons.seeds import TwinStory
from credopolis.analysis.comparisons.telling import doubts_in_words, no_verdict, own_terms_in_words
from credopolis.analysis.comparisons.twins import GroupOfTwins, Twins
from credopolis.analysis.lives.dossier import Dossier
from credopolis.analysis.lives.happenings import Happening
from credopolis.analysis.pages import figures
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import origin_html, provenance

SYNTHETIC: Final = "All people here are synthetic: no row stands for a real person."
_FIRST: Final = 5


def comparison_html(found: Comparison, title: str = "", about: Sequence[str] = ()) -> str:
    """The page of a comparison as text. title, about : of the page, and paragraphs that come first."""
    title = title or " and ".join(found.regimes) + ", compared"
    by_regime = [list(group) for _, group in groupby(found.differences, key=lambda d: d.regime)]
    sections = [
        f"<header><h1>{escape(title)}</h1><p>{SYNTHETIC}</p></header>",
        "".join(f"<p>{escape(line)}</p>" for line in about),
        _brief(found),
        *(figure_section(difference_dots(group, found.level, f"differences-{k}")) for k, group in enumerate(by_regime)),
        _left_out(found.undefined),
        "".join(f"<p class='small'>{escape(line)}</p>" for line in own_terms_in_words(found)),
        *(_twins(twins, found.level) for twins in found.twins),
        *(_story(story) for story in found.stories),
        _how(found),
        _origin(found),
    ]
    return page(title, "\n".join(s for s in sections if s))


def ablation_html(found: Ablation) -> str:
    """The page of an ablation as text."""
    title = f"{found.scenario}: each mechanism off in turn"
    off = ", ".join(found.off_already)
    sections = [
        f"<header><h1>{escape(title)}</h1><p>{SYNTHETIC}</p></header>",
        f"<section><p>{escape(size_in_words(found.comparison))}"
        f"{escape(f' Off in all of them: {off}.') if off else ''}</p></section>",
        figure_section(figures.heat_map(found)),
        _left_out(found.comparison.undefined),
        _how(found.comparison),
        _origin(found.comparison),
    ]
    return page(title, "\n".join(s for s in sections if s))


def size_in_words(found: Comparison) -> str:
    """How many lives, years, seeds and runs a comparison rests on."""
    runs = len(found.seeds) * len(found.regimes)
    return (
        f"{runs:,} runs of {found.people:,} synthetic lives over {words.years(found.days)}, seeds {found.seeds[0]} to "
        f"{found.seeds[-1]}, each seed once under every regime.{words.weight(found.people, found.scale)}"
    )


def sentence(d: Difference) -> str:
    """One difference in words."""
    value_against, value = values_in_words(d)
    return (
        f"{d.title[0].upper()}{d.title[1:]} ({d.unit}): {value} under {d.regime}, {value_against} under {d.against}; "
        f"difference {in_words(d)}."
    )


def twins_in_words(twins: Twins) -> str:
    """Who is better or worse off, in one sentence over all lives."""
    everyone = twins.groups[0]
    worse, better = (words.with_interval(share, " %") for share in (everyone.worse, everyone.better))
    return (
        f"By the {twins.yardstick} on the last day, {worse} of lives are worse off under {twins.regime} than under "
        f"{twins.against}, {better} are better off, and the others stand the same; on average over all lives the "
        f"change is {words.difference(everyone.change)} hundredths."
    )


def _brief(found: Comparison) -> str:
    lines = []
    for _, group in groupby(found.differences, key=lambda d: d.regime):
        clear = [d for d in group if d.clear and not d.measure.startswith("grade ")]
        lines += [sentence(d) for d in clear[:_FIRST]]
    lines += [twins_in_words(twins) for twins in found.twins if twins.groups]
    if not any(d.clear for d in found.differences):
        lines.insert(0, "No headline measure differs by more than chance between seeds would explain.")
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        f"<section><h2>In brief</h2><p>{escape(size_in_words(found))}</p><ul>{items}</ul>"
        f"<p class='small'>Brackets hold intervals over seeds. {escape(doubts_in_words(found))}</p></section>"
    )


def _left_out(titles: Iterable[str]) -> str:
    named = ", ".join(titles)
    if not named:
        return ""
    told = f"Not defined in every run of some regime, and left out there: {escape(named)}."
    return f"<section><p class='small'>{told}</p></section>"


def _twins(twins: Twins, level: float) -> str:
    if not twins.yardstick:
        title = f"Twins: {escape(twins.regime)} against {escape(twins.against)}"
        return f"<section><h2>{title}</h2><p>{escape(no_verdict(twins))}</p></section>"
    if not twins.groups:
        return ""
    rows = [_group_row(g) for g in twins.groups]
    header = ("", "lives", "% worse off", "% better off", "mean change", "mean loss", "mean gain")
    return (
        f"<section><h2>Twins: {escape(twins.regime)} against {escape(twins.against)}</h2>"
        f"<p>{escape(twins_in_words(twins))}</p><p class='small'>The same lives on the same draws. Changes are in "
        f"hundredths of the {escape(twins.yardstick)}; brackets hold {100 * level:.0f} % intervals over seeds. Better "
        "and worse are the rulebooks' own words, worked out: nobody's well-being is measured.</p>"
        f"{table(header, rows)}</section>"
    )


def _group_row(g: GroupOfTwins) -> tuple[str, ...]:
    shares, changes = (g.worse, g.better), (g.change, g.loss, g.gain)
    return (g.group, words.count(g.lives), *map(words.with_interval, shares), *map(words.difference, changes))


def _story(story: TwinStory) -> str:
    facts = story.first.facts
    who = f"{facts['sex']}, {facts['age']}, {facts['occupation']}, {facts['province']}"
    head = (f"under {story.against}", f"under {story.regime}")
    return (
        f"<section><h2>Life {story.life:,}: {escape(story.chosen)}</h2><p>{escape(who)}; seed {story.seed}. "
        f"{escape(story.regime)} against {escape(story.against)}.</p>"
        f"{table(('date', *head), side_by_side(story.first, story.second))}</section>"
    )


def side_by_side(first: Dossier, second: Dossier) -> list[tuple[str, str, str]]:
    """Two tellings of one life by date: what happened on a day under the one, and under the other."""
    by_day: dict[str, tuple[list[str], list[str]]] = {}
    for k, dossier in enumerate((first, second)):
        for happening in dossier.happenings:
            by_day.setdefault(happening.date.isoformat(), ([], []))[k].append(_told(happening))
    rows = [(day, "; ".join(told[0]), "; ".join(told[1])) for day, told in sorted(by_day.items())]
    if not rows:
        return [("", "nothing happened that the rulebook knows of", "nothing happened that the rulebook knows of")]
    return [*rows, ("at the end", _ended(first), _ended(second))]


def _told(h: Happening) -> str:
    return f"{h.in_words()} [{h.score}, {h.grade}{f', locked until {h.lock_until}' if h.lock_until else ''}]"


def _ended(dossier: Dossier) -> str:
    if not dossier.happenings:
        return "where it began"
    last = dossier.happenings[-1]
    return f"score {last.score}, grade {last.grade}"


def _origin(found: Comparison) -> str:
    return origin_html(provenance(seeds=found.seeds), found.rules)


def _how(found: Comparison) -> str:
    return (
        "<section><h2>How this was worked out</h2><p>Regimes are run on common random numbers: every draw that they "
        "share is the same, so a difference is not blurred by who happened to do what. Each seed gives one difference; "
        f"the interval is Student's over {len(found.seeds)} of them, at {100 * found.level:.0f} %. Where a difference "
        "rests on a handful of events, a few seeds can agree by accident: there the interval is widened to what the "
        "count leaves open by its exact Poisson interval. The ratio of variances says how many times more seeds "
        "unpaired runs would have needed for the same precision.</p></section>"
    )
