"""How long a text may be: as long as the column that keeps it. PostgreSQL refuses a longer one, SQLite keeps it."""

from __future__ import annotations

from django.db.models import Model

from watchkeeper.kit.errors import Invalid

LONGEST_TEXT = 1_000_000  # of a column without a limit of its own


def longest(model: type[Model], column: str) -> int:
    """How many characters ``column`` of ``model`` holds."""
    return getattr(model._meta.get_field(column), "max_length", None) or LONGEST_TEXT


def check(**texts: tuple[object, type[Model], str]) -> None:
    """Raise Invalid naming every text that is longer than its column.

    A text comes under its field's name, with the model and the column that is to keep it; what is no text passes.
    """
    most = {
        name: longest(model, column)
        for name, (text, model, column) in texts.items()
        if isinstance(text, str) and len(text) > longest(model, column)
    }
    if most:
        said = ", ".join(f"{name.replace('_', ' ')} (at most {held:,} characters)" for name, held in most.items())
        fields = {name: [f"longer than {held:,} characters"] for name, held in most.items()}
        raise Invalid(f"Too long: {said}; nothing was kept.", fields=fields)
