"""Conditions on the factors of a design (`where:`): which points of the space are run at all.

A condition is an arithmetic comparison in the notation of Python, over the names of factors: `a <= b`,
`regime.office.desk_days < regime.office.office_days`, `x + y < 1 and z != 3`. Nothing else is evaluated: no calls, no
attributes, no text but in quotes. Durations such as `30d` count in days.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from credopolis.core.units import parse_duration

_LONGEST: Final = 500
_COMPARE: Final[dict[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}  # fmt: skip
_COMBINE: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class Condition:
    """A condition that was read.

    Raises
    ------
    ValueError
        If the text is none.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > _LONGEST:
            raise ValueError(f"a condition of over {_LONGEST} characters")
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError("not a condition") from None
        self.names: set[str] = set()
        self._read(self._tree)

    def check(self, factors: Collection[str]) -> None:
        """Raise ValueError with the first name that is no factor, or if there is none."""
        for name in sorted(self.names):
            if name not in factors:
                raise ValueError(f"{name} is not a factor of this design")
        if not self.names:
            raise ValueError("a condition on no factor")

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether a point meets it; where it has no sense (a word less than a number, a division by 0) it does not."""
        try:
            return bool(self._value(self._tree, values))
        except (TypeError, ArithmeticError):
            return False

    def _read(self, node: ast.expr) -> None:
        if isinstance(node, ast.BoolOp):
            inner: list[ast.expr] = node.values
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
            inner = [node.operand]
        elif isinstance(node, ast.BinOp) and type(node.op) in _COMBINE:
            inner = [node.left, node.right]
            if any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in inner):
                raise ValueError("text is no number")
        elif isinstance(node, ast.Compare) and all(type(op) in _COMPARE for op in node.ops):
            inner = [node.left, *node.comparators]
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
            inner = []
        elif isinstance(node, ast.Name | ast.Attribute):
            self.names.add(_name(node))
            inner = []
        else:
            raise ValueError("only comparisons, and, or, not, + - * / and values are known")
        for one in inner:
            self._read(one)

    def _value(self, node: ast.expr, values: Mapping[str, Any]) -> Any:
        if isinstance(node, ast.BoolOp):
            several = (self._value(one, values) for one in node.values)
            return all(several) if isinstance(node.op, ast.And) else any(several)
        if isinstance(node, ast.UnaryOp):
            one = self._value(node.operand, values)
            return not one if isinstance(node.op, ast.Not) else -one
        if isinstance(node, ast.BinOp):
            combine = _COMBINE[type(node.op)]
            return combine(_number(self._value(node.left, values)), _number(self._value(node.right, values)))
        if isinstance(node, ast.Compare):
            terms = [self._value(one, values) for one in (node.left, *node.comparators)]
            pairs = zip(terms, node.ops, terms[1:], strict=False)
            return all(_COMPARE[type(op)](left, right) for left, op, right in pairs)
        found = node.value if isinstance(node, ast.Constant) else values[_name(node)]
        return _days(found) if isinstance(found, str) else found


def _name(node: ast.expr) -> str:
    """A factor's name as a path: `regime.faces.searches_a_year`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    raise ValueError("only names of factors have dots")


def _number(value: Any) -> Any:
    if isinstance(value, str):
        raise TypeError("a word is no number")
    return value


def _days(text: str) -> int | str:
    try:
        return parse_duration(text)
    except ValueError:
        return text
