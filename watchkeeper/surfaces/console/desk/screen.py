"""A list as its page shows it: rows as cells, heads that sort, views and gaps with counts, filters with what is set."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.journal import reads
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console.desk import listing, registers
from watchkeeper.surfaces.console.desk.asked import Asked, written
from watchkeeper.surfaces.console.desk.cells import Look, cell_of
from watchkeeper.surfaces.console.desk.drawer import Drawer
from watchkeeper.surfaces.console.desk.own import Own, own
from watchkeeper.surfaces.console.desk.register import Button, Register, Where

MOST_HINTS = 4


def screen(asked: Asked, look: Look, drawer: Drawer | None = None) -> dict[str, Any]:
    """The template's values. That private rows were read, and what was searched for, is kept."""
    register, mine = asked.register, own(asked.register, look.by)
    page = listing.page(asked, look)
    everything = None if register.is_large else listing.size(register, look)
    is_later = everything is None or everything > listing.MOST_COUNTED
    counts = {} if is_later else listing.counts(register, look)
    _note(asked, look, page)
    return {
        "register": register,
        "asked": asked,
        "mine": mine,
        "drawer": drawer,
        "family": registers.family_of(register, look.by),
        "rail": (registers.family_of(register, look.by) or [register])[0].key,
        "here": asked.here,
        "rows": [_row(row, asked, look, mine, drawer) for row in page.rows],
        "heads": [_head(one, asked) for one in mine.columns],
        "tabs": _tabs(asked, counts, everything),
        "is_later": is_later,
        "own_tabs": [(name, register.address(state), state == asked.state) for name, state in mine.views],
        "gaps": [_gap(one, asked, counts) for one in register.gaps if counts.get(f"gap:{one.key}")],
        "filters": [_filter(one, asked, look) for one in register.filters],
        "bands": register.bands(look),
        "columns": [(one, one in mine.columns) for one in register.columns],
        "total": count(listing.total(asked, look, page, everything)),
        "all": count(everything),
        "with_gap": count(counts.get("gaps")),
        "before": asked.with_(before=written(page.before)) if page.before else "",
        "after": asked.with_(after=written(page.after)) if page.after else "",
        "can_search": bool(register.search),
        "hints": _hints(register, look),
        "may_new": register.may(register.new, look.by),
        "may_export": look.by.may(Permission.EXPORT_READ),
        "may_keep": look.by.account_id is not None,
        "as_of": look.now,
        "zone": look.zone,
    }


def counted(asked: Asked, look: Look) -> dict[str, Any]:
    """The views and gaps of a large table with their counts, which come after the rows."""
    register = asked.register
    counts = listing.counts_of_many(register, look)
    everything = None if register.is_large else listing.size(register, look)
    gaps = [_gap(one, asked, counts) for one in register.gaps if counts.get(f"gap:{one.key}")]
    return {"register": register, "tabs": _tabs(asked, counts, everything), "gaps": gaps}


def count(number: int | None) -> str:
    """A count as it is shown: "16", "10,000+", "" when it was not counted."""
    if number is None:
        return ""
    return f"{number:,}" if number <= listing.MOST_COUNTED else f"{listing.MOST_COUNTED:,}+"


def _hints(register: Register, look: Look) -> list[Button]:
    """The first buttons that have keys, each key once: as many as the foot has room for; the key map has them all."""
    keys = {one.letter: one for one in reversed(register.buttons) if one.letter and register.may(one, look.by)}
    return list(reversed(keys.values()))[:MOST_HINTS]


def _note(asked: Asked, look: Look, page: listing.Page) -> None:
    register = asked.register
    if noted := register.noted(page.rows):
        reads.note(look.by, "register", noted, why=register.key)
    if asked.q:
        reads.note(look.by, "search", [f"register:{register.key}"], why=asked.q)


def _row(row: Any, asked: Asked, look: Look, mine: Own, drawer: Drawer | None) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "address": asked.register.address(asked.here, pk=row.pk),
        "is_open": drawer is not None and drawer.pk == row.pk,
        "cells": [cell_of(one.show(row, look)) for one in mine.columns],
    }


def _head(column: Any, asked: Asked) -> dict[str, Any]:
    is_sorted = column.key == asked.column.key
    return {
        "words": column.words,
        "address": asked.register.address(asked.sorted_by(column)) if column.order else "",
        "sorted": ("descending" if asked.is_down else "ascending") if is_sorted else "",
    }


def _tabs(asked: Asked, counts: dict[str, int], everything: int | None) -> list[dict[str, Any]]:
    register = asked.register
    first = {"words": f"All {register.many}", "address": register.address(), "count": count(everything)}
    is_plain = not asked.view and not asked.gap
    return [first | {"is_here": is_plain}] + [
        {
            "words": one.words,
            "address": register.address(f"view={one.key}"),
            "count": count(counts.get(f"view:{one.key}")),
            "is_here": asked.view == one.key,
        }
        for one in register.views
    ]


def _gap(one: Where, asked: Asked, counts: dict[str, int]) -> dict[str, Any]:
    is_on = asked.gap == one.key
    return {
        "words": one.words,
        "count": count(counts.get(f"gap:{one.key}")),
        "address": asked.register.address(asked.with_(gap="" if is_on else one.key)),
        "is_on": is_on,
    }


def _filter(one: Any, asked: Asked, look: Look) -> dict[str, Any]:
    values = [asked.given.get(name, "") for name in one.names]
    return {"filter": one, "values": list(zip(one.names, values, strict=True)), "options": one.options(look)}
