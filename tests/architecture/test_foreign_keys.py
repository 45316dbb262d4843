"""Foreign keys point the way imports do: downward, never from one engine to another; surfaces own no tables."""

from __future__ import annotations

from django.apps import apps
from django.db.models import DO_NOTHING, PROTECT, ForeignKey, ManyToManyField, Model

ORDER = ["departments", "journal", "places", "people", "services"]
ENGINES = ["calls", "notices", "playbooks"]


def _rank(label: str) -> int:
    return len(ORDER) if label in ENGINES else ORDER.index(label)


def _ours() -> list[type[Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("watchkeeper.")
    ]


def test_foreign_keys_point_downward() -> None:
    wrong = []
    for model in _ours():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField):
                mine, other = model._meta.app_label, field.remote_field.model._meta.app_label
                if other not in [*ORDER, *ENGINES] or (mine != other and _rank(other) >= _rank(mine)):
                    wrong.append(f"{mine}.{model.__name__}.{field.name} points to {other}")
    assert wrong == []


def test_surfaces_and_config_own_no_tables() -> None:
    assert {model._meta.app_label for model in _ours()} <= {*ORDER, *ENGINES}


def test_what_belongs_to_a_department_says_so_by_a_protected_key() -> None:
    for model in _ours():
        for field in model._meta.get_fields():
            if type(field) is ForeignKey and field.name == "department":
                assert field.remote_field.on_delete in {PROTECT, DO_NOTHING}, model
