"""A button of a staff page as one action: what it does, and that nobody was quicker, is one transaction."""

from __future__ import annotations

from typing import Any

from django.utils.crypto import salted_hmac

from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console.desk import past
from watchkeeper.surfaces.console.desk.cells import look_of
from watchkeeper.surfaces.console.desk.register import Button, Once, Register


@action
def press(
    button: Button, *, by: Actor, register: Register, pk: int | None, given: dict[str, Any], seen: int, client_id: str
) -> tuple[int, Once | None]:
    """Do what ``button`` says to the row ``pk`` (None: a new one) with the form's values.

    Returns the row's key and what is shown this once; a form sent twice is done, and shows it, the first time alone.

    ``seen`` is the last entry about the row when the form was shown. The actions this calls check the permission again
    and journal. Raises :class:`Refused` when somebody else changed the row after ``seen`` or the button is not for it
    as it is now, :class:`Invalid` when the form was sent before with something else, and whatever they raise.
    """
    by.require(button.needs or register.write)
    shown: list[Once] = []

    def run() -> dict[str, Any]:
        row = None
        if pk is not None:
            row = _held(register, by, pk)
            if button is register.edit:
                past.require_unchanged(register.past(row, by), seen, by)
            _require_fitting(button, register, row, by)
        done = button.act(row, by, given)
        if isinstance(done, Once):
            shown.append(done)
            done = done.row
        return {"pk": pk if pk is not None else int(done.pk)}

    told = {name: _told(value) if name in button.form.secrets else value for name, value in given.items()}
    input_ = {"register": register.key, "button": button.key, "pk": pk, "given": told}
    return int(once(by, client_id, input_, run)["pk"]), (shown[0] if shown else None)


def _require_fitting(button: Button, register: Register, row: Any, by: Actor) -> None:
    """The page drew the button for the row as it was then; somebody may have been quicker."""
    look = look_of(by)
    register.prepare([row], look)
    if not button.fits(row, look):
        raise Refused(
            f"“{button.words}” is not to be done any more: this was changed meanwhile.", code="done_meanwhile"
        )


def _told(secret: Any) -> str:
    """What tells a secret from another without telling it: nobody can try words on it without the house's key."""
    return salted_hmac("watchkeeper.desk.secret", str(secret), algorithm="sha256").hexdigest()


def _held(register: Register, by: Actor, pk: int) -> Any:
    """The row, fresh, and kept from others until the transaction ends."""
    found = register.one_of(by, pk)
    type(found)._base_manager.select_for_update().only("pk").get(pk=pk)
    return register.one_of(by, pk)
