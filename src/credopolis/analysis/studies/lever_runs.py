"""What elasticities rest on: how often acts are done with each lever where it is and moved, by seed and by draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from credopolis.analysis.measures.acts import count_acts
from credopolis.analysis.studies.hinges import latin_hypercube
from credopolis.analysis.studies.levers import FACTORS, moved
from credopolis.analysis.targets.variants import EVERYWHERE, NOWHERE
from credopolis.core.errors import CredopolisError
from credopolis.library.elasticities import CAMERAS
from credopolis.library.overrides import Value

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario


@dataclass
class LeverRuns:
    """Scenarios by seed and settings.

    load : a scenario from a seed and settings by path. first : the scenario as it is. acts : whose doings are counted.
    threads : None for the default. progress : told how many runs are done, of how many. runs : how many in all.
    """

    load: Callable[[int | None, Mapping[str, Value]], Scenario]
    first: Scenario
    acts: tuple[str, ...]
    threads: int | None
    progress: Callable[[int, int], None] | None
    runs: int
    done: int = 0

    def counts(self, seed: int, changes: Mapping[str, Value]) -> dict[str, dict[str, int]]:
        """Acts done, by act: as the scenario is (key ""), with each lever moved, and without cameras ("nowhere").

        A lever of which the rules have nothing, such as the severity of rules without locks and lists, has no key.
        """
        base = self.load(seed, changes)
        found = {"": self._run(base)}
        for lever in FACTORS:
            settings = moved(base, lever)
            if settings:
                found[lever] = self._run(self.load(seed, {**changes, **settings}))
            else:
                self.runs -= 1
        for name, where in (("nowhere", NOWHERE), (CAMERAS, EVERYWHERE)):
            found[name] = self._run(self.load(seed, {**changes, **where}))
        return found

    def _run(self, scenario: Scenario) -> dict[str, int]:
        done = count_acts(scenario, self.threads).done
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.runs)
        return {act: done[act] for act in self.acts}

    def drawn(self, draws: int, fixed: frozenset[str]) -> list[dict[str, dict[str, int]]]:
        """The same for every draw of the assumptions that a scenario can be."""
        from credopolis.analysis.studies.robust import factors_of
        from credopolis.library.rooms import in_order, rooms_of, thresholds_of, widened

        found, source, rooms = [], self.first.source, rooms_of(self.first)
        factors = {path: f for path, f in factors_of(self.first, {*fixed}).items() if draws}
        places = latin_hypercube(draws, len(factors), self.first.seed) if draws else np.zeros((0, 0))
        thresholds = thresholds_of(self.first)
        for row in places:
            values = {path: f.at(float(p)) for (path, f), p in zip(factors.items(), row, strict=True)}
            values |= in_order(thresholds, values)
            try:
                values |= widened(str(source["regime"]), tuple(source["off"]), rooms, values)
                found.append(self.counts(self.first.seed, values))
            except CredopolisError:
                continue
        return found
