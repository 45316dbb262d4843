"""No row is written outside actions, but for the few places named here with their reasons."""

from __future__ import annotations

import ast
import re

from tests.architecture.tree import is_actions, sources

# A path, or the folder it lies in, and why it may write.
MAY_WRITE = {
    "watchkeeper/core/journal/": "the journal keeps itself: seals, cursors, timers, client ids, reads, snapshots",
    "watchkeeper/core/people/models/account.py": "the account's guard and version of rights, raised by its actions",
    "watchkeeper/core/people/session_store.py": "sessions, kept as Django keeps them; to sign in is an action",
    "watchkeeper/core/services/askings.py": "counts uses of a public form by source, for a day; to ask is an action",
    "watchkeeper/config/sign_in/": "allauth's own rows of keys, and the session before anyone is known",
    "watchkeeper/kit/prepared.py": "compiles the statements that actions send",
    "watchkeeper/engines/calls/fixes.py": "positions of phones, in batches; what they decide is an action",
    "watchkeeper/engines/calls/guard.py": "counts guards and versions up to lock rows for the action under way",
    "watchkeeper/engines/playbooks/versions.py": "keeps the version a run gets, for the action under way",
    "watchkeeper/config/bench/": "a bench lays closed history in bulk, and says so in its result",
}
ALWAYS = {
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "abulk_create",
    "asave",
    "acreate",
    "adelete",
}
PREPARED = {"save", "insert", "bump"}  # of kit.prepared: statements an action sends together
SQL = re.compile(r"\s*(INSERT INTO|UPDATE \S+ SET|DELETE FROM|TRUNCATE|COPY \S+ )")


def _may(name: str) -> bool:
    return is_actions(name) or any(name == path or (path.endswith("/") and name.startswith(path)) for path in MAY_WRITE)


def _writes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in PREPARED
    if not isinstance(call.func, ast.Attribute):
        return False
    verb, subject = call.func.attr, ast.unparse(call.func.value)
    is_query = ".objects" in subject or re.search(r"\.(filter|exclude|all|of)\(", subject) is not None
    return (
        verb in ALWAYS
        or (verb in {"create", "update", "delete"} and is_query)
        or (verb == "save" and subject != "super()")
        or (verb == "delete" and not call.args and not call.keywords and not subject.startswith("cache"))
    )


def _found(parsed: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call) and _writes(node):
            found.append(f"line {node.lineno}: {ast.unparse(node)[:80]}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            found.append(f"line {node.lineno}: {node.value[:80]}")
    return found


def test_nothing_is_written_outside_actions() -> None:
    assert {name: found for name, parsed in sources().items() if not _may(name) and (found := _found(parsed))} == {}


def test_every_exception_is_still_needed() -> None:
    for path in MAY_WRITE:
        assert any(name.startswith(path) for name in sources()), path
