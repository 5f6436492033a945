"""Values of ranges that are wider on one side of the usual value than on the other."""


def value_at(low: float, usual: float, high: float, share: float) -> float:
    """The value below which so large a share of draws lies: the usual one is the median, and either side is even."""
    return low + 2.0 * share * (usual - low) if share < 0.5 else usual + (2.0 * share - 1.0) * (high - usual)
