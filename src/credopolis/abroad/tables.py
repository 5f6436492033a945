"""What was found of adoption abroad, as tables of words."""

from __future__ import annotations

from credopolis.abroad.countries import REGIONS
from credopolis.abroad.found import AbroadFound, CheckFound, TwoDoubts
from credopolis.company.tables import DeskTable

COLUMNS = ("value", "by chance", "by the parameters")


def number(value: float) -> str:
    """A figure in a table."""
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.3f}"


def span(low: float | None, high: float | None) -> str:
    """The ends of a doubt."""
    return "not asked" if low is None or high is None else f"{number(low)} to {number(high)}"


def percent(chance: float) -> str:
    """A chance in percent."""
    return f"{100 * chance:.0f}"


def doubts(one: TwoDoubts) -> tuple[str, str, str]:
    """A figure with both doubts, as cells."""
    return number(one.value), span(one.low, one.high), span(one.least, one.most)


def parts_of(found: AbroadFound) -> list[DeskTable]:
    """All tables of a result but that of countries."""
    return [_years(found), _factors(found), _checks(found), _rivals(found), _parameters(found)]


def headline(found: AbroadFound) -> str:
    """What comes out, in a sentence."""
    end = found.years[-1].adopted
    least, most = (end.low, end.high) if end.least is None or end.most is None else (end.least, end.most)
    without = f" without {', '.join(found.off)}" if found.off else ""
    return (
        f"{len(found.countries)} countries and territories, {found.years[0].adopted.value:.0f} of them in the index by "
        f"{found.since}. By {found.until}{without}, {end.value:.0f} have adopted a part ({end.low:.0f} to "
        f"{end.high:.0f} by chance, {least:.0f} to {most:.0f} by the parameters)."
    )


def tally(checks: tuple[CheckFound, ...]) -> str:
    """How many rows on record are met, of those that were not fitted and could be asked."""
    asked = [one for one in checks if one.use == "checked"]
    met = sum(one.verdict == "met" for one in asked)
    return f"Of {len(asked)} numbers that were not fitted, {met} are met and {len(asked) - met} are not."


def countries_of(found: AbroadFound) -> DeskTable:
    """Every country."""
    rows = (
        (one.code, one.name, REGIONS[one.region], str(one.since) if one.since else "not in it", percent(one.chance),
         "" if one.least is None or one.most is None else f"{percent(one.least)} to {percent(one.most)}")
        for one in found.countries
    )  # fmt: skip
    header = ("code", "country", "region", "in the index", f"chance by {found.until}, %", "by the parameters, %")
    return DeskTable("Countries", header, tuple(rows))


def _years(found: AbroadFound) -> DeskTable:
    names = (*found.years[0].parts, *(f"{name} vendors" for name in found.years[0].suppliers))
    rows = (
        (f"{one.year:.0f}", *doubts(one.adopted), *(number(x) for x in (*one.parts.values(), *one.suppliers.values())),
         number(one.standards), number(one.platforms), number(one.laws)) for one in found.years
    )  # fmt: skip
    header = ("start of", "adopters", *COLUMNS[1:], *names, "support standards", "platforms pressed", "scoring laws")
    lines = (
        "Countries; platforms pressed are foreign ones asked to take something down, in the year before. No scoring "
        f"law is on record: if the index would have seen one, a chance above {100 * found.law_bound:.1f} % a year and "
        "adopter would be unlikely (5 %).",
    )
    return DeskTable("Year by year", header, tuple(rows), lines)


def _factors(found: AbroadFound) -> DeskTable:
    rows = (
        (one.words, *doubts(one.effect), "-" if one.holds is None else f"{100 * one.holds:.0f} %", one.told)
        for one in found.factors
    )
    brings = f"newcomers by {found.until} that it brings"
    header = ("factor", brings, "by chance", "by the parameters", "draws of its sign", "told")
    return DeskTable("What each factor does: with it, less without it", header, tuple(rows))


def _checks(found: AbroadFound) -> DeskTable:
    rows = (
        (one.words, f"{one.published:g}", "-" if one.found is None else number(one.found),
         "-" if one.found is None else span(one.low, one.high), one.use, one.verdict, ", ".join(one.source), one.note)
        for one in found.checks
    )  # fmt: skip
    header = ("on record", "published", "model", "middle 90 %", "use", "verdict", "source", "note")
    return DeskTable("Beside what is on record", header, tuple(rows), (tally(found.checks),))


def _rivals(found: AbroadFound) -> DeskTable:
    rows = ((one.test, one.model, str(one.countries), f"{one.score:.3f}") for one in found.rivals)
    line = "The mean logarithm of the chance given to what happened: nearer 0 is better, -0.693 is a coin."
    return DeskTable("On what was held back", ("test", "model", "countries", "score"), tuple(rows), (line,))


def _parameters(found: AbroadFound) -> DeskTable:
    rows = (
        (one.name, one.meaning, number(one.value) if one.value < 1000 else f"{one.value:.1f}",
         span(one.low, one.high), f"{one.range[0]:g} to {one.range[1]:g}", one.fitted or "drawn from its range",
         one.source)
        for one in found.parameters
    )  # fmt: skip
    header = ("parameter", "what it is", "usual", "middle 90 % of draws", "range", "fitted to", "source")
    return DeskTable("Parameters", header, tuple(rows))
