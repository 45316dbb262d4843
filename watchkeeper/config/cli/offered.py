"""``watchkeeper services``: what a department offers, as declared and as changed by its policies; and what is owed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import GOOD, Output, json_option


@click.command("services")
@click.option("--department", metavar="KEY", help="The department's key, massgeneral for one. Default: the first.")
@click.option("--owed", is_flag=True, help="Every item the departments publish: what carries it, whether it works.")
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, department: str | None, owed: bool, as_json: bool) -> int:
    """Show what a department offers: key, name, base priority, doors, targets.

    With --owed, what the departments publish that they do, S01 to S138: what carries each item, the tests that prove
    it, and whether it works. Of tests that make test did not run on this very source nothing is known: "partial".
    """
    setup.django()
    if owed:
        items = _owed()
        output.report(items, lambda console: _owed_table(console, items))
        return GOOD
    rows = _offered(department)
    output.report({"services": rows}, lambda console: _table(console, rows))
    return GOOD


def _offered(key: str | None) -> list[dict[str, Any]]:
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.services import registry

    departments = Department.objects.order_by("id")
    chosen = departments.filter(key=key).first() if key else departments.first()
    if key and chosen is None:
        raise click.UsageError(f"no department {key!r} in this database")
    offered = registry.offered(chosen.pk if chosen else None)
    return [
        {
            "key": service.key,
            "name": str(service.name),
            "priority": f"P{int(service.priority)}",
            "doors": sorted(str(door) for door in service.doors),
            "targets": [
                f"{within.start} to {within.end} within {int(within.duration.total_seconds())} s, {within.percentile} %"
                for within in service.targets
            ],
            "short": list(service.short),
        }
        for service in offered
    ]


def _owed() -> list[dict[str, Any]]:
    from watchkeeper.config.proofs import proofs
    from watchkeeper.core.services.docs import declared
    from watchkeeper.core.services.owed import owed

    # A test that names an item and was not run, or skipped, is one that did not pass.
    went = proofs()
    named = {s: {test: went.get(s, {}).get(test, False) for test in tests} for s, tests in declared().items()}
    return [one.row() for one in owed(named)]


def _owed_table(console: Console, items: list[dict[str, Any]]) -> None:
    table = Table("item", "name", "status", "carried by", "proved by")
    for row in items:
        table.add_row(row["s"], row["name"], row["status"], "\n".join(row["carried_by"]), "\n".join(row["proved_by"]))
    console.print(table)
    counted = Counter(row["status"] for row in items)
    console.print(", ".join(f"{counted[status]} {status}" for status in ("works", "partial", "missing")))


def _table(console: Console, rows: list[dict[str, Any]]) -> None:
    table = Table("key", "name", "P", "doors", "targets")
    for row in rows:
        table.add_row(row["key"], row["name"], row["priority"], " ".join(row["doors"]), "\n".join(row["targets"]))
    console.print(table)
