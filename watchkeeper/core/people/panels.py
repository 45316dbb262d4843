"""What other engines add to a subject's page: a title and the address of a fragment, bound at the start of the house.

A fragment is fetched by the reader's browser, so its own view decides what that reader may see of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission


@dataclass(frozen=True)
class Panel:
    """A fragment beside a subject: ``url`` holds ``{key}``, the subject's number; its reader must hold ``needs``.

    ``only`` names what its subject must have for it ("plan"); ``every_s`` is how often it is asked again while shown.
    """

    title: str
    url: str
    needs: Permission
    only: str = ""
    every_s: int = 0


_bound: dict[str, tuple[Panel, ...]] = {}


def bind(panels: Mapping[str, Sequence[Panel]]) -> None:
    """Bind the panels by the kind of subject they stand beside ("call"); those bound before are let go."""
    _bound.clear()
    _bound.update({kind: tuple(several) for kind, several in panels.items()})


def beside(subject: str, by: Actor, *, has: Collection[str] = ()) -> list[dict[str, str | int]]:
    """The panels beside ``subject`` ("call:42") that ``by`` holds the permission for: ``title``, ``url``, ``every``.

    ``has`` says what the subject has, for panels that are there only then.
    """
    kind, _, key = subject.partition(":")
    mine = (panel for panel in _bound.get(kind, ()) if by.may(panel.needs) and (not panel.only or panel.only in has))
    return [{"title": panel.title, "url": panel.url.format(key=key), "every": panel.every_s} for panel in mine]
