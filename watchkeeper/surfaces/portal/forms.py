"""The form of a service, derived from its declaration: one field for each question, two for a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from watchkeeper.core.services.kinds import Kind, Topic
from watchkeeper.core.services.parts import Ask
from watchkeeper.core.services.spec import Service
from watchkeeper.kit import clock, ids
from watchkeeper.surfaces.portal.places import Pick, Picks, picks, resolve
from watchkeeper.surfaces.portal.visits import Visit

OTHER = "other"
# What a column of a call or of an asker holds; a longer answer is refused by its field.
LONGEST = {"callback": 60, "requester": 120, "requester_role": 40, "place": 500, "destination": 500}
SOON = timedelta(minutes=15)
FURTHEST = timedelta(days=366)
LONGEST_TEXT = 900_000
SHORT_ANSWERS, SHORT_WORDS = 3, 10
FEW_ANSWERS, FEW_WORDS = 4, 14
_CONTACT = ("callback", "requester")
_INPUT = {Kind.PHONE: ("tel", "tel"), Kind.NUMBER: ("text", "numeric"), Kind.MINUTES: ("text", "numeric")}


@dataclass(frozen=True)
class Shown:
    """One question as the page shows it."""

    ask: Ask
    name: str
    value: Any
    options: tuple[tuple[str, str, bool], ...]
    text: str
    errors: tuple[str, ...]
    input_type: str
    input_mode: str
    listed: bool

    @property
    def kind(self) -> str:
        """Which of the templates draws it."""
        return self.ask.kind.value

    @property
    def is_short(self) -> bool:
        """Whether the answers fit beside one another on a phone."""
        return len(self.options) <= SHORT_ANSWERS and all(len(words) <= SHORT_WORDS for _, words, _ in self.options)

    @property
    def is_paired(self) -> bool:
        """Whether two answers fit beside one another on a phone: places are named so, and few short words."""
        is_few = len(self.options) <= FEW_ANSWERS and all(len(words) <= FEW_WORDS for _, words, _ in self.options)
        return is_few or self.ask.kind is Kind.PLACE


class AskForm(forms.Form):
    """What a service asks. After ``is_valid``: ``columns`` of the call and ``answers`` to the other questions.

    An answer that means danger now is taken even when something else on the page is missing or wrong: what cannot be
    understood is kept in the details, and nothing is asked again.
    """

    client_id = forms.CharField(required=False, max_length=64)
    is_anonymous = forms.BooleanField(required=False)

    def __init__(self, service: Service, here: Visit, data: Mapping[str, Any] | None = None, *, at: str = "") -> None:
        super().__init__(data)
        self.service, self.here = service, here
        self.picks: Picks = picks(here.site)
        found = self.picks.at(at)
        self.at = found.ref if found else ""
        self.columns: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}
        self.new_client_id = ids.token()
        for ask in service.asks:
            for name, field in self._fields(ask):
                self.fields[name] = field

    @property
    def may_be_anonymous(self) -> bool:
        """Whether the page offers to keep neither name nor number."""
        return self.service.topic is Topic.REPORT

    @property
    def is_danger(self) -> bool:
        """Whether an answer means danger now, whatever else the page says."""
        return self.service.is_danger({ask.key: self._given(ask) for ask in self.service.asks if ask.choices})

    def clean(self) -> dict[str, Any]:
        """Sort what was given into columns and answers; say per question what is wrong."""
        cleaned = super().clean() or {}
        for ask in self.service.asks:
            self._take(ask, cleaned)
        self._check_window()
        for key, words in self._wrong().items():
            self.add_error(key, words)
        if self.is_danger:
            self._keep_what_is_wrong()
        if self.may_be_anonymous and cleaned.get("is_anonymous"):
            self.columns = {name: value for name, value in self.columns.items() if name not in _CONTACT}
        return cleaned

    def shown(self) -> Iterator[Shown]:
        """Every question in order, as the page shows it."""
        for ask in self.service.asks:
            yield self._shown(ask)

    def _fields(self, ask: Ask) -> Iterator[tuple[str, forms.Field]]:
        if ask.kind is Kind.PLACE:
            known = [(pick.ref, pick.label) for pick in self.picks.listed]
            yield ask.key, forms.ChoiceField(choices=[*known, (OTHER, _("Another place"))], required=False)
            yield f"{ask.key}_text", forms.CharField(required=False, max_length=LONGEST["place"])
        elif ask.kind is Kind.CHOICES:
            options = [(choice.value, choice.words) for choice in ask.choices]
            yield ask.key, forms.MultipleChoiceField(choices=options, required=False)
        elif ask.choices:
            yield (
                ask.key,
                forms.ChoiceField(choices=[(choice.value, choice.words) for choice in ask.choices], required=False),
            )
        elif ask.kind is Kind.YES_NO:
            yield ask.key, forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], required=False)
        else:
            most = LONGEST.get(ask.fills, LONGEST_TEXT if ask.kind is Kind.LONG_TEXT else 500)
            too_long = _("This is too long: at most %(limit_value)d characters; it has %(show_value)d.")
            yield ask.key, forms.CharField(required=False, max_length=most, error_messages={"max_length": too_long})

    def _chips(self, ask: Ask) -> list[Pick]:
        chips = list(self.picks.going if ask.fills == "destination" else self.picks.waiting)
        wanted = {self._given(ask), self.at if ask.fills == "place" else ""}
        chips += [pick for pick in self.picks.listed if pick.ref in wanted]
        return list({pick.ref: pick for pick in chips}.values())

    def _take(self, ask: Ask, cleaned: dict[str, Any]) -> None:
        if ask.kind is Kind.PLACE:
            value, ref = self._place(ask, cleaned)
            self.columns[ask.fills] = value
            if ask.fills:
                self.columns[f"{ask.fills}_ref"] = ref
        elif ask.kind is Kind.WHEN and ask.fills:
            self.columns[ask.fills] = self._moment(ask, str(cleaned.get(ask.key) or ""))
        elif ask.fills:
            value = str(cleaned.get(ask.key) or "").strip()
            self.columns[ask.fills] = value
        elif cleaned.get(ask.key):
            self.answers[ask.key] = cleaned[ask.key]
            value = "given"
        else:
            value = ""
        if ask.kind is not Kind.WHEN and (ask.starts or ask.required) and not value and ask.key not in self.errors:
            is_booked = self.service.is_by_appointment
            self.add_error(
                ask.key, _("We need this to answer you.") if is_booked else _("We need this to send somebody.")
            )

    def _place(self, ask: Ask, cleaned: dict[str, Any]) -> tuple[str, str]:
        chosen, typed = cleaned.get(ask.key) or "", " ".join((cleaned.get(f"{ask.key}_text") or "").split())
        if chosen and chosen != OTHER:
            label = next(pick.label for pick in self.picks.listed if pick.ref == chosen)
            return f"{label} ({typed})" if typed and typed.casefold() != label.casefold() else label, chosen
        return typed, resolve(typed, self.here.site, self.picks) if typed and self.here.site else ""

    def _moment(self, ask: Ask, text: str) -> datetime | None:
        if not text:
            return None
        if self.service.check({ask.key: text}):
            self.add_error(ask.key, _("Give a date and a time."))
            return None
        found = parse_datetime(text)
        assert found is not None
        ahead = found.replace(tzinfo=None) - clock.now().replace(
            tzinfo=None
        )  # near the ends of time no zone can be added
        if abs(ahead) > FURTHEST:
            far = _("Give a time within a year from now.")
            self.add_error(ask.key, far if ahead > FURTHEST else _("This time has passed."))
            return None
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.here.department.time_zone))

    def _check_window(self) -> None:
        starts, ends, now = self.columns.get("starts_at"), self.columns.get("ends_at"), clock.now()
        if starts is not None and starts < now - SOON:
            self._window_error("starts_at", _("This time has passed."))
        elif ends is not None and ends <= (starts or now):
            self._window_error("ends_at", _("This is before the start."))
        elif starts is not None and starts <= now + SOON:
            self.columns["starts_at"] = None

    def _window_error(self, column: str, words: str) -> None:
        ask = self.service.ask_filling(column)
        if ask is not None:
            self.add_error(ask.key, words)
            self.columns[column] = None

    def _wrong(self) -> dict[str, list[str]]:
        wrong = self.service.check(self.answers)
        for column, words in self.service.check_columns(self.columns).items():
            ask = self.service.ask_filling(column)
            if ask is not None:
                wrong[ask.key] = words
        return wrong

    def _keep_what_is_wrong(self) -> None:
        """Take the page as it is: what is not understood goes along as text."""
        lines = []
        for name in list(self.errors):
            ask = self.service.ask(name.removesuffix("_text"))
            text = " ".join(
                self.data.getlist(name) if hasattr(self.data, "getlist") else [str(self.data.get(name, ""))]
            )
            if ask is not None:
                self.answers.pop(ask.key, None)
                with translation.override(settings.LANGUAGE_CODE):  # the dispatcher reads it
                    lines += [f"{ask.words} {text.strip()[:2000]}"] if text.strip() else []
            del self.errors[name]
        if lines:
            said = self.columns.get("details") or ""
            self.columns["details"] = "\n".join([said, *lines]).replace("\x00", "").strip()

    def _given(self, ask: Ask) -> Any:
        if not self.is_bound:
            return ""
        if ask.kind is Kind.CHOICES and hasattr(self.data, "getlist"):
            return self.data.getlist(ask.key)
        return self.data.get(ask.key, "")

    def _options(self, ask: Ask) -> list[tuple[str, str]]:
        if ask.kind is Kind.PLACE:
            return [*((pick.ref, pick.label) for pick in self._chips(ask)), (OTHER, _("Another place"))]
        if ask.kind is Kind.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))]
        return [(choice.value, str(choice.words)) for choice in ask.choices]

    def _shown(self, ask: Ask) -> Shown:
        given = self._given(ask)
        chosen = [given] if isinstance(given, str) else list(given)
        if not self.is_bound and self.at and ask.kind is Kind.PLACE and ask.fills == "place":
            chosen = [self.at]
        options = self._options(ask)
        typed, mode = _INPUT.get(ask.kind, ("datetime-local", "") if ask.kind is Kind.WHEN else ("text", "text"))
        errors = [*self.errors.get(ask.key, []), *self.errors.get(f"{ask.key}_text", [])] if self.is_bound else []
        return Shown(
            ask=ask,
            name=ask.key,
            value=given if isinstance(given, str) else "",
            options=tuple((value, words, value in chosen) for value, words in options),
            text=str(self.data.get(f"{ask.key}_text", "")) if self.is_bound else "",
            errors=tuple(str(error) for error in errors),
            input_type=typed,
            input_mode=mode,
            listed=ask.kind is Kind.PLACE,
        )
