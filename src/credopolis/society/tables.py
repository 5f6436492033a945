"""The aggregate tables a society is drawn from: one row a province, and the parameters of the generator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from credopolis.core.faults import Fault, FaultyFile
from credopolis.core.modelfile import parse
from credopolis.society.census import read_population
from credopolis.society.params import SocietyParams
from credopolis.society.provinces import ProvinceRow
from credopolis.society.roles import check_provinces

POPULATION_FILE = "population.csv"
SOCIETY_FILE = "society.yaml"


@dataclass(frozen=True)
class SocietyTables:
    """A society before anyone lives in it: any number of provinces, and how lives are drawn."""

    name: str
    provinces: tuple[ProvinceRow, ...]
    params: SocietyParams


def load_tables(folder: Path) -> SocietyTables:
    """Read `population.csv` and `society.yaml` of a folder, and check that people can be drawn from them.

    Raises
    ------
    FaultyFile
        If either file is missing or has faults; all faults of both files are reported at once.
    """
    faults: list[Fault] = []
    params = None
    try:
        params = parse(folder / SOCIETY_FILE, SocietyParams)
    except FaultyFile as error:
        faults.extend(error.faults)
    rows, lines, row_faults = read_population(folder / POPULATION_FILE)
    faults.extend(row_faults)
    if params is not None and not row_faults:
        faults.extend(check_provinces(rows, params, str(folder / POPULATION_FILE), lines))
    if faults or params is None:
        raise FaultyFile(faults)
    return SocietyTables(params.name, rows, params)
