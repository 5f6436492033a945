"""What must hold of the calendars of a built engine between two ticks: every event waits once, with its own grid."""

from __future__ import annotations

from collections.abc import Iterator

from credopolis.core.schema import UNBORN
from credopolis.engine.build import Engine


def waiting(engine: Engine) -> Iterator[tuple[int, int, int, int]]:
    """Every scheduled event -> (district, grid, bucket, node).

    Raises
    ------
    AssertionError
        If a bucket holds more nodes than its district has, which means that they lead round in a circle.
    """
    world = engine.world
    for d, district in enumerate(world.districts):
        for g in range(int(district["grid_start"]), int(district["grid_stop"])):
            for bucket, head in enumerate(world.heads[g].tolist()):
                index, seen = head, 0
                while index >= 0:
                    nodes = len(world.nodes)
                    assert index < nodes and seen < nodes, f"grid {g}, bucket {bucket}: a list that does not end"
                    yield d, g, bucket, index
                    index, seen = int(world.nodes[index]["next"]), seen + 1


def check_calendars(engine: Engine, day: int) -> int:
    """Every node is free or waits in one bucket of its life's grid, for a day that is not past -> events that wait."""
    world = engine.world
    held: list[set[int]] = [set() for _ in world.districts]
    owned = set[int]()
    for d, g, bucket, index in waiting(engine):
        assert index not in held[d], f"grid {g}, bucket {bucket}: node {index} waits twice"
        held[d].add(index)
        node, grid = world.nodes[index], world.grids[g]
        assert node["local"] < grid["places"], f"grid {g} holds an event of nobody there"
        flags = int(world.person[int(grid["start"]) + int(node["local"])]["flags"])
        assert not flags & UNBORN, f"grid {g} holds an event of who is not born"
        assert node["day"] >= day, f"grid {g}, bucket {bucket}: an event of day {node['day']} on day {day}"
    for d, district in enumerate(world.districts):
        free, index = set[int](), int(district["node_head"])
        while index >= 0:
            assert index not in free and index not in held[d], f"district {d}: node {index} is free twice, or not free"
            free.add(index)
            index = int(world.nodes[index]["next"])
        assert len(free) == district["node_free"] and len(free) + len(held[d]) == district["node_size"]
        assert not owned & (free | held[d]), f"district {d} has a node that another has"
        owned |= free | held[d]
    assert len(owned) == len(world.nodes)
    return sum(map(len, held))
