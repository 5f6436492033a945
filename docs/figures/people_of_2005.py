"""Makes the society of 2005 out of what is published of it: `library/societies/china-2005`.

.venv/bin/python docs/figures/people_of_2005.py     # about three minutes

No table of all provinces on the first day of 2005 was found. What is taken from where stands in `SOURCES` and in the
society's README. Ages: national bands of five years are those of the census of 2020 lived backwards by 15 years (the
UN's life table), brought to the classes of the census of 2000 and the sample survey of November 2005. Which ages live
alone, as couples, with elders or as grown children is then fitted so that drawn people have these bands.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from credopolis.mechanisms.vital import AGES, death_rates
from credopolis.society.generate import empty_lives, populate
from credopolis.society.layout import plan
from credopolis.society.solve import rising_root
from credopolis.society.tables import load_tables

SOCIETIES: Final = Path(__file__).resolve().parents[2] / "src/credopolis/library/societies"
OLD, NEW = SOCIETIES / "china-2020", SOCIETIES / "china-2005"
PART: Final = 50 / 12 / 5
"""Of the five years from the census of 1 November 2000 to the survey of 1 November 2005, what had passed on 1 January
2005.
"""
CENSUS_2000: Final = 1_265_825_048
SURVEY_2005: Final = 1_306_280_000
SOURCES: Final = (
    "people: censuses of 2000 and 2010 (pop-020, pop-021), nation of 2005 (pop-022); ages: sample surveys of "
    "2004 and 2008 (pop-023, pop-024), nation of 2000 and 2005 (pop-027, pop-022); urban share: end of "
    "2008 (pop-025), nation of 2005; all else: census of 2020 (pop-001 to pop-013), nation of 2005; see README.md"
)

# name: share of the census of 2000 (%), people at the census of 2010, urban share at the end of 2008 (%),
# people of the sample survey in all, aged 0-14, aged 65 and more.
PROVINCES: Final[dict[str, tuple[float, int, float, tuple[int, int, int]]]] = {
    "Beijing": (1.09, 19612368, 84.90, (14213, 1415, 1581)),
    "Tianjin": (0.79, 12938224, 77.23, (9868, 1294, 1065)),
    "Hebei": (5.33, 71854202, 41.90, (66078, 11531, 5277)),
    "Shanxi": (2.60, 35712111, 45.11, (32352, 6852, 2282)),
    "Inner Mongolia": (1.88, 24706321, 51.71, (23233, 3976, 1736)),
    "Liaoning": (3.35, 43746323, 60.05, (41100, 5715, 3888)),
    "Jilin": (2.16, 27462297, 53.21, (26397, 3667, 1968)),
    "Heilongjiang": (2.91, 38312224, 55.40, (37241, 5413, 2531)),
    "Shanghai": (1.32, 23019148, 88.60, (16702, 1469, 2572)),
    "Jiangsu": (5.88, 78659903, 54.30, (72295, 11803, 7753)),
    "Zhejiang": (3.69, 54426891, 57.60, (45682, 7131, 4469)),
    "Anhui": (4.73, 59500510, 40.50, (62575, 13575, 5330)),
    "Fujian": (2.74, 36894216, 49.90, (34048, 6560, 2897)),
    "Jiangxi": (3.27, 44567475, 41.36, (41524, 8963, 3333)),
    "Shandong": (7.17, 95793065, 47.60, (89072, 15256, 8209)),
    "Henan": (7.31, 94023567, 36.03, (94372, 20033, 7675)),
    "Hubei": (4.76, 57237740, 45.20, (58510, 11276, 4792)),
    "Hunan": (5.09, 65683722, 42.15, (65041, 12055, 5712)),
    "Guangdong": (6.83, 104303132, 63.37, (77645, 19528, 6144)),
    "Guangxi": (3.55, 46026629, 38.16, (47408, 9935, 3997)),
    "Hainan": (0.62, 8671518, 48.00, (7916, 1892, 595)),
    "Chongqing": (2.44, 28846170, 49.99, (30553, 6377, 3498)),
    "Sichuan": (6.58, 80418200, 37.40, (84919, 16666, 7438)),
    "Guizhou": (2.78, 34746468, 29.11, (37780, 9640, 2847)),
    "Yunnan": (3.39, 45966239, 33.00, (40947, 9063, 3225)),
    "Tibet (Xizang)": (0.21, 3002166, 22.61, (2576, 566, 172)),
    "Shaanxi": (2.85, 37327378, 42.10, (33999, 5592, 3260)),
    "Gansu": (2.02, 25575254, 32.15, (23739, 4899, 1939)),
    "Qinghai": (0.41, 5626722, 40.97, (5007, 1088, 343)),
    "Ningxia": (0.44, 6301350, 44.2, (5533, 1266, 358)),
    "Xinjiang": (1.52, 21813334, 37.95, (19004, 3978, 1366)),
}
OF_2008: Final = ("Yunnan", "Tibet (Xizang)", "Shaanxi", "Gansu", "Qinghai", "Ningxia", "Xinjiang")
SURVEY_2004: Final = (1253065, 241866, 107303)


def between(of_2000: float, of_2005: float) -> float:
    """A share of the nation on 1 January 2005."""
    return of_2000 + PART * (of_2005 - of_2000)


NATION: Final = {
    "population": round(CENSUS_2000 * (SURVEY_2005 / CENSUS_2000) ** PART),
    "share_0_14": between(0.2289, 0.2027),
    "share_15_59": between(0.6678, 0.6870),
    "share_60plus": between(0.1033, 0.1103),
    "share_65plus": between(0.0696, 0.0769),  # of 2005: remembered
    "urban_share": between(0.3622, 0.4299),
    "minority_share": 0.0944,
    "mean_household_size": between(3.44, 3.13),
    "one_person_household_share": 0.105,  # assumption, 0.09 to 0.12
    "sex_ratio_m_per_100f": between(106.74, 106.30),
    "mean_years_schooling_15plus": 8.3,  # assumption, 8.0 to 8.6
}
CENSUS_2020: Final = (77.9, 90.2, 85.3, 72.7, 74.9, 91.8, 124.1, 99.0, 93.0, 114.2, 121.2, 101.4, 73.4, 74.0, 49.6,
                      31.2, 20.4,
                      10.8, 3.65, 0.94)  # fmt: skip
"""Millions by five years of age in 2020, from memory, as the society of 2020 has them."""
BANDS: Final = (*range(0, 85, 5),)
"""Ages at which the bands of 2005 begin; the last has no end."""
OLDEST: Final = 0.62
"""Assumption: people of 80 and more to those of 75 to 79 (0.5 to 0.8), for too few of them live on to be counted in
2020.
"""
FITTED: Final = ("alone", "couples", "carers", "grown_children")


def survival(age: int) -> float:
    """The chance of living 15 years on from an age, both sexes alike, by the life table of 2010 to 2015."""
    rates = death_rates()[0].mean(axis=0)
    hazard = sum(rates[max(k for k, start in enumerate(AGES) if start <= at)] for at in range(age, age + 15))
    return float(np.exp(-hazard))


def bands() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Shares of five-year bands at the start of 2005, the classes of which are the nation's."""
    back = [CENSUS_2020[k + 3] / survival(age + 2) for k, age in enumerate(BANDS[:-1])]
    found = np.array([*back, back[-1] * OLDEST])
    classes = (
        ((0, 3), NATION["share_0_14"]), ((3, 12), NATION["share_15_59"]),
        ((12, 13), NATION["share_60plus"] - NATION["share_65plus"]), ((13, len(found)), NATION["share_65plus"]),
    )  # fmt: skip
    for (low, high), share in classes:
        found[low:high] *= share / found[low:high].sum()
    return found


