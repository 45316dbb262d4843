"""One word per thing: the glossary knows every table, every status and every role by name."""

from __future__ import annotations

import ast
import re
from enum import StrEnum

import pytest
from django.apps import apps

from tests.architecture.tree import ROOT, load, sources
from watchkeeper.core.people.permissions import Role

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
MODELS = sorted(model.__name__ for model in apps.get_models() if model.__module__.startswith("watchkeeper."))


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize().replace("Api ", "API ")


def _states() -> list[str]:
    found = {str(role) for role in Role}
    for name, parsed in sources().items():
        classes = [one.name for one in ast.walk(parsed) if isinstance(one, ast.ClassDef)]
        for title in classes:
            if title.endswith(("Status", "State")):
                value = getattr(load(name), title)
                found |= {str(member) for member in value} if issubclass(value, StrEnum) else set()
    return sorted(found)


@pytest.mark.parametrize("name", MODELS)
def test_every_table_has_an_entry(name: str) -> None:
    assert f"**{_words(name)}**" in GLOSSARY


@pytest.mark.parametrize("name", _states())
def test_every_status_and_role_is_explained(name: str) -> None:
    assert f"`{name}`" in GLOSSARY


def test_an_entry_says_what_it_is_not_and_where_it_lives() -> None:
    for line in GLOSSARY.splitlines():
        if line.startswith("**"):
            assert " — " in line, line


def test_every_place_the_glossary_names_exists() -> None:
    for path in re.findall(r"`((?:core|engines|surfaces|config|kit)/[\w/.]+)`", GLOSSARY):
        assert (ROOT / "watchkeeper" / path).exists(), path
