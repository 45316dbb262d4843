"""Which state of a department's places is in force: one row, one cheap query, seen by every process."""

from __future__ import annotations

from dataclasses import dataclass, replace

from watchkeeper.core.places.models import PlacesVersion
from watchkeeper.kit.batch import Ask, Rows, send
from watchkeeper.kit.prepared import Prepared


@dataclass(frozen=True)
class Marks:
    """The three marks of a department; any differing mark means that part has changed."""

    registry: str = ""
    graph: str = ""
    closures: str = ""


def current(department_id: int) -> Marks:
    """The marks now in the database (one query)."""
    marks: Marks = send(asked(department_id))[0]
    return marks


def asked(department_id: int) -> Ask:
    """The question :func:`current` puts, to go with others; it reads :class:`Marks`."""
    ask = _MARKS.ask(pk=department_id)

    def read(rows: Rows) -> Marks:
        found = ask.read(rows) if ask.read else []
        return Marks(found[0].registry, found[0].graph, found[0].closures) if found else Marks()

    return replace(ask, read=read)


_MARKS = Prepared(lambda pk: PlacesVersion.objects.filter(pk=pk).only("registry", "graph", "closures"))
