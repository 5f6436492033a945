"""What was found of companies in a society, as tables of words."""

from __future__ import annotations

from collections.abc import Iterable

from credopolis.company.tables import DeskTable
from credopolis.economy.doubts import BothDoubts
from credopolis.economy.inflation import OfficeFound
from credopolis.economy.opened import OpenedFound
from credopolis.economy.society import CompaniesFound
from credopolis.economy.strangers import TrustFound


def number(value: float) -> str:
    """A figure in a table."""
    return (
        f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.3f}"
    )


def span(low: float | None, high: float | None) -> str:
    """The ends of a doubt."""
    return "not asked" if low is None or high is None else f"{number(low)} to {number(high)}"


def doubted_rows(figures: Iterable[BothDoubts]) -> tuple[tuple[str, ...], ...]:
    """Figures with both doubts."""
    return tuple((one.words, number(one.value), span(one.low, one.high), span(one.least, one.most)) for one in figures)


DOUBTED = ("figure", "value", "by chance", "by the assumptions")


def parts_of(found: CompaniesFound) -> list[DeskTable]:
    """All tables of a result."""
    return [
        DeskTable("Figures", DOUBTED, doubted_rows(found.figures)), _beside(found), _years(found), _kinds(found),
        _acts(found), *_cascades(found), *_business(found),
    ]  # fmt: skip


def _beside(found: CompaniesFound) -> DeskTable:
    rows = (
        (row.words, number(row.published), number(row.found), span(row.low, row.high), row.use, row.source, row.note)
        for row in found.beside
    )
    header = ("figure", "published", "model", "by chance", "use", "source", "note")
    return DeskTable("Beside what was published", header, tuple(rows))


def _years(found: CompaniesFound) -> DeskTable:
    grades, lists = list(found.by_year[0].grades), list(found.by_year[0].lists)
    rows = (
        (str(row.year), *(number(row.grades[g]) for g in grades), *(number(row.lists[n]) for n in lists),
         number(row.fallen)) for row in found.by_year
    )  # fmt: skip
    return DeskTable("Year by year, %", ("year", *grades, *lists, "fallen"), tuple(rows))


def _kinds(found: CompaniesFound) -> DeskTable:
    grades = list(found.by_year[0].grades)
    rows = (
        (row.owner, row.size, f"{row.companies:,}", *(number(row.shares[g]) for g in grades)) for row in found.by_kind
    )
    return DeskTable("By owner and people, % in each grade", ("owner", "people", "companies", *grades), tuple(rows))


def _acts(found: CompaniesFound) -> DeskTable:
    rows = (
        (row.act, row.comes_by or "not done", f"{row.rate:g}", f"{row.low:g} to {row.high:g}", row.source or "-",
         number(row.done), number(row.entered)) for row in found.acts
    )  # fmt: skip
    header = ("act", "comes to light by", "rate", "range", "source", "done", "entered")
    return DeskTable("What companies did and what was entered, a year of 1,000 companies", header, tuple(rows))


def _cascades(found: CompaniesFound) -> list[DeskTable]:
    sizes = ((row.size, f"{row.cascades:,}", f"{row.falls:,}") for row in found.cascades)
    started = (
        (row.owner, row.size, number(row.companies), number(row.falls), number(row.cascades), number(row.in_them),
         number(row.ties)) for row in found.started
    )  # fmt: skip
    header = ("owner", "people", "companies", "falls by themselves", "cascades of 2 and more", "falls in these", "ties")
    return [
        DeskTable("Cascades of falls", ("falls in it", "cascades", "falls"), tuple(sizes)),
        DeskTable("Who starts them, % of each column", header, tuple(started)),
    ]


def _business(found: CompaniesFound) -> list[DeskTable]:
    rows = (
        (row.of, f"{row.companies:,}", number(row.growth), number(row.loans), number(row.contracts),
         number(row.interest)) for row in found.business
    )  # fmt: skip
    header = ("of", "companies", "growth, points", "loan of a bank, %", "public contract, %", "interest, %")
    return [DeskTable("Business at the end of the last year", header, tuple(rows))] if found.business else []


def opened_parts(found: OpenedFound) -> list[DeskTable]:
    """All tables of what each door does."""
    rows = (
        (row.off, row.figure.words, number(row.on), number(row.without), number(row.figure.value),
         span(row.figure.low, row.figure.high), span(row.figure.least, row.figure.most), row.told)
        for row in found.rows if row.shown
    )  # fmt: skip
    header = ("door or part", "figure", "with it", "without it", "difference", *DOUBTED[2:], "told")
    return [DeskTable("What each door and each part does", header, tuple(rows))]


def trust_parts(found: TrustFound) -> list[DeskTable]:
    """All tables of markets."""
    cells = [(cell.courts, cell.system, *row) for cell in found.cells for row in doubted_rows(cell.figures)]
    effects = [
        (*doubted_rows([one.figure])[0], "-" if one.holds is None else f"{100 * one.holds:.0f} %", one.told)
        for one in found.effects
    ]
    erosion = [
        (one.error, f"{one.low:g} to {one.high:g}", number(one.at_low), number(one.at_high), span(one.least, one.most))
        for one in found.erosion
    ]
    return [
        DeskTable("What follows from what", (*DOUBTED, "draws of its sign", "told"), tuple(effects)),
        DeskTable("Markets", ("courts", "record", *DOUBTED), tuple(cells)),
        DeskTable(
            "What errors leave of what the record adds, weak courts",
            ("error", "from, to", "at the low end", "at the high end", "change, by chance"), tuple(erosion),
        ),
    ]  # fmt: skip


def office_parts(found: OfficeFound) -> list[DeskTable]:
    """All tables of the colours of a place."""
    years = (
        (str(one.year), f"{one.rated:,}", number(one.green), number(one.blue), number(one.yellow), number(one.red),
         number(one.grave.value), span(one.grave.least, one.grave.most), number(one.lesser.value),
         span(one.lesser.least, one.lesser.most), one.note)
        for one in found.years
    )  # fmt: skip
    header = (
        "year", "rated", "green, %", "blue, %", "yellow, %", "red, %", "grave entered a year", "by the assumptions",
        "lesser entered a year", "by the assumptions", "note",
    )  # fmt: skip
    return [
        DeskTable("What the colours tell", lines=found.answers),
        DeskTable("Figures", DOUBTED, doubted_rows(found.figures)),
        DeskTable("Year by year", header, tuple(years)),
    ]  # fmt: skip
