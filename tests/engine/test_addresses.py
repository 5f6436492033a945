"""Addresses of schedulers: what is one, and that everything else is told so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.errors import BadValue
from credopolis.engine.addresses import check_address


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.1:8786", "tls://10.0.0.1:1", "tcp://node-1.cluster_a.local:65535", "tls://[fd00::1]:8786"],
)
def test_an_address_is_taken_as_it_is(address: str) -> None:
    assert check_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "", "localhost", "10.0.0.1:8786", "ucx://10.0.0.1:8786", "inproc://10.0.0.1/1/1", "ws://a:1", "tcp://", "tcp://:1",
        "tcp://a", "tcp://a:", "tcp://a:0", "tcp://a:65536", "tcp://a:" + "9" * 5000, "tcp://a:-1", "tcp://a:1/", "tcp://a:1\n",
        "tcp://1.2.3:80", "tcp://1.2.3.400:80", "tcp://fd00::1:80", "tcp://[::g]:80", "tcp://[1.2.3.4]:80", "tcp://[a]:1",
        "tcp://a b:1", "tcp://u:p@a:1", "tcp://a..b:1", "tcp://-a:1", "tcp://\u0661:80", "tcp://a:\u0661", "tcp://\udcff:80",
        "TCP://a:1", "tcp://" + "a" * 400 + ":1", "tcp://a:1 tcp://b:1",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(BadValue, match="such as tcp://10.0.0.1:8786") as caught:
        check_address(address)
    assert len(str(caught.value)) < 700
    str(caught.value).encode()  # can be printed


@given(st.text(max_size=30).map("tcp://{}".format) | st.text(max_size=40))
def test_no_text_is_more_than_refused(address: str) -> None:
    try:
        check_address(address)
    except BadValue as error:
        str(error).encode()
