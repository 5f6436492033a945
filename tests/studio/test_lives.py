"""Lives that are told while others are looked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from credopolis.library.catalogue import load_scenario
from credopolis.runs.session import Session
from credopolis.studio.lives import tell
from credopolis.studio.started import END

TICKS = 4  # in which nobody falls to D, so a search goes through every district
Asked = tuple[Any, threading.Thread]


@pytest.fixture
def teller() -> Iterator[Asked]:
    """A line to who tells lives of a run of a few weeks, and its thread."""
    scenario = load_scenario("popular-account", people=3_000, years=1, seed=5)
    fields: list[Any] = []
    with Session.begin(scenario) as session:
        session.watch(SimpleNamespace(on_tick=lambda tick: fields.append(tick.fields.copy()), on_period=lambda _: None))
        session.advance(ticks=TICKS)
    mine, its = Pipe()
    thread = threading.Thread(target=tell, args=(scenario, SimpleNamespace(fields=np.array(fields)), its), daemon=True)
    with mine, its:
        thread.start()
        yield mine, thread
        mine.send(END)
        thread.join(60)


def test_who_opens_a_life_does_not_wait_for_a_search(teller: Asked) -> None:
    line, _ = teller
    for asked in ("fell to D", "fell to C", 123):
        line.send((asked, TICKS))
    answers = []
    while len(answers) < 3:
        assert line.poll(60)
        kind, asked, what = line.recv()
        if kind == "answer":
            answers.append((asked, what.get("lives")))
    assert answers == [(123, None), ("fell to D", []), ("fell to C", [])]


def test_a_search_ends_when_it_is_told_to(teller: Asked) -> None:
    line, thread = teller
    line.send(("fell to D", TICKS))
    assert line.poll(60) and line.recv()[:2] == ("done", "fell to D")
    line.send(END)
    thread.join(60)
    assert not thread.is_alive()
    told = []
    while line.poll():
        told.append(line.recv()[0])
    assert "answer" not in told
