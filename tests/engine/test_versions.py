"""What machines of a cluster must have alike, and that a difference is named before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from credopolis.core.errors import Misuse
from credopolis.engine.versions import LIBRARIES, check_versions, kernels_here, refuse


class Told:
    """A client of a cluster whose machines say what they are told to say."""

    def __init__(self, python: str = "3.11.7.final.0", machine: str = "x86_64", **packages: str | None) -> None:
        self.asked: list[Any] = []
        mine = {"host": {"python": "3.11.2.final.0", "machine": "x86_64"}, "packages": dict.fromkeys(LIBRARIES, "1.0")}
        theirs = {
            "host": {"python": python, "machine": machine},
            "packages": dict.fromkeys(LIBRARIES, "1.0") | packages,
        }
        self.found = {"client": mine, "scheduler": mine, "workers": {"tcp://a:1": mine, "tcp://b:2": theirs}}

    def get_versions(self, packages: list[str]) -> Any:
        assert packages == list(LIBRARIES)
        return self.found

    def run(self, function: Any) -> Any:
        self.asked.append(function)
        return {address: function() for address in self.found["workers"]}


def test_machines_that_are_alike_are_taken() -> None:
    client = Told()
    check_versions(client)
    assert client.asked == [kernels_here]


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"python": "3.12.1.final.0"}, "tcp://b:2: Python 3.12 (here 3.11)"),
        ({"machine": "aarch64"}, "tcp://b:2: machine aarch64 (here x86_64)"),
        *(({library: "2.0"}, f"tcp://b:2: {library} 2.0 (here 1.0)") for library in LIBRARIES),
        *(({library: None}, f"tcp://b:2: {library} is missing (here 1.0)") for library in LIBRARIES),
    ],
)
def test_a_difference_is_named_before_anything_runs_there(differs: dict[str, str | None], told: str) -> None:
    client = Told(**differs)  # type: ignore[arg-type]
    with pytest.raises(Misuse) as caught:
        check_versions(client)
    assert told in str(caught.value)
    assert "tcp://a:1" not in str(caught.value)
    assert client.asked == []  # what one interpreter pickles may crash another


def test_a_scheduler_with_another_interpreter_is_refused() -> None:
    client = Told()
    client.found["scheduler"] = Told(python="3.13.0.final.0").found["workers"]["tcp://b:2"]
    with pytest.raises(Misuse, match=r"the scheduler: Python 3.13 \(here 3.11\)"):
        check_versions(client)


def test_processors_are_compared_by_their_features() -> None:
    mine = kernels_here()
    refuse(mine, {"tcp://a:1": dict(mine)})
    theirs = mine | {"features of the processor": "+sse2,-avx2,+new"}
    with pytest.raises(
        Misuse, match=r"tcp://a:1: features of the processor: \+new \(here \+avx2\)\n.*NUMBA_CPU_NAME=generic"
    ):
        refuse(mine | {"features of the processor": "+sse2,+avx2,-new"}, {"tcp://a:1": theirs})
    with pytest.raises(Misuse, match="kernels-other"):
        refuse(mine, {"tcp://a:1": mine | {"kernels": "kernels-other"}})


def test_many_differences_are_counted() -> None:
    with pytest.raises(Misuse, match=r"\.\.\. and 7 more differences"):
        refuse({"numba": "1"}, {f"tcp://a:{k}": {"numba": "2"} for k in range(10)})
