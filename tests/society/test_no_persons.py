"""No table of persons goes in: tables like one never do, and tables of regions of many countries do."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credopolis.core.faults import FaultyFile
from credopolis.society.census import read_population
from credopolis.society.regions import FEWEST_PEOPLE_A_ROW, MOST_ROWS, is_code, is_kind, is_name
from credopolis.society.tables import load_tables

from .conftest import CHINA

UNIFORM = CHINA.parent / "uniform-31"
SHARES = {
    "urban_share": "0.6", "minority_share": "0.05", "mean_household_size": "2.6", "sex_ratio_m_per_100f": "101",
    "share_0_14": "0.17", "share_15_59": "0.63", "share_60plus": "0.2", "share_65plus": "0.14",
    "one_person_household_share": "0.25", "mean_years_schooling_15plus": "9.5", "source": "a census",
}  # fmt: skip
HEADER = ["code", "name", "kind", "population", *SHARES]
GIVEN = ("Wang", "Li", "Anna", "Jos\u00e9", "\u738b", "\u674e", "\u0410\u043d\u043d\u0430", "O'Neil", "Maria")
FAMILY = (
    "Fang",
    "Na",
    "Schmidt",
    "Garc\u00eda",
    "\u82b3",
    "\u5a1c",
    "\u0418\u0432\u0430\u043d\u043e\u0432\u0430",
    "Smith-Jones",
)


def faults_of(path: Path, rows: list[dict[str, str]], header: list[str] | None = None) -> str:
    """What is said against a table, "" if it goes in."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, header or list(rows[0]), restval="", extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return "\n".join(map(str, read_population(path)[2]))


def regions(names: list[str], people: int = 500_000) -> list[dict[str, str]]:
    return [
        {"code": f"R{k}", "name": name, "kind": "region", "population": str(people + k), **SHARES}
        for k, name in enumerate(names)
    ]


digits = st.text("0123456789", min_size=7, max_size=18)
person_names = st.builds("{} {}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILY))
person_codes = st.one_of(
    digits, st.builds("1101011990{}".format, st.text("0123456789", min_size=8, max_size=8)),
    st.builds("+86 138 {}".format, st.text("0123456789", min_size=8, max_size=8)),
    st.builds("{}@example.com".format, st.sampled_from(("wang", "li.na"))),
)  # fmt: skip


@st.composite
def persons(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[str]]:
    """Rows that are persons, under the right header, under one with more columns, or under another."""
    n = draw(st.integers(1, 30))
    rows = []
    for k in range(n):
        rows.append({
            "code": draw(st.one_of(person_codes, st.just(f"P{k}"))), "name": draw(person_names),
            "kind": draw(st.sampled_from(("person", "resident", "f", "region"))),
            "population": str(draw(st.integers(1, 50))), **SHARES, "phone": draw(person_codes), "score": "1000",
        })  # fmt: skip
    more = draw(st.sampled_from(([], ["phone"], ["phone", "score"], ["name_zh", "phone"])))
    header = draw(
        st.sampled_from((HEADER + more, ["name", "phone", "score"], ["code", "name"], [*HEADER[1:], "phone"]))
    )
    return rows, header


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(table=persons())
def test_a_table_of_persons_never_goes_in(table: tuple[list[dict[str, str]], list[str]], tmp_path: Path) -> None:
    rows, header = table
    assert "takes no data of persons" in faults_of(tmp_path / "population.csv", rows, header)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=person_codes, column=st.sampled_from(("code", "name", "name_zh", "kind")))
def test_nor_do_codes_of_persons_beside_large_counts(code: str, column: str, tmp_path: Path) -> None:
    rows = regions(["North", "South"])
    rows[1] |= {column: code}
    header = HEADER + ["name_zh"] * (column == "name_zh")
    assert f"{column}: this is not the" in faults_of(tmp_path / "population.csv", rows, header)


def test_the_trial_that_was_made_is_refused(tmp_path: Path) -> None:
    rows = [
        {"code": f"{k}", "name": f"Wang Fang {110101199003070000 + k}", "kind": "x", "population": "1", **SHARES}
        for k in range(1000)
    ]
    said = faults_of(tmp_path / "population.csv", rows)
    assert "population.csv:2:1: population: the row counts too few people to be a province (got '1'" in said
    assert "population.csv:2:1: name: this is not the name of a region" in said
    assert f"at most {MOST_ROWS}" in said


