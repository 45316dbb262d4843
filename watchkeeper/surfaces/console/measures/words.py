"""How the measures pages write spans, shares, days and the names of what is measured."""

from __future__ import annotations

from datetime import date, timedelta

# Fewer than so many have no percentile: they are shown as so many.
FEW = 5
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORDS = {
    "received_to_dispatch": "Received to dispatch",
    "dispatch_to_en_route": "Dispatch to en route",
    "en_route_to_on_scene": "En route to on scene",
    "dispatch_to_on_scene": "Dispatch to on scene",
    "received_to_first_on_scene": "Received to first on scene",
    "dispatch_to_available": "Dispatch to available",
    "response": "Opened to first on scene",
    "processing": "Answered to first dispatch",
    "answering": "Ring to answer",
    "committed": "Unit committed",
    "beyond_promise": "Beyond the promise",
}
_EPOCH = date(1970, 1, 1)


def span(seconds: float | None) -> str:
    """Seconds as the desk reads them: "8 s", "4:31", "1:02:09"; a dash for nothing."""
    if seconds is None:
        return "–"
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    if whole < 60:
        return f"{sign}{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{sign}{minutes}:{rest:02d}"


def percent(share: float | None) -> str:
    """A share as a whole percentage."""
    return "–" if share is None else f"{round(100 * share)} %"


def day_of(number: int) -> date:
    """The local day that is ``number`` days after 1 January 1970."""
    return _EPOCH + timedelta(days=number)


def short_day(day: date) -> str:
    """A day on an axis: "9 Feb"."""
    return f"{day.day} {day:%b}"


def hour_range(hour: int) -> str:
    """An hour of the day in words: "15:00 to 15:59"."""
    return f"{hour:02d}:00 to {hour:02d}:59"
