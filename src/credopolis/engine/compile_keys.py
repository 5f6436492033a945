"""From a rulebook's later keys to what kernels read: ends of cycles that set grades, means, and entries that stand."""

from __future__ import annotations

from credopolis.engine.columns import Columns
from credopolis.engine.world import Row
from credopolis.rulebook.compile import CompiledRulebook


def set_keys(rules: Row, rulebook: CompiledRulebook, columns: Columns, locks: bool) -> None:
    """All of it. rules : RULES. locks : whether locks hold anybody in the run."""
    set_cycles(rules, rulebook, columns, locks)
    set_entries(rules, rulebook, columns)


def set_cycles(rules: Row, rulebook: CompiledRulebook, columns: Columns, locks: bool) -> None:
    """What the end of a cycle does besides. rules : RULES. locks : whether locks hold anybody in the run."""
    cycles, n = rulebook.cycles, len(rulebook.grade_names)
    rules["sets_grade"] = rulebook.resets.sets_grade
    rules["sets_after"], rules["sets_column"] = rulebook.resets.sets_after, columns.sets
    rules["begins_in"], rules["next_start"][:n] = cycles.begins_in, cycles.next_start
    rules["lock_cycles"][:n] = cycles.lock_cycles if locks else 0
    rules["release_most"][:n] = cycles.release_most


def set_entries(rules: Row, rulebook: CompiledRulebook, columns: Columns) -> None:
    """What depends on earlier entries themselves. rules : RULES."""
    rated, held = columns.rated, columns.held
    rules["mean_last"], rules["mean_least"] = rulebook.mean
    rules["mean_column"], rules["mean_kept"], rules["mean_days"] = rated.column, rated.most, rated.days
    rules["holds"], rules["held_column"] = len(rulebook.held), held.column
    rules["held_words"], rules["together_column"] = held.words, held.together
    rules["n_groups"], k = len(rulebook.together.groups), 0
    for g, (most, sets) in enumerate(rulebook.together.groups):
        for names, points in sets:
            rules["together"][k] = bits_of(names, columns), points
            k += 1
        rules["group"][g] = k, most
    rules["by_entries"] = bool(rulebook.mean[0] or held.acts or (rulebook.cycles.head[:, 0] != 0).any())


def bits_of(names: tuple[str, ...], columns: Columns) -> int:
    """A bit each of acts of which it matters whether an entry stands."""
    acts = columns.held.acts or {}
    return sum(1 << acts[name].bit for name in names)


def set_act_keys(act: Row, name: str, k: int, rulebook: CompiledRulebook, columns: Columns) -> None:
    """What an entry of an act does to earlier ones, and to starts of cycles. act : ACT; k : its place in the file."""
    act["head_points"], act["head_cycles"] = rulebook.cycles.head[k]
    act["head_column"] = columns.heads.get(name, -1)
    act["in_mean"], act["held"] = rulebook.act_in_mean[k], name in rulebook.held
    act["ends"] = bits_of(rulebook.act_ends[k], columns)


def set_standing(act: Row, name: str, columns: Columns) -> None:
    """Where a life remembers which entries of an act stand. act : ACT."""
    known = columns.held.of(name)
    act["bit"] = act["stands_column"] = act["gains_column"] = act["losses_column"] = act["ended_column"] = -1
    if known is not None:
        act["bit"], act["stands_column"], act["ended_column"] = known.bit, known.stands, known.ended
        act["gains_column"], act["losses_column"], act["wide"] = known.gains, known.losses, known.wide