def test_a_thousand_rows_are_too_many_whatever_they_count(tmp_path: Path) -> None:
    names = [
        f"{a} {b} {chr(97 + k % 26)}{chr(97 + k // 26)}"
        for k, (a, b) in enumerate(zip(GIVEN * 20, FAMILY * 23, strict=False))
    ]
    assert len(names) > MOST_ROWS
    assert "too many rows" in faults_of(tmp_path / "population.csv", regions(names))
    assert faults_of(tmp_path / "population.csv", regions(names[:MOST_ROWS])) == ""


def test_cells_of_words_are_those_of_classes_and_not_of_rows(tmp_path: Path) -> None:
    rows = regions([f"{name} shire" for name in (*GIVEN, *FAMILY)])
    for column in ("kind", "source"):
        changed = [row | {column: f"of {name}"} for row, name in zip(rows, (*GIVEN, *FAMILY), strict=True)]
        assert f"{column}: too many different texts" in faults_of(tmp_path / "population.csv", changed)


@pytest.mark.parametrize(
    "name",
    [
        "Baden-W\u00fcrttemberg",
        "Provence-Alpes-C\u00f4te d'Azur",
        "Valle d\u2019Aosta",
        "St. Gallen",
        "\u5317\u4eac\u5e02",
        "Tibet (Xizang)",
        "\u0645\u062d\u0627\u0641\u0638\u0629 \u0627\u0644\u0642\u0627\u0647\u0631\u0629",
        "\u0909\u0924\u094d\u0924\u0930 \u092a\u094d\u0930\u0926\u0947\u0936",
        "Region 7",
        "Province No. 1",
        "Trentino-Alto Adige/S\u00fcdtirol",
        "\ucda9\uccad\ubd81\ub3c4",
        "\u0dc3\u0db6\u0dbb\u0d9c\u0db8\u0dd4\u0dc0 \u0db4\u0dc5\u0dcf\u0dad",
        "North Rhine\u2013Westphalia",
        "\u041a\u0440\u0430\u0441\u043d\u043e\u0434\u0430\u0440\u0441\u043a\u0438\u0439 \u043a\u0440\u0430\u0439",
        "\u02bbAmrAn",
    ],
)
def test_what_regions_are_called_passes(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " North",
        "North  East",
        "a" * 61,
        "<b>North</b>",
        "North\x1b[31m",
        "North\n",
        "R2D2",
        "7",
        "Region 007",
        "Region 123456",
        "North\u202eEast",
        "North\u200b",
        "=cmd|' /C'!A0",
        "a@b.cn",
        "{x}",
        "North\u00a0East",
        "-North",
        "North;South",
        "\U0001f600",
    ],
)
def test_what_they_are_not_called_is_refused(name: str) -> None:
    assert not is_name(name)
    assert not is_kind(name)


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("110000", True),
        ("CN-BJ", True),
        ("DE300", True),
        ("GB-ENG", True),
        ("2A", True),
        ("1100001", False),
        ("110101199003078888", False),
        ("138-1234", False),
        ("A" * 11, False),
        ("-A", False),
        ("A\n", False),
    ],
)
def test_codes_of_regions(code: str, fits: bool) -> None:
    assert is_code(code) == fits


LETTERS = st.sampled_from("abcdefghij")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.sampled_from((1, 16, 31, 47, 50, 81, 101, 150)), people=st.integers(FEWEST_PEOPLE_A_ROW, 40_000_000))
def test_aggregate_tables_of_other_countries_go_in(n: int, people: int, tmp_path: Path) -> None:
    names = [
        f"{['North', 'South', 'East', 'West', 'Upper', 'Lower'][k % 6]} {chr(65 + k // 26)}{chr(97 + k % 26)}land"
        for k in range(n)
    ]
    assert faults_of(tmp_path / "population.csv", regions(names, people)) == ""


GERMANY = [
    "Baden-W\u00fcrttemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg", "Hessen",
    "Mecklenburg-Vorpommern",
    "Niedersachsen", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland", "Sachsen", "Sachsen-Anhalt",
    "Schleswig-Holstein", "Th\u00fcringen",
]  # fmt: skip


def test_a_society_of_sixteen_regions_is_loaded_whole(tmp_path: Path) -> None:
    shutil.copy(CHINA / "society.yaml", tmp_path)
    assert faults_of(tmp_path / "population.csv", regions(GERMANY, 5_000_000)) == ""
    assert [row.name for row in load_tables(tmp_path).provinces] == GERMANY


