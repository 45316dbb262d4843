"""The forms of the bookings: filled with what was found, so that most of them are sent as they open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.models import PersonQualification
from watchkeeper.core.people.qualifications import WORDS, Qualification
from watchkeeper.core.services import registry
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import bookings, private, slots
from watchkeeper.engines.calls.actions import Window
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.slots import Offer
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.registers.bookings_shown import enrolled, service_of

TIMES = 3
NOT_DELIVERED = ("canceled_by_caller", "no_show")
_HALF = {"data-width": "half"}
_ALL_THE_SAME = "Only where somebody cannot be held by the rules, or too few can."


class _Named(DeskForm):
    """A form with people to be held: none chosen means whoever fits best."""

    def _people(self, name: str, spec: Service, words: str = "Who is held") -> None:
        """Add a field for those qualified for ``spec``: one, or several where it needs several."""
        wanted = [str(staff.qualification) for staff in spec.booked.staff] if spec.booked else []
        heads = self.row.appointment.expected if self.row is not None else 0
        several = sum(staff.needed(heads) for staff in spec.booked.staff) > 1 if spec.booked else False
        choices = _qualified(self.by.department_id, wanted)
        if several:
            self.fields[name] = forms.MultipleChoiceField(
                label=words, required=False, choices=choices, widget=forms.SelectMultiple(attrs={"size": "4"})
            )
        else:
            best = ("", "whoever fits best")
            self.fields[name] = forms.ChoiceField(label=words, required=False, choices=[best, *choices])

    def _chosen(self, name: str) -> list[int]:
        given = self.cleaned_data.get(name) or []
        return [int(pk) for pk in ([given] if isinstance(given, str) else given)]

    def _first_people(self, offer: Offer, spec: Service) -> Any:
        keys = [str(one.person) for one in offer.people]
        return keys if len(keys) > 1 else keys[0] if keys else ""


def _qualified(department_id: int, keys: list[str]) -> list[tuple[str, str]]:
    """Everybody who holds one of ``keys``, each once, by call name."""
    held = PersonQualification.objects.filter(
        person__department_id=department_id, person__is_active=True, key__in=keys, ended_at=None
    ).order_by("person__call_name", "key")
    found: dict[str, str] = {}
    for pk, name, key in held.values_list("person_id", "person__call_name", "key"):
        found.setdefault(str(pk), f"{name}, {WORDS[Qualification(key)]}")
    return list(found.items())


class ProposeForm(_Named):
    """Up to three times with those held for each, filled in as the search found them; an empty one is left out."""

    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=14 * 24 * 60, widget=forms.NumberInput(_HALF))
    override = forms.CharField(
        label="Reason to do it all the same", max_length=200, required=False, help_text=_ALL_THE_SAME
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        self.found: list[Offer] = []
        if data is not None:
            more.setdefault("initial", {})
        elif more.get("row") is not None:
            self.found = slots.offers_for(more["row"], count=TIMES)
        super().__init__(data, **more)

    def first(self, row: Any) -> dict[str, Any]:
        """The times found, and how long it lasts."""
        spec, given = service_of(row), {}
        for n, offer in enumerate(self.found, 1):
            given[f"starts_{n}"] = Moment.shown(offer.starts_at, self.by)
            given[f"people_{n}"] = self._first_people(offer, spec)
        lasts = self.found[0].ends_at - self.found[0].starts_at if self.found else _lasts(spec)
        return given | {"minutes": int(lasts.total_seconds() // 60)}

    def prepare(self) -> None:
        """A line for each time, those found first; minutes and the reason come last."""
        last = [(name, self.fields.pop(name)) for name in ("minutes", "override")]
        spec, zone = service_of(self.row), zone_of(self.by.department_id)
        for n in range(1, TIMES + 1):
            found = self.found[n - 1] if n <= len(self.found) else None
            said = _said(found, zone) if found else ""
            self.fields[f"starts_{n}"] = Moment(label=f"Time {n}", required=False, help_text=said)
            self._people(f"people_{n}", spec, words="Held for it")
        self.fields.update(last)

    def clean(self) -> dict[str, Any]:
        """The times as windows."""
        given = self.cleaned_data
        lasts = timedelta(minutes=given.get("minutes") or 0)
        windows = [
            Window(starts, starts + lasts, self._chosen(f"people_{n}"))
            for n in range(1, TIMES + 1)
            if (starts := given.get(f"starts_{n}")) is not None
        ]
        if not windows and not self.errors:
            raise forms.ValidationError("Give at least one time.")
        return {"windows": windows, "override": given.get("override", "")}


def _lasts(spec: Service) -> timedelta:
    return spec.booked.lasts if spec.booked and spec.booked.lasts else timedelta(hours=1)


def _said(offer: Offer, zone: Any) -> str:
    """An offer in words: "Tue 4 Mar, 10:00 to 11:00: CP1 on shift"."""
    starts, ends = offer.starts_at.astimezone(zone), offer.ends_at.astimezone(zone)
    who = ", ".join(f"{one.call_name}{' on shift' if one.is_on_shift else ''}" for one in offer.people)
    return f"{starts:%a} {starts.day} {starts:%b}, {starts:%H:%M} to {ends:%H:%M}: {who}"


class _WindowForm(_Named):
    """One window with those held for it."""

    starts_at = Moment(label="From")
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=14 * 24 * 60, widget=forms.NumberInput(_HALF))
    override = forms.CharField(
        label="Reason to do it all the same", max_length=200, required=False, help_text=_ALL_THE_SAME
    )

    def prepare(self) -> None:
        """Those qualified."""
        last = self.fields.pop("override")
        self._people("people", service_of(self.row))
        self.fields["override"] = last

    def clean(self) -> dict[str, Any]:
        """The window beside what else was given."""
        given = dict(self.cleaned_data)
        starts, minutes = given.pop("starts_at", None), given.pop("minutes", None)
        given.pop("people", None)
        if isinstance(starts, datetime) and minutes:
            given["window"] = Window(starts, starts + timedelta(minutes=minutes), self._chosen("people"))
        return given


class ConfirmForm(_WindowForm):
    """The time agreed by phone."""

    starts_at = Moment(label="Agreed by phone, from")

    def first(self, row: Any) -> dict[str, Any]:
        """What they asked for, as far as it is known."""
        wished, until = row.appointment.wished_from, row.appointment.wished_until
        lasts = until - wished if wished and until else _lasts(service_of(row))
        return {"starts_at": Moment.shown(wished, self.by), "minutes": int(lasts.total_seconds() // 60)}


class MoveForm(_WindowForm):
    """Another window, and why. Those held now are held again where they can be."""

    reason = forms.CharField(label="Why it is moved", max_length=200)

    def first(self, row: Any) -> dict[str, Any]:
        """The window that stands."""
        lasts = row.ends_at - row.starts_at if row.starts_at and row.ends_at else _lasts(service_of(row))
        return {"starts_at": Moment.shown(row.starts_at, self.by), "minutes": int(lasts.total_seconds() // 60)}


class ReplaceForm(DeskForm):
    """Who goes, and who stands in: those free then, best first."""

    held = forms.ChoiceField(label="Instead of")
    person = forms.ChoiceField(label="Who stands in")
    reason = forms.CharField(label="Why", max_length=200, required=False)

    def first(self, row: Any) -> dict[str, Any]:
        """The first of each list is the one meant most often."""
        return {}

    def prepare(self) -> None:
        """Those pulled first, then those held; and everybody free, best first."""
        call: Call = self.row
        facts = bookings.facts([call])[call.pk]
        away = [(str(one.pk), f"{one.person.call_name}, away") for one in facts.pulled]
        self.choose("held", away + [(str(one.pk), one.person.call_name) for one in facts.held])
        free = []
        if call.starts_at is not None and call.ends_at is not None:
            free = slots.free_for(service_of(call), call.department_id, call.starts_at, call.ends_at)
        gone = {one.person_id for one in facts.pulled}  # free by the calendar, and sent elsewhere: named last
        free.sort(key=lambda one: one.person in gone)
        once = {one.person: one for one in reversed(free)}
        free = [one for one in free if once[one.person] is one]
        named = [(str(one.person), f"{one.call_name}{', on shift' if one.is_on_shift else ''}") for one in free]
        self.choose("person", named or [("", "nobody is free then")])


class HeldForm(DeskForm):
    """How it was held: its outcome, how many came, which version was shown, what nobody could answer."""

    outcome = forms.ChoiceField(label="How it was held")
    attended = forms.IntegerField(label="How many came", min_value=0, max_value=100_000, required=False)
    material = forms.CharField(label="Version of the material", max_length=60)
    unanswered = forms.CharField(
        label="A question nobody could answer", required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )

    def first(self, row: Any) -> dict[str, Any]:
        """The version shown the last time; whom one marked one by one is counted."""
        spec = service_of(row)
        shown = ""
        if spec.booked and spec.booked.material:
            before = Call.objects.visible_to(self.by).filter(service=row.service).exclude(appointment__material="")
            shown = before.order_by("-opened_at").values_list("appointment__material", flat=True).first() or ""
        return {"material": shown, "attended": row.enrollments.filter(attended=True).count() or None}

    def prepare(self) -> None:
        """Its own outcomes; only what its service keeps is asked."""
        spec = service_of(self.row)
        known = [key for key in spec.outcomes if key not in NOT_DELIVERED]
        self.choose("outcome", [(key, str(OUTCOMES[key].words)) for key in known])
        if not (spec.booked and spec.booked.material):
            del self.fields["material"]
        if not self.row.appointment.seats and spec.ask("heads") is None:
            del self.fields["attended"]
        elif self.row.appointment.expected:
            self.fields["attended"].help_text = f"{self.row.appointment.expected} were expected."


class NoteForm(DeskForm):
    """A word about it, where there is one."""

    note = forms.CharField(label="A word about it", max_length=200, required=False)


class CancelForm(DeskForm):
    """Why."""

    reason = forms.CharField(label="Why", max_length=200)


class HandOffForm(DeskForm):
    """Who takes it over, and why."""

    to = forms.CharField(label="Who takes it over", max_length=120)
    reason = forms.CharField(label="Why", max_length=200)


class SeatsForm(DeskForm):
    """How many may come."""

    seats = forms.IntegerField(label="Seats", min_value=0, max_value=10_000)

    def first(self, row: Any) -> dict[str, Any]:
        """As many as there are."""
        return {"seats": row.appointment.seats}


class AttendanceForm(DeskForm):
    """Who of those enrolled came."""

    came = forms.MultipleChoiceField(label="Who came", required=False, widget=forms.CheckboxSelectMultiple)

    def first(self, row: Any) -> dict[str, Any]:
        """Those of whom it is known."""
        return {"came": [str(pk) for pk in row.enrollments.filter(attended=True).values_list("pk", flat=True)]}

    def prepare(self) -> None:
        """Everybody on the list, those with a seat first."""
        hidden = private.hidden_from(self.by, self.row)
        rows = self.row.enrollments.filter(canceled_at=None).select_related("requester").order_by("at", "pk")
        several = sorted(rows, key=lambda one: one.seated_at is None)
        self.choose("came", [(str(one.pk), enrolled(one, hidden).partition(": ")[0]) for one in several])


class EnrollForm(DeskForm):
    """A name for the list, and how to reach them."""

    requester = forms.CharField(label="Name for the list", max_length=120)
    callback = forms.CharField(label="Phone or mail", max_length=60, required=False)


class LeaveForm(DeskForm):
    """Who gives up their seat."""

    who = forms.ChoiceField(label="Who")
    reason = forms.CharField(label="Why", max_length=200, required=False)

    def prepare(self) -> None:
        """Everybody on the list."""
        hidden = private.hidden_from(self.by, self.row)
        rows = self.row.enrollments.filter(canceled_at=None).select_related("requester")
        self.choose("who", [(str(one.pk), enrolled(one, hidden)) for one in rows])


class ScheduleForm(DeskForm):
    """A session nobody had to ask for: a course, an orientation, a visit."""

    service = forms.ChoiceField(label="Service")
    starts_at = Moment(label="From")
    minutes = forms.IntegerField(
        label="Minutes", min_value=5, max_value=14 * 24 * 60, required=False, help_text="Empty: as long as usual.",
        widget=forms.NumberInput(_HALF),
    )  # fmt: skip
    seats = forms.IntegerField(
        label="Seats", min_value=0, max_value=10_000, required=False, help_text="Empty: as many as usual.",
        widget=forms.NumberInput(_HALF),
    )  # fmt: skip
    place = forms.CharField(label="Place", max_length=200, required=False)
    requester = forms.CharField(label="Asked by", max_length=120, required=False, widget=forms.TextInput(_HALF))
    callback = forms.CharField(label="Phone or mail", max_length=60, required=False, widget=forms.TextInput(_HALF))
    details = forms.CharField(label="Details", required=False, max_length=2_000, widget=forms.Textarea({"rows": 2}))
    people = forms.MultipleChoiceField(
        label="Who is held", required=False, help_text="Nobody chosen: whoever fits best.",
        widget=forms.SelectMultiple(attrs={"size": "5"}),
    )  # fmt: skip
    override = forms.CharField(
        label="Reason to do it all the same", max_length=200, required=False, help_text=_ALL_THE_SAME
    )

    def prepare(self) -> None:
        """The services that are held at a time, and everybody qualified for anything."""
        several = [one for one in registry.offered(self.by.department_id) if one.booked and one.booked.lasts]
        self.choose("service", [("", "choose"), *((one.key, str(one.name)) for one in several)])
        people = self.fields["people"]
        assert isinstance(people, forms.MultipleChoiceField)
        people.choices = _qualified(self.by.department_id, [str(one) for one in Qualification])

    def blank(self) -> dict[str, Any]:
        """Tomorrow at nine."""
        tomorrow = clock.now().astimezone(zone_of(self.by.department_id)) + timedelta(days=1)
        return {"starts_at": Moment.shown(tomorrow.replace(hour=9, minute=0), self.by)}

    def clean(self) -> dict[str, Any]:
        """The window, by the service's own length where none is given."""
        given = dict(self.cleaned_data)
        starts, minutes = given.pop("starts_at", None), given.pop("minutes", None)
        people = [int(pk) for pk in given.pop("people", None) or []]
        if isinstance(starts, datetime) and given.get("service"):
            lasts = (
                timedelta(minutes=minutes) if minutes else _lasts(registry.get(given["service"], self.by.department_id))
            )
            given["window"] = Window(starts, starts + lasts, people)
        return given
