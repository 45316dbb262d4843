"""What other engines add to a subject's page: a title and the address of a fragment, bound at the start of the house.

A fragment is fetched by the reader's browser, so its own view decides what that reader may see of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission


@dataclass(frozen=True)
class Panel:
    """A fragment beside a subject: ``url`` holds ``{key}``, the subject's number; its reader must hold ``needs``."""

    title: str
    url: str
    needs: Permission


_bound: dict[str, tuple[Panel, ...]] = {}


def bind(panels: Mapping[str, Sequence[Panel]]) -> None:
    """Bind the panels by the kind of subject they stand beside ("call"); those bound before are let go."""
    _bound.clear()
    _bound.update({kind: tuple(several) for kind, several in panels.items()})


def beside(subject: str, by: Actor) -> list[dict[str, str]]:
    """``title`` and ``url`` of the panels beside ``subject`` ("call:42") that ``by`` holds the permission for."""
    kind, _, key = subject.partition(":")
    mine = (panel for panel in _bound.get(kind, ()) if by.may(panel.needs))
    return [{"title": panel.title, "url": panel.url.format(key=key)} for panel in mine]
