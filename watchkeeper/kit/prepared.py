"""Queries compiled once: the same queryset or row asked with other values costs no compiling.

Django turns a queryset into SQL anew each time, which for a wide table with its joins costs more than asking. What is
asked in every request is prepared instead: ``build`` is called once per shape with stand-ins, and the SQL kept. What
an action writes of a row (:func:`bump`, :func:`save`, :func:`insert`) is compiled once per table and columns. Each
gives an :class:`~watchkeeper.kit.batch.Ask`, so that several can go to the database together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

from watchkeeper.kit.batch import Ask, Rows, send

M = TypeVar("M", bound=models.Model)
Value = int | str | Sequence[int] | Sequence[str]

_FEW = 8  # a question about more values than these comes in too many lengths for a database to be told each
_STAND_IN = 1 << 60  # no key is as great as this
_STAND_IN_TEXT = "\ue000stands in for "  # and no one types this


@dataclass(frozen=True)
class _Compiled:
    """SQL with, for each parameter, the place of its value or the constant it always has."""

    sql: str
    parameters: tuple[tuple[bool, Any], ...]  # plain constants are written into the SQL, so that partial indexes serve
    model: type[models.Model]
    converters: list[tuple[int, list[Any], Any]]
    populators: list[Any]
    names: list[str]
    first: int
    last: int

    def instances(self, rows: Rows) -> list[Any]:
        """The rows as model instances."""
        return [self._instance(self._converted(row)) for row in rows]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        real = connections[DEFAULT_DB_ALIAS]
        for place, functions, expression in self.converters:
            for function in functions:
                values[place] = function(values[place], expression, real)
        return values

    def _instance(self, row: list[Any]) -> Any:
        made = made_of(self.model, self.names, row[self.first : self.last])
        for populator in self.populators:
            _populate(populator, row, made)
        return made


def _populate(populator: Any, row: list[Any], made: models.Model) -> None:
    """Hang the related row on ``made``, as Django's populator does, but without ``__init__``."""
    values = row[populator.cols_start : populator.cols_end]
    related = None
    if values[populator.pk_idx] is not None:
        related = made_of(populator.model_cls, populator.init_list, values)
        for deeper in populator.related_populators:
            _populate(deeper, row, related)
        populator.remote_setter(related, made)
    populator.local_setter(made, related)


def made_of(model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """An instance as ``Model.from_db`` makes it of every column, without the cost of its ``__init__``.

    Our models have no ``__init__`` of their own and nobody listens to their signals (a rule of the house).
    """
    made = model.__new__(model)
    made.__dict__.update(zip(names, values, strict=True))
    made._state = state = ModelState()
    state.adding = False
    state.db = DEFAULT_DB_ALIAS
    return made


class Prepared(Generic[M]):
    """Ask it with keys or words or sequences of them, by name: ``OPEN(call=[4], unit=[7, 9])``."""

    def __init__(self, build: Callable[..., models.QuerySet[M]]) -> None:
        self._build = build
        self._compiled: dict[Any, _Compiled | None] = {}

    def __call__(self, **values: Value) -> list[M]:
        """The rows as model instances, related ones that ``build`` selected included."""
        found: list[M] = send(self.ask(**values))[0]
        return found

    def ask(self, **values: Value) -> Ask:
        """The question, to be sent with others; it reads a list of instances."""
        values = {name: v if _is_one(v) else _padded(v) for name, v in values.items()}  # type: ignore[arg-type]
        shape = (connection.vendor, *((name, -1 if _is_one(v) else len(v)) for name, v in values.items()))  # type: ignore[arg-type]
        if shape not in self._compiled:
            self._compiled[shape] = self._compile(values)
        compiled = self._compiled[shape]
        if compiled is None:
            return Ask("", (), list)
        flat = [one for v in values.values() for one in ((v,) if _is_one(v) else v)]  # type: ignore[union-attr]
        given = tuple(flat[what] if varies else what for varies, what in compiled.parameters)
        return Ask(compiled.sql, given, compiled.instances, is_fixed=len(given) <= _FEW)

    def _compile(self, values: dict[str, Value]) -> _Compiled | None:
        """Compile for this shape; None when such a query can find nothing."""
        count = 0
        stand_ins: dict[str, Any] = {}
        for name, value in values.items():
            several = [value] if _is_one(value) else list(value)  # type: ignore[arg-type]
            marks = [
                f"{_STAND_IN_TEXT}{count + n}" if isinstance(one, str) else _STAND_IN + count + n
                for n, one in enumerate(several)
            ]
            stand_ins[name] = marks[0] if _is_one(value) else marks
            count += len(several)
        query = self._build(**stand_ins).query
        compiler: Any = query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:last]]
        populators = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
        sql, given = _inlined(sql, tuple(map(_mark, parameters)))
        return _Compiled(
            sql, given, info["model"],
            _listed(compiler.get_converters([column[0] for column in compiler.select])), populators, names, first, last,
        )  # fmt: skip


