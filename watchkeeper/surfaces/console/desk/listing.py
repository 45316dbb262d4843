"""The rows of one screen and how many there are, at a cost that does not grow with the page nor with the history.

Pages are found by the last row shown, not by counting rows off: the thousandth page costs what the first does, and
nothing is shown twice when somebody adds a row meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, DateTimeField, F, Field, Q, QuerySet

from watchkeeper.core.departments.local_time import moment
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.asked import Asked, Mark
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.register import Register, Where

A_PAGE = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Page:
    """Rows of one screen, and the marks before and after them where there is more."""

    rows: Sequence[Any]
    before: Mark | None
    after: Mark | None


def narrowed(asked: Asked, look: Look) -> QuerySet[Any]:
    """Every row asked for, in no order."""
    register = asked.register
    several = [
        *(one for one in register.views if one.key == asked.view),
        *(one for one in register.gaps if one.key == asked.gap),
    ]
    is_bounded = bool(asked.q) or any(one.is_whole for one in several)
    found = [one.q(asked.given, look, is_bounded=is_bounded) for one in register.filters]
    found += [one.when(look) for one in several]
    rows = register.rows(look.by)
    if asked.q:
        found.append(_searched(register, asked.q))
    for condition in found:
        rows = rows.filter(condition) if condition is not None else rows
    return rows


def _searched(register: Register, text: str) -> Q:
    if callable(register.search):
        return register.search(text)
    fields = register.search
    if not fields:
        raise Invalid("This list cannot be searched.", fields={"q": ["not offered"]})
    words = text.split()[:6] or [text]
    return reduce(and_, (reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields)) for word in words))


def ordered(rows: QuerySet[Any], asked: Asked, *, is_down: bool | None = None) -> QuerySet[Any]:
    """``rows`` in the order asked for; the key breaks ties."""
    down = asked.is_down if is_down is None else is_down
    sign = "-" if down else ""
    several: QuerySet[Any] = rows.annotate(desk_key=F(asked.column.order)).order_by(f"{sign}desk_key", f"{sign}pk")
    return several


def page(asked: Asked, look: Look) -> Page:
    """One screen of rows, after or before the mark asked for."""
    rows = narrowed(asked, look)
    is_back = asked.before is not None and asked.after is None
    down = asked.is_down != is_back
    mark = asked.before if is_back else asked.after
    several = ordered(rows, asked, is_down=down)
    if mark is not None:
        several = several.filter(_beyond(mark, several, asked, is_up=not down))
    found = list(several[: A_PAGE + 1])
    more, found = len(found) > A_PAGE, found[:A_PAGE]
    if is_back:
        found.reverse()
    asked.register.prepare(found, look)
    has_before = more if is_back else mark is not None
    has_after = mark is not None if is_back else more
    return Page(
        found,
        _mark_of(found[0]) if found and has_before else None,
        _mark_of(found[-1]) if found and has_after else None,
    )


def _mark_of(row: Any) -> Mark:
    value = row.desk_key
    return (None if value is None else value.isoformat() if isinstance(value, datetime) else str(value)), int(row.pk)


def _beyond(mark: Mark, rows: QuerySet[Any], asked: Asked, *, is_up: bool) -> Q:
    """The rows on the far side of ``mark``. SQLite sorts what is unknown first, PostgreSQL last."""
    text, pk = mark
    side = "gt" if is_up else "lt"
    tie = Q(**{f"pk__{side}": pk})
    is_unknown_far = is_up == (connection.vendor == "postgresql")
    if text is None:
        nothing = Q(desk_key=None) & tie
        return nothing if is_unknown_far else nothing | Q(desk_key__isnull=False)
    kind: Field[Any, Any] = rows.query.annotations["desk_key"].output_field
    value = _value(text, kind)
    # The first half is what an index can be entered by; the second leaves out what was shown.
    far = Q(**{f"desk_key__{side}e": value}) & (Q(**{f"desk_key__{side}": value}) | tie)
    is_ever_unknown = kind.null or "__" in asked.column.order
    return far | Q(desk_key=None) if is_unknown_far and is_ever_unknown else far


def _value(text: str, kind: Field[Any, Any]) -> Any:
    try:
        value = moment(text) if isinstance(kind, DateTimeField) else kind.to_python(text)
    except (ValidationError, ValueError, TypeError):
        value = None
    if value is None:
        raise Invalid("This address names no place in the list.", fields={"after": ["unknown"]})
    return value


def size(register: Register, look: Look) -> int:
    """How many rows there are, at most one over :data:`MOST_COUNTED`."""
    return _capped(register.rows(look.by))


def counts(register: Register, look: Look) -> dict[str, int]:
    """How many rows each view and gap has, by "view:key" and "gap:key", and with any gap, "gaps". One query."""
    conditions = {name: one.when(look) for name, one in _counted(register).items()}
    if register.gaps:
        conditions["gaps"] = reduce(or_, (one.when(look) for one in register.gaps))
    if not conditions:
        return {}
    named = {name.replace(":", "_"): Count("pk", filter=condition) for name, condition in conditions.items()}
    found = register.rows(look.by).order_by().aggregate(**named)
    return {name: found[name.replace(":", "_")] for name in conditions}


def counts_of_many(register: Register, look: Look) -> dict[str, int]:
    """As :func:`counts` for a table that holds more than :data:`MOST_COUNTED`: one query each, none counts further."""
    rows = register.rows(look.by)
    return {name: _capped(rows.filter(one.when(look))) for name, one in _counted(register).items()}


def _counted(register: Register) -> dict[str, Where]:
    several = {f"view:{one.key}": one for one in register.views} | {f"gap:{one.key}": one for one in register.gaps}
    return {name: one for name, one in several.items() if one.is_counted}


def total(asked: Asked, look: Look, page: Page, everything: int | None) -> int | None:
    """How many rows were asked for, at most one over :data:`MOST_COUNTED`; None where counting would cost too much."""
    if page.before is None and page.after is None:
        return len(page.rows)
    if not asked.is_narrowed:
        return everything
    return None if asked.register.is_large and not _is_small(asked) else _capped(narrowed(asked, look))


def _is_small(asked: Asked) -> bool:
    """Whether the view or gap asked for is counted whatever the history: then what is narrowed in it is, too."""
    several = (*asked.register.views, *asked.register.gaps)
    return any(one.is_whole and one.is_counted for one in several if one.key in {asked.view, asked.gap})


def _capped(rows: QuerySet[Any]) -> int:
    return rows.order_by()[: MOST_COUNTED + 1].count()
