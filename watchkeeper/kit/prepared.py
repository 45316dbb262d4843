"""A query compiled once: the same queryset asked with other values costs no compiling.

Django turns a queryset into SQL anew each time, which for a wide table with its joins costs more than asking. What is
asked in every request is prepared instead: ``build`` is called once per shape with stand-ins, and the SQL kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
Value = int | Sequence[int]

_STAND_IN = 1 << 60  # no key is as great as this


@dataclass(frozen=True)
class _Compiled:
    """SQL with, for each parameter, the place of its value or the constant it always has."""

    sql: str
    parameters: tuple[tuple[bool, Any], ...]
    model: type[models.Model]
    converters: list[tuple[int, list[Any], Any]]
    populators: list[Any]
    names: list[str]
    first: int
    last: int


class Prepared(Generic[M]):
    """Ask it with whole numbers or sequences of them, by name: ``OPEN(call=[4], unit=[7, 9])``."""

    def __init__(self, build: Callable[..., models.QuerySet[M]]) -> None:
        self._build = build
        self._compiled: dict[Any, _Compiled | None] = {}

    def __call__(self, **values: Value) -> list[M]:
        """The rows as model instances, related ones that ``build`` selected included."""
        shape = (connection.vendor, *((name, -1 if isinstance(v, int) else len(v)) for name, v in values.items()))
        if shape not in self._compiled:
            self._compiled[shape] = self._compile(values)
        compiled = self._compiled[shape]
        if compiled is None:
            return []
        flat = [one for v in values.values() for one in ((v,) if isinstance(v, int) else v)]
        given = tuple(flat[what] if varies else what for varies, what in compiled.parameters)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, given)
            rows = cursor.fetchall()
        return [_instance(compiled, _converted(compiled, row)) for row in rows]

    def _compile(self, values: dict[str, Value]) -> _Compiled | None:
        """Compile for this shape; None when such a query can find nothing."""
        count = 0
        stand_ins: dict[str, Value] = {}
        for name, value in values.items():
            many = 1 if isinstance(value, int) else len(value)
            several = [_STAND_IN + count + n for n in range(many)]
            stand_ins[name] = several[0] if isinstance(value, int) else several
            count += many
        query = self._build(**stand_ins).query
        compiler: Any = query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        marks = tuple(
            (True, p - _STAND_IN) if isinstance(p, int) and p >= _STAND_IN else (False, p) for p in parameters
        )
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:last]]
        populators = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
        found = compiler.get_converters([column[0] for column in compiler.select])
        converters = [(place, functions, expression) for place, (functions, expression) in found.items()]
        return _Compiled(sql, marks, info["model"], converters, populators, names, first, last)


def _converted(compiled: _Compiled, row: Sequence[Any]) -> list[Any]:
    """The row with its values as the model's fields want them."""
    values = list(row)
    for place, functions, expression in compiled.converters:
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return values


def _instance(compiled: _Compiled, row: list[Any]) -> Any:
    made = compiled.model.from_db(connection.alias, compiled.names, row[compiled.first : compiled.last])
    for populator in compiled.populators:
        populator.populate(row, made)
    return made