def _is_one(value: Value) -> bool:
    return isinstance(value, int | str)


def _padded(values: Sequence[Any]) -> list[Any]:
    """``values`` with the last repeated up to a power of two: few shapes serve every length, and find the same."""
    padded = list(values)
    return padded + padded[-1:] * ((1 << (len(padded) - 1).bit_length()) - len(padded)) if padded else padded


def _mark(parameter: Any) -> tuple[bool, Any]:
    """Whether a compiled parameter varies, with the place of its value; or the constant it is."""
    if isinstance(parameter, int) and parameter >= _STAND_IN:
        return True, parameter - _STAND_IN
    if isinstance(parameter, str) and parameter.startswith(_STAND_IN_TEXT):
        return True, int(parameter[len(_STAND_IN_TEXT) :])
    return False, parameter


def _inlined(sql: str, marks: tuple[tuple[bool, Any], ...]) -> tuple[str, tuple[tuple[bool, Any], ...]]:
    """``sql`` with its plain constants (statuses, numbers) in place of their marks, and the marks that are left."""
    first, *rest = sql.split("%s")
    text, left = first, []
    for part, mark in zip(rest, marks, strict=True):
        varies, constant = mark
        if not varies and isinstance(constant, str) and constant.replace("_", "").isalnum() and constant.isascii():
            text += f"'{constant}'{part}"
        elif not varies and type(constant) is int:
            text += f"{constant}{part}"
        else:
            text += f"%s{part}"
            left.append(mark)
    return text, tuple(left)


def _listed(found: dict[int, Any]) -> list[tuple[int, list[Any], Any]]:
    return [(place, functions, expression) for place, (functions, expression) in found.items()]


@cache
def _of(model: type[models.Model], vendor: str) -> _Compiled:
    """How a whole row of ``model`` that a statement returns is read."""
    fields = model._meta.concrete_fields
    compiler: Any = model._default_manager.all().query.get_compiler(connection=connection)
    converters = _listed(compiler.get_converters([field.get_col(model._meta.db_table) for field in fields]))
    return _Compiled("", (), model, converters, [], [f.attname for f in fields], 0, len(fields))


@cache
def _bump_sql(model: type[models.Model], counters: tuple[str, ...]) -> str:
    meta = model._meta
    columns = ", ".join(f'"{field.column}"' for field in meta.concrete_fields)
    sets = ", ".join(f"{name} = {name} + 1" for name in counters)
    return f"UPDATE {meta.db_table} SET {sets} WHERE id = %s AND department_id = %s RETURNING {columns}"  # noqa: S608


def bump(model: type[models.Model], counters: tuple[str, ...], pk: int, department_id: int) -> Ask:
    """Count the row's ``counters`` up, which locks it, and read it fresh: a list of one instance, or of none."""
    compiled = _of(model, connection.vendor)
    return Ask(_bump_sql(model, counters), (pk, department_id), compiled.instances, is_fixed=True)


@cache
def _save_sql(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(model._meta.get_field(name) for name in names)
    sets = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]
    return f"UPDATE {model._meta.db_table} SET {sets} WHERE id = %s", fields  # noqa: S608


def save(row: models.Model, *names: str) -> Ask:
    """Write the columns ``names`` of ``row`` as it stands now."""
    sql, fields = _save_sql(type(row), names)
    return Ask(sql, [*_stored(fields, row), row.pk], is_fixed=True)


def _last_key(model: Any, after: str, vendor: str) -> str:
    """The key the statement before gave the row that ``after`` points at."""
    if vendor == "sqlite":
        return "last_insert_rowid()"
    return f"currval(pg_get_serial_sequence('{model._meta.get_field(after).related_model._meta.db_table}', 'id'))"


@cache
def _insert_sql(model: type[models.Model], after: str, vendor: str) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_last_key(model, after, vendor) if field.attname == after else "%s" for field in fields)
    given = tuple(field for field in fields if field.attname != after)
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({values}) RETURNING id", given  # noqa: S608


def insert(row: models.Model, *, after: str = "") -> Ask:
    """Insert ``row``; reading it gives the row its key.

    ``after`` names the column that points at the row inserted by the statement just before this one: its key need not
    be known yet.
    """
    sql, fields = _insert_sql(type(row), after, connection.vendor)
    return Ask(sql, _stored(fields, row), partial(_keyed, row), is_fixed=True)


def _keyed(row: models.Model, rows: Rows) -> None:
    row.pk = rows[0][0]
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS


def _stored(fields: Sequence[Any], row: models.Model) -> list[Any]:
    """The values of ``fields`` as the database takes them."""
    real, held = connections[DEFAULT_DB_ALIAS], row.__dict__
    return [field.get_db_prep_save(held[field.attname], real) for field in fields]
