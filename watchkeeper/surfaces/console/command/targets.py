"""From what was typed to what is meant: calls by short number, units by call sign, places, askers, times of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.places import find
from watchkeeper.core.places.find import Hit
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.command.parsed import When

AHEAD = timedelta(minutes=5)
MOST_PLACE_WORDS = 12  # a place is named in fewer; what was pasted behind it is not searched


@dataclass(frozen=True)
class Desk:
    """Who types, at which seat, and where: what a command needs besides its own words."""

    by: Actor
    seat: str = ""
    site_id: int | None = None
    client_id: str = ""
    began: datetime | None = None  # the first keystroke of the line


@dataclass(frozen=True)
class Done:
    """What a command did, in one sentence; ``select`` is the call to show, ``show`` what a look-up found."""

    said: str
    select: str = ""
    show: dict[str, Any] | None = None
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """As the console receives it."""
        return {"said": self.said, "select": self.select, "show": self.show, "note": self.note}


def call(number: str, desk: Desk) -> Call:
    """The call ``number`` ("4812", "26-004812") its reader may see, the newest when years share it.

    Raises Invalid naming the number when there is none.
    """
    wanted = number if "-" in number else f"-{int(number):06d}"
    seen = Call.objects.visible_to(desk.by).select_related("department")
    found = seen.filter(number=wanted) if "-" in number else seen.filter(number__endswith=wanted)
    # A short number means this year's; the index on numbers cannot help a suffix, so the years are named.
    if "-" not in number:
        year = clock.now().year % 100
        exact = [f"{y % 100:02d}{wanted}" for y in (year, year - 1)] + [f"X{year:02d}{wanted}"]
        found = seen.filter(number__in=exact)
    row = found.order_by("-opened_at").first()
    if row is None:
        raise Invalid(f"There is no call {number}.", fields={"call": [f"no call {number}"]})
    return row


def no_calls(numbers: Sequence[str], desk: Desk) -> None:
    """Raise Invalid when what was typed as a place are the numbers of two open calls: it was likely to merge them."""
    try:
        found = [call(number, desk) for number in numbers]
    except Invalid:
        return
    if len(found) == 2 and all(one.is_open for one in found):
        first, second = numbers
        raise Invalid(
            f"{first} and {second} are open calls. “mg {first} {second}” merges them; "
            f"“pl={first} {second}” after the service opens a call at a place of that name.",
            fields={"place": ["two open calls"]},
        )


def units(signs: Sequence[str], desk: Desk) -> list[Unit]:
    """The units with these call signs, in the order typed. Raises Invalid naming those that do not exist."""
    found = {unit.call_sign: unit for unit in Unit.objects.of(desk.by).filter(call_sign__in=signs)}
    unknown = [sign for sign in signs if sign not in found]
    if unknown:
        raise Invalid(f"There is no unit {', '.join(unknown)}.", fields={"unit": [f"no unit {u}" for u in unknown]})
    return [found[sign] for sign in dict.fromkeys(signs)]


def unit(sign: str, desk: Desk) -> Unit:
    """The unit with this call sign."""
    return units([sign], desk)[0]


def live(signs: Sequence[str], on: Call | None, desk: Desk) -> list[Assignment]:
    """What these units are on now; with ``on`` only there, and all its units when no sign is given.

    Raises Invalid for a unit that is on nothing, or on a call its reader may not know of.
    """
    rows = Assignment.objects.filter(cleared_at=None, is_stacked=False).exclude(status="reserved")
    rows = rows.select_related("unit", "call", "call__department").order_by("unit__call_sign")
    rows = rows.filter(unit__in=units(signs, desk)) if signs else rows
    rows = rows.filter(call=on) if on is not None else rows
    every = list(rows)
    found = [a for a in every if _may_know(a.call, desk.by)]
    unseen = {a.unit.call_sign for a in every} - {a.unit.call_sign for a in found}
    if unsaid := [sign for sign in signs if sign in unseen]:
        raise Invalid(f"{', '.join(unsaid)} is assigned.", fields={"unit": unsaid})
    absent = [sign for sign in signs if sign not in {a.unit.call_sign for a in found}]
    if absent:
        where = f" on {on.number}" if on else " on a call"
        raise Invalid(f"{', '.join(absent)} is not{where}.", fields={"unit": absent})
    if not found:
        raise Invalid(f"No unit is on {on.number if on else 'it'}.", fields={"unit": ["none there"]})
    return found


def _may_know(of: Call, by: Actor) -> bool:
    return of.is_plainly_visible_to(by) or Call.objects.visible_to(by).filter(pk=of.pk).exists()


def asker(on: Call, which: int | None) -> Requester:
    """The asker numbered ``which`` (from 1) on a call; the only one when none is named."""
    found = list(Requester.objects.filter(call=on).order_by("id"))
    if which is None and len(found) == 1:
        return found[0]
    if which is None or not 1 <= which <= len(found):
        raise Invalid(f"{on.number} has {len(found)} askers; say which, 1 to {len(found)}.", fields={"asker": ["?"]})
    return found[which - 1]


def crew(names: Sequence[str], desk: Desk) -> list[Person]:
    """The people with these call names. Raises Invalid naming those nobody has."""
    found = {p.call_name: p for p in Person.objects.filter(department_id=desk.by.department_id, call_name__in=names)}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise Invalid(f"Nobody is called {', '.join(unknown)}.", fields={"crew": unknown})
    return [found[name] for name in dict.fromkeys(names)]


def place(text: str, desk: Desk) -> Hit | None:
    """The place ``text`` means best, or None when the registry knows none."""
    found = find.search(desk.by.department_id, text, site_id=desk.site_id, limit=1) if text else []
    return found[0] if found else None


def place_and_rest(text: str, desk: Desk) -> tuple[Hit | None, str]:
    """The place the text begins with, and what follows it: "cox 2 lights are out" is Cox 2, and lights are out."""
    words = text.split()
    for count in range(min(len(words), MOST_PLACE_WORDS), 0, -1):
        hit = place(" ".join(words[:count]), desk)
        if hit is not None:
            return hit, " ".join(words[count:])
    return None, ""


def known_place(text: str, desk: Desk) -> Hit:
    """As :func:`place`; raises Invalid when there is none."""
    hit = place(text, desk)
    if hit is None:
        raise Invalid(f"No place is called “{text}”.", fields={"place": ["unknown"]})
    return hit


def placed(text: str, desk: Desk, name: str = "place") -> dict[str, Any]:
    """``place`` and ``place_ref`` for what was typed; an unknown place is kept as typed."""
    hit = place(text, desk)
    return {name: hit.label if hit else text, f"{name}_ref": hit.ref if hit else ""} if text else {}


def past(when: When | None, desk: Desk) -> datetime | None:
    """The moment a stamp means: the last time the department's clock showed it. None stays None (now)."""
    return None if when is None else _resolve(when, desk, later=False)


def future(when: When, desk: Desk) -> datetime:
    """The next time the department's clock shows it, or so many minutes from now."""
    return _resolve(when, desk, later=True)


def _resolve(when: When, desk: Desk, *, later: bool) -> datetime:
    now = clock.now()
    if when.minutes is not None:
        return now + timedelta(minutes=when.minutes)
    zone = ZoneInfo(Department.objects.values_list("time_zone", flat=True).get(pk=desk.by.department_id))
    hour, minute, second = [*(int(part) for part in when.text.split(":")), 0][:3]
    today = now.astimezone(zone).replace(hour=hour, minute=minute, second=second, microsecond=0)
    shown = [moment for days in (-1, 0, 1) for moment in _both(today + timedelta(days=days))]
    if later:
        return min(moment for moment in shown if moment > now)
    last = max(moment for moment in shown if moment <= now)
    # A clock may run a little ahead of ours; but one set back has shown the same an hour ago.
    ahead = [moment for moment in shown if now < moment <= now + AHEAD and now - last > timedelta(hours=2)]
    return min(ahead, default=last)


def _both(local: datetime) -> tuple[datetime, datetime]:
    """The two moments, in UTC, at which a clock shows ``local``: in the night it is set back an hour they differ."""
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)
