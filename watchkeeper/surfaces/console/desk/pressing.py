"""What comes of a pressed button: done, or refused with the draft as it was filled in and a word on every field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict

from watchkeeper.kit import ids
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.surfaces.console.desk.actions import press
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.register import Button, Once, Register
from watchkeeper.surfaces.console.forms import number

TWO_YEARS = 2 * 365 * 86400


@dataclass(frozen=True)
class Pressed:
    """``pk`` when it was done; else what was refused, in words, with its status and the form as it was sent."""

    button: Button
    form: DeskForm
    pk: int | None = None
    once: Once | None = None
    refusal: str = ""
    status: int = 200

    @property
    def above(self) -> str:
        """The refusal as it stands over the form, which is drawn again with what was written into it."""
        return f"{self.refusal} What you wrote is kept below." if self.form.fields else self.refusal


def form_of(button: Button, look: Look, row: Any, data: QueryDict | None = None) -> DeskForm:
    """The form of ``button`` about ``row``, filled from ``data`` when something was sent."""
    return button.form(data, by=look.by, row=row, auto_id=f"{button.key}-%s")


def pressed(register: Register, button: Button, look: Look, row: Any, data: QueryDict) -> Pressed:
    """Press ``button`` with what was sent. Nothing was changed when the answer has a refusal."""
    form = form_of(button, look, row, data)
    if not form.is_valid():
        return Pressed(button, form, refusal="Nothing was saved.", status=422)
    try:
        pk, once = press(
            button,
            by=look.by,
            register=register,
            pk=row.pk if row is not None else None,
            given=form.cleaned_data,
            seen=number(data.get("seen", "")),
            client_id=data.get("client_id", "")[:60],
        )
    except Invalid as wrong:
        for name, words in wrong.fields.items():
            form.add_error(name if name in form.fields else None, words)
        return Pressed(button, form, refusal=wrong.sentence, status=422)
    except Refused as no:
        return Pressed(button, form, refusal=no.sentence, status=409)
    return Pressed(button, form, pk=pk, once=once)


def keeping(answer: HttpResponse, once: Once | None) -> HttpResponse:
    """``answer``, with the secret in a cookie of two years that no script can read, where it has one."""
    if once is not None:
        answer.set_cookie(
            once.cookie,
            once.secret,
            max_age=TWO_YEARS,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer


def new_id() -> str:
    """An id for one submit of one form."""
    return ids.token(12)
