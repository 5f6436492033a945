"""Names and prose hold no codes of persons; what real rulebooks, regions and citations say passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.persons import found_in_name, found_in_prose

CODES = (
    "110101199003078888", "11010119900307888X", "13812345678", "+86 138 1234 5678", "138-1234-5678", "(202) 555-0143",
    "zhang.san@example.com", "zhang.san\uff20example.com", "a@b.cn", "\uff11\uff11\uff10\uff11\uff10\uff11\uff11\uff19",
    "\u0661\u0663\u0668\u0661\u0662\u0663\u0664\u0665", "1101 0119 9003 0788 88",
    "1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7",
    "\u4e00\u4e00\u3007\u4e00\u3007\u4e00\u4e00\u4e5d", "\u2460\u2460\u24ea\u2460\u24ea\u2460\u2460\u2468",
    "1\u20e31\u20e30\u20e31\u20e30\u20e31\u20e31", "1\u03011\u03010\u03011\u03010\u03011\u03011",
    "1x1x0x1x0x1x1x9x9x0", "1,1,0,1,0,1,1,9,9,0", "138:1234:5678",
    "act_13812345678", "p_1101011990", "20 7946 0958", "123-45-6789", "138\u20131234\u20135678", "+1.202.555.0143",
)  # fmt: skip
NAMES = (
    "Regulation of 2014-06-27 (No. 21)", "tax_evasion", "A-", "points_100", "Suining 2010", "The popular account",
    "From 600 to 1,000 points", "Order 2016/679", "GB/T 22117-2018", "2014-2020", "Planning outline (2014\u20132020)",
    "\u793e\u4f1a\u4fe1\u7528\u4f53\u7cfb\u5efa\u8bbe\u89c4\u5212\u7eb2\u8981", "1.5 % of 31 provinces", "100000",
    "rulebook.acts.tax_evasion.points", "@ the court", "12.05.2019", "2019/5/12 and 2020/6/13",
)  # fmt: skip


@pytest.mark.parametrize("text", CODES)
def test_codes_and_addresses_are_found_in_names(text: str) -> None:
    assert found_in_name(text)
    assert found_in_name(f"Act of {text}, in the province")


@pytest.mark.parametrize("text", NAMES)
def test_names_of_rules_pass(text: str) -> None:
    assert not found_in_name(text)
    assert not found_in_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "110101199003078888",
        "write to zhang.san@example.com",
        "call 13812345678",
        "110101 19900307 8888",
        "110101-19900307-8888",
        "1101 0119 9003 0788 88",
        "123-45-6789",
        "1 1 0 1 0 1 1 9 9 0 0 3 0 7 8 8 8 8",
        "\u4e00\u4e00\u96f6\u4e00\u96f6\u4e00\u4e00\u4e5d\u4e5d\u96f6\u96f6\u4e09",
    ],
)
def test_codes_and_addresses_are_found_in_prose(text: str) -> None:
    assert found_in_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://www.stats.gov.cn/tjsj/tjgb/202106/t20210628_181882012345.html says 3,648,100",
        "ISBN 978-7-5037-9432-2 and ISBN 9787503794322", "stats.gov.cn/tjsj/t20210628_181882012345.html",
        "weights 0.1,0.2,0.45,0.6,0.65,0.7,0.7 of 1,000,000 / 27,058,480", "2014-2020, 2021-2025 and 1990, 1995, 2000",
        "doi:10.1016/j.worlddev.2020.12345678901", "10.1145/12345678901.22", "in 1990 of 1411778724 people", "20210511",
    ],
)  # fmt: skip
def test_links_and_counts_pass_in_prose(text: str) -> None:
    assert not found_in_prose(text)


@given(
    st.integers(10**6, 10**30),
    st.sampled_from(["", "a", "Act ", "\u7b2c"]),
    st.sampled_from(["", "b", " of the list", "\u53f7"]),
)
def test_no_long_number_gets_into_a_name(number: int, before: str, after: str) -> None:
    assert found_in_name(f"{before}{number}{after}")


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    found_in_name(text)
    found_in_prose(text)
