"""``watchkeeper purge``: carry out what the services declare they forget, now instead of within the hour."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import GOOD, Output, json_option


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Only say what would be destroyed; nothing is changed.")
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, dry_run: bool, as_json: bool) -> int:
    """Destroy what was kept long enough: of ended calls names, callbacks, words, files, exact places; ended cautions;
    where phones were; who gave feedback.

    A serving installation does this by itself every hour. What is destroyed is told in the journal, rule by rule; the
    journal stays whole, and `watchkeeper verify` says so.
    """
    setup.django()
    setup.require_migrated()
    from watchkeeper.config import wiring
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.places import purging as cautions
    from watchkeeper.engines.calls import fixes, purging
    from watchkeeper.engines.notices import purging as feedback

    due = [_told(one, counts) for one, counts in purging.look()]
    warnings = [{"department": _key(pk), "cautions": count} for pk, count in cautions.look().items()]
    positions = [{"department": _key(pk), "fixes": count} for pk, count in fixes.look().items()]
    askers = [{"department": _key(pk), "feedback": count} for pk, count in feedback.look().items()]
    while not dry_run and wiring.purge_step(system) is not None:
        pass
    report = {"dry_run": dry_run, "purged": due, "cautions": warnings, "positions": positions, "askers": askers}
    output.report(report, lambda console: _show(console, report))
    return GOOD


def _told(due: Any, counts: Any) -> dict[str, Any]:
    return {
        "department": _key(due.department_id),
        "service": due.service,
        "what": due.rule.what,
        "to": due.rule.to,
        "after_days": due.rule.after.days,
        "outcome": due.rule.outcome,
        "calls": counts.calls,
        "notes": counts.notes,
        "files": counts.files,
    }


def _key(department_id: int) -> str:
    from watchkeeper.core.departments.models import Department

    return Department.objects.values_list("key", flat=True).get(pk=department_id)


def _show(console: Console, report: dict[str, Any]) -> None:
    for one in report["cautions"]:
        console.print(f"{one['department']}: the words of {one['cautions']:,} ended cautions")
    for one in report["positions"]:
        console.print(f"{one['department']}: {one['fixes']:,} positions of phones")
    for one in report["askers"]:
        console.print(f"{one['department']}: who gave {one['feedback']:,} pieces of feedback")
    if not any(report[name] for name in ("purged", "cautions", "positions", "askers")):
        console.print("Nothing is due.")
        return
    table = Table("department", "service", "forgets", "after", "calls", "notes", "files")
    for one in report["purged"]:
        what = one["what"] if one["to"] == "nothing" else f"{one['what']} to its {one['to']}"
        counts = (f"{one[name]:,}" for name in ("calls", "notes", "files"))
        table.add_row(one["department"], one["service"], what, f"{one['after_days']} days", *counts)
    if report["purged"]:
        console.print(table)
    console.print("Nothing was changed." if report["dry_run"] else "Destroyed; the journal says so.")
