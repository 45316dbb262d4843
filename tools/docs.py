"""Write docs/services.md from the catalog, or with ``--check`` say whether it is up to date."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from watchkeeper.core.services.spec import Raise, RaiseAfter, Service, Within

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "services.md"
HEAD = """\
# Services

What the department offers, generated from the declarations in `watchkeeper/core/services/catalog/` by `make docs`.
Priorities run from P0 (life at risk) to P4 (scheduled); targets are the share of calls, in a hundred, that meet them.
A department changes wording, priorities, targets and questions on a screen; this page shows what the code declares.
"""


def main(words: list[str]) -> int:
    """Write the page. With ``--check`` only compare: returns 1 when it is out of date."""
    text = _page()
    if "--check" in words:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print("docs/services.md is out of date: run `make docs`", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


def _page() -> str:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
    django.setup()
    from watchkeeper.core.services.catalog import CATALOG

    rows = ["| service | key | priority | level | typed |", "|---|---|---|---|---|"]
    rows += [
        f"| [{one.name}](#{one.key}) | `{one.key}` | P{int(one.priority)} | {one.level.name} "
        f"| {' '.join(f'`{form}`' for form in one.short)} |"
        for one in CATALOG.values()
    ]
    return "\n".join([HEAD, *rows, *(_section(one) for one in CATALOG.values())]) + "\n"


def _section(one: Service) -> str:
    from watchkeeper.core.services.outcomes import OUTCOMES

    lines = [f'\n## <a id="{one.key}"></a>{one.name}\n']
    if one.about:
        lines.append(f"{one.about}\n")
    lines.append(f"* **Comes in by** {', '.join(sorted(door.value.replace('_', ' ') for door in one.doors))}.")
    asks = [f"{ask.words}{' (starts the call)' if ask.starts else ''}" for ask in one.asks]
    lines.append(f"* **Asks** {' · '.join(asks)}")
    lines += [f"* **Raised to P{int(rule.to)}** {_why(one, rule)}." for rule in one.raises]
    sends = [f"{'all free, at least ' if send.every else ''}{send.count} {send.capability.value}"
             + (f" from P{int(send.at)} up" if send.at is not None else "") for send in one.sends]  # fmt: skip
    lines.append(f"* **Sends** {'; '.join(sends) or 'nobody'}.")
    targets = [_target(target) for target in one.targets]
    if targets:
        lines.append(f"* **Targets** {'; '.join(targets)}.")
    ends = [str(OUTCOMES[key].words) if key in OUTCOMES else key.replace("_", " ") for key in one.outcomes]
    lines.append(f"* **Ends as** {', '.join(ends)}.")
    forgets = [f"{rule.what} to {rule.to} after {rule.after.days} days" for rule in one.purge]
    if forgets:
        lines.append(f"* **Forgets** {'; '.join(forgets)}.")
    return "\n".join(lines)


def _target(target: Within) -> str:
    ends = f"{target.start} to {target.end}".replace("_", " ")
    share = f"{target.percentile} in 100" + (f", P{int(target.at)}" if target.at is not None else "")
    return f"{ends} within {_span(target.duration.total_seconds())} ({share})"


def _why(one: Service, rule: Raise | RaiseAfter) -> str:
    if not hasattr(rule, "ask"):
        return f"after {_span(rule.after.total_seconds())} of waiting"
    ask = one.ask(rule.ask)
    choice = ask.choice(rule.value) if ask else None
    return (
        f"when the answer is “{choice.words}”"
        if choice
        else f"when “{ask.words if ask else rule.ask}” is answered {rule.value}"
    )


def _span(seconds: float) -> str:
    if seconds < 0:
        return f"{_span(-seconds)} before"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min" if not rest else f"{round(seconds)} s" if seconds < 180 else f"{minutes} min {rest} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