@pytest.mark.parametrize("folder", [CHINA, UNIFORM])
def test_the_societies_that_ship_go_in(folder: Path) -> None:
    assert len(load_tables(folder).provinces) == 31


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("title: ", "title: Wang Fang 110101199003078888 ", "a number of 18 digits"),
        ("note: ", "note: wang@example.com ", "an e-mail address"),
        ("name: china-2020", "name: china-13812345678", "a number of 11 digits"),
        ("format: credopolis-society/1", "format: credopolis-society/1\npersons: [Wang Fang]", "not known here"),
        ("cohort_starts: [15, 18, 25", "cohort_starts: [15, 18, 2000", "less than or equal to 104"),
        ("cohort_starts: [15, 18, 25", "cohort_starts: [15, 28, 25", "each age above the one before it"),
    ],
)  # fmt: skip
def test_parameters_of_a_society_hold_no_persons(old: str, new: str, word: str, tmp_path: Path) -> None:
    for name in ("population.csv", "society.yaml"):
        shutil.copy(CHINA / name, tmp_path / name)
    text = (tmp_path / "society.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "society.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyFile, match=word):
        load_tables(tmp_path)


HOSTILE = {
    "one huge line": b"code," * 390_000,
    "many columns": ",".join(f"c{i}" for i in range(250_000)).encode(),
    "near columns": ",".join(f"urban_shar{i}" for i in range(110_000)).encode(),
    "an open quote": b'code,"' + b"a" * 1_900_000,
    "quotes": b'"' * 1_999_999,
    "NUL bytes": b"code,name\n" + b"\0" * 1_000_000,
    "no text": bytes(range(256)) * 7_000,
    "blank lines": b"\n" * 1_999_999,
    "too large": b"a" * 2_000_001,
    "returns": b"\r" * 1_999_999,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_tables_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_bytes(HOSTILE[name])
    faults = read_population(path)[2]
    assert 1 <= len(faults) <= 200
    assert all(len(str(fault)) < 2500 for fault in faults)


def test_many_bad_cells_are_counted_and_not_all_told(tmp_path: Path) -> None:
    row = ",".join(["\u0661" * 100] * len(HEADER))
    (tmp_path / "population.csv").write_text(",".join(HEADER) + ("\n" + row) * 600, encoding="utf-8")
    shutil.copy(CHINA / "society.yaml", tmp_path)
    with pytest.raises(FaultyFile, match="And at least 950 more faults") as refused:
        load_tables(tmp_path)
    assert len(str(refused.value)) < 100_000


@pytest.mark.parametrize("column", [name for name in SHARES if name != "source"])
@pytest.mark.parametrize("text", ["0.110101199003078888", "110101199003078888", "1.5110101199003078888"])
def test_no_number_carries_a_code(column: str, text: str, tmp_path: Path) -> None:
    rows = regions(["North", "South"])
    rows[1] |= {column: text}
    assert f"{column}: the" in faults_of(tmp_path / "population.csv", rows)


@pytest.mark.parametrize("kind", ["person", "Citizen", "\u516c\u6c11"])
def test_a_row_is_of_no_kind_that_one_person_is(kind: str, tmp_path: Path) -> None:
    rows = [row | {"kind": kind} for row in regions(["Zhang Wei", "Li Na"])]
    assert "this is not the kind of a region" in faults_of(tmp_path / "population.csv", rows)


def test_no_row_has_one_age_nor_more_newcomers_than_people(tmp_path: Path) -> None:
    young = regions(["North", "South"])
    young[1] |= {"share_0_14": "1", "share_15_59": "0", "share_60plus": "0", "share_65plus": "0"}
    assert "everybody is of one age" in faults_of(tmp_path / "population.csv", young)
    moved = [row | {"inter_provincial_migrants": "123456789"} for row in regions(["North", "South"])]
    assert "more people moved in" in faults_of(tmp_path / "population.csv", moved)
    full = regions([f"Region {k}" for k in range(1, 10)], people=1_999_550_143)
    assert "more people than the Earth has" in faults_of(tmp_path / "population.csv", full)


def test_a_source_of_the_table_holds_no_code(tmp_path: Path) -> None:
    rows = [row | {"source": "told by Zhang San, 13812345678"} for row in regions(["North", "South"])]
    assert "source: this is not the source" in faults_of(tmp_path / "population.csv", rows)
