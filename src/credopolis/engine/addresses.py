"""Addresses of schedulers: what is wrong with one is said before anything is called."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from credopolis.core.errors import BadValue

_SHAPE: Final = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?):([0-9]{1,5})")
_ALLOWED: Final = (
    "a scheduler's address such as tcp://10.0.0.1:8786 or tls://10.0.0.1:8786: a host (of version 6 in brackets, "
    "tcp://[fd00::1]:8786) and a port from 1 to 65535"
)
_MOST_PORT: Final = 2**16 - 1
_LONGEST: Final = 300


def check_address(address: str) -> str:
    """The address, if it is one of a scheduler.

    Raises
    ------
    BadValue
        If not.
    """
    found = _SHAPE.fullmatch(address) if len(address) <= _LONGEST else None
    if found is None or not 1 <= int(found[3]) <= _MOST_PORT or not _is_host(found[2]):
        shown = address if len(address) <= _LONGEST else address[:_LONGEST] + "..."
        raise BadValue("The address of the cluster (--cluster)", shown, _ALLOWED)
    return address


def _is_host(host: str) -> bool:
    """Whether brackets, or what looks like numbers, hold an address of the internet."""
    number = host.strip("[]")
    if host == number and re.search("[^0-9.]", host):
        return ".." not in host
    try:
        return ipaddress.ip_address(number).version == (4 if host == number else 6)
    except ValueError:
        return False