def shifted(shares: np.ndarray[Any, Any], weights: np.ndarray[Any, Any], wanted: float) -> np.ndarray[Any, Any]:
    """Shares moved by one number on the logit scale, so that their mean is as wanted."""
    logit = np.log(shares / (1 - shares))

    def moved(by: float) -> np.ndarray[Any, Any]:
        return np.asarray(1 / (1 + np.exp(-(logit + by))))

    return moved(rising_root(lambda by: float((weights * moved(by)).sum() / weights.sum()) - wanted, -8.0, 8.0, 1e-12))


def rows() -> list[dict[str, str]]:
    """The table of provinces of 2005, in the order of that of 2020."""
    with open(OLD / "population.csv", encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    names = [row["name"] for row in old]
    begun = np.array([PROVINCES[name][0] / 100 * CENSUS_2000 for name in names])
    ended = np.array([float(PROVINCES[name][1]) for name in names])
    people = begun * (ended / begun) ** (PART / 2)
    people *= NATION["population"] / people.sum()
    asked = np.array([PROVINCES[name][3] for name in names], float)
    late = np.array([name in OF_2008 for name in names])
    asked[late] *= (np.array(SURVEY_2004) - asked[~late].sum(axis=0)) / asked[late].sum(axis=0)
    young, old_age = asked[:, 1] / asked[:, 0], asked[:, 2] / asked[:, 0]
    young = shifted(young, people, NATION["share_0_14"])
    old_age = shifted(old_age, people, NATION["share_65plus"])
    elders = shifted(old_age, people, NATION["share_60plus"])
    urban = shifted(np.array([PROVINCES[name][2] / 100 for name in names]), people, NATION["urban_share"])
    of_2020 = {key: np.array([float(row[key]) for row in old]) for key in NATION if key != "population"}
    size = of_2020["mean_household_size"]
    size = size * NATION["mean_household_size"] / ((people.sum()) / (people / size).sum())
    alone = shifted(of_2020["one_person_household_share"], people / size, NATION["one_person_household_share"])
    minority = shifted(of_2020["minority_share"], people, NATION["minority_share"])
    men = of_2020["sex_ratio_m_per_100f"]
    men = men * NATION["sex_ratio_m_per_100f"] / ((people * men / (100 + men)).sum() / (people / (100 + men)).sum())
    schooling = of_2020["mean_years_schooling_15plus"]
    schooling = (
        schooling
        + NATION["mean_years_schooling_15plus"]
        - (people * (1 - young) * schooling).sum() / (people * (1 - young)).sum()
    )
    found = []
    for k, row in enumerate(old):
        found.append({
            **{key: row[key] for key in ("code", "name", "name_zh", "kind")},
            "population": f"{people[k]:.0f}", "urban_share": f"{urban[k]:.4f}", "minority_share": f"{minority[k]:.4f}",
            "mean_household_size": f"{size[k]:.2f}", "sex_ratio_m_per_100f": f"{men[k]:.2f}",
            "share_0_14": f"{young[k]:.4f}", "share_15_59": f"{1 - round(young[k], 4) - round(elders[k], 4):.4f}",
            "share_60plus": f"{elders[k]:.4f}", "share_65plus": f"{old_age[k]:.4f}",
            "one_person_household_share": f"{alone[k]:.4f}", "mean_years_schooling_15plus": f"{schooling[k]:.2f}",
            "source": SOURCES,
        })  # fmt: skip
    return found


def write_population() -> None:
    """Write the table of provinces."""
    table = rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, [*table[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    (NEW / "population.csv").write_text(text.getvalue(), encoding="utf-8")


def drawn_bands(people: int, seed: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Shares of the bands among people drawn from the folder as it is."""
    tables = load_tables(NEW)
    layout = plan(tables, people)
    lives = SimpleNamespace(**empty_lives(people))
    populate(tables, layout, lives, seed)
    age = -lives.birth_day.astype(np.int64) * 4 // 1461
    return np.bincount(np.minimum(age // 5, len(BANDS) - 1), minlength=len(BANDS)) / people


def weights_in(text: str, role: str) -> tuple[list[int], int, list[float], re.Match[str]]:
    """Starts, end and weights of a role's ages in a society's file, and where they stand."""
    found = re.search(
        rf"(?m)^  {role}:\s*\n    value:\s*\{{starts: \[([^\]]*)\], end: (\d+),\s*weights: \[([^\]]*)\]\}}", text
    )
    if found is None:
        raise SystemExit(f"{role} has no ages")
    starts, weights = ([float(x) for x in found[k].split(",")] for k in (1, 3))
    return [int(x) for x in starts], int(found[2]), weights, found


def put(text: str, role: str, weights: list[float]) -> str:
    """The file with other weights of a role's ages."""
    starts, end, _, found = weights_in(text, role)
    told = ", ".join(f"{weight:.3g}" for weight in weights)
    new = f"  {role}:\n    value: {{starts: {starts}, end: {end},\n             weights: [{told}]}}"
    return text[: found.start()] + new + text[found.end() :]


def fit_ages(rounds: int = 12, people: int = 400_000) -> None:
    """Move the weights of the four roles until drawn people have the bands."""
    wanted, file = bands(), NEW / "society.yaml"
    for k in range(rounds):
        here = drawn_bands(people, k)
        ratio = wanted / np.maximum(here, 1e-6)
        print(f"round {k}: off by {100 * np.abs(here - wanted).max():.2f} points at most", flush=True)
        text = file.read_text(encoding="utf-8")
        for role in FITTED:
            starts, _, weights, _ = weights_in(text, role)
            moved = [w * float(ratio[min(s // 5, len(ratio) - 1)]) for w, s in zip(weights, starts, strict=True)]
            text = put(text, role, [m * sum(weights) / sum(moved) for m in moved])
        file.write_text(text, encoding="utf-8")
    print(f"in the end: off by {100 * np.abs(drawn_bands(people, 99) - wanted).max():.2f} points at most")


def begin_society() -> None:
    """The file of 2020 with what is otherwise in 2005, before ages are fitted."""
    text, found = (OLD / "society.yaml").read_text(encoding="utf-8"), bands()
    text = put(text, "children", [100 * x for x in found[:3].tolist()])
    _, _, old, _ = weights_in(text, "elders")
    oldest = [100 * float(found[-1]) * x / sum(old[3:]) for x in old[3:]]  # as those of 2020 lie
    text = put(text, "elders", [*(100 * x for x in found[13:16].tolist()), *oldest])
    for before, after in CHANGES:
        if before not in text:
            raise SystemExit(f"the society of 2020 has no more {before!r}")
        text = text.replace(before, after)
    (NEW / "society.yaml").write_text(text, encoding="utf-8")


CHANGES: Final = (
    ("name: china-2020", "name: china-2005"),
    ("title: Mainland China at the census of November 2020, 31 provincial-level divisions",
     "title: Mainland China at the start of 2005, 31 provincial-level divisions"),
    ("# How synthetic people are drawn out of population.csv.",
     "# How synthetic people of 2005 are drawn out of population.csv (made by docs/figures/people_of_2005.py)."),
    ("to the national five-year bands of the 2020 census, from memory",
     "to the national five-year bands of 2005 (census of 2020 lived backwards)"),
    ("national five-year bands of the 2020 census in millions, from memory",
     "national five-year bands of 2005 in percent, the census of 2020 lived backwards by 15 years"),
    ("census 2020, 37 m of 264 m aged 60+ in one-person households, from memory",
     "as in 2020, fewer than which lived alone"),
    ('"111 boys to 100 girls at birth in 2020, from memory"',
     '"118 boys to 100 girls among the youngest of 2005, from memory"'),
    ("value: 0.527", "value: 0.537"),
    ("range: 0.52 to 0.535", "range: 0.525 to 0.545"),
    ("value: 0.172", "value: 0.30"),
    ("aged 15-17 to aged 0-14 in the census bands of ages.children, three fifths of 15-19, from memory",
     "aged 15-17 to aged 0-14 in the bands of 2005, three fifths of 15-19"),
    ("range: 0.16 to 0.19", "range: 0.26 to 0.34"),
    ("value: [0.0, 0.40, 0.82, 0.95, 0.90, 0.78, 0.58, 0.28, 0.10, 0.03]",
     "value: [0.0, 0.01, 0.05, 0.08, 0.05, 0.02, 0.01, 0.0, 0.0, 0.0]"),
    ("value: [0.0, 0.55, 0.92, 0.99, 0.97, 0.92, 0.78, 0.52, 0.25, 0.08]",
     "value: [0.0, 0.05, 0.25, 0.40, 0.30, 0.18, 0.10, 0.05, 0.02, 0.0]"),
    ("about 70 % of all at the end of 2020 and 56 % of the rural, less with age, from memory",
     "about 8 % of all in 2005 and 3 % of the rural, mostly the young, from memory; nobody takes it up later in a "
     "run"),
    ("about 70 % of all at the end of 2020 and 80 % of the urban, less with age, from memory",
     "about 8 % of all in 2005 and 17 % of the urban, mostly the young, from memory; nobody takes it up later in a "
     "run"),
    ("weights: [5.56, 49.02, 73.96, 52.14, 23.41, 6.13, 1.86]", "weights: [9.3, 83, 107, 69, 29, 8.2, 2.35]"),
    ("births per 1,000 women a year, 2020-2025, UN", "births per 1,000 women a year, a third of what any province, "
     "order of birth and year from 2005 to 2025 needs at\n      some age, by the tables of births (UN"),
    (" World Population Prospects 2024, as packaged in\n      github.com/PPgp/wpp2024 (share of fertility by age x "
     "total fertility of 1.06 / 5 years)", " World Population Prospects 2024 and vit-018)"),
    ("value: 2.5\n    assumption: >-\n      provinces, orders of birth and the years from 2021 on need 2.2 times "
     "these rates at some age; rates of "
     "2015-2020\n      (total fertility 1.63) up to 1.8 times as much again\n    range: 1.8 to 4.0",
     "value: 3.0\n    assumption: as many as are needed where 40 in 100 births are second ones\n    range: 3.0 to 5.0"),
)  # fmt: skip


if __name__ == "__main__":
    NEW.mkdir(exist_ok=True)
    write_population()
    begin_society()
    (NEW / "conduct.yaml").write_bytes((OLD / "conduct.yaml").read_bytes())
    fit_ages()
    sys.exit(0)
