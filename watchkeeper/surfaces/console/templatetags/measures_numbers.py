"""Numbers as the console prints them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def grouped(value: int) -> str:
    """Thousands in groups: 12,345."""
    return f"{value:,}"
